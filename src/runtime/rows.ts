/**
 * Runs loops whose bodies are plain (row-plan.ts): reads the values of each row, which `gather` lays out. What is rare it
 * leaves to the machine: a row with a value that needs a second look is run by that as if nothing had been here, and so
 * is one that fails, which then tells where.
 */
import { DxgError } from "../base/error.ts";
import { CALL_DEPTH_MAX, OUTPUT_BYTES_MAX } from "../base/limits.ts";
import type { LoadedProgram } from "../format/loaded-program.ts";
import { ROW_FALSE, ROW_NONE, ROW_TRUE, VALUE_INTEGER, VALUE_UNITS } from "../native/abi.ts";
import { truth } from "../value/truth.ts";
import { isRecord, type PlainObject, type Value } from "../value/value.ts";
import { takeWork } from "../value/work.ts";
import type { Context } from "./context.ts";
import { CHARACTERS_PER_STEP_LOG2, LONG_TEXT } from "./cost.ts";
import type { Iteration, Slot } from "./frame.ts";
import { binary } from "./instructions.ts";
import { placeInLoop } from "./loop.ts";
import type { Machine } from "./machine.ts";
import { Macro } from "./macro.ts";
import { type Operand, planRows, type RowPlan } from "./row-plan.ts";

/** Items from which on a loop, over all its runs, gets a plan; a test sets it to 0. */
export const planning: { least: number } = { least: 64 };
/** So many rows may be left to the machine; more only while they are fewer than the others. */
const MISSES_MAX = 16;
/** Integers that a word of a row holds. */
const INTEGER_MAX = 0x3fffffff;
/** No word of a row. */
const NO_CELL = -1;
/** Rows that are read before their texts. */
const BLOCK = 16;
/** Units of texts in an output that rows take at most: which of them are written is known at its end only. */
const UNITS_MAX = OUTPUT_BYTES_MAX / 2;

/** What is known of a loop: the items of its runs so far, until there is a plan, or null where the body takes the machine. */
type Known = number | RowPlan | null;

const loops: WeakMap<LoadedProgram, Map<number, Known>> = new WeakMap();

/** A run of a program that is at the `ForNext` instruction of its innermost loop. */
interface LoopRun {
  readonly machine: Machine;
  readonly context: Context;
  readonly locals: readonly Slot[];
  readonly iteration: Iteration;
}

/** The plan for the loop of a `ForNext` instruction that begins to run; null when the machine runs it. */
function rowPlanOf(program: LoadedProgram, run: LoopRun, word: number): RowPlan | null {
  let known = loops.get(program);
  if (known === undefined) {
    known = new Map();
    loops.set(program, known);
  }
  let plan = known.get(word);
  if (plan === undefined || typeof plan === "number") {
    const seen = (plan ?? 0) + run.iteration.items.length;
    plan = seen < planning.least ? seen : planRows(run.machine, program, run.locals, run.iteration, word);
    known.set(word, plan);
  }
  return typeof plan !== "number" && plan !== null && holds(plan, run) ? plan : null;
}

function holds({ depth, callees }: RowPlan, { machine, locals }: LoopRun): boolean {
  if (depth > 0 && machine.depth + depth > CALL_DEPTH_MAX) return false;
  return callees.every(({ slot, program, start, isOwn }) => {
    const macro = locals[slot];
    if (!(macro instanceof Macro) || (isOwn && macro.locals !== locals)) return false;
    return macro.program === program && macro.start === start;
  });
}

/**
 * Writes the rows of the loop of a `ForNext` instruction from the next item on, up to one that takes the machine, which is
 * the next one then.
 */
export function runRows(program: LoadedProgram, run: LoopRun, word: number): void {
  const { iteration } = run;
  const { output } = run.machine;
  const from = iteration.next;
  const end = iteration.items.length;
  if (from === end) return;
  if (iteration.rows === undefined) iteration.rows = rowPlanOf(program, run, word);
  if (iteration.rows === null) return;
  const plan = iteration.rows;
  const header = output.beginRows(plan.program);
  if (writeShared(run, plan)) {
    let last = from;
    do {
      last += BLOCK;
      if (last > end) last = end;
      readRows(run, plan, last);
    } while (last < end && iteration.next === last);
  } else iteration.rows = null;
  output.endRows(header, iteration.next - from, plan);
  if (iteration.next === end) return;
  iteration.misses += 1;
  if (iteration.misses > MISSES_MAX && 2 * iteration.misses > iteration.next) iteration.rows = null;
}

/** The values that all rows share; whether there are words for all of them. */
function writeShared(run: LoopRun, { shared }: RowPlan): boolean {
  const { output } = run.machine;
  const { values } = output;
  const words = output.room(shared.length);
  try {
    for (const { operand, isWritten } of shared) {
      const value = readOperand(run, operand, 0);
      if (typeof value === "string" && values.count + value.length > UNITS_MAX) return false;
      const cell = typeof value === "string" && isWritten ? values.append(value) : cellOf(value, isWritten);
      if (cell === NO_CELL) return false;
      words[output.length] = cell;
      output.length += 1;
    }
  } catch (error) {
    // The machine meets it when it runs what reads the value.
    if (!(error instanceof DxgError)) throw error;
    return false;
  }
  return true;
}

/**
 * Reads the values of rows from the next item on, without their texts, which are left pending: first all fields and then
 * all texts is a quarter faster than one after the other, since the processor waits for several of them at a time.
 * @param last index of the item to stop before
 */
function readRows(run: LoopRun, { columns, fields, steps }: RowPlan, last: number): void {
  const { machine, iteration } = run;
  const { output } = machine;
  const { items, next } = iteration;
  const { pending, count: units } = output.values;
  const count = columns.length;
  const words = output.room(count * BLOCK);
  const paid = steps * (last - next);
  if (!machine.affords(paid)) return;
  let at = output.length;
  /** Texts and units of the rows that are whole, and of all. */
  let whole = 0;
  let wholeUnits = 0;
  let texts = 0;
  let taken = 0;
  let longest = 0;
  let row = next;
  try {
    reading: for (; row < last; row += 1) {
      const item = items[row];
      const isObject = isRecord(item);
      for (let column = 0; column < count; column += 1) {
        const field = fields[column];
        const value =
          field !== undefined && isObject
            ? fieldOf(item, field, column)
            : readOperand(run, columns[column]!.operand, row);
        if (typeof value === "string" && columns[column]!.isWritten) {
          const { length } = value;
          if (length > longest) longest = length;
          if (length > LONG_TEXT) machine.spend(length >> CHARACTERS_PER_STEP_LOG2);
          taken += length;
          if (units + taken > UNITS_MAX) break reading;
          pending[texts] = value;
          texts += 1;
          words[at + column] = length | VALUE_UNITS;
        } else {
          const cell = cellOf(value, columns[column]!.isWritten);
          if (cell === NO_CELL) break reading;
          words[at + column] = cell;
        }
      }
      at += count;
      whole = texts;
      wholeUnits = taken;
    }
  } catch (error) {
    // The machine runs the row again, and throws what this was with its place.
    if (!(error instanceof DxgError)) throw error;
  }
  output.length = at;
  iteration.next = row;
  if (row < last) machine.spend(-steps * (last - row));
  output.values.appendPending(whole, wholeUnits, longest);
}

/**
 * A field of a record. Columns have places of their own in the code here, since the engine remembers for each place what
 * it met there last.
 */
function fieldOf(item: PlainObject, field: string, column: number): unknown {
  switch (column) {
    case 0:
      return item[field];
    case 1:
      return item[field];
    case 2:
      return item[field];
    case 3:
      return item[field];
    case 4:
      return item[field];
    default:
      return item[field];
  }
}

/** The word for a value that is no text to be written, or `NO_CELL`. */
function cellOf(value: unknown, isWritten: boolean): number {
  if (typeof value === "boolean") return value ? ROW_TRUE : ROW_FALSE;
  if (typeof value === "number") {
    return value >= 0 && value <= INTEGER_MAX && (value | 0) === value ? value | VALUE_INTEGER : NO_CELL;
  }
  if (value === null) return ROW_NONE;
  if (isWritten || !isPlain(value)) return NO_CELL;
  return truth(value) ? ROW_TRUE : ROW_FALSE;
}

/** A value of a row, unchecked; undefined where it takes the machine. @throws {DxgError} render/* without the place */
function readOperand(run: LoopRun, operand: Operand, row: number): unknown {
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
