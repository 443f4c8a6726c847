/**
 * What a render writes: a list of static spans and values. One native gather puts them together. Static text never becomes
 * a JavaScript string, and nothing is joined as strings. What is called for each value is small, so that the compiler puts
 * it where it is called.
 */
import { DxgError } from "../base/error.ts";
import { OUTPUT_BYTES_MAX } from "../base/limits.ts";
import { GATHER_ROWS, VALUE_INTEGER } from "../native/abi.ts";
import { gatherBytes, gatherInto, tooLarge } from "./gather.ts";
import { digitsOf, ValueBuffer, WRITTEN_INTEGER_MAX } from "./value-buffer.ts";

/** A longer list is not kept for the next output. */
const KEPT_WORDS_MAX = 1 << 20;
/** Words of an operation of rows before its values. */
const ROW_HEADER_WORDS = 4;
/** Bytes of the longest value of a row that is no text. */
const SHORT_BYTES = 10;

/** What rows of a program take at most. */
interface RowBounds {
  readonly textBytes: number;
  readonly writes: number;
  readonly repeats: number;
}

/** The list of the last finished output, for the next. */
let spareWords: Int32Array | undefined;

export class Output {
  /** Inside a capture all arrives as strings, static text by `text`. */
  capturing = false;
  /** Whether NUL in static text separates the parts of a path, so that captured values may have none. */
  separates = false;
  /** Pairs as `dxg_gather` takes them; there is always room for one more. */
  private words: Int32Array;
  /** Words in use; what writes rows counts its words itself. */
  length = 0;
  readonly values: ValueBuffer = ValueBuffer.take();
  /** Bytes of spans and integers. */
  private textBytes = 0;
  /** Bytes that rows take at most if their values are ASCII. */
  private rowBytes = 0;
  /** The program of rows that was used last, and where it is. */
  private program: Int32Array | undefined = undefined;
  private programAt = 0;
  /** Where those before it are, once there are several. */
  private programs: Map<Int32Array, number> | undefined = undefined;
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
    if (this.capturing || value < 0 || value > WRITTEN_INTEGER_MAX) {
      this.value(String(value));
      return;
    }
    this.words[this.length] = value;
    this.words[this.length + 1] = VALUE_INTEGER;
    this.textBytes += digitsOf(value);
    this.advance();
  }

  /** Room for so many words behind those in use, and the pair that there is always room for. */
  room(count: number): Int32Array {
    if (this.length + count + 4 > this.words.length) this.grow(count);
    return this.words;
  }

  /**
   * Begins rows that a program lays out: values that all share and those of each row follow, a word each, in `room`. The
   * result is for `endRows`. Not inside a capture.
   */
  beginRows(program: Int32Array): number {
    if (this.program !== program) this.selectProgram(program);
    const header = this.length;
    const words = this.room(ROW_HEADER_WORDS);
    words[header] = this.programAt;
    words[header + 1] = GATHER_ROWS;
    words[header + 3] = this.values.count;
    this.length += ROW_HEADER_WORDS;
    return header;
  }

  private selectProgram(program: Int32Array): void {
    if (this.program !== undefined) this.programs = (this.programs ?? new Map()).set(this.program, this.programAt);
    this.program = program;
    const known = this.programs?.get(program);
    this.programAt = known ?? this.length;
    if (known !== undefined) return;
    this.room(program.length).set(program, this.length);
    this.length += program.length;
  }

  /**
   * Ends them; without rows nothing is left of them. Texts of a row that was given up stay, unread.
   * @param textBytes bytes of text that a row has at most
   * @param writes values that a row writes at most
   * @param repeats how often it writes one value at most
   * @param sharedUnits units of the values that all rows share
   */
  endRows(header: number, rows: number, { textBytes, writes, repeats }: RowBounds, sharedUnits: number): void {
    const units = this.values.count - this.words[header + 3]!;
    this.words[header + 2] = rows;
    if (rows === 0) this.length = header;
    else this.length += this.length & 1;
    this.rowBytes += rows * (textBytes + writes * SHORT_BYTES + sharedUnits * repeats) + units * repeats;
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
        ? gatherBytes(blob, words, count, values, textBytes, this.rowBytes)
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
    this.grow(0);
  }

  private grow(more: number): void {
    const larger = new Int32Array(this.words.length * 2 + more + (more & 1));
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
