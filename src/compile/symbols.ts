/**
 * Which names a scope assigns and what each of them is before its first assignment there. The rules are Jinja2's (its
 * documentation, "Assignments" and "Scoping Behavior"; details were found by comparing answers of 3.1.6, where a branch
 * of `if` that sets nothing leaves the outer value): the whole scope is looked at before any of its code is made, inner
 * scopes are not looked into. Nothing here makes code.
 */
import type { Body, Expression, Position, Statement, Target } from "../lang/ast.ts";
import { eachExpression, nameVisitor } from "./walk.ts";

/**
 * Before the first assignment a name is undefined (`missing`), the variable of the context (`context`), or what the
 * name is in the scope around (`outer`).
 */
export type Initial = "missing" | "context" | "outer";

/** What stands around a scope. */
interface Outer {
  /** Whether a scope there reads or assigns a name. */
  knows(name: string): boolean;
}

const NO_STORES: ReadonlyMap<string, Initial> = new Map();

/**
 * The symbols of statements that are one scope. What a scope reads matters only to assignments, its own and those inside
 * it: where there are none it is never worked out.
 */
export class Symbols {
  /** Names that the scope assigns, parameters apart. */
  readonly stores: ReadonlyMap<string, Initial>;
  readonly #statements: Body;
  readonly #parameters: Iterable<string>;
  readonly #outer: Outer;
  #collector: Collector | undefined;

  /** @param parameters names that the scope has from the start, such as a loop's targets */
  constructor(statements: Body, parameters: Iterable<string>, outer: Outer) {
    this.#statements = statements;
    this.#parameters = parameters;
    this.#outer = outer;
    this.stores = assigns(statements) ? this.#collected.stores : NO_STORES;
  }

  /** Whether the scope reads or assigns a name. */
  knows(name: string): boolean {
    return this.#collected.known.has(name);
  }

  /** Variables of the context that the scope reads, or leaves as they are in a branch, and no scope around it: where first. */
  get reads(): ReadonlyMap<string, Position> {
    const reads = new Map<string, Position>();
    this.#collect(reads);
    return reads;
  }

  get #collected(): Collector {
    this.#collector ??= this.#collect();
    return this.#collector;
  }

  #collect(reads?: Map<string, Position>): Collector {
    const collector = new Collector(this.#parameters, this.#outer, reads);
    collector.collect(this.#statements, false);
    return collector;
  }
}

/** Whether any statement of a scope assigns. */
function assigns(statements: Body): boolean {
  for (const statement of statements) {
    switch (statement.kind) {
      case "text":
      case "output":
        break;
      case "if":
        for (const { body } of statement.branches) if (assigns(body)) return true;
        if (assigns(statement.otherwise)) return true;
        break;
      default:
        if (assignedNames(statement).length > 0) return true;
    }
  }
  return false;
}

class Collector {
  readonly known: Set<string>;
  readonly stores: Map<string, Initial> = new Map();
  readonly #reads: Map<string, Position> | undefined;
  readonly #parameters: ReadonlySet<string>;
  readonly #outer: Outer;
  readonly #load: (expression: Expression) => void;

  /** @param reads gets the variables of the context that are read; few ask for them */
  constructor(parameters: Iterable<string>, outer: Outer, reads: Map<string, Position> | undefined) {
    this.#parameters = new Set(parameters);
    this.known = new Set(this.#parameters);
    this.#outer = outer;
    this.#reads = reads;
    const { known } = this;
    this.#load = nameVisitor((name, at) => {
      if (reads !== undefined && !(reads.has(name) || known.has(name) || outer.knows(name))) reads.set(name, at);
      known.add(name);
    });
  }

  collect(statements: Body, conditional: boolean): void {
    for (const statement of statements) {
      switch (statement.kind) {
        case "text":
          continue;
        case "if":
          for (const { test, body } of statement.branches) {
            this.#load(test);
            this.collect(body, true);
          }
          this.collect(statement.otherwise, true);
          break;
        case "for":
          this.#load(statement.iterable);
          break;
        case "macro":
        case "autoescape":
          break;
        case "call-block":
          this.#load(statement.call);
          break;
        default:
          eachExpression(statement, this.#load);
      }
      for (const name of assignedNames(statement)) this.#store(name, conditional, statement.at);
    }
  }

  #store(name: string, conditional: boolean, at: Position): void {
    const { known, stores } = this;
    const reads = this.#reads;
    if (stores.has(name) || this.#parameters.has(name)) return;
    if (this.#outer.knows(name)) stores.set(name, "outer");
    else if (known.has(name) || conditional) {
      stores.set(name, "context");
      if (reads?.has(name) === false) reads.set(name, at);
    } else stores.set(name, "missing");
    known.add(name);
  }
}

const NO_NAMES: readonly string[] = [];

/** Names that a statement assigns in the scope where it stands. */
export function assignedNames(statement: Statement): readonly string[] {
  switch (statement.kind) {
    case "set":
    case "set-block":
      return targetNames(statement.target);
    case "macro":
    case "import":
      return [statement.name];
    case "from-import":
      return statement.names.map(({ alias }) => alias);
    default:
      return NO_NAMES;
  }
}

/** Names that a target assigns. */
export function targetNames(target: Target): readonly string[] {
  switch (target.kind) {
    case "name":
      return [target.name];
    case "target-tuple":
      return target.items.flatMap(targetNames);
    case "target-attribute":
      return NO_NAMES;
  }
}
