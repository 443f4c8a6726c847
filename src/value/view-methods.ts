/**
 * The methods of Python's views of keys and items. Values have none, and what would give a set is not here: there are no
 * sets among the values. Source: the Python library reference, "Dictionary view objects", and collections.abc.Set.
 */
import { contains } from "./compare.ts";
import { iterate, lengthOf } from "./iterate.ts";
import { bind, table } from "./method.ts";
import { type Callable, DictView, OneShot, type Value } from "./value.ts";
import { addWork } from "./work.ts";

const VIEW_METHODS = table<DictView>(() => ({
  isdisjoint: {
    params: ["other"],
    required: 1,
    run: (view, [other]) => isDisjoint(view, other as Value),
  },
}));

/** As CPython, which of two views goes through the shorter one: that decides about items that cannot be looked for. */
function isDisjoint(view: DictView, other: Value): boolean {
  if (isSetLike(other) && (lengthOf(other) ?? 0) > (lengthOf(view) ?? 0)) return isDisjoint(other, view);
  if (other instanceof OneShot) {
    // What comes after an item that both have stays to be read.
    for (let item = other.next(); item !== undefined; item = other.next()) if (contains(view, item)) return false;
    return true;
  }
  const items = iterate(other);
  addWork(items.length);
  return !items.some((item) => contains(view, item));
}

function isSetLike(value: Value): value is DictView {
  return value instanceof DictView && value.part !== "values";
}

/** The bound method `name` of a view; undefined when there is none. */
export function viewMethod(view: DictView, name: string): Callable | undefined {
  return isSetLike(view) ? bind(VIEW_METHODS(), name, view, 0, view) : undefined;
}
