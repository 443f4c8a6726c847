/**
 * What a render writes: a list of static spans and value lengths, and the bytes of all values one after the other. One
 * native gather puts them together. Static text never becomes a JavaScript string, and nothing is joined as strings.
 */
import { DxgError } from "../base/error.ts";
import { OUTPUT_BYTES_MAX } from "../base/limits.ts";
import { native } from "../native/native.ts";

/** High bit of an operation's length, in a signed word: the next value, not a span of text. */
export const VALUE_SIGN: number = 0x80000000 | 0;
/** Up to this length a loop over the characters beats a call of the encoder (measured; the call costs 50 ns). */
const LOOPED_UNITS_MAX = 24;
/** Bytes of UTF-8 that a code unit takes at most. */
const UNIT_BYTES_MAX = 3;

const ENCODER = new TextEncoder();

/** Buffers of the last finished output, for the next: zeroing new ones costs as much as filling them. */
let spareWords: Int32Array | undefined;
let spareBytes: Uint8Array | undefined;

export class Output {
  /** Pairs as `dxg_gather` takes them, as signed words: the engine writes them without a detour over floating point. */
  private words: Int32Array;
  private length = 0;
  private bytes: Uint8Array;
  private valueBytes = 0;
  private textBytes = 0;
  private captured: string | undefined;
  private readonly outer: (string | undefined)[] = [];

  constructor() {
    this.words = spareWords ?? new Int32Array(256);
    this.bytes = spareBytes ?? new Uint8Array(1024);
    spareWords = undefined;
    spareBytes = undefined;
  }

  /** Inside a capture text arrives by `value`, as a string. */
  get capturing(): boolean {
    return this.captured !== undefined;
  }

  /** Writes a span of the string table's blob. Not inside a capture. */
  span(offset: number, length: number): void {
    if (length === 0) return;
    if (this.length === this.words.length) this.growWords();
    this.words[this.length] = offset;
    this.words[this.length + 1] = length;
    this.length += 2;
    this.textBytes += length;
    if (this.textBytes + this.valueBytes > OUTPUT_BYTES_MAX) throw tooLarge();
  }

  /** Writes a value's text; a surrogate without its other half is written as U+FFFD. */
  value(text: string): void {
    if (this.captured !== undefined) {
      this.captured += text;
      if (this.captured.length > OUTPUT_BYTES_MAX) throw tooLarge();
      return;
    }
    const units = text.length;
    if (units === 0) return;
    if (this.length === this.words.length) this.growWords();
    const start = this.valueBytes;
    if (start + units * UNIT_BYTES_MAX > this.bytes.length) this.growBytes(units * UNIT_BYTES_MAX);
    const end = units <= LOOPED_UNITS_MAX ? encodeShort(text, this.bytes, start) : -1;
    this.valueBytes = end >= 0 ? end : start + ENCODER.encodeInto(text, this.bytes.subarray(start)).written;
    this.words[this.length + 1] = (this.valueBytes - start) | VALUE_SIGN;
    this.length += 2;
  }

  /** Until `endCapture`, output goes into a string. */
  startCapture(): void {
    this.outer.push(this.captured);
    this.captured = "";
  }
  endCapture(): string {
    const text = this.captured ?? "";
    this.captured = this.outer.pop();
    return text;
  }

  /**
   * The bytes, in a buffer of their own or, when `out` is given, there from `offset` on. The output is used up then.
   * @throws {DxgError} render/output-too-small, render/limit
   */
  finish(blob: Uint8Array): Uint8Array;
  finish(blob: Uint8Array, out: Uint8Array, offset: number): number;
  finish(blob: Uint8Array, out?: Uint8Array, offset = 0): Uint8Array | number {
    const { words, bytes, valueBytes } = this;
    const total = this.textBytes + valueBytes;
    if (total > OUTPUT_BYTES_MAX) throw tooLarge();
    const target = out ?? new Uint8Array(total);
    if (total > target.length - offset) {
      throw new DxgError("render/output-too-small", `${total} bytes to write, ${target.length - offset} available`);
    }
    const ops = new Uint32Array(words.buffer, 0, words.length);
    const written = native().gather(blob, ops, this.length / 2, bytes, valueBytes, true, target, offset);
    if (written !== total) throw new Error(`Internal error: gather gave ${written}, not ${total}`);
    spareWords = words;
    spareBytes = bytes;
    return out === undefined ? target : written;
  }

  private growWords(): void {
    const larger = new Int32Array(this.words.length * 2);
    larger.set(this.words);
    this.words = larger;
  }

  private growBytes(more: number): void {
    // A code unit takes a byte at least.
    if (this.textBytes + this.valueBytes + more / UNIT_BYTES_MAX > OUTPUT_BYTES_MAX) throw tooLarge();
    const larger = new Uint8Array(Math.max(this.bytes.length * 2, this.valueBytes + more));
    larger.set(this.bytes.subarray(0, this.valueBytes));
    this.bytes = larger;
  }
}

/**
 * Writes a text as UTF-8 (RFC 3629) and gives the end of it; -1 when it has surrogates, which are the encoder's work.
 */
function encodeShort(text: string, bytes: Uint8Array, start: number): number {
  let at = start;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    if (unit < 0x80) bytes[at++] = unit;
    else if (unit < 0x800) {
      bytes[at++] = 0xc0 | (unit >> 6);
      bytes[at++] = 0x80 | (unit & 0x3f);
    } else if (unit >= 0xd800 && unit <= 0xdfff) return -1;
    else {
      bytes[at++] = 0xe0 | (unit >> 12);
      bytes[at++] = 0x80 | ((unit >> 6) & 0x3f);
      bytes[at++] = 0x80 | (unit & 0x3f);
    }
  }
  return at;
}

function tooLarge(): DxgError {
  return new DxgError("render/limit", `the output is larger than ${OUTPUT_BYTES_MAX} bytes`);
}
