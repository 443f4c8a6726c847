/** Reads JSON as Python's `json.loads` does: integers of any size, NaN and Infinity, the last of equal keys counts. */
import { VALUE_DEPTH_MAX } from "../../../base/limits.ts";
import { limitError, valueError } from "../../../value/errors.ts";
import { Dict, float, integer, type Value } from "../../../value/value.ts";

const BLANK = /[ \t\n\r]*/y;
const NUMBER = /(-?(?:0|[1-9][0-9]*))(\.[0-9]+)?([eE][-+]?[0-9]+)?/y;
const WORDS: readonly (readonly [string, Value])[] = [
  ["null", null],
  ["true", true],
  ["false", false],
  ["NaN", Number.NaN],
  ["Infinity", Number.POSITIVE_INFINITY],
  ["-Infinity", Number.NEGATIVE_INFINITY],
];

/** @throws {DxgError} render/value for what is no JSON; render/limit when it is nested too deeply. */
export function readJson(text: string): Value {
  const reader = new JsonReader(text);
  return reader.whole();
}

class JsonReader {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  whole(): Value {
    const value = this.#value(0);
    this.#blank();
    if (this.#at < this.#text.length) throw this.#fault("Extra data");
    return value;
  }

  #fault(what: string): Error {
    const before = this.#text.slice(0, this.#at).split("\n");
    return valueError(`not JSON: ${what}: line ${before.length} column ${(before.at(-1) ?? "").length + 1}`);
  }

  #blank(): void {
    BLANK.lastIndex = this.#at;
    BLANK.test(this.#text);
    this.#at = BLANK.lastIndex;
  }

  #take(pattern: RegExp): RegExpExecArray | undefined {
    pattern.lastIndex = this.#at;
    const match = pattern.exec(this.#text);
    if (match === null) return undefined;
    this.#at = pattern.lastIndex;
    return match;
  }

  /** Whether the next character after white space is this one; it is taken then. */
  #takes(character: string): boolean {
    this.#blank();
    if (this.#text.charAt(this.#at) !== character) return false;
    this.#at++;
    return true;
  }

  #value(depth: number): Value {
    if (depth > VALUE_DEPTH_MAX) throw limitError(`value is nested deeper than ${VALUE_DEPTH_MAX} levels`);
    this.#blank();
    if (this.#takes("[")) return this.#list(depth + 1);
    if (this.#takes("{")) return this.#object(depth + 1);
    if (this.#text.charAt(this.#at) === '"') return this.#string();
    for (const [word, value] of WORDS) {
      if (!this.#text.startsWith(word, this.#at)) continue;
      this.#at += word.length;
      return value;
    }
    const number = this.#take(NUMBER);
    if (number === undefined) throw this.#fault("Expecting value");
    const [whole, digits = "0", fraction, exponent] = number;
    if (fraction !== undefined || exponent !== undefined) return float(Number(whole));
    return digits.length < 16 ? Number(digits) + 0 : integer(BigInt(digits));
  }

  #list(depth: number): Value {
    const items: Value[] = [];
    if (this.#takes("]")) return items;
    do items.push(this.#value(depth));
    while (this.#takes(","));
    if (!this.#takes("]")) throw this.#fault("Expecting ',' delimiter");
    return items;
  }

  #object(depth: number): Value {
    const dict = new Dict();
    if (this.#takes("}")) return dict;
    do {
      this.#blank();
      if (this.#text.charAt(this.#at) !== '"') throw this.#fault("Expecting property name enclosed in double quotes");
      const key = this.#string();
      if (!this.#takes(":")) throw this.#fault("Expecting ':' delimiter");
      dict.set(key, this.#value(depth));
    } while (this.#takes(","));
    if (!this.#takes("}")) throw this.#fault("Expecting ',' delimiter");
    return dict;
  }

  /** By steps from quote to quote: an expression would keep a place to go back to for every character. */
  #string(): string {
    const start = this.#at;
    let end = this.#text.indexOf('"', start + 1);
    while (end >= 0 && this.#isEscaped(end)) end = this.#text.indexOf('"', end + 1);
    if (end < 0) throw this.#fault("Unterminated string");
    this.#at = end + 1;
    try {
      return JSON.parse(this.#text.slice(start, end + 1)) as string;
    } catch {
      this.#at = start;
      throw this.#fault("Invalid string");
    }
  }

  #isEscaped(quote: number): boolean {
    let at = quote;
    while (this.#text.charAt(at - 1) === "\\") at--;
    return (quote - at) % 2 === 1;
  }
}
