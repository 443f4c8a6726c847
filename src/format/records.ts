/**
 * The fixed-size records of `.dxt` and `.dxf` as word positions, and the reading of program records with their shares
 * of the common tables. Programs own consecutive shares in their order, so a record holds lengths only and shares
 * cannot overlap. It checks nothing but that the shares fill the tables.
 */
import { PROGRAMS_MAX } from "../base/limits.ts";
import type { ProgramMode } from "./program.ts";
import { refuse } from "./rules.ts";

/** "No string", "no program" in a whole word. */
export const NO_WORD = 0xffffffff;

/** Words of a program record, in PROG. */
export const PROGRAM_WORDS = 10;
/** Words of a slot record, in SLOT. */
export const SLOT_WORDS = 4;
/** Words of a line record, in LINE: word, line, place. */
export const LINE_WORDS = 3;
/** Words of a file record, in FILE. */
export const FILE_WORDS = 10;

/** The low bits of a line record's third word: the column; the others are the length. Both saturate. */
export const COLUMN_BITS = 20;
export const COLUMN_MAX = 0xfffff;
export const LENGTH_MAX = 0xfff;

/** Modes by number. */
export const PROGRAM_MODES: readonly ProgramMode[] = ["micro", "macro", "expression"];

/** The tables that the programs of a file share, as views. */
export interface ProgramTables {
  readonly records: Uint32Array;
  readonly variables: Uint32Array;
  readonly slots: Uint32Array;
  readonly code: Uint32Array;
  readonly lines: Uint32Array;
}

/** A program record, with the start of each of its shares in words of the table. */
export interface ProgramRecord {
  readonly name: number;
  /** Index in `PROGRAM_MODES`, unchecked. */
  readonly modeNumber: number;
  readonly reasons: number;
  /** String id or `NO_WORD`. */
  readonly layout: number;
  readonly locals: number;
  readonly stack: number;
  readonly sizeHint: number;
  readonly codeStart: number;
  readonly codeLength: number;
  readonly slotStart: number;
  readonly slotCount: number;
  readonly variableStart: number;
  readonly variableCount: number;
  readonly lineStart: number;
  readonly lineCount: number;
}

/**
 * Reads all program records.
 * @throws {DxgError} format/bad-program when the shares do not add up to the tables
 */
export function readRecords(tables: ProgramTables): ProgramRecord[] {
  const { records: words } = tables;
  const count = words.length / PROGRAM_WORDS;
  if (!Number.isInteger(count)) refuse("program-records", `${words.length} words are not whole program records`);
  if (count > PROGRAMS_MAX) refuse("program-records", `${count} programs, more than ${PROGRAMS_MAX}`);
  const records: ProgramRecord[] = [];
  let codeStart = 0;
  let slotStart = 0;
  let variableStart = 0;
  let lineStart = 0;
  for (let at = 0; at < words.length; at += PROGRAM_WORDS) {
    const mode = words[at + 1]!;
    const record: ProgramRecord = {
      name: words[at]!,
      modeNumber: mode & 0xff,
      reasons: mode >>> 8,
      layout: words[at + 2]!,
      locals: words[at + 3]!,
      stack: words[at + 4]!,
      sizeHint: words[at + 5]!,
      codeStart,
      codeLength: words[at + 6]!,
      slotStart,
      slotCount: words[at + 7]!,
      variableStart,
      variableCount: words[at + 8]!,
      lineStart,
      lineCount: words[at + 9]!,
    };
    codeStart += record.codeLength;
    slotStart += record.slotCount * SLOT_WORDS;
    variableStart += record.variableCount;
    lineStart += record.lineCount * LINE_WORDS;
    records.push(record);
  }
  checkTotal("CODE", codeStart, tables.code);
  checkTotal("SLOT", slotStart, tables.slots);
  checkTotal("VARS", variableStart, tables.variables);
  checkTotal("LINE", lineStart, tables.lines);
  return records;
}

function checkTotal(table: string, words: number, view: Uint32Array): void {
  if (words !== view.length) refuse("program-totals", `programs have ${words} words in ${table}, of ${view.length}`);
}
