/** Tables of 32-bit words. */

/** From this many words on a call of the engine is faster than a loop. */
const LOOPED_MAX = 256;

/** A copy of the first words of a table. */
export function firstWords(table: Uint32Array, count: number): Uint32Array {
  if (count > LOOPED_MAX) return table.slice(0, count);
  const copy = new Uint32Array(count);
  for (let index = 0; index < count; index += 1) copy[index] = table[index]!;
  return copy;
}
