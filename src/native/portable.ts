/**
 * TypeScript twins of the C kernels: complete, the oracle in tests, and what runs where the library cannot be loaded.
 * `scan` and `xor` are here, in plain loops without tricks; BLAKE3 is in portable-blake3.ts, `gather` in
 * portable-gather.ts.
 */
import { STATUS } from "./abi.ts";
import type { Blake3Hasher, Blake3Mode, Kernels } from "./kernels.ts";
import { Blake3, blake3 } from "./portable-blake3.ts";
import { gather } from "./portable-gather.ts";

const BRACE = 0x7b;
const PERCENT = 0x25;
const HASH = 0x23;
const NEWLINE = 0x0a;

const BLOCK = 64;
const PATCH_HEADER = 8;
const RUN_HEADER = 8;
/** The longest buffer of the ABI. */
const LENGTH_MAX = 0x7fffffff;

export const PORTABLE_KERNELS: Kernels = {
  blake3,
  blake3Into: (input, digest) => digest.set(blake3(input)),
  createBlake3,
  scan,
  // Its twin is the renderer itself (src/runtime/).
  renderBundle: () => STATUS.unsupported,
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
