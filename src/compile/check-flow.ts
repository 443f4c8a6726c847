/** What can never run: branches whose condition is fixed, and what stands behind the end of a loop's body or a layout. */
import type { Body, Expression, For, If, LoopControl, Position, Statement } from "../lang/ast.ts";
import { lengthOf } from "../value/iterate.ts";
import type { Constants } from "./constant.ts";
import { bodiesOf, expressionsOf, partsOf } from "./parts.ts";

export interface Unreachable {
  readonly at: Position;
  readonly detail: string;
  readonly hint: string;
}

/** Goes through a body; `live` gets every statement that can run, `dead` what cannot. */
export function followFlow(
  body: Body,
  constants: Constants,
  live: (statement: Statement) => void,
  dead: (found: Unreachable) => void,
): void {
  new Flow(constants, live, dead).body(body, true);
}

/** What of an expression is never evaluated. */
function* deadParts(expression: Expression, constants: Constants): Generator<Unreachable> {
  if (expression.kind !== "conditional") {
    for (const part of partsOf(expression)) yield* deadParts(part, constants);
    return;
  }
  const { test, then, otherwise } = expression;
  yield* deadParts(test, constants);
  const fixed = constants.truthOf(test);
  if (fixed === false) yield { at: then.at, detail: NEVER, hint: CORRECT };
  else yield* deadParts(then, constants);
  if (otherwise === undefined) return;
  if (fixed === true) yield { at: otherwise.at, detail: ALWAYS, hint: CORRECT };
  else yield* deadParts(otherwise, constants);
}

class Flow {
  private readonly constants: Constants;
  private readonly live: (statement: Statement) => void;
  private readonly dead: (found: Unreachable) => void;

  constructor(constants: Constants, live: (statement: Statement) => void, dead: (found: Unreachable) => void) {
    this.constants = constants;
    this.live = live;
    this.dead = dead;
  }

  /** Goes through a body; the result is what ends it for certain. */
  body(body: Body, top: boolean): LoopControl | undefined {
    let layout = false;
    let told = false;
    let ended: LoopControl | undefined;
    for (const statement of body) {
      if (ended !== undefined) {
        if (isBlank(statement)) continue;
        this.dead({
          at: statement.at,
          detail: `nothing behind \`${ended.kind}\` runs`,
          hint: `Move it before the \`{% ${ended.kind} %}\`, or remove it.`,
        });
        return ended;
      }
      if (layout && writes(statement)) {
        if (!told)
          this.dead({ at: statement.at, detail: DROPPED, hint: "Move it into a `{% block %}` that the parent has." });
        told = true;
        continue;
      }
      ended = this.statement(statement);
      if (top && statement.kind === "extends") layout = true;
    }
    return ended;
  }

  private statement(statement: Statement): LoopControl | undefined {
    this.live(statement);
    for (const expression of expressionsOf(statement)) {
      for (const found of deadParts(expression, this.constants)) this.dead(found);
    }
    switch (statement.kind) {
      case "break":
      case "continue":
        return statement;
      case "if":
        return this.branches(statement);
      case "with":
      case "autoescape":
        return this.body(statement.body, false);
      case "for":
        this.loop(statement);
        return undefined;
      default:
        for (const body of bodiesOf(statement)) this.body(body, false);
        return undefined;
    }
  }

  private loop({ iterable, filter, body, otherwise }: For): void {
    const items = this.constants.valueOf(iterable);
    if (items !== undefined && lengthOf(items) === 0) {
      this.dead({ at: iterable.at, detail: "the loop has no items", hint: "Go through a list that has some." });
    } else if (filter !== undefined && this.constants.truthOf(filter) === false) {
      this.dead({ at: filter.at, detail: NEVER, hint: "Remove the loop, or correct the condition." });
    } else this.body(body, false);
    this.body(otherwise, false);
  }

  private branches({ branches, otherwise }: If): LoopControl | undefined {
    const ends: (LoopControl | undefined)[] = [];
    for (const [index, { test, body }] of branches.entries()) {
      const fixed = this.constants.truthOf(test);
      if (fixed === false) {
        this.dead({ at: test.at, detail: NEVER, hint: "Remove the branch, or correct the condition." });
        continue;
      }
      ends.push(this.body(body, false));
      if (fixed === undefined) continue;
      const next = branches[index + 1]?.test.at ?? otherwise[0]?.at;
      if (next !== undefined) this.dead({ at: next, detail: ALWAYS, hint: CORRECT });
      return endOf(ends);
    }
    ends.push(this.body(otherwise, false));
    return endOf(ends);
  }
}

const DROPPED = "what stands behind `extends` and in no block is not written";
const ALWAYS = "a condition before it always holds";
const NEVER = "the condition never holds";
const CORRECT = "Remove it, or correct the condition.";

/** What ends a statement of which each way ends; the last way tells. */
function endOf(ends: readonly (LoopControl | undefined)[]): LoopControl | undefined {
  return ends.includes(undefined) ? undefined : ends.at(-1);
}

function isBlank(statement: Statement): boolean {
  return statement.kind === "text" && statement.text.trim() === "";
}

function writes(statement: Statement): boolean {
  return statement.kind === "output" || (statement.kind === "text" && !isBlank(statement));
}
