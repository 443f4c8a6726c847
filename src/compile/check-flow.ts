/** What can never run: branches whose condition is fixed, and what stands behind the end of a loop's body or a layout. */
import type { Body, Expression, Position, Statement } from "../lang/ast.ts";
import { truth } from "../value/truth.ts";
import { foldConstant } from "./fold.ts";
import { bodiesOf } from "./parts.ts";

export interface Unreachable {
  readonly at: Position;
  readonly detail: string;
  readonly hint: string;
}

/** Goes through a body; `live` gets every statement that can run, `dead` what cannot. */
export function followFlow(body: Body, live: (statement: Statement) => void, dead: (found: Unreachable) => void): void {
  new Flow(live, dead).body(body, true);
}

class Flow {
  private readonly live: (statement: Statement) => void;
  private readonly dead: (found: Unreachable) => void;

  constructor(live: (statement: Statement) => void, dead: (found: Unreachable) => void) {
    this.live = live;
    this.dead = dead;
  }

  body(body: Body, top: boolean): void {
    let layout = false;
    let ended: Statement | undefined;
    for (const statement of body) {
      if (ended !== undefined) {
        if (isBlank(statement)) continue;
        this.dead({
          at: statement.at,
          detail: `nothing behind \`${ended.kind}\` runs`,
          hint: `Move it before the \`{% ${ended.kind} %}\`, or remove it.`,
        });
        return;
      }
      if (layout && writes(statement)) {
        this.dead({
          at: statement.at,
          detail: "what stands behind `extends` and in no block is not written",
          hint: "Move it into a `{% block %}` that the parent has.",
        });
        layout = false;
      }
      this.statement(statement);
      if (statement.kind === "break" || statement.kind === "continue") ended = statement;
      if (top && statement.kind === "extends") layout = true;
    }
  }

  private statement(statement: Statement): void {
    this.live(statement);
    if (statement.kind === "if") return this.branches(statement.branches, statement.otherwise);
    if (statement.kind === "for" && isEmpty(statement.iterable)) {
      this.dead({
        at: statement.iterable.at,
        detail: "the loop has no items",
        hint: "Go through a list that has some.",
      });
      return this.body(statement.otherwise, false);
    }
    for (const body of bodiesOf(statement)) this.body(body, false);
  }

  private branches(branches: readonly { readonly test: Expression; readonly body: Body }[], otherwise: Body): void {
    for (const [index, { test, body }] of branches.entries()) {
      const fixed = foldConstant(test);
      if (fixed === undefined) this.body(body, false);
      else if (truth(fixed.value)) {
        this.body(body, false);
        const next = branches[index + 1]?.test.at ?? otherwise[0]?.at;
        if (next !== undefined) this.dead({ at: next, detail: ALWAYS, hint: "Remove it, or correct the condition." });
        return;
      } else this.dead({ at: test.at, detail: NEVER, hint: "Remove the branch, or correct the condition." });
    }
    this.body(otherwise, false);
  }
}

const ALWAYS = "a condition before it always holds";
const NEVER = "the condition never holds";

function isEmpty(expression: Expression): boolean {
  return (expression.kind === "list" || expression.kind === "tuple") && expression.items.length === 0;
}

function isBlank(statement: Statement): boolean {
  return statement.kind === "text" && statement.text.trim() === "";
}

function writes(statement: Statement): boolean {
  return statement.kind === "output" || (statement.kind === "text" && !isBlank(statement));
}
