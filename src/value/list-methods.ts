/**
 * The methods of Python's list, tuple and range. Those that change a list work on the list itself; who may call them is
 * decided where they are called. Source: the Python library reference, "Sequence Types".
 */
import { VALUE_LENGTH_MAX } from "../base/limits.ts";
import { compareOrdered, equals } from "./compare.ts";
import { limitError, typeError, valueError } from "./errors.ts";
import { iterate } from "./iterate.ts";
import { bind, type Method, table } from "./method.ts";
import { indexOf } from "./number.ts";
import { sortItems } from "./sort.ts";
import { clip } from "./string.ts";
import { repr } from "./text.ts";
import { refuseUndefined } from "./undefined.ts";
import type { Callable, Value } from "./value.ts";
import { addWork } from "./work.ts";

const SEQUENCE_METHODS = table<readonly Value[]>(() => ({
  index: {
    params: ["value", "start", "stop"],
    required: 1,
    run: (items, [item, start, stop]) => {
      const first = start === undefined ? 0 : clip(indexOf(start), items.length);
      const last = stop === undefined ? items.length : clip(indexOf(stop), items.length);
      const index = search(items, item as Value, first, last);
      if (index < 0) throw valueError(`${repr(item as Value)} is not in list`);
      return index;
    },
  },
  count: {
    params: ["value"],
    required: 1,
    run: (items, [item]) => items.filter((each) => each === item || equals(each, item as Value)).length,
  },
}));

function search(items: readonly Value[], item: Value, first: number, last: number): number {
  for (let index = first; index < last; index++) {
    const each = items[index] as Value;
    if (each === item || equals(each, item)) return index;
  }
  return -1;
}

/** A method that changes the list; `run` is given it as it is then. */
const changing = (params: readonly string[], required: number, run: Method<Value[]>["run"]): Method<Value[]> => ({
  params,
  required,
  mutates: true,
  run,
});

function append(list: Value[], item: Value): void {
  if (list.length >= VALUE_LENGTH_MAX) throw limitError(`list is longer than ${VALUE_LENGTH_MAX}`);
  list.push(item);
}

const LIST_METHODS = table<Value[]>(() => ({
  copy: { params: [], required: 0, run: (list) => iterate(list).slice() },
  append: changing(["object"], 1, (list, [item]) => {
    append(list, item as Value);
    return null;
  }),
  extend: changing(["iterable"], 1, (list, [items]) => {
    // A copy: a list can be extended by itself.
    const added = iterate(items as Value).slice();
    addWork(10 * added.length);
    for (const item of added) append(list, item);
    return null;
  }),
  insert: changing(["index", "object"], 2, (list, [index, item]) => {
    if (list.length >= VALUE_LENGTH_MAX) throw limitError(`list is longer than ${VALUE_LENGTH_MAX}`);
    addWork(list.length / 8);
    list.splice(clip(indexOf(index as Value), list.length), 0, item as Value);
    return null;
  }),
  pop: changing(["index"], 0, (list, [index = -1]) => {
    const place = indexOf(index);
    if (list.length === 0) throw valueError("pop from empty list");
    const at = place < 0 ? place + list.length : place;
    if (at < 0 || at >= list.length) throw valueError("pop index out of range");
    addWork((list.length - at) / 8);
    return list.splice(at, 1)[0] as Value;
  }),
  remove: changing(["value"], 1, (list, [item]) => {
    const index = search(list, item as Value, 0, list.length);
    if (index < 0) throw valueError("list.remove(x): x not in list");
    addWork(list.length / 8);
    list.splice(index, 1);
    return null;
  }),
  clear: changing([], 0, (list) => {
    list.length = 0;
    return null;
  }),
  reverse: changing([], 0, (list) => {
    addWork(list.length / 8);
    list.reverse();
    return null;
  }),
  sort: {
    params: ["key", "reverse"],
    required: 0,
    named: ["key", "reverse"],
    mutates: true,
    run: (list, [key = null, reverse = false], { positional }) => {
      if (positional.length > 0) throw typeError("sort() takes no positional arguments");
      refuseUndefined(key);
      if (key !== null) throw typeError("sort() takes no key here", "Use the filter sort with attribute=….");
      sortList(list, indexOf(reverse) !== 0);
      return null;
    },
  },
}));

/** Stable, also when it is reversed, for which Python reverses the list before and after. */
function sortList(list: Value[], reversed: boolean): void {
  addWork(list.length * Math.log2(list.length + 1));
  if (reversed) list.reverse();
  sortItems(list, (a, b) => compareOrdered("<", a, b));
  if (reversed) list.reverse();
}

/** The bound method `name` of a list of the render; undefined when there is none. */
export function listMethod(list: Value[], name: string): Callable | undefined {
  return bind(LIST_METHODS(), name, list, 0, list) ?? sequenceMethod(iterate(list), name, list);
}

/** The bound method `name` of a tuple or range; undefined when there is none. */
export function sequenceMethod(items: readonly Value[], name: string, owner: Value): Callable | undefined {
  return bind(SEQUENCE_METHODS(), name, items, items.length, owner);
}
