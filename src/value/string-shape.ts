/**
 * The methods of Python's `str` that cut, pad or respell a text, on JavaScript strings with characters counted as code
 * points, besides those of string.ts. It knows no other value; limits on lengths are kept here.
 */
import { VALUE_LENGTH_MAX } from "../base/limits.ts";
import { limitError, valueError } from "./errors.ts";
import { codePointCount } from "./iterate.ts";
import { isAscii, isSpaceUnit, split, strip, wordGoesOn } from "./string.ts";
import { addTextWork, addWork } from "./work.ts";

function room(width: number): void {
  if (width > VALUE_LENGTH_MAX) throw limitError(`result is longer than ${VALUE_LENGTH_MAX}`);
}

/** `text.ljust(width, fill)` (side -1), `center` (0) or `rjust` (1). @throws {DxgError} render/limit */
export function justify(text: string, width: number, fill: string, side: -1 | 0 | 1): string {
  const pad = width - codePointCount(text);
  if (pad <= 0) return text;
  room(width);
  addTextWork(width);
  // CPython gives the odd space to the left only when the width is odd too.
  const left = side < 0 ? 0 : side > 0 ? pad : Math.floor(pad / 2) + (pad & width & 1);
  return fill.repeat(left) + text + fill.repeat(pad - left);
}

/** `text.zfill(width)`: zeros go between a sign and the rest. @throws {DxgError} render/limit */
export function zeroFill(text: string, width: number): string {
  const pad = width - codePointCount(text);
  if (pad <= 0) return text;
  room(width);
  addTextWork(width);
  const sign = text.startsWith("+") || text.startsWith("-") ? text.charAt(0) : "";
  return sign + "0".repeat(pad) + text.slice(sign.length);
}

/** `text.expandtabs(size)`; columns begin anew after `\n` and `\r`. @throws {DxgError} render/limit */
export function expandTabs(text: string, size: number): string {
  addTextWork(text.length);
  let out = "";
  let column = 0;
  for (const character of text) {
    if (character !== "\t") {
      out += character;
      column = character === "\n" || character === "\r" ? 0 : column + 1;
      continue;
    }
    if (size <= 0) continue;
    const width = size - (column % size);
    room(out.length + width);
    out += " ".repeat(width);
    column += width;
  }
  return out;
}

/** `text.partition(separator)`, from the right with `last`. @throws {DxgError} render/value for an empty separator */
export function partition(text: string, separator: string, last: boolean): readonly [string, string, string] {
  if (separator === "") throw valueError("empty separator");
  const index = last ? text.lastIndexOf(separator) : text.indexOf(separator);
  if (index < 0) return last ? ["", "", text] : [text, "", ""];
  return [text.slice(0, index), separator, text.slice(index + separator.length)];
}

/** `text.rsplit(separator, limit)`; a negative limit is none. @throws {DxgError} render/value for an empty separator */
export function splitRight(text: string, separator: string | undefined, limit: number): string[] {
  if (limit < 0 || separator === "") return split(text, separator, -1);
  const parts: string[] = [];
  let rest = separator === undefined ? strip(text, undefined, 1) : text;
  while (parts.length < limit) {
    const end = separator === undefined ? lastSpace(rest) : rest.lastIndexOf(separator);
    if (end < 0) break;
    parts.push(rest.slice(end + (separator?.length ?? 1)));
    rest = rest.slice(0, end);
    if (separator === undefined) rest = strip(rest, undefined, 1);
  }
  if (separator !== undefined || rest !== "") parts.push(rest);
  return parts.reverse();
}

function lastSpace(text: string): number {
  for (let at = text.length - 1; at >= 0; at--) if (isSpaceUnit(text.charCodeAt(at))) return at;
  return -1;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: Python ends lines at these controls.
const LINE = /[^\n\r\x0b\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\x0b\f\x1c-\x1e\x85\u2028\u2029]|$)/g;

/** `text.splitlines(True)`: lines with their ends. */
export function linesWithEnds(text: string): string[] {
  return (text.match(LINE) ?? []).filter((line) => line !== "");
}

/** What respelling one letter takes. */
const LETTER_WORK = 16;
const SIGMA = "\u03a3";
const CASED = /[\p{Lowercase}\p{Uppercase}\p{Lt}]/u;
/** Marks and points, which are looked through for the end of a word. */
const IGNORED = /\p{Case_Ignorable}/u;
const UPPERCASE = /^\p{Uppercase}$/u;
const LOWERCASE = /^\p{Lowercase}$/u;

/** `text.swapcase()`. */
export function swapCase(text: string): string {
  addWork(LETTER_WORK * text.length);
  let out = "";
  let index = 0;
  for (const character of text) {
    if (character === SIGMA) out += finalSigma(text, index) ? "\u03c2" : "\u03c3";
    else if (UPPERCASE.test(character)) out += character.toLowerCase();
    else out += LOWERCASE.test(character) ? character.toUpperCase() : character;
    index += character.length;
  }
  return out;
}

/** Whether a capital sigma ends a word: a cased letter before it and none after it. */
function finalSigma(text: string, index: number): boolean {
  let end = index;
  let before = characterBefore(text, end);
  while (IGNORED.test(before)) {
    end -= before.length;
    before = characterBefore(text, end);
  }
  return CASED.test(before) && !wordGoesOn(text, index + 1);
}

/** The character that ends at a place; empty at the beginning. */
function characterBefore(text: string, end: number): string {
  const pair = text.codePointAt(end - 2) ?? 0;
  return pair > 0xffff ? String.fromCodePoint(pair) : text.charAt(end - 1);
}

const CHEROKEE = /[\u13a0-\u13ff\uab70-\uabbf]/u;

/** `text.casefold()`: by way of upper case, from which only these scripts and letters differ. */
export function caseFold(text: string): string {
  if (isAscii(text)) return text.toLowerCase();
  addWork(2 * LETTER_WORK * text.length);
  let out = "";
  for (const character of text) {
    const code = character.charCodeAt(0);
    if (code < 0x80) out += character.toLowerCase();
    else if (code === 0x131) out += character;
    else if (code === 0x1e9e) out += "ss";
    else if (CHEROKEE.test(character)) out += character.toUpperCase();
    else for (const upper of character.toUpperCase()) out += upper.toLowerCase();
  }
  return out;
}
