/**
 * The names that a program can read: the parameters of the render, over them the locals that an include passes on, below
 * them the built-in functions. Parameters are read by own keys only.
 */
import { functionsByName } from "../format/builtins.ts";
import { fromHost } from "../value/host.ts";
import { Dict, Undefined, type UndefinedMode, type Value } from "../value/value.ts";
import type { FilterContext } from "./filters/filter.ts";
import { functionById } from "./functions.ts";

/** What a caller hands to `render`: a plain object, or a dict. */
export type Parameters = { readonly [name: string]: unknown } | Dict;

export class Context {
  readonly #parameters: Parameters;
  readonly #locals: ReadonlyMap<string, Value> | undefined;
  readonly #parent: Context | undefined;

  constructor(parameters: Parameters, locals?: ReadonlyMap<string, Value>, parent?: Context) {
    this.#parameters = parameters;
    this.#locals = locals;
    this.#parent = parent;
  }

  /** The same parameters with the locals of an including template over them. */
  with(locals: ReadonlyMap<string, Value>): Context {
    return new Context(this.#parameters, locals, this);
  }

  /** Only the functions: what an include without context sees. */
  static empty(): Context {
    return new Context(new Dict());
  }

  /**
   * The value of a name, undefined (the template's) when nothing has it.
   * @throws {DxgError} render/type for a parameter that is not data
   */
  lookup(name: string, mode: UndefinedMode, filters: FilterContext): Value {
    for (let context: Context | undefined = this; context !== undefined; context = context.#parent) {
      const local = context.#locals?.get(name);
      if (local !== undefined) return local;
    }
    const parameters = this.#parameters;
    if (parameters instanceof Dict) {
      const value = parameters.get(name);
      if (value !== undefined) return value;
    } else if (Object.hasOwn(parameters, name)) {
      const value = parameters[name];
      if (value !== undefined) return fromHost(value);
    }
    const known = functionsByName().get(name);
    const make = known === undefined ? undefined : functionById(known.id);
    return make === undefined ? new Undefined(name, "", mode) : make(filters);
  }
}
