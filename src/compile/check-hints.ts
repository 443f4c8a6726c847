/** What hints say of the names that there are. A template has any number of both, so that the work is limited. */
import { suggest } from "../base/suggest.ts";

/** Suggestions in one check: whoever makes more mistakes makes the same one. */
const SUGGESTIONS_MAX = 20;

/** Names that a hint lists. */
const NAMES_MAX = 10;

/** The suggestions of one check. */
export class Suggestions {
  private left = SUGGESTIONS_MAX;

  /** The name that a mistyped word most likely stands for. */
  for(word: string, names: Iterable<string>): string | undefined {
    return this.left-- > 0 ? suggest(word, names) : undefined;
  }
}

/** Names as a sentence lists them. */
export function listed(names: Iterable<string>): string {
  const shown: string[] = [];
  for (const name of names) {
    if (shown.length === NAMES_MAX) return `${shown.join(", ")}, …`;
    shown.push(`\`${name}\``);
  }
  return shown.join(", ");
}
