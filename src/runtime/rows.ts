/**
 * Runs loops whose bodies are plain (row-plan.ts): has the values of each row read (read-rows.ts, mapped-rows.ts), which
 * `gather` lays out. What is rare it leaves to the machine: a row with a value that needs a second look is run by that as
 * if nothing had been here, and so is one that fails, which then tells where.
 */
import { CALL_DEPTH_MAX } from "../base/limits.ts";
import type { LoadedProgram } from "../format/loaded-program.ts";
import { Macro } from "./macro.ts";
import { readMappedRows } from "./mapped-rows.ts";
import { readRows } from "./read-rows.ts";
import { planRows, type RowPlan } from "./row-plan.ts";
import { cellOf, type LoopRun, NO_CELL, readOperand, UNITS_MAX } from "./row-values.ts";

/** Items from which on a loop, over all its runs, gets a plan; a test sets it to 0. */
export const planning: { least: number } = { least: 64 };
/** So many rows may be left to the machine; more only while they are fewer than the others. */
const MISSES_MAX = 16;
/** Rows that are read together. */
const BLOCK = 16;

/** What is known of a loop: the items of its runs so far, until there is a plan, or null where the body takes the machine. */
type Known = number | RowPlan | null;

const loops: WeakMap<LoadedProgram, Map<number, Known>> = new WeakMap();

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
  return (
    callees.length === 0 ||
    callees.every(({ slot, program, start, isOwn }) => {
      const macro = locals[slot];
      if (!(macro instanceof Macro) || (isOwn && macro.locals !== locals)) return false;
      return macro.program === program && macro.start === start;
    })
  );
}

/**
 * Writes the rows of the loop of a `ForNext` instruction from the next item on, up to one that takes the machine, which is
 * the next one then.
 */
export function runRows(program: LoadedProgram, run: LoopRun, word: number): void {
  const { iteration } = run;
  const { loop } = iteration;
  const { output } = run.machine;
  // Whoever has read the `loop` object as a list has moved it on.
  if (loop !== undefined) iteration.next = loop.index0 + 1;
  const from = iteration.next;
  const end = iteration.items.length;
  if (from === end) return;
  if (iteration.rows === undefined) iteration.rows = rowPlanOf(program, run, word);
  if (iteration.rows === null) return;
  const plan = iteration.rows;
  const header = output.beginRows(plan.program);
  const { values } = output;
  const start = values.count;
  const hasShared = writeShared(run, plan);
  const sharedUnits = values.count - start;
  if (hasShared) {
    let last = from;
    do {
      last += BLOCK;
      if (last > end) last = end;
      if (plan.placed === undefined) readMappedRows(run, plan, last);
      else readRows(run, plan, plan.placed, last);
    } while (last < end && iteration.next === last);
  } else iteration.rows = null;
  output.endRows(header, iteration.next - from, plan, sharedUnits);
  if (loop !== undefined) loop.index0 = iteration.next - 1;
  if (iteration.next === end) return;
  iteration.misses += 1;
  if (iteration.misses > MISSES_MAX && 2 * iteration.misses > iteration.next) iteration.rows = null;
}

/** The values that all rows share; whether there are words for all of them. */
function writeShared(run: LoopRun, { shared }: RowPlan): boolean {
  if (shared.length === 0) return true;
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
  } catch {
    // The machine meets it when it runs what reads the value.
    return false;
  }
  return true;
}
