/**
 * The layout that strings, constants and blobs share: `count u32, offsets u32[count + 1], bytes`. Segment `i` is
 * `bytes[offsets[i], offsets[i + 1])`. It knows nothing about what the bytes mean.
 */

import { type Rule, refuse } from "./rules.ts";
import type { Trust } from "./trust.ts";

/** Encodes segments in their order. */
export function encodeSegments(segments: readonly Uint8Array[]): Uint8Array {
  const head = 4 * (segments.length + 2);
  let size = head;
  for (const segment of segments) size += segment.length;
  const bytes = new Uint8Array(size);
  const words = new Uint32Array(bytes.buffer, 0, segments.length + 2);
  words[0] = segments.length;
  let at = head;
  for (let index = 0; index < segments.length; index++) {
    const segment = segments[index]!;
    bytes.set(segment, at);
    at += segment.length;
    words[index + 2] = at - head;
  }
  return bytes;
}

/**
 * Checks a section of this layout in place: `count + 1` offsets follow its first word, the segments follow these.
 * @param words all whole words of the file
 * @param start first byte of the section, a multiple of 4
 * @param end the byte after it
 * @returns the count
 * @throws {DxgError} the code of `tableRule` (the head does not fit) or of `offsetsRule` (not ascending from 0 to the end).
 */
export function readSegments(
  words: Uint32Array,
  start: number,
  end: number,
  tableRule: Rule,
  offsetsRule: Rule,
  trust: Trust = "verify",
): number {
  if (end - start < 8) refuse(tableRule, `${end - start} bytes are no table`);
  const first = start / 4;
  const count = words[first]!;
  const length = end - start - 4 * (count + 2);
  if (length < 0) refuse(tableRule, `${count} entries do not fit in ${end - start} bytes`);
  if (trust === "verified") return count;
  if (words[first + 1] !== 0) refuse(offsetsRule, `the first offset is ${words[first + 1]}, not 0`);
  let previous = 0;
  for (let index = 1; index <= count; index++) {
    const offset = words[first + 1 + index]!;
    if (offset < previous) refuse(offsetsRule, `offset ${index} is ${offset}, before ${previous}`);
    previous = offset;
  }
  if (previous !== length) refuse(offsetsRule, `the last offset is ${previous}, not ${length}`);
  return count;
}
