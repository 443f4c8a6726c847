/**
 * The kernels as the C library offers them: caller-owned buffers, a number as result. Both the C library and the
 * TypeScript twins have this form, so that tests can hold one against the other, status codes included; everybody else
 * uses `native.ts`, which wraps it.
 */

/** Results below zero are a `STATUS` of abi.ts. See dxg.h for what each function does. */
export interface Kernels {
  /** `counts` has two words. */
  scan(input: Uint8Array, marks: Uint32Array, lines: Uint32Array, counts: Uint32Array): number;
  xorBound(oldLength: number, newLength: number): number;
  xorDiff(before: Uint8Array, after: Uint8Array, patch: Uint8Array): number;
  xorApply(patch: Uint8Array, input: Uint8Array, out: Uint8Array, reverse: boolean): number;
  /**
   * Writes at the start of `out`; only `values[0 .. valuesLength)` is read. The caller has checked that `ops` holds
   * `opsCount` pairs and `values` that many bytes: the C side cannot.
   */
  gather(
    text: Uint8Array,
    ops: Uint32Array,
    opsCount: number,
    values: Uint8Array,
    valuesLength: number,
    ascii: boolean,
    out: Uint8Array,
  ): number;
}
