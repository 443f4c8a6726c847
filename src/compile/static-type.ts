/** The types of what is written out, and which of them can be compared. */
import type { ErrorCode } from "../base/error-codes.ts";
import type { ComparisonOperator, Expression } from "../lang/ast.ts";

/** What is wrong with an operation. */
export interface Wrong {
  readonly code: ErrorCode;
  readonly detail: string;
  readonly hint: string;
  /** Where it is, if not at the operation itself. */
  readonly expression?: Expression;
}

export type StaticType = "text" | "number" | "list" | "tuple" | "dict" | "none";

export const SHOWN: Readonly<Record<StaticType, string>> = {
  text: "a string",
  number: "a number",
  list: "a list",
  tuple: "a tuple",
  dict: "a dict",
  none: "None",
};

export function wrong(detail: string, hint: string): Wrong {
  return { code: "render/type", detail, hint };
}

export function comparisonFault(
  operator: ComparisonOperator,
  left: StaticType | undefined,
  right: StaticType | undefined,
): Wrong | undefined {
  if (operator === "==" || operator === "!=") return undefined;
  if (operator === "in" || operator === "not in") {
    if (right === "number" || right === "none")
      return wrong(`\`${operator}\` ${SHOWN[right]}`, "Write a list or a string behind it.");
    if (right !== "text" || left === undefined || left === "text") return undefined;
    return wrong(`${SHOWN[left]} \`${operator}\` a string`, "A string holds only strings: put quotes around it.");
  }
  if (left === undefined || right === undefined) return undefined;
  if (left === right && left !== "dict" && left !== "none") return undefined;
  return wrong(`${SHOWN[left]} \`${operator}\` ${SHOWN[right]}`, "Compare values of one type.");
}

/** The type of what is written out; undefined where it depends on something. */
export function typeOf(expression: Expression): StaticType | undefined {
  switch (expression.kind) {
    case "constant":
      if (typeof expression.value === "string") return "text";
      return expression.value === null ? "none" : "number";
    case "list":
    case "tuple":
    case "dict":
      return expression.kind;
    case "concatenation":
      return "text";
    case "unary":
      return typeOf(expression.operand) === "number" ? "number" : undefined;
    case "binary": {
      const left = typeOf(expression.left);
      return left === typeOf(expression.right) && (left === "number" || expression.operator === "+") ? left : undefined;
    }
    default:
      return undefined;
  }
}
