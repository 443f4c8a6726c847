/** The C library's kernels in the form of `kernels.ts`: it only orders arguments, so every view is passed with its length. */
import type { Kernels } from "./kernels.ts";
import type { LibrarySymbols } from "./load.ts";

export function libraryKernels(c: LibrarySymbols): Kernels {
  const { dxg_scan, dxg_xor_bound, dxg_xor_diff, dxg_xor_apply, dxg_gather } = c;
  return {
    scan: (input, marks, lines, counts) => dxg_scan(input, input, marks, marks.length, lines, lines.length, counts),
    xorBound: (oldLength, newLength) => dxg_xor_bound(oldLength, newLength),
    xorDiff: (before, after, patch) => dxg_xor_diff(before, before, after, after, patch, patch),
    xorApply: (patch, input, out, reverse) => dxg_xor_apply(patch, patch, input, input, out, out, reverse ? 1 : 0),
    gather: (text, ops, opsCount, values, valuesLength, ascii, out) =>
      dxg_gather(text, text, ops, opsCount, values, valuesLength, ascii ? 1 : 0, out, out),
  };
}
