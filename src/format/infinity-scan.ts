/**
 * One pass over the tags of an encoding that builds no values: it finds where each of several values in a row starts,
 * so that one can be read without the others. It checks that tags, lengths and counts stay inside the bytes; what the
 * values themselves must satisfy is checked by the reader when it reads them.
 */
import { DxgError } from "../base/error.ts";
import type { Place, PlaceIndex } from "./infinity-decode.ts";
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
  const places: Place[] = [];
  const stringStarts: number[] = [];
  const shapePlaces: Place[] = [];
  const shapeSizes: number[] = [];
  let at = start;
  let textAt = 0;
  /** The last varint that `varint` read. */
  let number = 0;

  /** Reads a varint; sets `number`. */
  const varint = (): number => {
    let scale = 1;
    number = 0;
    for (;;) {
      if (at >= end || scale > Number.MAX_SAFE_INTEGER) throw truncated();
      const byte = bytes[at++]!;
      number += (byte & 0x7f) * scale;
      if (byte < 0x80) return number;
      scale *= 0x80;
    }
  };
  const newString = (length: number): void => {
    stringStarts.push(textAt);
    textAt += length;
  };
  const knownShape = (index: number): number => {
    const size = shapeSizes[index];
    if (size === undefined) throw new DxgError("format/bad-value", `there is no earlier dict shape ${index}`);
    return size;
  };
  const newShape = (tagAt: number, size: number): number => {
    if (size > 0) {
      shapePlaces.push({ at: tagAt, textAt, strings: stringStarts.length, shapes: shapeSizes.length });
      shapeSizes.push(size);
    }
    return size;
  };
  /** The values that a table's tag promises, its new keys included. */
  const table = (): number => {
    const rows = varint() + 2;
    const tagAt = at;
    const tag = at < end ? bytes[at++]! : tags.TAG_NONE;
    if (tag >= tags.TAG_SHAPED && tag < tags.TAG_SHAPE) return rows * knownShape(tag - tags.TAG_SHAPED);
    if (tag === tags.TAG_LONG_SHAPED) return rows * knownShape(varint() + tags.SMALL_SHAPES);
    if (tag === tags.TAG_LONG_SHAPE) return (rows + 1) * newShape(tagAt, varint() + tags.SMALL_KEYS);
    if (tag >= tags.TAG_SHAPE && tag < tags.TAG_NONE) return (rows + 1) * newShape(tagAt, tag - tags.TAG_SHAPE);
    throw new DxgError("format/bad-value", "a table has no shape");
  };
  /** The values that a tag from 0xe4 on promises. */
  const wide = (tag: number, tagAt: number): number => {
    switch (tag) {
      case tags.TAG_BIG:
      case tags.TAG_BIG_NEGATIVE:
        at += varint();
        return 0;
      case tags.TAG_FLOAT:
        at += 8;
        return 0;
      case tags.TAG_LONG_STRING:
        newString(varint() + tags.SMALL_STRINGS + 1);
        return 0;
      case tags.TAG_LONG_LIST:
        return varint() + tags.SMALL_LISTS;
      case tags.TAG_LONG_SHAPED:
        return knownShape(varint() + tags.SMALL_SHAPES);
      case tags.TAG_LONG_SHAPE:
        return 2 * newShape(tagAt, varint() + tags.SMALL_KEYS);
      case tags.TAG_TUPLE:
        return varint();
      case tags.TAG_DICT:
        return 2 * varint();
      case tags.TAG_SAFE_STRING:
        return 1;
      case tags.TAG_TABLE:
        return table();
    }
    if (tag > tags.TAG_TABLE) throw new DxgError("format/bad-value", `0x${tag.toString(16)} is not a tag`);
    varint();
    return 0;
  };

  for (let index = 0; index < count; index++) {
    places.push({ at, textAt, strings: stringStarts.length, shapes: shapeSizes.length });
    let pending = 1;
    while (pending > 0) {
      pending--;
      if (at >= end) throw truncated();
      const tagAt = at;
      const tag = bytes[at++]!;
      if (tag < tags.TAG_STRING) continue;
      if (tag < tags.TAG_REFERENCE) newString(tag - tags.TAG_STRING + 1);
      else if (tag < tags.TAG_LIST) continue;
      else if (tag < tags.TAG_SHAPED) pending += tag - tags.TAG_LIST;
      else if (tag < tags.TAG_SHAPE) pending += knownShape(tag - tags.TAG_SHAPED);
      else if (tag < tags.TAG_NONE) pending += 2 * newShape(tagAt, tag - tags.TAG_SHAPE);
      else if (tag > tags.TAG_EMPTY_STRING) pending += wide(tag, tagAt);
      if (pending > end - at) throw truncated();
    }
  }
  if (at !== end) throw new DxgError("format/bad-value", `${end - at} bytes are left over after the value`);
  if (textAt !== textLength) throw new DxgError("format/bad-value", "the strings do not fill the text area");
  return { places, stringStarts, shapePlaces };
}

function truncated(): DxgError {
  return new DxgError("format/truncated", "the value goes on after the end");
}
