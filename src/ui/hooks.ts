/** What is shown of hooks: their output, escaped, and those that were left out. Loaded only for templates that have hooks. */
import type { Generation } from "../app/generate.ts";
import { showCommand } from "../app/hook-command.ts";
import { writeStandardError } from "../native/os.ts";
import { noteDone } from "./done.ts";
import { printable } from "./printable.ts";

/** Shows one line that a hook has printed, whatever it holds, on standard error. */
export function showHookLine(line: string): void {
  writeStandardError(`hook> ${printable(line, "\t")}\n`);
}

/** Tells on standard error which hooks a run was told to leave out. */
export function reportHooksLeftOut({ hooks, hooksRan, dryRun }: Generation): void {
  if (hooksRan || dryRun) return;
  noteDone(hooks.map(({ command }) => `not run: ${printable(showCommand(command))}\n`).join(""));
}
