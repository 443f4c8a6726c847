/** The command line as the system has it: Bun puts U+FFFD for bytes that are not UTF-8, which would be another name. */
import { DxgError } from "../base/error.ts";
import { readFile, showPath } from "../native/os.ts";
import { nameText } from "../native/os-name.ts";

const COMMAND_LINE = "/proc/self/cmdline";
/** More than Linux lets a command line take. */
const COMMAND_LINE_BYTES_MAX = 8 * 1024 * 1024;

/** Does nothing where the system does not show it. @throws {DxgError} cli/bad-argument for a word that is not UTF-8 */
export function requireUtf8(): void {
  const bytes = commandLine();
  const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  for (let from = 0, end: number; from < bytes.length; from = end + 1) {
    end = bytes.indexOf(0, from);
    if (end < 0) end = bytes.length;
    const word = nameText(bytes.subarray(from, end), strict);
    if (word.isWellFormed()) continue;
    throw new DxgError("cli/bad-argument", `"${showPath(word)}" is not UTF-8`, { hint: "Write it in UTF-8" });
  }
}

function commandLine(): Uint8Array {
  if (process.platform !== "linux") return new Uint8Array();
  try {
    return readFile(COMMAND_LINE, COMMAND_LINE_BYTES_MAX);
  } catch (error) {
    if (error instanceof DxgError) return new Uint8Array();
    throw error;
  }
}
