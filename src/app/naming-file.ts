/** Adds the name of the file to what is wrong inside a binary: the readers of formats see bytes only. */
import { DxgError } from "../base/error.ts";
import { showPath } from "../native/os.ts";

/**
 * What `read` gives.
 * @param path as the user wrote it
 * @throws {DxgError} what `read` throws; a `format/` error names the file
 */
export function namingFile<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DxgError) || !error.code.startsWith("format/")) throw error;
    throw error.with({ notes: [`in the file ${showPath(path)}`], hint: "Make the file again from its source" });
  }
}
