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

/** "Box" as Boxes, "userAddress" as userAddresses: the last word is inflected, letter case stays. */
export function plural(text: string): string {
  return inflectLast(text, (word) => inflector().plural(word));
}

/** "Boxes" as Box, "userAddresses" as userAddress. */
export function singular(text: string): string {
  return inflectLast(text, (word) => inflector().singular(word));
}

const UPPER = /^\p{Lu}$/u;
const LOWER = /^\p{Ll}$/u;

/** The last word is a run of capitals, or of small letters with the one capital before them, at the very end. */
function inflectLast(text: string, inflect: (word: string) => string): string {
  let start = runStart(text, text.length, UPPER);
  if (start === text.length) {
    start = runStart(text, text.length, LOWER);
    if (start === text.length) return text;
    const capital = previous(text, start);
    if (UPPER.test(text.slice(capital, start))) start = capital;
  }
  return text.slice(0, start) + inflect(text.slice(start));
}

/** Where the run of letters of one case that ends at `end` starts. */
function runStart(text: string, end: number, letter: RegExp): number {
  let start = end;
  while (start > 0) {
    const next = previous(text, start);
    if (!letter.test(text.slice(next, start))) break;
    start = next;
  }
  return start;
}

/** The index of the character before `index`; 0 stays 0. */
function previous(text: string, index: number): number {
  const unit = text.charCodeAt(index - 1);
  return Math.max(0, index - (unit >= 0xdc00 && unit <= 0xdfff ? 2 : 1));
}
