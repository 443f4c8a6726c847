/** How a template uses names and the attributes of names: what it calls, what it only reads, what it asks about before. */
import type { Body, Expression, Position } from "../lang/ast.ts";
import { expressionsOf, partsOf, statementsIn } from "./parts.ts";

export interface NameUses {
  /** Where it is called. */
  readonly calls: Position[];
  /** Where it is read in another way. */
  readonly reads: Position[];
  /** Whether a test or filter allows it to be absent. */
  asked: boolean;
}

/** The uses of names, and of attributes as `name.attribute`. */
export type Uses = ReadonlyMap<string, NameUses>;

/** Tests and filters of values that may be absent. */
const ASKING: ReadonlySet<string> = new Set(["defined", "undefined", "default", "d"]);

export function usesIn(body: Body): Uses {
  const uses = new Map<string, NameUses>();
  const of = (key: string): NameUses => {
    let found = uses.get(key);
    if (found === undefined) {
      found = { calls: [], reads: [], asked: false };
      uses.set(key, found);
    }
    return found;
  };
  const visit = (expression: Expression, called: boolean): void => {
    const key = keyOf(expression);
    if (key !== undefined) {
      of(key)[called ? "calls" : "reads"].push(expression.at);
      return;
    }
    if ((expression.kind === "test" || expression.kind === "filter") && ASKING.has(expression.name)) {
      const asked = keyOf(expression.target);
      if (asked !== undefined) of(asked).asked = true;
    }
    for (const part of partsOf(expression)) visit(part, expression.kind === "call" && part === expression.callee);
  };
  for (const statement of statementsIn(body, () => true)) {
    for (const expression of expressionsOf(statement)) visit(expression, false);
  }
  return uses;
}

function keyOf(expression: Expression): string | undefined {
  if (expression.kind === "name") return expression.name;
  if (expression.kind !== "attribute" || expression.target.kind !== "name") return undefined;
  return `${expression.target.name}.${expression.name}`;
}
