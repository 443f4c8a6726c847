/**
 * Reading the caller's data. Lists and plain objects of the caller are not copied before a render; each value is checked
 * when it is read, here. What is not data (functions, symbols, dates, instances of classes) never gets through, and
 * nothing is ever found through a prototype. JavaScript's `undefined` is treated as JSON.stringify treats it: absent in
 * an object, None in a list.
 */
import { VALUE_DEPTH_MAX } from "../base/limits.ts";
import { limitError, typeError } from "./errors.ts";
import {
  Callable,
  Dict,
  DictView,
  Float,
  integer,
  Namespace,
  OneShot,
  type PlainObject,
  Range,
  SafeString,
  Tuple,
  Undefined,
  type Value,
} from "./value.ts";

/**
 * The value of something that the caller handed in.
 * @throws {DxgError} render/type when it is not data; render/limit when a Map holds itself.
 */
export function fromHost(host: unknown): Value {
  switch (typeof host) {
    case "string":
    case "number":
    case "boolean":
      return host;
    case "bigint":
      return integer(host);
    case "undefined":
      return null;
    case "object":
      return host === null ? null : fromHostObject(host);
    default:
      throw typeError(`a ${typeof host} of JavaScript is not a template value`, HINT);
  }
}

const HINT = "Pass strings, numbers, booleans, null, arrays, plain objects or Maps.";

function fromHostObject(host: object): Value {
  if (Array.isArray(host)) return host as Value[];
  const prototype = Object.getPrototypeOf(host) as object | null;
  if (prototype === Object.prototype || prototype === null) return host as PlainObject;
  if (
    host instanceof SafeString ||
    host instanceof Float ||
    host instanceof Dict ||
    host instanceof Tuple ||
    host instanceof Range ||
    host instanceof DictView ||
    host instanceof OneShot ||
    host instanceof Undefined ||
    host instanceof Namespace ||
    host instanceof Callable
  ) {
    return host;
  }
  if (host instanceof Map) return fromMap(host);
  throw typeError(`an object of class ${className(prototype)} is not a template value`, HINT);
}

/** Copies of Maps while an outermost one is being copied, so that shared ones are copied once; "open" is unfinished. */
const copies: Map<unknown, Dict | "open"> = new Map();
let depth = 0;

function fromMap(map: ReadonlyMap<unknown, unknown>): Dict {
  const known = copies.get(map);
  if (known === "open") throw limitError("a Map holds itself");
  if (known !== undefined) return known;
  const outermost = copies.size === 0;
  depth++;
  try {
    if (depth > VALUE_DEPTH_MAX) throw limitError(`Maps are nested deeper than ${VALUE_DEPTH_MAX} levels`);
    copies.set(map, "open");
    const dict = new Dict();
    for (const [key, value] of map) {
      if (value === undefined) continue;
      if (key !== null && typeof key !== "string" && typeof key !== "number" && typeof key !== "boolean") {
        throw typeError("a key of a Map is neither a string, a number, a boolean nor null", HINT);
      }
      dict.set(key, fromHost(value));
    }
    copies.set(map, dict);
    return dict;
  } finally {
    depth--;
    if (outermost) copies.clear();
  }
}

function className(prototype: object): string {
  const descriptor = Object.getOwnPropertyDescriptor(prototype, "constructor");
  const maker: unknown = descriptor?.value;
  return typeof maker === "function" && maker.name !== "" ? maker.name : "(unnamed)";
}

/** The value of an own key of a plain object; undefined when it has none. */
export function readKey(object: PlainObject, key: string): Value | undefined {
  if (!Object.hasOwn(object, key)) return undefined;
  const host: unknown = object[key];
  if (typeof host === "string" || typeof host === "number") return host;
  return host === undefined ? undefined : fromHost(host);
}

/** The keys of a plain object that have a value, in order. */
export function readKeys(object: PlainObject): string[] {
  const keys = Object.keys(object);
  for (const key of keys) {
    if (object[key] === undefined) return keys.filter((each) => object[each] !== undefined);
  }
  return keys;
}

/** Whether a plain object has a key with a value. */
export function hasKeys(object: PlainObject): boolean {
  for (const key in object) if (Object.hasOwn(object, key) && object[key] !== undefined) return true;
  return false;
}

/** The items of a list, each checked; the list itself when there was nothing to change. */
export function readItems(list: readonly Value[]): readonly Value[] {
  for (let index = 0; index < list.length; index++) {
    const item = list[index];
    if (typeof item === "string" || typeof item === "number") continue;
    if (fromHost(item) !== item) return Array.from(list, fromHost);
  }
  return list;
}
