/**
 * The virtual machine: runs the verified instructions of macro and expression programs. The verifier has proved stack
 * depths, ids and jump targets; bounds are still those of JavaScript's own arrays, so nothing outside can be read.
 */
import { DxgError } from "../base/error.ts";
import { CALL_DEPTH_MAX, FUEL_MAX } from "../base/limits.ts";
import { FILTERS, TESTS } from "../format/builtins.ts";
import { INCLUDE_IGNORE_MISSING, INCLUDE_WITHOUT_CONTEXT, NONE, Op } from "../format/opcode.ts";
import type { Program, Slot as ProgramSlot } from "../format/program.ts";
import type { LoadedSet } from "../format/program-set.ts";
import { getAttribute, getItem, sliceOf } from "../value/access.ts";
import { negate, positive } from "../value/arithmetic.ts";
import { typeError } from "../value/errors.ts";
import { escapeHtml } from "../value/escape.ts";
import { fromHost } from "../value/host.ts";
import { iterate } from "../value/iterate.ts";
import { toText } from "../value/text.ts";
import { truth } from "../value/truth.ts";
import { typeName } from "../value/type-name.ts";
import {
  type CallArguments,
  Dict,
  isString,
  SafeString,
  Tuple,
  Undefined,
  type UndefinedMode,
  type Value,
} from "../value/value.ts";
import { Context } from "./context.ts";
import { bindArguments, type FilterContext, findFilter } from "./filters/filter.ts";
import { filterById } from "./filters/index.ts";
import { binary, call, listOf, makeDict, pairsOf, spreadArguments, unpack } from "./instructions.ts";
import { Loop } from "./loop.ts";
import type { Output } from "./output.ts";
import { applyTest, testById } from "./tests.ts";
import { locate } from "./trace.ts";

const NO_ARGUMENTS: readonly Slot[] = [];
const TEXT = new TextDecoder();
/** Joining this many characters (as a power of two) costs one step of fuel. */
const CHARACTERS_PER_STEP_LOG2 = 5;
const NO_KEYWORDS: ReadonlyMap<string, Value> = new Map();

/** Unset locals, and absent arguments of filters and tests, are JavaScript's undefined. */
type Slot = Value | undefined;

/** Stands on the stack for an argument that was not given. */
const MISSING: Undefined = new Undefined("an argument that was not given", "", "lenient");

/** Arguments as filters and tests take them. */
function givenArguments(args: Slot[]): readonly Slot[] {
  for (let index = 0; index < args.length; index += 1) if (args[index] === MISSING) args[index] = undefined;
  return args;
}

interface LoopFrame {
  readonly items: readonly Value[];
  next: number;
  readonly loop: Loop | undefined;
}

export class Machine implements FilterContext {
  readonly undefinedMode: UndefinedMode;
  readonly autoescape: boolean;
  readonly #set: LoadedSet;
  readonly #output: Output;
  #fuel = FUEL_MAX;
  #depth = 0;
  readonly #stack: Value[] = [];

  constructor(set: LoadedSet, output: Output) {
    this.#set = set;
    this.#output = output;
    this.undefinedMode = set.undefinedMode;
    this.autoescape = set.autoescape;
  }

  /** Charges work to the render. @throws {DxgError} render/limit */
  spend(units: number): void {
    this.#fuel -= units;
    if (this.#fuel < 0) throw new DxgError("render/limit", `the template runs more than ${FUEL_MAX} steps`);
  }

  filter(name: string, value: Value, args: CallArguments): Value {
    const signature = findFilter(name);
    return filterById(signature.id)!(this, value, bindArguments(signature, args), args.keywords);
  }

  test(name: string, value: Value, args: CallArguments): boolean {
    return applyTest(this, name, value, args);
  }

  /**
   * Runs a program from an instruction on; an expression's value is the result.
   * @throws {DxgError} render/* with the place in the template
   */
  run(program: Program, context: Context, start = 0): Value {
    this.#depth += 1;
    if (this.#depth > CALL_DEPTH_MAX) {
      throw new DxgError("render/limit", `templates include each other more than ${CALL_DEPTH_MAX} deep`);
    }
    const base = this.#stack.length;
    const frame = { word: start };
    try {
      return this.#execute(program, context, frame);
    } catch (error) {
      throw locate(error, this.#set, program, frame.word);
    } finally {
      this.#stack.length = base;
      this.#depth -= 1;
    }
  }

  /** Writes a value's text, escaped when the programs autoescape. */
  emit(value: Value): void {
    const output = this.#output;
    if (typeof value === "string") output.value(this.autoescape ? escapeHtml(value) : value);
    else if (value instanceof SafeString) output.value(value.text);
    else if (typeof value === "number" && Number.isSafeInteger(value)) output.value(String(value));
    else output.value(this.autoescape ? escapeHtml(toText(value)) : toText(value));
  }

  #execute(program: Program, context: Context, frame: { word: number }): Value {
    const { code } = program;
    const { strings, constants } = this.#set;
    const output = this.#output;
    const stack = this.#stack;
    const mode = this.undefinedMode;
    const variables: Slot[] = new Array(program.variables.length);
    const locals: Slot[] = new Array(program.locals);
    const loops: LoopFrame[] = [];
    const load = (index: number): Value => {
      let value = variables[index];
      if (value === undefined) {
        value = context.lookup(strings.get(program.variables[index]!), mode, this);
        variables[index] = value;
      }
      return value;
    };
    const pop = (): Value => stack.pop()!;
    const local = (slot: number): Value => {
      const value = locals[slot];
      return value === undefined ? new Undefined("a variable that is not set", "", mode) : value;
    };
    let word = frame.word;
    for (;;) {
      frame.word = word;
      const instruction = code[word]!;
      const a = instruction >>> 8;
      switch (instruction & 0xff) {
        case Op.End:
          return null;
        case Op.ReturnValue:
          return pop();
        case Op.EmitText:
          if (output.capturing) output.value(strings.get(a));
          else output.span(strings.start(a), strings.start(a + 1) - strings.start(a));
          word += 1;
          break;
        case Op.Emit:
          this.emit(pop());
          word += 1;
          break;
        case Op.EmitVariable:
          this.emit(load(a));
          word += 1;
          break;
        case Op.EmitLocal:
          this.emit(local(a));
          word += 1;
          break;
        case Op.EmitLocalAttribute:
          this.emit(getAttribute(local(a), strings.get(code[word + 1]!), mode));
          word += 2;
          break;
        case Op.PushConstant:
          stack.push(constants[a]!);
          word += 1;
          break;
        case Op.PushInteger:
          stack.push(a);
          word += 1;
          break;
        case Op.PushMissing:
          stack.push(MISSING);
          word += 1;
          break;
        case Op.PushUndefined:
          stack.push(new Undefined("the conditional expression without else", "", "lenient"));
          word += 1;
          break;
        case Op.LoadLocalOrUnset:
          stack.push(locals[a] === undefined ? new Undefined(strings.get(code[word + 1]!), "", mode) : local(a));
          word += 2;
          break;
        case Op.Pop:
          stack.pop();
          word += 1;
          break;
        case Op.CopyLocal:
          locals[code[word + 1]!] = locals[a];
          word += 2;
          break;
        case Op.LoadVariable:
          stack.push(load(a));
          word += 1;
          break;
        case Op.LoadLocal:
          stack.push(local(a));
          word += 1;
          break;
        case Op.LoadLocalOrVariable: {
          stack.push(locals[a] === undefined ? load(code[word + 1]!) : local(a));
          word += 2;
          break;
        }
        case Op.LoadLocalAttribute:
          stack.push(getAttribute(local(a), strings.get(code[word + 1]!), mode));
          word += 2;
          break;
        case Op.StoreLocal:
          locals[a] = stack.pop();
          word += 1;
          break;
        case Op.ClearLocal:
          locals[a] = undefined;
          word += 1;
          break;
        case Op.Append:
          listOf(local(a)).push(pop());
          word += 1;
          break;
        case Op.Unpack: {
          const items = unpack(pop(), a);
          for (let index = items.length - 1; index >= 0; index -= 1) stack.push(fromHost(items[index]));
          word += 1;
          break;
        }
        case Op.GetAttribute:
          stack.push(getAttribute(pop(), strings.get(a), mode));
          word += 1;
          break;
        case Op.GetItem: {
          const key = pop();
          stack.push(getItem(pop(), key, mode));
          word += 1;
          break;
        }
        case Op.Slice: {
          const step = pop();
          const stop = pop();
          const from = pop();
          stack.push(sliceOf(pop(), from, stop, step));
          word += 1;
          break;
        }
        case Op.MakeList:
          stack.push(stack.splice(stack.length - a, a));
          word += 1;
          break;
        case Op.MakeTuple:
          stack.push(new Tuple(stack.splice(stack.length - a, a)));
          word += 1;
          break;
        case Op.MakeDict:
          stack.push(makeDict(stack.splice(stack.length - 2 * a, 2 * a)));
          word += 1;
          break;
        case Op.JoinList: {
          const items = iterate(pop());
          stack.push([...listOf(pop()), ...items]);
          word += 1;
          break;
        }
        case Op.JoinDict: {
          const keywords = pop();
          stack.push(Dict.of([...pairsOf(pop()), ...pairsOf(keywords)]));
          word += 1;
          break;
        }
        case Op.Negate:
          stack.push(negate(pop()));
          word += 1;
          break;
        case Op.Positive:
          stack.push(positive(pop()));
          word += 1;
          break;
        case Op.Not:
          stack.push(!truth(pop()));
          word += 1;
          break;
        case Op.Concatenate:
          stack.push(this.#concatenate(stack.splice(stack.length - a, a)));
          word += 1;
          break;
        case Op.Add:
        case Op.Subtract:
        case Op.Multiply:
        case Op.Divide:
        case Op.FloorDivide:
        case Op.Modulo:
        case Op.Power:
        case Op.Equal:
        case Op.NotEqual:
        case Op.Less:
        case Op.LessEqual:
        case Op.Greater:
        case Op.GreaterEqual:
        case Op.In:
        case Op.NotIn: {
          const right = pop();
          stack.push(binary(instruction & 0xff, pop(), right));
          word += 1;
          break;
        }
        case Op.Jump: {
          const target = code[word + 1]!;
          if (target <= word) this.spend(1);
          word = target;
          break;
        }
        case Op.JumpIfFalse: {
          const target = code[word + 1]!;
          if (target <= word) this.spend(1);
          word = truth(pop()) ? word + 2 : target;
          break;
        }
        case Op.JumpIfFalseOrPop:
        case Op.JumpIfTrueOrPop: {
          const target = code[word + 1]!;
          if (target <= word) this.spend(1);
          const jumpsOn = (instruction & 0xff) === Op.JumpIfTrueOrPop;
          if (truth(stack[stack.length - 1] as Value) === jumpsOn) word = target;
          else {
            stack.pop();
            word += 2;
          }
          break;
        }
        case Op.ForStart: {
          const items = iterate(pop());
          if (items.length === 0) {
            const target = code[word + 1]!;
            if (target <= word) this.spend(1);
            word = target;
            break;
          }
          const loop = a === NONE ? undefined : new Loop(items, mode);
          if (loop !== undefined) locals[a] = loop;
          loops.push({ items, next: 0, loop });
          word += 2;
          break;
        }
        case Op.ForNext: {
          const current = loops[loops.length - 1]!;
          this.spend(1);
          if (current.next >= current.items.length) {
            loops.pop();
            word = code[word + 1]!;
            break;
          }
          locals[a] = fromHost(current.items[current.next]);
          if (current.loop !== undefined) current.loop.index0 = current.next;
          current.next += 1;
          word += 2;
          break;
        }
        case Op.Filter: {
          const count = code[word + 1]!;
          const args = count === 0 ? NO_ARGUMENTS : givenArguments(stack.splice(stack.length - count, count));
          stack.push(filterById(a)!(this, pop(), args));
          word += 2;
          break;
        }
        case Op.FilterKeywords: {
          const { positional, keywords } = this.#arguments(code[word + 1]!, code[word + 2]!);
          stack.push(filterById(a)!(this, pop(), positional, keywords));
          word += 3;
          break;
        }
        case Op.FilterSpread: {
          const args = spreadArguments(pop(), pop());
          stack.push(this.filter(FILTERS[a]!.name, pop(), args));
          word += 1;
          break;
        }
        case Op.Test: {
          const count = code[word + 1]!;
          const args = count === 0 ? NO_ARGUMENTS : givenArguments(stack.splice(stack.length - count, count));
          stack.push(testById(a)!(this, pop(), args));
          word += 2;
          break;
        }
        case Op.TestSpread: {
          const args = spreadArguments(pop(), pop());
          stack.push(this.test(TESTS[a]!.name, pop(), args));
          word += 1;
          break;
        }
        case Op.Call: {
          const args = this.#arguments(code[word + 1]!, code[word + 2]!);
          stack.push(call(pop(), args));
          word += 3;
          break;
        }
        case Op.CallSpread: {
          const args = spreadArguments(pop(), pop());
          stack.push(call(pop(), args));
          word += 1;
          break;
        }
        case Op.CaptureStart:
          output.startCapture();
          word += 1;
          break;
        case Op.CaptureEnd: {
          const text = output.endCapture();
          stack.push(this.autoescape ? new SafeString(text) : text);
          word += 1;
          break;
        }
        case Op.Include:
          this.spend(1);
          this.include(a, this.#inner(context, code[word + 1]!, locals));
          word += 2;
          break;
        case Op.IncludeNamed: {
          this.spend(1);
          const inner = a & INCLUDE_WITHOUT_CONTEXT ? Context.empty() : this.#inner(context, code[word + 1]!, locals);
          this.#includeNamed(pop(), (a & INCLUDE_IGNORE_MISSING) !== 0, inner);
          word += 2;
          break;
        }
        default:
          throw new Error(`Internal error: instruction ${instruction & 0xff} passed the verifier`);
      }
    }
  }

  /** Renders a program of the set into the output: a macro program runs, a micro one writes its layout and slots. */
  include(index: number, context: Context): void {
    const program = this.#set.programs[index]!;
    if (program.mode !== "micro") {
      this.run(program, context);
      return;
    }
    const { strings } = this.#set;
    const start = strings.start(program.layout);
    const end = strings.start(program.layout + 1);
    let from = start;
    const text = (to: number): void => {
      if (this.#output.capturing) this.#output.value(TEXT.decode(strings.blob.subarray(from, to)));
      else this.#output.span(from, to - from);
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
      throw locate(error, this.#set, program, slot.code);
    }
  }

  #includeNamed(named: Value, ignoreMissing: boolean, context: Context): void {
    const names = isString(named) ? [named] : iterate(named);
    for (const name of names) {
      if (!isString(name)) throw typeError(`a template's name is a string, not ${typeName(name)}`);
      const index = this.#programNamed(toText(name));
      if (index !== undefined) {
        this.include(index, context);
        return;
      }
    }
    if (!ignoreMissing) {
      throw new DxgError("render/include-not-found", names.map((name) => `"${toText(name)}"`).join(", "), {
        hint: "Add `ignore missing` if it may be absent",
      });
    }
  }

  #programNamed(name: string): number | undefined {
    const { programs, strings } = this.#set;
    const index = programs.findIndex(({ name: id, mode }) => mode !== "expression" && strings.get(id) === name);
    return index < 0 ? undefined : index;
  }

  /** The context of an included program: this one and the locals that the scope constant names. */
  #inner(context: Context, scope: number, locals: readonly Slot[]): Context {
    if (scope === NONE) return context;
    const { items } = this.#set.constants[scope] as Tuple;
    const visible = new Map<string, Value>();
    for (let index = 0; index + 1 < items.length; index += 2) {
      const value = locals[items[index + 1] as number];
      if (value !== undefined) visible.set(items[index] as string, value);
    }
    return context.with(visible);
  }

  /** Pops `count` arguments, the last of which have the names of a constant. */
  #arguments(count: number, names: number): CallArguments {
    const all = this.#stack.splice(this.#stack.length - count, count);
    if (names === NONE) return { positional: all, keywords: NO_KEYWORDS };
    const { items } = this.#set.constants[names] as Tuple;
    const positional = all.slice(0, count - items.length);
    const keywords = new Map<string, Value>();
    items.forEach((name, index) => {
      const key = name as string;
      if (keywords.has(key)) throw typeError(`keyword argument repeated: ${key}`);
      keywords.set(key, all[positional.length + index] as Value);
    });
    return { positional, keywords };
  }

  #concatenate(parts: readonly Value[]): Value {
    let safe = false;
    if (this.autoescape) for (const part of parts) safe ||= part instanceof SafeString;
    let text = "";
    for (const part of parts) text += safe && !(part instanceof SafeString) ? escapeHtml(toText(part)) : toText(part);
    this.spend(text.length >> CHARACTERS_PER_STEP_LOG2);
    return safe ? new SafeString(text) : text;
  }
}
