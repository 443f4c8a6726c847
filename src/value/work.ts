/**
 * Counts the work of operators whose cost grows with their operands, so that a render can be stopped. Operators add what
 * they did; the machine takes the sum after each instruction that may have added some and charges it to the render.
 * It is one number for the whole process: renders do not overlap. Nothing here knows a limit.
 */

let done = 0;

/** Adds work in steps of about 5 ns; fractions are fine. */
export function addWork(steps: number): void {
  done += steps;
}

/** The work since it was last taken, in whole steps. */
export function takeWork(): number {
  if (done === 0) return 0;
  // Rounded up without Math, whose first use costs a cold process 50 microseconds. Infinite work has no fraction.
  const fraction = done % 1;
  const steps = fraction > 0 ? done - fraction + 1 : done;
  done = 0;
  return steps;
}

/** Characters that are copied or compared in one step. */
const CHARACTERS_PER_STEP = 32;

/** Fewer characters than this are part of what an instruction costs anyway. */
const FEW_CHARACTERS = 64;

/** Adds the work of copying or comparing that many characters. */
export function addTextWork(characters: number): void {
  if (characters > FEW_CHARACTERS) done += characters / CHARACTERS_PER_STEP;
}

/** Adds the work of multiplying or dividing integers of these sizes in bits. */
export function addIntegerWork(bits: number, otherBits: number): void {
  done += ((bits / 64) * (otherBits / 64)) / 4 + (bits + otherBits) / 64;
}
