/**
 * The instruction table in the form that the verifier walks over: one number for each code. A process verifies its first
 * file before anything is compiled by the JavaScript engine, so each property or string that is looked at costs; this
 * form makes most instructions one comparison and one addition.
 */
import { type Instruction, Op, type OperandKind } from "./opcode.ts";
import { instructionWords } from "./opcode-index.ts";

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

/** Bits of a shape: words (2), pops (3), pushes (1), three kinds (4 each), flags. */
export const WORDS_MASK = 3;
export const POPS_SHIFT = 2;
export const POPS_MASK = 7;
export const PUSHES_SHIFT = 5;
export const PUSHES_MASK = 1;
export const KIND_SHIFT = 6;
export const KIND_BITS = 4;
export const KIND_MASK = 15;
/** The instruction does more than take and leave a fixed number of values. */
export const SHAPE_SPECIAL: number = 1 << 18;
/** The instruction writes output. */
export const SHAPE_OUTPUT: number = 1 << 19;
/** A count operand in `a`. */
export const SHAPE_COUNT_FIRST: number = 1 << 20;
/** The count is of pairs. */
export const SHAPE_PAIRS: number = 1 << 21;

const OUTPUT: readonly number[] = [
  Op.EmitText,
  Op.Emit,
  Op.EmitVariable,
  Op.EmitLocal,
  Op.EmitLocalAttribute,
  Op.Include,
  Op.IncludeNamed,
];

/**
 * Shapes by code; 0 where there is no instruction. This is `INSTRUCTIONS.map(shapeOf)`, written out because building it
 * costs a cold process as much as verifying two hundred instructions; a test compares the two and prints the new table.
 */
// biome-ignore format: eight codes a row
export const INSTRUCTION_SHAPES: readonly number[] = [
  0, 0x40001, 0x40005, 0, 0, 0, 0, 0,
  0x80041, 0x80005, 0x80141, 0x80181, 0x80582, 0, 0, 0,
  0xa1, 0x321, 0x21, 0x5, 0x1982, 0x21, 0, 0,
  0x161, 0x1a1, 0x15a2, 0x5a2, 0x185, 0x181, 0x185, 0x40305,
  0x65, 0x29, 0x31, 0x1002e1, 0x1002e1, 0x3002e1, 0x29, 0x29,
  0x29, 0x29, 0x29, 0x29, 0x29, 0x29, 0x29, 0x25,
  0x25, 0x25, 0x1002e1, 0, 0, 0, 0, 0,
  0x29, 0x29, 0x29, 0x29, 0x29, 0x29, 0x29, 0x29,
  0x43802, 0x43806, 0x43806, 0x43806, 0, 0, 0, 0,
  0x439c6, 0x43982, 0, 0, 0, 0, 0, 0,
  0x2e66, 0xee67, 0x26d, 0x2ea6, 0x2ad, 0xec27, 0x2d, 0,
  0x40001, 0x40021, 0, 0, 0, 0, 0, 0,
  0x81202, 0x81346,
];

/** The shape of an entry of the instruction table. */
export function shapeOf(instruction: Instruction): number {
  const { code, operands, pops, pushes } = instruction;
  let shape = instructionWords(instruction) | (pops << POPS_SHIFT) | (pushes << PUSHES_SHIFT);
  for (let position = 0; position < operands.length; position++) {
    shape |= KIND[operands[position]!] << (KIND_SHIFT + KIND_BITS * position);
  }
  const jumps = operands[1] === "jump";
  const depths = instruction.loops !== undefined || instruction.captures !== undefined;
  if (jumps || depths || instruction.ends === true || code === Op.Unpack) shape |= SHAPE_SPECIAL;
  if (operands[0] === "count") shape |= SHAPE_COUNT_FIRST;
  if (instruction.pairs === true) shape |= SHAPE_PAIRS;
  if (OUTPUT.includes(code)) shape |= SHAPE_OUTPUT;
  return shape;
}
