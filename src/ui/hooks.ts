/** How what hooks print is shown: each line behind a prefix, escaped, on standard error. Loaded only when a hook runs. */
import { writeStandardError } from "../native/os.ts";
import { printable } from "./printable.ts";

/** Shows one line of a hook, whatever it holds. */
export function showHookLine(line: string): void {
  writeStandardError(`hook> ${printable(line, "\t")}\n`);
}
