/** The `loop` object of a `for` body, with all of Jinja2's attributes. Built only when the body reads it. */
import { DxgError } from "../base/error.ts";
import { equals } from "../value/compare.ts";
import { typeError } from "../value/errors.ts";
import {
  type CallArguments,
  Callable,
  Namespace,
  type Steps,
  Tuple,
  Undefined,
  type UndefinedMode,
  type Value,
} from "../value/value.ts";
import { refuseKeywords } from "./arguments.ts";
import type { Macro } from "./macro.ts";

export class Loop extends Namespace {
  override readonly typeName = "LoopContext";
  readonly items: readonly Value[];
  readonly #mode: UndefinedMode;
  /** Index of the current item; -1 before the first. */
  index0 = -1;
  /** As in Jinja2 how many items there are is found out once, also when the body changes them. */
  #length: number | undefined;
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
  override call({ positional, keywords }: CallArguments): Value {
    if (this.#body === undefined) {
      throw typeError("the loop cannot be called", "Mark it: `{% for item in items recursive %}`.");
    }
    const items = positional[0] ?? keywords.get("iterable");
    if (items === undefined || positional.length + keywords.size > 1) {
      throw typeError("the loop is called with one argument, the items to go over", "Write `loop(item.children)`.");
    }
    return this.#body.deeper().call({ positional: [items], keywords: new Map() });
  }

  /** As in Jinja2 the object itself is an iterator: who reads it gets the next item with the object and moves the loop on. */
  override steps(): Steps {
    return () => {
      const item = this.items[this.index0 + 1];
      if (item === undefined) return undefined;
      this.index0 += 1;
      return new Tuple([item, this]);
    };
  }

  override get length(): number {
    this.#length ??= this.items.length;
    return this.#length;
  }

  override text(): string {
    return `<LoopContext ${this.index0 + 1}/${this.length}>`;
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
        return new Callable("changed", (args) => this.#isChanged(args), this);
      default:
        return placeInLoop(name, index0, name === "last" ? items.length : this.length);
    }
  }

  #missing(message: string): Undefined {
    return new Undefined("", "", this.#mode, message);
  }

  #cycle({ positional, keywords }: CallArguments): Value {
    refuseKeywords("loop.cycle()", keywords);
    const value = positional[this.index0 % positional.length];
    if (value === undefined) throw new DxgError("render/type", "loop.cycle() needs at least one value");
    return value;
  }

  /** Whether the arguments differ from those of the last call. */
  #isChanged({ positional: values, keywords }: CallArguments): boolean {
    refuseKeywords("loop.changed()", keywords);
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
      // More than that where the body takes items away.
      return index0 >= count - 1;
    case "length":
      return count;
    default:
      return undefined;
  }
}
