/**
 * The filters that apply other filters and tests, found by name, to each item of a sequence. As in Jinja2 they work when
 * their items are asked for, and give them once.
 */
import { DxgError } from "../../base/error.ts";
import { allParameters, POLICIES_KEYWORD, type Signature } from "../../format/builtins.ts";
import { hashOf } from "../../value/compare.ts";
import { valueError } from "../../value/errors.ts";
import { repr, toText } from "../../value/text.ts";
import { truth } from "../../value/truth.ts";
import { undefinedMessage } from "../../value/undefined.ts";
import { isString, OneShot, Tuple, Undefined, type Value } from "../../value/value.ts";
import { type Bound, bindArguments, type Filter, type FilterContext, findFilter } from "./filter.ts";
import { follow, parsePath } from "./path.ts";
import { NO_STEPS, paidSteps } from "./sequence.ts";

const NO_KEYWORDS: ReadonlyMap<string, Value> = new Map();

export const map: Filter = (context, value, args, keywords = NO_KEYWORDS) => {
  return new OneShot("generator", "map", () => {
    if (!truth(value)) return NO_STEPS;
    const apply = mapper(context, given(args), keywords);
    const next = paidSteps(context, value);
    return () => {
      const item = next();
      return item === undefined ? undefined : apply(item);
    };
  });
};

function mapper(
  context: FilterContext,
  args: readonly Value[],
  keywords: ReadonlyMap<string, Value>,
): (item: Value) => Value {
  const [name, ...positional] = args;
  if (name !== undefined) return named(context, name, positional, keywords);
  const attribute = keywords.get("attribute");
  if (attribute === undefined) throw valueError("map requires a filter argument");
  for (const keyword of keywords.keys()) {
    if (keyword !== "attribute" && keyword !== "default" && keyword !== POLICIES_KEYWORD)
      throw valueError(`Unexpected keyword argument '${keyword}'`);
  }
  const path = parsePath(attribute);
  return (item) => follow(item, path, context.undefinedMode, keywords.get("default"));
}

/** Applies a filter that is looked for when the first item comes. */
function named(
  context: FilterContext,
  name: Value,
  positional: readonly Value[],
  given: ReadonlyMap<string, Value>,
): (item: Value) => Value {
  const policies = given.get(POLICIES_KEYWORD);
  const keywords = new Map(given);
  keywords.delete(POLICIES_KEYWORD);
  let id = 0;
  let bound: Bound | undefined;
  return (item) => {
    if (bound === undefined) {
      const signature = findFilter(nameOf("filter", name), context.set?.builtins);
      const args = [...bindArguments(signature, { positional, keywords })];
      for (const [place, value] of policiesFor(signature, policies)) args[place] ??= value;
      id = signature.id;
      bound = args;
    }
    return context.applyFilter(id, item, bound, keywords);
  };
}

/** What fills the parameters of a filter that a call leaves out; anybody may have made the binary that says so. */
function* policiesFor(signature: Signature, policies: Value | undefined): Generator<readonly [number, Value]> {
  if (!(policies instanceof Tuple)) return;
  const count = allParameters(signature).length;
  for (const each of policies.items) {
    const [name, place, value] = each instanceof Tuple ? each.items : [];
    const fits = typeof place === "number" && place >= 0 && place < count;
    if (name === signature.name && fits && value !== undefined) yield [place, value];
  }
}

/** The positionals of a variadic call; none of them is absent. */
function given(args: Bound): readonly Value[] {
  return args as readonly Value[];
}

/** A name that is not written in the template: nothing has one that is no string. */
function nameOf(what: "filter" | "test", name: Value): string {
  if (isString(name)) return toText(name);
  // It is looked for in a dict.
  hashOf(name);
  const missing = name instanceof Undefined;
  throw new DxgError(`compile/unknown-${what}`, missing ? undefinedMessage(name) : repr(name), {
    hint: missing ? `Put quotes around the name of the ${what}.` : `The name of a ${what} is a string.`,
  });
}

const choosing =
  (name: string, byAttribute: boolean, keep: boolean): Filter =>
  (context, value, args, keywords = NO_KEYWORDS) =>
    new OneShot("generator", name, () => {
      if (!truth(value)) return NO_STEPS;
      const all = given(args);
      if (byAttribute && all.length === 0) throw valueError("Missing parameter for attribute name");
      const path = byAttribute ? parsePath(all[0]) : [];
      const [testName, ...positional] = byAttribute ? all.slice(1) : all;
      const call = { positional, keywords };
      const next = paidSteps(context, value);
      return () => {
        for (let item = next(); item !== undefined; item = next()) {
          const subject = path.length === 0 ? item : follow(item, path, context.undefinedMode);
          const chosen =
            testName === undefined ? truth(subject) : context.test(nameOf("test", testName), subject, call);
          if (chosen === keep) return item;
        }
        return undefined;
      };
    });

export const select: Filter = choosing("select", false, true);
export const reject: Filter = choosing("reject", false, false);
export const selectattr: Filter = choosing("selectattr", true, true);
export const rejectattr: Filter = choosing("rejectattr", true, false);
