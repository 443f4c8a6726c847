/** Reads the values of a row, and gives those that are no text the word that `gather` takes. */
import { OUTPUT_BYTES_MAX } from "../base/limits.ts";
import { ROW_FALSE, ROW_NONE, ROW_TRUE, VALUE_INTEGER } from "../native/abi.ts";
import { truth } from "../value/truth.ts";
import { isRecord, type Value } from "../value/value.ts";
import { takeWork } from "../value/work.ts";
import type { Context } from "./context.ts";
import type { Iteration, Slot } from "./frame.ts";
import { binary } from "./instructions.ts";
import { placeInLoop } from "./loop.ts";
import type { Machine } from "./machine.ts";
import type { Operand } from "./row-operand.ts";

/** Integers that a word of a row holds. */
const INTEGER_MAX = 0x3fffffff;
/** No word of a row. */
export const NO_CELL = -1;
/** Units of texts in an output that rows take at most: which of them are written is known at its end only. */
export const UNITS_MAX: number = OUTPUT_BYTES_MAX / 2;

/** A run of a program that is at the `ForNext` instruction of its innermost loop. */
export interface LoopRun {
  readonly machine: Machine;
  readonly context: Context;
  readonly locals: readonly Slot[];
  readonly iteration: Iteration;
}

/** The word for a value that is no text to be written, or `NO_CELL`. */
export function cellOf(value: unknown, isWritten: boolean): number {
  if (typeof value === "boolean") return Number(value);
  if (typeof value === "number") {
    return value >= 0 && value <= INTEGER_MAX && (value | 0) === value ? value | VALUE_INTEGER : NO_CELL;
  }
  if (value === null) return ROW_NONE;
  if (isWritten || !isPlain(value)) return NO_CELL;
  return truth(value) ? ROW_TRUE : ROW_FALSE;
}

/** A value of a row, unchecked; undefined where it takes the machine. @throws {DxgError} render/* without the place */
export function readOperand(run: LoopRun, operand: Operand, row: number): unknown {
  const { machine, iteration } = run;
  switch (operand.kind) {
    case "item":
      return iteration.items[row];
    case "local":
      return run.locals[operand.slot];
    case "name":
      return run.context.lookup(machine.set.strings.get(operand.id), machine.undefinedMode, machine);
    case "constant":
      return operand.value;
    case "field": {
      const name = machine.set.strings.get(operand.id);
      if (operand.of.kind === "loop") return placeInLoop(name, row, iteration.items.length);
      const record = readOperand(run, operand.of, row);
      return isRecord(record) ? record[name] : undefined;
    }
    case "not": {
      const of = readOperand(run, operand.of, row);
      return isPlain(of) ? !truth(of) : undefined;
    }
    case "filter": {
      const of = readOperand(run, operand.of, row);
      return isPlain(of) ? machine.applyFilter(operand.filter, of, operand.args) : undefined;
    }
    case "binary": {
      const left = readOperand(run, operand.left, row);
      const right = readOperand(run, operand.right, row);
      if (!(isPlain(left) && isPlain(right))) return undefined;
      const result = binary(operand.op, left, right);
      machine.spend(takeWork());
      return result;
    }
    case "loop":
      return undefined;
  }
}

/** Whether a value needs no second look, so that filters and comparisons may have it. */
export function isPlain(value: unknown): value is Value {
  if (typeof value === "string" || typeof value === "boolean") return true;
  return typeof value === "number" ? Number.isSafeInteger(value) : Array.isArray(value) || isRecord(value);
}
