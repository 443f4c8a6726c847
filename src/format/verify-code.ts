/**
 * Verifies the instructions of a program: one walk in the order of the code, each instruction and each jump looked at
 * once. Operands are checked by their kinds from the instruction table, jump targets must be instructions, and stack,
 * loop and capture depths must be equal wherever ways join. It trusts nothing but the tables' bounds, which the caller
 * has checked, and it must not run or build anything.
 */
import type { Value } from "../value/value.ts";
import { FILTERS, type Signature, TESTS } from "./builtins.ts";
import { ConstantShapes } from "./constant-shapes.ts";
import { INCLUDE_IGNORE_MISSING, INCLUDE_WITHOUT_CONTEXT, type Instruction, NONE, Op } from "./opcode.ts";
import { instructionTable, instructionWords } from "./opcode-index.ts";
import type { ProgramRecord } from "./records.ts";
import { refuse } from "./rules.ts";

/** What operands may refer to. */
export interface CodeTables {
  readonly code: Uint32Array;
  readonly stringCount: number;
  readonly constants: readonly Value[];
  readonly records: readonly ProgramRecord[];
}

/** A program's `Include` instructions, for the check against cycles. */
export interface IncludeEdge {
  readonly from: number;
  readonly to: number;
}

/** Mode numbers of `PROGRAM_MODES`. */
const MICRO = 0;
const MACRO = 1;
const EXPRESSION = 2;

/** Nothing is known about a word. */
const UNSEEN = 0;
/** An instruction that no way reaches. */
const DEAD = 1;
/** Reached states are the packed depths plus this. */
const LIVE = 2;
const DEPTH_MAX = 255;
const INCLUDE_FLAGS = INCLUDE_IGNORE_MISSING | INCLUDE_WITHOUT_CONTEXT;

/** Verifies programs one after the other; the working memory is shared between them. */
export class CodeVerifier {
  readonly edges: IncludeEdge[] = [];
  private readonly tables: CodeTables;
  private readonly shapes: ConstantShapes;
  /** For each word of CODE: `UNSEEN`, `DEAD`, or the packed depths with which it is reached. */
  private readonly states: Uint32Array;
  private readonly table: readonly (Instruction | undefined)[] = instructionTable();

  // The program in hand.
  private index = 0;
  private record: ProgramRecord;
  private base = 0;
  private length = 0;
  private variableCount = 0;
  private locals = 0;

  // The depths before, then after the instruction in hand.
  private stack = 0;
  private loops = 0;
  private captures = 0;

  constructor(tables: CodeTables) {
    this.tables = tables;
    this.shapes = new ConstantShapes(tables.constants);
    this.states = new Uint32Array(tables.code.length);
    this.record = tables.records[0]!;
  }

  /**
   * Verifies the code of one program.
   * @param entries word indexes of a micro program's slot code, in range; none for the other modes, which begin at 0
   * @throws {DxgError} format/bad-instruction
   */
  verify(index: number, entries: readonly number[]): void {
    const record = this.tables.records[index]!;
    this.index = index;
    this.record = record;
    this.base = record.codeStart;
    this.length = record.codeLength;
    this.variableCount = record.variableCount;
    this.locals = record.locals;
    for (const entry of entries) this.states[this.base + entry] = LIVE;
    this.stack = 0;
    this.loops = 0;
    this.captures = 0;
    const { code } = this.tables;
    let live = record.modeNumber !== MICRO;
    let at = 0;
    while (at < this.length) {
      const word = code[this.base + at]!;
      const instruction = this.table[word & 0xff];
      if (instruction === undefined) this.refuse("opcode", at, `0x${(word & 0xff).toString(16)} is no instruction`);
      live = this.arrive(at, live);
      const next = at + instructionWords(instruction);
      if (next > this.length) this.refuse("operand-missing", at, `${instruction.name} is cut off`);
      for (let inside = at + 1; inside < next; inside++) {
        if (this.states[this.base + inside] !== UNSEEN) {
          this.refuse("jump-boundary", inside, "a jump or slot points inside an instruction");
        }
      }
      const values = this.operands(at, instruction);
      if (live) live = this.step(at, instruction, values);
      else if (instruction.operands[1] === "jump") this.jump(at, DEAD);
      at = next;
    }
    if (live) this.refuse("code-end", at, "the code ends without End, ReturnValue or Jump");
  }

  /** Joins the way from the instruction before with those that jump here; tells whether any way comes here. */
  private arrive(at: number, live: boolean): boolean {
    const known = this.states[this.base + at]!;
    if (live) {
      const state = this.packed(this.stack, this.loops);
      if (known >= LIVE && known !== state) this.refuseJoin(at, known, state);
      this.states[this.base + at] = state;
      return true;
    }
    if (known < LIVE) {
      this.states[this.base + at] = DEAD;
      return false;
    }
    const depths = known - LIVE;
    this.stack = depths >>> 16;
    this.loops = (depths >>> 8) & 0xff;
    this.captures = depths & 0xff;
    return true;
  }

  /** Checks every operand. @returns the values that a count operand takes from the stack */
  private operands(at: number, instruction: Instruction): number {
    const { code } = this.tables;
    const { operands } = instruction;
    let taken = 0;
    let signature: Signature | undefined;
    for (let position = 0; position < operands.length; position++) {
      const word = code[this.base + at + position]!;
      const value = position === 0 ? word >>> 8 : word;
      switch (operands[position]) {
        case "none":
          if (value !== 0) this.refuse("operand-none", at, `the unused operand is ${value}, not 0`);
          break;
        case "string":
          if (value >= this.tables.stringCount) this.refuse("operand-string", at, `there is no string ${value}`);
          break;
        case "constant":
          if (value >= this.shapes.count) this.refuse("operand-constant", at, `there is no constant ${value}`);
          break;
        case "names":
          if (value !== NONE && this.shapes.names(value) > taken) {
            this.refuse("operand-names", at, `constant ${value} is no tuple of at most ${taken} names`);
          }
          break;
        case "scope":
          if (value !== NONE && this.shapes.scopeEnd(value) > this.locals) {
            this.refuse("operand-scope", at, `constant ${value} is no tuple of names and locals`);
          }
          break;
        case "variable":
          if (value >= this.variableCount) this.refuse("operand-variable", at, `there is no variable ${value}`);
          break;
        case "local?":
          if (value !== NONE && value >= this.locals) this.refuse("operand-local", at, `there is no local ${value}`);
          break;
        case "local":
          if (value >= this.locals) this.refuse("operand-local", at, `there is no local ${value}`);
          break;
        case "program":
          this.include(at, value);
          break;
        case "filter":
          signature = FILTERS[value];
          if (signature === undefined) this.refuse("operand-filter", at, `there is no filter ${value}`);
          break;
        case "test":
          signature = TESTS[value];
          if (signature === undefined) this.refuse("operand-test", at, `there is no test ${value}`);
          break;
        case "count":
          taken = value;
          if (signature !== undefined && signature.variadic !== true && value > signature.params.length) {
            this.refuse("operand-arguments", at, `${value} arguments for ${signature.name}`);
          }
          break;
        case "flags":
          if ((value & ~INCLUDE_FLAGS) !== 0) this.refuse("operand-flags", at, `unknown flags ${value}`);
          break;
        case "jump":
          if (value >= this.length) this.refuse("jump-range", at, `the target ${value} is outside the code`);
          break;
      }
    }
    return instruction.pairs === true ? 2 * taken : taken;
  }

  /** Applies a reached instruction to the depths and its jump. @returns whether the next instruction is reached */
  private step(at: number, instruction: Instruction, taken: number): boolean {
    this.stack -= instruction.pops + taken;
    if (this.stack < 0) this.refuse("stack-underflow", at, `${instruction.name} takes more values than there are`);
    this.stack += instruction.pushes;
    switch (instruction.code) {
      case Op.Unpack:
        this.stack += this.tables.code[this.base + at]! >>> 8;
        break;
      case Op.Emit:
      case Op.EmitText:
      case Op.EmitVariable:
      case Op.EmitLocal:
      case Op.EmitLocalAttribute:
      case Op.Include:
      case Op.IncludeNamed:
        if (this.captures === 0 && this.record.modeNumber !== MACRO) {
          this.refuse("output", at, "an expression writes output outside a capture");
        }
        break;
      case Op.CaptureStart:
        if (++this.captures > DEPTH_MAX) this.refuse("capture-depth", at, `captures are nested over ${DEPTH_MAX} deep`);
        break;
      case Op.CaptureEnd:
        if (--this.captures < 0) this.refuse("capture-depth", at, "no capture is open");
        break;
      case Op.End:
      case Op.ReturnValue:
        this.end(at, instruction.code);
        break;
      case Op.Jump:
      case Op.JumpIfFalse:
        this.jump(at, this.packed(this.stack, this.loops));
        break;
      case Op.JumpIfFalseOrPop:
      case Op.JumpIfTrueOrPop:
        this.jump(at, this.packed(this.stack + 1, this.loops));
        break;
      case Op.ForStart:
        this.jump(at, this.packed(this.stack, this.loops));
        if (++this.loops > DEPTH_MAX) this.refuse("loop-depth", at, `loops are nested over ${DEPTH_MAX} deep`);
        break;
      case Op.ForNext:
        if (this.loops === 0) this.refuse("loop-depth", at, "no loop has begun");
        this.jump(at, this.packed(this.stack, this.loops - 1));
        break;
    }
    if (this.stack > this.record.stack) {
      this.refuse("stack-overflow", at, `${this.stack} values where the record says ${this.record.stack}`);
    }
    return instruction.ends !== true;
  }

  private end(at: number, code: number): void {
    const value = code === Op.ReturnValue;
    if (value === (this.record.modeNumber === MACRO)) {
      this.refuse("end-kind", at, value ? "a template returns a value" : "an expression ends without a value");
    }
    if (this.stack !== 0 || this.loops !== 0 || this.captures !== 0) {
      this.refuse("end-depth", at, `${this.stack} values, ${this.loops} loops, ${this.captures} captures are left`);
    }
  }

  /** Notes the depths with which a jump arrives at its target, or checks them where the target is known. */
  private jump(at: number, state: number): void {
    const target = this.tables.code[this.base + at + 1]!;
    const known = this.states[this.base + target]!;
    if (target <= at) {
      if (known === UNSEEN) this.refuse("jump-boundary", at, `the target ${target} is inside an instruction`);
      if (state === DEAD) return;
      if (known === DEAD) this.refuse("jump-back", at, `the target ${target} is reached by jumping back only`);
    }
    if (known >= LIVE) {
      if (state !== DEAD && known !== state) this.refuseJoin(target, known, state);
    } else this.states[this.base + target] = Math.max(known, state);
  }

  private include(at: number, target: number): void {
    const record = this.tables.records[target];
    if (record === undefined) this.refuse("operand-program", at, `there is no program ${target}`);
    if (record.modeNumber === EXPRESSION) this.refuse("operand-program", at, `program ${target} is an expression`);
    this.edges.push({ from: this.index, to: target });
  }

  private packed(stack: number, loops: number): number {
    return LIVE + ((stack << 16) | (loops << 8) | this.captures);
  }

  private refuseJoin(at: number, known: number, state: number): never {
    return this.refuse("join", at, `reached with ${depthsText(known)} and with ${depthsText(state)}`);
  }

  private refuse(rule: Parameters<typeof refuse>[0], at: number, what: string): never {
    return refuse(rule, `program ${this.index}, word ${at}: ${what}`);
  }
}

function depthsText(state: number): string {
  const depths = state - LIVE;
  return `${depths >>> 16} values, ${(depths >>> 8) & 0xff} loops, ${depths & 0xff} captures`;
}
