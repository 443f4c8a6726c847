/** The filters that make tuples of several sequences: `zip`, `product` and their kin, as Python's itertools. */
import { VALUE_LENGTH_MAX } from "../../../base/limits.ts";
import { limitError, typeError, valueError } from "../../../value/errors.ts";
import { indexOf } from "../../../value/number.ts";
import { truth } from "../../../value/truth.ts";
import { Tuple, type Value } from "../../../value/value.ts";
import type { Bound, Filter, FilterContext } from "../filter.ts";
import { itemsOf } from "../sequence.ts";

const NO_KEYWORDS: ReadonlyMap<string, Value> = new Map();

/** The only keyword that a filter takes. */
function keyword(filter: string, name: string, keywords: ReadonlyMap<string, Value>, otherwise: Value): Value {
  for (const given of keywords.keys()) if (given !== name) throw typeError(`${filter} has no argument '${given}'`);
  return keywords.get(name) ?? otherwise;
}

function sequences(context: FilterContext, value: Value, args: Bound): (readonly Value[])[] {
  return [value, ...(args as readonly Value[])].map((each) => itemsOf(context, each));
}

/** Refuses at once what would have too many items. */
function expect(context: FilterContext, tuples: number, width: number): void {
  const cells = tuples * Math.max(1, width);
  if (!(cells <= VALUE_LENGTH_MAX)) throw limitError(`result has more than ${VALUE_LENGTH_MAX} items`);
  context.spend(8 * cells);
}

function rows(lists: readonly (readonly Value[])[], count: number, fill: Value): Value[] {
  const made: Value[] = [];
  for (let row = 0; row < count; row++)
    made.push(new Tuple(lists.map((list) => (row < list.length ? list[row]! : fill))));
  return made;
}

export const zip: Filter = (context, value, args, keywords = NO_KEYWORDS) => {
  const strict = truth(keyword("zip", "strict", keywords, false));
  const lists = sequences(context, value, args);
  const lengths = lists.map(({ length }) => length);
  const count = Math.min(...lengths);
  if (strict && Math.max(...lengths) !== count) {
    throw valueError("zip: the sequences differ in length");
  }
  expect(context, count, lists.length);
  return rows(lists, count, null);
};

export const zipLongest: Filter = (context, value, args, keywords = NO_KEYWORDS) => {
  const fill = keyword("zip_longest", "fillvalue", keywords, null);
  const lists = sequences(context, value, args);
  const count = Math.max(...lists.map(({ length }) => length));
  expect(context, count, lists.length);
  return rows(lists, count, fill);
};

export const product: Filter = (context, value, args, keywords = NO_KEYWORDS) => {
  const repeat = indexOf(keyword("product", "repeat", keywords, 1));
  if (repeat < 0) throw valueError("product: repeat argument cannot be negative");
  const once = sequences(context, value, args);
  if (repeat * once.length > VALUE_LENGTH_MAX) throw limitError(`result has more than ${VALUE_LENGTH_MAX} items`);
  const lists = Array.from({ length: repeat }, () => once).flat();
  const count = lists.some((list) => list.length === 0) ? 0 : lists.reduce((total, list) => total * list.length, 1);
  expect(context, count, lists.length);
  if (count === 0) return [];
  const made: Value[] = [];
  const places = lists.map(() => 0);
  while (made.length < count) {
    made.push(new Tuple(lists.map((list, index) => list[places[index]!]!)));
    advance(places, lists);
  }
  return made;
};

/** The last place moves first, as the last digit of a counter. */
function advance(places: number[], lists: readonly (readonly Value[])[]): void {
  for (let index = places.length - 1; index >= 0; index--) {
    places[index] = (places[index]! + 1) % lists[index]!.length;
    if (places[index] !== 0) return;
  }
}

/** Choices of `size` items by their places, in the order of the places. */
function choose(
  context: FilterContext,
  items: readonly Value[],
  size: number,
  count: number,
  goesOn: (chosen: readonly number[], next: number) => boolean,
): Value[] {
  expect(context, count, size);
  const made: Value[] = [];
  const chosen: number[] = [];
  const step = (): void => {
    if (chosen.length === size) {
      made.push(new Tuple(chosen.map((place) => items[place]!)));
      return;
    }
    for (let next = 0; next < items.length; next++) {
      context.spend(1);
      if (!goesOn(chosen, next)) continue;
      chosen.push(next);
      step();
      chosen.pop();
    }
  };
  if (count > 0) step();
  return made;
}

/** Deeper choices than this have more results than any limit, but for choices of nearly everything. */
const CHOICE_DEPTH_MAX = 1000;

function sizeOf(filter: string, size: Value): number {
  const count = indexOf(size);
  if (count < 0) throw valueError(`${filter}: r must be non-negative`);
  return count;
}

export const permutations: Filter = (context, value, [size]) => {
  const items = itemsOf(context, value);
  const width = size === undefined || size === null ? items.length : sizeOf("permutations", size);
  let count = width > items.length ? 0 : 1;
  for (let taken = 0; count > 0 && taken < width && count < VALUE_LENGTH_MAX; taken++) count *= items.length - taken;
  return choose(context, items, width, count, (chosen, next) => !chosen.includes(next));
};

export const combinations: Filter = (context, value, [size = null]) => {
  const items = itemsOf(context, value);
  const width = sizeOf("combinations", size);
  let count = width > items.length ? 0 : 1;
  for (let taken = 0; count > 0 && taken < Math.min(width, items.length - width); taken++) {
    count = (count * (items.length - taken)) / (taken + 1);
    if (count > VALUE_LENGTH_MAX) break;
  }
  if (count > 0 && width > CHOICE_DEPTH_MAX) throw limitError(`combinations of more than ${CHOICE_DEPTH_MAX} items`);
  const goesOn = (chosen: readonly number[], next: number): boolean =>
    next > (chosen.at(-1) ?? -1) && items.length - next >= width - chosen.length;
  return choose(context, items, width, Math.round(count), goesOn);
};
