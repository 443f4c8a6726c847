/**
 * Operations that cannot but fail, whatever the context is: an operand is written out and has no such operation. What
 * depends on a name is never judged.
 */
import type { ErrorCode } from "../base/error-codes.ts";
import type { BinaryOperator, ComparisonOperator, Expression } from "../lang/ast.ts";
import { partsOf } from "./parts.ts";

export interface TypeFault {
  readonly expression: Expression;
  readonly code: ErrorCode;
  readonly detail: string;
  readonly hint: string;
}

type StaticType = "text" | "number" | "list" | "tuple" | "dict" | "none";

const SHOWN: Readonly<Record<StaticType, string>> = {
  text: "a string",
  number: "a number",
  list: "a list",
  tuple: "a tuple",
  dict: "a dict",
  none: "None",
};

/** Filters of one number, and filters that go through their value at once. */
const OF_NUMBERS: ReadonlySet<string> = new Set(["abs", "round"]);
const OF_SEQUENCES: ReadonlySet<string> = new Set(["length", "count", "join", "list", "sort", "sum", "first", "last"]);

/** The faults in an expression and all that it is made of. */
export function* typeFaults(expression: Expression): Generator<TypeFault> {
  for (const part of partsOf(expression)) yield* typeFaults(part);
  const fault = faultOf(expression);
  if (fault !== undefined) yield { expression, ...fault };
}

/** The fault of a loop over this. */
export function loopFault(expression: Expression): TypeFault | undefined {
  const type = typeOf(expression);
  if (type !== "number" && type !== "none") return undefined;
  const hint = type === "number" ? "Count with `range(n)`." : "Write a list.";
  return { expression, code: "render/type", detail: `${SHOWN[type]} has no items to go through`, hint };
}

function faultOf(expression: Expression): Omit<TypeFault, "expression"> | undefined {
  switch (expression.kind) {
    case "binary":
      return binaryFault(expression.operator, expression.left, expression.right);
    case "unary": {
      const type = typeOf(expression.operand);
      if (type === undefined || type === "number") return undefined;
      return wrong(`\`${expression.operator}\` before ${SHOWN[type]}`, "It takes a number.");
    }
    case "comparison": {
      let left = expression.first;
      for (const { operator, operand } of expression.rest) {
        const fault = comparisonFault(operator, typeOf(left), typeOf(operand));
        if (fault !== undefined) return fault;
        left = operand;
      }
      return undefined;
    }
    case "filter": {
      const type = typeOf(expression.target);
      if (type === undefined) return undefined;
      if (OF_NUMBERS.has(expression.name) && type !== "number") {
        return wrong(`\`${expression.name}\` of ${SHOWN[type]}`, "Convert it with `| int` or `| float` before.");
      }
      if (OF_SEQUENCES.has(expression.name) && (type === "number" || type === "none")) {
        return wrong(`\`${expression.name}\` of ${SHOWN[type]}`, "It takes a list or a string.");
      }
      return undefined;
    }
    case "call": {
      const type = typeOf(expression.callee);
      return type === undefined
        ? undefined
        : wrong(`${SHOWN[type]} is called`, "Only functions and macros are called.");
    }
    default:
      return undefined;
  }
}

function wrong(detail: string, hint: string): Omit<TypeFault, "expression"> {
  return { code: "render/type", detail, hint };
}

function binaryFault(
  operator: BinaryOperator,
  left: Expression,
  right: Expression,
): Omit<TypeFault, "expression"> | undefined {
  const types = [typeOf(left), typeOf(right)] as const;
  const [a, b] = types;
  if ((operator === "/" || operator === "//" || operator === "%") && a !== "text" && isZero(right)) {
    return { code: "render/division-by-zero", detail: `\`${operator}\` by zero`, hint: "Write another divisor." };
  }
  const both = a !== undefined && b !== undefined;
  switch (operator) {
    case "+": {
      if (both ? a === b && a !== "dict" && a !== "none" : !types.some((type) => type === "dict" || type === "none"))
        return undefined;
      const hint = types.includes("text")
        ? "Join text with `~`, or convert it to a number with `| int`."
        : "Add numbers to numbers and lists to lists.";
      return wrong(`\`+\` of ${named(a)} and ${named(b)}`, hint);
    }
    case "*": {
      const bad = (type: StaticType | undefined): boolean => type === "dict" || type === "none";
      const sequences = both && a !== "number" && b !== "number";
      if (!(bad(a) || bad(b) || sequences)) return undefined;
      return wrong(`\`*\` of ${named(a)} and ${named(b)}`, "One of the two must be a number.");
    }
    case "%":
      if (a === undefined || a === "text" || (a === "number" && (b === undefined || b === "number"))) return undefined;
      return wrong(`\`%\` of ${named(a)} and ${named(b)}`, "It takes two numbers, or a format string and its values.");
    default: {
      const odd = types.find((type) => type !== undefined && type !== "number");
      if (odd === undefined) return undefined;
      return wrong(
        `\`${operator}\` of ${named(a)} and ${named(b)}`,
        "It takes two numbers; convert text with `| int`.",
      );
    }
  }
}

function named(type: StaticType | undefined): string {
  return type === undefined ? "another value" : SHOWN[type];
}

function comparisonFault(
  operator: ComparisonOperator,
  left: StaticType | undefined,
  right: StaticType | undefined,
): Omit<TypeFault, "expression"> | undefined {
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

function isZero(expression: Expression): boolean {
  return expression.kind === "constant" && expression.value === 0;
}

/** The type of what is written out; undefined where it depends on something. */
function typeOf(expression: Expression): StaticType | undefined {
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
