/** Adds the name of the file to what is wrong inside a binary: the readers of formats see bytes only. */
import { DxgError } from "../base/error.ts";
import { showPath } from "../native/os.ts";

const IN_FILE = "in the file ";
const FROM_SOURCE = "Make the file again from its source";

/**
 * What `read` gives.
 * @param path as the user wrote it
 * @param hint what to do about a broken file
 * @throws {DxgError} what `read` throws; a `format/` error names the file
 */
export function namingFile<T>(path: string, read: () => T, hint: string = FROM_SOURCE): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof DxgError) || !error.code.startsWith("format/")) throw error;
    // The innermost file is the one that is wrong.
    if (error.notes.some((note) => note.startsWith(IN_FILE))) throw error;
    throw error.with({ notes: [`${IN_FILE}${showPath(path)}`], hint });
  }
}
