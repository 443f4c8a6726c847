/**
 * Makes the line table of one program. Positions are kept as they come and worked out at the end, all of them at once: one by
 * one they would take several times as long.
 */
import { firstWords } from "../base/words.ts";
import { LineTable, packPlace } from "../format/line-table.ts";
import { LINE_WORDS } from "../format/records.ts";
import type { Position } from "../lang/ast.ts";
import { locate, PLACE_WORDS } from "../lang/source-text.ts";
import { columnIn, lengthIn, lineIn, type Origin } from "./origin.ts";
import { giveTable, larger, takeTable } from "./spare-tables.ts";

export class LineTableWriter {
  readonly #positions: Position[] = [];
  /** The word from which on each of them holds. */
  #words: Uint32Array = takeTable();

  /** Instructions from a word on, which is behind that of the last note, are at a position. */
  note(word: number, position: Position): void {
    const count = this.#positions.push(position);
    if (count > this.#words.length) this.#words = larger(this.#words);
    this.#words[count - 1] = word;
  }

  /** @param origin where the source stands in its file, which the table is about */
  finish(origin: Origin): LineTable {
    const positions = this.#positions;
    const places = takeTable(PLACE_WORDS * positions.length);
    locate(positions, places);
    const lines = new LineTable(entries(origin, this.#words, places, positions.length));
    giveTable(places);
    giveTable(this.#words);
    return lines;
  }
}

/** The words of the table; a place that is that of the entry before has none. */
function entries(origin: Origin, words: Uint32Array, places: Uint32Array, count: number): Uint32Array {
  const table = takeTable(LINE_WORDS * count);
  let end = 0;
  let lastLine = 0;
  let lastPlace = 0;
  for (let index = 0; index < count; index += 1) {
    const at = PLACE_WORDS * index;
    const own = places[at]!;
    const line = lineIn(origin, own);
    const place = packPlace(columnIn(origin, own, places[at + 1]!), lengthIn(origin, places[at + 2]!));
    if (line === lastLine && place === lastPlace) continue;
    lastLine = line;
    lastPlace = place;
    table[end] = words[index]!;
    table[end + 1] = line;
    table[end + 2] = place;
    end += LINE_WORDS;
  }
  const copy = firstWords(table, end);
  giveTable(table);
  return copy;
}
