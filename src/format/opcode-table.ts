/**
 * The one table of instructions. The code generator, disassembler, docs/formats.md and the tests of the verifier read it.
 * What a process needs to run code must not import it: making the table costs a cold start 60 microseconds.
 */
import { type Instruction, Op, type OperandKind } from "./opcode.ts";

const define = (
  code: number,
  name: string,
  operands: readonly OperandKind[],
  pops: number,
  pushes: number,
  doc: string,
  extra: Partial<Pick<Instruction, "pairs" | "loops" | "captures" | "ends">> = {},
): Instruction => ({ code, name, operands, pops, pushes, doc, ...extra });

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

let byCode: (Instruction | undefined)[] | undefined;

/** Instructions by code, 0 to 255; undefined where there is none. Built on first use. */
export function instructionTable(): readonly (Instruction | undefined)[] {
  if (byCode === undefined) {
    byCode = new Array<Instruction | undefined>(256).fill(undefined);
    for (const instruction of INSTRUCTIONS) byCode[instruction.code] = instruction;
  }
  return byCode;
}

/** The instruction of a code, or undefined when there is none. */
export function instructionOf(code: number): Instruction | undefined {
  return instructionTable()[code];
}
