/** What a call fails with, for tests of errors. */
import { DxgError } from "../../src/base/error.ts";

/** The DxgError that a call throws; other errors pass through. @throws {Error} when it throws nothing */
export function errorOf(run: () => unknown): DxgError {
  try {
    run();
  } catch (error) {
    if (error instanceof DxgError) return error;
    throw error;
  }
  throw new Error("nothing was thrown");
}

/** The code of the DxgError that a call throws, or that there was none. */
export function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof DxgError) return error.code;
    throw error;
  }
  return "nothing thrown";
}
