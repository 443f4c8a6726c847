/** What runs of programs have of their own: locals, the place, arguments that were left out. No instruction is here. */
import { Undefined, type UndefinedMode, type Value } from "../value/value.ts";
import type { InPlace } from "./in-place.ts";
import type { Loop } from "./loop.ts";

/** Unset locals, and absent arguments of filters and tests, are JavaScript's undefined. */
export type Slot = Value | undefined;

/** A loop that runs. */
export interface Iteration {
  readonly items: readonly Value[];
  next: number;
  /** The `loop` object when the body reads it. */
  readonly loop: Loop | undefined;
  /** The loop around it, or what stands outside all loops, which has none. */
  readonly outer: Iteration | undefined;
}

/** Stands outside all loops. */
export const NO_ITERATION: Iteration = { items: [], next: 0, loop: undefined, outer: undefined };

/** A run of a program or of a macro's body. */
export class Frame {
  /** The program's, or what stands for it in place. */
  readonly code: Int32Array;
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
  /** The innermost body that runs in place within this run. */
  inner: InPlace | undefined = undefined;
  /** Where templates run in place, by the words of their includes; null where they do not. */
  included: Map<number, InPlace | null> | undefined = undefined;

  constructor(code: Int32Array, word: number, locals: Slot[], root?: Frame) {
    this.code = code;
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
