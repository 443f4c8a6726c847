/**
 * A number for a text by a few of its units, to look texts up by. A hash of all of a long text takes longer than all else
 * that is done with it. It is taken where the text still is a part of its source: what is cut out of a source is no string
 * of its own until somebody looks at its units, which takes an allocation.
 */

/** The number of a text that is not known. */
export const NO_SAMPLE = -1;

/** The number of `text.slice(start, end)`, from 0: the same for the same text, by its length and five of its units. */
export function sampleOf(text: string, start: number, end: number): number {
  const last = end - 1;
  const half = (start + last) >> 1;
  let hash = last - start;
  hash = mixed(hash, text.charCodeAt(start));
  hash = mixed(hash, text.charCodeAt((start + half) >> 1));
  hash = mixed(hash, text.charCodeAt(half));
  hash = mixed(hash, text.charCodeAt((half + last) >> 1));
  return mixed(hash, text.charCodeAt(last)) >>> 1;
}

/** The constant is 2^32 over the golden ratio (Knuth, TAOCP 3, 6.4). */
function mixed(hash: number, unit: number): number {
  const product = Math.imul(hash ^ unit, 0x9e3779b1);
  return product ^ (product >>> 15);
}
