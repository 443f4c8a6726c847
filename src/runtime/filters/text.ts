/** The filters that take a text and give a text (or count its words). */
import { VALUE_LENGTH_MAX } from "../../base/limits.ts";
import { sliceOf } from "../../value/access.ts";
import { add, multiply, subtract } from "../../value/arithmetic.ts";
import { compareOrdered } from "../../value/compare.ts";
import { limitError, typeError, valueError } from "../../value/errors.ts";
import { escapeHtml, escapeValue } from "../../value/escape.ts";
import { lengthOf } from "../../value/iterate.ts";
import { indexOf } from "../../value/number.ts";
import * as strings from "../../value/string.ts";
import { toText } from "../../value/text.ts";
import { truth } from "../../value/truth.ts";
import { typeName } from "../../value/type-name.ts";
import { undefinedError, wrongType } from "../../value/undefined.ts";
import { isString, SafeString, Undefined, type Value } from "../../value/value.ts";
import { asSafeAs, type Filter, isMarkup, stringArgument } from "./filter.ts";
import { wrapText } from "./wrap.ts";

export const upper: Filter = (_context, value) => asSafeAs(value, toText(value).toUpperCase());
export const lower: Filter = (_context, value) => asSafeAs(value, toText(value).toLowerCase());
export const capitalize: Filter = (_context, value) => asSafeAs(value, strings.capitalize(toText(value)));
export const string: Filter = (_context, value) => (value instanceof SafeString ? value : toText(value));

/** Not `str.title`: words begin after white space, hyphens and opening brackets only, so "it's" is "It's". */
export const title: Filter = (context, value) => {
  const text = toText(value);
  context.spend(2 * text.length);
  let out = "";
  let from = 0;
  for (let index = 0; index < text.length; index++) {
    if (!isTitleBorder(text.charCodeAt(index))) continue;
    out += titleWord(text.slice(from, index)) + text.charAt(index);
    from = index + 1;
  }
  // Never safe, as in Jinja2, also when the value is.
  return out + titleWord(text.slice(from));
};

/** White space, hyphens and opening brackets. */
function isTitleBorder(unit: number): boolean {
  return strings.isSpaceUnit(unit) || unit === 0x2d || unit === 0x28 || unit === 0x7b || unit === 0x5b || unit === 0x3c;
}

function titleWord(word: string): string {
  if (word === "") return "";
  const first = String.fromCodePoint(word.codePointAt(0) ?? 0);
  return first.toUpperCase() + word.slice(first.length).toLowerCase();
}

export const trim: Filter = (_context, value, [chars]) => {
  const text = toText(value);
  if (chars === undefined || chars === null) return asSafeAs(value, strings.strip(text, undefined, 0));
  if (!isString(chars)) throw wrongType(chars, `trim takes a string as chars, not '${typeName(chars)}'`);
  return asSafeAs(value, strings.strip(text, toText(chars), 0));
};

export const center: Filter = (_context, value, [width]) =>
  asSafeAs(value, strings.center(toText(value), width === undefined ? 80 : indexOf(width)));

export const replace: Filter = ({ autoescape }, value, [old = null, replacement = null, count]) => {
  const escaped = autoescape && (isMarkup(old) || (isMarkup(replacement) && !isMarkup(value)));
  const source = escaped ? escapeValue(value) : value;
  const safe = autoescape && source instanceof SafeString;
  const text = toText(source);
  const from = toText(old);
  const to = safe ? escapeValue(replacement).text : toText(replacement);
  const times = count === undefined || count === null ? -1 : indexOf(count);
  const replaced = strings.replace(text, from, to, times);
  return safe ? new SafeString(replaced) : replaced;
};

export const indent: Filter = (_context, value, [width = 4, first = false, blank = false]) => {
  const unit = indentation(width);
  const safe = value instanceof SafeString;
  // A list takes the line end, and is refused after the question whether blank lines are indented.
  if (Array.isArray(value)) truth(blank);
  // The added line end keeps a last empty line; it also refuses values that are not strings, as Python's `+` does.
  const lines = strings.splitLines(toText(add(value, "\n")));
  const room = toText(value).length + lines.length * (unit.length + 1);
  if (room > VALUE_LENGTH_MAX) throw limitError(`result is longer than ${VALUE_LENGTH_MAX}`);
  const all = truth(blank);
  const [head = "", ...rest] = lines;
  let out = head;
  for (const line of rest) out += `\n${all || line !== "" ? unit : ""}${line}`;
  if (truth(first)) out = unit + out;
  return safe ? new SafeString(out) : out;
};

function indentation(width: Value): string {
  return isString(width) ? toText(width) : toText(multiply(" ", width));
}

/** Characters that a text may be longer than `length` before it is cut, unless the template says otherwise. */
const LEEWAY = 5;

export const truncate: Filter = (_context, value, [length = 255, killwords = false, end = "...", leeway]) => {
  const extra = leeway === undefined || leeway === null ? LEEWAY : leeway;
  const markLength = sizeOf(end);
  if (!compareOrdered(">=", length, markLength)) {
    throw valueError(`truncate: expected length >= ${markLength}, got ${toText(length)}`);
  }
  if (!compareOrdered(">=", extra, 0)) throw valueError(`truncate: expected leeway >= 0, got ${toText(extra)}`);
  if (compareOrdered("<=", sizeOf(value), add(length, extra))) return value;
  const kept = sliceOf(value, undefined, subtract(length, markLength), undefined);
  if (truth(killwords)) return add(kept, end);
  const text = stringArgument("truncate", "its value", kept);
  const space = text.lastIndexOf(" ");
  return add(asSafeAs(value, space >= 0 ? text.slice(0, space) : text), end);
};

function sizeOf(value: Value): number {
  const size = lengthOf(value);
  if (size === undefined) throw typeError(`object of type '${typeName(value)}' has no len()`);
  return size;
}

export const wordwrap: Filter = (
  _context,
  value,
  [width = 79, breakLongWords = true, wrapstring = null, breakOnHyphens = true],
) => {
  // A chainable one is asked for its method before the text, and called after it.
  const later = wrapstring instanceof Undefined && wrapstring.mode === "chainable";
  const join = wrapstring === null || later ? "\n" : stringArgument("wordwrap", "wrapstring", wrapstring);
  const lines = strings.splitLines(stringArgument("wordwrap", "its value", value));
  if (lines.length > 0 && compareOrdered("<=", width, 0)) {
    throw valueError(`wordwrap: invalid width ${toText(width)} (must be > 0)`);
  }
  const options = {
    width: lines.length > 0 ? indexOf(width) : 1,
    breakLongWords: () => truth(breakLongWords),
    breakOnHyphens: () => truth(breakOnHyphens),
    splitAtHyphens: breakOnHyphens === true,
  };
  const safe = wrapstring instanceof SafeString;
  const paragraphs: string[] = [];
  for (const line of lines) {
    const wrapped = wrapText(line, options);
    paragraphs.push((safe ? wrapped.map(escapeHtml) : wrapped).join(join));
  }
  if (later) throw undefinedError(wrapstring);
  const text = paragraphs.join(join);
  return safe ? new SafeString(text) : text;
};

export const wordcount: Filter = (_context, value) =>
  toText(value).match(new RegExp(`[${strings.WORD}]+`, "gu"))?.length ?? 0;
