/**
 * Reads rows with filters that come to a mapping (text-mapping.ts), which texts go through as they are taken in. Rows
 * without any are read by read-rows.ts.
 */
import { VALUE_UNITS } from "../native/abi.ts";
import { isRecord } from "../value/value.ts";
import { CALL_STEPS, CHARACTERS_PER_STEP_LOG2, LONG_TEXT } from "./cost.ts";
import type { Machine } from "./machine.ts";
import type { RowPlan } from "./row-plan.ts";
import { cellOf, type LoopRun, NO_CELL, readOperand, UNITS_MAX } from "./row-values.ts";
import type { TextMapping } from "./text-mapping.ts";
import { NOT_ASCII } from "./value-buffer.ts";

/**
 * Reads the values of rows from the next item on. Texts of a row that is given up stay, unread.
 * @param last index of the item to stop before
 */
export function readMappedRows(run: LoopRun, plan: RowPlan, last: number): void {
  const { machine, iteration } = run;
  const { output } = machine;
  const { items, next } = iteration;
  const { columns, steps } = plan;
  const count = columns.length;
  const words = output.room(count * (last - next));
  if (!machine.affords(steps * (last - next))) return;
  let at = output.length;
  let row = next;
  /** Fuel behind the rows that are whole. */
  let { fuel } = machine;
  try {
    reading: for (; row < last; row += 1) {
      const item = items[row];
      for (let column = 0; column < count; column += 1) {
        const cell = readCell(run, plan, item, row, column);
        if (cell === NO_CELL) break reading;
        words[at + column] = cell;
      }
      at += count;
      ({ fuel } = machine);
    }
  } catch {
    // The machine runs the row again, and throws what this was with its place.
  }
  output.length = at;
  iteration.next = row;
  if (row < last) machine.refund(fuel - machine.fuel + steps * (last - row));
}

/** The word for a value of a row, whose text is taken in; `NO_CELL` where it takes the machine. */
function readCell(run: LoopRun, plan: RowPlan, item: unknown, row: number, column: number): number {
  const { machine } = run;
  const { values } = machine.output;
  const { operand, isWritten } = plan.columns[column]!;
  const mapping = plan.mappings[column];
  const field = plan.fields[column];
  let value =
    field !== undefined && isRecord(item)
      ? item[field]
      : readOperand(run, mapping === undefined ? operand : mapping.of, row);
  if (mapping !== undefined) {
    const cell = mapped(machine, mapping, value);
    if (cell !== NO_CELL) return cell;
    value = readOperand(run, operand, row);
  }
  if (typeof value !== "string" || !isWritten) return cellOf(value, isWritten);
  const { length } = value;
  if (length > LONG_TEXT) machine.spend(length >> CHARACTERS_PER_STEP_LOG2);
  return values.count + length > UNITS_MAX ? NO_CELL : values.append(value);
}

/** The word for what a mapping makes of a value; `NO_CELL` where the filters have to. */
function mapped(machine: Machine, mapping: TextMapping, value: unknown): number {
  const { values } = machine.output;
  if (mapping.separator !== undefined)
    return Array.isArray(value) ? joined(machine, mapping.separator, value) : NO_CELL;
  if (typeof value !== "string" || values.count + value.length > UNITS_MAX) return NO_CELL;
  const start = values.count;
  const cell = values.appendMapped(value, mapping.trims, mapping.table);
  if (cell === NOT_ASCII) return NO_CELL;
  // Each filter reads a text and writes one, which is no longer; the last one is this.
  const { filters } = mapping;
  machine.spend(filters * CALL_STEPS + value.length + (2 * filters - 1) * (values.count - start));
  return cell;
}

/** The word for the texts of a list with a separator between them. */
function joined(machine: Machine, separator: string, items: readonly unknown[]): number {
  const { values } = machine.output;
  const start = values.count;
  machine.spend(CALL_STEPS + items.length);
  for (let index = 0; index < items.length; index += 1) {
    const item = items[index];
    if (typeof item !== "string" || values.count + separator.length + item.length > UNITS_MAX) {
      values.count = start;
      return NO_CELL;
    }
    if (index > 0) values.append(separator);
    values.append(item);
  }
  machine.spend(values.count - start);
  return (values.count - start) | VALUE_UNITS;
}
