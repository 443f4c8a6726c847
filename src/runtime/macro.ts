/** Macros as values: what `macro`, `call` blocks and recursive loops define, and how arguments find their locals. */
import type { LoadedProgram as Program } from "../format/loaded-program.ts";
import type { MacroShape } from "../format/macro-shape.ts";
import { MACRO_CALLER, MACRO_KEYWORDS, MACRO_LOOP, MACRO_POSITIONALS } from "../format/opcode.ts";
import { typeError } from "../value/errors.ts";
import {
  type CallArguments,
  Dict,
  Namespace,
  Tuple,
  Undefined,
  type UndefinedMode,
  type Value,
} from "../value/value.ts";
import type { Context } from "./context.ts";
import type { Frame, Slot } from "./frame.ts";

/** Runs a macro and gives its text. */
export type Invoke = (macro: Macro, args: CallArguments) => Value;

export class Macro extends Namespace {
  override readonly typeName = "Macro";
  readonly shape: MacroShape;
  readonly program: Program;
  /** Index of the first instruction of the body. */
  readonly start: number;
  readonly context: Context;
  /** The locals of the code that defines the macro: a call sees what they hold by then. */
  readonly locals: readonly Slot[];
  /** The run of the template that defines it. */
  readonly root: Frame;
  /** Whether output is escaped in the body. */
  readonly autoescape: boolean;
  /** How many recursive loops are around the body of a recursive loop. */
  readonly depth: number;
  readonly #invoke: Invoke;

  constructor(
    body: Pick<Macro, "shape" | "program" | "start" | "context" | "locals" | "root" | "autoescape" | "depth">,
    invoke: Invoke,
  ) {
    super();
    this.shape = body.shape;
    this.program = body.program;
    this.start = body.start;
    this.context = body.context;
    this.locals = body.locals;
    this.root = body.root;
    this.autoescape = body.autoescape;
    this.depth = body.depth;
    this.#invoke = invoke;
  }

  override text(): string {
    return this.shape.name === "" ? "<Macro anonymous>" : `<Macro '${this.shape.name}'>`;
  }

  override attribute(name: string): Value | undefined {
    const { shape } = this;
    switch (name) {
      case "name":
        return shape.name === "" ? null : shape.name;
      case "arguments":
        return new Tuple(shape.parameters);
      case "caller":
        return (shape.flags & MACRO_CALLER) !== 0 || this.#namesCaller;
      case "catch_kwargs":
        return (shape.flags & MACRO_KEYWORDS) !== 0;
      case "catch_varargs":
        return (shape.flags & MACRO_POSITIONALS) !== 0;
      case "explicit_caller":
        return this.#namesCaller;
      default:
        return undefined;
    }
  }

  /** Whether `caller` is a parameter like any other. */
  get #namesCaller(): boolean {
    return this.shape.parameters.includes("caller");
  }

  override call(args: CallArguments): Value {
    return this.#invoke(this, args);
  }

  /** The body of a recursive loop, one level further in. */
  deeper(): Macro {
    return new Macro({ ...this, shape: this.shape, depth: this.depth + 1 }, this.#invoke);
  }

  /**
   * The locals of a call with as many arguments as there are parameters, the callee and they being on the stack, from
   * which they are taken; undefined, and nothing taken, when it is not that simple.
   */
  bindPositionals(stack: Value[], count: number): Slot[] | undefined {
    const { parameters, flags, slot } = this.shape;
    if (flags !== 0 || count !== parameters.length) return undefined;
    const locals = this.locals.slice();
    for (let index = slot + count - 1; index >= slot; index -= 1) locals[index] = stack.pop();
    stack.pop();
    return locals;
  }

  /** The locals of a call: those of the definition with the arguments in their places. @throws {DxgError} render/type */
  bind({ positional, keywords }: CallArguments, mode: UndefinedMode): Slot[] {
    const { name, parameters, defaults, flags, slot } = this.shape;
    const locals = this.locals.slice();
    const count = parameters.length;
    let taken = 0;
    for (let index = 0; index < count; index += 1) {
      const parameter = parameters[index]!;
      let value: Slot = positional[index];
      if (value === undefined && keywords.size > 0) {
        value = keywords.get(parameter);
        if (value !== undefined) taken += 1;
      }
      if (value === undefined && index < count - defaults) {
        value = new Undefined(parameter, "", mode, `parameter '${parameter}' was not provided`);
      }
      locals[slot + index] = value;
    }
    let next = slot + count;
    if ((flags & MACRO_CALLER) !== 0) {
      const caller = keywords.get("caller");
      if (caller !== undefined) taken += 1;
      locals[next] = caller ?? new Undefined("caller", "", mode, "No caller defined");
      next += 1;
    }
    if ((flags & MACRO_KEYWORDS) !== 0) {
      locals[next] = this.#otherKeywords(positional, keywords);
      next += 1;
    } else if (taken < keywords.size) {
      const unknown = [...keywords.keys()].find((key) => !this.#takes(key, positional.length));
      throw typeError(`macro '${name}' takes no keyword argument '${unknown}'`);
    }
    if ((flags & MACRO_POSITIONALS) !== 0) {
      locals[next] = new Tuple(positional.slice(count));
      next += 1;
    } else if (positional.length > count) {
      throw typeError(`macro '${name}' takes not more than ${count} argument(s)`);
    }
    if ((flags & MACRO_LOOP) !== 0) locals[next] = this;
    return locals;
  }

  #takes(key: string, positionals: number): boolean {
    if (key === "caller" && (this.shape.flags & MACRO_CALLER) !== 0) return true;
    return this.shape.parameters.indexOf(key) >= positionals;
  }

  #otherKeywords(positional: readonly Value[], keywords: ReadonlyMap<string, Value>): Dict {
    const others = new Dict();
    for (const [key, value] of keywords) if (!this.#takes(key, positional.length)) others.set(key, value);
    return others;
  }
}

/** The macro in a local that holds one. */
export function macroOf(value: Slot): Macro {
  if (!(value instanceof Macro)) throw typeError("a recursive loop runs outside its own body");
  return value;
}
