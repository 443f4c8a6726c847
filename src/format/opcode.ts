/**
 * The one table of instructions. The code generator, verifier, machine, disassembler and docs/formats.md all read it.
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
  /** What the machine does, one line. */
  readonly doc: string;
}

const define = (
  code: number,
  name: string,
  operands: readonly OperandKind[],
  pops: number,
  pushes: number,
  doc: string,
  extra: Partial<Pick<Instruction, "pairs" | "loops" | "captures" | "ends">> = {},
): Instruction => ({ code, name, operands, pops, pushes, doc, ...extra });

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
  ForStart: 0x48,
  ForNext: 0x49,
  Filter: 0x50,
  FilterKeywords: 0x51,
  FilterSpread: 0x52,
  Test: 0x53,
  TestSpread: 0x54,
  Call: 0x55,
  CallSpread: 0x56,
  CaptureStart: 0x58,
  CaptureEnd: 0x59,
  Include: 0x60,
  IncludeNamed: 0x61,
} as const;

/** Flag bits of `IncludeNamed`. */
export const INCLUDE_IGNORE_MISSING = 1;
export const INCLUDE_WITHOUT_CONTEXT = 2;

export const INSTRUCTIONS: readonly Instruction[] = [
  define(Op.End, "End", ["none"], 0, 0, "Ends a template program.", { ends: true }),
  define(Op.ReturnValue, "ReturnValue", ["none"], 1, 0, "Ends an expression program with the value on top.", {
    ends: true,
  }),
  define(Op.EmitText, "EmitText", ["string"], 0, 0, "Writes a string of the table."),
  define(Op.Emit, "Emit", ["none"], 1, 0, "Writes the value on top, escaped when the program autoescapes."),
  define(Op.EmitVariable, "EmitVariable", ["variable"], 0, 0, "Writes a variable: LoadVariable, Emit."),
  define(Op.EmitLocal, "EmitLocal", ["local"], 0, 0, "Writes a local: LoadLocal, Emit."),
  define(Op.EmitLocalAttribute, "EmitLocalAttribute", ["local", "string"], 0, 0, "LoadLocalAttribute, Emit."),
  define(Op.PushConstant, "PushConstant", ["constant"], 0, 1, "Pushes a constant."),
  define(Op.PushInteger, "PushInteger", ["integer"], 0, 1, "Pushes the integer `a`."),
  define(Op.PushMissing, "PushMissing", ["none"], 0, 1, "Stands for an argument that was not given."),
  define(Op.Pop, "Pop", ["none"], 1, 0, "Drops the value on top."),
  define(Op.CopyLocal, "CopyLocal", ["local", "local"], 0, 0, "Copies local `a` to the second, unset included."),
  define(Op.PushUndefined, "PushUndefined", ["none"], 0, 1, "Pushes the value of a missing `else`."),
  define(
    Op.LoadLocalOrUnset,
    "LoadLocalOrUnset",
    ["local", "string"],
    0,
    1,
    "The local, if unset undefined by a name.",
  ),
  define(Op.LoadVariable, "LoadVariable", ["variable"], 0, 1, "Pushes a variable of the context, or undefined."),
  define(Op.LoadLocal, "LoadLocal", ["local"], 0, 1, "Pushes a local; an unset one is undefined."),
  define(
    Op.LoadLocalOrVariable,
    "LoadLocalOrVariable",
    ["local", "variable"],
    0,
    1,
    "The local, if unset the variable.",
  ),
  define(Op.LoadLocalAttribute, "LoadLocalAttribute", ["local", "string"], 0, 1, "LoadLocal, GetAttribute."),
  define(Op.StoreLocal, "StoreLocal", ["local"], 1, 0, "Pops into a local."),
  define(Op.ClearLocal, "ClearLocal", ["local"], 0, 0, "Marks a local as unset."),
  define(Op.Append, "Append", ["local"], 1, 0, "Pops a value onto the list in a local."),
  define(
    Op.Unpack,
    "Unpack",
    ["integer"],
    1,
    0,
    "Pops an iterable of exactly `a` items, pushes them, the first on top.",
  ),
  define(Op.GetAttribute, "GetAttribute", ["string"], 1, 1, "`x.name`: attribute, then item."),
  define(Op.GetItem, "GetItem", ["none"], 2, 1, "`x[key]`: item, then attribute."),
  define(Op.Slice, "Slice", ["none"], 4, 1, "`x[start:stop:step]`; none where a part is absent."),
  define(Op.MakeList, "MakeList", ["count"], 0, 1, "Pops `a` values into a list."),
  define(Op.MakeTuple, "MakeTuple", ["count"], 0, 1, "Pops `a` values into a tuple."),
  define(Op.MakeDict, "MakeDict", ["count"], 0, 1, "Pops `a` pairs of key and value into a dict.", { pairs: true }),
  define(Op.JoinList, "JoinList", ["none"], 2, 1, "Pops an iterable, appends its items to the list below it."),
  define(Op.JoinDict, "JoinDict", ["none"], 2, 1, "Pops a mapping with string keys, adds it to the dict below it."),
  define(Op.Add, "Add", ["none"], 2, 1, "`a + b`"),
  define(Op.Subtract, "Subtract", ["none"], 2, 1, "`a - b`"),
  define(Op.Multiply, "Multiply", ["none"], 2, 1, "`a * b`"),
  define(Op.Divide, "Divide", ["none"], 2, 1, "`a / b`, a float"),
  define(Op.FloorDivide, "FloorDivide", ["none"], 2, 1, "`a // b`"),
  define(Op.Modulo, "Modulo", ["none"], 2, 1, "`a % b`"),
  define(Op.Power, "Power", ["none"], 2, 1, "`a ** b`"),
  define(Op.Negate, "Negate", ["none"], 1, 1, "`-a`"),
  define(Op.Positive, "Positive", ["none"], 1, 1, "`+a`"),
  define(Op.Not, "Not", ["none"], 1, 1, "`not a`"),
  define(Op.Concatenate, "Concatenate", ["count"], 0, 1, "Pops `a` values and joins their texts."),
  define(Op.Equal, "Equal", ["none"], 2, 1, "`a == b`"),
  define(Op.NotEqual, "NotEqual", ["none"], 2, 1, "`a != b`"),
  define(Op.Less, "Less", ["none"], 2, 1, "`a < b`"),
  define(Op.LessEqual, "LessEqual", ["none"], 2, 1, "`a <= b`"),
  define(Op.Greater, "Greater", ["none"], 2, 1, "`a > b`"),
  define(Op.GreaterEqual, "GreaterEqual", ["none"], 2, 1, "`a >= b`"),
  define(Op.In, "In", ["none"], 2, 1, "`a in b`"),
  define(Op.NotIn, "NotIn", ["none"], 2, 1, "`a not in b`"),
  define(Op.Jump, "Jump", ["none", "jump"], 0, 0, "Goes to the target.", { ends: true }),
  define(Op.JumpIfFalse, "JumpIfFalse", ["none", "jump"], 1, 0, "Pops; goes to the target when false."),
  define(
    Op.JumpIfFalseOrPop,
    "JumpIfFalseOrPop",
    ["none", "jump"],
    1,
    0,
    "Goes to the target when false and keeps the value, else pops it.",
  ),
  define(
    Op.JumpIfTrueOrPop,
    "JumpIfTrueOrPop",
    ["none", "jump"],
    1,
    0,
    "Goes to the target when true and keeps the value, else pops it.",
  ),
  define(
    Op.ForStart,
    "ForStart",
    ["local?", "jump"],
    1,
    0,
    "Pops an iterable and begins a loop, its `loop` object in `a`; when empty goes to the target without one.",
    { loops: 1 },
  ),
  define(
    Op.ForNext,
    "ForNext",
    ["local", "jump"],
    0,
    0,
    "Stores the next item in `a`; after the last ends the loop and goes to the target.",
  ),
  define(Op.Filter, "Filter", ["filter", "count"], 1, 1, "Applies a filter to a value and bound arguments."),
  define(
    Op.FilterKeywords,
    "FilterKeywords",
    ["filter", "count", "names"],
    1,
    1,
    "As Filter; the last arguments have the names.",
  ),
  define(
    Op.FilterSpread,
    "FilterSpread",
    ["filter"],
    3,
    1,
    "Filter of a value, a list of arguments and a dict of keywords.",
  ),
  define(Op.Test, "Test", ["test", "count"], 1, 1, "Applies a test to a value and bound arguments."),
  define(Op.TestSpread, "TestSpread", ["test"], 3, 1, "Test of a value, a list of arguments and a dict of keywords."),
  define(Op.Call, "Call", ["none", "count", "names"], 1, 1, "Calls a value; the last arguments have the names."),
  define(Op.CallSpread, "CallSpread", ["none"], 3, 1, "Calls a value with a list of arguments and a dict of keywords."),
  define(Op.CaptureStart, "CaptureStart", ["none"], 0, 0, "Output goes into a string from here.", { captures: 1 }),
  define(
    Op.CaptureEnd,
    "CaptureEnd",
    ["none"],
    0,
    1,
    "Pushes the captured string, safe when the program autoescapes.",
    { captures: -1 },
  ),
  define(
    Op.Include,
    "Include",
    ["program", "scope"],
    0,
    0,
    "Renders a program of the file with the context and the locals of the scope.",
  ),
  define(
    Op.IncludeNamed,
    "IncludeNamed",
    ["flags", "scope"],
    1,
    0,
    "Pops a name or a list of names and includes the first that the file holds.",
  ),
];

const BY_CODE: readonly (Instruction | undefined)[] = (() => {
  const table: (Instruction | undefined)[] = new Array(256).fill(undefined);
  for (const instruction of INSTRUCTIONS) table[instruction.code] = instruction;
  return table;
})();

/** The instruction of a code, or undefined when there is none. */
export function instructionOf(code: number): Instruction | undefined {
  return BY_CODE[code];
}

/** Words that an instruction takes, 0 for an unknown code. */
export function instructionWords(code: number): number {
  return BY_CODE[code]?.operands.length ?? 0;
}
