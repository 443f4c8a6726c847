/**
 * Reads rows whose values are written as they are; those with filters that come to a mapping are read by mapped-rows.ts.
 *
 * A block of rows is gone through three times: by a loop that only touches fields and texts, so that the processor
 * fetches many of them at once, then for their words, then for their characters. Each field has a place of its own in
 * the code (field-places.ts). Together that takes 0.6 of the time of one loop over rows and columns.
 */
import { DxgError } from "../base/error.ts";
import { VALUE_UNITS } from "../native/abi.ts";
import { isRecord } from "../value/value.ts";
import { CHARACTERS_PER_STEP_LOG2, LONG_TEXT } from "./cost.ts";
import type { Column, RowPlan } from "./row-plan.ts";
import { cellOf, type LoopRun, NO_CELL, readOperand, UNITS_MAX } from "./row-values.ts";
import { TOGETHER_UNITS_MAX } from "./value-buffer.ts";

/**
 * Reads the values of rows from the next item on, up to one that takes the machine.
 * @param last index of the item to stop before
 */
export function readRows(run: LoopRun, plan: RowPlan, last: number): void {
  const { machine, iteration } = run;
  const { output } = machine;
  const { next } = iteration;
  const { columns, steps } = plan;
  if (!machine.affords(steps * (last - next))) return;
  const rows = takeRows(run, plan, last);
  output.length += rows * columns.length;
  iteration.next = next + rows;
  if (iteration.next === last) return;
  machine.spend(-steps * (last - iteration.next));
  output.values.pending.fill("");
}

/** Takes the words and texts of rows in, up to one that takes the machine; the result is how many. */
function takeRows(run: LoopRun, plan: RowPlan, last: number): number {
  const { output } = run.machine;
  const { values } = output;
  const { items, next } = run.iteration;
  const { places, others } = plan;
  const count = plan.columns.length;
  const words = output.room(count * (last - next));
  const texts = values.pendingTexts(count * (last - next));
  const p0 = places[0];
  const p1 = places[1];
  const p2 = places[2];
  const p3 = places[3];
  const p4 = places[4];
  const p5 = places[5];
  const p6 = places[6];
  const p7 = places[7];
  /** No less than the units of the longest text. */
  let longest = 0;
  let at = output.length;
  let text = 0;
  try {
    for (let row = next; row < last; row += 1) {
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
    for (let row = next; row < last; row += 1) {
      const item = items[row];
      let taken = 0;
      if (isRecord(item)) {
        if (p0 !== undefined) taken |= take(item[p0.field], p0, words, at, texts, text);
        if (p1 !== undefined) taken |= take(item[p1.field], p1, words, at, texts, text);
        if (p2 !== undefined) taken |= take(item[p2.field], p2, words, at, texts, text);
        if (p3 !== undefined) taken |= take(item[p3.field], p3, words, at, texts, text);
        if (p4 !== undefined) taken |= take(item[p4.field], p4, words, at, texts, text);
        if (p5 !== undefined) taken |= take(item[p5.field], p5, words, at, texts, text);
        if (p6 !== undefined) taken |= take(item[p6.field], p6, words, at, texts, text);
        if (p7 !== undefined) taken |= take(item[p7.field], p7, words, at, texts, text);
      } else if (places.length > 0) break;
      for (let index = 0; index < others.length; index += 1) {
        const column = others[index]!;
        taken |= take(readOperand(run, column.operand, row), column, words, at, texts, text);
      }
      if (taken === NO_CELL) break;
      longest |= taken & ~VALUE_UNITS;
      at += count;
      text += count;
    }
  } catch (error) {
    leave(error);
  }
  if (longest > TOGETHER_UNITS_MAX || values.count + longest * text > UNITS_MAX) {
    return takeLongTexts(run, text / count, count);
  }
  values.appendPending(text, longest);
  return text / count;
}

function lengthOf(value: unknown): number {
  return typeof value === "string" ? value.length : 0;
}

/** Puts the word of a value and its text where they belong; the result is the word if it is one of a text, or `NO_CELL`. */
function take(
  value: unknown,
  { number, isWritten }: Column,
  words: Int32Array,
  at: number,
  texts: string[],
  text: number,
): number {
  if (typeof value === "string" && isWritten) {
    const word = value.length | VALUE_UNITS;
    words[at + number] = word;
    texts[text + number] = value;
    return word;
  }
  const word = cellOf(value, isWritten);
  words[at + number] = word;
  texts[text + number] = "";
  return word & (word >> 31);
}

/** Takes the texts of so many rows in whose words are there, up to a row that takes the machine; the result is how many. */
function takeLongTexts({ machine }: LoopRun, rows: number, count: number): number {
  const { values } = machine.output;
  const { pending } = values;
  let row = 0;
  try {
    for (; row < rows; row += 1) {
      for (let text = row * count; text < (row + 1) * count; text += 1) {
        const { length } = pending[text]!;
        if (length > LONG_TEXT) machine.spend(length >> CHARACTERS_PER_STEP_LOG2);
        if (values.count + length > UNITS_MAX) return row;
        values.append(pending[text]!);
        pending[text] = "";
      }
    }
  } catch (error) {
    leave(error);
  }
  return row;
}

/** The machine runs the row again, and throws what this was with its place. */
function leave(error: unknown): void {
  if (!(error instanceof DxgError)) throw error;
}
