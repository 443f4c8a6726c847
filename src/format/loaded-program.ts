/**
 * A program of a file: its record and, built when they are first asked for, its code, slots, variables and lines. A
 * program that is not run costs one object. Only verified programs leave the format layer: all but the line table, which
 * may be anything, is trusted here.
 */
import { LineTable } from "./line-table.ts";
import type { Program, ProgramMode, Slot } from "./program.ts";
import { COLUMN_MAX, LINE_WORDS, NO_WORD, PROGRAM_MODES, SLOT_WORDS } from "./records.ts";

/** Where the next program's shares of the common sections begin, in words of the file. */
export interface Shares {
  code: number;
  slots: number;
  variables: number;
  lines: number;
}

export class LoadedProgram implements Program {
  readonly name: number;
  /** Index in `PROGRAM_MODES`. */
  readonly modeNumber: number;
  readonly reasons: number;
  readonly layout: number;
  readonly locals: number;
  readonly stack: number;
  readonly sizeHint: number;
  /** The file's words, in which the shares lie. */
  readonly words: Uint32Array;
  readonly codeStart: number;
  readonly codeLength: number;
  readonly slotStart: number;
  readonly slotCount: number;
  readonly variableStart: number;
  readonly variableCount: number;
  private readonly lineStart: number;
  private readonly lineCount: number;
  private builtCode: Uint32Array | undefined = undefined;
  private builtSignedCode: Int32Array | undefined = undefined;
  private builtSlots: readonly Slot[] | undefined = undefined;
  private builtVariables: readonly number[] | undefined = undefined;
  private builtLines: LineTable | undefined = undefined;

  /**
   * Reads a record, unchecked, and takes its shares.
   * @param words the file
   * @param at first word of the record in PROG
   */
  constructor(words: Uint32Array, at: number, shares: Shares) {
    const mode = words[at + 1]!;
    this.words = words;
    this.name = words[at]!;
    this.modeNumber = mode & 0xff;
    this.reasons = mode >>> 8;
    this.layout = signed(words[at + 2]!);
    this.locals = words[at + 3]!;
    this.stack = words[at + 4]!;
    this.sizeHint = words[at + 5]!;
    this.codeStart = shares.code;
    this.codeLength = words[at + 6]!;
    this.slotStart = shares.slots;
    this.slotCount = words[at + 7]!;
    this.variableStart = shares.variables;
    this.variableCount = words[at + 8]!;
    this.lineStart = shares.lines;
    this.lineCount = words[at + 9]!;
    shares.code += this.codeLength;
    shares.slots += this.slotCount * SLOT_WORDS;
    shares.variables += this.variableCount;
    shares.lines += this.lineCount * LINE_WORDS;
  }

  get mode(): ProgramMode {
    return PROGRAM_MODES[this.modeNumber]!;
  }

  get code(): Uint32Array {
    this.builtCode ??= this.words.subarray(this.codeStart, this.codeStart + this.codeLength);
    return this.builtCode;
  }

  /**
   * The code for the machine: a word above 2^31 read from an unsigned array would make the engine give up its optimised
   * code of the machine's loop.
   */
  get signedCode(): Int32Array {
    if (this.builtSignedCode === undefined) {
      const { code } = this;
      this.builtSignedCode = new Int32Array(code.buffer, code.byteOffset, code.length);
    }
    return this.builtSignedCode;
  }

  get slots(): readonly Slot[] {
    this.builtSlots ??= this.readSlots();
    return this.builtSlots;
  }

  get variables(): readonly number[] {
    if (this.builtVariables === undefined) {
      const variables: number[] = [];
      for (let index = 0; index < this.variableCount; index++) variables.push(this.words[this.variableStart + index]!);
      this.builtVariables = variables;
    }
    return this.builtVariables;
  }

  get lines(): LineTable {
    this.builtLines ??= this.readLines();
    return this.builtLines;
  }

  private readSlots(): Slot[] {
    const { words } = this;
    const slots: Slot[] = [];
    for (let slot = 0; slot < this.slotCount; slot++) {
      const at = this.slotStart + slot * SLOT_WORDS;
      slots.push({
        offset: words[at]!,
        lengthHint: words[at + 1]!,
        variable: signed(words[at + 2]!),
        code: words[at + 3]!,
      });
    }
    return slots;
  }

  /** The entries up to the first that makes no sense: what reports an error must not fail on a bad line table. */
  private readLines(): LineTable {
    const { words, lineStart } = this;
    const end = lineStart + this.lineCount * LINE_WORDS;
    let previous = -1;
    let at = lineStart;
    for (; at < end; at += LINE_WORDS) {
      const word = words[at]!;
      if (word <= previous || words[at + 1] === 0 || (words[at + 2]! & COLUMN_MAX) === 0) break;
      previous = word;
    }
    return new LineTable(words.subarray(lineStart, at));
  }
}

function signed(word: number): number {
  return word === NO_WORD ? -1 : word;
}
