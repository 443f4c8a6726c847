/** Python's `iter(v)` and `len(v)`. */
import { typeError } from "./errors.ts";
import { fromHost, readItems, readKey, readKeys } from "./host.ts";
import { typeName } from "./type-name.ts";
import { undefinedError } from "./undefined.ts";
import {
  Dict,
  DictView,
  drain,
  isMapping,
  isPlainObject,
  isStrict,
  isString,
  Namespace,
  OneShot,
  type PlainObject,
  Range,
  SafeString,
  type Steps,
  Tuple,
  Undefined,
  type Value,
} from "./value.ts";
import { addWork } from "./work.ts";

/**
 * The items that a loop over `value` sees: characters of a string (code points), keys of a dict. The result may be the
 * value's own list and must not be changed.
 * @throws {DxgError} render/type when it cannot be iterated; render/undefined in strict mode.
 */
export function iterate(value: Value): readonly Value[] {
  if (Array.isArray(value)) {
    addWork(value.length / 4);
    return readItems(value);
  }
  if (typeof value === "string") return codePoints(value);
  if (value instanceof Tuple) return value.items;
  if (value instanceof Dict) return keysOf(value);
  if (value instanceof Range) return rangeItems(value);
  if (value instanceof SafeString) return codePoints(value.text);
  if (value instanceof Undefined) {
    if (isStrict(value.mode)) throw undefinedError(value);
    return [];
  }
  if (isPlainObject(value)) return keysOfPlain(value);
  if (value instanceof DictView) return itemsOfView(value);
  if (value instanceof OneShot) return value.rest();
  const steps = value instanceof Namespace ? value.steps() : undefined;
  if (steps === undefined) throw typeError(`'${typeName(value)}' object is not iterable`);
  return drain(steps);
}

/** True when `iterate` takes the value. @throws {DxgError} render/undefined in strict mode. */
export function isIterable(value: Value): boolean {
  if (value instanceof Undefined && isStrict(value.mode)) throw undefinedError(value);
  return (
    isString(value) ||
    Array.isArray(value) ||
    value instanceof Tuple ||
    value instanceof Range ||
    value instanceof DictView ||
    value instanceof OneShot ||
    isMapping(value) ||
    value instanceof Undefined ||
    (value instanceof Namespace && value.steps() !== undefined)
  );
}

/** The characters of a text. A loop: the first use of `Array.from` costs a cold process a tenth of a millisecond. */
export function codePoints(text: string): string[] {
  const characters: string[] = [];
  for (const character of text) characters.push(character);
  addWork(3 * characters.length);
  return characters;
}

function keysOf(dict: Dict): Value[] {
  const keys: Value[] = [];
  for (const entry of dict.entries.values()) keys.push(entry[0]);
  addWork(keys.length);
  return keys;
}

function keysOfPlain(object: PlainObject): string[] {
  const keys = readKeys(object);
  addWork(keys.length);
  return keys;
}

function itemsOfView({ part, dict }: DictView): readonly Value[] {
  if (part === "keys") return dict instanceof Dict ? keysOf(dict) : keysOfPlain(dict);
  const items: Value[] = [];
  if (dict instanceof Dict) {
    for (const [key, value] of dict.entries.values()) items.push(part === "values" ? value : new Tuple([key, value]));
  } else {
    for (const key of readKeys(dict)) {
      const value = readKey(dict, key) ?? null;
      items.push(part === "values" ? value : new Tuple([key, value]));
    }
  }
  addWork(items.length);
  return items;
}

function rangeItems(range: Range): Value[] {
  const items: Value[] = new Array(range.length);
  for (let index = 0; index < range.length; index++) items[index] = range.start + index * range.step;
  addWork(range.length / 2);
  return items;
}

/**
 * `len(v)`, strings in code points; undefined when it has no length.
 * @throws {DxgError} render/undefined in strict mode.
 */
export function lengthOf(value: Value): number | undefined {
  if (Array.isArray(value)) return value.length;
  if (typeof value === "string") return codePointCount(value);
  if (value instanceof SafeString) return codePointCount(value.text);
  if (value instanceof Tuple) return value.items.length;
  if (value instanceof Dict) return value.size;
  if (value instanceof Range) return value.length;
  if (value instanceof Undefined) {
    if (isStrict(value.mode)) throw undefinedError(value);
    return 0;
  }
  if (value instanceof DictView) return lengthOf(value.dict);
  if (isPlainObject(value)) return keysOfPlain(value).length;
  return value instanceof Namespace ? value.length : undefined;
}

/** Characters of a text as Python counts them. */
export function codePointCount(text: string): number {
  addWork(text.length / 4);
  let count = text.length;
  for (let index = 0; index < text.length - 1; index++) {
    const unit = text.charCodeAt(index);
    if (unit < 0xd800 || unit > 0xdbff) continue;
    const next = text.charCodeAt(index + 1);
    if (next >= 0xdc00 && next <= 0xdfff) {
      count--;
      index++;
    }
  }
  return count;
}

/** True when no character takes two code units, so that indices of JavaScript and Python agree. */
export function isBasicPlane(text: string): boolean {
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (unit >= 0xd800 && unit <= 0xdfff) return false;
  }
  return true;
}

/** Gives the items of a value one after the other, those of a list as it is then. @throws {DxgError} as `iterate`. */
export function stepsOf(value: Value): Steps {
  if (value instanceof OneShot) return () => value.next();
  const steps = value instanceof Namespace ? value.steps() : undefined;
  if (steps !== undefined) return steps;
  const items = iterate(value);
  let index = 0;
  return () => (index < items.length ? items[index++] : undefined);
}

/** What can be read once as a list of what is left, a view as a list; anything else as it is. */
export function settled(value: Value): Value {
  return value instanceof OneShot || value instanceof DictView ? (iterate(value) as Value[]) : value;
}

/** One item of a list of the caller, checked. */
export function itemAt(list: readonly Value[], index: number): Value {
  const item = list[index];
  return typeof item === "string" || typeof item === "number" ? item : fromHost(item);
}
