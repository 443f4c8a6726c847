/** How a template uses names and the attributes of names: what it calls, what it only reads, what it asks about before. */
import type { Body, Expression, Position, Statement } from "../lang/ast.ts";
import { textOf } from "./check-lineage.ts";
import { expressionsOf, partsOf, statementsIn } from "./parts.ts";

export interface NameUses {
  /** Where it is called. */
  readonly calls: Position[];
  /** Where it is read in another way. */
  readonly reads: Position[];
  /** Whether a test or filter allows it to be absent. */
  asked: boolean;
}

/** The uses of names, and of attributes as `name.attribute`, however they are written. */
export type Uses = ReadonlyMap<string, NameUses>;

/** Tests and filters of values that may be absent. */
const ASKING: ReadonlySet<string> = new Set(["defined", "undefined", "default", "d"]);

/** @param enter into which statements to look */
export function usesIn(body: Body, enter: (statement: Statement) => boolean = () => true): Uses {
  const uses = new Map<string, NameUses>();
  const of = (key: string): NameUses => {
    let found = uses.get(key);
    if (found === undefined) {
      found = { calls: [], reads: [], asked: false };
      uses.set(key, found);
    }
    return found;
  };
  for (const statement of statementsIn(body, enter)) {
    for (const { key, at, how } of usesOf(statement)) {
      const { calls, reads } = of(key);
      if (how === "asked") of(key).asked = true;
      else (how === "called" ? calls : reads).push(at);
    }
  }
  return uses;
}

export interface NameUse {
  readonly key: string;
  readonly at: Position;
  readonly how: "called" | "read" | "asked";
}

/** The uses in what a statement itself evaluates; what is asked about is also read. */
export function usesOf(statement: Statement): readonly NameUse[] {
  const found: NameUse[] = [];
  const visit = (expression: Expression, how: "called" | "read"): void => {
    const { at } = expression;
    const key = keyOf(expression);
    if (key !== undefined) {
      found.push({ key, at, how });
      return;
    }
    if ((expression.kind === "test" || expression.kind === "filter") && ASKING.has(expression.name)) {
      const asked = keyOf(expression.target);
      if (asked !== undefined) found.push({ key: asked, at, how: "asked" });
    }
    for (const part of partsOf(expression)) {
      visit(part, expression.kind === "call" && part === expression.callee ? "called" : "read");
    }
  };
  for (const expression of expressionsOf(statement)) visit(expression, "read");
  return found;
}

/** `a.b`, `a["b"]` and `a | attr("b")` are one. */
function keyOf(expression: Expression): string | undefined {
  switch (expression.kind) {
    case "name":
      return expression.name;
    case "attribute":
      return expression.target.kind === "name" ? `${expression.target.name}.${expression.name}` : undefined;
    case "item":
      return attributeKey(expression.target, expression.index);
    case "filter":
      return expression.name === "attr"
        ? attributeKey(expression.target, expression.arguments.positional[0])
        : undefined;
    default:
      return undefined;
  }
}

function attributeKey(target: Expression, attribute: Expression | undefined): string | undefined {
  const name = attribute && textOf(attribute);
  return target.kind === "name" && name !== undefined ? `${target.name}.${name}` : undefined;
}
