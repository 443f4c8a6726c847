/**
 * Attributes, items and slices, as Jinja2's environment finds them: `a.b` asks for a method first and an item then,
 * `a["b"]` the other way round. Data has no attributes but the methods of methods.ts and its own items; nothing is ever
 * looked up through JavaScript's prototypes.
 */
import { DxgError } from "../base/error.ts";
import { mappingGet } from "./compare.ts";
import { dictMethod } from "./dict-methods.ts";
import { typeError, valueError } from "./errors.ts";
import { formatMethod } from "./format-method.ts";
import { withoutAttribute } from "./hidden.ts";
import { readKey } from "./host.ts";
import { codePointCount, codePoints, isBasicPlane, itemAt, iterate, lengthOf } from "./iterate.ts";
import { listMethod, sequenceMethod } from "./list-methods.ts";
import { integerOf, numericOf } from "./number.ts";
import { numberAttribute } from "./number-methods.ts";
import { clip } from "./string.ts";
import { stringMethod } from "./string-methods.ts";
import { repr } from "./text.ts";
import { typeName } from "./type-name.ts";
import { missingElement, undefinedError, undefinedMessage, wrongType } from "./undefined.ts";
import {
  type Callable,
  Dict,
  DictView,
  isMapping,
  isPlainObject,
  NamedTuple,
  Namespace,
  type PlainObject,
  Range,
  SafeString,
  Tuple,
  Undefined,
  type UndefinedMode,
  type Value,
} from "./value.ts";
import { viewMethod } from "./view-methods.ts";
import { addTextWork, addWork } from "./work.ts";

/**
 * `target.name`.
 * @throws {DxgError} render/undefined when `target` is undefined and not chainable.
 */
export function getAttribute(target: Value, name: string, mode: UndefinedMode): Value {
  if (isMapping(target)) {
    const found = dictMethod(target, name) ?? mappingGet(target, name);
    return found === undefined ? withoutAttribute(target, name, mode) : found;
  }
  return getOwnAttribute(target, name, mode);
}

/** The filter `attr`: an attribute, never an item. @throws {DxgError} as `getAttribute`. */
export function getOwnAttribute(target: Value, name: string, mode: UndefinedMode): Value {
  const found = attributeOf(target, name);
  return found === undefined ? withoutAttribute(target, name, mode) : found;
}

function attributeOf(target: Value, name: string): Value | undefined {
  if (target instanceof Namespace) return name.startsWith("__") ? undefined : target.attribute(name);
  if (target instanceof Undefined) {
    // The one attribute of Jinja2's own that its chain of lookups does not hide.
    if (target.mode === "chainable") return name === "_undefined_name" ? target.name : target;
    throw undefinedError(target, name);
  }
  return methodOf(target, name);
}

function methodOf(target: Value, name: string): Value | Callable | undefined {
  if (typeof target === "string" || target instanceof SafeString) {
    return stringMethod(target, name) ?? formatMethod(target, name, fieldAttribute, fieldItem);
  }
  if (Array.isArray(target)) return listMethod(target, name);
  if (target instanceof NamedTuple) {
    const index = target.fields.indexOf(name);
    if (index >= 0) return target.items[index];
  }
  if (target instanceof Tuple) return sequenceMethod(target.items, name, target);
  if (target instanceof Range) return rangeAttribute(target, name);
  if (isMapping(target)) return dictMethod(target, name);
  if (target instanceof DictView) return viewMethod(target, name);
  const number = numericOf(target);
  return number === undefined ? undefined : numberAttribute(number, name);
}

/** `{0.name}` of a format string: an attribute or an item, as in Jinja2's sandbox. */
function fieldAttribute(target: Value, name: string): Value {
  const found = getAttribute(target, name, "strict");
  if (found instanceof Undefined && !(target instanceof Undefined)) throw typeError(undefinedMessage(found));
  return found;
}

/** `{0[key]}` of a format string. */
function fieldItem(target: Value, key: string | number): Value {
  if (target instanceof Undefined) {
    if (target.mode === "chainable") return target;
    throw undefinedError(target);
  }
  if (lengthOf(target) === undefined) throw typeError(`'${typeName(target)}' object is not subscriptable`);
  const found = element(target, key);
  if (found !== undefined) return found;
  if (isMapping(target)) throw valueError(`the dict to format has no key ${repr(key)}`);
  if (typeof key === "string") throw typeError(`${typeName(target)} indices must be integers or slices, not str`);
  throw valueError(`${typeName(target)} index out of range`);
}

function rangeAttribute(range: Range, name: string): Value | undefined {
  if (name === "start" || name === "stop" || name === "step") return range[name];
  return sequenceMethod(iterate(range), name, range);
}

/**
 * `target[key]`.
 * @throws {DxgError} render/undefined when `target` is undefined and not chainable.
 */
export function getItem(target: Value, key: Value, mode: UndefinedMode): Value {
  if (typeof key === "string") {
    // None is a value too: only undefined means that there is none.
    if (isPlainObject(target)) {
      const found = readKey(target, key);
      if (found !== undefined) return found;
    } else if (target instanceof Dict) {
      const found = target.get(key);
      if (found !== undefined) return found;
    }
    return getOwnAttribute(target, key, mode);
  }
  if (typeof key === "number" && Array.isArray(target)) {
    const index = key < 0 ? key + target.length : key;
    if (Number.isSafeInteger(key) && index >= 0 && index < target.length) return itemAt(target, index);
    return missingElement(target, repr(key), mode);
  }
  if (target instanceof Undefined) {
    if (target.mode === "chainable") return target;
    throw undefinedError(target);
  }
  if (key instanceof SafeString) return getItem(target, key.text, mode);
  const found = element(target, key);
  return found === undefined ? missingElement(target, repr(key), mode) : found;
}

function element(target: Value, key: Value): Value | undefined {
  if (isMapping(target)) return itemOrNone(target, key);
  const whole = integerOf(key);
  if (whole === undefined || typeof whole === "bigint") return undefined;
  const length = lengthOf(target);
  if (length === undefined) return undefined;
  const index = whole < 0 ? whole + length : whole;
  if (index < 0 || index >= length) return undefined;
  if (Array.isArray(target)) return itemAt(target, index);
  if (target instanceof Tuple) return target.items[index];
  if (target instanceof Range) return target.start + index * target.step;
  if (typeof target === "string") return characterAt(target, index);
  return target instanceof SafeString ? new SafeString(characterAt(target.text, index)) : undefined;
}

function characterAt(text: string, index: number): string {
  addTextWork(text.length);
  return isBasicPlane(text) ? text.charAt(index) : (codePoints(text)[index] ?? "");
}

/** A key that cannot be hashed is in no dict. */
function itemOrNone(target: Dict | PlainObject, key: Value): Value | undefined {
  try {
    return mappingGet(target, key);
  } catch (error) {
    if (error instanceof DxgError && error.code === "render/type") return undefined;
    throw error;
  }
}

/**
 * `target[start:stop:step]`; absent parts and None are the same.
 * @throws {DxgError} render/type when `target` has no slices or a part is not an integer; render/value when the step is
 * 0; render/undefined when `target` is undefined and not chainable.
 */
export function sliceOf(
  target: Value,
  start: Value | undefined,
  stop: Value | undefined,
  step: Value | undefined,
): Value {
  if (target instanceof Undefined) {
    if (target.mode === "chainable") return target;
    throw undefinedError(target);
  }
  if (typeof target === "string") return sliceText(target, start, stop, step);
  if (target instanceof SafeString) return new SafeString(sliceText(target.text, start, stop, step));
  if (target instanceof Range) return sliceRange(target, bounds(target.length, start, stop, step));
  if (Array.isArray(target) || target instanceof Tuple) {
    const items = iterate(target);
    const chosen = pick(items, bounds(items.length, start, stop, step));
    return Array.isArray(target) ? chosen : new Tuple(chosen);
  }
  if (isMapping(target)) throw typeError("unhashable type: 'slice'", "A dict has no order to slice; slice its keys.");
  throw typeError(`'${typeName(target)}' object is not subscriptable`);
}

/** A slice made concrete: the first index, how many follow, and the distance between them. */
interface Bounds {
  readonly first: number;
  readonly stop: number;
  readonly step: number;
  readonly count: number;
}

/** Python's `slice.indices`. */
function bounds(length: number, start: Value | undefined, stop: Value | undefined, step: Value | undefined): Bounds {
  const by = part(step) ?? 1;
  if (by === 0) throw valueError("slice step cannot be zero");
  const low = by < 0 ? -1 : 0;
  const high = by < 0 ? length - 1 : length;
  const place = (given: number | undefined, otherwise: number): number => {
    if (given === undefined) return otherwise;
    return given < 0 ? Math.max(low, given + length) : Math.min(high, given);
  };
  const first = place(part(start), by < 0 ? high : low);
  const last = place(part(stop), by < 0 ? low : high);
  return { first, stop: last, step: by, count: Math.max(0, Math.ceil((last - first) / by)) };
}

function part(value: Value | undefined): number | undefined {
  if (value === undefined || value === null) return undefined;
  const whole = integerOf(value);
  if (whole === undefined) throw wrongType(value, "slice indices must be integers or None");
  if (typeof whole === "number") return whole;
  return whole > 0n ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER;
}

function pick(items: readonly Value[], { first, step, count }: Bounds): Value[] {
  addWork(count);
  if (step === 1) return items.slice(first, first + count);
  const out: Value[] = [];
  for (let index = 0; index < count; index++) out.push(items[first + index * step] as Value);
  return out;
}

function sliceText(text: string, start: Value | undefined, stop: Value | undefined, step: Value | undefined): string {
  addTextWork(text.length);
  const basic = isBasicPlane(text);
  const found = bounds(basic ? text.length : codePointCount(text), start, stop, step);
  if (basic && found.step === 1) return text.slice(clip(found.first, text.length), found.first + found.count);
  return pick(basic ? text.split("") : codePoints(text), found).join("");
}

function sliceRange(range: Range, { first, stop, step }: Bounds): Range {
  return new Range(range.start + first * range.step, range.start + stop * range.step, range.step * step);
}
