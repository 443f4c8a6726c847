/**
 * The machine's loop for what most bodies of loops are made of: texts, fields of records, conditions, filters, loops in
 * loops. It does the commonest values and hands everything
 * else back to execute.ts at the instruction that it is at, so it knows few errors and no rare kinds of values. Being
 * small, it compiles sooner and to better code than the whole machine does.
 */
import type { LoadedProgram } from "../format/loaded-program.ts";
import { NONE, type Op } from "../format/opcode.ts";
import type { StringTable } from "../format/string-table.ts";
import { truth } from "../value/truth.ts";
import { isRecord } from "../value/value.ts";
import { addWork, takeWork } from "../value/work.ts";
import { popArguments } from "./arguments.ts";
import type { Context } from "./context.ts";
import { iterationSteps, LONG_TEXT } from "./cost.ts";
import { type Frame, type Slot, startIteration } from "./frame.ts";
import { binary } from "./instructions.ts";
import type { Machine } from "./machine.ts";
import type { Output } from "./output.ts";
import { isPlain } from "./row-values.ts";
import { runRows } from "./rows.ts";

/** A field of a record, unchecked; undefined where it takes more to find it. */
function fieldOf(machine: Machine, strings: StringTable, record: Slot, id: number): unknown {
  return isRecord(record) && machine.isField(id) ? record[strings.get(id)] : undefined;
}

/** Writes a value if it is one of the commonest. */
function emits(output: Output, value: unknown): boolean {
  if (typeof value === "string" && value.length <= LONG_TEXT) output.value(value);
  else if (typeof value === "number" && Number.isSafeInteger(value)) output.integer(value);
  else return false;
  return true;
}

/**
 * Runs the body of a loop that has no `loop` object, and what follows it, where output is neither captured nor escaped;
 * the result is the word of the first instruction that it does not run, in the loop that the frame then tells.
 * @throws {DxgError} render/* without the place, which the frame tells
 */
export function runRecords(
  machine: Machine,
  program: LoadedProgram,
  context: Context,
  frame: Frame,
  start: number,
): number {
  const { output, stack } = machine;
  const { strings, constants } = machine.set;
  const { signedCode: code } = program;
  const { locals } = frame;
  let { iteration } = frame;
  let word = start;
  for (;;) {
    frame.word = word;
    const instruction = code[word]!;
    const a = instruction >>> 8;
    switch (instruction & 0xff) {
      case 0x08 satisfies typeof Op.EmitText: {
        const offset = strings.start(a);
        output.span(offset, strings.start(a + 1) - offset);
        word += 1;
        continue;
      }
      case 0x0c satisfies typeof Op.EmitLocalAttribute:
        if (!emits(output, fieldOf(machine, strings, locals[a], code[word + 1]!))) break;
        word += 2;
        continue;
      case 0x0b satisfies typeof Op.EmitLocal:
        if (!emits(output, locals[a])) break;
        word += 1;
        continue;
      case 0x09 satisfies typeof Op.Emit:
        if (!emits(output, stack[stack.length - 1])) break;
        stack.pop();
        word += 1;
        continue;
      case 0x10 satisfies typeof Op.PushConstant:
        stack.push(constants[a]!);
        word += 1;
        continue;
      case 0x11 satisfies typeof Op.PushInteger:
        stack.push(a);
        word += 1;
        continue;
      case 0x19 satisfies typeof Op.LoadLocal: {
        const value = locals[a];
        if (value === undefined) break;
        stack.push(value);
        word += 1;
        continue;
      }
      case 0x1b satisfies typeof Op.LoadLocalAttribute: {
        const value = fieldOf(machine, strings, locals[a], code[word + 1]!);
        if ((code[word + 2]! & 0xff) === (0x41 satisfies typeof Op.JumpIfFalse)) {
          // `if row.flag` in one step.
          const target = code[word + 3]!;
          if (target <= word) break;
          if (value === true) word += 4;
          else if (value === false) word = target;
          else if (typeof value === "string") word = value.length > 0 ? word + 4 : target;
          else break;
          continue;
        }
        if (!isPlain(value)) break;
        stack.push(value);
        word += 2;
        continue;
      }
      case 0x20 satisfies typeof Op.GetAttribute: {
        const value = fieldOf(machine, strings, stack[stack.length - 1], a);
        if (!isPlain(value)) break;
        stack[stack.length - 1] = value;
        word += 1;
        continue;
      }
      case 0x38 satisfies typeof Op.Equal:
      case 0x39 satisfies typeof Op.NotEqual:
      case 0x3a satisfies typeof Op.Less:
      case 0x3b satisfies typeof Op.LessEqual:
      case 0x3c satisfies typeof Op.Greater:
      case 0x3d satisfies typeof Op.GreaterEqual: {
        const right = stack.pop()!;
        const left = stack.pop()!;
        stack.push(binary(instruction & 0xff, left, right));
        machine.spend(takeWork());
        word += 1;
        continue;
      }
      case 0x40 satisfies typeof Op.Jump: {
        const target = code[word + 1]!;
        if (target <= word) machine.spend(iterationSteps(word - target));
        word = target;
        continue;
      }
      case 0x41 satisfies typeof Op.JumpIfFalse: {
        const target = code[word + 1]!;
        if (target <= word) break;
        const value = stack.pop()!;
        word = value === true || (value !== false && truth(value)) ? word + 2 : target;
        continue;
      }
      case 0x48 satisfies typeof Op.ForStart: {
        const items = stack[stack.length - 1];
        if (a !== NONE || !Array.isArray(items) || items.length === 0) break;
        stack.pop();
        addWork(items.length / 4);
        machine.spend(takeWork());
        iteration = startIteration(items, undefined, iteration);
        word += 2;
        continue;
      }
      case 0x49 satisfies typeof Op.ForNext: {
        if (iteration.loop !== undefined) break;
        if (iteration.rows !== null) runRows(program, { machine, context, locals, iteration }, word);
        const { items, next } = iteration;
        if (next >= items.length) {
          machine.spend(1);
          iteration = iteration.outer!;
          word = code[word + 1]!;
          continue;
        }
        const item = items[next];
        if (typeof item !== "string" && !isRecord(item)) break;
        machine.spend(1);
        locals[a] = item;
        iteration.next = next + 1;
        word += 2;
        continue;
      }
      case 0x50 satisfies typeof Op.Filter: {
        const args = popArguments(stack, code[word + 1]!);
        stack.push(machine.applyFilter(a, stack.pop()!, args));
        word += 2;
        continue;
      }
    }
    frame.iteration = iteration;
    return word;
  }
}
