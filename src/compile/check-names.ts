/** Names that a template sets and nothing reads, `loop` outside of a loop, and `super()` where nothing is above. */
import type { Body, Expression, Position, Statement, Target } from "../lang/ast.ts";
import { usesIn } from "./check-uses.ts";
import { bodiesOf, expressionsOf, partsOf, statementsIn } from "./parts.ts";

/** Every word that may read something that was set: names, attributes, imported names. */
export function wordsIn(body: Body, into: Set<string>): void {
  for (const statement of statementsIn(body, () => true)) {
    if (statement.kind === "from-import") for (const { name } of statement.names) into.add(name);
    if (statement.kind === "trans") for (const { name } of statement.variables) into.add(name);
    for (const expression of expressionsOf(statement)) collect(expression, into);
  }
}

/** The same of one expression. */
export function collect(expression: Expression, into: Set<string>): void {
  if (expression.kind === "name" || expression.kind === "attribute") into.add(expression.name);
  // `self["name"]`, `caller`, `lib | attr("name")`: a string may be a name.
  if (expression.kind === "constant" && typeof expression.value === "string") into.add(expression.value);
  for (const part of partsOf(expression)) collect(part, into);
}

export interface NameFinding {
  readonly name: string;
  readonly at: Position;
}

/**
 * Names that `set` makes and that are in none of `words`. Names that begin with `_` are meant to be unread; so are those at
 * the top of a template that others import, which is one that writes nothing itself.
 */
export function* unusedNames(body: Body, words: ReadonlySet<string>): Generator<NameFinding> {
  const library = !body.some(writes);
  for (const statement of statementsIn(body, () => true)) {
    if (statement.kind !== "set" && statement.kind !== "set-block") continue;
    if (library && body.includes(statement)) continue;
    // What a call does besides may be what it is for.
    if (statement.kind === "set" && calls(statement.value)) continue;
    for (const target of namesOf(statement.target)) {
      if (!words.has(target.name) && !target.name.startsWith("_")) yield target;
    }
  }
}

function calls(expression: Expression): boolean {
  return expression.kind === "call" || [...partsOf(expression)].some(calls);
}

function writes(statement: Statement): boolean {
  switch (statement.kind) {
    case "text":
      return statement.text.trim() !== "";
    case "output":
    case "extends":
    case "include":
    case "if":
    case "for":
      return true;
    default:
      return false;
  }
}

function namesOf(target: Target): readonly { readonly name: string; readonly at: Position }[] {
  if (target.kind === "name") return [target];
  return target.kind === "target-tuple" ? target.items.flatMap(namesOf) : [];
}

/** Reads of `loop` where no loop is around. */
export function* loopsOutside(body: Body, inside = false): Generator<NameFinding> {
  let bound = inside;
  for (const statement of body) {
    if ((statement.kind === "set" || statement.kind === "set-block") && binds(statement.target)) bound = true;
    if (!bound) for (const expression of expressionsOf(statement)) yield* readsOf(expression, "loop");
    const own = statement.kind === "macro" || statement.kind === "call-block" ? statement.parameters : [];
    if (own.some(({ name }) => name === "loop")) continue;
    if (statement.kind === "for") {
      yield* loopsOutside(statement.body, true);
      yield* loopsOutside(statement.otherwise, bound);
    } else {
      const hidden = statement.kind === "macro" || (statement.kind === "block" && !statement.scoped);
      for (const inner of bodiesOf(statement)) yield* loopsOutside(inner, !hidden && (bound || bindsLoop(statement)));
    }
  }
}

function binds(target: Target): boolean {
  return namesOf(target).some(({ name }) => name === "loop");
}

function bindsLoop(statement: Statement): boolean {
  return statement.kind === "with" && statement.bindings.some(({ target }) => binds(target));
}

function* readsOf(expression: Expression, name: string): Generator<NameFinding> {
  if (expression.kind === "name" && expression.name === name) yield { name, at: expression.at };
  for (const part of partsOf(expression)) yield* readsOf(part, name);
}

/**
 * Calls of `super()` with the block that they are in, undefined outside of blocks. Blocks that also read it in another
 * way are left out: they may ask whether it is there.
 */
export function* superCalls(
  body: Body,
  block: string | undefined,
): Generator<NameFinding & { readonly block: string | undefined }> {
  const isOutside = ({ kind }: Statement): boolean => kind !== "block";
  const { calls, reads } = usesIn(body, isOutside).get("super") ?? { calls: [], reads: [] };
  if (reads.length === 0) for (const at of calls) yield { name: "super", at, block };
  for (const statement of statementsIn(body, isOutside)) {
    if (statement.kind === "block") yield* superCalls(statement.body, statement.name);
  }
}
