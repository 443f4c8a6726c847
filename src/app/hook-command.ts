/** How the command of a hook is written for a person. */

/** The words of a command, with quotes where a shell would need them; for people, never for a shell. */
export function showCommand(words: readonly string[]): string {
  return words.map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : JSON.stringify(word))).join(" ");
}
