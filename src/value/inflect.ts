/**
 * Plural and singular of English words; the only place that knows the package `pluralize`. The package is loaded at the
 * first use, so that a program that never inflects does not pay for it.
 */
type Inflector = typeof import("pluralize");

let loaded: Inflector | undefined;

function inflector(): Inflector {
  loaded ??= require("pluralize") as Inflector;
  return loaded;
}

/** The last word of a name or phrase, cut at separators and where a capital follows a small letter or ends a run. */
const LAST_WORD = /(?:\p{Lu}+|\p{Lu}?\p{Ll}+)$/u;

/** "Box" as Boxes, "userAddress" as userAddresses: the last word is inflected, letter case stays. */
export function plural(text: string): string {
  return inflectLast(text, (word) => inflector().plural(word));
}

/** "Boxes" as Box, "userAddresses" as userAddress. */
export function singular(text: string): string {
  return inflectLast(text, (word) => inflector().singular(word));
}

function inflectLast(text: string, inflect: (word: string) => string): string {
  const word = LAST_WORD.exec(text)?.[0];
  if (word === undefined) return text;
  return text.slice(0, text.length - word.length) + inflect(word);
}
