/** The C library's kernels in the form of `kernels.ts`: it only orders arguments, so every view is passed with its length. */
import { assert } from "../base/error.ts";
import { BLAKE3_MODE, BLAKE3_STATE_BYTES } from "./abi.ts";
import type { Blake3Hasher, Blake3Mode, Kernels } from "./kernels.ts";
import type { LibrarySymbols } from "./load.ts";

/** `dxg_blake3` gives no less; the first bytes of a longer output are the shorter one. */
const BLAKE3_BYTES_MIN = 32;

const encoder = new TextEncoder();

export function libraryKernels(c: LibrarySymbols): Kernels {
  const { dxg_fast_render, dxg_scan, dxg_blake3, dxg_xor_bound, dxg_xor_diff, dxg_xor_apply, dxg_gather } = c;
  return {
    blake3(input, outLength) {
      const out = new Uint8Array(Math.max(outLength, BLAKE3_BYTES_MIN));
      check(dxg_blake3(input, input, out, out));
      return out.length === outLength ? out : out.slice(0, outLength);
    },
    blake3Into: (input, digest) => check(dxg_blake3(input, input, digest, digest)),
    createBlake3: (mode) => createBlake3(c, mode),
    scan: (input, marks, lines, counts) => dxg_scan(input, input, marks, marks.length, lines, lines.length, counts),
    renderBundle: (bundle, answers, memory) => dxg_fast_render(bundle, bundle, answers, answers, memory, memory),
    xorBound: (oldLength, newLength) => dxg_xor_bound(oldLength, newLength),
    xorDiff: (before, after, patch) => dxg_xor_diff(before, before, after, after, patch, patch),
    xorApply: (patch, input, out, reverse) => dxg_xor_apply(patch, patch, input, input, out, out, reverse ? 1 : 0),
    gather: (text, ops, opsCount, values, valuesCount, out) =>
      dxg_gather(text, text, ops, opsCount, values, valuesCount, out, out),
  };
}

function createBlake3(c: LibrarySymbols, mode: Blake3Mode): Blake3Hasher {
  const state = new Uint8Array(BLAKE3_STATE_BYTES);
  const key = keyOf(mode);
  check(c.dxg_blake3_init(state, state, BLAKE3_MODE[mode.kind], key, key));
  const hasher: Blake3Hasher = {
    update(bytes) {
      check(c.dxg_blake3_update(state, state, bytes, bytes));
      return hasher;
    },
    finalize(outLength = BLAKE3_BYTES_MIN) {
      const out = new Uint8Array(outLength);
      check(c.dxg_blake3_finalize(state, state, out, out));
      return out;
    },
  };
  return hasher;
}

function keyOf(mode: Blake3Mode): Uint8Array {
  switch (mode.kind) {
    case "hash":
      return new Uint8Array(0);
    case "keyed":
      return mode.key;
    case "derive":
      return encoder.encode(mode.context);
  }
}

/** These functions fail only when a caller breaks the contract: a key of another length, an input above 2 GiB. */
function check(status: number): void {
  assert(status >= 0, `BLAKE3 refused its arguments (status ${status})`);
}
