/**
 * The names that a program can read: the parameters of the render, over them what templates that extend each other assign
 * at their top level and the locals that an include passes on, below them the built-in functions. Parameters are read by
 * own keys only.
 */
import { functionsByName, isKnown } from "../format/builtins.ts";
import { fromHost } from "../value/host.ts";
import { Dict, type PlainObject, type Tuple, Undefined, type UndefinedMode, type Value } from "../value/value.ts";
import type { FilterContext } from "./filters/filter.ts";
import type { Slot } from "./frame.ts";
import { functionById } from "./functions.ts";
import { Blocks } from "./inheritance.ts";
import { type Copies, ownCopy } from "./mutation.ts";

/** What a caller hands to `render`: a plain object, or a dict. */
export type Parameters = { readonly [name: string]: unknown } | Dict;

/** What every template of a render sees, imported ones without context included. */
export interface Environment {
  readonly globals?: ReadonlyMap<string, Value>;
  /** Language → message → its translation, or a dict of translations by context. */
  readonly translations?: Dict | PlainObject;
}

const NO_NAMES: ReadonlySet<string> = new Set();
const NO_ENVIRONMENT: Environment = {};

class Chain {
  blocks: Blocks = Blocks.none;
  /** Whether anyone could see what is assigned. */
  isSeen = false;
  /** What was assigned, once something was. */
  exports: Map<string, Value> | undefined = undefined;
  /** Those of the exports that come from other templates: importers do not see them. */
  imported: Set<string> | undefined = undefined;
}

/** Locals that another program sees, as they were when it began to run. */
export class Visible {
  /** Name, slot, name, slot, … */
  readonly #names: readonly Value[];
  readonly #slots: readonly Slot[];

  constructor(names: readonly Value[], slots: readonly Slot[]) {
    this.#names = names;
    this.#slots = slots.slice();
  }

  /** One local of that name. */
  static of(name: string, value: Value): Visible {
    return new Visible([name, 0], [value]);
  }

  get(name: string): Slot {
    const names = this.#names;
    // A later entry hides an earlier one of the same name, unless it is not set.
    for (let index = names.length - 2; index >= 0; index -= 2) {
      const value = names[index] === name ? this.#slots[names[index + 1] as number] : undefined;
      if (value !== undefined) return value;
    }
    return undefined;
  }

  /** The names that are set. */
  keys(): Iterable<string> {
    const all = new Map<string, Value>();
    this.into(all);
    return all.keys();
  }

  /** Puts all that are set into a map, by name. */
  into(all: Map<string, Value>): void {
    const names = this.#names;
    for (let index = 0; index < names.length; index += 2) {
      const value = this.#slots[names[index + 1] as number];
      if (value !== undefined) all.set(names[index] as string, value);
    }
  }
}

export class Context {
  readonly #parameters: Parameters;
  readonly #environment: Environment;
  readonly #locals: Visible | undefined;
  readonly #parent: Context | undefined;
  /** Blocks and exports of the templates of one chain of inheritance; those of this context and its inner ones. */
  readonly #chain: Chain;
  /** The context without a parent, which keeps the copies. */
  #outermost: Context;
  /** Of the outermost context: what a render that may change values reads instead of the caller's. */
  #copies: Copies | undefined;

  constructor(
    parameters: Parameters,
    environment: Environment = NO_ENVIRONMENT,
    locals?: Visible,
    parent?: Context,
    chain: Chain = new Chain(),
  ) {
    this.#parameters = parameters;
    this.#environment = environment;
    this.#locals = locals;
    this.#parent = parent;
    this.#chain = chain;
    this.#outermost = parent === undefined ? this : parent.#outermost;
  }

  /** For another template: the same names with locals over them, blocks and exports of its own. */
  with(locals: Visible | undefined): Context {
    return new Context(this.#parameters, this.#environment, locals, this);
  }

  /**
   * For a template that may be asked later, as the macros of an imported one are: the same, but with the assignments of
   * templates around as they are now, as Jinja2 hands over a copy.
   */
  lasting(locals: Visible | undefined): Context {
    return this.#kept().with(locals);
  }

  #kept(): Context {
    const parent = this.#parent === undefined ? undefined : this.#parent.#kept();
    const { exports, isSeen } = this.#chain;
    if (!isSeen && parent === this.#parent) return this;
    const chain = new Chain();
    chain.isSeen = isSeen && this.#ownsChain;
    if (exports !== undefined && this.#ownsChain) chain.exports = new Map(exports);
    const kept = new Context(this.#parameters, this.#environment, this.#locals, parent, chain);
    kept.#outermost = this.#outermost;
    return kept;
  }

  /** For a block of the same templates: locals over the names. */
  scoped(locals: Visible | undefined): Context {
    if (locals === undefined) return this;
    return new Context(this.#parameters, this.#environment, locals, this, this.#chain);
  }

  /** For a template that gets no context: only what every template sees. */
  bare(): Context {
    return new Context(new Dict(), this.#environment);
  }

  /** Defines blocks below those that there are; from now on assignments at the top level are visible to blocks. */
  defineBlocks(definitions: Tuple): void {
    this.#chain.blocks = this.#chain.blocks.over(definitions);
    this.#chain.isSeen = true;
  }

  /** Definitions of blocks. */
  get blocks(): Blocks {
    return this.#chain.blocks;
  }

  /** What the templates assign at their top level from now on, by name. */
  get exports(): Map<string, Value> {
    this.#chain.isSeen = true;
    this.#chain.exports ??= new Map();
    return this.#chain.exports;
  }

  /** Names among the exports that importers do not see. */
  get imported(): ReadonlySet<string> {
    return this.#chain.imported ?? NO_NAMES;
  }

  /** Notes an assignment at the top level if anyone could see it; importers do not see what is `imported` itself. */
  export(name: string, value: Value, imported: boolean): void {
    const chain = this.#chain;
    if (!chain.isSeen) return;
    chain.exports = (chain.exports ?? new Map()).set(name, value);
    if (imported) chain.imported = (chain.imported ?? new Set()).add(name);
    else chain.imported?.delete(name);
  }

  get translations(): Dict | PlainObject | undefined {
    return this.#environment.translations;
  }

  /** Whether blocks and exports are of this context, and not of one around it. */
  get #ownsChain(): boolean {
    return this.#parent === undefined || this.#chain !== this.#parent.#chain;
  }

  /** Every name with its value, the functions apart, inner ones over outer ones. */
  all(): Map<string, Value> {
    const all = this.#parent?.all() ?? new Map(namedValues(this.#parameters));
    this.#locals?.into(all);
    if (this.#ownsChain) {
      for (const [name, value] of this.#chain.exports ?? []) all.set(name, value);
    }
    return all;
  }

  /** The names that a caller, templates around or assignments give: for suggestions. */
  *names(): Generator<string> {
    for (let context: Context | undefined = this; context !== undefined; context = context.#parent) {
      yield* context.#locals?.keys() ?? [];
      yield* context.#chain.exports?.keys() ?? [];
    }
    const parameters = this.#parameters;
    if (!(parameters instanceof Dict)) yield* Object.keys(parameters);
    else for (const [name] of parameters.entries.values()) if (typeof name === "string") yield name;
    yield* this.#environment.globals?.keys() ?? [];
  }

  /** The same names for another render: what that changes is not seen here, nor the other way round. */
  fresh(): Context {
    return new Context(this.#parameters, this.#environment, this.#locals);
  }

  /**
   * The value of a name, undefined (the template's) when nothing has it.
   * @throws {DxgError} render/type for a parameter that is not data
   */
  lookup(name: string, mode: UndefinedMode, filters: FilterContext): Value {
    for (let context: Context | undefined = this; context !== undefined; context = context.#parent) {
      // What templates assign hides what an include gave them; what a scoped block sees hides both.
      if (context.#ownsChain) {
        const exported = context.#chain.exports?.get(name);
        if (exported !== undefined) return exported;
      }
      const local = context.#locals?.get(name);
      if (local !== undefined) return context.#parent === undefined ? this.#read(local, filters) : local;
    }
    const parameters = this.#parameters;
    if (parameters instanceof Dict) {
      const value = parameters.get(name);
      if (value !== undefined) return this.#read(value, filters);
    } else if (Object.hasOwn(parameters, name)) {
      const value = parameters[name];
      if (value !== undefined) return this.#read(value, filters);
    }
    const global = this.#environment.globals?.get(name);
    if (global !== undefined) return this.#read(global, filters);
    const known = functionsByName().get(name);
    const isThere = known !== undefined && isKnown(filters.set?.builtins, "function", known.id);
    const make = isThere ? functionById(known.id) : undefined;
    return make === undefined ? new Undefined(name, "", mode) : make(filters, this);
  }

  /** A value of the caller, or the copy of it that this render may change. */
  #read(host: unknown, filters: FilterContext): Value {
    if (typeof host !== "object" || host === null || filters.mutates !== true) return fromHost(host);
    const outermost = this.#outermost;
    outermost.#copies ??= new Map();
    return ownCopy(host, outermost.#copies);
  }
}

function* namedValues(parameters: Parameters): Generator<[string, Value]> {
  if (parameters instanceof Dict) {
    for (const [name, value] of parameters.entries.values()) if (typeof name === "string") yield [name, value];
  } else for (const [name, value] of Object.entries(parameters)) yield [name, fromHost(value)];
}
