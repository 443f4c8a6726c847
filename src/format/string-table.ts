/**
 * The string table of `.dxt` and `.dxf` (section STRS): every text of a file once, by number. Building deduplicates in
 * O(1); reading checks everything in one pass and decodes a string when it is first asked for.
 */
import { writeUtf8 } from "../base/text-bytes.ts";
import { NO_SAMPLE, sampleOf } from "../base/text-sample.ts";
import type { SectionWriter } from "./container.ts";
import { UTF8 } from "./infinity-errors.ts";
import { refuse } from "./rules.ts";
import { readSegments } from "./segments.ts";
import type { Trust } from "./trust.ts";

/** Numbers strings in the order in which they first come. */
export class StringTableBuilder {
  /** Ids by samples of texts; the first text of a sample has it, and texts are compared. */
  private readonly sampled: Map<number, number> = new Map();
  /** Ids of the others. */
  private readonly ids: Map<string, number> = new Map();
  /** The strings by id. */
  readonly strings: string[] = [];

  /**
   * The id of the string; a new one when it was never seen.
   * @param sample of the string (base/text-sample.ts), where it is known
   */
  intern(text: string, sample: number = NO_SAMPLE): number {
    const key = sample === NO_SAMPLE ? sampleOf(text, 0, text.length) : sample;
    const first = this.sampled.get(key);
    if (first === undefined) {
      this.sampled.set(key, this.strings.length);
      return this.strings.push(text) - 1;
    }
    if (this.strings[first] === text) return first;
    const known = this.ids.get(text);
    if (known !== undefined) return known;
    this.ids.set(text, this.strings.length);
    return this.strings.push(text) - 1;
  }

  /** The section's bytes. */
  encode(): Uint8Array {
    return encodeStrings(this.strings);
  }
}

/** The section for strings in the order of their ids. */
export class StringsSection implements SectionWriter {
  readonly byteLength: number;
  private readonly strings: readonly string[];
  /** All of them in one, where that is ASCII: one call for all takes a third of one for each. */
  private readonly ascii: string | undefined;

  constructor(strings: readonly string[]) {
    const all = strings.join("");
    const head = 4 * (strings.length + 2);
    this.strings = strings;
    this.ascii = Buffer.byteLength(all) === all.length ? all : undefined;
    this.byteLength = head;
    if (this.ascii !== undefined) this.byteLength += all.length;
    else for (const text of strings) this.byteLength += Buffer.byteLength(text);
  }

  write(bytes: Uint8Array, words: Uint32Array, start: number): void {
    const { strings, ascii } = this;
    const blob = start + 4 * (strings.length + 2);
    let entry = start / 4;
    words[entry] = strings.length;
    entry += 2;
    let at = blob;
    if (ascii !== undefined) writeUtf8(bytes, ascii, at);
    for (let index = 0; index < strings.length; index++) {
      const text = strings[index]!;
      at += ascii === undefined ? writeUtf8(bytes, text, at) : text.length;
      words[entry + index] = at - blob;
    }
  }
}

/** The section's bytes, on their own. */
export function encodeStrings(strings: readonly string[]): Uint8Array {
  const section = new StringsSection(strings);
  const bytes = new Uint8Array(section.byteLength);
  section.write(bytes, new Uint32Array(bytes.buffer, 0, bytes.length >>> 2), 0);
  return bytes;
}

/** The table of a section that stands alone, 4-byte aligned in its buffer. @throws {DxgError} format/bad-string-table */
export function decodeStrings(section: Uint8Array): StringTable {
  const words = new Uint32Array(section.buffer, section.byteOffset, section.length >>> 2);
  return new StringTable(section, words, 0, section.length);
}

/** Where a string lies in the table's blob, in bytes. */
export interface StringSpan {
  readonly offset: number;
  readonly length: number;
}

/** A checked string table over the bytes of a file. */
export class StringTable {
  readonly count: number;
  /** UTF-8 of all strings, one after the other. */
  readonly blob: Uint8Array;
  private readonly words: Uint32Array;
  /** The word of the first offset. */
  private readonly offsets: number;
  /** The whole blob as text when it is ASCII, so that a string is a slice of it. */
  private readonly ascii: string | undefined;
  private readonly decoded: (string | undefined)[];

  /**
   * @param file 4-byte aligned in its buffer; it must not change afterwards.
   * @param words all whole words of `file`
   * @param start first byte of STRS, a multiple of 4
   * @param end the byte after STRS
   * @throws {DxgError} format/bad-string-table
   */
  constructor(file: Uint8Array, words: Uint32Array, start: number, end: number, trust: Trust = "verify") {
    const count = readSegments(words, start, end, "string-table", "string-offsets", trust);
    const offsets = start / 4 + 1;
    this.count = count;
    this.words = words;
    this.offsets = offsets;
    // Filled: an empty array changes its form with what is put in first, and optimised code for one form does not run on another.
    this.decoded = new Array<string | undefined>(count).fill(undefined);
    const blob = file.subarray(4 * (offsets + count + 1), end);
    this.blob = blob;
    const text = decodeBlob(blob);
    this.ascii = text.length === blob.length ? text : undefined;
    if (this.ascii !== undefined || trust === "verified") return;
    for (let index = 1; index < count; index++) {
      const offset = words[offsets + index]!;
      if (offset < blob.length && (blob[offset]! & 0xc0) === 0x80) {
        refuse("string-boundary", `string ${index} begins inside a character`);
      }
    }
  }

  /**
   * The string of an id, decoded once and kept.
   * @param id below `count`: the verifier has checked every id of a file.
   */
  get(id: number): string {
    return this.decoded[id] ?? this.decode(id);
  }

  /** Where the string of an id lies in `blob`. */
  span(id: number): StringSpan {
    const offset = this.words[this.offsets + id]!;
    return { offset, length: this.words[this.offsets + id + 1]! - offset };
  }

  /** First byte of the string in `blob`; `start(count)` is the blob's length. */
  start(id: number): number {
    return this.words[this.offsets + id]!;
  }

  /** All strings by id: for comparison and display. */
  all(): string[] {
    return Array.from({ length: this.count }, (_, id) => this.get(id));
  }

  private decode(id: number): string {
    const start = this.words[this.offsets + id]!;
    const end = this.words[this.offsets + id + 1]!;
    const text = this.ascii === undefined ? UTF8.decode(this.blob.subarray(start, end)) : this.ascii.slice(start, end);
    this.decoded[id] = text;
    return text;
  }
}

function decodeBlob(blob: Uint8Array): string {
  try {
    return UTF8.decode(blob);
  } catch (cause) {
    return refuse("string-utf8", "the strings are not UTF-8", cause);
  }
}
