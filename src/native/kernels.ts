/**
 * The kernels as the C library offers them: caller-owned buffers, a number as result. Both the C library and the
 * TypeScript twins have this form, so that tests can hold one against the other, status codes included; everybody else
 * uses `native.ts`, which wraps it.
 */

/** Which of BLAKE3's three functions: the plain hash, the keyed one (key of 32 bytes), or the key derivation. */
export type Blake3Mode =
  | { readonly kind: "hash" }
  | { readonly kind: "keyed"; readonly key: Uint8Array }
  | { readonly kind: "derive"; readonly context: string };

/** BLAKE3 of input that comes in pieces. */
export interface Blake3Hasher {
  update(bytes: Uint8Array): Blake3Hasher;
  /** The output for the input so far, 32 bytes unless told; more input may follow. */
  finalize(outLength?: number): Uint8Array;
}

/** Results below zero are a `STATUS` of abi.ts. See dxg.h for what each function does. */
export interface Kernels {
  /** The plain hash of all the input. */
  blake3(input: Uint8Array, outLength: number): Uint8Array;
  /** The plain hash into `digest`, of 32 bytes. */
  blake3Into(input: Uint8Array, digest: Uint8Array): void;
  createBlake3(mode: Blake3Mode): Blake3Hasher;
  /** `counts` has two words. */
  scan(input: Uint8Array, marks: Uint32Array, lines: Uint32Array, counts: Uint32Array): number;
  /** As `dxg_fast_render`. */
  renderBundle(bundle: Uint8Array, answers: Uint8Array, memory: Uint8Array): number;
  xorBound(oldLength: number, newLength: number): number;
  xorDiff(before: Uint8Array, after: Uint8Array, patch: Uint8Array): number;
  xorApply(patch: Uint8Array, input: Uint8Array, out: Uint8Array, reverse: boolean): number;
  /**
   * Writes at the start of `out`; only `values[0 .. valuesCount)` is read. The caller has checked that `ops` holds
   * `opsCount` pairs and `values` that many units: the C side cannot.
   */
  gather(
    text: Uint8Array,
    ops: Int32Array,
    opsCount: number,
    values: Uint16Array,
    valuesCount: number,
    out: Uint8Array,
  ): number;
}
