/** Looks a command up by the word that was typed, and tells of one that does not exist. */
import { DxgError } from "../base/error.ts";
import { suggest } from "../base/suggest.ts";
import type { CommandEntry, CommandTable } from "./command.ts";

/**
 * The command of a name or alias, with its name.
 * @param path names of the groups that the table is in
 * @throws {DxgError} cli/unknown-command
 */
export function findCommand(
  table: CommandTable,
  path: readonly string[],
  word: string,
): CommandEntry & { readonly name: string } {
  if (Object.hasOwn(table, word)) return { ...table[word]!, name: word };
  for (const [name, entry] of Object.entries(table)) if (entry.aliases?.includes(word)) return { ...entry, name };
  const names = Object.keys(table);
  const close = suggest(word, names) ?? names.find((name) => name.startsWith(word));
  const parent = ["dxg", ...path].join(" ");
  throw new DxgError("cli/unknown-command", `"${word}"`, {
    hint: close === undefined ? `\`${parent} --help\` lists the commands` : `Did you mean \`${parent} ${close}\`?`,
  });
}
