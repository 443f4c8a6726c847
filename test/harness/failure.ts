/** What a call fails with, for tests of errors. */
import { DxgError } from "../../src/base/error.ts";

/** The code of the DxgError that a call throws; other errors pass through. */
export function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof DxgError) return error.code;
    throw error;
  }
  return "nothing thrown";
}
