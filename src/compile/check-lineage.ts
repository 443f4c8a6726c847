/** The templates that a template extends, and those that it always ends up in. */
import type { Body, Expression, Extends, Include } from "../lang/ast.ts";
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

/** The `include` and `extends` of each body that always run and name a template. */
const steps: WeakMap<Body, readonly (Include | Extends)[]> = new WeakMap();

/** The `include` and `extends` of a template that always lead back to it, so that it never ends. */
export function* endlessSteps(
  body: Body,
  find: (name: string) => ParsedSource | undefined,
): Generator<Include | Extends> {
  // What does not lead back from one of them does not from another.
  const seen = new Set<Body>();
  const leadsBack = (start: Include | Extends): boolean => {
    const waiting = [start];
    for (let step = waiting.pop(); step !== undefined; step = waiting.pop()) {
      const next = find(textOf(step.template) ?? "")?.body;
      if (next === body) return true;
      if (next === undefined || seen.has(next)) continue;
      seen.add(next);
      waiting.push(...stepsOf(next));
    }
    return false;
  };
  for (const step of stepsOf(body)) if (leadsBack(step)) yield step;
}

function stepsOf(body: Body): readonly (Include | Extends)[] {
  let found = steps.get(body);
  if (found === undefined) {
    const all = body.filter((one) => one.kind === "include" || one.kind === "extends");
    // A template that extends another one writes only its blocks.
    const extending = [...statementsIn(body, () => true)].some(({ kind }) => kind === "extends");
    found = all.filter(({ kind, template }) => (kind === "extends" || !extending) && textOf(template) !== undefined);
    steps.set(body, found);
  }
  return found;
}
