/**
 * The filters that take a sequence or dict and keep, order, cut or reduce its items. Where Jinja2 gives a generator these
 * give one too: it works when it is read, once.
 */
import { DxgError } from "../../base/error.ts";
import { VALUE_LENGTH_MAX } from "../../base/limits.ts";
import { getOwnAttribute } from "../../value/access.ts";
import { add } from "../../value/arithmetic.ts";
import { compareOrdered, equals, hashOf, mappingPairs } from "../../value/compare.ts";
import { limitError, typeError, valueError } from "../../value/errors.ts";
import { itemAt, iterate, lengthOf, stepsOf } from "../../value/iterate.ts";
import { indexOf } from "../../value/number.ts";
import { sortItems } from "../../value/sort.ts";
import { toText } from "../../value/text.ts";
import { truth } from "../../value/truth.ts";
import { typeName } from "../../value/type-name.ts";
import { refuseUndefined, wrongType } from "../../value/undefined.ts";
import {
  DictView,
  isMapping,
  isString,
  NamedTuple,
  Namespace,
  OneShot,
  Range,
  SafeString,
  type Steps,
  Tuple,
  Undefined,
  type Value,
} from "../../value/value.ts";
import type { Filter, FilterContext } from "./filter.ts";
import { follow, ignoreCase, type Path, parsePath, parsePaths } from "./path.ts";

/** The items of a value, paid for. */
export function itemsOf(context: FilterContext, value: Value): readonly Value[] {
  const items = iterate(value);
  context.spend(items.length);
  return items;
}

/** No items at all. */
export const NO_STEPS: Steps = () => undefined;

/** The items of a value one after the other, each paid for. */
export function paidSteps(context: FilterContext, value: Value): Steps {
  const next = stepsOf(value);
  return () => {
    const item = next();
    if (item !== undefined) context.spend(1);
    return item;
  };
}

export const length: Filter = (_context, value) => {
  const size = lengthOf(value);
  if (size === undefined) throw typeError(`object of type '${typeName(value)}' has no len()`);
  return size;
};

export const list: Filter = (context, value) => itemsOf(context, value).slice();

export const first: Filter = (context, value) => {
  const item = end(value, 0);
  return item === undefined ? none(context, "No first item, sequence was empty.") : item;
};

export const last: Filter = (context, value) => {
  const item = end(value, -1);
  if (item === undefined) return none(context, "No last item, sequence was empty.");
  return value instanceof SafeString ? new SafeString(toText(item)) : item;
};

/** The first or last item, without a look at the others where that is possible. */
function end(value: Value, place: 0 | -1): Value | undefined {
  if (Array.isArray(value)) return value.length === 0 ? undefined : itemAt(value, place === 0 ? 0 : value.length - 1);
  if (value instanceof Range) {
    const { start, step, length: size } = value;
    return size === 0 ? undefined : start + (place === 0 ? 0 : size - 1) * step;
  }
  if (value instanceof OneShot || value instanceof Namespace) {
    if (place === 0) return stepsOf(value)();
    throw typeError(`'${value.typeName}' object is not reversible`);
  }
  const items = iterate(value);
  return items[place === 0 ? 0 : items.length - 1];
}

function none(context: FilterContext, message: string): Undefined {
  return new Undefined("", "", context.undefinedMode, message);
}

export const reverse: Filter = (context, value) => {
  const items = itemsOf(context, value);
  // What is no sequence is read and reversed as a list.
  if (value instanceof OneShot || value instanceof Namespace) return items.slice().reverse();
  if (!isString(value)) return reversed(value, items);
  const text = items.slice().reverse().join("");
  return value instanceof SafeString ? new SafeString(text) : text;
};

/** What Python's `reversed` gives: an iterator, from the last item that there is now. */
function reversed(value: Value, items: readonly Value[]): OneShot {
  const view = value instanceof DictView ? value.part.slice(0, -1) : "key";
  const plain =
    value instanceof Tuple || value instanceof Undefined
      ? "reversed"
      : value instanceof Range
        ? "range_iterator"
        : "list_reverseiterator";
  const name = isMapping(value) || value instanceof DictView ? `dict_reverse${view}iterator` : plain;
  return new OneShot(name, "reverse", () => {
    let place = items.length;
    return () => (place > 0 ? items[--place] : undefined);
  });
}

export const items: Filter = (context, value) =>
  new OneShot("generator", "items", () => {
    if (value instanceof Undefined) return NO_STEPS;
    if (!isMapping(value)) throw typeError("Can only get item pairs from a mapping.");
    const pairs = mappingPairs(value);
    context.spend(pairs.length);
    let place = 0;
    return () => {
      const pair = pairs[place++];
      return pair === undefined ? undefined : new Tuple(pair);
    };
  });

export const attr: Filter = (context, value, [name = null]) => {
  // It is looked for in dicts first.
  hashOf(name);
  if (!isString(name)) throw wrongType(name, `attribute name must be string, not '${typeName(name)}'`);
  return getOwnAttribute(value, toText(name), context.undefinedMode);
};

/** Orders by keys; stable, also when it is reversed, for which Python's `sorted` reverses the list before and after. */
function sorted<Item>(
  context: FilterContext,
  items: readonly Item[],
  key: (item: Item) => Value,
  reversed: boolean,
): Item[] {
  const keyed = items.map((item) => ({ item, key: key(item) }));
  context.spend(Math.ceil(keyed.length * Math.log2(keyed.length + 1)));
  if (reversed) keyed.reverse();
  sortItems(keyed, (a, b) => compareOrdered("<", a.key, b.key));
  if (reversed) keyed.reverse();
  return keyed.map(({ item }) => item);
}

export const sort: Filter = (context, value, [reversed = false, caseSensitive = false, attribute]) => {
  const paths = parsePaths(attribute);
  const fold = truth(caseSensitive) ? (item: Value): Value => item : ignoreCase;
  const keyOf = (item: Value): Value => paths.map((path) => fold(follow(item, path, context.undefinedMode)));
  const items = itemsOf(context, value);
  return sorted(context, items, keyOf, indexOf(reversed) !== 0);
};

export const dictsort: Filter = (context, value, [caseSensitive = false, by = "key", reversed = false]) => {
  const byKey = equals(by, "key");
  if (!byKey && !equals(by, "value")) throw valueError('You can only sort by either "key" or "value"');
  refuseUndefined(value);
  if (!isMapping(value)) throw typeError(`'${typeName(value)}' object has no attribute 'items'`);
  const pairs = mappingPairs(value);
  const down = indexOf(reversed) !== 0;
  // It is asked for item by item: not of an empty dict.
  const fold = pairs.length === 0 || truth(caseSensitive) ? (item: Value): Value => item : ignoreCase;
  const keyOf = ([key, item]: readonly [Value, Value]): Value => fold(byKey ? key : item);
  return sorted(context, pairs, keyOf, down).map((pair) => new Tuple(pair));
};

/** How a filter with `case_sensitive` and `attribute` looks at an item. */
function keyGetter(
  context: FilterContext,
  caseSensitive: Value,
  attribute: Value | undefined,
  otherwise?: Value,
): (item: Value) => Value {
  const path = parsePath(attribute);
  const fold = truth(caseSensitive) ? (item: Value): Value => item : ignoreCase;
  return (item) => fold(follow(item, path, context.undefinedMode, otherwise));
}

export const unique: Filter = (context, value, [caseSensitive = false, attribute]) =>
  new OneShot("generator", "unique", () => {
    const keyOf = keyGetter(context, caseSensitive, attribute);
    const seen = new Set<unknown>();
    const next = paidSteps(context, value);
    return () => {
      for (let item = next(); item !== undefined; item = next()) {
        const key = hashOf(keyOf(item));
        if (seen.has(key)) continue;
        seen.add(key);
        return item;
      }
      return undefined;
    };
  });

const extreme =
  (operator: "<" | ">"): Filter =>
  (context, value, [caseSensitive = false, attribute]) => {
    const items = itemsOf(context, value);
    if (items.length === 0) return none(context, "No aggregated item, sequence was empty.");
    const keyOf = keyGetter(context, caseSensitive, attribute);
    let best: Value = null;
    let bestKey: Value | undefined;
    for (const item of items) {
      const key = keyOf(item);
      if (bestKey !== undefined && !compareOrdered(operator, key, bestKey)) continue;
      best = item;
      bestKey = key;
    }
    return best;
  };

export const min: Filter = extreme("<");
export const max: Filter = extreme(">");

export const sum: Filter = (context, value, [attribute, start = 0]) => {
  if (isString(start)) throw typeError("sum() can't sum strings [use the filter join instead]");
  const path: Path = parsePath(attribute);
  let total: Value = start;
  for (const item of itemsOf(context, value)) {
    total = add(total, follow(item, path, context.undefinedMode));
    // Lists grow with each sum: the whole is quadratic.
    if (Array.isArray(total)) context.spend(total.length);
  }
  return total;
};

export const batch: Filter = (context, value, args) =>
  new OneShot("generator", "batch", () => stepsOf(batches(context, value, args)));

const batches: Filter = (context, value, [linecount = null, fillWith = null]) => {
  const rows: Value[][] = [];
  let row: Value[] = [];
  for (const item of itemsOf(context, value)) {
    if (equals(row.length, linecount)) {
      rows.push(row);
      row = [];
    }
    row.push(item);
  }
  if (row.length === 0) return rows;
  if (fillWith !== null && compareOrdered("<", row.length, linecount)) {
    const wanted = indexOf(linecount);
    if (wanted > VALUE_LENGTH_MAX) throw limitError(`result is longer than ${VALUE_LENGTH_MAX}`);
    context.spend(wanted);
    while (row.length < wanted) row.push(fillWith);
  }
  rows.push(row);
  return rows;
};

export const slice: Filter = (context, value, args) =>
  new OneShot("generator", "slice", () => stepsOf(columns(context, value, args)));

const columns: Filter = (context, value, [slices = null, fillWith = null]) => {
  const all = itemsOf(context, value);
  refuseUndefined(slices);
  const count = indexOf(slices);
  if (count === 0) throw new DxgError("render/division-by-zero", "slice: the number of slices is 0");
  context.spend(Math.max(0, count));
  const size = Math.floor(all.length / count);
  const longer = all.length % count;
  const out: Value[] = [];
  let from = 0;
  for (let index = 0; index < count; index++) {
    const to = from + size + (index < longer ? 1 : 0);
    const part = all.slice(from, to);
    if (fillWith !== null && index >= longer) part.push(fillWith);
    out.push(part);
    from = to;
  }
  return out;
};

const GROUP_FIELDS = ["grouper", "list"];

export const groupby: Filter = (context, value, [attribute = null, otherwise, caseSensitive = false]) => {
  const keyOf = keyGetter(context, caseSensitive, attribute, otherwise);
  const exact = keyGetter(context, true, attribute, otherwise);
  const groups: { readonly key: Value; readonly items: Value[] }[] = [];
  for (const item of sorted(context, itemsOf(context, value), keyOf, false)) {
    const key = keyOf(item);
    const group = groups.at(-1);
    if (group !== undefined && (group.key === key || equals(group.key, key))) group.items.push(item);
    else groups.push({ key, items: [item] });
  }
  return groups.map((group) => new NamedTuple(GROUP_FIELDS, [exact(group.items[0] as Value), group.items]));
};
