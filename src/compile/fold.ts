/**
 * Constant folding: the value of an expression that depends on nothing. An operation that would fail is left for the
 * machine, so that a branch that never runs never fails. Filters are not folded: the compiler cannot see the runtime.
 */
import { DxgError } from "../base/error.ts";
import type { Arguments, Binary, Concatenation, Expression, Not, Unary } from "../lang/ast.ts";
import { add, divide, floorDivide, modulo, multiply, negate, positive, power, subtract } from "../value/arithmetic.ts";
import { toText } from "../value/text.ts";
import { truth } from "../value/truth.ts";
import type { Value } from "../value/value.ts";
import { makesMuch } from "./constant-size.ts";

export interface Folded {
  readonly value: Value;
}

/** What operators do, by how they are written. */
export const BINARY = {
  "+": add,
  "-": subtract,
  "*": multiply,
  "/": divide,
  "//": floorDivide,
  "%": modulo,
  "**": power,
} as const;

export const UNARY = { "-": negate, "+": positive } as const;

/** Text longer than this is made at run time rather than stored. */
const FOLDED_TEXT_MAX = 4096;

const known: WeakMap<Operation, Folded | "varies"> = new WeakMap();

type Operation = Unary | Not | Binary | Concatenation;

/** The expression's value when it is a scalar constant that is no trouble to work out. */
export function foldConstant(expression: Expression): Folded | undefined {
  switch (expression.kind) {
    case "constant":
      return expression;
    case "unary":
    case "not":
    case "binary":
    case "concatenation":
      return foldOperation(expression);
    default:
      return undefined;
  }
}

/** Whether the value of every argument, spread ones apart, is known. */
export function isConstant({ positional, keywords }: Arguments): boolean {
  for (const argument of positional) if (foldConstant(argument) === undefined) return false;
  for (const { value } of keywords) if (foldConstant(value) === undefined) return false;
  return true;
}

/** Asked for at every level of a tree on the way down, so that what was found is kept where it took more than a look. */
function foldOperation(expression: Operation): Folded | undefined {
  if (hasVariableOperand(expression)) return undefined;
  const seen = known.get(expression);
  if (seen !== undefined) return seen === "varies" ? undefined : seen;
  let result: Folded | undefined;
  try {
    result = evaluate(expression);
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
  }
  if (typeof result?.value === "string" && result.value.length > FOLDED_TEXT_MAX) {
    result = undefined;
  }
  known.set(expression, result ?? "varies");
  return result;
}

/** Whether an operand is of a kind that never folds. */
function hasVariableOperand(expression: Operation): boolean {
  switch (expression.kind) {
    case "unary":
    case "not":
      return !isFoldable(expression.operand);
    case "binary":
      return !(isFoldable(expression.left) && isFoldable(expression.right));
    case "concatenation":
      return !expression.parts.every(isFoldable);
  }
}

function isFoldable({ kind }: Expression): boolean {
  return kind === "constant" || kind === "binary" || kind === "concatenation" || kind === "unary" || kind === "not";
}

function evaluate(expression: Operation): Folded | undefined {
  switch (expression.kind) {
    case "unary": {
      const operand = foldConstant(expression.operand);
      return operand && { value: UNARY[expression.operator](operand.value) };
    }
    case "not": {
      const operand = foldConstant(expression.operand);
      return operand && { value: !truth(operand.value) };
    }
    case "binary": {
      const left = foldConstant(expression.left);
      const right = foldConstant(expression.right);
      if (left === undefined || right === undefined || makesMuch(expression.operator, left.value, right.value)) return;
      return { value: BINARY[expression.operator](left.value, right.value) };
    }
    case "concatenation": {
      let text = "";
      for (const part of expression.parts) {
        const folded = foldConstant(part);
        if (folded === undefined) return undefined;
        text += toText(folded.value);
      }
      return { value: text };
    }
  }
}
