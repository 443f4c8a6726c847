/**
 * Where names live. A template and each loop body have a scope; a name that is assigned in a scope gets a local slot
 * there, every other name is a variable of the context. The rules are Jinja2's: an assignment inside a loop is gone
 * after the iteration, and before it the outer value shows through.
 */
import { DxgError } from "../base/error.ts";
import { LOCAL_SLOTS_MAX } from "../base/limits.ts";
import type { Statement, Target } from "../lang/ast.ts";

export interface ScopedName {
  readonly name: string;
  readonly slot: number;
  /** Set for certain at this point of the code; otherwise the outer value may show through. */
  assigned: boolean;
  /** Told to included templates (`loop` is not). */
  readonly visible: boolean;
  /** Some code reads it: a `loop` that nobody reads is never built. */
  read: boolean;
}

export class Scope {
  readonly parent: Scope | undefined;
  readonly names: Map<string, ScopedName> = new Map();

  constructor(parent: Scope | undefined) {
    this.parent = parent;
  }

  /** The innermost scope's entry for a name, if any scope assigns it. */
  find(name: string): ScopedName | undefined {
    const entry = this.names.get(name) ?? this.parent?.find(name);
    if (entry !== undefined) entry.read = true;
    return entry;
  }

  /** Names that an included template sees, inner ones over outer ones. */
  visible(): Map<string, ScopedName> {
    const all = this.parent?.visible() ?? new Map<string, ScopedName>();
    for (const [name, entry] of this.names) {
      if (entry.visible) all.set(name, entry);
      else all.delete(name);
    }
    return all;
  }
}

/** Hands out local slots; slots of finished scopes are used again. */
export class SlotAllocator {
  #next = 0;
  #highest = 0;

  take(): number {
    if (this.#next >= LOCAL_SLOTS_MAX) {
      throw new DxgError("compile/too-large", `more than ${LOCAL_SLOTS_MAX} variables are set in one template`);
    }
    this.#next += 1;
    if (this.#next > this.#highest) this.#highest = this.#next;
    return this.#next - 1;
  }
  get mark(): number {
    return this.#next;
  }
  release(mark: number): void {
    this.#next = mark;
  }
  get count(): number {
    return this.#highest;
  }
}

/** Names that a target assigns. */
export function* targetNames(target: Target): Generator<string> {
  if (target.kind === "name") yield target.name;
  else for (const item of target.items) yield* targetNames(item);
}

/** Names that statements assign in their own scope: loop bodies and set blocks are scopes of their own. */
export function assignedNames(statements: readonly Statement[], into: Set<string> = new Set()): Set<string> {
  for (const statement of statements) {
    if (statement.kind === "set") for (const name of targetNames(statement.target)) into.add(name);
    else if (statement.kind === "set-block") into.add(statement.target.name);
    else if (statement.kind === "if") {
      for (const branch of statement.branches) assignedNames(branch.body, into);
      assignedNames(statement.otherwise, into);
    }
  }
  return into;
}
