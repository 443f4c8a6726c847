/**
 * A strict JSON reader (RFC 8259): duplicate keys are refused, and in parameters those that mean something to JavaScript
 * too; integers of any size stay exact, `1.0` stays a float. Faults carry their line and column.
 */
import { DxgError } from "../../base/error.ts";
import { VALUE_DEPTH_MAX } from "../../base/limits.ts";
import { keyFault, repeatedKey } from "../../value/refused-keys.ts";
import { Dict, float, integer, type Value } from "../../value/value.ts";

/**
 * @param name of the source in messages
 * @param keys `any` for files that are not meant for us, which may have whatever keys
 * @throws {DxgError} params/bad-file with the place
 */
export function parseJson(text: string, name: string, keys: "any" | "allowed" = "allowed"): Value {
  return new JsonReader(text, name, keys === "any").read();
}

/** Longest integers that a JavaScript number holds whatever their digits are. */
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

const TAB = 0x09;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const SPACE = 0x20;
const QUOTE = 0x22;
const PLUS = 0x2b;
const COMMA = 0x2c;
const MINUS = 0x2d;
const DOT = 0x2e;
const ZERO = 0x30;
const NINE = 0x39;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** A cursor over the text, by code units: `charCodeAt` in plain loops is several times faster than patterns here. */
class JsonReader {
  private readonly text: string;
  private readonly name: string;
  private at = 0;

  private readonly anyKey: boolean;

  constructor(text: string, name: string, anyKey: boolean) {
    this.anyKey = anyKey;
    this.text = text.startsWith("\ufeff") ? text.slice(1) : text;
    this.name = name;
  }

  read(): Value {
    this.skip();
    const value = this.value(0);
    this.skip();
    if (this.at < this.text.length) throw this.fault("something follows the value");
    return value;
  }

  /** A value, the cursor standing on its first character. */
  private value(depth: number): Value {
    const code = this.text.charCodeAt(this.at);
    if (code === QUOTE) return this.string();
    if (code === OPEN_OBJECT || code === OPEN_LIST) {
      if (depth === VALUE_DEPTH_MAX) throw this.fault(`nested more than ${VALUE_DEPTH_MAX} deep`);
      return code === OPEN_OBJECT ? this.object(depth + 1) : this.list(depth + 1);
    }
    if (code === MINUS || (code >= ZERO && code <= NINE)) return this.number();
    if (this.takeWord("true")) return true;
    if (this.takeWord("false")) return false;
    if (this.takeWord("null")) return null;
    throw this.fault(this.at < this.text.length ? "a value is expected" : "the text ends where a value is expected");
  }

  private object(depth: number): Dict {
    const dict = new Dict();
    this.at += 1;
    this.skip();
    if (this.take(CLOSE_OBJECT)) return dict;
    for (;;) {
      if (this.text.charCodeAt(this.at) !== QUOTE) throw this.fault("a key in double quotes is expected");
      const start = this.at;
      const key = this.string();
      const fault = this.anyKey ? undefined : keyFault(key);
      if (fault !== undefined) throw this.fault(fault, start);
      const { size } = dict;
      this.skip();
      if (!this.take(COLON)) throw this.fault('":" is expected');
      this.skip();
      dict.set(key, this.value(depth));
      if (dict.size === size) throw this.fault(repeatedKey(key), start);
      this.skip();
      if (this.take(CLOSE_OBJECT)) return dict;
      if (!this.take(COMMA)) throw this.fault('"," or "}" is expected');
      this.skip();
    }
  }

  private list(depth: number): Value[] {
    const items: Value[] = [];
    this.at += 1;
    this.skip();
    if (this.take(CLOSE_LIST)) return items;
    for (;;) {
      items.push(this.value(depth));
      this.skip();
      if (this.take(CLOSE_LIST)) return items;
      if (!this.take(COMMA)) throw this.fault('"," or "]" is expected');
      this.skip();
    }
  }

  private string(): string {
    const start = this.at;
    const end = this.plainEnd(start + 1);
    let string = this.text.slice(start + 1, end);
    this.at = end;
    while (this.text.charCodeAt(this.at) === BACKSLASH) {
      string += this.escape();
      const next = this.plainEnd(this.at);
      string += this.text.slice(this.at, next);
      this.at = next;
    }
    if (!this.take(QUOTE)) {
      const open = this.at === this.text.length || this.text.charCodeAt(this.at) === LINE_FEED;
      throw this.fault(open ? "the string is not closed" : "a control character in a string");
    }
    if (!string.isWellFormed()) throw this.fault("half of a surrogate pair in a string", start);
    return string;
  }

  /** Where the characters that stand for themselves end. */
  private plainEnd(from: number): number {
    const { text } = this;
    let at = from;
    for (; at < text.length; at++) {
      const code = text.charCodeAt(at);
      if (code === QUOTE || code === BACKSLASH || code < SPACE) break;
    }
    return at;
  }

  private escape(): string {
    const char = this.text[this.at + 1] ?? "";
    if (char === "u") {
      const digits = this.text.slice(this.at + 2, this.at + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(digits)) throw this.fault("\\u needs four hexadecimal digits");
      this.at += 6;
      return String.fromCharCode(Number.parseInt(digits, 16));
    }
    const plain = ESCAPES[char];
    if (plain === undefined) throw this.fault(`\\${char} is no escape`);
    this.at += 2;
    return plain;
  }

  private number(): Value {
    const start = this.at;
    if (this.text.charCodeAt(this.at) === MINUS) this.at += 1;
    const first = this.at;
    this.digits();
    if (this.text.charCodeAt(first) === ZERO && this.at > first + 1) throw this.fault("a number begins with 0", first);
    let fraction = false;
    if (this.take(DOT)) {
      fraction = true;
      this.digits();
    }
    const exponent = this.text.charCodeAt(this.at) | 0x20;
    if (exponent === 0x65) {
      fraction = true;
      this.at += 1;
      if (!this.take(PLUS)) this.take(MINUS);
      this.digits();
    }
    const text = this.text.slice(start, this.at);
    if (!fraction) return text.length <= SAFE_DIGITS ? Number(text) + 0 : integer(BigInt(text));
    const number = Number(text);
    if (!Number.isFinite(number)) throw this.fault("the number is out of range", start);
    return float(number);
  }

  /** One digit or more. */
  private digits(): void {
    const start = this.at;
    for (;;) {
      const code = this.text.charCodeAt(this.at);
      if (!(code >= ZERO && code <= NINE)) break;
      this.at += 1;
    }
    if (this.at === start) throw this.fault("a digit is expected");
  }

  private takeWord(word: string): boolean {
    if (!this.text.startsWith(word, this.at)) return false;
    this.at += word.length;
    return true;
  }

  private take(code: number): boolean {
    if (this.text.charCodeAt(this.at) !== code) return false;
    this.at += 1;
    return true;
  }

  private skip(): void {
    const { text } = this;
    for (;;) {
      const code = text.charCodeAt(this.at);
      if (code !== SPACE && code !== LINE_FEED && code !== CARRIAGE_RETURN && code !== TAB) return;
      this.at += 1;
    }
  }

  private fault(detail: string, at = this.at): DxgError {
    const before = this.text.slice(0, at).split("\n");
    const line = before.length;
    const column = [...(before.at(-1) ?? "")].length + 1;
    const text = (this.text.split("\n", line)[line - 1] ?? "").replace(/\r$/, "");
    return new DxgError("params/bad-file", detail, { span: { source: this.name, line, column, length: 1, text } });
  }
}
