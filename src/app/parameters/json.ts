/**
 * A strict JSON reader (RFC 8259): duplicate keys are refused, integers of any size stay exact, `1.0` stays a float, and
 * `__proto__` is a key like any other of a Dict. Faults carry their line and column.
 */
import { DxgError } from "../../base/error.ts";
import { VALUE_DEPTH_MAX } from "../../base/limits.ts";
import { Dict, float, integer, type Value } from "../../value/value.ts";

/**
 * @param name of the source in messages
 * @throws {DxgError} params/bad-file with the place
 */
export function parseJson(text: string, name: string): Value {
  return new JsonReader(text, name).read();
}

const NUMBER = /-?(?:0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/y;
const SPACE = /[ \t\n\r]*/y;
const PLAIN = /[^"\\\u0000-\u001f]*/y;
const SAFE_DIGITS = 15;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  "\\": "\\",
  "/": "/",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
};

class JsonReader {
  readonly #text: string;
  readonly #name: string;
  #at = 0;

  constructor(text: string, name: string) {
    this.#text = text.startsWith("\ufeff") ? text.slice(1) : text;
    this.#name = name;
  }

  read(): Value {
    const value = this.#value(0);
    if (this.#at < this.#text.length) throw this.#fault("something follows the value");
    return value;
  }

  /** A value with the space around it. */
  #value(depth: number): Value {
    if (depth > VALUE_DEPTH_MAX) throw this.#fault(`nested more than ${VALUE_DEPTH_MAX} deep`);
    this.#skip();
    const value = this.#bare(depth);
    this.#skip();
    return value;
  }

  #bare(depth: number): Value {
    const char = this.#text[this.#at];
    switch (char) {
      case "{":
        return this.#object(depth);
      case "[":
        return this.#array(depth);
      case '"':
        return this.#string();
      case "t":
        return this.#word("true", true);
      case "f":
        return this.#word("false", false);
      case "n":
        return this.#word("null", null);
      case undefined:
        throw this.#fault("the text ends where a value is expected");
      default:
        return this.#number();
    }
  }

  #object(depth: number): Dict {
    const dict = new Dict();
    this.#at += 1;
    this.#skip();
    if (this.#take("}")) return dict;
    do {
      this.#skip();
      if (this.#text[this.#at] !== '"') throw this.#fault("a key in double quotes is expected");
      const start = this.#at;
      const key = this.#string();
      if (dict.has(key)) throw this.#fault(`the key ${JSON.stringify(key)} stands twice`, start);
      this.#skip();
      if (!this.#take(":")) throw this.#fault('":" is expected');
      dict.set(key, this.#value(depth + 1));
    } while (this.#take(","));
    if (!this.#take("}")) throw this.#fault('"," or "}" is expected');
    return dict;
  }

  #array(depth: number): Value[] {
    const items: Value[] = [];
    this.#at += 1;
    this.#skip();
    if (this.#take("]")) return items;
    do items.push(this.#value(depth + 1));
    while (this.#take(","));
    if (!this.#take("]")) throw this.#fault('"," or "]" is expected');
    return items;
  }

  #string(): string {
    this.#at += 1;
    let text = "";
    for (;;) {
      text += this.#match(PLAIN);
      const char = this.#text[this.#at];
      if (char === '"') {
        this.#at += 1;
        return text;
      }
      if (char !== "\\")
        throw this.#fault(char === undefined ? "the string is not closed" : "a control character in a string");
      text += this.#escape();
    }
  }

  #escape(): string {
    const char = this.#text[this.#at + 1] ?? "";
    if (char === "u") {
      const digits = this.#text.slice(this.#at + 2, this.#at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw this.#fault("\\u needs four hexadecimal digits");
      this.#at += 6;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const plain = ESCAPES[char];
    if (plain === undefined) throw this.#fault(`\\${char} is no escape`);
    this.#at += 2;
    return plain;
  }

  #number(): Value {
    NUMBER.lastIndex = this.#at;
    const match = NUMBER.exec(this.#text);
    if (match === null || match[0] === "-") throw this.#fault("a value is expected");
    this.#at += match[0].length;
    if (match[1] !== undefined || match[2] !== undefined) {
      const number = Number(match[0]);
      if (!Number.isFinite(number)) throw this.#fault("the number is out of range", this.#at - match[0].length);
      return float(number);
    }
    return match[0].length <= SAFE_DIGITS ? Number(match[0]) + 0 : integer(BigInt(match[0]));
  }

  #word<T extends Value>(word: string, value: T): T {
    if (!this.#text.startsWith(word, this.#at)) throw this.#fault("a value is expected");
    this.#at += word.length;
    return value;
  }

  #take(char: string): boolean {
    if (this.#text[this.#at] !== char) return false;
    this.#at += 1;
    return true;
  }

  #skip(): void {
    const char = this.#text.charCodeAt(this.#at);
    if (char <= 0x20) this.#match(SPACE);
  }

  #match(pattern: RegExp): string {
    pattern.lastIndex = this.#at;
    const found = pattern.exec(this.#text)?.[0] ?? "";
    this.#at += found.length;
    return found;
  }

  #fault(detail: string, at = this.#at): DxgError {
    const before = this.#text.slice(0, at).split("\n");
    const line = before.length;
    const column = [...(before.at(-1) ?? "")].length + 1;
    const text = (this.#text.split("\n", line)[line - 1] ?? "").replace(/\r$/, "");
    return new DxgError("params/bad-file", detail, { span: { source: this.#name, line, column, length: 1, text } });
  }
}
