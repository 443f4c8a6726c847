/** Python's `==`, `<`, `<=`, `>`, `>=` and `in` on values. Integers and floats are compared exactly. */
import { compareAt, firstDifference } from "../base/code-points.ts";
import { VALUE_DEPTH_MAX } from "../base/limits.ts";
import { limitError, typeError } from "./errors.ts";
import { readItems, readKey, readKeys } from "./host.ts";
import { iterate } from "./iterate.ts";
import { numericOf } from "./number.ts";
import { typeName } from "./type-name.ts";
import { refuseUndefined, undefinedError, wrongType } from "./undefined.ts";
import {
  Callable,
  Dict,
  DictView,
  Float,
  hashKey,
  isMapping,
  isPlainObject,
  isStrict,
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
import { addTextWork, addWork } from "./work.ts";

export type OrderOperator = "<" | "<=" | ">" | ">=";

/** Comparisons of items inside one comparison: shared parts would otherwise be compared exponentially often. */
const STEPS_MAX = 20_000_000;

interface Progress {
  steps: number;
}

/**
 * `left == right`.
 * @throws {DxgError} render/undefined when one is undefined in strict mode; render/limit for values nested too deeply.
 */
export function equals(left: Value, right: Value): boolean {
  if (typeof left === "string" && typeof right === "string") {
    if (left.length === right.length) addTextWork(left.length);
    return left === right;
  }
  const progress = { steps: 0 };
  const equal = equalValues(left, right, 0, progress);
  addWork(progress.steps);
  return equal;
}

function equalValues(left: Value, right: Value, depth: number, progress: Progress): boolean {
  if (left instanceof Undefined || right instanceof Undefined) return equalUndefined(left, right);
  const a = numericOf(left);
  if (a !== undefined) {
    const b = numericOf(right);
    return b !== undefined && equalNumbers(plain(a), plain(b));
  }
  const text = textOf(left);
  if (text !== undefined) return text === textOf(right);
  if (left === null || right === null) return left === right;
  if (Array.isArray(left)) {
    return (
      Array.isArray(right) &&
      left.length === right.length &&
      equalItems(readItems(left), readItems(right), depth, progress)
    );
  }
  if (left instanceof Tuple) {
    return (
      right instanceof Tuple &&
      left.items.length === right.items.length &&
      equalItems(left.items, right.items, depth, progress)
    );
  }
  if (left instanceof Range) return right instanceof Range && equalRanges(left, right);
  if (isMapping(left)) return isMapping(right) && equalMappings(left, right, depth, progress);
  if (left instanceof DictView) return right instanceof DictView && equalViews(left, right, depth, progress);
  return left === right || (left instanceof Callable && right instanceof Callable && areOneMethod(left, right));
}

/** Methods are equal when they are the same one of the same object. */
function areOneMethod(left: Callable, right: Callable): boolean {
  return left.owner !== undefined && left.owner === right.owner && left.name === right.name;
}

/** Keys and items are compared as sets are; views of values are never equal. */
function equalViews(left: DictView, right: DictView, depth: number, progress: Progress): boolean {
  if (left === right) return true;
  if (left.part === "values" || right.part === "values") return false;
  const items = iterate(left);
  if (items.length !== iterate(right).length) return false;
  return items.every((item) => viewHas(right, item, depth, progress));
}

function viewHas(view: DictView, item: Value, depth: number, progress: Progress): boolean {
  switch (view.part) {
    case "keys":
      return mappingGet(view.dict, item) !== undefined;
    case "values":
      return iterate(view).some((each) => sameItem(each, item, depth, progress));
    case "items": {
      if (!(item instanceof Tuple) || item.items.length !== 2) return false;
      const found = mappingGet(view.dict, item.items[0] as Value);
      return found !== undefined && sameItem(found, item.items[1] as Value, depth, progress);
    }
  }
}

function equalNumbers(left: number | bigint, right: number | bigint): boolean {
  return typeof left === typeof right ? left === right : left <= right && left >= right;
}

/** A numeric in the form that JavaScript's own mixed comparison of numbers and bigints, which is exact, can take. */
function plain(number: number | bigint | Float): number | bigint {
  return number instanceof Float ? number.number : number;
}

function textOf(value: Value): string | undefined {
  if (typeof value === "string") return value;
  return value instanceof SafeString ? value.text : undefined;
}

function equalUndefined(left: Value, right: Value): boolean {
  if (left instanceof Undefined && isStrict(left.mode)) throw undefinedError(left);
  if (right instanceof Undefined && isStrict(right.mode)) throw undefinedError(right);
  // As in Jinja2 they are equal when they are of one class.
  return left instanceof Undefined && right instanceof Undefined && left.mode === right.mode;
}

function equalItems(left: readonly Value[], right: readonly Value[], depth: number, progress: Progress): boolean {
  // Of one list every item is the same object as itself, whatever it says about being equal.
  if (left === right) return true;
  for (let index = 0; index < left.length; index++) {
    if (!sameItem(left[index] as Value, right[index] as Value, depth, progress)) return false;
  }
  return true;
}

/** Python compares items of containers by identity first; each use of an undefined name is an object of its own. */
function sameItem(left: Value, right: Value, depth: number, progress: Progress): boolean {
  if (++progress.steps > STEPS_MAX) throw limitError(`comparison takes more than ${STEPS_MAX} steps`);
  if (depth > VALUE_DEPTH_MAX) throw limitError(`value is nested deeper than ${VALUE_DEPTH_MAX} levels`);
  return (left === right && !(left instanceof Undefined)) || equalValues(left, right, depth + 1, progress);
}

function equalRanges(left: Range, right: Range): boolean {
  if (left.length !== right.length) return false;
  if (left.length === 0) return true;
  return left.start === right.start && (left.length === 1 || left.step === right.step);
}

function equalMappings(
  left: Dict | PlainObject,
  right: Dict | PlainObject,
  depth: number,
  progress: Progress,
): boolean {
  const pairs = mappingPairs(left);
  if (pairs.length !== mappingSize(right)) return false;
  for (const [key, value] of pairs) {
    const other = mappingGet(right, key);
    if (other === undefined || !sameItem(value, other, depth, progress)) return false;
  }
  return true;
}

function mappingSize(mapping: Dict | PlainObject): number {
  return mapping instanceof Dict ? mapping.size : readKeys(mapping).length;
}

/** The keys and values of a dict in order. */
export function mappingPairs(mapping: Dict | PlainObject): (readonly [Value, Value])[] {
  const pairs: (readonly [Value, Value])[] = [];
  if (mapping instanceof Dict) for (const entry of mapping.entries.values()) pairs.push(entry);
  else for (const key of readKeys(mapping)) pairs.push([key, readKey(mapping, key) ?? null]);
  addWork(pairs.length);
  return pairs;
}

/**
 * The value of a key; undefined when there is none.
 * @throws {DxgError} render/type when the key is unhashable.
 */
export function mappingGet(mapping: Dict | PlainObject, key: Value): Value | undefined {
  if (mapping instanceof Dict) {
    const hash = hashOf(key);
    return mapping.entries.get(hash)?.[1];
  }
  if (typeof key === "string") return readKey(mapping, key);
  if (key instanceof SafeString) return readKey(mapping, key.text);
  hashOf(key);
  return undefined;
}

/**
 * The key under which a dict or set keeps `key`.
 * @throws {DxgError} render/type when it is unhashable; render/undefined in strict mode.
 */
export function hashOf(key: Value): string | number | bigint {
  try {
    return hashKey(key);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const item = unhashable(key);
    refuseUndefined(item);
    throw typeError(`unhashable type: '${typeName(item)}'`);
  }
}

/** What makes a key unhashable: itself, or the first such item of a tuple. */
function unhashable(key: Value): Value {
  if (!(key instanceof Tuple)) return key;
  for (const item of key.items) {
    try {
      hashKey(item);
    } catch {
      return unhashable(item);
    }
  }
  return key;
}

/**
 * `left OPERATOR right`.
 * @throws {DxgError} render/type for values without an order; render/undefined; render/limit.
 */
export function compareOrdered(operator: OrderOperator, left: Value, right: Value): boolean {
  if (typeof left === "number" && typeof right === "number") return holds(operator, left, right);
  const progress = { steps: 0 };
  const holding = ordered(operator, left, right, 0, progress);
  addWork(progress.steps);
  return holding;
}

function ordered(operator: OrderOperator, left: Value, right: Value, depth: number, progress: Progress): boolean {
  const a = numericOf(left);
  const b = numericOf(right);
  if (a !== undefined && b !== undefined) return holds(operator, plain(a), plain(b));
  const text = textOf(left);
  const other = textOf(right);
  if (text !== undefined && other !== undefined) return holds(operator, compareTexts(text, other), 0);
  if (Array.isArray(left) && Array.isArray(right)) {
    return orderedItems(operator, readItems(left), readItems(right), depth, progress);
  }
  if (left instanceof Tuple && right instanceof Tuple) {
    return orderedItems(operator, left.items, right.items, depth, progress);
  }
  if (left instanceof DictView && right instanceof DictView && left.part !== "values" && right.part !== "values") {
    return orderedViews(operator, left, right, depth, progress);
  }
  refuseUndefined(left);
  refuseUndefined(right);
  throw typeError(`'${operator}' not supported between instances of '${typeName(left)}' and '${typeName(right)}'`);
}

function holds(operator: OrderOperator, left: number | bigint, right: number | bigint): boolean {
  switch (operator) {
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
  }
}

/** Lists are ordered by the first items that differ. */
function orderedItems(
  operator: OrderOperator,
  left: readonly Value[],
  right: readonly Value[],
  depth: number,
  progress: Progress,
): boolean {
  const shared = left === right ? 0 : Math.min(left.length, right.length);
  for (let index = 0; index < shared; index++) {
    const a = left[index] as Value;
    const b = right[index] as Value;
    if (!sameItem(a, b, depth, progress)) return ordered(operator, a, b, depth + 1, progress);
  }
  return holds(operator, left.length, right.length);
}

/** Of keys and items as of sets: the lesser one is part of the greater one. */
function orderedViews(
  operator: OrderOperator,
  left: DictView,
  right: DictView,
  depth: number,
  progress: Progress,
): boolean {
  const [lesser, greater] = operator.startsWith("<") ? [left, right] : [right, left];
  const items = iterate(lesser);
  const size = mappingSize(greater.dict);
  if (operator.endsWith("=") ? items.length > size : items.length >= size) return false;
  return items.every((item) => viewHas(greater, item, depth, progress));
}

/** Order of two texts by code points: negative, 0 or positive. */
export function compareTexts(left: string, right: string): number {
  const index = firstDifference(left, right);
  addWork(index / 4);
  return compareAt(left, right, index);
}

/**
 * `item in container`.
 * @throws {DxgError} render/type for a container that has no items or an item of the wrong type; render/undefined.
 */
export function contains(container: Value, item: Value): boolean {
  const text = textOf(container);
  if (text !== undefined) {
    const part = textOf(item);
    if (part !== undefined) {
      addTextWork(text.length);
      return text.includes(part);
    }
    throw wrongType(item, `'in <string>' requires string as left operand, not ${typeName(item)}`);
  }
  if (container instanceof Dict || isPlainObject(container)) return mappingGet(container, item) !== undefined;
  if (container instanceof Range) return rangeHas(container, item);
  if (Array.isArray(container) || container instanceof Tuple || container instanceof Undefined) {
    const progress = { steps: 0 };
    const found = iterate(container).some((each) => sameItem(each, item, 0, progress));
    addWork(progress.steps);
    return found;
  }
  if (container instanceof DictView) {
    const progress = { steps: 0 };
    const found = viewHas(container, item, 0, progress);
    addWork(progress.steps);
    return found;
  }
  if (container instanceof OneShot) return generatorHas(() => container.next(), item);
  const steps = container instanceof Namespace ? container.steps() : undefined;
  if (steps !== undefined) return generatorHas(steps, item);
  throw typeError(`argument of type '${typeName(container)}' is not iterable`);
}

/** Reads up to the item. */
function generatorHas(next: Steps, item: Value): boolean {
  const progress = { steps: 0 };
  let found = false;
  for (let each = next(); each !== undefined && !found; ) {
    found = sameItem(each, item, 0, progress);
    if (!found) each = next();
  }
  addWork(progress.steps);
  return found;
}

function rangeHas(range: Range, item: Value): boolean {
  const number = numericOf(item);
  if (number === undefined) {
    if (item instanceof Undefined && isStrict(item.mode) && range.length > 0) throw undefinedError(item);
    return false;
  }
  const place = Number(plain(number)) - range.start;
  return place % range.step === 0 && place / range.step >= 0 && place / range.step < range.length;
}
