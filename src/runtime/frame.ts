/** What runs of programs have of their own: locals, the place, arguments that were left out. No instruction is here. */
import { Undefined, type UndefinedMode, type Value } from "../value/value.ts";
import type { Loop } from "./loop.ts";
import type { RowPlan } from "./row-plan.ts";

/** Unset locals, and absent arguments of filters and tests, are JavaScript's undefined. */
export type Slot = Value | undefined;

/** A loop that runs. */
export interface Iteration {
  readonly items: readonly Value[];
  next: number;
  /** The `loop` object when the body reads it. */
  readonly loop: Loop | undefined;
  /** How its rows are laid out; null when the machine runs them, undefined before anybody asked. */
  rows: RowPlan | null | undefined;
  /** Index of the item behind those that were looked at before they were read. */
  touched: number;
  /** Rows that the machine had to run nevertheless. */
  misses: number;
  /** The loop around it, or what stands outside all loops, which has none. */
  readonly outer: Iteration | undefined;
}

/** Stands outside all loops. */
export const NO_ITERATION: Iteration = startIteration([], undefined, undefined);

/** A loop that is about to run. */
export function startIteration(
  items: readonly Value[],
  loop: Loop | undefined,
  outer: Iteration | undefined,
): Iteration {
  return { items, next: 0, loop, rows: undefined, touched: 0, misses: 0, outer };
}

/** A run of a program or of a macro's body. */
export class Frame {
  /** Index of the instruction in the program's code, for the place of an error. */
  word: number;
  readonly locals: Slot[];
  /** The program of the template that this one extends. */
  parent: number | undefined = undefined;
  /** Index of the instruction that says so. */
  extending = 0;
  /** The run of the template whose code this is: this one, but in the body of a recursive loop. */
  readonly root: Frame;
  /** What `self` is once it is asked for. */
  self: Value | undefined = undefined;
  /** The innermost loop, where one part of the machine hands over to another. */
  iteration: Iteration = NO_ITERATION;

  constructor(word: number, locals: Slot[], root?: Frame) {
    this.word = word;
    this.locals = locals;
    this.root = root ?? this;
  }
}

/** Stands on the stack for an argument that was not given. */
export const MISSING: Undefined = new Undefined("an argument that was not given", "", "lenient");

/** Nothing is ever put in: the verifier holds programs to the number of slots that they say. */
const NO_SLOTS: Slot[] = [];

/** Slots that are all unset. Filled, so that they have one form in all runs, which optimised code relies on. */
export function emptySlots(count: number): Slot[] {
  if (count === 0) return NO_SLOTS;
  const slots: Slot[] = [];
  for (let index = 0; index < count; index += 1) slots.push(undefined);
  return slots;
}

/** The value of a local; undefined (the template's) when it is not set. */
export function localValue(slot: Slot, mode: UndefinedMode): Value {
  return slot === undefined ? new Undefined("a variable that is not set", "", mode) : slot;
}
