/**
 * Reads rows whose values are written as they are; those with filters that come to a mapping are read by mapped-rows.ts.
 *
 * A block of rows is gone through three times: by a loop that only touches fields and texts, so that the processor
 * fetches many of them at once, then for their words, then for their characters. Each field has a place of its own in
 * the code (field-places.ts). Together that takes 0.6 of the time of one loop over rows and columns. The first loop is a
 * function of its own because the engine compiles a smaller function sooner, and again when it meets new kinds of values.
 *
 * Whatever goes wrong in a row, the machine runs it again, and throws what is to be thrown, with its place.
 */
import { VALUE_UNITS } from "../native/abi.ts";
import { isRecord } from "../value/value.ts";
import { CHARACTERS_PER_STEP_LOG2, LONG_TEXT } from "./cost.ts";
import type { Placed } from "./field-places.ts";
import type { Iteration } from "./frame.ts";
import type { Column, RowPlan } from "./row-plan.ts";
import { cellOf, type LoopRun, NO_CELL, readOperand, UNITS_MAX } from "./row-values.ts";

/**
 * Reads the values of rows from the next item on, up to one that takes the machine.
 * @param last index of the item to stop before
 */
export function readRows(run: LoopRun, plan: RowPlan, placed: Placed<Column>, last: number): void {
  const { machine, iteration } = run;
  const { output } = machine;
  const { next } = iteration;
  const count = plan.columns.length;
  if (!machine.affords(plan.steps * (last - next))) return;
  const rows = readBlock(run, placed, count, last);
  output.length += rows * count;
  iteration.next = next + rows;
  if (iteration.next === last) return;
  machine.refund(plan.steps * (last - iteration.next));
  output.values.pending.fill("");
}

/** Puts the words and texts of rows where they belong, up to one that takes the machine; the result is how many. */
function readBlock(run: LoopRun, { places, others, othersCount }: Placed<Column>, count: number, last: number): number {
  const { machine, iteration } = run;
  const { output } = machine;
  const { values } = output;
  const { items, next } = iteration;
  const words = output.room(count * (last - next));
  const texts = values.pendingTexts(count * (last - next));
  const start = output.length;
  const { 0: p0, 1: p1, 2: p2, 3: p3, 4: p4, 5: p5, 6: p6, 7: p7 } = places;
  const hasFields = othersCount < count;
  /** Fuel, and words, behind the rows that are whole. */
  let { fuel } = machine;
  let at = 0;
  /** No less than the units of the longest text. */
  let longest = touch(iteration, places, last);
  try {
    for (let row = next; row < last; row += 1) {
      const item = items[row];
      const record = isRecord(item) ? item : undefined;
      let taken = 0;
      if (record !== undefined) {
        if (p0 !== undefined) taken |= put(record[p0.field], p0, words, start, texts, at);
        if (p1 !== undefined) taken |= put(record[p1.field], p1, words, start, texts, at);
        if (p2 !== undefined) taken |= put(record[p2.field], p2, words, start, texts, at);
        if (p3 !== undefined) taken |= put(record[p3.field], p3, words, start, texts, at);
        if (p4 !== undefined) taken |= put(record[p4.field], p4, words, start, texts, at);
        if (p5 !== undefined) taken |= put(record[p5.field], p5, words, start, texts, at);
        if (p6 !== undefined) taken |= put(record[p6.field], p6, words, start, texts, at);
        if (p7 !== undefined) taken |= put(record[p7.field], p7, words, start, texts, at);
      } else if (hasFields) break;
      for (let index = 0; index < othersCount && taken !== NO_CELL; index += 1) {
        const column = others[index]!;
        const { field, operand } = column;
        const value = record !== undefined && field !== undefined ? record[field] : readOperand(run, operand, row);
        taken |= put(value, column, words, start, texts, at);
      }
      if (taken === NO_CELL) break;
      longest |= taken & ~VALUE_UNITS;
      at += count;
      ({ fuel } = machine);
    }
  } catch {
    // Up to here there are rows.
  }
  machine.refund(fuel - machine.fuel);
  if (longest > LONG_TEXT || values.count + longest * at > UNITS_MAX) {
    return appendLongTexts(run, at / count, count);
  }
  values.appendPending(at, longest);
  return at / count;
}

/**
 * Touches the fields and texts of rows that nothing touched before; the result is no less than the units of the longest
 * text.
 */
function touch(iteration: Iteration, places: Placed<Column>["places"], last: number): number {
  const { items, next } = iteration;
  const { 0: p0, 1: p1, 2: p2, 3: p3, 4: p4, 5: p5, 6: p6, 7: p7 } = places;
  let longest = 0;
  let row = next;
  if (row < iteration.touched) row = iteration.touched;
  iteration.touched = last;
  try {
    for (; row < last; row += 1) {
      const item = items[row];
      if (!isRecord(item)) break;
      if (p0 !== undefined) longest |= lengthOf(item[p0.field]);
      if (p1 !== undefined) longest |= lengthOf(item[p1.field]);
      if (p2 !== undefined) longest |= lengthOf(item[p2.field]);
      if (p3 !== undefined) longest |= lengthOf(item[p3.field]);
      if (p4 !== undefined) longest |= lengthOf(item[p4.field]);
      if (p5 !== undefined) longest |= lengthOf(item[p5.field]);
      if (p6 !== undefined) longest |= lengthOf(item[p6.field]);
      if (p7 !== undefined) longest |= lengthOf(item[p7.field]);
    }
  } catch {
    // Nothing is read here that is not read again.
  }
  return longest;
}

function lengthOf(value: unknown): number {
  return typeof value === "string" ? value.length : 0;
}

/**
 * Puts the word of a value and its text where they belong; the result is the word if it is one of a text, else 0, or
 * `NO_CELL`, which has all bits. Words of texts that have it together are longer than any output. Small, so that the
 * engine puts it where it is called.
 */
function put(value: unknown, column: Column, words: Int32Array, start: number, texts: string[], at: number): number {
  const index = at + column.index;
  if (typeof value !== "string" || !column.isWritten) return putCell(value, column.isWritten, words, start + index);
  const word = value.length | VALUE_UNITS;
  words[start + index] = word;
  texts[index] = value;
  return word;
}

function putCell(value: unknown, isWritten: boolean, words: Int32Array, at: number): number {
  const word = cellOf(value, isWritten);
  words[at] = word;
  return word & (word >> 31);
}

/** Takes the texts of so many rows in whose words are there, up to a row that takes the machine; the result is how many. */
function appendLongTexts({ machine }: LoopRun, rows: number, count: number): number {
  const { values } = machine.output;
  const { pending } = values;
  let { fuel } = machine;
  let row = 0;
  try {
    for (; row < rows; row += 1) {
      for (let text = row * count; text < (row + 1) * count; text += 1) {
        const { length } = pending[text]!;
        if (length > LONG_TEXT) machine.spend(length >> CHARACTERS_PER_STEP_LOG2);
        if (values.count + length > UNITS_MAX) {
          machine.refund(fuel - machine.fuel);
          return row;
        }
        values.append(pending[text]!);
        pending[text] = "";
      }
      ({ fuel } = machine);
    }
  } catch {
    machine.refund(fuel - machine.fuel);
  }
  return row;
}
