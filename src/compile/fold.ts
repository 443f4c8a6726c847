/**
 * Constant folding: the value of an expression that depends on nothing. An operation that would fail is left for the
 * machine, so that a branch that never runs never fails. Filters are not folded: the compiler cannot see the runtime.
 */
import { EXPRESSION_DEPTH_MAX } from "../base/limits.ts";
import type { Expression } from "../lang/ast.ts";
import { add, divide, floorDivide, modulo, multiply, negate, positive, power, subtract } from "../value/arithmetic.ts";
import { toText } from "../value/text.ts";
import { truth } from "../value/truth.ts";
import type { Value } from "../value/value.ts";

export interface Folded {
  readonly value: Value;
}

const BINARY = {
  "+": add,
  "-": subtract,
  "*": multiply,
  "/": divide,
  "//": floorDivide,
  "%": modulo,
  "**": power,
} as const;

/** Text longer than this is made at run time rather than stored. */
const FOLDED_TEXT_MAX = 4096;

const known: WeakMap<Expression, Folded | "varies"> = new WeakMap();

/** The expression's value when it is a scalar constant. */
export function foldConstant(expression: Expression): Folded | undefined {
  return fold(expression, 0);
}

function fold(expression: Expression, depth: number): Folded | undefined {
  const seen = known.get(expression);
  if (seen !== undefined) return seen === "varies" ? undefined : seen;
  if (depth > EXPRESSION_DEPTH_MAX) return undefined;
  let result: Folded | undefined;
  try {
    result = evaluate(expression, depth + 1);
  } catch {
    result = undefined;
  }
  if (typeof result?.value === "string" && result.value.length > FOLDED_TEXT_MAX && expression.kind !== "constant") {
    result = undefined;
  }
  known.set(expression, result ?? "varies");
  return result;
}

function evaluate(expression: Expression, depth: number): Folded | undefined {
  switch (expression.kind) {
    case "constant":
      return { value: expression.value };
    case "unary": {
      const operand = fold(expression.operand, depth);
      return operand && { value: expression.operator === "-" ? negate(operand.value) : positive(operand.value) };
    }
    case "not": {
      const operand = fold(expression.operand, depth);
      return operand && { value: !truth(operand.value) };
    }
    case "binary": {
      const left = fold(expression.left, depth);
      const right = fold(expression.right, depth);
      return left && right && { value: BINARY[expression.operator](left.value, right.value) };
    }
    case "concatenation": {
      let text = "";
      for (const part of expression.parts) {
        const folded = fold(part, depth);
        if (folded === undefined) return undefined;
        text += toText(folded.value);
      }
      return { value: text };
    }
    default:
      return undefined;
  }
}
