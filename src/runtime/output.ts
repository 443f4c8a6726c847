/**
 * What a render writes: a list of static spans and value lengths, and all values in one string. Nothing is joined while
 * the render runs; one encode and one native gather make the bytes. Static text never becomes a JavaScript string.
 */
import { DxgError } from "../base/error.ts";
import { OUTPUT_BYTES_MAX } from "../base/limits.ts";
import { native } from "../native/native.ts";

/** High bit of an operation's length: the next value, not a span of text. */
const VALUE_BIT = 0x80000000;
/** The same bit in a signed word. */
export const VALUE_SIGN: number = VALUE_BIT | 0;

/** `dxg_status` of a value boundary inside a code point. */
const SPLIT_CODE_POINT = -3;
/** Largest scratch that is sized for the worst case of three bytes a code unit. */
const WORST_CASE_UNITS_MAX = 1 << 16;

const ENCODER = new TextEncoder();
let scratch: Uint8Array = new Uint8Array(4096);

export class Output {
  #ops: Uint32Array;
  /** The same words as signed ones: the engine writes them without a detour over floating point. */
  #words: Int32Array;
  #length = 0;
  #values = "";
  #textBytes = 0;
  #captured: string | undefined;
  readonly #outer: (string | undefined)[] = [];

  /** `operations` is an estimate of how many spans and values there will be. */
  constructor(operations: number) {
    this.#ops = new Uint32Array(2 * Math.max(8, operations));
    this.#words = new Int32Array(this.#ops.buffer);
  }

  /** Inside a capture text arrives by `value`, as a string. */
  get capturing(): boolean {
    return this.#captured !== undefined;
  }

  /** Writes a span of the string table's blob. Not inside a capture. */
  span(offset: number, length: number): void {
    if (length === 0) return;
    if (this.#length === this.#ops.length) this.#grow();
    this.#words[this.#length] = offset;
    this.#words[this.#length + 1] = length;
    this.#length += 2;
    this.#textBytes += length;
    if (this.#textBytes > OUTPUT_BYTES_MAX) throw tooLarge();
  }

  /** Writes a value's text. */
  value(text: string): void {
    if (this.#captured !== undefined) {
      this.#captured += text;
      if (this.#captured.length > OUTPUT_BYTES_MAX) throw tooLarge();
      return;
    }
    if (text.length === 0) return;
    if (this.#length === this.#ops.length) this.#grow();
    this.#words[this.#length + 1] = text.length | VALUE_SIGN;
    this.#length += 2;
    this.#values += text;
    if (this.#values.length > OUTPUT_BYTES_MAX) throw tooLarge();
  }

  /** Until `endCapture`, output goes into a string. */
  startCapture(): void {
    this.#outer.push(this.#captured);
    this.#captured = "";
  }
  endCapture(): string {
    const text = this.#captured ?? "";
    this.#captured = this.#outer.pop();
    return text;
  }

  /** Operations so far, the estimate for the next render of the same template. */
  get operations(): number {
    return this.#length / 2;
  }

  /**
   * The bytes, in a buffer of their own or, when `out` is given, there from `offset` on.
   * @throws {DxgError} render/output-too-small, render/limit
   */
  finish(blob: Uint8Array): Uint8Array;
  finish(blob: Uint8Array, out: Uint8Array, offset: number): number;
  finish(blob: Uint8Array, out?: Uint8Array, offset = 0): Uint8Array | number {
    const values = this.#values;
    const encoded = encodeValues(values);
    const total = this.#textBytes + encoded;
    if (total > OUTPUT_BYTES_MAX) throw tooLarge();
    const target = out ?? new Uint8Array(total);
    if (out !== undefined && total > out.length - offset) {
      throw new DxgError("render/output-too-small", `${total} bytes to write, ${out.length - offset} available`);
    }
    const written = gather(blob, this.#ops, this.#length / 2, values, encoded, target, offset);
    return out === undefined ? (written === total ? target : target.subarray(0, written)) : written;
  }

  #grow(): void {
    const larger = new Uint32Array(this.#ops.length * 2);
    larger.set(this.#ops);
    this.#ops = larger;
    this.#words = new Int32Array(larger.buffer);
  }
}

function tooLarge(): DxgError {
  return new DxgError("render/limit", `the output is larger than ${OUTPUT_BYTES_MAX} bytes`);
}

/** Encodes into a scratch that is kept between renders; the result is the number of bytes. */
export function encodeValues(values: string): number {
  const units = values.length;
  if (units > WORST_CASE_UNITS_MAX) {
    if (scratch.length < units) scratch = new Uint8Array(units + (units >> 3));
    const { read, written } = ENCODER.encodeInto(values, scratch);
    if (read === units) return written;
  }
  if (scratch.length < units * 3) scratch = new Uint8Array(units * 3);
  return ENCODER.encodeInto(values, scratch).written;
}

/**
 * One native gather of a blob's spans and the values that were encoded last; values that share a surrogate pair across
 * their border are encoded one by one instead.
 * @param encoded what `encodeValues(values)` gave
 */
export function gather(
  blob: Uint8Array,
  ops: Uint32Array,
  count: number,
  values: string,
  encoded: number,
  target: Uint8Array,
  offset: number,
): number {
  const ascii = encoded === values.length;
  const written = native().gather(blob, ops, count, scratch, encoded, ascii, target, offset);
  if (written >= 0) return written;
  if (written !== SPLIT_CODE_POINT) throw new Error(`Internal error: gather gave status ${written}`);
  const parts: Uint8Array[] = [];
  let start = 0;
  for (let index = 0; index < count; index += 1) {
    const size = ops[2 * index + 1]!;
    if (size < VALUE_BIT) parts.push(blob.subarray(ops[2 * index]!, ops[2 * index]! + size));
    else {
      const end = start + size - VALUE_BIT;
      parts.push(ENCODER.encode(values.slice(start, end)));
      start = end;
    }
  }
  let at = offset;
  for (const part of parts) {
    if (at + part.length > target.length) {
      throw new DxgError("render/output-too-small", "unpaired surrogates take more bytes than counted");
    }
    target.set(part, at);
    at += part.length;
  }
  return at - offset;
}
