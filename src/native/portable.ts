/**
 * TypeScript twins of the C kernels: complete, the oracle in tests, and what runs where the library cannot be loaded.
 * `scan`, `xor` and `gather` are here, in plain loops without tricks; BLAKE3 is in portable-blake3.ts.
 */
import { STATUS, VALUE_BYTES, VALUE_INTEGER, VALUE_UNITS } from "./abi.ts";
import type { Blake3Hasher, Blake3Mode, Kernels } from "./kernels.ts";
import { Blake3, blake3 } from "./portable-blake3.ts";

const BRACE = 0x7b;
const PERCENT = 0x25;
const HASH = 0x23;
const NEWLINE = 0x0a;

const BLOCK = 64;
const PATCH_HEADER = 8;
const RUN_HEADER = 8;
/** The longest buffer of the ABI. */
const LENGTH_MAX = 0x7fffffff;

/** The upper bits of the first byte of a character, by its length in bytes. */
const LEAD_BITS: readonly number[] = [0, 0, 0xc0, 0xe0, 0xf0];

export const PORTABLE_KERNELS: Kernels = {
  blake3,
  blake3Into: (input, digest) => digest.set(blake3(input)),
  createBlake3,
  scan,
  xorBound,
  xorDiff,
  xorApply,
  gather,
};

function createBlake3(mode: Blake3Mode): Blake3Hasher {
  switch (mode.kind) {
    case "hash":
      return Blake3.hash();
    case "keyed":
      return Blake3.keyed(mode.key);
    case "derive":
      return Blake3.deriveKey(new TextEncoder().encode(mode.context));
  }
}

function scan(input: Uint8Array, marks: Uint32Array, lines: Uint32Array, counts: Uint32Array): number {
  let markCount = 0;
  let lineCount = 0;
  let free = 0;
  for (let i = 0; i < input.length; i++) {
    const byte = input[i]!;
    if (byte === NEWLINE) {
      if (lineCount < lines.length) lines[lineCount] = i + 1;
      lineCount++;
    } else if (byte === BRACE && i >= free && i + 1 < input.length) {
      const next = input[i + 1]!;
      if (next === BRACE || next === PERCENT || next === HASH) {
        if (markCount < marks.length) marks[markCount] = i;
        markCount++;
        free = i + 2;
      }
    }
  }
  counts[0] = markCount;
  counts[1] = lineCount;
  return markCount > marks.length || lineCount > lines.length ? STATUS.capacity : 0;
}

function xorBound(oldLength: number, newLength: number): number {
  return PATCH_HEADER + RUN_HEADER + Math.ceil(Math.max(oldLength, newLength) / BLOCK) * BLOCK;
}

function xorDiff(before: Uint8Array, after: Uint8Array, patch: Uint8Array): number {
  const longest = Math.max(before.length, after.length);
  if (longest > LENGTH_MAX) return STATUS.argument;
  if (patch.length < PATCH_HEADER) return STATUS.capacity;
  const words = new DataView(patch.buffer, patch.byteOffset, patch.byteLength);
  words.setUint32(0, before.length, true);
  words.setUint32(4, after.length, true);
  const blocks = Math.ceil(longest / BLOCK);
  let end = PATCH_HEADER;
  let runStart = -1;
  for (let block = 0; block < blocks; block++) {
    if (sameBlock(before, after, block)) {
      runStart = -1;
      continue;
    }
    const opens = runStart < 0;
    if (end + (opens ? RUN_HEADER : 0) + BLOCK > patch.length) return STATUS.capacity;
    if (opens) {
      runStart = end;
      words.setUint32(runStart, block, true);
      words.setUint32(runStart + 4, 0, true);
      end += RUN_HEADER;
    }
    words.setUint32(runStart + 4, words.getUint32(runStart + 4, true) + 1, true);
    for (let i = 0; i < BLOCK; i++) {
      const at = block * BLOCK + i;
      patch[end++] = (before[at] ?? 0) ^ (after[at] ?? 0);
    }
  }
  return end;
}

function sameBlock(before: Uint8Array, after: Uint8Array, block: number): boolean {
  for (let at = block * BLOCK; at < (block + 1) * BLOCK; at++) {
    if ((before[at] ?? 0) !== (after[at] ?? 0)) return false;
  }
  return true;
}

function xorApply(patch: Uint8Array, input: Uint8Array, out: Uint8Array, reverse: boolean): number {
  if (patch.length < PATCH_HEADER) return STATUS.format;
  const words = new DataView(patch.buffer, patch.byteOffset, patch.byteLength);
  const inputLength = words.getUint32(reverse ? 4 : 0, true);
  const outLength = words.getUint32(reverse ? 0 : 4, true);
  if (inputLength > LENGTH_MAX || outLength > LENGTH_MAX) return STATUS.format;
  if (inputLength !== input.length) return STATUS.mismatch;
  if (outLength > out.length) return STATUS.capacity;
  const blocks = Math.ceil(Math.max(inputLength, outLength) / BLOCK);
  let block = 0;
  let at = PATCH_HEADER;
  while (at < patch.length) {
    if (patch.length - at < RUN_HEADER) return STATUS.format;
    const first = words.getUint32(at, true);
    const count = words.getUint32(at + 4, true);
    at += RUN_HEADER;
    const touches = at > PATCH_HEADER + RUN_HEADER && first === block;
    if (first < block || touches || first >= blocks || count === 0 || count > blocks - first) return STATUS.format;
    if (count > Math.floor((patch.length - at) / BLOCK)) return STATUS.format;
    if (!takeOver(input, out, outLength, block * BLOCK, first * BLOCK, undefined)) return STATUS.mismatch;
    const payload = patch.subarray(at, at + count * BLOCK);
    block = first + count;
    if (!takeOver(input, out, outLength, first * BLOCK, block * BLOCK, payload)) return STATUS.mismatch;
    at += payload.length;
  }
  return takeOver(input, out, outLength, block * BLOCK, blocks * BLOCK, undefined) ? outLength : STATUS.mismatch;
}

/** Makes out[from .. to); what lies beyond the output's length must come out as zero, else the input is the wrong one. */
function takeOver(
  input: Uint8Array,
  out: Uint8Array,
  outLength: number,
  from: number,
  to: number,
  change: Uint8Array | undefined,
): boolean {
  for (let at = from; at < to; at++) {
    const byte = (input[at] ?? 0) ^ (change?.[at - from] ?? 0);
    if (at < outLength) out[at] = byte;
    else if (byte !== 0) return false;
  }
  return true;
}

function gather(
  text: Uint8Array,
  ops: Int32Array,
  opsCount: number,
  values: Uint16Array,
  valuesCount: number,
  out: Uint8Array,
): number {
  const valueBytes = new Uint8Array(values.buffer, values.byteOffset, 2 * valuesCount);
  let end = 0;
  for (let op = 0; op < opsCount; op++) {
    const offset = ops[op * 2]! >>> 0;
    const word = ops[op * 2 + 1]!;
    const form = word & VALUE_BYTES;
    const length = word & ~VALUE_BYTES;
    if (form === VALUE_INTEGER) {
      const digits = String(offset | 0);
      if (digits.length > out.length - end) return STATUS.capacity;
      for (let i = 0; i < digits.length; i++) out[end + i] = digits.charCodeAt(i);
      end += digits.length;
      continue;
    }
    const source = form === VALUE_UNITS ? values : form === VALUE_BYTES ? valueBytes : text;
    const sourceLength = form === VALUE_UNITS ? valuesCount : source.length;
    if (offset > sourceLength || length > sourceLength - offset) return STATUS.range;
    if (form === VALUE_UNITS) {
      end = putUnits(values, offset, offset + length, out, end);
      if (end < 0) return STATUS.capacity;
      continue;
    }
    if (length > out.length - end) return STATUS.capacity;
    for (let i = 0; i < length; i++) out[end + i] = source[offset + i]!;
    end += length;
  }
  return end;
}

/**
 * Writes UTF-16 units as UTF-8 (RFC 3629), half a surrogate pair as U+FFFD. Returns the end of what is written, -1 when
 * there is no room.
 */
function putUnits(units: Uint16Array, from: number, to: number, out: Uint8Array, start: number): number {
  let end = start;
  for (let at = from; at < to; at++) {
    let code = units[at]!;
    if (code >= 0xd800 && code < 0xe000) {
      const next = at + 1 < to ? units[at + 1]! : 0;
      const isPair = code < 0xdc00 && next >= 0xdc00 && next < 0xe000;
      code = isPair ? 0x10000 + ((code & 0x3ff) << 10) + (next & 0x3ff) : 0xfffd;
      if (isPair) at++;
    }
    const length = code < 0x80 ? 1 : code < 0x800 ? 2 : code < 0x10000 ? 3 : 4;
    if (length > out.length - end) return -1;
    if (length === 1) out[end] = code;
    else {
      out[end] = LEAD_BITS[length]! | (code >> (6 * (length - 1)));
      for (let i = 1; i < length; i++) out[end + i] = 0x80 | ((code >> (6 * (length - 1 - i))) & 0x3f);
    }
    end += length;
  }
  return end;
}
