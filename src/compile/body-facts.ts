/**
 * What a body holds, statements inside others included, that its loop or macro must know before its code is made. Found
 * from the innermost bodies outwards and kept for each, so that a template is walked once however deep its bodies nest.
 */
import type { Body, Expression, Statement } from "../lang/ast.ts";
import { eachBody, eachExpression, nameVisitor } from "./walk.ts";

/** Facts, one bit each. */
export const BodyFact = {
  /** The name is read outside blocks, which are programs of their own. */
  ReadsCaller: 1,
  ReadsKeywords: 2,
  ReadsPositionals: 4,
  /** A `break` or `continue` leaves the loop that the body belongs to. */
  LeavesLoop: 8,
  /** A macro or `call` block stands anywhere inside, but in blocks. */
  HoldsMacro: 16,
} as const;

const known: WeakMap<Body, number> = new WeakMap();

/** The sum of the facts that hold for a body. */
export function factsOf(body: Body): number {
  if (body.length === 0) return 0;
  let facts = known.get(body);
  if (facts === undefined) {
    facts = 0;
    for (const statement of body) facts |= factsOfStatement(statement);
    known.set(body, facts);
  }
  return facts;
}

function factsOfStatement(statement: Statement): number {
  let facts = 0;
  switch (statement.kind) {
    case "text":
    case "block":
      return 0;
    case "output":
      return factsOfExpression(statement.value);
    case "break":
    case "continue":
      return BodyFact.LeavesLoop;
    case "for":
      facts = factsOf(statement.body) & ~BodyFact.LeavesLoop;
      // What stands in `else` is outside the loop: it leaves the one around.
      facts |= statement.recursive ? factsOf(statement.otherwise) & ~BodyFact.LeavesLoop : factsOf(statement.otherwise);
      break;
    case "macro":
    case "call-block":
      facts = BodyFact.HoldsMacro;
      eachBody(statement, (body) => {
        facts |= factsOf(body) & ~BodyFact.LeavesLoop;
      });
      break;
    default:
      eachBody(statement, (body) => {
        facts |= factsOf(body);
      });
  }
  eachExpression(statement, (expression) => {
    facts |= factsOfExpression(expression);
  });
  return facts;
}

function factsOfExpression(expression: Expression): number {
  // Most are a name and attributes of it: every expression of every template passes here.
  let part = expression;
  while (part.kind === "attribute") part = part.target;
  if (part.kind === "name") return factOfName(part.name);
  let facts = 0;
  nameVisitor((name) => {
    facts |= factOfName(name);
  })(part);
  return facts;
}

/** By length first, as most names have none of these lengths: comparing with all of them would hash each name. */
function factOfName(name: string): number {
  switch (name.length) {
    case 6:
      if (name === "caller") return BodyFact.ReadsCaller;
      return name === "kwargs" ? BodyFact.ReadsKeywords : 0;
    case 7:
      return name === "varargs" ? BodyFact.ReadsPositionals : 0;
    default:
      return 0;
  }
}
