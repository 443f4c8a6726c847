/** The `loop` object of a `for` body, with all of Jinja2's attributes. Built only when the body reads it. */
import { DxgError } from "../base/error.ts";
import { equals } from "../value/compare.ts";
import { typeError } from "../value/errors.ts";
import {
  type CallArguments,
  Callable,
  Namespace,
  Tuple,
  Undefined,
  type UndefinedMode,
  type Value,
} from "../value/value.ts";
import type { Macro } from "./macro.ts";

export class Loop extends Namespace {
  override readonly typeName = "LoopContext";
  readonly items: readonly Value[];
  readonly #mode: UndefinedMode;
  /** Index of the current item; -1 before the first. */
  index0 = -1;
  /** Set when the items that are left were taken by reading the object as a list. */
  ended = false;
  #changed: Value[] | undefined;
  /** The body of a recursive loop. */
  readonly #body: Macro | undefined;

  constructor(items: readonly Value[], mode: UndefinedMode, body?: Macro) {
    super();
    this.items = items;
    this.#mode = mode;
    this.#body = body;
  }

  /** `loop(items)`: the text of the body run for other items. */
  override call(args: CallArguments): Value {
    if (this.#body === undefined) {
      throw typeError("the loop cannot be called", "Mark it: `{% for item in items recursive %}`.");
    }
    return this.#body.deeper().call(args);
  }

  /** As in Jinja2 the object itself is an iterator over the items that are left, each with the object. */
  override iterate(): readonly Value[] {
    this.ended = true;
    return this.items.slice(this.index0 + 1).map((item) => new Tuple([item, this]));
  }

  override text(): string {
    return `<LoopContext ${this.index0 + 1}/${this.items.length}>`;
  }

  override attribute(name: string): Value | undefined {
    const { items, index0 } = this;
    switch (name) {
      case "depth":
        return (this.#body?.depth ?? 0) + 1;
      case "depth0":
        return this.#body?.depth ?? 0;
      case "previtem":
        return index0 > 0 ? items[index0 - 1] : this.#missing("there is no previous item");
      case "nextitem":
        return index0 + 1 < items.length ? items[index0 + 1] : this.#missing("there is no next item");
      case "cycle":
        return new Callable("cycle", (args) => this.#cycle(args), this);
      case "changed":
        return new Callable("changed", ({ positional }) => this.#isChanged(positional), this);
      default:
        return placeInLoop(name, index0, items.length);
    }
  }

  #missing(message: string): Undefined {
    return new Undefined("", "", this.#mode, message);
  }

  #cycle({ positional }: CallArguments): Value {
    const value = positional[this.index0 % positional.length];
    if (value === undefined) throw new DxgError("render/type", "loop.cycle() needs at least one value");
    return value;
  }

  /** Whether the arguments differ from those of the last call. */
  #isChanged(values: readonly Value[]): boolean {
    const last = this.#changed;
    if (last !== undefined && equals(new Tuple(last), new Tuple(values))) return false;
    this.#changed = [...values];
    return true;
  }
}

/** Where an iteration is among so many, by the attribute of the `loop` object that tells it; undefined for the others. */
export function placeInLoop(name: string, index0: number, count: number): Value | undefined {
  switch (name) {
    case "index":
      return index0 + 1;
    case "index0":
      return index0;
    case "revindex":
      return count - index0;
    case "revindex0":
      return count - index0 - 1;
    case "first":
      return index0 === 0;
    case "last":
      return index0 === count - 1;
    case "length":
      return count;
    default:
      return undefined;
  }
}
