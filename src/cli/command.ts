/**
 * What a command is: a citty definition (flags, positionals, description) with examples and a body. The definitions are
 * data that the argument reader, `--help` and the completions share; citty itself loads only to print help, since it
 * costs as much start-up time as a third of a bare process.
 */
import type { ArgDef } from "citty";
import type { Arguments } from "./arguments.ts";

/** `valueHint` of flags whose value is a path. */
export const PATH_HINTS: readonly string[] = ["dir", "file", "file|-"];

/** What a completion offers: names of templates and files, parameters of the template before it, or some words. */
export type Completes = "templates" | "files" | "parameters" | readonly string[];

/** A citty argument that may be given several times, with what completes it where nothing else here tells. */
export type Argument = ArgDef & { readonly repeats?: true; readonly completes?: Completes };

export interface Command {
  /** Full name without `dxg`, e.g. `template show`. */
  readonly name: string;
  readonly description: string;
  readonly arguments: Readonly<Record<string, Argument>>;
  /** Command lines with what they do. */
  readonly examples: readonly (readonly [command: string, does: string])[];
  /** At most about 15 lines: read arguments, call one use case, report. The result is the exit code. */
  readonly run: (args: Arguments, commands: CommandTable) => number | Promise<number>;
}

/** A command by its name on the command line; groups nest. */
export type CommandTable = Readonly<Record<string, CommandEntry>>;

export interface CommandEntry {
  readonly description: string;
  readonly aliases?: readonly string[];
  readonly load?: () => Promise<Command>;
  readonly group?: CommandTable;
}
