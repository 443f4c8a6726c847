/**
 * Which names a scope assigns and what each of them is before its first assignment there. The rules are Jinja2's (its
 * documentation, "Assignments" and "Scoping Behavior"; details were found by comparing answers of 3.1.6, where a branch
 * of `if` that sets nothing leaves the outer value): the whole scope is looked at before any of its code is made, inner
 * scopes are not looked into. Nothing here makes code.
 */
import type { Expression, For, Statement, Target } from "../lang/ast.ts";
import { argumentsOf, namesIn } from "./walk.ts";

/**
 * Before the first assignment a name is undefined (`missing`), the variable of the context (`context`), or what the
 * name is in the scope around (`outer`).
 */
export type Initial = "missing" | "context" | "outer";

/** What is known of one scope. */
export interface Symbols {
  /** Every name that the scope reads or assigns. */
  readonly known: ReadonlySet<string>;
  /** Names that the scope assigns, parameters apart. */
  readonly stores: ReadonlyMap<string, Initial>;
}

interface Collector {
  readonly isOuter: (name: string) => boolean;
  readonly parameters: ReadonlySet<string>;
  readonly known: Set<string>;
  readonly stores: Map<string, Initial>;
}

/**
 * The symbols of statements that are one scope.
 * @param parameters names that the scope has from the start, such as a loop's targets
 * @param isOuter whether a scope around this one knows a name
 */
export function symbolsOf(
  statements: readonly Statement[],
  parameters: ReadonlySet<string>,
  isOuter: (name: string) => boolean,
): Symbols {
  const collector: Collector = { isOuter, parameters, known: new Set(parameters), stores: new Map() };
  collect(collector, statements, false);
  return collector;
}

function collect(collector: Collector, statements: readonly Statement[], conditional: boolean): void {
  const load = (expression: Expression): void => {
    for (const name of namesIn(expression)) if (!collector.isOuter(name)) collector.known.add(name);
  };
  for (const statement of statements) {
    switch (statement.kind) {
      case "output":
        load(statement.value);
        break;
      case "if":
        for (const { test, body } of statement.branches) {
          load(test);
          collect(collector, body, true);
        }
        collect(collector, statement.otherwise, true);
        break;
      case "for":
        load(statement.iterable);
        break;
      case "set":
        load(statement.value);
        for (const name of targetNames(statement.target)) store(collector, name, conditional);
        break;
      case "set-block":
        for (const filter of statement.filters) {
          for (const expression of argumentsOf(filter.arguments)) load(expression);
        }
        store(collector, statement.target.name, conditional);
        break;
      case "include":
        load(statement.template);
        break;
    }
  }
}

function store({ isOuter, parameters, known, stores }: Collector, name: string, conditional: boolean): void {
  if (stores.has(name) || parameters.has(name)) return;
  if (isOuter(name)) stores.set(name, "outer");
  else stores.set(name, known.has(name) || conditional ? "context" : "missing");
  known.add(name);
}

/** Names that a target assigns. */
export function* targetNames(target: Target): Generator<string> {
  if (target.kind === "name") yield target.name;
  else for (const item of target.items) yield* targetNames(item);
}

const loopReaders: WeakMap<For, boolean> = new WeakMap();

/** True when the body of a loop, inner loops included, reads `loop`: only then is there such an object. */
export function readsLoop(loop: For): boolean {
  let reads = loopReaders.get(loop);
  if (reads === undefined) {
    reads = loop.body.some(mentionsLoop);
    loopReaders.set(loop, reads);
  }
  return reads;
}

function mentionsLoop(statement: Statement): boolean {
  const here = (expression: Expression | undefined): boolean =>
    expression !== undefined && namesIn(expression).has("loop");
  switch (statement.kind) {
    case "text":
      return false;
    case "output":
    case "set":
      return here(statement.value);
    case "if":
      return (
        statement.branches.some(({ test, body }) => here(test) || body.some(mentionsLoop)) ||
        statement.otherwise.some(mentionsLoop)
      );
    case "for":
      return (
        here(statement.iterable) ||
        here(statement.filter) ||
        readsLoop(statement) ||
        statement.otherwise.some(mentionsLoop)
      );
    case "set-block":
      return (
        statement.body.some(mentionsLoop) ||
        statement.filters.some((filter) => argumentsOf(filter.arguments).some(here))
      );
    case "include":
      return here(statement.template);
  }
}
