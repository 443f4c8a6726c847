/** How `combine` merges two dicts: the second has precedence, lists are merged as told. */
import { VALUE_DEPTH_MAX } from "../../../base/limits.ts";
import { equals, mappingPairs } from "../../../value/compare.ts";
import { limitError, typeError, valueError } from "../../../value/errors.ts";
import { readItems } from "../../../value/host.ts";
import { toText } from "../../../value/text.ts";
import { truth } from "../../../value/truth.ts";
import { Dict, isMapping, isString, type PlainObject, type Value } from "../../../value/value.ts";
import type { FilterContext } from "../filter.ts";
import { ValueSet } from "./value-set.ts";

const LIST_MERGES = ["replace", "keep", "append", "prepend", "append_rp", "prepend_rp"] as const;

export interface MergeRules {
  readonly recursive: boolean;
  readonly lists: (typeof LIST_MERGES)[number];
}

/** @throws {DxgError} render/type, render/value for keywords that `combine` does not have. */
export function mergeRules(keywords: ReadonlyMap<string, Value>): MergeRules {
  for (const name of keywords.keys()) {
    if (name !== "recursive" && name !== "list_merge") throw typeError(`combine has no argument '${name}'`);
  }
  const wanted = keywords.get("list_merge") ?? "replace";
  const lists = LIST_MERGES.find((name) => isString(wanted) && name === toText(wanted));
  if (lists === undefined) throw valueError(`combine: list_merge is one of ${LIST_MERGES.join(", ")}`);
  return { recursive: truth(keywords.get("recursive") ?? false), lists };
}

type Mapping = Dict | PlainObject;

/** A new dict with the keys of both. @throws {DxgError} render/limit */
export function mergeDicts(
  context: FilterContext,
  low: Mapping,
  high: Mapping,
  rules: MergeRules,
  depth: number,
): Dict {
  if (depth > VALUE_DEPTH_MAX) throw limitError(`value is nested deeper than ${VALUE_DEPTH_MAX} levels`);
  const pairs = mappingPairs(high);
  // Equal dicts are not merged at all: their lists do not double.
  if (equals(low, high)) return Dict.of(pairs);
  const merged = Dict.of(mappingPairs(low));
  context.spend(4 * (merged.size + pairs.length));
  for (const [key, value] of pairs) {
    const old = merged.get(key);
    if (old !== undefined && rules.recursive && isMapping(old) && isMapping(value)) {
      merged.set(key, mergeDicts(context, old, value, rules, depth + 1));
    } else if (old !== undefined && Array.isArray(old) && Array.isArray(value)) {
      merged.set(key, mergeLists(context, readItems(old), readItems(value), rules));
    } else merged.set(key, value);
  }
  return merged;
}

function mergeLists(
  context: FilterContext,
  low: readonly Value[],
  high: readonly Value[],
  { lists }: MergeRules,
): Value[] {
  context.spend(low.length + high.length);
  const others = (all: readonly Value[]): readonly Value[] => {
    const known = new ValueSet((units) => context.spend(units), high);
    return all.filter((item) => !known.has(item));
  };
  switch (lists) {
    case "replace":
      return high.slice();
    case "keep":
      return low.slice();
    case "append":
      return [...low, ...high];
    case "prepend":
      return [...high, ...low];
    case "append_rp":
      return [...others(low), ...high];
    case "prepend_rp":
      return [...high, ...others(low)];
  }
}
