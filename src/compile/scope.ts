/**
 * Where names live. A template and each body, those of `if` apart, have a scope; a name that is assigned in a scope gets a
 * local slot there, every other name is a variable of the context. An assignment inside a loop is gone after the
 * iteration. symbols.ts tells which names a scope assigns.
 */
import { assert, DxgError } from "../base/error.ts";
import { LOCAL_SLOTS_MAX } from "../base/limits.ts";
import type { Symbols } from "./symbols.ts";

export interface ScopedName {
  readonly name: string;
  readonly slot: number;
  /** Set for certain at this point of the code. */
  assigned: boolean;
  /** When that changed, by the clock of the program (see `ProgramWriter.settle`); absent when it never did. */
  turns?: number[];
  /** While the slot is unset the context's variable shows through; otherwise the name is undefined then. */
  readonly fallsBack: boolean;
  /** Holds what a variable of the context was when its scope began: for this program only. */
  readonly isCopy?: true;
}

/** Names and the slots that they have, in turn. */
export type NamedSlots = readonly (string | number)[];

const NO_NAMES: NamedSlots = [];

export class Scope {
  readonly parent: Scope | undefined;
  readonly #symbols: Symbols | undefined;
  /** Parameters and assigned names; undefined until there is one. */
  #names: Map<string, ScopedName> | undefined;
  /** What `visible` gave. */
  #visible: NamedSlots | undefined;

  constructor(parent: Scope | undefined, symbols?: Symbols) {
    this.parent = parent;
    this.#symbols = symbols;
  }

  /** How many names the scope has. */
  get size(): number {
    return this.#names?.size ?? 0;
  }

  /** Gives the scope a parameter or assigned name. */
  add(entry: ScopedName): void {
    assert(this.#visible === undefined, "a scope has its names before something sees them");
    this.#names ??= new Map();
    this.#names.set(entry.name, entry);
  }

  /** The scope's own entry for a name. */
  own(name: string): ScopedName | undefined {
    return this.#names?.get(name);
  }

  /** Its entries, in the order in which they came. */
  entries(): Iterable<ScopedName> {
    return this.#names?.values() ?? [];
  }

  /** The innermost scope's entry for a name, if any scope has it. */
  find(name: string): ScopedName | undefined {
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.parent) {
      const entry = scope.#names?.get(name);
      if (entry !== undefined) return entry;
    }
    return undefined;
  }

  /** Whether this scope or one around it reads or assigns a name. */
  knows(name: string): boolean {
    for (let scope: Scope | undefined = this; scope !== undefined; scope = scope.parent) {
      if (scope.#symbols?.knows(name) === true) return true;
    }
    return false;
  }

  /** What an included template sees, inner names over outer ones. */
  visible(): NamedSlots {
    this.#visible ??= this.#over(this.parent?.visible() ?? NO_NAMES);
    return this.#visible;
  }

  #over(outer: NamedSlots): NamedSlots {
    if (this.#names === undefined) return outer;
    const all = outer.slice();
    for (const { name, slot, isCopy } of this.entries()) {
      if (isCopy === true) continue;
      const hidden = this.parent?.find(name) === undefined ? -1 : all.indexOf(name);
      if (hidden < 0) all.push(name, slot);
      else all[hidden + 1] = slot;
    }
    return all;
  }
}

/** The names that were set for certain at one point of a program, some always: looked up rather than listed. */
export class CertainNames {
  readonly #always: ReadonlySet<string>;
  readonly #scope: Scope | undefined;
  readonly #turn: number;

  /** @param turn the point, by the clock of the program */
  constructor(always: ReadonlySet<string>, scope: Scope | undefined, turn: number) {
    this.#always = always;
    this.#scope = scope;
    this.#turn = turn;
  }

  has(name: string): boolean {
    if (this.#always.has(name)) return true;
    const entry = this.#scope?.find(name);
    if (entry === undefined || entry.isCopy === true) return false;
    const { assigned, turns = [] } = entry;
    let low = 0;
    let high = turns.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (turns[middle]! <= this.#turn) low = middle + 1;
      else high = middle;
    }
    return (turns.length - low) % 2 === 0 ? assigned : !assigned;
  }
}

/** Hands out local slots; slots of finished scopes are used again, but for those that a macro may still read. */
export class SlotAllocator {
  #next = 0;
  #highest = 0;
  #pinned = 0;

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
    this.#next = Math.max(mark, this.#pinned);
  }
  /** What is taken now is never given to anyone else. */
  pin(): void {
    this.#pinned = this.#next;
  }
  get count(): number {
    return this.#highest;
  }
}
