/**
 * What a filter, test or function is to the runtime, and how arguments that arrive by name at run time are bound to its
 * parameters. The compiler binds the arguments that it can see; `map("name", …)` and its kin, and calls of functions,
 * come through here.
 */
import { DxgError } from "../../base/error.ts";
import { suggest } from "../../base/suggest.ts";
import { filtersByName, isKnown, type Signature, testsByName } from "../../format/builtins.ts";
import type { LoadedSet } from "../../format/program-set.ts";
import { typeError } from "../../value/errors.ts";
import { typeName } from "../../value/type-name.ts";
import { refuseUndefined } from "../../value/undefined.ts";
import { type CallArguments, SafeString, Undefined, type UndefinedMode, type Value } from "../../value/value.ts";

/** What the machine lends to a filter. */
export interface FilterContext {
  readonly undefinedMode: UndefinedMode;
  readonly autoescape: boolean;
  /** Whether the programs may change lists and dicts, so that those of the caller must be copied when they are read. */
  readonly mutates?: boolean;
  /** The programs that run; absent where they know every built-in. */
  readonly set?: Pick<LoadedSet, "builtins">;
  /** Takes fuel for work that grows with the data. @throws {DxgError} render/limit when none is left. */
  spend(units: number): void;
  /** Applies a filter by its name. @throws {DxgError} compile/unknown-filter */
  filter(name: string, value: Value, args: CallArguments): Value;
  /** Applies the filter with a number to bound arguments. @throws {DxgError} render/* */
  applyFilter(id: number, value: Value, args: Bound, keywords?: ReadonlyMap<string, Value>): Value;
  /** Applies a test by its name. @throws {DxgError} compile/unknown-test */
  test(name: string, value: Value, args: CallArguments): boolean;
}

/** Arguments by their place in the signature's `params`; absent ones are undefined, absent last ones may be cut off. */
export type Bound = readonly (Value | undefined)[];

export type Filter = (
  context: FilterContext,
  value: Value,
  args: Bound,
  /** Only for variadic signatures. */
  keywords?: ReadonlyMap<string, Value>,
) => Value;

export type Test = (context: FilterContext, value: Value, args: Bound) => boolean;

/**
 * The filter's entry in the table.
 * @param origins of the built-ins that there are; all when undefined
 * @throws {DxgError} compile/unknown-filter with a suggestion.
 */
export function findFilter(name: string, origins?: readonly string[]): Signature {
  const signature = filtersByName().get(name);
  if (signature !== undefined && isKnown(origins, "filter", signature.id)) return signature;
  throw new DxgError("compile/unknown-filter", `'${name}'`, hintFor(name, filtersByName().keys()));
}

/** The same for a test. @throws {DxgError} compile/unknown-test with a suggestion. */
export function findTest(name: string, origins?: readonly string[]): Signature {
  const signature = testsByName().get(name);
  if (signature !== undefined && isKnown(origins, "test", signature.id)) return signature;
  throw new DxgError("compile/unknown-test", `'${name}'`, hintFor(name, testsByName().keys()));
}

function hintFor(name: string, known: Iterable<string>): { readonly hint?: string } {
  const near = suggest(name, known);
  return near === undefined ? {} : { hint: `Did you mean ${near}?` };
}

/**
 * The arguments of a call in the order of the signature. A variadic signature gets every positional, and its keywords
 * are passed to it as they are.
 * @throws {DxgError} compile/bad-arguments for too many, too few, unknown or doubled arguments.
 */
export function bindArguments(signature: Signature, args: CallArguments): Bound {
  const { name, params, required } = signature;
  if (signature.variadic) return args.positional;
  const { positional, keywords } = args;
  if (positional.length > params.length) {
    throw bad(`${name} takes at most ${params.length} arguments, ${positional.length} are given`);
  }
  if (keywords.size === 0 && positional.length >= required) return positional;
  const bound: (Value | undefined)[] = positional.slice();
  for (const [keyword, value] of keywords) {
    const index = params.indexOf(keyword);
    if (index < 0) throw bad(`${name} has no argument '${keyword}'`);
    if (bound[index] !== undefined) throw bad(`${name} is given its argument '${keyword}' twice`);
    bound[index] = value;
  }
  for (let index = 0; index < required; index++) {
    if (bound[index] === undefined) throw bad(`${name} lacks its argument '${params[index]}'`);
  }
  return bound;
}

function bad(detail: string): DxgError {
  return new DxgError("compile/bad-arguments", detail);
}

/** `text` as safe as `like` is: methods of a safe string give safe strings. */
export function asSafeAs(like: Value, text: string): Value {
  return like instanceof SafeString ? new SafeString(text) : text;
}

/** Values that Jinja2 takes for markup: chainable undefined values have `__html__` too. */
export function isMarkup(value: Value): boolean {
  return value instanceof SafeString || (value instanceof Undefined && value.mode === "chainable");
}

/** The text of an argument that must be a string. @throws {DxgError} render/type, render/undefined. */
export function stringArgument(filter: string, param: string, value: Value): string {
  if (typeof value === "string") return value;
  if (value instanceof SafeString) return value.text;
  refuseUndefined(value);
  throw typeError(`${filter} takes a string as ${param}, not '${typeName(value)}'`);
}
