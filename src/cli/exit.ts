/** From the command line to an exit code: finds the command, runs it, reports what went wrong. */
import { DxgError } from "../base/error.ts";
import { writeStandardError, writeStandardOutput } from "../native/os.ts";
import { readArguments } from "./arguments.ts";
import type { CommandTable } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { findCommand } from "./find-command.ts";
import { requireUtf8 } from "./require-utf8.ts";

/** A bug of ours (sysexits.h EX_SOFTWARE). */
const EXIT_BUG = 70;

/** Runs a command line without the program's name; the result is the exit code. */
export async function main(raw: readonly string[]): Promise<number> {
  try {
    return await dispatch(raw);
  } catch (error) {
    return report(error, raw);
  }
}

async function dispatch(raw: readonly string[]): Promise<number> {
  let table: CommandTable = COMMANDS;
  const path: string[] = [];
  for (let index = 0; ; index += 1) {
    const word = raw[index];
    if (word === undefined || word === "--help" || word === "-h" || word === "help") {
      const named = word === "help" ? raw.slice(index + 1) : [];
      const { printHelp } = await import("./help.ts");
      return printHelp([...path, ...named], word === undefined ? 2 : 0);
    }
    if (path.length === 0 && (word === "--version" || word === "-V" || word === "-v")) {
      const { version } = await import("../../package.json");
      writeStandardOutput(`dxg ${version}\n`);
      return 0;
    }
    const entry = findCommand(table, path, word);
    path.push(entry.name);
    if (entry.group !== undefined) {
      table = entry.group;
      continue;
    }
    const rest = raw.slice(index + 1);
    if (wantsHelp(rest)) return (await import("./help.ts")).printHelp(path, 0);
    const command = await entry.load?.();
    if (command === undefined) throw new Error(`Internal error: command ${path.join(" ")} has no body`);
    await requireUtf8(raw);
    return command.run(readArguments(command, rest), COMMANDS);
  }
}

function wantsHelp(rest: readonly string[]): boolean {
  for (const word of rest) {
    if (word === "--help" || word === "-h") return true;
    if (word === "--") return false;
  }
  return false;
}

/** Writes an error for a person to standard error, or with `--json` as data to standard output. */
async function report(error: unknown, raw: readonly string[]): Promise<number> {
  const { errorToJson, formatError } = await import("../ui/error.ts");
  if (!(error instanceof DxgError)) {
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    tell(writeStandardError, `dxg: internal error, please report it\n${text}\n`);
    return EXIT_BUG;
  }
  const { jsonText } = await import("../ui/json.ts");
  const { errorWidth } = await import("../ui/columns.ts");
  const json = jsonText(errorToJson(error));
  if (!raw.includes("--json") || !tell(writeStandardOutput, json)) {
    tell(writeStandardError, formatError(error, errorWidth()));
  }
  return error.exitCode;
}

/** Whether the stream took the text: an error that cannot be told must not become another one. */
function tell(write: (text: string) => unknown, text: string): boolean {
  try {
    write(text);
    return true;
  } catch (error) {
    if (error instanceof DxgError) return false;
    throw error;
  }
}
