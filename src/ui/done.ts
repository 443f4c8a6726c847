/**
 * What is told once the work is done. Files, keys and signatures are there by then: a stream that does not take the words
 * is warned of, where that is possible, and changes no exit code, which tells whether the work was done.
 */
import { DxgError } from "../base/error.ts";
import { reportToStandardOutput, writeStandardError } from "../native/os.ts";

/** Prints the report of a command that has changed something; a standard output that is closed wants none. */
export function reportDone(text: string): void {
  try {
    reportToStandardOutput(text);
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
    noteDone(`warning: the work is done, but its report was lost: ${error.message}\n`);
  }
}

/** Prints a note on standard error beside such a report. */
export function noteDone(text: string): void {
  try {
    writeStandardError(text);
  } catch (error) {
    // Nobody is left who could be told.
    if (!(error instanceof DxgError)) throw error;
  }
}
