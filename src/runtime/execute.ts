/**
 * The virtual machine's loop: the instructions that templates spend their time in. The others are in files of their own
 * (collections.ts, calls.ts, composition.ts): the smaller this loop, the better the engine compiles it, which is also why
 * nothing in it is a closure. The verifier has proved stack depths, ids and jump targets; bounds are still those of
 * JavaScript's own arrays, so nothing outside can be read.
 */
import type { LoadedProgram } from "../format/loaded-program.ts";
import { BLOCK_REQUIRED, NONE, type Op } from "../format/opcode.ts";
import { getAttribute, getItem } from "../value/access.ts";
import { negate, positive } from "../value/arithmetic.ts";
import { fromHost } from "../value/host.ts";
import { iterate } from "../value/iterate.ts";
import { truth } from "../value/truth.ts";
import { type PlainObject, SafeString, Undefined, type UndefinedMode, type Value } from "../value/value.ts";
import { addWork, takeWork } from "../value/work.ts";
import { popArguments } from "./arguments.ts";
import { callInstruction } from "./calls.ts";
import { collectionInstruction } from "./collections.ts";
import { compositionInstruction } from "./composition.ts";
import type { Context } from "./context.ts";
import { INCLUDE_STEPS, iterationSteps, TEST_STEPS, textSteps } from "./cost.ts";
import { emptySlots, type Frame, localValue, MISSING, type Slot, startIteration } from "./frame.ts";
import { topDefinition } from "./inheritance.ts";
import { binary, concatenate } from "./instructions.ts";
import { Loop } from "./loop.ts";
import type { Machine } from "./machine.ts";
import { macroOf } from "./macro.ts";
import { runRecords } from "./record-loop.ts";
import { runRows } from "./rows.ts";
import { testById } from "./tests.ts";

/** What an undefined value of a conditional expression says, after Jinja2. */
const NO_ELSE = "the inline if-expression evaluated to false and no else section was defined.";

/**
 * `target.name` for the shape that loops over records have: a plain object with a scalar of its own. Everything else
 * takes the way of `getAttribute`.
 * @param isField what `Machine.isField` says of the name: a scalar under it can only be the object's own
 */
function fieldOf(target: Slot, name: string, isField: boolean, mode: UndefinedMode): Value {
  if (isField && typeof target === "object" && target !== null && Object.getPrototypeOf(target) === Object.prototype) {
    const value = (target as PlainObject)[name];
    if (typeof value === "string" || typeof value === "boolean") return value;
    if (typeof value === "number" && Number.isSafeInteger(value)) return value;
  }
  return getAttribute(localValue(target, mode), name, mode);
}

/**
 * Runs a program from the frame's instruction on; an expression's value is the result.
 * @throws {DxgError} render/* without the place, which the frame tells
 */
export function execute(machine: Machine, program: LoadedProgram, context: Context, frame: Frame): Value {
  const { signedCode: code } = program;
  const { strings, constants } = machine.set;
  const output = machine.output;
  const stack = machine.stack;
  const mode = machine.undefinedMode;
  // Values of the context's names, by their numbers in the program, once they are read.
  const variables = emptySlots(program.variableCount);
  const { locals } = frame;
  let { iteration } = frame;
  let word = frame.word;
  for (;;) {
    frame.word = word;
    const instruction = code[word]!;
    const a = instruction >>> 8;
    // The codes as numbers, each held to its name by the type checker: names would be looked up one after the other, while
    // numbers become one jump.
    switch (instruction & 0xff) {
      case 0x01 satisfies typeof Op.End:
      case 0x63 satisfies typeof Op.EndMacro:
        return null;
      case 0x02 satisfies typeof Op.ReturnValue:
        return stack.pop()!;
      case 0x08 satisfies typeof Op.EmitText:
        if (output.capturing) output.text(strings.get(a));
        else {
          const start = strings.start(a);
          output.span(start, strings.start(a + 1) - start);
        }
        word += 1;
        break;
      case 0x09 satisfies typeof Op.Emit:
        machine.emit(stack.pop()!);
        word += 1;
        break;
      case 0x0a satisfies typeof Op.EmitVariable:
        machine.emit(readVariable(machine, program, context, variables, a));
        word += 1;
        break;
      case 0x0b satisfies typeof Op.EmitLocal:
        machine.emit(localValue(locals[a], mode));
        word += 1;
        break;
      case 0x0c satisfies typeof Op.EmitLocalAttribute: {
        const id = code[word + 1]!;
        machine.emit(fieldOf(locals[a], strings.get(id), machine.isField(id), mode));
        word += 2;
        break;
      }
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
        stack.push(locals[a] === undefined ? new Undefined(strings.get(code[word + 1]!), "", mode) : locals[a]);
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
      case 0x18 satisfies typeof Op.LoadVariable:
        stack.push(readVariable(machine, program, context, variables, a));
        word += 1;
        break;
      case 0x19 satisfies typeof Op.LoadLocal:
        stack.push(localValue(locals[a], mode));
        word += 1;
        break;
      case 0x1a satisfies typeof Op.LoadLocalOrVariable: {
        const value = locals[a];
        const index = code[word + 1]!;
        if (value !== undefined) stack.push(value);
        else stack.push(readVariable(machine, program, context, variables, index));
        word += 2;
        break;
      }
      case 0x1b satisfies typeof Op.LoadLocalAttribute: {
        const id = code[word + 1]!;
        const value = fieldOf(locals[a], strings.get(id), machine.isField(id), mode);
        word += 2;
        const following = code[word]!;
        if ((following & 0xff) === (0x41 satisfies typeof Op.JumpIfFalse)) {
          // `if row.flag` in one step.
          frame.word = word;
          const target = code[word + 1]!;
          if (target <= word) machine.spend(iterationSteps(word - target));
          word = truth(value) ? word + 2 : target;
        } else stack.push(value);
        break;
      }
      case 0x1c satisfies typeof Op.StoreLocal:
        locals[a] = stack.pop();
        word += 1;
        break;
      case 0x1d satisfies typeof Op.ClearLocal:
        locals[a] = undefined;
        word += 1;
        break;
      case 0x20 satisfies typeof Op.GetAttribute:
        stack.push(fieldOf(stack.pop(), strings.get(a), machine.isField(a), mode));
        word += 1;
        break;
      case 0x21 satisfies typeof Op.GetItem: {
        const key = stack.pop()!;
        stack.push(getItem(stack.pop()!, key, mode));
        if (typeof key !== "string") machine.spend(takeWork());
        word += 1;
        break;
      }
      case 0x2f satisfies typeof Op.Negate:
        stack.push(negate(stack.pop()!));
        word += 1;
        break;
      case 0x30 satisfies typeof Op.Positive:
        stack.push(positive(stack.pop()!));
        word += 1;
        break;
      case 0x31 satisfies typeof Op.Not:
        stack.push(!truth(stack.pop()!));
        word += 1;
        break;
      case 0x32 satisfies typeof Op.Concatenate:
        stack.push(concatenate(machine, stack.splice(stack.length - a, a)));
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
        const right = stack.pop()!;
        const left = stack.pop()!;
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
        word = truth(stack.pop()!) ? word + 2 : target;
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
      case 0x48 satisfies typeof Op.ForStart:
      case 0x4b satisfies typeof Op.ForStartRecursive: {
        const isRecursive = (instruction & 0xff) === (0x4b satisfies typeof Op.ForStartRecursive);
        const items = itemsOf(stack.pop()!, a);
        machine.spend(takeWork());
        if (items.length === 0) {
          const target = code[word + 1]!;
          if (target <= word) machine.spend(iterationSteps(word - target));
          word = target;
          break;
        }
        const body = isRecursive ? macroOf(locals[code[word + 2]!]) : undefined;
        const loop = a === NONE ? undefined : new Loop(items, mode, body);
        if (loop !== undefined) locals[a] = loop;
        iteration = startIteration(items, loop, iteration);
        word += isRecursive ? 3 : 2;
        break;
      }
      case 0x49 satisfies typeof Op.ForNext: {
        machine.spend(1);
        if (iteration.rows !== null && !(output.capturing || machine.autoescape)) {
          runRows(program, { machine, context, locals, iteration }, word);
        }
        const { items, loop } = iteration;
        // Whoever reads the `loop` object as a list moves it on.
        const next = loop === undefined ? iteration.next : loop.index0 + 1;
        if (next >= items.length) {
          iteration = iteration.outer!;
          word = code[word + 1]!;
          break;
        }
        locals[a] = fromHost(items[next]);
        iteration.next = next + 1;
        word += 2;
        if (loop !== undefined) loop.index0 = next;
        else if (!(output.capturing || machine.autoescape)) {
          frame.iteration = iteration;
          word = runRecords(machine, program, context, frame, word);
          ({ iteration } = frame);
        }
        break;
      }
      case 0x4a satisfies typeof Op.ForEnd:
        iteration = iteration.outer!;
        word += 1;
        break;
      case 0x50 satisfies typeof Op.Filter: {
        const args = popArguments(stack, code[word + 1]!);
        stack.push(machine.applyFilter(a, stack.pop()!, args));
        word += 2;
        break;
      }
      case 0x53 satisfies typeof Op.Test: {
        const args = popArguments(stack, code[word + 1]!);
        const value = stack.pop()!;
        machine.spend(TEST_STEPS + textSteps(value));
        stack.push(testById(a)!(machine, value, args));
        machine.spend(takeWork());
        word += 2;
        break;
      }
      case 0x57 satisfies typeof Op.EmitCall:
        machine.emitCall(code[word + 1]!, code[word + 2]!);
        word += 3;
        break;
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
      case 0x66 satisfies typeof Op.Block: {
        machine.spend(INCLUDE_STEPS);
        const block = topDefinition(context.blocks, strings.get(a), (code[word + 2]! & BLOCK_REQUIRED) !== 0);
        machine.runBlock(block, context.scoped(machine.visible(code[word + 1]!, locals)));
        word += 3;
        break;
      }
      default: {
        const words = callInstruction(machine, code, word);
        if (words > 0) word += words;
        else if (collectionInstruction(machine, locals, instruction)) word += 1;
        else word = compositionInstruction(machine, program, context, frame, word);
      }
    }
  }
}

/** What a loop goes over. Items of a list are checked one by one as they come, unless a `loop` object shows them all. */
function itemsOf(value: Value, loopLocal: number): readonly Value[] {
  if (loopLocal !== NONE || !Array.isArray(value)) return iterate(value);
  addWork(value.length / 4);
  return value;
}

/** The value of a name of the context, looked up once. @throws {DxgError} as `Context.lookup` */
function readVariable(
  machine: Machine,
  program: LoadedProgram,
  context: Context,
  variables: Slot[],
  index: number,
): Value {
  const known = variables[index];
  return known === undefined ? lookUp(machine, program, context, variables, index) : known;
}

function lookUp(
  machine: Machine,
  { variables: names }: LoadedProgram,
  context: Context,
  variables: Slot[],
  index: number,
): Value {
  const value = context.lookup(machine.set.strings.get(names[index]!), machine.undefinedMode, machine);
  variables[index] = value;
  return value;
}
