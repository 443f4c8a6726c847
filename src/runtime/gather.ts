/** The last step of every render: one native gather of static spans and values. It must not know where they come from. */
import { DxgError } from "../base/error.ts";
import { OUTPUT_BYTES_MAX } from "../base/limits.ts";
import { STATUS } from "../native/abi.ts";
import { native } from "../native/native.ts";
import { UNIT_BYTES_MAX, type ValueBuffer } from "./value-buffer.ts";

/**
 * The output in a buffer of its own.
 * @param blob UTF-8 of the string table, which spans are taken from
 * @param words pairs as `dxg_gather` takes them; signed: the engine writes such words without a detour over floating point
 * @param textBytes bytes of all spans
 * @param rowBytes bytes that rows take at most if their values are ASCII
 * @throws {DxgError} render/limit
 */
export function gatherBytes(
  blob: Uint8Array,
  words: Int32Array,
  count: number,
  values: ValueBuffer,
  textBytes: number,
  rowBytes = 0,
): Uint8Array {
  // Enough when all values are ASCII, and exact without rows; more than the limit is never needed.
  const few = new Uint8Array(sizeWithin(textBytes + values.leastBytes + rowBytes));
  const written = gather(blob, words, count, values, few, 0);
  if (written >= 0) return written === few.length ? few : few.slice(0, written);
  const many = new Uint8Array(sizeWithin(textBytes + values.mostBytes + rowBytes * UNIT_BYTES_MAX));
  const all = gather(blob, words, count, values, many, 0);
  if (all < 0) throw tooLarge();
  return many.slice(0, all);
}

/** A size, at most that of the largest output. */
function sizeWithin(bytes: number): number {
  // Without Math, whose first use costs a cold process 50 microseconds.
  if (bytes > OUTPUT_BYTES_MAX) return OUTPUT_BYTES_MAX;
  return bytes;
}

/**
 * Writes the output from `offset` on; the result is the number of bytes. `blob` and `words` as above.
 * @throws {DxgError} render/output-too-small, render/limit
 */
export function gatherInto(
  blob: Uint8Array,
  words: Int32Array,
  count: number,
  values: ValueBuffer,
  out: Uint8Array,
  offset: number,
): number {
  const written = gather(blob, words, count, values, out, offset);
  if (written >= 0) return written;
  throw new DxgError("render/output-too-small", `${out.length - offset} bytes available`);
}

/** -1 when there is no room. */
function gather(
  blob: Uint8Array,
  words: Int32Array,
  count: number,
  values: ValueBuffer,
  out: Uint8Array,
  offset: number,
): number {
  const written = native().gather(blob, words, count, values.units, values.readable, out, offset);
  if (written > OUTPUT_BYTES_MAX) throw tooLarge();
  if (written < 0 && written !== STATUS.capacity) throw new Error(`Internal error: gather gave status ${written}`);
  return written;
}

/** The error of an output above the limit. */
export function tooLarge(): DxgError {
  return new DxgError("render/limit", `the output is larger than ${OUTPUT_BYTES_MAX} bytes`);
}
