/**
 * The machine's loop for what most bodies of loops are made of: texts, fields of records, conditions on fields. It runs a
 * few instructions on the commonest values and hands everything else back to execute.ts at the instruction that it is at,
 * so it knows no errors and no rare kinds of values. Being small, it compiles to better code than the whole machine does.
 */
import type { Op } from "../format/opcode.ts";
import type { PlainObject, Value } from "../value/value.ts";
import { iterationSteps, LONG_TEXT } from "./cost.ts";
import type { Frame, Slot } from "./frame.ts";
import type { Loop } from "./loop.ts";
import type { Machine } from "./machine.ts";

/** A loop that runs. */
export interface Iteration {
  readonly items: readonly Value[];
  next: number;
  /** The `loop` object when the body reads it. */
  readonly loop: Loop | undefined;
  /** The loop around it, or what stands outside all loops, which has none. */
  readonly outer: Iteration | undefined;
}

/** A record is a plain object; others have methods, or need a look first. */
function isRecord(value: Slot): value is PlainObject {
  return typeof value === "object" && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}

/**
 * Runs the body of a loop that has no `loop` object, and further iterations of it, where output is neither captured nor
 * escaped; the result is the word of the first instruction that it does not run.
 * @throws {DxgError} render/limit
 */
export function runRecords(
  machine: Machine,
  code: Int32Array,
  frame: Frame,
  iteration: Iteration,
  start: number,
): number {
  const { output } = machine;
  const { strings } = machine.set;
  const { locals } = frame;
  const { items } = iteration;
  let word = start;
  for (;;) {
    const instruction = code[word]!;
    const a = instruction >>> 8;
    switch (instruction & 0xff) {
      case 0x08 satisfies typeof Op.EmitText: {
        const offset = strings.start(a);
        output.span(offset, strings.start(a + 1) - offset);
        word += 1;
        break;
      }
      case 0x0c satisfies typeof Op.EmitLocalAttribute: {
        const id = code[word + 1]!;
        const record = locals[a];
        if (!(isRecord(record) && machine.isField(id))) return word;
        const value = record[strings.get(id)];
        if (typeof value === "string" && value.length <= LONG_TEXT) output.value(value);
        else if (typeof value === "number" && Number.isSafeInteger(value)) output.integer(value);
        else return word;
        word += 2;
        break;
      }
      case 0x0b satisfies typeof Op.EmitLocal: {
        const value = locals[a];
        if (typeof value !== "string" || value.length > LONG_TEXT) return word;
        output.value(value);
        word += 1;
        break;
      }
      case 0x19 satisfies typeof Op.LoadLocal: {
        const value = locals[a];
        const target = code[word + 2]!;
        const isTest = (code[word + 1]! & 0xff) === (0x41 satisfies typeof Op.JumpIfFalse);
        if (!isTest || target <= word) return word;
        if (typeof value === "boolean") word = value ? word + 3 : target;
        else if (typeof value === "string") word = value === "" ? target : word + 3;
        else return word;
        break;
      }
      case 0x1b satisfies typeof Op.LoadLocalAttribute: {
        const id = code[word + 1]!;
        const record = locals[a];
        const isTest = (code[word + 2]! & 0xff) === (0x41 satisfies typeof Op.JumpIfFalse);
        if (!(isTest && isRecord(record) && machine.isField(id))) return word;
        const value = record[strings.get(id)];
        const target = code[word + 3]!;
        if (target <= word) return word;
        if (typeof value === "boolean") word = value ? word + 4 : target;
        else if (typeof value === "string") word = value === "" ? target : word + 4;
        else return word;
        break;
      }
      case 0x40 satisfies typeof Op.Jump: {
        const target = code[word + 1]!;
        if (target <= word) {
          frame.word = word;
          machine.spend(iterationSteps(word - target));
        }
        word = target;
        break;
      }
      case 0x49 satisfies typeof Op.ForNext: {
        const { next } = iteration;
        if (next >= items.length) return word;
        const item = items[next];
        if (typeof item !== "string" && !isRecord(item)) return word;
        frame.word = word;
        machine.spend(1);
        locals[a] = item;
        iteration.next = next + 1;
        word += 2;
        break;
      }
      default:
        return word;
    }
  }
}
