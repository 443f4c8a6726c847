/** What runs of programs have of their own: locals, the place, arguments that were left out. No instruction is here. */
import { Undefined, type UndefinedMode, type Value } from "../value/value.ts";

/** Unset locals, and absent arguments of filters and tests, are JavaScript's undefined. */
export type Slot = Value | undefined;

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
