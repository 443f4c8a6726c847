/** The filters of Ansible that rebuild lists and dicts. What they are given is never changed. */
import { DxgError } from "../../../base/error.ts";
import { VALUE_DEPTH_MAX } from "../../../base/limits.ts";
import { getItem } from "../../../value/access.ts";
import { hashOf, mappingGet, mappingPairs } from "../../../value/compare.ts";
import { limitError, typeError, valueError } from "../../../value/errors.ts";
import { readItems } from "../../../value/host.ts";
import { indexOf } from "../../../value/number.ts";
import { repr, toText } from "../../../value/text.ts";
import { truth } from "../../../value/truth.ts";
import { typeName } from "../../../value/type-name.ts";
import { refuseUndefined } from "../../../value/undefined.ts";
import { Dict, isMapping, isString, type PlainObject, Range, Tuple, type Value } from "../../../value/value.ts";
import { type Filter, type FilterContext, stringArgument } from "../filter.ts";
import { groupby, itemsOf } from "../sequence.ts";
import { mergeDicts, mergeRules } from "./merge.ts";

/** The items of a list, tuple or range; undefined for anything else. */
export function sequenceItems(value: Value): readonly Value[] | undefined {
  if (Array.isArray(value)) return readItems(value);
  if (value instanceof Tuple) return value.items;
  return value instanceof Range
    ? Array.from({ length: value.length }, (_, i) => value.start + i * value.step)
    : undefined;
}

/** The lists in a list take the place of themselves, `levels` deep; what is null is left out. */
export function flattenItems(
  context: FilterContext,
  items: readonly Value[],
  levels: number,
  skipNulls: boolean,
  depth = 0,
): Value[] {
  if (depth > VALUE_DEPTH_MAX) throw limitError(`value is nested deeper than ${VALUE_DEPTH_MAX} levels`);
  context.spend(items.length + 1);
  const flat: Value[] = [];
  for (const item of items) {
    if (skipNulls && isNull(item)) continue;
    const inner = depth < levels ? sequenceItems(item) : undefined;
    if (inner === undefined) flat.push(item);
    else for (const each of flattenItems(context, inner, levels, skipNulls, depth + 1)) flat.push(each);
  }
  return flat;
}

function isNull(item: Value): boolean {
  if (item === null) return true;
  return isString(item) && (toText(item) === "None" || toText(item) === "null");
}

export const flatten: Filter = (context, value, [levels = null, skipNulls = true]) => {
  const depth = levels === null ? Number.POSITIVE_INFINITY : indexOf(levels);
  return flattenItems(context, itemsOf(context, value), depth, truth(skipNulls));
};

const NO_KEYWORDS: ReadonlyMap<string, Value> = new Map();

export const combine: Filter = (context, value, args, keywords = NO_KEYWORDS) => {
  const rules = mergeRules(keywords);
  const terms = flattenItems(context, [value, ...(args as readonly Value[])], 1, true);
  const dicts = terms.map((term) => {
    refuseUndefined(term);
    if (!isMapping(term)) throw typeError(`combine takes dicts, not '${typeName(term)}'`);
    return term;
  });
  // From the last to the first, as Ansible does: what is told of lists depends on the order.
  const last: Dict | PlainObject = dicts.pop() ?? new Dict();
  return dicts.reduceRight<Dict | PlainObject>((merged, dict) => mergeDicts(context, dict, merged, rules, 0), last);
};

/** The item of a container that has the value for its key; `morekeys` go deeper. */
export const extract: Filter = (context, value, [container = null, moreKeys = null]) => {
  const more = moreKeys === null ? [] : Array.isArray(moreKeys) ? readItems(moreKeys) : [moreKeys];
  context.spend(more.length);
  let found: Value = container;
  for (const key of [value, ...more]) found = getItem(found, key, context.undefinedMode);
  return found;
};

/** As `groupby`, with plain tuples. */
export const ansGroupby: Filter = (context, value, args) => {
  const groups = groupby(context, value, args) as readonly Tuple[];
  return groups.map(({ items }) => new Tuple(items));
};

export const dict2items: Filter = (context, value, [keyName = "key", valueName = "value"]) => {
  refuseUndefined(value);
  if (!isMapping(value)) throw typeError(`dict2items requires a dictionary, got '${typeName(value)}' instead`);
  const pairs = mappingPairs(value);
  context.spend(4 * pairs.length);
  return pairs.map(([key, item]) => {
    const made = new Dict();
    put(made, keyName, key);
    put(made, valueName, item);
    return made;
  });
};

export const items2dict: Filter = (context, value, [keyName = "key", valueName = "value"]) => {
  refuseUndefined(value);
  const items = sequenceItems(value);
  if (items === undefined) throw typeError(`items2dict requires a list, got '${typeName(value)}' instead`);
  context.spend(4 * items.length);
  const made = new Dict();
  for (const item of items) {
    if (!isMapping(item))
      throw typeError(`items2dict requires a list of dictionaries, got a '${typeName(item)}' in it`);
    const key = mappingGet(item, keyName);
    const member = mappingGet(item, valueName);
    if (key === undefined || member === undefined) {
      throw typeError(
        `items2dict requires each dictionary to contain the keys ${repr(keyName)} and ${repr(valueName)}`,
      );
    }
    put(made, key, member);
  }
  return made;
};

function put(dict: Dict, key: Value, value: Value): void {
  hashOf(key);
  dict.set(key, value);
}

/** Each element of a list, or of a dict's values, with each item of a list that it holds. */
export const subelements: Filter = (context, value, [path = null, skipMissing = false]) => {
  refuseUndefined(value);
  const elements = isMapping(value)
    ? mappingPairs(value).map(([, item]) => item)
    : Array.isArray(value)
      ? readItems(value)
      : undefined;
  if (elements === undefined) throw typeError("subelements takes a list of dicts or a dict of dicts");
  const steps = isString(path) ? toText(path).split(".") : Array.isArray(path) ? readItems(path) : undefined;
  if (steps === undefined) throw typeError("subelements must be a list or a string");
  const made: Value[] = [];
  for (const element of elements) {
    const list = memberList(element, steps, truth(skipMissing));
    context.spend(4 * list.length + steps.length);
    for (const item of list) made.push(new Tuple([element, item]));
  }
  return made;
};

function memberList(element: Value, steps: readonly Value[], skipMissing: boolean): readonly Value[] {
  let member = element;
  for (const step of steps) {
    if (!isMapping(member))
      throw typeError(`the key ${repr(step)} should point to a dictionary, got '${typeName(member)}'`);
    const next = mappingGet(member, step);
    if (next === undefined) {
      if (skipMissing) return [];
      throw valueError(`could not find ${repr(step)} key in iterated item`);
    }
    member = next;
  }
  if (!Array.isArray(member))
    throw typeError(`the key ${repr(steps.at(-1) ?? null)} should point to a list, got '${typeName(member)}'`);
  return readItems(member);
}

/** A dict of dicts, or a list of them, under what each has for a key. */
export const rekeyOnMember: Filter = (context, value, [key = null, duplicates = "error"]) => {
  const how = stringArgument("rekey_on_member", "duplicates", duplicates);
  if (how !== "error" && how !== "overwrite")
    throw valueError(`rekey_on_member: duplicates cannot be ${repr(duplicates)}`);
  refuseUndefined(value);
  if (isString(value)) throw typeError("rekey_on_member takes a list or a dict");
  const items = isMapping(value) ? mappingPairs(value).map(([, item]) => item) : itemsOf(context, value);
  context.spend(4 * items.length);
  const made = new Dict();
  for (const item of items) {
    if (!isMapping(item)) throw typeError("rekey_on_member: an item is no dict");
    const name = mappingGet(item, key);
    if (name === undefined) throw valueError(`rekey_on_member: key ${repr(key)} was not found`);
    hashOf(name);
    if (how === "error" && made.has(name))
      throw new DxgError("render/value", `rekey_on_member: key ${repr(name)} is not unique`);
    made.set(name, item);
  }
  return made;
};
