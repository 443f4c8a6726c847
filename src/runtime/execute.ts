/**
 * The instructions of the virtual machine, in one loop. The verifier has proved stack depths, ids and jump targets;
 * bounds are still those of JavaScript's own arrays, so nothing outside can be read.
 */
import { FILTERS, TESTS } from "../format/builtins.ts";
import { INCLUDE_IGNORE_MISSING, INCLUDE_WITHOUT_CONTEXT, NONE, Op } from "../format/opcode.ts";
import type { Program } from "../format/program.ts";
import { getAttribute, getItem, sliceOf } from "../value/access.ts";
import { negate, positive } from "../value/arithmetic.ts";
import { fromHost } from "../value/host.ts";
import { iterate } from "../value/iterate.ts";
import { isDictMethod } from "../value/methods.ts";
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
import { Context } from "./context.ts";
import { INCLUDE_STEPS, iterationSteps, TEST_STEPS, textSteps } from "./cost.ts";
import { binary, listOf, makeDict, pairsOf, spreadArguments, unpack } from "./instructions.ts";
import { Loop } from "./loop.ts";
import type { Machine } from "./machine.ts";
import { testById } from "./tests.ts";

/** Unset locals, and absent arguments of filters and tests, are JavaScript's undefined. */
export type Slot = Value | undefined;

/** Where a run is, for the place of an error. */
export interface Frame {
  /** Index of the instruction in the program's code. */
  word: number;
}

const NO_ARGUMENTS: readonly Slot[] = [];

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

/**
 * `target.name` for the shape that loops over records have: a plain object with a text or integer of its own. The names
 * of a dict's methods, and everything else, take the way of `getAttribute`.
 */
function fieldOf(target: Value, name: string, mode: UndefinedMode): Value {
  if (typeof target === "object" && target !== null && Object.getPrototypeOf(target) === Object.prototype) {
    if (Object.hasOwn(target, name) && !isDictMethod(name)) {
      const value = (target as PlainObject)[name];
      if (typeof value === "string" || (typeof value === "number" && Number.isSafeInteger(value))) return value;
    }
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
  const variables: Slot[] = new Array(program.variables.length);
  const locals: Slot[] = new Array(program.locals);
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
        machine.emit(pop());
        word += 1;
        break;
      case Op.EmitVariable:
        machine.emit(load(a));
        word += 1;
        break;
      case Op.EmitLocal:
        machine.emit(local(a));
        word += 1;
        break;
      case Op.EmitLocalAttribute:
        machine.emit(fieldOf(local(a), strings.get(code[word + 1]!), mode));
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
        stack.push(fieldOf(local(a), strings.get(code[word + 1]!), mode));
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
        if (typeof key !== "string") machine.spend(takeWork());
        word += 1;
        break;
      }
      case Op.Slice: {
        const step = pop();
        const stop = pop();
        const from = pop();
        stack.push(sliceOf(pop(), from, stop, step));
        machine.spend(takeWork());
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
        machine.spend(items.length + takeWork());
        stack.push(listOf(pop()).concat(items));
        word += 1;
        break;
      }
      case Op.JoinDict: {
        const keywords = pop();
        stack.push(Dict.of(pairsOf(pop()).concat(pairsOf(keywords))));
        machine.spend(takeWork());
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
        stack.push(machine.concatenate(stack.splice(stack.length - a, a)));
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
        const left = pop();
        stack.push(binary(instruction & 0xff, left, right));
        if (typeof left !== "number" || typeof right !== "number") machine.spend(takeWork());
        word += 1;
        break;
      }
      case Op.Jump: {
        const target = code[word + 1]!;
        if (target <= word) machine.spend(iterationSteps(word - target));
        word = target;
        break;
      }
      case Op.JumpIfFalse: {
        const target = code[word + 1]!;
        if (target <= word) machine.spend(iterationSteps(word - target));
        word = truth(pop()) ? word + 2 : target;
        break;
      }
      case Op.JumpIfFalseOrPop:
      case Op.JumpIfTrueOrPop: {
        const target = code[word + 1]!;
        if (target <= word) machine.spend(iterationSteps(word - target));
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
      case Op.ForNext: {
        const current = loops[loops.length - 1]!;
        machine.spend(1);
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
        stack.push(machine.applyFilter(a, pop(), args));
        word += 2;
        break;
      }
      case Op.FilterKeywords: {
        const { positional, keywords } = machine.takeArguments(code[word + 1]!, code[word + 2]!);
        stack.push(machine.applyFilter(a, pop(), positional, keywords));
        word += 3;
        break;
      }
      case Op.FilterSpread: {
        const args = spreadArguments(pop(), pop());
        stack.push(machine.filter(FILTERS[a]!.name, pop(), args));
        word += 1;
        break;
      }
      case Op.Test: {
        const count = code[word + 1]!;
        const args = count === 0 ? NO_ARGUMENTS : givenArguments(stack.splice(stack.length - count, count));
        const value = pop();
        machine.spend(TEST_STEPS + textSteps(value));
        stack.push(testById(a)!(machine, value, args));
        machine.spend(takeWork());
        word += 2;
        break;
      }
      case Op.TestSpread: {
        const args = spreadArguments(pop(), pop());
        stack.push(machine.test(TESTS[a]!.name, pop(), args));
        word += 1;
        break;
      }
      case Op.Call: {
        const args = machine.takeArguments(code[word + 1]!, code[word + 2]!);
        stack.push(machine.call(pop(), args));
        word += 3;
        break;
      }
      case Op.CallSpread: {
        const args = spreadArguments(pop(), pop());
        stack.push(machine.call(pop(), args));
        word += 1;
        break;
      }
      case Op.CaptureStart:
        output.startCapture();
        word += 1;
        break;
      case Op.CaptureEnd: {
        const text = output.endCapture();
        stack.push(machine.autoescape ? new SafeString(text) : text);
        word += 1;
        break;
      }
      case Op.Include:
        machine.spend(INCLUDE_STEPS);
        machine.include(a, machine.inner(context, code[word + 1]!, locals));
        word += 2;
        break;
      case Op.IncludeNamed: {
        machine.spend(INCLUDE_STEPS);
        const inner = a & INCLUDE_WITHOUT_CONTEXT ? Context.empty() : machine.inner(context, code[word + 1]!, locals);
        machine.includeNamed(pop(), (a & INCLUDE_IGNORE_MISSING) !== 0, inner);
        word += 2;
        break;
      }
      default:
        throw new Error(`Internal error: instruction ${instruction & 0xff} passed the verifier`);
    }
  }
}
