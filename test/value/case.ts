/**
 * Runs one case of test/fixtures/values: an operator, filter, test, method or function on tagged JSON values. It is the
 * harness of the tests beside it and has no expectations of its own.
 */
import { DxgError } from "../../src/base/error.ts";
import { functionsByName } from "../../src/format/builtins.ts";
import { Context } from "../../src/runtime/context.ts";
import type { FilterContext } from "../../src/runtime/filters/filter.ts";
import { filterById } from "../../src/runtime/filters/index.ts";
import { functionById } from "../../src/runtime/functions.ts";
import { ownCopy } from "../../src/runtime/mutation.ts";
import { applyTest } from "../../src/runtime/tests.ts";
import { getAttribute, getItem, sliceOf } from "../../src/value/access.ts";
import * as arithmetic from "../../src/value/arithmetic.ts";
import { compareOrdered, contains, equals } from "../../src/value/compare.ts";
import { typeError } from "../../src/value/errors.ts";
import { iterate, lengthOf, settled } from "../../src/value/iterate.ts";
import { repr, toText } from "../../src/value/text.ts";
import { truth } from "../../src/value/truth.ts";
import { typeName } from "../../src/value/type-name.ts";
import {
  type CallArguments,
  Callable,
  Dict,
  float,
  integer,
  Range,
  SafeString,
  Tuple,
  Undefined,
  type UndefinedMode,
  type Value,
} from "../../src/value/value.ts";
import { applyFilter } from "../runtime/apply-filter.ts";

/** Plain JSON, or an object with one tag: f float, i integer, m safe string, t tuple, d dict, r range, u undefined. */
export type Tagged =
  | null
  | boolean
  | number
  | string
  | readonly Tagged[]
  | { readonly f: string }
  | { readonly i: string }
  | { readonly m: string }
  | { readonly t: readonly Tagged[] }
  | { readonly d: readonly (readonly [Tagged, Tagged])[] }
  | { readonly r: readonly [number, number, number] }
  | { readonly u: string };

export interface Case {
  readonly kind: "op" | "filter" | "test" | "attribute" | "item" | "slice" | "method" | "call";
  readonly name: string;
  readonly args: readonly Tagged[];
  readonly kwargs?: Readonly<Record<string, Tagged>>;
  readonly mode?: UndefinedMode;
  readonly autoescape?: boolean;
  /** The answer is a pair: the result, and the first argument afterwards. */
  readonly after?: true;
  /** Python's repr of the answer. */
  readonly ok?: string;
  /** The family of the exception: type, value, zero, undefined, or a class of Jinja2. */
  readonly error?: string;
}

/** The value that a tagged one stands for; `plain` makes dicts of string keys plain objects, as a caller passes them. */
export function untag(tagged: Tagged, mode: UndefinedMode, plain: boolean): Value {
  if (tagged === null || typeof tagged !== "object") return tagged;
  const each = (item: Tagged): Value => untag(item, mode, plain);
  if (Array.isArray(tagged)) return tagged.map(each);
  if ("f" in tagged) return float(Number(tagged.f.replace("inf", "Infinity").replace("nan", "NaN")));
  if ("i" in tagged) return integer(BigInt(tagged.i));
  if ("m" in tagged) return new SafeString(tagged.m);
  if ("t" in tagged) return new Tuple(tagged.t.map(each));
  if ("r" in tagged) return new Range(...tagged.r);
  if ("u" in tagged) return new Undefined(tagged.u, "", mode);
  if ("d" in tagged) {
    const pairs = tagged.d.map(([key, value]) => [each(key), each(value)] as const);
    if (plain && pairs.every(([key]) => typeof key === "string")) {
      return Object.fromEntries(pairs as (readonly [string, Value])[]);
    }
    return Dict.of(pairs);
  }
  throw new Error("not a tagged value");
}

const OPERATORS: Readonly<Record<string, (...args: Value[]) => Value>> = {
  add: (a = null, b = null) => arithmetic.add(a, b),
  subtract: (a = null, b = null) => arithmetic.subtract(a, b),
  multiply: (a = null, b = null) => arithmetic.multiply(a, b),
  divide: (a = null, b = null) => arithmetic.divide(a, b),
  floorDivide: (a = null, b = null) => arithmetic.floorDivide(a, b),
  modulo: (a = null, b = null) => arithmetic.modulo(a, b),
  power: (a = null, b = null) => arithmetic.power(a, b),
  negate: (a = null) => arithmetic.negate(a),
  positive: (a = null) => arithmetic.positive(a),
  equals: (a = null, b = null) => equals(a, b),
  lt: (a = null, b = null) => compareOrdered("<", a, b),
  le: (a = null, b = null) => compareOrdered("<=", a, b),
  gt: (a = null, b = null) => compareOrdered(">", a, b),
  ge: (a = null, b = null) => compareOrdered(">=", a, b),
  contains: (a = null, b = null) => contains(a, b),
  text: (a = null) => toText(a),
  repr: (a = null) => repr(a),
  truth: (a = null) => truth(a),
  iterate: (a = null) => iterate(a) as Value[],
  length: (a = null) => {
    const size = lengthOf(a);
    if (size === undefined) throw typeError(`object of type '${typeName(a)}' has no len()`);
    return size;
  },
};

function evaluate(each: Case, plain: boolean): Value {
  const mode = each.mode ?? "lenient";
  const context: FilterContext = {
    undefinedMode: mode,
    autoescape: each.autoescape ?? false,
    spend: () => {},
    filter: (name, value, args) => applyFilter(context, name, value, args),
    applyFilter: (id, value, args, keywords) => filterById(id)!(context, value, args, keywords),
    test: (name, value, args) => applyTest(context, name, value, args),
  };
  const args = each.args.map((arg) => untag(arg, mode, plain));
  const [first = null, ...rest] = args;
  // What a method changes belongs to the render.
  const target = each.after === true ? ownCopy(first, new Map()) : first;
  const keywords = new Map(Object.entries(each.kwargs ?? {}).map(([key, arg]) => [key, untag(arg, mode, plain)]));
  const call = (positional: readonly Value[]): CallArguments => ({ positional, keywords });
  switch (each.kind) {
    case "op":
      return OPERATORS[each.name]?.(...args) ?? null;
    case "filter":
      return applyFilter(context, each.name, target, call(rest));
    case "test":
      return applyTest(context, each.name, target, call(rest));
    case "attribute":
      return getAttribute(target, rest[0] as string, mode);
    case "item":
      return getItem(target, rest[0] ?? null, mode);
    case "slice":
      return sliceOf(target, rest[0], rest[1], rest[2]);
    case "method": {
      const method = getAttribute(target, each.name, mode);
      if (!(method instanceof Callable)) throw typeError("not callable");
      const result = method.call(call(rest));
      return each.after === true ? new Tuple([settled(result), target]) : result;
    }
    case "call": {
      const signature = functionsByName().get(each.name);
      return functionById(signature?.id ?? -1)?.(context, new Context({})).call(call(args)) ?? null;
    }
  }
}

const FAMILIES: Readonly<Record<string, string>> = {
  "render/type": "type",
  "render/value": "value",
  "render/undefined": "undefined",
  "render/forbidden": "forbidden",
  "render/division-by-zero": "zero",
  "render/limit": "limit",
  "compile/bad-arguments": "type",
  "compile/unknown-filter": "TemplateRuntimeError",
  "compile/unknown-test": "TemplateRuntimeError",
};

/** What our engine answers, in the form of a case: `ok` or `error`. Anything but a DxgError is thrown on. */
export function answer(each: Case, plain: boolean): { readonly ok?: string; readonly error?: string } {
  try {
    const value = settled(evaluate(each, plain));
    return { ok: value instanceof Callable ? "callable" : repr(value) };
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
    return { error: FAMILIES[error.code] ?? error.code };
  }
}
