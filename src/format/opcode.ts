/**
 * The instructions' codes and what an entry of their table (opcode-table.ts) says. What runs code needs only this.
 * Numbers are stored in files: they are explicit, append-only and never reused.
 *
 * An instruction is a 32-bit word `code | a << 8` (a: 24 bits) followed by one word for each further operand. Jump
 * targets are absolute word indexes inside the program's code.
 */

/** What an operand refers to; the verifier checks each kind against the file's tables. */
export type OperandKind =
  | "none"
  /** id in the string table */
  | "string"
  /** id in the constants */
  | "constant"
  /** id in the constants of a tuple of strings, or `NONE` */
  | "names"
  /** id in the constants of a tuple `(name, slot, name, slot, …)`: locals that an included template sees, or `NONE` */
  | "scope"
  /** index in the program's variables */
  | "variable"
  /** local slot */
  | "local"
  /** local slot, or `NONE` */
  | "local?"
  /** index of a program in the file */
  | "program"
  | "filter"
  | "test"
  /** number of stack values taken */
  | "count"
  /** a small unsigned integer */
  | "integer"
  /** bits whose meaning the instruction tells */
  | "flags"
  | "jump";

/** The operand value that means "none" in operand `a`. */
export const NONE = 0xffffff;

export interface Instruction {
  readonly code: number;
  readonly name: string;
  /** Kind of `a`, then of each further word. */
  readonly operands: readonly OperandKind[];
  /** Stack values taken and left; "count" operands add to what is taken (twice for pairs, see `pairs`). */
  readonly pops: number;
  readonly pushes: number;
  /** The count operand counts pairs. */
  readonly pairs?: true;
  /** Effect on the stacks of loops and captures. */
  readonly loops?: 1 | -1;
  readonly captures?: 1 | -1;
  /** The next instruction is never reached from here. */
  readonly ends?: true;
  /** It fails at nothing but a limit: no entry of the line table is made for it. */
  readonly unplaced?: true;
  /** What the machine does, one line. */
  readonly doc: string;
}

/** Codes by name, for `switch` statements. */
export const Op = {
  End: 0x01,
  ReturnValue: 0x02,
  EmitText: 0x08,
  Emit: 0x09,
  EmitVariable: 0x0a,
  EmitLocal: 0x0b,
  EmitLocalAttribute: 0x0c,
  PushConstant: 0x10,
  PushInteger: 0x11,
  PushMissing: 0x12,
  Pop: 0x13,
  CopyLocal: 0x14,
  PushUndefined: 0x15,
  LoadLocalOrUnset: 0x16,
  SetAttribute: 0x17,
  LoadVariable: 0x18,
  LoadLocal: 0x19,
  LoadLocalOrVariable: 0x1a,
  LoadLocalAttribute: 0x1b,
  StoreLocal: 0x1c,
  ClearLocal: 0x1d,
  Append: 0x1e,
  Unpack: 0x1f,
  GetAttribute: 0x20,
  GetItem: 0x21,
  Slice: 0x22,
  MakeList: 0x23,
  MakeTuple: 0x24,
  MakeDict: 0x25,
  JoinList: 0x26,
  JoinDict: 0x27,
  Add: 0x28,
  Subtract: 0x29,
  Multiply: 0x2a,
  Divide: 0x2b,
  FloorDivide: 0x2c,
  Modulo: 0x2d,
  Power: 0x2e,
  Negate: 0x2f,
  Positive: 0x30,
  Not: 0x31,
  Concatenate: 0x32,
  Equal: 0x38,
  NotEqual: 0x39,
  Less: 0x3a,
  LessEqual: 0x3b,
  Greater: 0x3c,
  GreaterEqual: 0x3d,
  In: 0x3e,
  NotIn: 0x3f,
  Jump: 0x40,
  JumpIfFalse: 0x41,
  JumpIfFalseOrPop: 0x42,
  JumpIfTrueOrPop: 0x43,
  JumpIfSet: 0x44,
  JumpIfExtended: 0x45,
  ForStart: 0x48,
  ForNext: 0x49,
  ForEnd: 0x4a,
  ForStartRecursive: 0x4b,
  Filter: 0x50,
  FilterKeywords: 0x51,
  FilterSpread: 0x52,
  Test: 0x53,
  TestSpread: 0x54,
  Call: 0x55,
  CallSpread: 0x56,
  EmitCall: 0x57,
  CaptureStart: 0x58,
  CaptureEnd: 0x59,
  Include: 0x60,
  IncludeNamed: 0x61,
  MakeMacro: 0x62,
  EndMacro: 0x63,
  Export: 0x64,
  DefineBlocks: 0x65,
  Block: 0x66,
  Super: 0x67,
  Self: 0x68,
  Extends: 0x69,
  Import: 0x6a,
  ImportName: 0x6b,
  SetAutoescape: 0x6c,
  Debug: 0x6d,
  Raise: 0x6e,
} as const;

/** Flag bits of `IncludeNamed` and `Import`. */
export const INCLUDE_IGNORE_MISSING = 1;
export const INCLUDE_WITHOUT_CONTEXT = 2;

/** Flag bit of `Export`: what a template imports it does not export again. */
export const EXPORT_IMPORTED = 1;

/** Flag bit of `Block`. */
export const BLOCK_REQUIRED = 1;

/** Flag bits of a macro (see `MacroShape`): which arguments beyond its parameters it takes. */
export const MACRO_CALLER = 1;
export const MACRO_KEYWORDS = 2;
export const MACRO_POSITIONALS = 4;
/** The body of a recursive loop: it has one parameter, and itself in the slot after that. */
export const MACRO_LOOP = 8;

/** Words of an instruction: the first holds the code and operand `a`, each further operand has its own. */
export function instructionWords(instruction: Instruction): number {
  return Math.max(1, instruction.operands.length);
}
