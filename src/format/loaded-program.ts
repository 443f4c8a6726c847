/**
 * A program of a verified file. Its code is a view of the file; slots, variables and lines are built when they are
 * first asked for: a program that is not run costs one small object. It trusts its record, which has been verified, but not
 * its line table, which has not.
 */
import type { LineEntry, Program, ProgramMode, Slot } from "./program.ts";
import {
  COLUMN_BITS,
  COLUMN_MAX,
  LINE_WORDS,
  NO_WORD,
  PROGRAM_MODES,
  type ProgramRecord,
  type ProgramTables,
  SLOT_WORDS,
} from "./records.ts";

export class LoadedProgram implements Program {
  readonly name: number;
  readonly mode: ProgramMode;
  readonly reasons: number;
  readonly layout: number;
  readonly locals: number;
  readonly stack: number;
  readonly sizeHint: number;
  private readonly record: ProgramRecord;
  private readonly tables: ProgramTables;
  private builtCode: Uint32Array | undefined;
  private builtSlots: readonly Slot[] | undefined;
  private builtVariables: readonly number[] | undefined;
  private builtLines: readonly LineEntry[] | undefined;

  constructor(record: ProgramRecord, tables: ProgramTables) {
    this.record = record;
    this.tables = tables;
    this.name = record.name;
    this.mode = PROGRAM_MODES[record.modeNumber]!;
    this.reasons = record.reasons;
    this.layout = signed(record.layout);
    this.locals = record.locals;
    this.stack = record.stack;
    this.sizeHint = record.sizeHint;
  }

  get code(): Uint32Array {
    const { codeStart, codeLength } = this.record;
    this.builtCode ??= this.tables.code.subarray(codeStart, codeStart + codeLength);
    return this.builtCode;
  }

  get slots(): readonly Slot[] {
    this.builtSlots ??= readSlots(this.record, this.tables.slots);
    return this.builtSlots;
  }

  get variables(): readonly number[] {
    const { variableStart, variableCount } = this.record;
    if (this.builtVariables === undefined) {
      const variables: number[] = [];
      for (let index = 0; index < variableCount; index++) variables.push(this.tables.variables[variableStart + index]!);
      this.builtVariables = variables;
    }
    return this.builtVariables;
  }

  get lines(): readonly LineEntry[] {
    this.builtLines ??= readLines(this.record, this.tables.lines);
    return this.builtLines;
  }
}

function readSlots(record: ProgramRecord, table: Uint32Array): Slot[] {
  const slots: Slot[] = [];
  for (let slot = 0; slot < record.slotCount; slot++) {
    const at = record.slotStart + slot * SLOT_WORDS;
    slots.push({
      offset: table[at]!,
      lengthHint: table[at + 1]!,
      variable: signed(table[at + 2]!),
      code: table[at + 3]!,
    });
  }
  return slots;
}

/** The entries up to the first that makes no sense: what reports an error must not fail on a bad line table. */
function readLines(record: ProgramRecord, table: Uint32Array): LineEntry[] {
  const lines: LineEntry[] = [];
  let previous = -1;
  for (let entry = 0; entry < record.lineCount; entry++) {
    const at = record.lineStart + entry * LINE_WORDS;
    const word = table[at]!;
    const line = table[at + 1]!;
    const place = table[at + 2]!;
    const column = place & COLUMN_MAX;
    if (word <= previous || line === 0 || column === 0) break;
    lines.push({ word, line, column, length: place >>> COLUMN_BITS });
    previous = word;
  }
  return lines;
}

function signed(word: number): number {
  return word === NO_WORD ? -1 : word;
}
