/**
 * The virtual machine around the instructions (execute.ts): runs programs, includes others, keeps the fuel and lends
 * itself to filters. One machine is one render.
 */
import { DxgError } from "../base/error.ts";
import { expectLongRun } from "../base/jit.ts";
import { CALL_DEPTH_MAX, FUEL_MAX } from "../base/limits.ts";
import type { LoadedProgram as Program } from "../format/loaded-program.ts";
import type { MacroShape } from "../format/macro-shape.ts";
import { NONE } from "../format/opcode.ts";
import type { Slot as ProgramSlot } from "../format/program.ts";
import type { LoadedSet } from "../format/program-set.ts";
import { isDictMethod } from "../value/dict-methods.ts";
import { escapeHtml } from "../value/escape.ts";
import { toText } from "../value/text.ts";
import {
  type CallArguments,
  Mutator,
  SafeString,
  type Tuple,
  Undefined,
  type UndefinedMode,
  type Value,
} from "../value/value.ts";
import { takeWork } from "../value/work.ts";
import { takeArguments } from "./arguments.ts";
import { type Context, Visible } from "./context.ts";
import { CALL_STEPS, CHARACTERS_PER_STEP_LOG2, LONG_TEXT, TEST_STEPS, textSteps } from "./cost.ts";
import { execute } from "./execute.ts";
import { explained } from "./explain.ts";
import { type Bound, bindArguments, type FilterContext, findFilter } from "./filters/filter.ts";
import { filterById } from "./filters/index.ts";
import { emptySlots, Frame, type Slot } from "./frame.ts";
import { blocksOf, isFailing, Module, type RenderProgram, referenceTo, TemplateReference } from "./inheritance.ts";
import { call } from "./instructions.ts";
import { Macro } from "./macro.ts";
import { mayChange, refusedChange } from "./mutation.ts";
import { namesToTry, notFound, programNamed, requireProgram } from "./named-program.ts";
import type { Output } from "./output.ts";
import { applyTest } from "./tests.ts";
import { locate } from "./trace.ts";

/** Made when first needed: few templates need it, and every start would pay for it. */
let decoder: TextDecoder | undefined;
/**
 * Steps that code compiled on the fly would not make faster: a few milliseconds in the interpreter. The defaults of one of
 * the built-in templates take some thousand, and compiling for them made a whole generation a tenth slower.
 */
const SHORT_RUN = 50_000;

/** What is known of a name as a field of an object. */
const UNKNOWN = 0;
const FIELD = 1;
const NO_FIELD = 2;

export class Machine implements FilterContext {
  readonly undefinedMode: UndefinedMode;
  /** Whether output is escaped here. */
  autoescape: boolean;
  readonly set: LoadedSet;
  readonly output: Output;
  /** Operands of all programs that run, one above the other. */
  readonly stack: Value[] = [];
  #fuel = FUEL_MAX;
  /** Below this the run counts as a long one, and then as an endless one. */
  #attention = FUEL_MAX - SHORT_RUN;
  /** Templates and macros that run in each other. */
  depth = 0;
  /** Templates that were imported without a context. */
  #modules: Map<number, Module> | undefined;
  /** By string id: what `isField` found. */
  private fields: Uint8Array | undefined = undefined;
  #mutates: boolean | undefined;

  constructor(set: LoadedSet, output: Output) {
    this.set = set;
    this.output = output;
    this.undefinedMode = set.undefinedMode;
    this.autoescape = set.autoescape;
    // What a render that failed has left is nobody's.
    takeWork();
  }

  /**
   * Whether the string with an id, as the name of an attribute, can only be an own field of a plain object: no method of
   * dicts has it, nor JavaScript's own prototype, which a host may have added to. Looked up once a render: a look-up costs
   * more than all else that reading a field does.
   */
  isField(id: number): boolean {
    this.fields ??= new Uint8Array(this.set.strings.count);
    const known = this.fields[id]!;
    if (known !== UNKNOWN) return known === FIELD;
    const name = this.set.strings.get(id);
    const isField = !(isDictMethod(name) || name in Object.prototype);
    this.fields[id] = isField ? FIELD : NO_FIELD;
    return isField;
  }

  /** Worked out when the first value that can change is read or a method would change one. */
  get mutates(): boolean {
    this.#mutates ??= mayChange(this.set);
    return this.#mutates;
  }

  /** Charges work to the render. @throws {DxgError} render/limit */
  spend(units: number): void {
    this.#fuel -= units;
    if (this.#fuel >= this.#attention) return;
    expectLongRun();
    this.#attention = 0;
    if (this.#fuel < 0) throw new DxgError("render/limit", `the template runs more than ${FUEL_MAX} steps`);
  }

  /** Steps that are left. */
  get fuel(): number {
    return this.#fuel;
  }

  /** Gives steps back that nothing was done for. */
  refund(units: number): void {
    this.#fuel += units;
  }

  /** Spends so many steps at once if there are so many left. */
  affords(units: number): boolean {
    if (this.#fuel < units) return false;
    this.spend(units);
    return true;
  }

  filter(name: string, value: Value, args: CallArguments): Value {
    const signature = findFilter(name, this.set.builtins);
    return this.applyFilter(signature.id, value, bindArguments(signature, args), args.keywords);
  }

  /** Applies the filter with a number to bound arguments and charges its work. @throws {DxgError} render/* */
  applyFilter(id: number, value: Value, args: Bound, keywords?: ReadonlyMap<string, Value>): Value {
    this.spend(CALL_STEPS + textSteps(value));
    const result = filterById(id)!(this, value, args, keywords);
    this.spend(textSteps(result) + takeWork());
    return result;
  }

  /** Calls a value and charges the work. @throws {DxgError} render/* */
  call(callee: Value, args: CallArguments): Value {
    if (callee instanceof Mutator && !this.mutates) throw refusedChange(this.set, callee);
    const result = call(callee, args);
    this.spend(CALL_STEPS + textSteps(result) + takeWork());
    return result;
  }

  test(name: string, value: Value, args: CallArguments): boolean {
    this.spend(TEST_STEPS + textSteps(value));
    return applyTest(this, name, value, args);
  }

  /**
   * Runs a program from an instruction on; an expression's value is the result.
   * @throws {DxgError} render/* with the place in the template
   */
  run(program: Program, context: Context, start = 0): Value {
    return this.#execute(program, context, new Frame(start, emptySlots(program.locals)));
  }

  #execute(program: Program, context: Context, frame: Frame): Value {
    this.depth += 1;
    if (this.depth > CALL_DEPTH_MAX) {
      throw new DxgError("render/limit", `templates and macros are more than ${CALL_DEPTH_MAX} deep in each other`);
    }
    const { depth } = this;
    try {
      return execute(this, program, context, frame);
    } catch (error) {
      throw locate(explained(error, context), this.set, program, frame.word);
    } finally {
      this.depth = depth - 1;
    }
  }

  /** A macro whose body begins at a word of a program. */
  makeMacro(shape: MacroShape, program: Program, start: number, context: Context, frame: Frame): Macro {
    const { autoescape } = this;
    const { locals, root } = frame;
    return new Macro({ shape, program, start, context, locals, root, autoescape, depth: 0 }, this.#invoke);
  }

  readonly #invoke = (macro: Macro, args: CallArguments): Value => {
    this.output.startCapture();
    this.#runMacro(macro, args);
    return this.#captured();
  };

  /**
   * Calls a value, under its arguments on the stack, and writes what it gives; a macro writes its text as it runs. The
   * operands are those of the instruction.
   */
  emitCall(count: number, names: number): void {
    const { stack } = this;
    const callee = stack[stack.length - 1 - count]!;
    if (!(callee instanceof Macro)) {
      const args = takeArguments(this.set, stack, count, names);
      this.emit(this.call(stack.pop()!, args));
      return;
    }
    this.spend(CALL_STEPS);
    const locals = names === NONE ? callee.bindPositionals(stack, count) : undefined;
    if (locals !== undefined) {
      this.#runBody(callee, locals);
      return;
    }
    const args = takeArguments(this.set, stack, count, names);
    stack.pop();
    this.#runMacro(callee, args);
  }

  #runMacro(macro: Macro, args: CallArguments): void {
    this.#runBody(macro, macro.bind(args, this.undefinedMode));
  }

  #runBody(macro: Macro, locals: Slot[]): void {
    const { autoescape } = this;
    this.autoescape = macro.autoescape;
    this.#execute(macro.program, macro.context, new Frame(macro.start, locals, macro.root));
    this.autoescape = autoescape;
  }

  /** The text that was captured: markup where output is escaped. */
  #captured(): Value {
    const text = this.output.endCapture();
    return this.autoescape ? new SafeString(text) : text;
  }

  /** Writes a value's text, escaped when the programs autoescape. */
  emit(value: Value): void {
    // Small, so that the compiler puts it where it is called.
    if (typeof value === "string" && value.length <= LONG_TEXT && !this.autoescape) this.output.value(value);
    else this.emitOther(value);
  }

  private emitOther(value: Value): void {
    const output = this.output;
    if (typeof value === "number" && Number.isSafeInteger(value)) output.integer(value);
    else if (typeof value === "string") {
      if (value.length > LONG_TEXT) this.spend(value.length >> CHARACTERS_PER_STEP_LOG2);
      output.value(this.autoescape ? escapeHtml(value) : value);
    } else if (value instanceof SafeString) output.value(value.text);
    else {
      // A template's output is markup.
      const escapes = this.autoescape && !(value instanceof Module);
      output.value(escapes ? escapeHtml(toText(value)) : toText(value));
      this.spend(takeWork());
    }
  }

  /** Renders a program of the set into the output, then the templates that it extends. Each escapes as the set does. */
  include(index: number, context: Context): void {
    const { autoescape } = this;
    const extending: { readonly program: Program; readonly word: number }[] = [];
    let next: number | undefined = index;
    try {
      while (next !== undefined) {
        if (extending.length > CALL_DEPTH_MAX) {
          throw new DxgError("render/limit", `templates extend each other more than ${CALL_DEPTH_MAX} deep`);
        }
        const program: Program = this.set.programs[next]!;
        this.autoescape = this.set.autoescape;
        if (program.mode === "micro") {
          this.#writeLayout(program, context);
          break;
        }
        // The blocks of a template that is extended were defined by the tag that says so.
        const start = extending.length > 0 && blocksOf(program) !== undefined ? 1 : 0;
        const frame = new Frame(start, emptySlots(program.locals));
        this.#execute(program, context, frame);
        next = frame.parent;
        if (next !== undefined) extending.push({ program, word: frame.extending });
      }
    } catch (error) {
      throw extending.reduceRight((inner: unknown, { program, word }) => locate(inner, this.set, program, word), error);
    }
    this.autoescape = autoescape;
  }

  /** A micro program writes its layout and slots. */
  #writeLayout(program: Program, context: Context): void {
    const { strings } = this.set;
    const start = strings.start(program.layout);
    const end = strings.start(program.layout + 1);
    let from = start;
    const text = (to: number): void => {
      if (this.output.capturing) {
        decoder ??= new TextDecoder("utf-8", { ignoreBOM: true });
        this.output.text(decoder.decode(strings.blob.subarray(from, to)));
      } else this.output.span(from, to - from);
      from = to;
    };
    for (const slot of program.slots) {
      text(start + slot.offset);
      this.emitSlot(program, slot, context);
    }
    text(end);
  }

  /** Computes a slot of a micro program and writes its text. @throws {DxgError} render/* with the place */
  emitSlot(program: Program, slot: ProgramSlot, context: Context): void {
    const value = this.run(program, context, slot.code);
    try {
      this.emit(value);
    } catch (error) {
      throw locate(explained(error, context), this.set, program, slot.code);
    }
  }

  includeNamed(named: Value, ignoreMissing: boolean, context: Context): void {
    const names = namesToTry(named);
    for (const name of names) {
      if (name instanceof Undefined) continue;
      const index = programNamed(this.set, name);
      if (index !== undefined) return this.include(index, context);
    }
    if (!ignoreMissing) throw notFound(names, "Add `ignore missing` if it may be absent");
  }

  /**
   * Lets a frame's template extend the one that is named, whose blocks are defined at once.
   * @throws {DxgError} render/inheritance when the template extends one already
   */
  extend(frame: Frame, word: number, name: Value, context: Context): void {
    if (frame.parent !== undefined) {
      throw new DxgError("render/inheritance", "the template extends a second one", {
        hint: "Let only one `{% extends %}` be reached.",
      });
    }
    const index = requireProgram(this.set, name);
    const program = this.set.programs[index]!;
    const blocks = blocksOf(program);
    if (blocks !== undefined) context.defineBlocks(this.set.constants[blocks] as Tuple);
    // One that could not be compiled fails here, as one that is not there.
    else if (isFailing(program)) this.run(program, context);
    frame.parent = index;
    frame.extending = word;
  }

  /** Runs a template as a module, which `shared` ones that get no context are once for all that import them. */
  importNamed(named: Value, context: Context, shared: boolean): Module {
    const index = requireProgram(this.set, named);
    const known = shared ? this.#modules?.get(index) : undefined;
    if (known !== undefined) return known;
    const module = this.#module(index, context);
    if (shared) this.#modules = (this.#modules ?? new Map()).set(index, module);
    return module;
  }

  #module(index: number, context: Context): Module {
    const { exports } = context;
    this.output.startCapture();
    this.include(index, context);
    const text = this.output.endCapture();
    return new Module(this.set.strings.get(this.set.programs[index]!.name), exports, context.imported, text);
  }

  /** Renders the definition of a block into the output. As in Jinja2 it escapes as its template does, not as its place. */
  runBlock(index: number, context: Context): void {
    const { autoescape } = this;
    this.autoescape = this.set.autoescape;
    this.run(this.set.programs[index]!, context);
    this.autoescape = autoescape;
  }

  #renderBlock(context: Context): RenderProgram {
    return (program) => {
      this.output.startCapture();
      this.runBlock(program, context);
      return this.#captured();
    };
  }

  /** `super` in a definition of a block: what renders the one below. */
  superOf(name: string, program: Program, context: Context): Value {
    const programs = context.blocks.of(name);
    const level = programs.findIndex((index) => this.set.programs[index] === program) + 1;
    const below = level > 0 ? referenceTo(name, programs, level, this.#renderBlock(context)) : undefined;
    return below ?? new Undefined("super", "", this.undefinedMode, `there is no parent block called '${name}'.`);
  }

  /** `self`: the blocks of the template. */
  selfOf(program: Program, context: Context, { root }: Frame): Value {
    root.self ??= new TemplateReference(
      this.set.strings.get(program.name),
      () => context.blocks,
      this.#renderBlock(context),
    );
    return root.self;
  }

  /** The locals that a scope constant names, for a program that sees them. */
  visible(scope: number, locals: readonly Slot[]): Visible | undefined {
    return scope === NONE ? undefined : new Visible((this.set.constants[scope] as Tuple).items, locals);
  }
}
