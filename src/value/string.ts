/**
 * Python's methods of `str`, on JavaScript strings, with characters counted as code points. Source: the Python library
 * reference, "Text Sequence Type". It knows no other value; limits on lengths are kept here.
 */
import { VALUE_LENGTH_MAX } from "../base/limits.ts";
import { limitError, valueError } from "./errors.ts";
import { codePointCount, codePoints, isBasicPlane } from "./iterate.ts";

/** What `\w` of Python's `re` takes for a word character, as the inside of a character class of a `u` expression. */
export const WORD = "\\p{L}\\p{N}_";

/**
 * Whether all characters are ASCII. Texts of templates nearly always are, and then none of the patterns with Unicode
 * classes is needed: compiling one takes a cold process up to half a millisecond.
 */
export function isAscii(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 0x7f) return false;
  return true;
}

/** Whether `str.isspace` takes a code unit for white space. */
export function isSpaceUnit(unit: number): boolean {
  if (unit <= 0x20) return (unit >= 0x09 && unit <= 0x0d) || unit >= 0x1c;
  if (unit < 0x85) return false;
  if (unit >= 0x2000 && unit <= 0x200a) return true;
  return OTHER_SPACES.includes(unit);
}
const OTHER_SPACES: readonly number[] = [0x85, 0xa0, 0x1680, 0x2028, 0x2029, 0x202f, 0x205f, 0x3000];

// biome-ignore lint/suspicious/noControlCharactersInRegex: Python counts these controls as white space.
const SPACES = /[\t-\r\x1c-\x20\x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: Python ends lines at these controls.
const LINE_END = /\r\n|[\n\r\x0b\f\x1c-\x1e\x85\u2028\u2029]/;

/** `text.strip(chars)`; `side` -1 is `lstrip`, 1 is `rstrip`. Without `chars`, white space. */
export function strip(text: string, chars: string | undefined, side: -1 | 0 | 1): string {
  if (chars === undefined) return stripSpaces(text, side);
  if (!isBasicPlane(chars)) return stripPoints(text, new Set(chars), side);
  let start = 0;
  let end = text.length;
  if (side <= 0) while (start < end && chars.includes(text.charAt(start))) start++;
  if (side >= 0) while (end > start && chars.includes(text.charAt(end - 1))) end--;
  return text.slice(start, end);
}

function stripSpaces(text: string, side: -1 | 0 | 1): string {
  let start = 0;
  let end = text.length;
  if (side <= 0) while (start < end && isSpaceUnit(text.charCodeAt(start))) start++;
  if (side >= 0) while (end > start && isSpaceUnit(text.charCodeAt(end - 1))) end--;
  return text.slice(start, end);
}

function stripPoints(text: string, chars: ReadonlySet<string>, side: -1 | 0 | 1): string {
  const points = codePoints(text);
  let start = 0;
  let end = points.length;
  if (side <= 0) while (start < end && chars.has(points[start] ?? "")) start++;
  if (side >= 0) while (end > start && chars.has(points[end - 1] ?? "")) end--;
  return points.slice(start, end).join("");
}

/** Printable ASCII only, besides line feeds. */
function hasPlainLines(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if ((unit < 0x20 && unit !== 0x0a) || unit > 0x7e) return false;
  }
  return true;
}

/** `text.splitlines()`: every line end that Python knows; none after the last one. */
export function splitLines(text: string): string[] {
  const lines = text === "" ? [] : text.split(hasPlainLines(text) ? "\n" : LINE_END);
  if (lines[lines.length - 1] === "") lines.pop();
  return lines;
}

/** `text.split(separator, limit)`; without a separator at runs of white space. A negative limit is none. */
export function split(text: string, separator: string | undefined, limit: number): string[] {
  if (separator === "") throw valueError("empty separator");
  if (limit < 0) {
    if (separator !== undefined) return text.split(separator);
    return text.split(SPACES).filter((part) => part !== "");
  }
  return separator === undefined ? splitSpaces(text, limit) : splitAt(text, separator, limit);
}

function splitAt(text: string, separator: string, limit: number): string[] {
  const parts: string[] = [];
  let from = 0;
  while (parts.length < limit) {
    const index = text.indexOf(separator, from);
    if (index < 0) break;
    parts.push(text.slice(from, index));
    from = index + separator.length;
  }
  parts.push(text.slice(from));
  return parts;
}

function splitSpaces(text: string, limit: number): string[] {
  const parts: string[] = [];
  let rest = strip(text, undefined, -1);
  while (rest !== "" && parts.length < limit) {
    let index = 0;
    while (index < rest.length && !isSpaceUnit(rest.charCodeAt(index))) index++;
    if (index === rest.length) break;
    parts.push(rest.slice(0, index));
    rest = strip(rest.slice(index), undefined, -1);
  }
  if (rest !== "") parts.push(rest);
  return parts;
}

/** `text.replace(old, replacement, count)`; a negative count is all. @throws {DxgError} render/limit. */
export function replace(text: string, old: string, replacement: string, count: number): string {
  if (count === 0) return text;
  if (old === "") return replaceEmpty(text, replacement, count);
  if (count < 0) return replaceAll(text, old, replacement);
  let out = "";
  let from = 0;
  for (let done = 0; done !== count; done++) {
    const index = text.indexOf(old, from);
    if (index < 0) break;
    out += text.slice(from, index) + replacement;
    if (out.length > VALUE_LENGTH_MAX) throw limitError(`result is longer than ${VALUE_LENGTH_MAX}`);
    from = index + old.length;
  }
  return from === 0 ? text : out + text.slice(from);
}

function replaceAll(text: string, old: string, replacement: string): string {
  // What cannot get too long needs no count first. A dollar would have a meaning of its own.
  const most = text.length + (text.length / old.length) * replacement.length;
  if (most <= VALUE_LENGTH_MAX && !replacement.includes("$")) return text.replaceAll(old, replacement);
  const parts = text.split(old);
  if (text.length + (parts.length - 1) * (replacement.length - old.length) > VALUE_LENGTH_MAX) {
    throw limitError(`result is longer than ${VALUE_LENGTH_MAX}`);
  }
  return parts.length === 1 ? text : parts.join(replacement);
}

/** An empty pattern is found before each character and at the end. */
function replaceEmpty(text: string, replacement: string, count: number): string {
  const points = codePoints(text);
  const places = count < 0 ? points.length + 1 : Math.min(count, points.length + 1);
  if (text.length + places * replacement.length > VALUE_LENGTH_MAX) {
    throw limitError(`result is longer than ${VALUE_LENGTH_MAX}`);
  }
  let out = "";
  for (let index = 0; index <= points.length; index++) {
    if (index < places) out += replacement;
    out += points[index] ?? "";
  }
  return out;
}

/** Letters whose title case is neither their upper case nor made from it: the Croatian and Dutch digraphs. */
const DIGRAPHS = /^[\u01c4-\u01cc\u01f1-\u01f3]$/u;

/** A letter whose upper case are an apostrophe and a capital, which stays one. */
const CAPITALS = /^\u0149$/;
/** Georgian letters, which stay small at the beginning of a word. */
const UNTITLED = /^[\u10d0-\u10fa\u10fd-\u10ff]$/;
const CAPITAL_IOTA = "\u0399";
const IOTA_BELOW = "\u0345";

/** The title case of one character. */
function titleCharacter(character: string): string {
  if (character.charCodeAt(0) < 0x80) return character.toUpperCase();
  if (DIGRAPHS.test(character)) {
    const code = character.charCodeAt(0);
    // Each digraph is three characters: upper, title and lower case.
    const first = code >= 0x1f1 ? 0x1f1 : code - ((code - 0x1c4) % 3);
    return String.fromCharCode(first + 1);
  }
  if (CAPITALS.test(character)) return character.toUpperCase();
  if (UNTITLED.test(character)) return character;
  const upper = character.toUpperCase();
  if (upper.length === character.length) return upper;
  // In title case the iota stays below its letter, with which it makes one character if nothing is between them.
  if (upper.endsWith(CAPITAL_IOTA)) {
    const lowered = upper.slice(0, -1) + IOTA_BELOW;
    return upper.length === 2 ? lowered.normalize() : lowered;
  }
  const [head = "", ...tail] = Array.from(upper);
  return head + tail.join("").toLowerCase();
}

function firstCharacter(text: string): string {
  return String.fromCodePoint(text.codePointAt(0) ?? 0);
}

/** `text.capitalize()`. */
export function capitalize(text: string): string {
  if (text === "") return "";
  const first = firstCharacter(text);
  // The whole text is lowered, as the form of a final sigma depends on what is before it.
  return titleCharacter(first) + text.toLowerCase().slice(first.toLowerCase().length);
}

const CASED_RUN = /[\p{Lowercase}\p{Uppercase}\p{Lt}]+/gu;

const LETTERS_FOLLOW = /^\p{Case_Ignorable}*(?!\p{Case_Ignorable})\p{Cased}/u;

/** Whether a word goes on at a place, also with marks and points first: a sigma before them is none of an end. */
export function wordGoesOn(text: string, place: number): boolean {
  return LETTERS_FOLLOW.test(text.slice(place));
}

/** `text.title()`: each run of letters starts with title case. */
export function title(text: string): string {
  return text.replace(CASED_RUN, (run, start: number) => {
    const word = capitalize(run);
    const isInner = word.endsWith("ς") && run.endsWith("Σ") && wordGoesOn(text, start + run.length);
    return isInner ? `${word.slice(0, -1)}σ` : word;
  });
}

const CASED_LOWER = /\p{Lowercase}/u;
const NOT_LOWER = /[\p{Uppercase}\p{Lt}]/u;
const CASED_UPPER = /\p{Uppercase}/u;
const NOT_UPPER = /[\p{Lowercase}\p{Lt}]/u;

/** `text.islower()`. */
export function isLower(text: string): boolean {
  if (isAscii(text)) return text === text.toLowerCase() && text !== text.toUpperCase();
  return CASED_LOWER.test(text) && !NOT_LOWER.test(text);
}

/** `text.isupper()`. */
export function isUpper(text: string): boolean {
  if (isAscii(text)) return text === text.toUpperCase() && text !== text.toLowerCase();
  return CASED_UPPER.test(text) && !NOT_UPPER.test(text);
}

/** Decimal digits, and the superscripts, subscripts and enclosed digits that `str.isdigit` takes too. */
const DIGITS =
  /^[\p{Nd}\u00b2\u00b3\u00b9\u1369-\u1371\u19da\u2070\u2074-\u2079\u2080-\u2089\u2460-\u2468\u2474-\u247c\u2488-\u2490\u24ea\u24f5-\u24fd\u24ff\u2776-\u277e\u2780-\u2788\u278a-\u2792]+$/u;
const LETTERS = /^\p{L}+$/u;

/** `text.isdigit()`. */
export function isDigit(text: string): boolean {
  return DIGITS.test(text);
}

/** `text.isalpha()`. */
export function isAlpha(text: string): boolean {
  return LETTERS.test(text);
}

/** `text.center(width)`. @throws {DxgError} render/limit. */
export function center(text: string, width: number): string {
  const pad = width - codePointCount(text);
  if (pad <= 0) return text;
  if (width > VALUE_LENGTH_MAX) throw limitError(`result is longer than ${VALUE_LENGTH_MAX}`);
  // CPython gives the odd space to the left only when the width is odd too.
  const left = Math.floor(pad / 2) + (pad & width & 1);
  return " ".repeat(left) + text + " ".repeat(pad - left);
}

/** Start and stop as Python clips them to a length: negative ones count from the end. */
export function clip(index: number, length: number): number {
  return index < 0 ? Math.max(0, index + length) : Math.min(index, length);
}

/** `text[start:stop]` in characters. */
export function substring(text: string, start: number, stop: number): string {
  if (isBasicPlane(text)) return text.slice(clip(start, text.length), Math.max(0, clip(stop, text.length)));
  const points = codePoints(text);
  return points.slice(clip(start, points.length), clip(stop, points.length)).join("");
}
