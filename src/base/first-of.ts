/** Long lists in messages: their beginning, and how much is left out. */

const SHOWN_MAX = 20;

/** The first lines of a list, and one that tells how many more there are when one line less would not do. */
export function firstOf(lines: readonly string[]): readonly string[] {
  if (lines.length <= SHOWN_MAX) return lines;
  return [...lines.slice(0, SHOWN_MAX - 1), `and ${lines.length - SHOWN_MAX + 1} more`];
}
