/**
 * Verifies the instructions of a program: one walk in the order of the code, each instruction and each jump looked at
 * once. Operands are checked by their kinds from the instruction table, jump targets must be instructions, and stack,
 * loop and capture depths must be equal wherever ways join. It trusts nothing but the tables' bounds, which the caller
 * has checked, and it must not run or build anything.
 */
import type { Value } from "../value/value.ts";
import { allParameters, FILTERS, type Signature, TESTS } from "./builtins.ts";
import { ConstantShapes } from "./constant-shapes.ts";
import {
  INSTRUCTION_SHAPES,
  KIND,
  KIND_BITS,
  KIND_MASK,
  KIND_SHIFT,
  PUSHES_SHIFT,
  SHAPE_OUTPUT,
  SHAPE_PAIRS,
  SHAPE_POPS,
  SHAPE_PUSHES,
  SHAPE_SLOW,
  WORDS_MASK,
  WORDS_SHIFT,
} from "./instruction-shapes.ts";
import type { LoadedProgram } from "./loaded-program.ts";
import { INCLUDE_IGNORE_MISSING, INCLUDE_WITHOUT_CONTEXT, NONE, Op } from "./opcode.ts";
import { type Rule, refuse } from "./rules.ts";

/** Mode numbers of `PROGRAM_MODES`. */
const MICRO = 0;
const MACRO = 1;
const EXPRESSION = 2;

/*
 * A state says with what an instruction is reached: `LIVE | stack << 16 | loops << 8 | captures`. The stack has at most
 * 4,096 values (a limit of records), loops and captures are at most `DEPTH_MAX`.
 */
/** Nothing is known about a word. */
const UNSEEN = 0;
/** An instruction that no way reaches. */
const DEAD = 1;
const LIVE: number = 1 << 30;
const STACK_SHIFT = 16;
const ONE_VALUE: number = 1 << STACK_SHIFT;
const STACK_MASK = 0x3fff_0000;
const ONE_LOOP = 0x100;
const DEPTH_MAX = 0xff;
/** At the start and the end of a macro's body, whose output goes to whoever calls it. */
const MACRO_BODY: number = LIVE | 1;
/** Words of a program's code up to which the working memory is kept for the next program. */
const STATES_KEPT = 16_384;
/** Where a shape has the kind of the second operand. */
const SECOND_KIND: number = KIND_SHIFT + KIND_BITS;
/** In a shape that is not slow: the instruction has a second word. */
const TWO_WORDS: number = 2 << WORDS_SHIFT;
const INCLUDE_FLAGS = INCLUDE_IGNORE_MISSING | INCLUDE_WITHOUT_CONTEXT;

/** The rule that an operand of a kind breaks when it is not below its limit; the order is that of `KIND`. */
const KIND_RULES: readonly Rule[] = [
  "operand-none",
  "operand-string",
  "operand-constant",
  "operand-names",
  "operand-scope",
  "operand-variable",
  "operand-local",
  "operand-local",
  "operand-program",
  "operand-filter",
  "operand-test",
  "operand-arguments",
  "operand-arguments",
  "operand-flags",
  "jump-range",
];

/** Verifies programs one after the other; the working memory is shared between them. */
export class CodeVerifier {
  private readonly programs: readonly LoadedProgram[];
  private readonly constants: ConstantShapes;
  /**
   * The words of the file, signed: `ForStart` without a local is above 2^31, and the engine gives up its fast code for a loop
   * that reads such a word from an array of unsigned ones.
   */
  private readonly code: Int32Array;
  /** For each operand kind the number that is too much; the order is that of `KIND`. */
  private readonly limits: number[];

  // The program in hand.
  private index = 0;
  private record!: LoadedProgram;
  /** The state of each word of its code; a word that is no instruction stays `UNSEEN`. */
  private states!: Int32Array;

  constructor(
    words: Uint32Array,
    programs: readonly LoadedProgram[],
    stringCount: number,
    constants: readonly Value[],
  ) {
    const any = Number.POSITIVE_INFINITY;
    const { length } = constants;
    this.programs = programs;
    this.code = new Int32Array(words.buffer, words.byteOffset, words.length);
    this.constants = new ConstantShapes(constants);
    // biome-ignore format: as in the table of kinds
    this.limits = [
      1, stringCount, length, any, any, 0, 0, 0, programs.length, FILTERS.length, TESTS.length, any, any,
      INCLUDE_FLAGS + 1, 0,
    ];
  }

  /**
   * Verifies the code of one program.
   * @param entries word indexes of a micro program's slot code, in range; none for the other modes, which begin at 0
   * @throws {DxgError} format/bad-instruction
   */
  verify(index: number, entries: readonly number[]): void {
    const record = this.programs[index]!;
    const { codeStart: base, codeLength: length } = record;
    const { code, limits } = this;
    const states = clearedStates(length);
    this.index = index;
    this.record = record;
    this.states = states;
    limits[KIND.variable] = record.variableCount;
    limits[KIND.local] = record.locals;
    limits[KIND["local?"]] = record.locals;
    limits[KIND.jump] = length;
    for (const entry of entries) states[entry] = LIVE;
    // Only a macro program has an output of its own.
    const slow = record.modeNumber === MACRO ? SHAPE_SLOW : SHAPE_SLOW | SHAPE_OUTPUT;
    const deepest = record.stack << STACK_SHIFT;
    let state = record.modeNumber === MICRO ? DEAD : LIVE;
    let at = 0;
    // Most instructions are done by this loop alone; it is all that a cold process can afford.
    while (at < length) {
      const word = code[base + at]!;
      const shape = INSTRUCTION_SHAPES[word & 0xff]!;
      const known = states[at]!;
      if (known !== UNSEEN && known !== state) state = this.arrive(at, known, state);
      states[at] = state;
      if (word >>> 8 >= limits[shape & KIND_MASK]!) this.refuseOperand(at, shape & KIND_MASK, word >>> 8);
      if ((shape & slow) !== 0 || state === DEAD) state = this.slow(at, word, shape, state);
      else {
        const pops = shape & SHAPE_POPS;
        if (pops > (state & STACK_MASK)) this.refuseUnderflow(at, pops >>> STACK_SHIFT);
        state += ((shape & SHAPE_PUSHES) >>> PUSHES_SHIFT) - pops;
        if ((shape & TWO_WORDS) !== 0) {
          if (at + 1 >= length) this.refuseMissing(at);
          const second = code[base + at + 1]!;
          const kind = (shape >>> SECOND_KIND) & KIND_MASK;
          if (states[at + 1] !== UNSEEN) this.refuseInside(at + 1);
          if (second < 0 || second >= limits[kind]!) this.refuseOperand(at, kind, second >>> 0);
          if (kind === KIND.jump) state = this.branch(at, word & 0xff, second, state);
        }
      }
      if ((state & STACK_MASK) > deepest) this.refuseDepth(at, (state & STACK_MASK) >>> STACK_SHIFT);
      at += (shape >>> WORDS_SHIFT) & WORDS_MASK;
    }
    if (length === 0 ? record.modeNumber !== MICRO : state !== DEAD) {
      this.refuse("code-end", at, "the code ends without End, ReturnValue or Jump");
    }
  }

  /** Joins the way from the instruction before with those that jump here. */
  private arrive(at: number, known: number, state: number): number {
    if (state === DEAD) return known;
    if (known !== DEAD) this.refuseJoin(at, known, state);
    return state;
  }

  /** An instruction that the loop of `verify` does not do. @returns the state of the next instruction by this way */
  private slow(at: number, word: number, shape: number, state: number): number {
    const words = (shape >>> WORDS_SHIFT) & WORDS_MASK;
    if (words === 0) this.refuse("opcode", at, `0x${(word & 0xff).toString(16)} is no instruction`);
    let taken = (shape & KIND_MASK) === KIND.count ? word >>> 8 : 0;
    if (words > 1) taken = this.furtherOperands(at, shape, words, word >>> 8);
    if (state === DEAD) {
      if (((shape >>> SECOND_KIND) & KIND_MASK) === KIND.jump)
        this.jump(at, this.code[this.record.codeStart + at + 1]!, DEAD);
      return DEAD;
    }
    if ((shape & SHAPE_OUTPUT) !== 0 && this.record.modeNumber !== MACRO && (state & DEPTH_MAX) === 0) {
      this.refuse("output", at, "an expression writes output outside a capture");
    }
    if ((shape & SHAPE_PAIRS) !== 0) taken *= 2;
    taken += (shape & SHAPE_POPS) >>> STACK_SHIFT;
    if (taken > (state & STACK_MASK) >>> STACK_SHIFT) this.refuseUnderflow(at, taken);
    return this.special(at, word, state + ((shape & SHAPE_PUSHES) >>> PUSHES_SHIFT) - taken * ONE_VALUE);
  }

  /** Checks the words after the first, and `a` where they depend on it. @returns the count of a count operand */
  private furtherOperands(at: number, shape: number, words: number, first: number): number {
    const { codeStart: base, codeLength: length } = this.record;
    if (at + words > length) this.refuseMissing(at);
    let taken = 0;
    for (let position = 1; position < words; position++) {
      if (this.states[at + position] !== UNSEEN) this.refuseInside(at + position);
      const value = this.code[base + at + position]! >>> 0;
      const kind = (shape >>> (KIND_SHIFT + KIND_BITS * position)) & KIND_MASK;
      if (value >= this.limits[kind]!) this.refuseOperand(at, kind, value);
      if (kind === KIND.count) taken = this.checkCount(at, shape, first, value);
      else if (kind === KIND.names) this.checkNames(at, value, taken);
      else if (kind === KIND.scope) this.checkScope(at, value);
    }
    if ((shape & KIND_MASK) === KIND.program) this.include(at, first);
    return taken;
  }

  private checkCount(at: number, shape: number, first: number, count: number): number {
    const kind = shape & KIND_MASK;
    let signature: Signature | undefined;
    if (kind === KIND.filter) signature = FILTERS[first];
    else if (kind === KIND.test) signature = TESTS[first];
    if (signature !== undefined && signature.variadic !== true && count > allParameters(signature).length) {
      this.refuse("operand-arguments", at, `${count} arguments for ${signature.name}`);
    }
    return count;
  }

  private checkNames(at: number, id: number, taken: number): void {
    if (id !== NONE && this.constants.names(id) > taken) {
      this.refuse("operand-names", at, `constant ${id} is no tuple of at most ${taken} names`);
    }
  }

  private checkScope(at: number, id: number): void {
    if (id !== NONE && this.constants.scopeEnd(id) > this.record.locals) {
      this.refuse("operand-scope", at, `constant ${id} is no tuple of names and locals`);
    }
  }

  /** What a reached instruction does beyond taking and leaving values. @returns the state of the next instruction by this way */
  private special(at: number, word: number, state: number): number {
    switch (word & 0xff) {
      case Op.Unpack: {
        const stack = ((state & STACK_MASK) >>> STACK_SHIFT) + (word >>> 8);
        if (stack > this.record.stack) this.refuseDepth(at, stack);
        return state + (word >>> 8) * ONE_VALUE;
      }
      case Op.MakeMacro:
        this.checkMacro(at, word >>> 8);
        this.jump(at, this.operand(at), state);
        return MACRO_BODY;
      case Op.EndMacro:
        if (state !== MACRO_BODY) this.refuse("end-depth", at, `${depthsText(state)} at the end of a macro`);
        return DEAD;
      case Op.DefineBlocks:
        this.checkBlocks(at, word >>> 8);
        return state;
      case Op.Debug:
        this.checkScope(at, word >>> 8);
        return state;
      case Op.Raise:
        if (!this.constants.isFault(word >>> 8)) {
          this.refuse("operand-fault", at, `constant ${word >>> 8} is no tuple that describes an error`);
        }
        return DEAD;
      case Op.ForEnd:
        if (loopsOf(state) === 0) this.refuse("loop-depth", at, "no loop has begun");
        return state - ONE_LOOP;
      case Op.ForStartRecursive:
        if (this.operand(at) === at + 2) this.refuse("jump-boundary", at, "the instruction jumps into itself");
        return this.branch(at, Op.ForStart, this.operand(at), state);
      case Op.CaptureStart:
        if ((state & DEPTH_MAX) === DEPTH_MAX) this.refuse("capture-depth", at, `more than ${DEPTH_MAX} captures`);
        return state + 1;
      case Op.CaptureEnd:
        if ((state & DEPTH_MAX) === 0) this.refuse("capture-depth", at, "no capture is open");
        return state - 1;
      case Op.End:
        if (this.record.modeNumber !== MACRO) this.refuse("end-kind", at, "an expression ends without a value");
        return this.end(at, state);
      case Op.ReturnValue:
        if (this.record.modeNumber === MACRO) this.refuse("end-kind", at, "a template returns a value");
        return this.end(at, state);
    }
    return state;
  }

  /** A jump that is reached, its operands checked. @returns the state of the next instruction by this way */
  private branch(at: number, code: number, target: number, state: number): number {
    switch (code) {
      case Op.Jump:
        this.jump(at, target, state);
        return DEAD;
      case Op.JumpIfFalse:
        this.jump(at, target, state);
        return state;
      case Op.JumpIfSet:
      case Op.JumpIfExtended:
        this.jump(at, target, state);
        return state;
      case Op.ForStart:
        this.jump(at, target, state);
        if (loopsOf(state) === DEPTH_MAX) this.refuse("loop-depth", at, `more than ${DEPTH_MAX} loops`);
        return state + ONE_LOOP;
      case Op.ForNext:
        if (loopsOf(state) === 0) this.refuse("loop-depth", at, "no loop has begun");
        this.jump(at, target, state - ONE_LOOP);
        return state;
      default:
        // JumpIfFalseOrPop and JumpIfTrueOrPop keep the value where they jump.
        this.jump(at, target, state + ONE_VALUE);
        return state;
    }
  }

  /** The second word of an instruction. */
  private operand(at: number): number {
    return this.record.words[this.record.codeStart + at + 1]!;
  }

  private checkMacro(at: number, id: number): void {
    if (this.constants.macroEnd(id) > this.record.locals) {
      this.refuse("operand-macro", at, `constant ${id} is no macro of this program`);
    }
  }

  private checkBlocks(at: number, id: number): void {
    const programs = this.constants.blocks(id);
    if (programs?.every((program) => this.programs[program]?.modeNumber === MACRO) !== true) {
      this.refuse("operand-blocks", at, `constant ${id} is no tuple of names and programs`);
    }
  }

  private end(at: number, state: number): number {
    if (state !== LIVE) this.refuse("end-depth", at, `${depthsText(state)} are left`);
    return DEAD;
  }

  /** Notes the state with which a jump arrives at its target, or checks it where the target is known. */
  private jump(at: number, target: number, state: number): void {
    const { states } = this;
    const known = states[target]!;
    if (target <= at) {
      if (known === UNSEEN) this.refuse("jump-boundary", at, `the target ${target} is inside an instruction`);
      if (state === DEAD) return;
      if (known === DEAD) this.refuse("jump-back", at, `the target ${target} is reached by jumping back only`);
    } else if (target === at + 1) this.refuse("jump-boundary", at, "the instruction jumps into itself");
    if (known >= LIVE) {
      if (state !== DEAD && known !== state) this.refuseJoin(target, known, state);
    } else states[target] = Math.max(known, state);
  }

  private include(at: number, target: number): void {
    if (this.programs[target]!.modeNumber === EXPRESSION) {
      this.refuse("operand-program", at, `program ${target} is an expression`);
    }
  }

  private refuseOperand(at: number, kind: number, value: number): void {
    if (kind === KIND["local?"] && value === NONE) return;
    if (kind === KIND.none) this.refuse("operand-none", at, `the unused operand is ${value}, not 0`);
    this.refuse(KIND_RULES[kind]!, at, `the operand ${value} is not below ${this.limits[kind]}`);
  }

  private refuseMissing(at: number): never {
    return this.refuse("operand-missing", at, "the end of the code cuts the instruction off");
  }

  private refuseInside(at: number): never {
    return this.refuse("jump-boundary", at, "a jump or slot points inside an instruction");
  }

  private refuseUnderflow(at: number, taken: number): never {
    return this.refuse("stack-underflow", at, `takes ${taken} values, more than there are`);
  }

  private refuseDepth(at: number, stack: number): never {
    return this.refuse("stack-overflow", at, `${stack} values where the record says ${this.record.stack}`);
  }

  private refuseJoin(at: number, known: number, state: number): never {
    return this.refuse("join", at, `reached with ${depthsText(known)} and with ${depthsText(state)}`);
  }

  private refuse(rule: Rule, at: number, what: string): never {
    return refuse(rule, `program ${this.index}, word ${at}: ${what}`);
  }
}

/** Working memory that files share. */
let kept: Int32Array | undefined;

function clearedStates(length: number): Int32Array {
  if (length > STATES_KEPT) return new Int32Array(length);
  if (kept === undefined) kept = new Int32Array(STATES_KEPT);
  else kept.fill(UNSEEN, 0, length);
  return kept;
}

function loopsOf(state: number): number {
  return (state >>> 8) & DEPTH_MAX;
}

function depthsText(state: number): string {
  return `${(state & STACK_MASK) >>> STACK_SHIFT} values, ${loopsOf(state)} loops, ${state & DEPTH_MAX} captures`;
}
