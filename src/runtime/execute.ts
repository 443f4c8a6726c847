/**
 * The instructions of the virtual machine, in one loop. The verifier has proved stack depths, ids and jump targets;
 * bounds are still those of JavaScript's own arrays, so nothing outside can be read.
 */
import { FILTERS, TESTS } from "../format/builtins.ts";
import { faultOf } from "../format/fault.ts";
import { blockPairs, macroShape } from "../format/macro-shape.ts";
import {
  BLOCK_REQUIRED,
  EXPORT_IMPORTED,
  INCLUDE_IGNORE_MISSING,
  INCLUDE_WITHOUT_CONTEXT,
  NONE,
  type Op,
} from "../format/opcode.ts";
import type { Program } from "../format/program.ts";
import { getAttribute, getItem, sliceOf } from "../value/access.ts";
import { negate, positive } from "../value/arithmetic.ts";
import { fromHost } from "../value/host.ts";
import { iterate } from "../value/iterate.ts";
import { truth } from "../value/truth.ts";
import {
  Dict,
  type PlainObject,
  SafeString,
  Tuple,
  Undefined,
  type UndefinedMode,
  type Value,
} from "../value/value.ts";
import { takeWork } from "../value/work.ts";
import type { Context } from "./context.ts";
import { INCLUDE_STEPS, iterationSteps, TEST_STEPS, textSteps } from "./cost.ts";
import { debugText } from "./debug.ts";
import { importedName, topDefinition } from "./inheritance.ts";
import { binary, listOf, makeDict, pairsOf, setAttribute, spreadArguments, unpack } from "./instructions.ts";
import { Loop } from "./loop.ts";
import type { Machine } from "./machine.ts";
import { macroOf } from "./macro.ts";
import { testById } from "./tests.ts";
import { positionIn } from "./trace.ts";

/** Unset locals, and absent arguments of filters and tests, are JavaScript's undefined. */
export type Slot = Value | undefined;

/** A run of a program or of a macro's body. */
export class Frame {
  /** Index of the instruction in the program's code, for the place of an error. */
  word: number;
  readonly locals: Slot[];
  /** The program of the template that this one extends. */
  parent: number | undefined = undefined;
  /** Index of the instruction that says so. */
  extending = 0;
  /** The run of the template whose code this is: this one, but in the body of a recursive loop. */
  readonly root: Frame;

  constructor(word: number, locals: Slot[], root?: Frame) {
    this.word = word;
    this.locals = locals;
    this.root = root ?? this;
  }
}

const NO_ARGUMENTS: readonly Slot[] = [];

/** What an undefined value of a conditional expression says, after Jinja2. */
const NO_ELSE = "the inline if-expression evaluated to false and no else section was defined.";

/** Stands on the stack for an argument that was not given. */
const MISSING: Undefined = new Undefined("an argument that was not given", "", "lenient");

/** Arguments as filters and tests take them, from the top of the stack. */
function popArguments(stack: Value[], count: number): readonly Slot[] {
  const args: Slot[] = new Array<Slot>(count).fill(undefined);
  for (let index = count - 1; index >= 0; index -= 1) {
    const value = stack.pop();
    if (value !== MISSING) args[index] = value;
  }
  return args;
}

interface LoopFrame {
  readonly items: readonly Value[];
  next: number;
  readonly loop: Loop | undefined;
}

/**
 * `target.name` for the shape that loops over records have: a plain object with a scalar of its own. Everything else
 * takes the way of `getAttribute`.
 * @param isField what `Machine.isField` says of the name: a scalar under it can only be the object's own
 */
function fieldOf(target: Value, name: string, isField: boolean, mode: UndefinedMode): Value {
  if (isField && typeof target === "object" && target !== null && Object.getPrototypeOf(target) === Object.prototype) {
    const value = (target as PlainObject)[name];
    if (typeof value === "string" || typeof value === "boolean") return value;
    if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  }
  return getAttribute(target, name, mode);
}

/**
 * Runs a program from the frame's instruction on; an expression's value is the result.
 * @throws {DxgError} render/* without the place, which the frame tells
 */
export function execute(machine: Machine, program: Program, context: Context, frame: Frame): Value {
  // Signed: a word above 2^31 read from the unsigned array would make the engine give up its optimised code of this loop.
  const code = new Int32Array(program.code.buffer, program.code.byteOffset, program.code.length);
  const { strings, constants } = machine.set;
  const output = machine.output;
  const stack = machine.stack;
  const mode = machine.undefinedMode;
  // Filled, so that they have one form in all runs, which optimised code relies on.
  const variables: Slot[] = new Array<Slot>(program.variables.length).fill(undefined);
  const { locals } = frame;
  const loops: LoopFrame[] = [];
  const load = (index: number): Value => {
    let value = variables[index];
    if (value === undefined) {
      value = context.lookup(strings.get(program.variables[index]!), mode, machine);
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
    // The codes as numbers, each held to its name by the type checker: names would be looked up one after the other, while
    // numbers become one jump.
    switch (instruction & 0xff) {
      case 0x01 satisfies typeof Op.End:
        return null;
      case 0x02 satisfies typeof Op.ReturnValue:
        return pop();
      case 0x08 satisfies typeof Op.EmitText:
        if (output.capturing) output.value(strings.get(a));
        else {
          const start = strings.start(a);
          output.span(start, strings.start(a + 1) - start);
        }
        word += 1;
        break;
      case 0x09 satisfies typeof Op.Emit:
        machine.emit(pop());
        word += 1;
        break;
      case 0x0a satisfies typeof Op.EmitVariable:
        machine.emit(load(a));
        word += 1;
        break;
      case 0x0b satisfies typeof Op.EmitLocal:
        machine.emit(local(a));
        word += 1;
        break;
      case 0x0c satisfies typeof Op.EmitLocalAttribute:
        machine.emit(fieldOf(local(a), strings.get(code[word + 1]!), machine.isField(code[word + 1]!), mode));
        word += 2;
        break;
      case 0x10 satisfies typeof Op.PushConstant:
        stack.push(constants[a]!);
        word += 1;
        break;
      case 0x11 satisfies typeof Op.PushInteger:
        stack.push(a);
        word += 1;
        break;
      case 0x12 satisfies typeof Op.PushMissing:
        stack.push(MISSING);
        word += 1;
        break;
      case 0x15 satisfies typeof Op.PushUndefined:
        stack.push(new Undefined("", "", "lenient", NO_ELSE));
        word += 1;
        break;
      case 0x16 satisfies typeof Op.LoadLocalOrUnset:
        stack.push(locals[a] === undefined ? new Undefined(strings.get(code[word + 1]!), "", mode) : local(a));
        word += 2;
        break;
      case 0x13 satisfies typeof Op.Pop:
        stack.pop();
        word += 1;
        break;
      case 0x14 satisfies typeof Op.CopyLocal:
        locals[code[word + 1]!] = locals[a];
        word += 2;
        break;
      case 0x17 satisfies typeof Op.SetAttribute: {
        const target = pop();
        setAttribute(target, strings.get(a), pop());
        word += 1;
        break;
      }
      case 0x18 satisfies typeof Op.LoadVariable:
        stack.push(load(a));
        word += 1;
        break;
      case 0x19 satisfies typeof Op.LoadLocal:
        stack.push(local(a));
        word += 1;
        break;
      case 0x1a satisfies typeof Op.LoadLocalOrVariable: {
        stack.push(locals[a] === undefined ? load(code[word + 1]!) : local(a));
        word += 2;
        break;
      }
      case 0x1b satisfies typeof Op.LoadLocalAttribute:
        stack.push(fieldOf(local(a), strings.get(code[word + 1]!), machine.isField(code[word + 1]!), mode));
        word += 2;
        break;
      case 0x1c satisfies typeof Op.StoreLocal:
        locals[a] = stack.pop();
        word += 1;
        break;
      case 0x1d satisfies typeof Op.ClearLocal:
        locals[a] = undefined;
        word += 1;
        break;
      case 0x1e satisfies typeof Op.Append:
        listOf(local(a)).push(pop());
        word += 1;
        break;
      case 0x1f satisfies typeof Op.Unpack: {
        const items = unpack(pop(), a);
        for (let index = items.length - 1; index >= 0; index -= 1) stack.push(fromHost(items[index]));
        word += 1;
        break;
      }
      case 0x20 satisfies typeof Op.GetAttribute:
        stack.push(getAttribute(pop(), strings.get(a), mode));
        word += 1;
        break;
      case 0x21 satisfies typeof Op.GetItem: {
        const key = pop();
        stack.push(getItem(pop(), key, mode));
        if (typeof key !== "string") machine.spend(takeWork());
        word += 1;
        break;
      }
      case 0x22 satisfies typeof Op.Slice: {
        const step = pop();
        const stop = pop();
        const from = pop();
        stack.push(sliceOf(pop(), from, stop, step));
        machine.spend(takeWork());
        word += 1;
        break;
      }
      case 0x23 satisfies typeof Op.MakeList:
        stack.push(stack.splice(stack.length - a, a));
        word += 1;
        break;
      case 0x24 satisfies typeof Op.MakeTuple:
        stack.push(new Tuple(stack.splice(stack.length - a, a)));
        word += 1;
        break;
      case 0x25 satisfies typeof Op.MakeDict:
        stack.push(makeDict(stack.splice(stack.length - 2 * a, 2 * a)));
        word += 1;
        break;
      case 0x26 satisfies typeof Op.JoinList: {
        const items = iterate(pop());
        machine.spend(items.length + takeWork());
        stack.push(listOf(pop()).concat(items));
        word += 1;
        break;
      }
      case 0x27 satisfies typeof Op.JoinDict: {
        const keywords = pop();
        stack.push(Dict.of(pairsOf(pop()).concat(pairsOf(keywords))));
        machine.spend(takeWork());
        word += 1;
        break;
      }
      case 0x2f satisfies typeof Op.Negate:
        stack.push(negate(pop()));
        word += 1;
        break;
      case 0x30 satisfies typeof Op.Positive:
        stack.push(positive(pop()));
        word += 1;
        break;
      case 0x31 satisfies typeof Op.Not:
        stack.push(!truth(pop()));
        word += 1;
        break;
      case 0x32 satisfies typeof Op.Concatenate:
        stack.push(machine.concatenate(stack.splice(stack.length - a, a)));
        word += 1;
        break;
      case 0x28 satisfies typeof Op.Add:
      case 0x29 satisfies typeof Op.Subtract:
      case 0x2a satisfies typeof Op.Multiply:
      case 0x2b satisfies typeof Op.Divide:
      case 0x2c satisfies typeof Op.FloorDivide:
      case 0x2d satisfies typeof Op.Modulo:
      case 0x2e satisfies typeof Op.Power:
      case 0x38 satisfies typeof Op.Equal:
      case 0x39 satisfies typeof Op.NotEqual:
      case 0x3a satisfies typeof Op.Less:
      case 0x3b satisfies typeof Op.LessEqual:
      case 0x3c satisfies typeof Op.Greater:
      case 0x3d satisfies typeof Op.GreaterEqual:
      case 0x3e satisfies typeof Op.In:
      case 0x3f satisfies typeof Op.NotIn: {
        const right = pop();
        const left = pop();
        stack.push(binary(instruction & 0xff, left, right));
        if (typeof left !== "number" || typeof right !== "number") machine.spend(takeWork());
        word += 1;
        break;
      }
      case 0x40 satisfies typeof Op.Jump: {
        const target = code[word + 1]!;
        if (target <= word) machine.spend(iterationSteps(word - target));
        word = target;
        break;
      }
      case 0x41 satisfies typeof Op.JumpIfFalse: {
        const target = code[word + 1]!;
        if (target <= word) machine.spend(iterationSteps(word - target));
        word = truth(pop()) ? word + 2 : target;
        break;
      }
      case 0x42 satisfies typeof Op.JumpIfFalseOrPop:
      case 0x43 satisfies typeof Op.JumpIfTrueOrPop: {
        const target = code[word + 1]!;
        if (target <= word) machine.spend(iterationSteps(word - target));
        const jumpsOn = (instruction & 0xff) === (0x43 satisfies typeof Op.JumpIfTrueOrPop);
        if (truth(stack[stack.length - 1] as Value) === jumpsOn) word = target;
        else {
          stack.pop();
          word += 2;
        }
        break;
      }
      case 0x44 satisfies typeof Op.JumpIfSet: {
        const target = code[word + 1]!;
        if (target <= word) machine.spend(iterationSteps(word - target));
        word = locals[a] === undefined ? word + 2 : target;
        break;
      }
      case 0x45 satisfies typeof Op.JumpIfExtended: {
        const target = code[word + 1]!;
        if (target <= word) machine.spend(iterationSteps(word - target));
        word = frame.root.parent === undefined ? word + 2 : target;
        break;
      }
      case 0x48 satisfies typeof Op.ForStart: {
        const items = iterate(pop());
        machine.spend(takeWork());
        if (items.length === 0) {
          const target = code[word + 1]!;
          if (target <= word) machine.spend(iterationSteps(word - target));
          word = target;
          break;
        }
        const loop = a === NONE ? undefined : new Loop(items, mode);
        if (loop !== undefined) locals[a] = loop;
        loops.push({ items, next: 0, loop });
        word += 2;
        break;
      }
      case 0x49 satisfies typeof Op.ForNext: {
        const current = loops[loops.length - 1]!;
        machine.spend(1);
        if (current.next >= current.items.length || current.loop?.ended === true) {
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
      case 0x4a satisfies typeof Op.ForEnd:
        loops.pop();
        word += 1;
        break;
      case 0x4b satisfies typeof Op.ForStartRecursive: {
        const items = iterate(pop());
        machine.spend(takeWork());
        if (items.length === 0) {
          const target = code[word + 1]!;
          if (target <= word) machine.spend(iterationSteps(word - target));
          word = target;
          break;
        }
        const loop = new Loop(items, mode, macroOf(locals[code[word + 2]!]));
        locals[a] = loop;
        loops.push({ items, next: 0, loop });
        word += 3;
        break;
      }
      case 0x50 satisfies typeof Op.Filter: {
        const count = code[word + 1]!;
        const args = count === 0 ? NO_ARGUMENTS : popArguments(stack, count);
        stack.push(machine.applyFilter(a, pop(), args));
        word += 2;
        break;
      }
      case 0x51 satisfies typeof Op.FilterKeywords: {
        const { positional, keywords } = machine.takeArguments(code[word + 1]!, code[word + 2]!);
        stack.push(machine.applyFilter(a, pop(), positional, keywords));
        word += 3;
        break;
      }
      case 0x52 satisfies typeof Op.FilterSpread: {
        const args = spreadArguments(pop(), pop());
        stack.push(machine.filter(FILTERS[a]!.name, pop(), args));
        word += 1;
        break;
      }
      case 0x53 satisfies typeof Op.Test: {
        const count = code[word + 1]!;
        const args = count === 0 ? NO_ARGUMENTS : popArguments(stack, count);
        const value = pop();
        machine.spend(TEST_STEPS + textSteps(value));
        stack.push(testById(a)!(machine, value, args));
        machine.spend(takeWork());
        word += 2;
        break;
      }
      case 0x54 satisfies typeof Op.TestSpread: {
        const args = spreadArguments(pop(), pop());
        stack.push(machine.test(TESTS[a]!.name, pop(), args));
        word += 1;
        break;
      }
      case 0x55 satisfies typeof Op.Call: {
        const args = machine.takeArguments(code[word + 1]!, code[word + 2]!);
        stack.push(machine.call(pop(), args));
        word += 3;
        break;
      }
      case 0x56 satisfies typeof Op.CallSpread: {
        const args = spreadArguments(pop(), pop());
        stack.push(machine.call(pop(), args));
        word += 1;
        break;
      }
      case 0x57 satisfies typeof Op.EmitCall: {
        const args = machine.takeArguments(code[word + 1]!, code[word + 2]!);
        machine.emitCall(pop(), args);
        word += 3;
        break;
      }
      case 0x58 satisfies typeof Op.CaptureStart:
        output.startCapture();
        word += 1;
        break;
      case 0x59 satisfies typeof Op.CaptureEnd: {
        const text = output.endCapture();
        stack.push(machine.autoescape ? new SafeString(text) : text);
        word += 1;
        break;
      }
      case 0x60 satisfies typeof Op.Include:
        machine.spend(INCLUDE_STEPS);
        machine.include(a, context.with(machine.visible(code[word + 1]!, locals)));
        word += 2;
        break;
      case 0x61 satisfies typeof Op.IncludeNamed: {
        machine.spend(INCLUDE_STEPS);
        const outer = a & INCLUDE_WITHOUT_CONTEXT ? context.bare() : context;
        const inner = outer.with(machine.visible(code[word + 1]!, locals));
        machine.includeNamed(pop(), (a & INCLUDE_IGNORE_MISSING) !== 0, inner);
        word += 2;
        break;
      }
      case 0x62 satisfies typeof Op.MakeMacro: {
        const shape = macroShape(constants[a]);
        stack.push(machine.makeMacro(shape!, program, word + 2, context, frame));
        word = code[word + 1]!;
        break;
      }
      case 0x63 satisfies typeof Op.EndMacro:
        return null;
      case 0x64 satisfies typeof Op.Export: {
        const value = locals[a];
        const imported = (code[word + 2]! & EXPORT_IMPORTED) !== 0;
        if (value !== undefined) context.export(strings.get(code[word + 1]!), value, imported);
        word += 3;
        break;
      }
      case 0x65 satisfies typeof Op.DefineBlocks:
        context.defineBlocks(blockPairs(constants[a]!));
        word += 1;
        break;
      case 0x66 satisfies typeof Op.Block: {
        machine.spend(INCLUDE_STEPS);
        const block = topDefinition(context.blocks, strings.get(a), (code[word + 2]! & BLOCK_REQUIRED) !== 0);
        machine.runBlock(block, context.scoped(machine.visible(code[word + 1]!, locals)));
        word += 3;
        break;
      }
      case 0x67 satisfies typeof Op.Super: {
        stack.push(machine.superOf(strings.get(a), program, context));
        word += 1;
        break;
      }
      case 0x68 satisfies typeof Op.Self:
        stack.push(machine.selfOf(program, context));
        word += 1;
        break;
      case 0x69 satisfies typeof Op.Extends:
        machine.extend(frame, word, pop(), context);
        word += 1;
        break;
      case 0x6a satisfies typeof Op.Import: {
        machine.spend(INCLUDE_STEPS);
        const shared = (a & INCLUDE_WITHOUT_CONTEXT) !== 0;
        const inner = shared ? context.bare() : context.with(machine.visible(code[word + 1]!, locals));
        stack.push(machine.importNamed(pop(), inner, shared));
        word += 2;
        break;
      }
      case 0x6b satisfies typeof Op.ImportName:
        stack.push(importedName(pop(), strings.get(a), mode, () => positionIn(machine.set, program, word)));
        word += 1;
        break;
      case 0x6c satisfies typeof Op.SetAutoescape: {
        const before = machine.autoescape;
        machine.autoescape = truth(pop());
        locals[a] = before;
        word += 1;
        break;
      }
      case 0x6d satisfies typeof Op.Debug:
        machine.emit(debugText(context.scoped(machine.visible(a, locals))));
        word += 1;
        break;
      case 0x6e satisfies typeof Op.Raise:
        throw faultOf(constants[a])!;
      default:
        throw new Error(`Internal error: instruction ${instruction & 0xff} passed the verifier`);
    }
  }
}
