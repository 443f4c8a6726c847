/**
 * What a render writes: a list of static spans and values. One native gather puts them together. Static text never becomes
 * a JavaScript string, and nothing is joined as strings. What is called for each value is small, so that the compiler puts
 * it where it is called.
 */
import { DxgError } from "../base/error.ts";
import { OUTPUT_BYTES_MAX } from "../base/limits.ts";
import { VALUE_INTEGER } from "../native/abi.ts";
import { gatherBytes, gatherInto, tooLarge } from "./gather.ts";
import { ValueBuffer } from "./value-buffer.ts";

/** A longer list is not kept for the next output. */
const KEPT_WORDS_MAX = 1 << 20;
/** Integers that `gather` writes itself. */
const INTEGER_MAX = 0x7fffffff;

/** The list of the last finished output, for the next. */
let spareWords: Int32Array | undefined;

export class Output {
  /** Inside a capture all arrives as strings, static text by `text`. */
  capturing = false;
  /** Whether NUL in static text separates the parts of a path, so that captured values may have none. */
  separates = false;
  /** Pairs as `dxg_gather` takes them; there is always room for one more. */
  private words: Int32Array;
  private length = 0;
  private readonly values: ValueBuffer = ValueBuffer.take();
  /** Bytes of spans and integers. */
  private textBytes = 0;
  private captured = "";
  private readonly outer: (string | undefined)[] = [];

  constructor() {
    this.words = spareWords ?? new Int32Array(256);
    spareWords = undefined;
  }

  /** Writes a span of the string table's blob. Not inside a capture. */
  span(offset: number, length: number): void {
    this.words[this.length] = offset;
    this.words[this.length + 1] = length;
    this.textBytes += length;
    this.advance();
  }

  /** Writes static text inside a capture. */
  text(text: string): void {
    this.capture(text);
  }

  /**
   * Writes a value's text; a surrogate without its other half is written as U+FFFD.
   * @throws {DxgError} render/limit; path/unsafe for NUL in a value that becomes part of a path
   */
  value(text: string): void {
    if (this.capturing) {
      if (this.separates) checkPathValue(text);
      this.capture(text);
      return;
    }
    this.values.put(text, this.words, this.length);
    this.advance();
  }

  /** Writes the decimal digits of a safe integer. */
  integer(value: number): void {
    if (this.capturing || value < 0 || value > INTEGER_MAX) {
      this.value(String(value));
      return;
    }
    let digits = 1;
    for (let power = 10; value >= power; power *= 10) digits += 1;
    this.words[this.length] = value;
    this.words[this.length + 1] = VALUE_INTEGER;
    this.textBytes += digits;
    this.advance();
  }

  /** Until `endCapture`, output goes into a string. */
  startCapture(): void {
    this.outer.push(this.capturing ? this.captured : undefined);
    this.captured = "";
    this.capturing = true;
  }
  endCapture(): string {
    const text = this.captured;
    const outer = this.outer.pop();
    this.capturing = outer !== undefined;
    this.captured = outer ?? "";
    return text;
  }

  /**
   * The bytes, in a buffer of their own or, when `out` is given, there from `offset` on. The output is used up then.
   * @throws {DxgError} render/output-too-small, render/limit
   */
  finish(blob: Uint8Array): Uint8Array;
  finish(blob: Uint8Array, out: Uint8Array, offset: number): number;
  finish(blob: Uint8Array, out?: Uint8Array, offset = 0): Uint8Array | number {
    const { words, values, textBytes } = this;
    const count = this.length / 2;
    const result =
      out === undefined
        ? gatherBytes(blob, words, count, values, textBytes)
        : gatherInto(blob, words, count, values, out, offset);
    if (words.length <= KEPT_WORDS_MAX) spareWords = words;
    ValueBuffer.give(values);
    return result;
  }

  private advance(): void {
    this.length += 2;
    if (this.length === this.words.length || this.textBytes + this.values.leastBytes > OUTPUT_BYTES_MAX)
      this.makeRoom();
  }

  private makeRoom(): void {
    if (this.textBytes + this.values.leastBytes > OUTPUT_BYTES_MAX) throw tooLarge();
    const larger = new Int32Array(this.words.length * 2);
    larger.set(this.words);
    this.words = larger;
  }

  private capture(text: string): void {
    this.captured += text;
    if (this.captured.length > OUTPUT_BYTES_MAX) throw tooLarge();
  }
}

function checkPathValue(text: string): void {
  if (!text.includes("\0")) return;
  throw new DxgError("path/unsafe", `"${text}" holds a control or invisible character`, {
    hint: "Use characters that can be seen; `slugify` makes a name of any text",
  });
}
