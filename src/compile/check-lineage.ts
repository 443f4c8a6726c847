/** The templates that a template extends. */
import type { Body, Expression, Extends } from "../lang/ast.ts";
import { statementsIn } from "./parts.ts";
import type { ParsedSource } from "./reads.ts";

/** Layouts above each other that are looked at. */
const LAYOUTS_MAX = 50;

/** A template's body and those of its parents, nearest first; undefined where a parent is not known before it runs. */
export function lineageOf(body: Body, find: (name: string) => ParsedSource | undefined): readonly Body[] | undefined {
  const bodies = [body];
  for (let last = body; bodies.length <= LAYOUTS_MAX; ) {
    const layouts = [...statementsIn(last, () => true)].filter((one): one is Extends => one.kind === "extends");
    const [layout] = layouts;
    if (layout === undefined) return bodies;
    const name = textOf(layout.template);
    const parent = layouts.length > 1 || name === undefined ? undefined : find(name);
    if (parent === undefined) return undefined;
    last = parent.body;
    bodies.push(last);
  }
  return undefined;
}

/** The text that an expression is written as. */
export function textOf(expression: Expression): string | undefined {
  return expression.kind === "constant" && typeof expression.value === "string" ? expression.value : undefined;
}
