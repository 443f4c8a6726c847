/**
 * The layout that strings, constants and blobs share: `count u32, offsets u32[count + 1], bytes`. Segment `i` is
 * `bytes[offsets[i], offsets[i + 1])`. It knows nothing about what the bytes mean.
 */

import { type Rule, refuse } from "./rules.ts";
import type { Trust } from "./trust.ts";

export interface Segments {
  readonly count: number;
  /** `count + 1` ascending offsets in `blob`; the first is 0, the last its length. */
  readonly offsets: Uint32Array;
  readonly blob: Uint8Array;
}

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
 * Reads and checks a section of this layout, as views.
 * @param section 4-byte aligned in its buffer.
 * @throws {DxgError} the code of `tableRule` (the head does not fit) or of `offsetsRule` (not ascending from 0 to the end).
 */
export function decodeSegments(
  section: Uint8Array,
  tableRule: Rule,
  offsetsRule: Rule,
  trust: Trust = "verify",
): Segments {
  if (section.length < 8) refuse(tableRule, `${section.length} bytes are no table`);
  const count = new Uint32Array(section.buffer, section.byteOffset, 1)[0]!;
  const head = 4 * (count + 2);
  if (head > section.length) refuse(tableRule, `${count} entries do not fit in ${section.length} bytes`);
  const offsets = new Uint32Array(section.buffer, section.byteOffset + 4, count + 1);
  const blob = section.subarray(head);
  if (trust === "verified") return { count, offsets, blob };
  let previous = 0;
  if (offsets[0] !== 0) refuse(offsetsRule, `the first offset is ${offsets[0]}, not 0`);
  for (let index = 1; index <= count; index++) {
    const offset = offsets[index]!;
    if (offset < previous) refuse(offsetsRule, `offset ${index} is ${offset}, before ${previous}`);
    previous = offset;
  }
  if (previous !== blob.length) refuse(offsetsRule, `the last offset is ${previous}, not ${blob.length}`);
  return { count, offsets, blob };
}
