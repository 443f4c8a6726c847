/** Tables of words of programs that are finished: making them takes longer than filling them. */

const TABLE_WORDS = 1024;
/** A larger table is not kept for the next program. */
const KEPT_WORDS_MAX = 1 << 16;

const spare: Uint32Array[] = [];

/** A table that holds at least as many words; what is in it is of no use. */
export function takeTable(words = TABLE_WORDS): Uint32Array {
  const table = spare.pop();
  return table === undefined || table.length < words ? new Uint32Array(Math.max(words, TABLE_WORDS)) : table;
}

/** Takes a table back that nobody uses any more. */
export function giveTable(table: Uint32Array): void {
  if (table.length <= KEPT_WORDS_MAX) spare.push(table);
}

/** A table with the same words that has room for more. */
export function larger(words: Uint32Array): Uint32Array {
  const grown = new Uint32Array(words.length * 4);
  grown.set(words);
  return grown;
}
