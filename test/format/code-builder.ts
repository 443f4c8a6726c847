/**
 * Builds code for tests: instructions by number with their operands, labels for jumps, and the stack depth that the
 * instruction table tells. It does not verify: tests of the verifier build wrong code with it too.
 */
import { LineTable } from "../../src/format/line-table.ts";
import { Op } from "../../src/format/opcode.ts";
import { instructionTable } from "../../src/format/opcode-table.ts";
import type { Program } from "../../src/format/program.ts";

export class CodeBuilder {
  readonly words: number[] = [];
  depth = 0;
  deepest = 0;
  locals = 0;
  private readonly fixups: { readonly word: number; readonly label: number }[] = [];
  private readonly labels: number[] = [];

  /** Appends an instruction; a jump operand is a label. */
  op(code: number, ...operands: number[]): this {
    const instruction = instructionTable()[code]!;
    const start = this.words.length;
    this.words.push((code | ((operands[0] ?? 0) << 8)) >>> 0, ...operands.slice(1));
    let taken = 0;
    for (const [position, kind] of instruction.operands.entries()) {
      const value = operands[position] ?? 0;
      if (kind === "jump") this.fixups.push({ word: start + position, label: value });
      if (kind === "count") taken = instruction.pairs === true ? 2 * value : value;
      if (kind === "local" || (kind === "local?" && value !== 0xffffff)) this.locals = Math.max(this.locals, value + 1);
    }
    this.depth += instruction.pushes - instruction.pops - taken + (code === Op.Unpack ? operands[0]! : 0);
    this.deepest = Math.max(this.deepest, this.depth);
    return this;
  }

  label(): number {
    return this.labels.push(-1) - 1;
  }

  place(label: number): this {
    this.labels[label] = this.words.length;
    return this;
  }

  /** The code with its jumps filled in. */
  finish(): Uint32Array {
    for (const { word, label } of this.fixups) this.words[word] = this.labels[label]!;
    return Uint32Array.from(this.words);
  }

  /** A macro or expression program of the code. */
  program(mode: "macro" | "expression", name: number, variables: readonly number[] = []): Program {
    return {
      name,
      mode,
      reasons: 0,
      code: this.finish(),
      slots: [],
      layout: -1,
      variables,
      locals: this.locals,
      stack: this.deepest,
      sizeHint: 64,
      lines: LineTable.of([]),
    };
  }
}
