/**
 * The methods of Python's `str`, `dict`, `list` and `tuple` that templates may call, as callables bound to their value.
 * Only methods that change nothing; anything not in these tables does not exist.
 */
import { VALUE_LENGTH_MAX } from "../base/limits.ts";
import { equals, mappingGet, mappingPairs } from "./compare.ts";
import { limitError, typeError, valueError } from "./errors.ts";
import { escapeValue } from "./escape.ts";
import { codePointCount, iterate } from "./iterate.ts";
import { indexOf } from "./number.ts";
import * as strings from "./string.ts";
import { repr, toText } from "./text.ts";
import { typeName } from "./type-name.ts";
import { refuseUndefined } from "./undefined.ts";
import { type CallArguments, Callable, type Dict, type PlainObject, SafeString, Tuple, type Value } from "./value.ts";
import { addWork } from "./work.ts";

/** Arguments by their position in `params`; missing ones are undefined. */
type Bound = readonly (Value | undefined)[];

interface Method<Target> {
  readonly params: readonly string[];
  readonly required: number;
  readonly run: (target: Target, args: Bound) => Value;
}

type Methods<Target> = Readonly<Record<string, Method<Target>>>;

/** A string's text and how to wrap results: a safe string's methods give safe strings and escape their arguments. */
interface Text {
  readonly text: string;
  readonly safe: boolean;
}

function result(target: Text, text: string): Value {
  return target.safe ? new SafeString(text) : text;
}

function argument(target: Text, value: Value | undefined): string {
  if (typeof value !== "string" && !(value instanceof SafeString)) {
    if (value !== undefined) refuseUndefined(value);
    throw typeError(`argument must be str, not ${value === undefined ? "absent" : typeName(value)}`);
  }
  return target.safe ? escapeValue(value).text : toText(value);
}

/** An optional string argument: None is the same as absent. */
function optional(target: Text, value: Value | undefined): string | undefined {
  return value === undefined || value === null ? undefined : argument(target, value);
}

const plain = (change: (text: string) => string): Method<Text> => ({
  params: [],
  required: 0,
  run: (target) => result(target, change(target.text)),
});

const check = (test: (text: string) => boolean): Method<Text> => ({
  params: [],
  required: 0,
  run: (target) => test(target.text),
});

const stripping = (side: -1 | 0 | 1): Method<Text> => ({
  params: ["chars"],
  required: 0,
  run: (target, args) => result(target, strings.strip(target.text, optional(target, args[0]), side)),
});

const affix = (test: (text: string, affix: string) => boolean): Method<Text> => ({
  params: ["affix", "start", "end"],
  required: 1,
  run: (target, [affixes, start, end]) => {
    const part = region(target.text, start, end);
    if (part === undefined) return false;
    const choices = affixes instanceof Tuple ? affixes.items : [affixes];
    return choices.some((choice) => test(part.text, argument(RAW, choice)));
  },
});
const RAW: Text = { text: "", safe: false };

/* The tables are made when first asked for: every start would pay for them. */
let stringMethodsTable: Methods<Text> | undefined;

function stringMethods(): Methods<Text> {
  stringMethodsTable ??= {
    upper: plain((text) => text.toUpperCase()),
    lower: plain((text) => text.toLowerCase()),
    capitalize: plain(strings.capitalize),
    title: plain(strings.title),
    strip: stripping(0),
    lstrip: stripping(-1),
    rstrip: stripping(1),
    isdigit: check(strings.isDigit),
    isalpha: check(strings.isAlpha),
    startswith: affix((text, start) => text.startsWith(start)),
    endswith: affix((text, end) => text.endsWith(end)),
    split: {
      params: ["sep", "maxsplit"],
      required: 0,
      run: (target, [separator, limit]) => {
        const at = separator === undefined || separator === null ? undefined : argument(RAW, separator);
        const parts = strings.split(target.text, at, limit === undefined ? -1 : indexOf(limit));
        return parts.map((part) => result(target, part));
      },
    },
    replace: {
      params: ["old", "new", "count"],
      required: 2,
      run: (target, [old, replacement, count]) =>
        result(
          target,
          strings.replace(
            target.text,
            argument(target, old),
            argument(target, replacement),
            count === undefined ? -1 : indexOf(count),
          ),
        ),
    },
    join: { params: ["iterable"], required: 1, run: (target, [items]) => joinItems(target, iterate(items as Value)) },
    find: {
      params: ["sub", "start", "end"],
      required: 1,
      run: (target, [part, start, end]) => {
        const within = region(target.text, start, end);
        const index = within === undefined ? -1 : within.text.indexOf(argument(RAW, part));
        return within === undefined || index < 0 ? -1 : within.start + codePointCount(within.text.slice(0, index));
      },
    },
    count: {
      params: ["sub", "start", "end"],
      required: 1,
      run: (target, [part, start, end]) => {
        const within = region(target.text, start, end);
        const sought = argument(RAW, part);
        if (within === undefined) return 0;
        return sought === "" ? codePointCount(within.text) + 1 : within.text.split(sought).length - 1;
      },
    },
  };
  return stringMethodsTable;
}

function joinItems(target: Text, items: readonly Value[]): Value {
  const parts = items.map((item, index) => {
    if (target.safe) return escapeValue(item).text;
    if (typeof item === "string" || item instanceof SafeString) return toText(item);
    refuseUndefined(item);
    throw typeError(`sequence item ${index}: expected str instance, ${typeName(item)} found`);
  });
  const length = parts.reduce((sum, part) => sum + part.length, target.text.length * Math.max(0, parts.length - 1));
  if (length > VALUE_LENGTH_MAX) throw limitError(`result is longer than ${VALUE_LENGTH_MAX}`);
  return result(target, parts.join(target.text));
}

/** `text[start:end]` with its start in characters; undefined when the start is beyond the end of the text. */
function region(
  text: string,
  start: Value | undefined,
  end: Value | undefined,
): { readonly text: string; readonly start: number } | undefined {
  const none = (value: Value | undefined): value is null | undefined => value === undefined || value === null;
  if (none(start) && none(end)) return { text, start: 0 };
  const length = codePointCount(text);
  const from = none(start) ? 0 : indexOf(start);
  if (from > length) return undefined;
  const first = strings.clip(from, length);
  const last = none(end) ? length : strings.clip(indexOf(end), length);
  return last < first ? undefined : { text: strings.substring(text, first, last), start: first };
}

let dictMethodsTable: Methods<Dict | PlainObject> | undefined;

function dictMethods(): Methods<Dict | PlainObject> {
  dictMethodsTable ??= {
    items: {
      params: [],
      required: 0,
      run: (dict) => mappingPairs(dict).map(([key, value]) => new Tuple([key, value])),
    },
    keys: { params: [], required: 0, run: (dict) => mappingPairs(dict).map(([key]) => key) },
    values: { params: [], required: 0, run: (dict) => mappingPairs(dict).map(([, value]) => value) },
    get: {
      params: ["key", "default"],
      required: 1,
      run: (dict, [key, otherwise = null]) => {
        const found = mappingGet(dict, key as Value);
        return found === undefined ? otherwise : found;
      },
    },
  };
  return dictMethodsTable;
}

let sequenceMethodsTable: Methods<readonly Value[]> | undefined;

function sequenceMethods(): Methods<readonly Value[]> {
  sequenceMethodsTable ??= {
    index: {
      params: ["value", "start", "stop"],
      required: 1,
      run: (items, [item, start, stop]) => {
        const first = start === undefined ? 0 : strings.clip(indexOf(start), items.length);
        const last = stop === undefined ? items.length : strings.clip(indexOf(stop), items.length);
        for (let index = first; index < last; index++) {
          const each = items[index] as Value;
          if (each === item || equals(each, item as Value)) return index;
        }
        throw valueError(`${repr(item as Value)} is not in list`);
      },
    },
    count: {
      params: ["value"],
      required: 1,
      run: (items, [item]) => items.filter((each) => each === item || equals(each, item as Value)).length,
    },
  };
  return sequenceMethodsTable;
}

/** The bound method `name` of a string; undefined when there is none. */
export function stringMethod(value: string | SafeString, name: string): Callable | undefined {
  if (typeof value === "string") return bind(stringMethods(), name, { text: value, safe: false }, value.length);
  return bind(stringMethods(), name, { text: value.text, safe: true }, value.text.length);
}

/** Whether a dict has a method of that name. */
export function isDictMethod(name: string): boolean {
  return Object.hasOwn(dictMethods(), name);
}

/** The bound method `name` of a dict; undefined when there is none. */
export function dictMethod(dict: Dict | PlainObject, name: string): Callable | undefined {
  return bind(dictMethods(), name, dict, 0);
}

/** The bound method `name` of a list or tuple; undefined when there is none. */
export function sequenceMethod(items: readonly Value[], name: string): Callable | undefined {
  return bind(sequenceMethods(), name, items, items.length);
}

/** `work` is what a call costs besides what its operators count. */
function bind<Target>(methods: Methods<Target>, name: string, target: Target, work: number): Callable | undefined {
  // Names come from templates: none may find what every object has.
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined) return undefined;
  return new Callable(name, (args) => {
    addWork(work);
    return method.run(target, bindMethod(name, method, args));
  });
}

function bindMethod(name: string, method: Method<never>, args: CallArguments): Bound {
  const { params, required } = method;
  if (args.positional.length > params.length) {
    throw typeError(`${name}() takes at most ${params.length} arguments (${args.positional.length} given)`);
  }
  const bound: (Value | undefined)[] = [...args.positional];
  for (const [keyword, value] of args.keywords) {
    const index = params.indexOf(keyword);
    if (index < 0) throw typeError(`${name}() got an unexpected keyword argument '${keyword}'`);
    if (bound[index] !== undefined) throw typeError(`${name}() got multiple values for argument '${keyword}'`);
    bound[index] = value;
  }
  for (let index = 0; index < required; index++) {
    if (bound[index] === undefined) throw typeError(`${name}() lacks its argument '${params[index]}'`);
  }
  return bound;
}
