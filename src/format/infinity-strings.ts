/**
 * Finds strings that an encoding stores twice, without making the strings: a chained hash table over stretches of one
 * text, hashed by length and four of their units. Where someone crafted strings that collide, it falls back to a Set.
 */

/** Longest chain that is walked before the fall-back: honest texts stay below it. */
const CHAIN_MAX = 24;

export class KnownStrings {
  private readonly text: string;
  /** Where each string starts, and at last where the next one would: strings lie end to end. */
  private readonly starts: number[] = [0];
  /** Number of the next string in the same bucket, from 1; 0 ends the chain. */
  private readonly next: number[] = [0];
  /** Number of the first string in each bucket. */
  private readonly heads: Int32Array;
  private set: Set<string> | undefined;

  /** @param text what all strings are stretches of, one after the other from its start */
  constructor(text: string) {
    this.text = text;
    let buckets = 8;
    while (buckets < text.length / 8 && buckets < 1 << 16) buckets *= 2;
    this.heads = new Int32Array(buckets);
  }

  /** Adds the next string. False when it equals an earlier one. */
  add(start: number, length: number): boolean {
    if (this.set !== undefined) return this.addToSet(start, length);
    const { text, heads, starts, next } = this;
    const mixed =
      Math.imul(text.charCodeAt(start), 0x9e3779b1) ^
      Math.imul(text.charCodeAt(start + (length >> 1)), 0x85ebca6b) ^
      Math.imul(text.charCodeAt(start + length - 1) + (length << 8), 0xc2b2ae35);
    const bucket = ((mixed >>> 16) ^ mixed) & (heads.length - 1);
    const first = heads[bucket]!;
    let steps = 0;
    for (let other = first; other !== 0; other = next[other]!) {
      const otherStart = starts[other - 1]!;
      if (starts[other]! - otherStart === length && sameText(text, otherStart, start, length)) return false;
      if (++steps > CHAIN_MAX) return this.addToSet(start, length);
    }
    next.push(first);
    heads[bucket] = starts.length;
    starts.push(start + length);
    return true;
  }

  private addToSet(start: number, length: number): boolean {
    if (this.set === undefined) {
      const set = new Set<string>();
      for (let index = 1; index < this.starts.length; index++) {
        set.add(this.text.substring(this.starts[index - 1]!, this.starts[index]!));
      }
      this.set = set;
    }
    const { size } = this.set;
    return this.set.add(this.text.substring(start, start + length)).size > size;
  }
}

function sameText(text: string, left: number, right: number, length: number): boolean {
  for (let offset = 0; offset < length; offset++) {
    if (text.charCodeAt(left + offset) !== text.charCodeAt(right + offset)) return false;
  }
  return true;
}

/** Keys seen lately, by a hash of their ends. A bounded cache for the whole process; it changes speed, never results. */
const internedKeys: (string | undefined)[] = [];
const INTERNED_KEYS = 512;
const INTERNED_LENGTH_MAX = 32;

/** The first string object that was seen with this text, if it is still cached; `key` is the text's part from `start`. */
export function internKey(key: string, text: string, start: number): string {
  const { length } = key;
  if (length > INTERNED_LENGTH_MAX) return key;
  const mixed =
    Math.imul(text.charCodeAt(start), 31) +
    Math.imul(text.charCodeAt(start + (length >> 1)), 7) +
    Math.imul(text.charCodeAt(start + length - 1), 3) +
    length;
  const slot = mixed & (INTERNED_KEYS - 1);
  const known = internedKeys[slot];
  if (known !== undefined && known.length === length && text.startsWith(known, start)) return known;
  internedKeys[slot] = key;
  return key;
}
