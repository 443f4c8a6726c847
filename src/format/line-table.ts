/** The line table of a program, in words as the file has them: where in its source each instruction is. */
import { COLUMN_BITS, COLUMN_MAX, LENGTH_MAX, LINE_WORDS } from "./records.ts";

/** From instruction `word` on, errors are at this place of the program's source. */
export interface LineEntry {
  readonly word: number;
  readonly line: number;
  readonly column: number;
  readonly length: number;
}

export class LineTable implements Iterable<LineEntry> {
  /** `LINE_WORDS` words each entry. */
  readonly words: Uint32Array;

  constructor(words: Uint32Array) {
    this.words = words;
  }

  static of(entries: readonly LineEntry[]): LineTable {
    return new LineTable(
      Uint32Array.from(entries.flatMap(({ word, line, column, length }) => [word, line, packPlace(column, length)])),
    );
  }

  /** Entries. */
  get length(): number {
    return this.words.length / LINE_WORDS;
  }

  /** The entry for an instruction: the last one that does not begin behind it, or the first. */
  at(word: number): LineEntry | undefined {
    if (this.length === 0) return undefined;
    let index = this.length - 1;
    while (index > 0 && this.words[index * LINE_WORDS]! > word) index -= 1;
    return this.#entry(index);
  }

  *[Symbol.iterator](): Generator<LineEntry> {
    for (let index = 0; index < this.length; index += 1) yield this.#entry(index);
  }

  #entry(index: number): LineEntry {
    const at = index * LINE_WORDS;
    const place = this.words[at + 2]!;
    const [column, length] = [place & COLUMN_MAX, place >>> COLUMN_BITS];
    return { word: this.words[at]!, line: this.words[at + 1]!, column, length };
  }
}

/** Column and length in the one word that an entry has for both; larger ones are cut. */
export function packPlace(column: number, length: number): number {
  return (Math.min(column, COLUMN_MAX) | (Math.min(length, LENGTH_MAX) << COLUMN_BITS)) >>> 0;
}
