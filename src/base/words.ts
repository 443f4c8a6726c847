/** Tables of 32-bit words. They are copied as signed ones, which the engine has as integers: it makes floats of those from 2^31 on. */

/** From this many words on a call of the engine is faster than a loop. */
const LOOPED_MAX = 256;

/** A copy of the first words of a table. */
export function firstWords(table: Uint32Array, count: number): Uint32Array {
  if (count > LOOPED_MAX) return table.slice(0, count);
  const copy = new Uint32Array(count);
  for (let index = 0; index < count; index += 1) copy[index] = table[index]! | 0;
  return copy;
}

/** Writes words into a table from a place on. */
export function putWords(table: Uint32Array, at: number, words: ArrayLike<number>): void {
  if (words.length > LOOPED_MAX) table.set(words, at);
  else for (let index = 0; index < words.length; index += 1) table[at + index] = words[index]! | 0;
}
