/**
 * The values of the template language, as Python has them: integers and floats are distinct, integers are unbounded,
 * dicts keep their order, strings may be marked safe. This file defines the kinds and their predicates; operators are in
 * the files beside it. Values are data: no host object, prototype or function of JavaScript can be reached through one.
 *
 * | kind      | JavaScript form                                                                    |
 * |-----------|------------------------------------------------------------------------------------|
 * | none      | `null`                                                                             |
 * | boolean   | `boolean`                                                                          |
 * | integer   | `number` that is a safe integer; `bigint` beyond that (and only beyond)            |
 * | float     | any other `number`; `Float` where the number is integral (`1.0`, `-0.0`)           |
 * | string    | `string`; `SafeString` when marked safe                                            |
 * | list      | `Value[]`                                                                          |
 * | tuple     | `Tuple`                                                                            |
 * | dict      | `Dict`; or a plain object handed in by the caller (`Record`), read by own keys only |
 * | range     | `Range`                                                                            |
 * | view      | `DictView`: the keys, values or items of a dict                                    |
 * | generator | `OneShot`: items that can be read once                                             |
 * | undefined | `Undefined`                                                                        |
 * | callable  | `Callable` (functions, bound methods, loop.cycle)                                  |
 */
import { DxgError } from "../base/error.ts";
import { VALUE_DEPTH_MAX, VALUE_LENGTH_MAX } from "../base/limits.ts";

export type Value =
  | null
  | boolean
  | number
  | bigint
  | string
  | Float
  | SafeString
  | Value[]
  | Tuple
  | Dict
  | Range
  | DictView
  | OneShot
  | Undefined
  | Callable
  | Namespace
  | PlainObject;

/** A caller's plain object: only own enumerable string keys are seen. */
export interface PlainObject {
  readonly [key: string]: Value;
}

/** A float whose number is integral, so that `1.0` is not `1`. Made only by `float()`. */
export class Float {
  readonly number: number;
  constructor(number: number) {
    this.number = number;
  }
}

/** The float of a JavaScript number. */
export function float(number: number): Value {
  return Number.isSafeInteger(number) ? new Float(number) : number;
}

/** The integer of a bigint: a `number` wherever it is safe. */
export function integer(big: bigint): Value {
  return big >= MIN_SAFE && big <= MAX_SAFE ? Number(big) : big;
}
const MAX_SAFE = BigInt(Number.MAX_SAFE_INTEGER);
const MIN_SAFE = BigInt(Number.MIN_SAFE_INTEGER);

/** A string that autoescaping leaves alone (MarkupSafe's Markup). */
export class SafeString {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export class Tuple {
  readonly items: readonly Value[];
  constructor(items: readonly Value[]) {
    this.items = items;
  }
}

/** A tuple whose items can be read by name too, as the groups of `groupby` can. `fields` names the items in order. */
export class NamedTuple extends Tuple {
  readonly fields: readonly string[];
  constructor(fields: readonly string[], items: readonly Value[]) {
    super(items);
    this.fields = fields;
  }
}

/** `range(start, stop, step)`; `step` is never 0. */
export class Range {
  readonly start: number;
  readonly stop: number;
  readonly step: number;
  readonly length: number;
  constructor(start: number, stop: number, step: number) {
    this.start = start;
    this.stop = stop;
    this.step = step;
    this.length = Math.max(0, Math.ceil((stop - start) / step));
  }
}

/**
 * Behaviour of undefined values: Jinja2's StrictUndefined, Undefined, ChainableUndefined, DebugUndefined; and, as in
 * MiniJinja, semi-strict: strict, but its truth may be asked for and is false.
 */
export type UndefinedMode = "strict" | "lenient" | "chainable" | "debug" | "semi-strict";

/** Whether nearly every use of a missing value fails. */
export function isStrict(mode: UndefinedMode): boolean {
  return mode === "strict" || mode === "semi-strict";
}

/** What a missing name, attribute or item evaluates to; `mode` decides what any use of it does. */
export class Undefined {
  /** The missing name, attribute or item as the reader wrote it; empty for a value that a missing `else` gave. */
  readonly name: string;
  /** What it was looked up in, for messages ("dict object"); empty for a variable. */
  readonly owner: string;
  readonly mode: UndefinedMode;
  /** A whole message in place of the one made of `name` and `owner`; empty when there is none. */
  readonly message: string;
  /** What has no such attribute or key, so that an error can tell what it has instead. */
  readonly holder: Value | undefined;
  constructor(name: string, owner: string, mode: UndefinedMode, message = "", holder?: Value) {
    this.name = name;
    this.owner = owner;
    this.mode = mode;
    this.message = message;
    this.holder = holder;
  }
}

/** Arguments of a call as they arrive: by position, then by keyword. */
export interface CallArguments {
  readonly positional: readonly Value[];
  readonly keywords: ReadonlyMap<string, Value>;
}

/** Something that `name(...)` can call. */
export class Callable {
  readonly name: string;
  readonly call: (args: CallArguments) => Value;
  /** What it is a method of, if anything: each access makes another object, and all of them are equal. */
  readonly owner: Value | undefined;
  constructor(name: string, call: (args: CallArguments) => Value, owner?: Value) {
    this.name = name;
    this.call = call;
    this.owner = owner;
  }
}

/** A method of a value. */
export class Method extends Callable {}

/** A function that is a class in Python, by the name that it prints. */
export class Class extends Callable {}

/** A method that changes its value. The machine allows it only where the values of the render are its own. */
export class Mutator extends Method {}

/** An object with named attributes that are computed on access: `loop`, `namespace()`, macros. Never a host object. */
export abstract class Namespace {
  abstract readonly typeName: string;
  /** The attribute's value, or undefined when there is none. */
  abstract attribute(name: string): Value | undefined;
  /** What the object prints. */
  text(): string {
    return `<${this.typeName} object>`;
  }
  /** What it is within a list or dict that is printed. */
  repr(): string {
    return this.text();
  }
  /** Calls the object; undefined when it cannot be called. */
  call(_args: CallArguments): Value | undefined {
    return undefined;
  }
  /** Whether objects of its class can be called. */
  get isCallable(): boolean {
    return this.call !== Namespace.prototype.call;
  }
  /** Its items one after the other; undefined when it is no iterable. Nothing is read before the first is asked for. */
  steps(): Steps | undefined {
    return undefined;
  }
  /** What `length` gives; undefined when it has none. */
  get length(): number | undefined {
    return undefined;
  }
  /** Assigns to an attribute; false when the object has none to assign to. */
  setAttribute(_name: string, _value: Value): boolean {
    return false;
  }
}

/**
 * A dict: insertion-ordered, keys compared as Python does (`1`, `1.0` and `True` are one key). Unhashable keys (lists,
 * dicts) are refused by the operator that builds the dict.
 */
export class Dict {
  /** Normalised key → [key as given first, value]. */
  readonly entries: Map<HashKey, [Value, Value]> = new Map();

  static of(pairs: Iterable<readonly [Value, Value]>): Dict {
    const dict = new Dict();
    for (const [key, value] of pairs) dict.set(key, value);
    return dict;
  }
  get size(): number {
    return this.entries.size;
  }
  get(key: Value): Value | undefined {
    return this.entries.get(hashKey(key))?.[1];
  }
  has(key: Value): boolean {
    return this.entries.has(hashKey(key));
  }
  set(key: Value, value: Value): void {
    const hash = hashKey(key);
    const entry = this.entries.get(hash);
    if (entry === undefined) this.entries.set(hash, [key, value]);
    else entry[1] = value;
  }
  delete(key: Value): boolean {
    return this.entries.delete(hashKey(key));
  }
  *keys(): Generator<Value> {
    for (const entry of this.entries.values()) yield entry[0];
  }
  *values(): Generator<Value> {
    for (const entry of this.entries.values()) yield entry[1];
  }
}

/** What `keys()`, `values()` or `items()` of a dict gives: it follows the dict. */
export class DictView {
  readonly part: "keys" | "values" | "items";
  readonly dict: Dict | PlainObject;
  constructor(part: "keys" | "values" | "items", dict: Dict | PlainObject) {
    this.part = part;
    this.dict = dict;
  }
}

/** Gives one item after the other, undefined after the last. */
export type Steps = () => Value | undefined;

/** All items that there are still. */
export function drain(steps: Steps): Value[] {
  const items: Value[] = [];
  for (let item = steps(); item !== undefined; item = steps()) items.push(item);
  return items;
}

/** Items that are worked out when they are asked for and can be read once: Python's generators and iterators. */
export class OneShot {
  /** Python's name of the type: "generator", "list_reverseiterator". */
  readonly typeName: string;
  /** What made it, for its text. */
  readonly name: string;
  #start: (() => Steps) | undefined;
  #steps: Steps | undefined;

  /** `start` runs when the first item is asked for. */
  constructor(typeName: string, name: string, start: () => Steps) {
    this.typeName = typeName;
    this.name = name;
    this.#start = start;
  }

  /** The next item, undefined at the end. */
  next(): Value | undefined {
    const steps = this.#begin();
    const item = steps?.();
    if (item === undefined) this.#steps = undefined;
    return item;
  }

  /** All items that are left. */
  rest(): Value[] {
    const steps = this.#begin();
    this.#steps = undefined;
    return steps === undefined ? [] : drain(steps);
  }

  #begin(): Steps | undefined {
    const start = this.#start;
    if (start !== undefined) {
      this.#start = undefined;
      this.#steps = start();
    }
    return this.#steps;
  }
}

/** What a Map can compare as Python compares dict keys: strings get a prefix so that `1` and `"1"` differ. */
export type HashKey = string | number | bigint;

/**
 * @throws {TypeError} for an unhashable value; the operators turn it into `render/type`.
 * @throws {DxgError} render/limit for a tuple that is too deep or too long to be a key.
 */
export function hashKey(key: Value, depth = 0): HashKey {
  switch (typeof key) {
    case "string":
      return `s${key}`;
    case "number":
      // A float beyond the safe integers is the same key as the integer of its value.
      return Number.isInteger(key) && !Number.isSafeInteger(key) ? BigInt(key) : key;
    case "bigint":
      return key;
    case "boolean":
      return key ? 1 : 0;
  }
  if (key === null) return "n";
  if (key instanceof Float) return key.number === 0 ? 0 : key.number;
  if (key instanceof SafeString) return `s${key.text}`;
  if (key instanceof Tuple) return hashTuple(key, depth);
  if (key instanceof Range)
    return key.length === 0 ? "r" : `r${key.length},${key.start},${key.length === 1 ? "" : key.step}`;
  if (key instanceof Undefined && !isStrict(key.mode)) return "u";
  // As in Python these are keys by what they are, not by what they hold.
  if (key instanceof Callable) return key.owner === undefined ? identityOf(key) : hashMethod(key.name, key.owner);
  if (key instanceof OneShot || key instanceof Namespace || (key instanceof DictView && key.part === "values")) {
    return identityOf(key);
  }
  throw new TypeError("unhashable");
}

const identities: WeakMap<object, number> = new WeakMap();
let nextIdentity = 0;

function identityOf(key: object): string {
  let identity = identities.get(key);
  if (identity === undefined) {
    nextIdentity += 1;
    identity = nextIdentity;
    identities.set(key, identity);
  }
  return `o${identity}`;
}

function hashMethod(name: string, owner: Value): string {
  const isObject = typeof owner === "object" && owner !== null;
  return `m${name}(${isObject ? identityOf(owner) : `${typeof owner} ${hashKey(owner)}`}`;
}

function hashTuple(tuple: Tuple, depth: number): string {
  if (depth > VALUE_DEPTH_MAX)
    throw new DxgError("render/limit", `key is nested deeper than ${VALUE_DEPTH_MAX} levels`);
  let hash = "t(";
  for (const item of tuple.items) {
    const part = hashKey(item, depth + 1);
    hash += typeof part === "string" ? `${part.length}:${part},` : `#${part},`;
    if (hash.length > VALUE_LENGTH_MAX) throw new DxgError("render/limit", `key is longer than ${VALUE_LENGTH_MAX}`);
  }
  return `${hash})`;
}

export function isString(value: Value): value is string | SafeString {
  return typeof value === "string" || value instanceof SafeString;
}
export function isInteger(value: Value): value is number | bigint {
  return typeof value === "bigint" || Number.isSafeInteger(value);
}
export function isFloat(value: Value): value is number | Float {
  return value instanceof Float || (typeof value === "number" && !Number.isSafeInteger(value));
}
/** True for integers and floats; booleans, as in Python's arithmetic, are checked apart. */
export function isNumber(value: Value): value is number | bigint | Float {
  return typeof value === "number" || typeof value === "bigint" || value instanceof Float;
}
/** A plain object of the caller: neither one of the classes above nor a list. */
export function isPlainObject(value: Value): value is PlainObject {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}
/** A plain object of the commonest kind: what has another prototype needs a look first. */
export function isRecord(value: unknown): value is PlainObject {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
/** A dict in either form. */
export function isMapping(value: Value): value is Dict | PlainObject {
  return value instanceof Dict || isPlainObject(value);
}
