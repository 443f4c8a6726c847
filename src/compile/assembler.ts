/**
 * Writes the instructions of one program: merges static text, resolves labels, follows the depth of the operand stack
 * and keeps the line table. It knows nothing of the language.
 */
import { assert } from "../base/error.ts";
import { STACK_SLOTS_MAX } from "../base/limits.ts";
import { NO_SAMPLE } from "../base/text-sample.ts";
import { firstWords } from "../base/words.ts";
import {
  INSTRUCTION_SHAPES,
  KIND,
  KIND_BITS,
  KIND_MASK,
  KIND_SHIFT,
  SHAPE_PAIRS,
  SHAPE_POPS,
  SHAPE_PUSHES,
  SHAPE_UNPLACED,
  WORDS_MASK,
  WORDS_SHIFT,
} from "../format/instruction-shapes.ts";
import type { LineTable } from "../format/line-table.ts";
import { Op } from "../format/opcode.ts";
import type { Position } from "../lang/ast.ts";
import { LineTableWriter } from "./line-table-writer.ts";
import type { Origin } from "./origin.ts";
import { giveTable, larger, takeTable } from "./spare-tables.ts";

/** The lowest bit of the values that a shape takes, and the place of the kind of its second operand. */
const POPS_UNIT = SHAPE_POPS & -SHAPE_POPS;
const SECOND_SHIFT = KIND_SHIFT + KIND_BITS;

/** A jump target: its word index once placed; until then the last word that waits for it, which holds the one before. */
export interface Label {
  at: number;
  waiting: number;
}

export class Assembler {
  #words: Uint32Array = takeTable();
  #length = 0;
  #depth = 0;
  #deepest = 0;
  #overflow: Position | undefined;
  #text = "";
  /** Of `#text`; `NO_SAMPLE` where it was put together. */
  #sample = NO_SAMPLE;
  #position: Position | undefined;
  /** The position that the line table was asked for last: most instructions have that of the one before. */
  #noted: Position | undefined;
  readonly #lines: LineTableWriter = new LineTableWriter();
  readonly #intern: (text: string, sample: number) => number;
  readonly #origin: Origin;
  /** UTF-16 units of static text, for the size hint. */
  textUnits = 0;
  /** Instructions that write a value, for the size hint. */
  outputs = 0;

  /** `origin` is where the source stands in its file, which the line table is about. */
  constructor(intern: (text: string, sample: number) => number, origin: Origin) {
    this.#intern = intern;
    this.#origin = origin;
  }

  /** Errors of the instructions that follow are reported here. */
  mark(position: Position): void {
    this.#position = position;
  }

  /**
   * Adds static text; runs of it become one instruction.
   * @param sample of the text (base/text-sample.ts), where it is known
   */
  text(text: string, sample: number = NO_SAMPLE): void {
    this.#sample = this.#text === "" ? sample : NO_SAMPLE;
    this.#text += text;
  }

  emit(code: number, a = 0, b?: number, c?: number): void {
    this.#flush();
    this.#instruction(code, a, b, c);
  }

  label(): Label {
    return { at: -1, waiting: 0 };
  }

  jump(code: number, target: Label, a = 0, c?: number): void {
    this.#flush();
    const word = this.#length + 1;
    this.#instruction(code, a, 0, c);
    if (target.at >= 0) this.#words[word] = target.at;
    else {
      // No jump target is in word 0, which holds an instruction's code: it ends the chain.
      this.#words[word] = target.waiting;
      target.waiting = word;
    }
  }

  place(label: Label): void {
    this.#flush();
    assert(label.at < 0, "a label is placed once");
    label.at = this.#length;
    for (let word = label.waiting; word !== 0; ) {
      const before = this.#words[word]!;
      this.#words[word] = label.at;
      word = before;
    }
  }

  /** Depth of the operand stack here; code that joins two paths sets it. */
  get depth(): number {
    return this.#depth;
  }
  set depth(depth: number) {
    this.#depth = depth;
  }

  /** Word index of the next instruction. */
  get here(): number {
    this.#flush();
    return this.#length;
  }

  /** Where the operand stack first got deeper than any machine lets it be. */
  get overflow(): Position | undefined {
    return this.#overflow;
  }

  finish(): { code: Uint32Array; lines: LineTable; stack: number } {
    this.#flush();
    const code = firstWords(this.#words, this.#length);
    giveTable(this.#words);
    return { code, lines: this.#lines.finish(this.#origin), stack: this.#deepest };
  }

  #flush(): void {
    if (this.#text === "") return;
    const text = this.#text;
    this.#text = "";
    this.textUnits += text.length;
    this.#instruction(Op.EmitText, this.#intern(text, this.#sample));
  }

  #instruction(code: number, a: number, b = 0, c = 0): void {
    const shape = INSTRUCTION_SHAPES[code]!;
    const words = (shape >>> WORDS_SHIFT) & WORDS_MASK;
    assert(words > 0, "the instruction exists");
    if ((code > Op.EmitText && code <= Op.EmitLocalAttribute) || code === Op.EmitCall) this.outputs += 1;
    const at = this.#length;
    if (at + words > this.#words.length) this.#words = larger(this.#words);
    const position = this.#position;
    if (position !== this.#noted && position !== undefined && (shape & SHAPE_UNPLACED) === 0) {
      this.#noted = position;
      this.#lines.note(at, position);
    }
    this.#words[at] = code | (a << 8);
    if (words > 1) this.#words[at + 1] = b;
    if (words > 2) this.#words[at + 2] = c;
    this.#length = at + words;
    const pushes = code === Op.Unpack ? a : (shape & SHAPE_PUSHES) / SHAPE_PUSHES;
    this.#depth += pushes - (shape & SHAPE_POPS) / POPS_UNIT - counted(shape, a, b);
    assert(this.#depth >= 0, "an instruction finds the values that it takes");
    if (this.#depth > this.#deepest) {
      this.#deepest = this.#depth;
      if (this.#depth > STACK_SLOTS_MAX) this.#overflow ??= this.#position;
    }
  }
}

/** Values that an instruction takes by its count operand. */
function counted(shape: number, a: number, b: number): number {
  const count = (shape & KIND_MASK) === KIND.count ? a : ((shape >>> SECOND_SHIFT) & KIND_MASK) === KIND.count ? b : 0;
  return (shape & SHAPE_PAIRS) === 0 ? count : 2 * count;
}
