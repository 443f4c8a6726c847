/** The parts of trees as lists, for those that only look at templates; the compiler itself visits them in place. */
import type { Arguments, Body, Expression, Statement } from "../lang/ast.ts";
import { eachBody, eachExpression, eachPart } from "./walk.ts";

/** The expressions that an expression is directly made of. */
export function partsOf(expression: Expression): readonly Expression[] {
  const parts: Expression[] = [];
  eachPart(expression, (part) => {
    parts.push(part);
  });
  return parts;
}

/** The expressions of a call's arguments, in order. */
export function argumentsOf({ positional, keywords, spread, spreadKeywords }: Arguments): readonly Expression[] {
  const rest = [spread, spreadKeywords].filter((expression) => expression !== undefined);
  return [...positional, ...keywords.map(({ value }) => value), ...rest];
}

/** The expressions that a statement itself evaluates, those of its bodies apart. */
export function expressionsOf(statement: Statement): readonly Expression[] {
  const expressions: Expression[] = [];
  eachExpression(statement, (expression) => {
    expressions.push(expression);
  });
  return expressions;
}

/** The bodies of a statement, in order. */
export function bodiesOf(statement: Statement): readonly Body[] {
  const bodies: Body[] = [];
  eachBody(statement, (body) => {
    bodies.push(body);
  });
  return bodies;
}

/** Every statement of a body, those inside others included; `enter` says into which ones to look. */
export function* statementsIn(body: Body, enter: (statement: Statement) => boolean): Generator<Statement> {
  for (const statement of body) {
    yield statement;
    if (enter(statement)) for (const inner of bodiesOf(statement)) yield* statementsIn(inner, enter);
  }
}
