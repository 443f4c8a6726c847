/**
 * The instruction table in the form that the verifier walks over: one number for each code. A process verifies its first
 * file before anything is compiled by the JavaScript engine, so each property or string that is looked at costs; this
 * form makes most instructions one comparison and one addition.
 */
import { type Instruction, instructionWords, Op, type OperandKind } from "./opcode.ts";

/** Numbers of the operand kinds, their places in the verifier's list of limits. */
export const KIND = {
  none: 0,
  string: 1,
  constant: 2,
  names: 3,
  scope: 4,
  variable: 5,
  local: 6,
  "local?": 7,
  program: 8,
  filter: 9,
  test: 10,
  count: 11,
  integer: 12,
  flags: 13,
  jump: 14,
} as const satisfies Record<OperandKind, number>;

/*
 * Bits of a shape: 0-3 the kind of `a`, 4-5 words, 6 and 7 flags, 8-11 and 12-15 the kinds of the second and third
 * operand, 16-18 values taken, 19 values left, 20 pairs, 21 no place. The taken values lie where the verifier's state has its stack.
 */
export const KIND_MASK = 15;
export const WORDS_SHIFT = 4;
export const WORDS_MASK = 3;
/**
 * The instruction does more than take and leave a fixed number of values, has operands that depend on more than a
 * limit, or does not exist.
 */
export const SHAPE_SLOW = 0x40;
/** The instruction writes output. */
export const SHAPE_OUTPUT = 0x80;
/** Where the kind of operand `position` is, from 1. */
export const KIND_SHIFT = 4;
export const KIND_BITS = 4;
export const SHAPE_POPS = 0x70000;
export const SHAPE_PUSHES = 0x80000;
/** From the bit of the values left to the lowest bit of the values taken. */
export const PUSHES_SHIFT = 3;
/** The count operand is of pairs. */
export const SHAPE_PAIRS = 0x100000;
/** The line table has no entry for the instruction. */
export const SHAPE_UNPLACED = 0x200000;

/** Kinds of operands that need no more than to be below a limit, and those of jumps. */
const PLAIN: readonly OperandKind[] = [
  "none",
  "string",
  "constant",
  "variable",
  "local",
  "local?",
  "integer",
  "filter",
  "test",
  "jump",
];

const OUTPUT: readonly number[] = [
  Op.EmitText,
  Op.Emit,
  Op.EmitVariable,
  Op.EmitLocal,
  Op.EmitLocalAttribute,
  Op.EmitCall,
  Op.Include,
  Op.IncludeNamed,
  Op.Block,
  Op.Debug,
];

/** Instructions whose constant the verifier looks into. */
const LOOKED_INTO: readonly number[] = [Op.MakeMacro, Op.DefineBlocks, Op.Raise];

/**
 * Shapes by code, `SHAPE_SLOW` alone where there is no instruction. This is `INSTRUCTIONS.map(shapeOf)`, written out because building it
 * costs a cold process as much as verifying two hundred instructions; a test compares the two and prints the new table.
 */
// biome-ignore format: twelve codes a row
export const INSTRUCTION_SHAPES: readonly number[] = [
  0x40, 0x50, 0x10050, 0x40, 0x40, 0x40, 0x40, 0x40, 0x200091, 0x10090, 0x95, 0x96,
  0x1a6, 0x40, 0x40, 0x40, 0x280012, 0x28001c, 0x280010, 0x210010, 0x200626, 0x80010, 0x80126, 0x20011,
  0x80015, 0x280016, 0x80526, 0x80126, 0x210016, 0x200016, 0x10016, 0x1005c, 0x90011, 0xa0010, 0xc0010, 0x8005b,
  0x8005b, 0x18005b, 0xa0010, 0xa001c, 0xa0010, 0xa0010, 0xa0010, 0xa0010, 0xa0010, 0xa0010, 0xa0010, 0x90010,
  0x90010, 0x90010, 0x8005b, 0x40, 0x40, 0x40, 0x40, 0x40, 0xa0010, 0xa0010, 0xa0010, 0xa0010,
  0xa0010, 0xa0010, 0xa0010, 0xa0010, 0xe20, 0x10e20, 0x10e20, 0x10e20, 0xe26, 0xe20, 0x40, 0x40,
  0x10e27, 0xe26, 0x50, 0x16e76, 0x40, 0x40, 0x40, 0x40, 0x90b69, 0x93b79, 0xb0019, 0x90b6a,
  0xb001a, 0x93b70, 0xb0010, 0x13bf0, 0x200050, 0x80050, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40,
  0x4e8, 0x104ed, 0x80e62, 0x50, 0x20d176, 0x52, 0xd4f1, 0x80011, 0x80010, 0x10010, 0x9046d, 0x90011,
  0x10016, 0xd4, 0x52, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40,
  0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40,
  0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40,
  0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40,
  0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40,
  0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40,
  0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40,
  0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40,
  0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40,
  0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40,
  0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40,
  0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40, 0x40,
  0x40, 0x40, 0x40, 0x40,
];

/** The shape of an entry of the instruction table. */
export function shapeOf(instruction: Instruction): number {
  const { code, operands, pops, pushes } = instruction;
  const size = instructionWords(instruction);
  let shape =
    KIND[operands[0]!] | (size << WORDS_SHIFT) | (pops * (SHAPE_POPS & -SHAPE_POPS)) | (pushes * SHAPE_PUSHES);
  for (let position = 1; position < operands.length; position++) {
    shape |= KIND[operands[position]!] << (KIND_SHIFT + KIND_BITS * position);
  }
  const depths = instruction.loops !== undefined || instruction.captures !== undefined;
  const isJump = operands[1] === "jump";
  const special = depths || instruction.ends === true || code === Op.Unpack;
  const isPlain = size <= 2 && operands.every((kind) => PLAIN.includes(kind)) && !LOOKED_INTO.includes(code);
  if ((special && !isJump) || !isPlain) shape |= SHAPE_SLOW;
  if (instruction.pairs === true) shape |= SHAPE_PAIRS;
  if (instruction.unplaced === true) shape |= SHAPE_UNPLACED;
  if (OUTPUT.includes(code)) shape |= SHAPE_OUTPUT;
  return shape;
}

/** Words of an instruction by its code; 0 for a code that no instruction has. */
export function wordsOf(code: number): number {
  return (INSTRUCTION_SHAPES[code]! >>> WORDS_SHIFT) & WORDS_MASK;
}
