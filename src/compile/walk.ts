/** What an expression is made of: the parts of each kind of node, and the names below one. It decides nothing. */
import type { Arguments, Expression } from "../lang/ast.ts";

/** Every name that an expression reads. */
export function namesIn(expression: Expression, into: Set<string> = new Set()): ReadonlySet<string> {
  if (expression.kind === "name") into.add(expression.name);
  else for (const part of partsOf(expression)) namesIn(part, into);
  return into;
}

/** The expressions that an expression is directly made of. */
export function partsOf(expression: Expression): readonly Expression[] {
  switch (expression.kind) {
    case "constant":
    case "name":
      return [];
    case "list":
    case "tuple":
      return expression.items;
    case "dict":
      return expression.entries.flatMap(({ key, value }) => [key, value]);
    case "attribute":
      return [expression.target];
    case "item":
      return [expression.target, expression.index];
    case "slice":
      return given(expression.target, expression.start, expression.stop, expression.step);
    case "call":
      return [expression.callee, ...argumentsOf(expression.arguments)];
    case "filter":
    case "test":
      return [expression.target, ...argumentsOf(expression.arguments)];
    case "unary":
    case "not":
      return [expression.operand];
    case "binary":
    case "logical":
      return [expression.left, expression.right];
    case "concatenation":
      return expression.parts;
    case "comparison":
      return [expression.first, ...expression.rest.map(({ operand }) => operand)];
    case "conditional":
      return given(expression.test, expression.then, expression.otherwise);
  }
}

/** The expressions of a call's arguments, in order. */
export function argumentsOf({ positional, keywords, spread, spreadKeywords }: Arguments): readonly Expression[] {
  return [...positional, ...keywords.map(({ value }) => value), ...given(spread, spreadKeywords)];
}

function given(...expressions: readonly (Expression | undefined)[]): readonly Expression[] {
  return expressions.filter((expression) => expression !== undefined);
}
