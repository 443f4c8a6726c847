/** The warning of text that may read otherwise than it is. It only tells; whether there is any is found elsewhere. */
import { noteDone } from "./done.ts";
import { printable } from "./printable.ts";

/**
 * Told on standard error whatever the style, as what the reader of such a file sees is not what it says.
 * @param names files, or what else was written
 */
export function reportTurned(names: readonly string[]): void {
  if (names.length === 0) return;
  let text = "Files with characters that turn the direction of text, which may read otherwise than they are:\n";
  for (const name of names) text += `  - ${printable(name)}\n`;
  noteDone(text);
}
