/**
 * What instructions cost in steps of about 5 ns, besides the work that operators count themselves (value/work.ts). Only
 * what is known at once is looked at: the lengths of texts.
 */
import { SafeString, type Value } from "../value/value.ts";

/** Applying a filter, calling a function or method. */
export const CALL_STEPS = 20;
/** Applying a test. */
export const TEST_STEPS = 6;
/** Running an included template. */
export const INCLUDE_STEPS = 150;
/** Joining this many characters (as a power of two) costs one step of fuel. */
export const CHARACTERS_PER_STEP_LOG2 = 5;
/** Shorter texts are written without a charge of their own. */
export const LONG_TEXT = 256;
/** A word of the body of a loop, as a power of two: two words are one step. */
const WORDS_PER_STEP_LOG2 = 1;

/** A jump back over that many words: an iteration of the loop between. */
export function iterationSteps(words: number): number {
  return 1 + (words >> WORDS_PER_STEP_LOG2);
}

/** Reading or writing the whole of a text, once for each character. */
export function textSteps(value: Value): number {
  if (typeof value === "string") return value.length;
  return value instanceof SafeString ? value.text.length : 0;
}
