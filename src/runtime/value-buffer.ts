/**
 * The values of one output, one after the other, in the form that the native gather takes: UTF-16 units as JavaScript has
 * them, since making UTF-8 of each would take a call of an encoder. It knows nothing of the text between values.
 */
import { VALUE_INTEGER, VALUE_UNITS } from "../native/abi.ts";
import { isSpaceUnit } from "../value/string.ts";

/** Up to this many units a loop over them beats a native call (measured). */
const LOOPED_UNITS_MAX = 32;
/** Up to this many units the same holds of texts that are taken in together. */
const TOGETHER_UNITS_MAX = 127;
/**
 * Units of longer values from which on the native call is used: the first use of Buffer takes a process 0.15 ms, which
 * renders of a few files would never get back.
 */
const WRITER_PAYS = 4096;
/** Characters that a table has which puts others in their places. */
export const MAPPED_UNITS = 0x80;
/** Stands in such a table for no character. */
export const DROPPED = 0xff;
/** Says that a text has characters that no table has. */
export const NOT_ASCII = -1;
/** Bytes of UTF-8 that a code unit takes at most. */
export const UNIT_BYTES_MAX = 3;
/** Units that the kernel reads together. */
const READ_AHEAD = 32;
/** Integers from 0 to this one are written by the kernel. */
export const WRITTEN_INTEGER_MAX = 0x7fffffff;
/** A larger buffer is not kept for the next output. */
const KEPT_UNITS_MAX = 1 << 20;

/** A buffer with the method behind `write(…, "utf16le")`, which takes half as long as that. */
interface UnitsWriter {
  /** Writes the units of a text from a byte on; the result is the bytes that it took. */
  ucs2Write(text: string, offset: number): number;
}

/** The buffer of the last output: zeroing a new one costs as much as filling it. */
let spare: ValueBuffer | undefined;

export class ValueBuffer {
  /** What `gather` reads; another array after a value that did not fit. */
  units: Uint16Array<ArrayBuffer> = new Uint16Array(1024);
  /** The same memory, once there are so many long values that it pays. */
  private writer: UnitsWriter | undefined = undefined;
  /** Units of long values so far. */
  private longUnits = 0;
  /** Texts that are going to be taken in; empty where there are none. */
  readonly pending: string[] = [];
  /** For each of them, when it stands for a value, the operation that writes it: an integer, or in its place a text. */
  pendingWords: Int32Array = new Int32Array(32);
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

  /** Units that may be read: the kernel is faster where there are some behind those in use. */
  get readable(): number {
    const some = this.count + READ_AHEAD;
    // Without Math, whose first use costs a cold process 50 microseconds.
    if (some > this.units.length) return this.units.length;
    return some;
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
    words[at] = this.count;
    words[at + 1] = this.append(text);
    this.leastBytes += text.length;
  }

  /** Takes a text in behind the last one; the result is its form and length. It does not count in `leastBytes`. */
  append(text: string): number {
    const { length } = text;
    const start = this.count;
    // Small, so that the compiler puts it where it is called.
    if (start + length > this.units.length) this.grow(length);
    const { units } = this;
    if (length > LOOPED_UNITS_MAX && this.isLongOften(length)) this.write(text, start);
    else for (let index = 0; index < length; index += 1) units[start + index] = text.charCodeAt(index);
    this.count = start + length;
    return length | VALUE_UNITS;
  }

  /**
   * Takes a text in without white space at its ends if it `trims`, with other characters in the places of its own; the
   * result is its form and length, or `NOT_ASCII`, and nothing was taken in.
   */
  appendMapped(text: string, trims: boolean, table: Uint8Array): number {
    let to = text.length;
    let from = 0;
    if (trims) {
      while (from < to && isSpaceUnit(text.charCodeAt(from))) from += 1;
      while (to > from && isSpaceUnit(text.charCodeAt(to - 1))) to -= 1;
    }
    if (this.count + to - from > this.units.length) this.grow(to - from);
    const { units } = this;
    let at = this.count;
    for (let index = from; index < to; index += 1) {
      const unit = text.charCodeAt(index);
      if (unit >= MAPPED_UNITS) return NOT_ASCII;
      const put = table[unit]!;
      if (put === DROPPED) continue;
      units[at] = put;
      at = (at + 1) | 0;
    }
    const length = at - this.count;
    this.count = at;
    return length | VALUE_UNITS;
  }

  private isLongOften(length: number): boolean {
    if (this.longUnits >= WRITER_PAYS) return true;
    this.longUnits += length;
    return this.longUnits >= WRITER_PAYS;
  }

  private write(text: string, start: number): void {
    this.writer ??= Buffer.from(this.units.buffer) as unknown as UnitsWriter;
    this.writer.ucs2Write(text, 2 * start);
  }

  /** The pending texts, with places for so many. */
  pendingTexts(count: number): string[] {
    const { pending } = this;
    while (pending.length < count) pending.push("");
    return pending;
  }

  /** The words of so many pending operations, two for each. */
  pendingOperations(count: number): Int32Array {
    if (this.pendingWords.length < 2 * count) this.pendingWords = new Int32Array(4 * count);
    return this.pendingWords;
  }

  /** Takes in the first ones of the pending texts and forgets them. @param longest no less than the units of any */
  appendPending(count: number, longest: number): void {
    const { pending } = this;
    if (longest > TOGETHER_UNITS_MAX) {
      for (let index = 0; index < count; index += 1) this.append(pending[index]!);
      pending.fill("", 0, count);
      return;
    }
    if (this.count + count * longest > this.units.length) this.grow(count * longest);
    // A loop without calls, whose sums cannot overflow, runs a quarter faster.
    const { units } = this;
    let at = this.count;
    for (let index = 0; index < count; index += 1) {
      const text = pending[index]!;
      const { length } = text;
      pending[index] = "";
      for (let unit = 0; unit < length; unit += 1) {
        units[at] = text.charCodeAt(unit);
        at = (at + 1) | 0;
      }
    }
    this.count = at;
  }

  /** Makes a second operation at `to` that writes the value of the one at `from` again. */
  repeat(words: Int32Array, from: number, to: number): void {
    const first = words[from]!;
    const form = words[from + 1]!;
    words[to] = first;
    words[to + 1] = form;
    this.leastBytes += form === VALUE_INTEGER ? digitsOf(first) : form & ~VALUE_UNITS;
  }

  private grow(more: number): void {
    const larger = new Uint16Array(Math.max(this.units.length * 2, this.count + more));
    larger.set(this.units.subarray(0, this.count));
    this.units = larger;
    this.writer = undefined;
  }
}

/** Decimal digits of an integer that is not below zero. */
export function digitsOf(integer: number): number {
  let digits = 1;
  for (let power = 10; integer >= power; power *= 10) digits += 1;
  return digits;
}
