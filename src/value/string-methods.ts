/**
 * The methods of Python's `str` and of MarkupSafe's Markup: those of a safe string give safe strings and escape what they
 * bring into it, but not what they look for. Anything not in these tables does not exist. Sources: the Python library
 * reference, "String Methods"; the documentation of MarkupSafe 3.
 */
import { VALUE_LENGTH_MAX } from "../base/limits.ts";
import { unescapeHtml } from "./entities.ts";
import { limitError, typeError, valueError } from "./errors.ts";
import { escapeValue } from "./escape.ts";
import { codePointCount, iterate } from "./iterate.ts";
import { stripTags } from "./markup.ts";
import { type Bound, bind, type Method, simple, table } from "./method.ts";
import { indexOf } from "./number.ts";
import * as strings from "./string.ts";
import { KINDS } from "./string-kinds.ts";
import * as shape from "./string-shape.ts";
import { toText } from "./text.ts";
import { makeTable, translate } from "./translate.ts";
import { typeName } from "./type-name.ts";
import { wrongType } from "./undefined.ts";
import { type Callable, SafeString, Tuple, type Value } from "./value.ts";
import { addTextWork, addWork } from "./work.ts";

interface Text {
  readonly text: string;
  readonly safe: boolean;
}

function result(target: Text, text: string): Value {
  return target.safe ? new SafeString(text) : text;
}

/** What cutting off one piece takes. */
const PIECE_WORK = 60;

function pieces(target: Text, parts: readonly string[]): Value[] {
  addWork(PIECE_WORK * parts.length);
  return parts.map((part) => result(target, part));
}

/** A string argument as it is. */
function raw(value: Value | undefined): string {
  if (typeof value === "string") return value;
  if (value instanceof SafeString) return value.text;
  if (value === undefined) throw typeError("argument must be str, not absent");
  throw wrongType(value, `argument must be str, not ${typeName(value)}`);
}

/** A string that comes into the text: a safe one escapes it, whatever value it is. */
function inserted(target: Text, value: Value): string {
  return target.safe ? escapeValue(value).text : raw(value);
}

/** None is the same as absent. */
function absent(value: Value | undefined): value is null | undefined {
  return value === undefined || value === null;
}

const plain = (change: (text: string) => string): Method<Text> =>
  simple((target) => result(target, change(target.text)));

const stripping = (side: -1 | 0 | 1): Method<Text> => ({
  params: ["chars"],
  required: 0,
  run: (target, [chars]) => result(target, strings.strip(target.text, absent(chars) ? undefined : raw(chars), side)),
});

const affix = (test: (text: string, affix: string) => boolean): Method<Text> => ({
  params: ["affix", "start", "end"],
  required: 1,
  run: (target, [affixes, start, end]) => {
    const choices = affixes instanceof Tuple ? affixes.items : [affixes];
    const part = region(target.text, start, end);
    if (part !== undefined) return choices.some((choice) => test(part.text, raw(choice)));
    choices.forEach(raw);
    return false;
  },
});

const justifying = (side: -1 | 0 | 1): Method<Text> => ({
  params: ["width", "fillchar"],
  required: 1,
  run: (target, [width, fill]) => {
    const character = fill === undefined ? " " : inserted(target, fill);
    if (codePointCount(character) !== 1) throw typeError("The fill character must be exactly one character long");
    return result(target, shape.justify(target.text, indexOf(width as Value), character, side));
  },
});

/** `find` and its kin: the place in characters, or what `missing` makes of none. */
const finding = (last: boolean, missing: () => Value): Method<Text> => ({
  params: ["sub", "start", "end"],
  required: 1,
  run: ({ text }, [part, start, end]) => {
    const sought = raw(part);
    const within = region(text, start, end);
    if (within === undefined) return missing();
    const index = last ? within.text.lastIndexOf(sought) : within.text.indexOf(sought);
    return index < 0 ? missing() : within.start + codePointCount(within.text.slice(0, index));
  },
});
const none = (): Value => -1;
const refuse = (): Value => {
  throw valueError("substring not found");
};

const splitting = (cut: (text: string, separator: string | undefined, limit: number) => string[]): Method<Text> => ({
  params: ["sep", "maxsplit"],
  required: 0,
  named: ["sep", "maxsplit"],
  run: (target, [separator, limit]) => {
    const at = absent(separator) ? undefined : raw(separator);
    return pieces(target, cut(target.text, at, limit === undefined ? -1 : indexOf(limit)));
  },
});

const parting = (last: boolean): Method<Text> => ({
  params: ["sep"],
  required: 1,
  run: (target, [separator]) => {
    const [before, found, after] = shape.partition(target.text, raw(separator), last);
    // The separator is the very one that was given.
    const middle = found === "" || target.safe ? result(target, found) : (separator as Value);
    return new Tuple([result(target, before), middle, result(target, after)]);
  },
});

const cutting = (cut: (text: string, affix: string) => string): Method<Text> => ({
  params: ["affix"],
  required: 1,
  run: (target, [part]) => result(target, cut(target.text, raw(part))),
});

const STRING_METHODS = table<Text>(() => ({
  upper: plain((text) => text.toUpperCase()),
  lower: plain((text) => text.toLowerCase()),
  capitalize: plain(strings.capitalize),
  title: plain(strings.title),
  swapcase: plain(shape.swapCase),
  casefold: plain(shape.caseFold),
  strip: stripping(0),
  lstrip: stripping(-1),
  rstrip: stripping(1),
  ljust: justifying(-1),
  center: justifying(0),
  rjust: justifying(1),
  zfill: {
    params: ["width"],
    required: 1,
    run: (target, [width]) => result(target, shape.zeroFill(target.text, indexOf(width as Value))),
  },
  expandtabs: {
    params: ["tabsize"],
    required: 0,
    named: ["tabsize"],
    run: (target, [size = 8]) => result(target, shape.expandTabs(target.text, indexOf(size))),
  },
  startswith: affix((text, start) => text.startsWith(start)),
  endswith: affix((text, end) => text.endsWith(end)),
  removeprefix: cutting((text, start) => (text.startsWith(start) ? text.slice(start.length) : text)),
  removesuffix: cutting((text, end) => (text.endsWith(end) ? text.slice(0, text.length - end.length) : text)),
  split: splitting(strings.split),
  rsplit: splitting(shape.splitRight),
  splitlines: {
    params: ["keepends"],
    required: 0,
    named: ["keepends"],
    run: (target, [keep = false]) => {
      return pieces(target, indexOf(keep) !== 0 ? shape.linesWithEnds(target.text) : strings.splitLines(target.text));
    },
  },
  partition: parting(false),
  rpartition: parting(true),
  replace: {
    params: ["old", "new", "count"],
    required: 2,
    run: (target, [old, replacement, count]) => {
      const times = count === undefined ? -1 : indexOf(count);
      const to = inserted(target, replacement as Value);
      return result(target, strings.replace(target.text, raw(old), to, times));
    },
  },
  join: { params: ["iterable"], required: 1, run: (target, [items]) => joinItems(target, iterate(items as Value)) },
  find: finding(false, none),
  rfind: finding(true, none),
  index: finding(false, refuse),
  rindex: finding(true, refuse),
  count: {
    params: ["sub", "start", "end"],
    required: 1,
    run: (target, [part, start, end]) => {
      const within = region(target.text, start, end);
      const sought = raw(part);
      if (within === undefined) return 0;
      return sought === "" ? codePointCount(within.text) + 1 : within.text.split(sought).length - 1;
    },
  },
  translate: {
    params: ["table"],
    required: 1,
    run: (target, [table]) => result(target, translate(target.text, table as Value)),
  },
  maketrans: { params: ["x", "y", "z"], required: 1, run: (_target, args) => makeTable(args) },
  encode: {
    params: ["encoding", "errors"],
    required: 0,
    named: ["encoding", "errors"],
    run: () => {
      throw typeError("encode() makes bytes, which templates do not have", "Leave the text as it is.");
    },
  },
  islower: simple(({ text }) => strings.isLower(text)),
  isupper: simple(({ text }) => strings.isUpper(text)),
  ...Object.fromEntries(Object.entries(KINDS).map(([name, test]) => [name, simple<Text>(({ text }) => test(text))])),
}));

/** What only safe strings have. */
const MARKUP_METHODS = table<Text>(() => ({
  unescape: simple(({ text }) => unescapeHtml(text)),
  striptags: simple(({ text }) => stripTags(text)),
  escape: { params: ["s"], required: 1, named: ["s"], run: (_target, [value]) => escapeValue(value as Value) },
}));

function joinItems(target: Text, items: readonly Value[]): Value {
  const parts: string[] = [];
  let length = target.text.length * Math.max(0, items.length - 1);
  for (const [index, item] of items.entries()) {
    let part: string;
    if (target.safe) part = escapeValue(item).text;
    else if (typeof item === "string" || item instanceof SafeString) part = toText(item);
    else throw wrongType(item, `sequence item ${index}: expected str instance, ${typeName(item)} found`);
    length += part.length;
    if (length > VALUE_LENGTH_MAX) throw limitError(`result is longer than ${VALUE_LENGTH_MAX}`);
    parts.push(part);
  }
  addTextWork(length);
  return result(target, parts.join(target.text));
}

/** `text[start:end]` with its start in characters; undefined when the start is beyond the end of the text. */
function region(
  text: string,
  start: Bound[number],
  end: Bound[number],
): { readonly text: string; readonly start: number } | undefined {
  if (absent(start) && absent(end)) return { text, start: 0 };
  const length = codePointCount(text);
  const from = absent(start) ? 0 : indexOf(start);
  if (from > length) return undefined;
  const first = strings.clip(from, length);
  const last = absent(end) ? length : strings.clip(indexOf(end), length);
  return last < first ? undefined : { text: strings.substring(text, first, last), start: first };
}

/** The bound method `name` of a string; undefined when there is none. */
export function stringMethod(value: string | SafeString, name: string): Callable | undefined {
  const safe = typeof value !== "string";
  const text = safe ? value.text : value;
  const target: Text = { text, safe };
  const found = bind(STRING_METHODS(), name, target, text.length, value);
  return found !== undefined || !safe ? found : bind(MARKUP_METHODS(), name, target, text.length, value);
}
