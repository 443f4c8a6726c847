/**
 * String and number literals: where they end and what they mean, as Jinja2 has it. Strings take Python's escapes,
 * numbers Python's digits, prefixes and underscores.
 */
import { float, integer, type Value } from "../value/value.ts";
import { hexDigit, isDigit } from "./lexer-characters.ts";
import type { SourceText } from "./source-text.ts";
import { openedElsewhere } from "./unclosed-error.ts";

/** Digits of one integer literal: Python's own limit, which keeps the conversion from taking quadratic time. */
const INTEGER_DIGITS_MAX = 4300;

const UNDERSCORE = 0x5f;
const BACKSLASH = 0x5c;
const SURROGATE_HINT = "Write the character itself, or `\\U` with its eight-digit code.";

/** A string literal: the offset after its closing quote, and its text with the escapes decoded. */
export interface StringLiteral {
  readonly end: number;
  readonly text: string;
}

/**
 * The string whose opening quote is at `start`. Unknown escapes stay as they are written, newlines become `newline`.
 * @throws {DxgError} lex/unterminated, lex/bad-string
 */
export function readString(source: SourceText, start: number, newline: string): StringLiteral {
  const { text } = source;
  const quote = text[start]!;
  const close = text.indexOf(quote, start + 1);
  if (close < 0) throw unterminated(source, start);
  const raw = text.slice(start + 1, close);
  const backslash = raw.indexOf("\\");
  if (backslash < 0) return { end: close + 1, text: withNewlines(raw, newline) };
  const quoteUnit = text.charCodeAt(start);
  for (let end = start + 1 + backslash; end < text.length; end++) {
    const unit = text.charCodeAt(end);
    if (unit === quoteUnit) return { end: end + 1, text: decodeString(source, start + 1, end, newline) };
    if (unit === BACKSLASH) end++;
  }
  throw unterminated(source, start);
}

function unterminated(source: SourceText, start: number): Error {
  const quote = source.text[start]!;
  return source.error("lex/unterminated", start, start + 1, "the string has no closing quote", {
    hint: `Close it with ${quote}, or write \\${quote} where the quote belongs to the string.`,
  });
}

/** The string between `start` and `end` (offsets inside the quotes), which holds a backslash. */
function decodeString(source: SourceText, start: number, end: number, newline: string): string {
  const raw = source.text.slice(start, end);
  let from = raw.indexOf("\\");
  const parts: string[] = [];
  let at = 0;
  let coded = false;
  while (from >= 0) {
    parts.push(withNewlines(raw.slice(at, from), newline));
    const decoded = decodeEscape(source, raw, start, from);
    // Jinja2 puts its newlines in before it reads the escapes: only `\n` after a backslash joins two lines.
    parts.push(raw[from + 1] === "\n" && newline !== "\n" ? `\\${newline}` : decoded.text);
    coded ||= decoded.coded;
    at = from + decoded.length;
    from = raw.indexOf("\\", at);
  }
  parts.push(withNewlines(raw.slice(at), newline));
  const text = parts.join("");
  if (coded && !text.isWellFormed()) {
    throw source.error("lex/bad-string", start - 1, end + 1, "an escape gives half of a surrogate pair", {
      hint: SURROGATE_HINT,
    });
  }
  return text;
}

function withNewlines(text: string, newline: string): string {
  return newline === "\n" ? text : text.replaceAll("\n", newline);
}

interface Escape {
  readonly text: string;
  /** Units that the escape takes in the source, backslash included. */
  readonly length: number;
  /** Whether a code gave the character, so that it may be half of a pair. */
  readonly coded: boolean;
}

const SIMPLE: Readonly<Record<string, string>> = {
  "\n": "",
  "\\": "\\",
  "'": "'",
  '"': '"',
  a: "\x07",
  b: "\b",
  f: "\f",
  n: "\n",
  r: "\r",
  t: "\t",
  v: "\v",
};
const CODE_DIGITS: Readonly<Record<string, number>> = { x: 2, u: 4, U: 8 };

function decodeEscape(source: SourceText, raw: string, start: number, at: number): Escape {
  const letter = raw[at + 1]!;
  if (Object.hasOwn(SIMPLE, letter)) return { text: SIMPLE[letter]!, length: 2, coded: false };
  if (Object.hasOwn(CODE_DIGITS, letter)) {
    const digits = CODE_DIGITS[letter]!;
    let code = 0;
    for (let i = 0; i < digits; i++) {
      const digit = hexDigit(raw.charCodeAt(at + 2 + i));
      if (digit < 0) {
        throw badEscape(
          source,
          start,
          at,
          2 + i,
          `\`\\${letter}\` is cut short`,
          `Write exactly ${digits} hexadecimal digits after \`\\${letter}\`, or \`\\\\${letter}\` for a plain backslash.`,
        );
      }
      code = code * 16 + digit;
    }
    if (code > 0x10ffff) {
      throw badEscape(
        source,
        start,
        at,
        10,
        "there is no such Unicode character",
        "The highest code is `\\U0010FFFF`.",
      );
    }
    return { text: String.fromCodePoint(code), length: 2 + digits, coded: true };
  }
  if (letter === "N") {
    throw badEscape(
      source,
      start,
      at,
      2,
      "`\\N{…}` is not supported",
      "Write the character itself, or its code as `\\uXXXX`; `\\\\N` is a plain backslash and an N.",
    );
  }
  let code = 0;
  let length = 1;
  while (length < 4 && raw.charCodeAt(at + length) >> 3 === 6) {
    code = code * 8 + raw.charCodeAt(at + length) - 0x30;
    length++;
  }
  if (length > 1) return { text: String.fromCharCode(code), length, coded: false };
  return { text: `\\${letter}`, length: 2, coded: false };
}

/** The error for the escape `length` long at `at` of the string whose first character is at `start`. */
function badEscape(source: SourceText, start: number, at: number, length: number, detail: string, hint: string): Error {
  const piece = { start: start + at, end: start + at + length };
  return openedElsewhere(source, "lex/bad-string", detail, piece, { start: start - 1, end: start }, { hint });
}

/** A number literal: its end, its value, and whether it is a float. */
export interface NumberLiteral {
  readonly end: number;
  readonly float: boolean;
  readonly value: Value;
}

/**
 * The number that begins at `start`, where a digit is. After a dot only integers are read: `rows.0.1` is two items.
 * @throws {DxgError} lex/bad-number
 */
export function readNumber(source: SourceText, start: number): NumberLiteral {
  const { text } = source;
  const first = text.charCodeAt(start);
  const afterDot = start > 0 && text.charCodeAt(start - 1) === 0x2e;
  const digits = digitsEnd(text, start, isDigit);
  if (!afterDot) {
    let end = digits;
    if (text.charCodeAt(end) === 0x2e && isDigit(text.charCodeAt(end + 1))) end = digitsEnd(text, end + 1, isDigit);
    if ((text.charCodeAt(end) | 0x20) === 0x65) {
      const sign = text.charCodeAt(end + 1);
      const exponent = sign === 0x2b || sign === 0x2d ? end + 2 : end + 1;
      if (isDigit(text.charCodeAt(exponent))) end = digitsEnd(text, exponent, isDigit);
    }
    if (end > digits) return { end, float: true, value: float(Number(plain(text, start, end))) };
  }
  if (first === 0x30) {
    const base = baseOf(text.charCodeAt(start + 1) | 0x20);
    if (base !== undefined) {
      const begin = text.charCodeAt(start + 2) === UNDERSCORE ? start + 3 : start + 2;
      const end = digitsEnd(text, begin, base);
      if (end > begin) return { end, float: false, value: wholeNumber(source, start, end) };
    }
    // A zero is followed by zeros only; other digits begin a number of their own, which the parser refuses.
    const end = digitsEnd(text, start, (unit) => unit === 0x30);
    return { end, float: false, value: 0 };
  }
  return { end: digits, float: false, value: wholeNumber(source, start, digits) };
}

function baseOf(letter: number): ((unit: number) => boolean) | undefined {
  if (letter === 0x78) return (unit) => hexDigit(unit) >= 0;
  if (letter === 0x6f) return (unit) => unit >> 3 === 6;
  if (letter === 0x62) return (unit) => unit >> 1 === 0x18;
  return undefined;
}

/** End of digits with single underscores between them. */
function digitsEnd(text: string, start: number, isOne: (unit: number) => boolean): number {
  let end = start;
  for (;;) {
    const unit = text.charCodeAt(end);
    if (isOne(unit)) end++;
    else if (unit === UNDERSCORE && end > start && isOne(text.charCodeAt(end + 1))) end += 2;
    else return end;
  }
}

function plain(text: string, start: number, end: number): string {
  const raw = text.slice(start, end);
  return raw.includes("_") ? raw.replaceAll("_", "") : raw;
}

function wholeNumber(source: SourceText, start: number, end: number): Value {
  if (end - start <= 15) return Number(plain(source.text, start, end));
  const digits = plain(source.text, start, end);
  if (digits.length > INTEGER_DIGITS_MAX) {
    throw source.error(
      "lex/bad-number",
      start,
      end,
      `the number has ${digits.length} digits, more than ${INTEGER_DIGITS_MAX}`,
      {
        hint: "Write it as a string, in quotes: numbers of that length can neither be written nor printed.",
      },
    );
  }
  return integer(BigInt(digits));
}
