/** The filters that take a text and give a text (or count its words). */
import { VALUE_LENGTH_MAX } from "../../base/limits.ts";
import { add } from "../../value/arithmetic.ts";
import { limitError, typeError, valueError } from "../../value/errors.ts";
import { escapeHtml, escapeValue } from "../../value/escape.ts";
import { codePointCount, lengthOf } from "../../value/iterate.ts";
import { indexOf } from "../../value/number.ts";
import * as strings from "../../value/string.ts";
import { toText } from "../../value/text.ts";
import { truth } from "../../value/truth.ts";
import { typeName } from "../../value/type-name.ts";
import { SafeString, Undefined, type Value } from "../../value/value.ts";
import { asSafeAs, type Filter, stringArgument } from "./filter.ts";
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
  // The methods of markup take a chainable undefined value for empty markup.
  if (value instanceof SafeString && chars instanceof Undefined && chars.mode === "chainable") return value;
  const set = chars === undefined || chars === null ? undefined : stringArgument("trim", "chars", chars);
  const escaped = value instanceof SafeString && typeof chars === "string" ? escapeHtml(chars) : set;
  return asSafeAs(value, strings.strip(toText(value), escaped, 0));
};

export const center: Filter = (_context, value, [width]) =>
  asSafeAs(value, strings.center(toText(value), width === undefined ? 80 : indexOf(width)));

export const replace: Filter = ({ autoescape }, value, [old = null, replacement = null, count]) => {
  const times = count === undefined || count === null ? -1 : indexOf(count);
  if (!autoescape) return strings.replace(toText(value), toText(old), toText(replacement), times);
  const escaped = old instanceof SafeString || (replacement instanceof SafeString && !(value instanceof SafeString));
  const source = escaped ? escapeValue(value) : value;
  if (!(source instanceof SafeString)) return strings.replace(toText(source), toText(old), toText(replacement), times);
  const [from, to] = [escapeValue(old).text, escapeValue(replacement).text];
  return new SafeString(strings.replace(source.text, from, to, times));
};

export const indent: Filter = (_context, value, [width = 4, first = false, blank = false]) => {
  const unit = indentation(width);
  const safe = value instanceof SafeString;
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
  if (typeof width === "string") return width;
  if (width instanceof SafeString) return width.text;
  const count = indexOf(width);
  if (count > VALUE_LENGTH_MAX) throw limitError(`result is longer than ${VALUE_LENGTH_MAX}`);
  return " ".repeat(Math.max(0, count));
}

/** Characters that a text may be longer than `length` before it is cut, unless the template says otherwise. */
const LEEWAY = 5;

export const truncate: Filter = (_context, value, [length = 255, killwords = false, end = "...", leeway]) => {
  const limit = indexOf(length);
  const mark = stringArgument("truncate", "end", end);
  const markLength = codePointCount(mark);
  const extra = leeway === undefined || leeway === null ? LEEWAY : indexOf(leeway);
  if (limit < markLength) throw valueError(`truncate: expected length >= ${markLength}, got ${limit}`);
  if (extra < 0) throw valueError(`truncate: expected leeway >= 0, got ${extra}`);
  const size = lengthOf(value);
  if (size === undefined) throw typeError(`object of type '${typeName(value)}' has no len()`);
  if (size <= limit + extra) return value;
  const text = stringArgument("truncate", "its value", value);
  let kept = strings.substring(text, 0, limit - markLength);
  if (!truth(killwords)) {
    const space = kept.lastIndexOf(" ");
    if (space >= 0) kept = kept.slice(0, space);
  }
  return add(asSafeAs(value, kept), end);
};

export const wordwrap: Filter = (
  _context,
  value,
  [width = 79, breakLongWords = true, wrapstring = null, breakOnHyphens = true],
) => {
  const columns = indexOf(width);
  const join = wrapstring === null ? "\n" : stringArgument("wordwrap", "wrapstring", wrapstring);
  const lines = strings.splitLines(stringArgument("wordwrap", "its value", value));
  if (lines.length > 0 && columns <= 0) throw valueError(`wordwrap: invalid width ${columns} (must be > 0)`);
  const options = { width: columns, breakLongWords: truth(breakLongWords), breakOnHyphens: truth(breakOnHyphens) };
  const safe = wrapstring instanceof SafeString;
  const paragraphs: string[] = [];
  for (const line of lines) {
    const wrapped = wrapText(line, options);
    paragraphs.push((safe ? wrapped.map(escapeHtml) : wrapped).join(join));
  }
  const text = paragraphs.join(join);
  return safe ? new SafeString(text) : text;
};

export const wordcount: Filter = (_context, value) =>
  toText(value).match(new RegExp(`[${strings.WORD}]+`, "gu"))?.length ?? 0;
