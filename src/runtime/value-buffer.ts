/**
 * The values of one output, one after the other, in the form that the native gather takes: UTF-16 units as JavaScript has
 * them, since making UTF-8 of each would take a call of an encoder; only long values are UTF-8. It knows nothing of the
 * text between values.
 */
import { VALUE_BYTES, VALUE_UNITS } from "../native/abi.ts";

/** Up to this many units a loop over them beats a call of the encoder with its view (measured). */
const LOOPED_UNITS_MAX = 96;
/** Bytes of UTF-8 that a code unit takes at most. */
const UNIT_BYTES_MAX = 3;
/** A larger buffer is not kept for the next output. */
const KEPT_UNITS_MAX = 1 << 20;

const ENCODER = new TextEncoder();

/** The buffer of the last output: zeroing a new one costs as much as filling it. */
let spare: ValueBuffer | undefined;

export class ValueBuffer {
  /** What `gather` reads; another array after a value that did not fit. */
  units: Uint16Array<ArrayBuffer> = new Uint16Array(1024);
  /** Units in use. */
  count = 0;
  /** Bytes that the values of all operations take if those in units are ASCII; they never take less. */
  leastBytes = 0;

  /** An empty buffer, which is the caller's until given back. */
  static take(): ValueBuffer {
    const buffer = spare ?? new ValueBuffer();
    spare = undefined;
    buffer.clear();
    return buffer;
  }

  /** Gives a buffer back for the next output. */
  static give(buffer: ValueBuffer): void {
    if (buffer.units.length <= KEPT_UNITS_MAX) spare = buffer;
  }

  get mostBytes(): number {
    return this.leastBytes * UNIT_BYTES_MAX;
  }

  clear(): void {
    this.count = 0;
    this.leastBytes = 0;
  }

  /** Takes a text in; `words[at]` and the word behind it become the operation that writes it. */
  put(text: string, words: Int32Array, at: number): void {
    const { length } = text;
    const start = this.count;
    const { units } = this;
    // Small, so that the compiler puts it where it is called.
    if (length > LOOPED_UNITS_MAX || start + length > units.length) {
      this.putSlowly(text, words, at);
      return;
    }
    for (let index = 0; index < length; index += 1) units[start + index] = text.charCodeAt(index);
    words[at] = start;
    words[at + 1] = length | VALUE_UNITS;
    this.count = start + length;
    this.leastBytes += length;
  }

  /** Makes a second operation at `to` that writes the value of the one at `from` again. */
  repeat(words: Int32Array, from: number, to: number): void {
    const form = words[from + 1]!;
    words[to] = words[from]!;
    words[to + 1] = form;
    this.leastBytes += form & ~VALUE_BYTES;
  }

  private putSlowly(text: string, words: Int32Array, at: number): void {
    const { length } = text;
    const most = (length * UNIT_BYTES_MAX + 1) >> 1;
    if (this.count + most > this.units.length) this.grow(most);
    if (length <= LOOPED_UNITS_MAX) {
      this.put(text, words, at);
      return;
    }
    const start = 2 * this.count;
    const { written } = ENCODER.encodeInto(text, new Uint8Array(this.units.buffer, start));
    words[at] = start;
    words[at + 1] = written | VALUE_BYTES;
    this.count += (written + 1) >> 1;
    this.leastBytes += written;
  }

  private grow(more: number): void {
    const larger = new Uint16Array(Math.max(this.units.length * 2, this.count + more));
    larger.set(this.units.subarray(0, this.count));
    this.units = larger;
  }
}
