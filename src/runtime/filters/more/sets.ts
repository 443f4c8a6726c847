/** The filters on two lists as sets: `union`, `intersect`, `difference`, `symmetric_difference`. Order is kept. */
import type { Value } from "../../../value/value.ts";
import type { Filter, FilterContext } from "../filter.ts";
import { itemsOf } from "../sequence.ts";
import { ValueSet } from "./value-set.ts";

const setOf = (context: FilterContext, items: readonly Value[] = []): ValueSet =>
  new ValueSet((units) => context.spend(units), items);

function distinct(context: FilterContext, items: readonly Value[]): Value[] {
  const seen = setOf(context);
  return items.filter((item) => seen.add(item));
}

const combining =
  (combine: (context: FilterContext, left: readonly Value[], right: readonly Value[]) => readonly Value[]): Filter =>
  (context, value, [other = null]) =>
    distinct(context, combine(context, itemsOf(context, value), itemsOf(context, other)));

function without(context: FilterContext, left: readonly Value[], right: readonly Value[]): readonly Value[] {
  const others = setOf(context, right);
  return left.filter((item) => !others.has(item));
}

export const union: Filter = combining((_context, left, right) => [...left, ...right]);
export const intersect: Filter = combining((context, left, right) => {
  const others = setOf(context, right);
  return left.filter((item) => others.has(item));
});
export const difference: Filter = combining(without);
export const symmetricDifference: Filter = combining((context, left, right) => [
  ...without(context, left, right),
  ...without(context, right, left),
]);
