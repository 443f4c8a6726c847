/**
 * Changing lists and dicts. Jinja2's templates may do it; here it must never reach the caller's own objects or another
 * render. A render whose programs name a method that changes something works on copies, made when a parameter is first
 * read, one for each object; all others have nothing to pay for. It has no methods itself.
 */
import { DxgError } from "../base/error.ts";
import { VALUE_DEPTH_MAX } from "../base/limits.ts";
import type { LoadedSet } from "../format/program-set.ts";
import { limitError } from "../value/errors.ts";
import { fromHost, readKey, readKeys } from "../value/host.ts";
import { Dict, isPlainObject, type Mutator, NamedTuple, Tuple, type Value } from "../value/value.ts";
import { addWork } from "../value/work.ts";

/** The methods of lists and dicts that change them. */
const NAMES: ReadonlySet<string> = new Set([
  "append",
  "extend",
  "insert",
  "pop",
  "remove",
  "clear",
  "sort",
  "reverse",
  "update",
  "setdefault",
  "popitem",
]);
const SHORTEST = 3;
const LONGEST = 10;

const known: WeakMap<LoadedSet, boolean> = new WeakMap();

/** Whether programs of a set may change values: its strings or constants name a method that does. */
export function mayChange(set: LoadedSet): boolean {
  if (set.immutable === true) return false;
  let names = known.get(set);
  if (names === undefined) {
    names = inStrings(set) || inConstants(set);
    known.set(set, names);
  }
  return names;
}

function inConstants({ constants }: LoadedSet): boolean {
  for (const value of constants) if (typeof value === "string" && NAMES.has(value)) return true;
  return false;
}

function inStrings({ strings }: LoadedSet): boolean {
  let start = strings.start(0);
  for (let id = 0; id < strings.count; id += 1) {
    const end = strings.start(id + 1);
    const length = end - start;
    start = end;
    // Only the few strings of such a length are decoded.
    if (length >= SHORTEST && length <= LONGEST && NAMES.has(strings.get(id))) return true;
  }
  return false;
}

/** The failure of a change where none is allowed, or that no name in the template announced. */
export function refusedChange(set: LoadedSet, { name }: Mutator): DxgError {
  if (set.immutable === true) return new DxgError("render/forbidden", `'${name}' would change its value`);
  return new DxgError("render/type", `'${name}' changes its value, which this template does not say it does`, {
    hint: `Write the name in the template, as in value.${name}(…), instead of computing it.`,
  });
}

/** Copies of the caller's lists and dicts in one render, by what they were copied from. */
export type Copies = Map<object, Value>;

/**
 * A value of the caller with lists and dicts of its own, all the way down; what is shared, or holds itself, is so in the
 * copy too.
 * @throws {DxgError} render/type for what is no data; render/limit for values nested too deeply.
 */
export function ownCopy(host: unknown, copies: Copies, depth = 0): Value {
  if (typeof host !== "object" || host === null) return fromHost(host);
  const done = copies.get(host);
  if (done !== undefined) return done;
  if (depth > VALUE_DEPTH_MAX) throw limitError(`value is nested deeper than ${VALUE_DEPTH_MAX} levels`);
  const value = fromHost(host);
  if (Array.isArray(value)) {
    const list: Value[] = [];
    copies.set(host, list);
    for (const item of value) list.push(ownCopy(item, copies, depth + 1));
    addWork(list.length);
    return list;
  }
  if (value instanceof Dict) {
    const dict = new Dict();
    copies.set(host, dict);
    for (const [key, item] of value.entries.values()) dict.set(key, ownCopy(item, copies, depth + 1));
    addWork(dict.size);
    return dict;
  }
  if (isPlainObject(value)) {
    const dict = new Dict();
    copies.set(host, dict);
    for (const key of readKeys(value)) dict.set(key, ownCopy(readKey(value, key), copies, depth + 1));
    addWork(dict.size);
    return dict;
  }
  if (!(value instanceof Tuple)) return value;
  const items = value.items.map((item) => ownCopy(item, copies, depth + 1));
  const tuple = value instanceof NamedTuple ? new NamedTuple(value.fields, items) : new Tuple(items);
  copies.set(host, tuple);
  return tuple;
}
