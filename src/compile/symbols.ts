/**
 * Which names a scope assigns and what each of them is before its first assignment there. The rules are Jinja2's (its
 * documentation, "Assignments" and "Scoping Behavior"; details were found by comparing answers of 3.1.6, where a branch
 * of `if` that sets nothing leaves the outer value): the whole scope is looked at before any of its code is made, inner
 * scopes are not looked into. Nothing here makes code.
 */
import type { Body, Expression, For, Statement, Target } from "../lang/ast.ts";
import { expressionsOf, mentions, namesIn, statementsIn } from "./walk.ts";

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
      case "macro":
      case "autoescape":
        break;
      case "call-block":
        load(statement.call);
        break;
      default:
        for (const expression of expressionsOf(statement)) load(expression);
    }
    for (const name of assignedNames(statement)) store(collector, name, conditional);
  }
}

/** Names that a statement assigns in the scope where it stands. */
export function assignedNames(statement: Statement): readonly string[] {
  switch (statement.kind) {
    case "set":
    case "set-block":
      return [...targetNames(statement.target)];
    case "macro":
    case "import":
      return [statement.name];
    case "from-import":
      return statement.names.map(({ alias }) => alias);
    default:
      return [];
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
  else if (target.kind === "target-tuple") for (const item of target.items) yield* targetNames(item);
}

const loopReaders: WeakMap<For, boolean> = new WeakMap();

/** True when the body of a loop, inner loops included, reads `loop`: only then is there such an object. */
export function readsLoop(loop: For): boolean {
  let reads = loopReaders.get(loop);
  if (reads === undefined) {
    reads = loop.recursive || mentions(loop.body, "loop") || holdsScopedBlock(loop.body);
    loopReaders.set(loop, reads);
  }
  return reads;
}

/** A scoped block sees the `loop` around it. */
function holdsScopedBlock(body: Body): boolean {
  for (const statement of statementsIn(body, () => true)) {
    if (statement.kind === "block" && statement.scoped) return true;
  }
  return false;
}
