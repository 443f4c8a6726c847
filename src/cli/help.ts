/** `--help` of every command: citty renders the usage from the definition, the examples follow. */
import type { CommandDef } from "citty";
import { environment } from "../base/env.ts";
import { isTerminal, writeStandardOutput } from "../native/os.ts";
import type { Command, CommandEntry } from "./command.ts";
import { COMMANDS } from "./commands.ts";
import { findCommand } from "./find-command.ts";
import { exampleRow, fitted } from "./help-layout.ts";

const STANDARD_OUTPUT = 1;
const SUMMARY =
  "dxg generates code from templates: Jinja2 text compiled to verified binaries, rendered natively, written all or nothing.";

/** Prints the help of a command, or of a group; the result is `code`. @throws {DxgError} cli/unknown-command */
export async function printHelp(words: readonly string[], code: number): Promise<number> {
  const path: string[] = [];
  let entry: CommandEntry = { description: SUMMARY, group: COMMANDS };
  for (const word of words) {
    const { name, ...found } = findCommand(entry.group ?? {}, path, word);
    entry = found;
    path.push(name);
  }
  const command = await entry.load?.();
  const usage =
    command === undefined ? await groupHelp(["dxg", ...path].join(" "), entry) : await commandUsage(command);
  const text = [fitted(usage), ...(command === undefined ? [] : examplesOf(command))].join("\n");
  const coloured = isTerminal(STANDARD_OUTPUT) && environment("noColor") === undefined;
  writeStandardOutput(`${coloured ? text : Bun.stripANSI(text).replace(/ +$/gm, "")}\n`);
  return code;
}

async function groupHelp(name: string, entry: CommandEntry): Promise<string> {
  const { renderUsage } = await import("citty");
  const subCommands = Object.fromEntries(
    Object.entries(entry.group ?? {}).map(([key, { description, aliases }]) => [
      key,
      { meta: { description, ...(aliases === undefined ? {} : { alias: [...aliases] }) } },
    ]),
  );
  const usage = await renderUsage({ meta: { name, description: entry.description }, subCommands });
  return name === "dxg"
    ? `${usage}\n\nExit codes: 0 done, 1 failed, 2 wrong usage or missing answers, 70 a bug,\n130 cancelled.`
    : usage;
}

async function commandUsage(command: Command): Promise<string> {
  const { renderUsage } = await import("citty");
  return renderUsage({
    meta: { name: `dxg ${command.name}`, description: command.description },
    args: command.arguments as NonNullable<CommandDef["args"]>,
  });
}

function examplesOf({ examples }: Command): readonly string[] {
  const width = Math.max(...examples.map(([line]) => line.length));
  return ["EXAMPLES", "", ...examples.map(([line, does]) => exampleRow(line, does, width))];
}
