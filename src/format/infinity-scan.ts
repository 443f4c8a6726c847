/**
 * One pass over the tags of an encoding that builds no values: it finds where each of several values in a row starts,
 * so that one can be read without the others. It checks that tags, lengths and counts stay inside the bytes; what the
 * values themselves must satisfy is checked by the reader when it reads them.
 */
import { bad, truncated } from "./infinity-errors.ts";
import type { Place, PlaceIndex } from "./infinity-place.ts";
import * as tags from "./infinity-tags.ts";

export interface Scan extends PlaceIndex {
  /** Where each value starts. */
  readonly places: readonly Place[];
}

/**
 * Scans `count` values that fill `bytes` from `start` to `end` and use all of a text of `textLength` UTF-16 units.
 * @throws {DxgError} format/truncated, format/bad-value
 */
export function scanValues(bytes: Uint8Array, start: number, end: number, textLength: number, count: number): Scan {
  const scanner = new Scanner(bytes, start, end);
  for (let index = 0; index < count; index++) scanner.value();
  scanner.finish(textLength);
  return scanner;
}

class Scanner implements Scan {
  readonly places: Place[] = [];
  readonly stringStarts: number[] = [];
  readonly shapePlaces: Place[] = [];
  private readonly shapeSizes: number[] = [];
  private readonly bytes: Uint8Array;
  private readonly end: number;
  private at: number;
  private textAt = 0;

  constructor(bytes: Uint8Array, start: number, end: number) {
    this.bytes = bytes;
    this.at = start;
    this.end = end;
  }

  /** Passes one value, counting the values that are still owed instead of descending into them. */
  value(): void {
    this.places.push(this.place(this.at));
    const { bytes, end, stringStarts } = this;
    let { at, textAt } = this;
    let pending = 1;
    while (pending > 0) {
      if (pending > end - at) throw truncated();
      pending--;
      const tag = bytes[at++]!;
      if (tag < tags.TAG_STRING) continue;
      if (tag < tags.TAG_REFERENCE) {
        stringStarts.push(textAt);
        textAt += tag - tags.TAG_STRING + 1;
      } else if (tag >= tags.TAG_LIST && (tag < tags.TAG_NONE || tag > tags.TAG_EMPTY_STRING)) {
        this.at = at;
        this.textAt = textAt;
        pending += this.owed(tag);
        at = this.at;
        textAt = this.textAt;
      }
    }
    this.at = at;
    this.textAt = textAt;
  }

  /** @throws {DxgError} format/bad-value, format/truncated */
  finish(textLength: number): void {
    if (this.at > this.end) throw truncated();
    if (this.at < this.end) throw bad(`${this.end - this.at} bytes are left over after the value`);
    if (this.textAt !== textLength) throw bad("the strings do not fill the text area");
  }

  private place(at: number): Place {
    return { at, textAt: this.textAt, strings: this.stringStarts.length, shapes: this.shapeSizes.length };
  }

  private varint(): number {
    let number = 0;
    for (let scale = 1; scale <= Number.MAX_SAFE_INTEGER && this.at < this.end; scale *= 0x80) {
      const byte = this.bytes[this.at++]!;
      number += (byte & 0x7f) * scale;
      if (byte < 0x80) return number;
    }
    throw truncated();
  }

  /** How many further values a tag promises; passes what follows the tag and is no value. */
  private owed(tag: number): number {
    if (tag < tags.TAG_SHAPED) return tag - tags.TAG_LIST;
    if (tag < tags.TAG_NONE || tag === tags.TAG_LONG_SHAPED || tag === tags.TAG_LONG_SHAPE) return this.shaped(tag, 1);
    switch (tag) {
      case tags.TAG_BIG:
      case tags.TAG_BIG_NEGATIVE: {
        const size = this.varint();
        this.at += size;
        return 0;
      }
      case tags.TAG_FLOAT:
        this.at += 8;
        return 0;
      case tags.TAG_LONG_STRING:
        this.stringStarts.push(this.textAt);
        this.textAt += this.varint() + tags.SMALL_STRINGS + 1;
        return 0;
      case tags.TAG_LONG_LIST:
        return this.varint() + tags.SMALL_LISTS;
      case tags.TAG_TUPLE:
        return this.varint();
      case tags.TAG_DICT:
        return 2 * this.varint();
      case tags.TAG_SAFE_STRING:
        return 1;
      case tags.TAG_TABLE:
        return this.table();
    }
    if (tag > tags.TAG_TABLE) throw bad(`0x${tag.toString(16)} is not a tag`);
    this.varint();
    return 0;
  }

  private table(): number {
    const rows = this.varint() + 2;
    if (this.at >= this.end) throw truncated();
    const tag = this.bytes[this.at++]!;
    if (!tags.isShaped(tag)) throw bad("a table has no shape");
    return this.shaped(tag, rows);
  }

  /** The values, and keys when the shape is new, of so many dicts of one shape. */
  private shaped(tag: number, dicts: number): number {
    if (tag >= tags.TAG_SHAPED && tag < tags.TAG_SHAPE) return dicts * this.shapeSize(tag - tags.TAG_SHAPED);
    const tagAt = this.at - 1;
    if (tag === tags.TAG_LONG_SHAPED) return dicts * this.shapeSize(this.varint() + tags.SMALL_SHAPES);
    const size = tag === tags.TAG_LONG_SHAPE ? this.varint() + tags.SMALL_KEYS : tag - tags.TAG_SHAPE;
    if (size === 0) return 0;
    this.shapePlaces.push(this.place(tagAt));
    this.shapeSizes.push(size);
    return (dicts + 1) * size;
  }

  private shapeSize(index: number): number {
    const size = this.shapeSizes[index];
    if (size === undefined) throw bad(`there is no earlier dict shape ${index}`);
    return size;
  }
}
