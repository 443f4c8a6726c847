/** The filters that apply other filters and tests, found by name, to each item of a sequence. */
import { typeError, valueError } from "../../value/errors.ts";
import { toText } from "../../value/text.ts";
import { truth } from "../../value/truth.ts";
import { typeName } from "../../value/type-name.ts";
import { isString, type Value } from "../../value/value.ts";
import type { Bound, Filter, FilterContext } from "./filter.ts";
import { follow, parsePath } from "./path.ts";
import { itemsOf } from "./sequence.ts";

const NO_KEYWORDS: ReadonlyMap<string, Value> = new Map();

export const map: Filter = (context, value, args, keywords = NO_KEYWORDS) => {
  if (!truth(value)) return [];
  const apply = mapper(context, given(args), keywords);
  const mapped: Value[] = [];
  for (const item of itemsOf(context, value)) mapped.push(apply(item));
  return mapped;
};

function mapper(
  context: FilterContext,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
): (item: Value) => Value {
  const [name, ...positional] = args;
  if (name !== undefined) {
    const filter = nameOf("filter", name);
    const call = { positional, keywords };
    return (item) => context.filter(filter, item, call);
  }
  const attribute = keywords.get("attribute");
  if (attribute === undefined) throw valueError("map requires a filter argument");
  for (const keyword of keywords.keys()) {
    if (keyword !== "attribute" && keyword !== "default") throw valueError(`Unexpected keyword argument '${keyword}'`);
  }
  const path = parsePath(attribute);
  return (item) => follow(item, path, context.undefinedMode, keywords.get("default"));
}

/** The positionals of a variadic call; none of them is absent. */
function given(args: Bound): readonly Value[] {
  return args as readonly Value[];
}

function nameOf(what: string, name: Value): string {
  if (!isString(name)) throw typeError(`the name of a ${what} is a string, not '${typeName(name)}'`);
  return toText(name);
}

const choosing =
  (byAttribute: boolean, keep: boolean): Filter =>
  (context, value, args, keywords = NO_KEYWORDS) => {
    if (!truth(value)) return [];
    const all = given(args);
    if (byAttribute && all.length === 0) throw valueError("Missing parameter for attribute name");
    const path = byAttribute ? parsePath(all[0]) : [];
    const [name, ...positional] = byAttribute ? all.slice(1) : all;
    const test = name === undefined ? undefined : nameOf("test", name);
    const call = { positional, keywords };
    const chosen: Value[] = [];
    for (const item of itemsOf(context, value)) {
      const subject = path.length === 0 ? item : follow(item, path, context.undefinedMode);
      if ((test === undefined ? truth(subject) : context.test(test, subject, call)) === keep) chosen.push(item);
    }
    return chosen;
  };

export const select: Filter = choosing(false, true);
export const reject: Filter = choosing(false, false);
export const selectattr: Filter = choosing(true, true);
export const rejectattr: Filter = choosing(true, false);
