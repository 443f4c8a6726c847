/**
 * Operations that cannot but fail, whatever the context is: an operand is written out and has no such operation, or all
 * are and the operation ends with an error. What depends on a name is never judged.
 */
import type { Binary, Expression } from "../lang/ast.ts";
import { filterFault, testFault } from "./check-filters.ts";
import type { Constants } from "./constant.ts";
import { partsOf } from "./parts.ts";
import { comparisonFault, SHOWN, type StaticType, typeOf, type Wrong, wrong } from "./static-type.ts";

export interface TypeFault extends Wrong {
  readonly expression: Expression;
}

/**
 * The faults in an expression and all of it that can be reached.
 * @param asked names of filters and tests that may be missing
 */
export function* typeFaults(
  expression: Expression,
  constants: Constants,
  asked: ReadonlySet<string>,
): Generator<TypeFault> {
  for (const part of partsReached(expression, constants)) yield* typeFaults(part, constants, asked);
  const fault = faultOf(expression, constants, asked);
  if (fault !== undefined) return yield { expression, ...fault };
  const error = constants.errorOf(expression);
  if (error === undefined) return;
  const { code, detail, hint = hintFor(expression) } = error;
  yield { expression, code, detail, hint };
}

/** What to do about an error of operands that are all written out. */
function hintFor(expression: Expression): string {
  switch (expression.kind) {
    case "binary":
      return expression.operator === "%"
        ? "Write values that fit the format string: `%d` takes a number, `%s` takes anything."
        : "Write other operands.";
    case "call":
      return expression.callee.kind === "name"
        ? "It takes whole numbers: `range(stop)`, `range(start, stop)` or `range(start, stop, step)`."
        : "Give the method what it takes.";
    case "slice":
      return "Write whole numbers around the `:`, the last one not 0.";
    case "dict":
      return "Write a string, a number or a tuple as the key.";
    default:
      return "Correct what is written: it depends on nothing.";
  }
}

/** The parts that no other part, which is fixed, keeps from being evaluated. */
function partsReached(whole: Expression, constants: Constants): readonly Expression[] {
  switch (whole.kind) {
    case "logical":
      return constants.truthOf(whole.left) === (whole.operator === "or") ? [whole.left] : [whole.left, whole.right];
    case "comparison":
      return [whole.first, ...constants.reached(whole).map(({ operand }) => operand)];
    case "conditional": {
      const fixed = constants.truthOf(whole.test);
      return partsOf(whole).filter((part) => part === whole.test || fixed !== (part === whole.otherwise));
    }
    default:
      return partsOf(whole);
  }
}

/** The fault of a loop over this. */
export function loopFault(expression: Expression): TypeFault | undefined {
  const type = typeOf(expression);
  if (type !== "number" && type !== "none") return undefined;
  const hint = type === "number" ? "Count with `range(n)`." : "Write a list.";
  return { expression, code: "render/type", detail: `${SHOWN[type]} has no items to go through`, hint };
}

function faultOf(expression: Expression, constants: Constants, asked: ReadonlySet<string>): Wrong | undefined {
  switch (expression.kind) {
    case "binary":
      return binaryFault(expression, constants);
    case "unary": {
      const type = typeOf(expression.operand);
      if (type === undefined || type === "number") return undefined;
      return wrong(`\`${expression.operator}\` before ${SHOWN[type]}`, "It takes a number.");
    }
    case "comparison": {
      let left = expression.first;
      for (const { operator, operand } of constants.reached(expression)) {
        const fault = comparisonFault(operator, typeOf(left), typeOf(operand));
        if (fault !== undefined) return fault;
        left = operand;
      }
      return undefined;
    }
    case "filter":
      return filterFault(expression, asked);
    case "test":
      return testFault(expression, constants);
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

function binaryFault({ operator, left, right }: Binary, constants: Constants): Wrong | undefined {
  const types = [typeOf(left), typeOf(right)] as const;
  const [a, b] = types;
  if ((operator === "/" || operator === "//" || operator === "%") && a !== "text" && constants.isZero(right)) {
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
      return wrong(`\`+\` ${between(a, b)}`, hint);
    }
    case "*": {
      const bad = (type: StaticType | undefined): boolean => type === "dict" || type === "none";
      const sequences = both && a !== "number" && b !== "number";
      if (!(bad(a) || bad(b) || sequences)) return undefined;
      return wrong(`\`*\` ${between(a, b)}`, "One of the two must be a number.");
    }
    case "%":
      if (a === undefined || a === "text" || (a === "number" && (b === undefined || b === "number"))) return undefined;
      return wrong(`\`%\` ${between(a, b)}`, "It takes two numbers, or a format string and its values.");
    default: {
      const odd = types.find((type) => type !== undefined && type !== "number");
      if (odd === undefined) return undefined;
      return wrong(`\`${operator}\` ${between(a, b)}`, "It takes two numbers; convert text with `| int`.");
    }
  }
}

/** Between which types an operator stands, as far as they are known. */
function between(a: StaticType | undefined, b: StaticType | undefined): string {
  if (a !== undefined && b !== undefined) return `of ${SHOWN[a]} and ${SHOWN[b]}`;
  const known = a ?? b;
  return known === undefined ? "of these values" : `with ${SHOWN[known]}`;
}
