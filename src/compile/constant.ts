/**
 * The values of expressions that depend on nothing, worked out by the operators and methods of the render, and the errors
 * of those that cannot but fail. It is for checks: what a compiled template holds is folded by fold.ts. Filters and
 * tests belong to the runtime, so that an expression with one has no value here.
 */
import { DxgError } from "../base/error.ts";
import { suggest } from "../base/suggest.ts";
import { filtersByName } from "../format/builtins.ts";
import type { Arguments, Call, Comparison, ComparisonOperator, Expression, Logical } from "../lang/ast.ts";
import { getAttribute, getItem, sliceOf } from "../value/access.ts";
import { compareOrdered, contains, equals, hashOf } from "../value/compare.ts";
import { valueError } from "../value/errors.ts";
import { indexOf, numericOf } from "../value/number.ts";
import { toText } from "../value/text.ts";
import { truth } from "../value/truth.ts";
import { undefinedError } from "../value/undefined.ts";
import { Callable, Dict, Mutator, Range, Tuple, Undefined, type Value } from "../value/value.ts";
import { takeWork } from "../value/work.ts";
import { fillsMuch, isSmall, makesMuch } from "./constant-size.ts";
import { METHOD_NAMES } from "./evidence.ts";
import { BINARY, UNARY } from "./fold.ts";

/** Work for the constants of one template, in the steps of `takeWork`: what is left is not worked out. */
const WORK_MAX = 2_000_000;

/** What an expression comes to: a value, the error that it always ends with, or nothing where that depends on something. */
type Outcome = { readonly value: Value } | { readonly error: DxgError } | undefined;

const COMPARE: Readonly<Record<ComparisonOperator, (left: Value, right: Value) => boolean>> = {
  "==": equals,
  "!=": (left, right) => !equals(left, right),
  "<": (left, right) => compareOrdered("<", left, right),
  "<=": (left, right) => compareOrdered("<=", left, right),
  ">": (left, right) => compareOrdered(">", left, right),
  ">=": (left, right) => compareOrdered(">=", left, right),
  in: (item, container) => contains(container, item),
  "not in": (item, container) => !contains(container, item),
};

/** The constants of one template. */
export class Constants {
  private readonly hides: (name: string) => boolean;
  private readonly known: Map<Expression, Outcome> = new Map();
  private work = 0;

  /** @param hides whether the template uses the name of a function for something else */
  constructor(hides: (name: string) => boolean = () => false) {
    this.hides = hides;
  }

  /** The value of an expression; undefined where it depends on something, or fails. */
  valueOf(expression: Expression): Value | undefined {
    const outcome = this.outcomeOf(expression);
    return outcome !== undefined && "value" in outcome ? outcome.value : undefined;
  }

  /** The error of an operation whose operands are constants without one. */
  errorOf(expression: Expression): DxgError | undefined {
    const outcome = this.outcomeOf(expression);
    return outcome !== undefined && "error" in outcome ? outcome.error : undefined;
  }

  /** Whether an expression is a number that nothing is divided by. */
  isZero(expression: Expression): boolean {
    const value = this.valueOf(expression);
    return value !== undefined && numericOf(value) !== undefined && !truth(value);
  }

  /** Whether an expression holds, also where its value varies but that does not. */
  truthOf(expression: Expression): boolean | undefined {
    const value = this.valueOf(expression);
    if (value !== undefined) return truth(value);
    if (expression.kind === "not") {
      const inner = this.truthOf(expression.operand);
      return inner === undefined ? undefined : !inner;
    }
    if (expression.kind !== "logical") return undefined;
    const decides = expression.operator === "or";
    return [expression.left, expression.right].some((side) => this.truthOf(side) === decides) ? decides : undefined;
  }

  private outcomeOf(expression: Expression): Outcome {
    if (expression.kind === "constant") return expression;
    if (this.known.has(expression)) return this.known.get(expression);
    if (this.work > WORK_MAX) return undefined;
    let outcome: Outcome;
    try {
      const value = this.evaluate(expression);
      outcome = value === undefined || !isSmall(value) ? undefined : { value };
    } catch (error) {
      if (!(error instanceof DxgError)) throw error;
      outcome = { error };
    }
    // Taken even if it were not limited: no render is to pay for it.
    this.work += takeWork();
    this.known.set(expression, outcome);
    return outcome;
  }

  /** @throws {DxgError} render/* where the operation fails */
  private evaluate(expression: Expression): Value | undefined {
    switch (expression.kind) {
      case "constant":
        return expression.value;
      case "list":
        return this.all(expression.items);
      case "tuple": {
        const items = this.all(expression.items);
        return items && new Tuple(items);
      }
      case "dict": {
        const keys = this.all(expression.entries.map(({ key }) => key));
        const values = this.all(expression.entries.map(({ value }) => value));
        if (keys === undefined || values === undefined) return undefined;
        const dict = new Dict();
        for (const [index, key] of keys.entries()) {
          hashOf(key);
          dict.set(key, values[index] as Value);
        }
        return dict;
      }
      case "attribute": {
        const target = this.valueOf(expression.target);
        return target === undefined ? undefined : found(getAttribute(target, expression.name, "strict"));
      }
      case "item": {
        const both = this.all([expression.target, expression.index]);
        return both && found(getItem(both[0] as Value, both[1] as Value, "strict"));
      }
      case "slice": {
        const { target, start, stop, step } = expression;
        const given = [start, stop, step].map((part) => (part === undefined ? null : this.valueOf(part)));
        const value = this.valueOf(target);
        if (value === undefined || given.includes(undefined)) return undefined;
        return sliceOf(value, given[0], given[1], given[2]);
      }
      case "call":
        return this.call(expression);
      case "unary":
      case "not": {
        const value = this.valueOf(expression.operand);
        if (value === undefined) return undefined;
        return expression.kind === "not" ? !truth(value) : UNARY[expression.operator](value);
      }
      case "binary": {
        const both = this.all([expression.left, expression.right]);
        if (both === undefined || makesMuch(expression.operator, both[0] as Value, both[1] as Value)) return undefined;
        return BINARY[expression.operator](both[0] as Value, both[1] as Value);
      }
      case "concatenation":
        return this.all(expression.parts)?.map(toText).join("");
      case "logical":
        return this.logical(expression);
      case "comparison":
        return this.comparison(expression);
      case "conditional": {
        const test = this.truthOf(expression.test);
        const chosen = test === true ? expression.then : expression.otherwise;
        return test === undefined || chosen === undefined ? undefined : this.valueOf(chosen);
      }
      default:
        return undefined;
    }
  }

  private all(expressions: readonly Expression[]): Value[] | undefined {
    const values: Value[] = [];
    for (const expression of expressions) {
      const value = this.valueOf(expression);
      if (value === undefined) return undefined;
      values.push(value);
    }
    return values;
  }

  private logical({ operator, left, right }: Logical): Value | undefined {
    const value = this.valueOf(left);
    if (value === undefined) return undefined;
    return truth(value) === (operator === "or") ? value : this.valueOf(right);
  }

  /** The comparisons of a chain that a render makes: it ends with the first that never holds. */
  reached({ first, rest }: Comparison): Comparison["rest"] {
    let left = first;
    for (const [index, { operator, operand }] of rest.entries()) {
      if (index === rest.length - 1) break;
      const pair: Comparison = { kind: "comparison", at: first.at, first: left, rest: [{ operator, operand }] };
      if (this.valueOf(pair) === false) return rest.slice(0, index + 1);
      left = operand;
    }
    return rest;
  }

  private comparison({ first, rest }: Comparison): Value | undefined {
    let left = this.valueOf(first);
    for (const { operator, operand } of rest) {
      const right = this.valueOf(operand);
      if (left === undefined || right === undefined) return undefined;
      if (!COMPARE[operator](left, right)) return false;
      left = right;
    }
    return true;
  }

  /** A call of `range` or of a method that changes nothing. */
  private call({ callee, arguments: args }: Call): Value | undefined {
    if (callee.kind === "name") return callee.name === "range" ? this.range(args) : undefined;
    const target = callee.kind === "attribute" ? this.valueOf(callee.target) : undefined;
    const positional = this.all(args.positional);
    const keywords = this.all(args.keywords.map(({ value }) => value));
    if (callee.kind !== "attribute" || target === undefined || this.errorOf(callee) !== undefined) return undefined;
    const method = getAttribute(target, callee.name, "strict");
    if (method instanceof Undefined) throw noMethod(method, target);
    if (positional === undefined || keywords === undefined || isSpread(args)) return undefined;
    if (!(method instanceof Callable) || method instanceof Mutator) return undefined;
    if (fillsMuch(callee.name, target, [...positional, ...keywords])) return undefined;
    return method.call({
      positional,
      keywords: new Map(args.keywords.map(({ name }, index) => [name, keywords[index] as Value])),
    });
  }

  private range(args: Arguments): Value | undefined {
    const given = this.all(args.positional);
    if (given === undefined || given.length === 0 || given.length > 3) return undefined;
    if (args.keywords.length > 0 || isSpread(args) || this.hides("range")) return undefined;
    const [first = 0, second, step = 1] = given.map(indexOf);
    if (step === 0) {
      throw valueError("range() arg 3 must not be zero", "Give a step of 1 or more, or of -1 or less.");
    }
    return second === undefined ? new Range(0, first, 1) : new Range(first, second, step);
  }
}

function isSpread({ spread, spreadKeywords }: Arguments): boolean {
  return spread !== undefined || spreadKeywords !== undefined;
}

/** What is there; what is not is a fault only where it is used. */
function found(value: Value): Value | undefined {
  return value instanceof Undefined ? undefined : value;
}

function noMethod(missing: Undefined, target: Value): DxgError {
  const { name } = missing;
  const own = METHOD_NAMES.filter((one) => getAttribute(target, one, "strict") instanceof Callable);
  const close = suggest(name, own);
  let hint = "See docs/language.md for the methods";
  if (close !== undefined) hint = `Did you mean \`${close}\`?`;
  else if (filtersByName().has(name)) hint = `It is a filter: write \`… | ${name}\`.`;
  const { code, detail } = undefinedError(missing);
  return new DxgError(code, detail, { hint });
}
