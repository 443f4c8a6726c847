/** Hand-made program sets and bundles that use every section and instruction form, for the tests of the formats. */

import type { BundleContent, BundleFile } from "../../src/format/dxf.ts";
import { decodeValue, encodeValue } from "../../src/format/infinity.ts";
import { LineTable } from "../../src/format/line-table.ts";
import { NONE, Op } from "../../src/format/opcode.ts";
import type { Program, ProgramSet } from "../../src/format/program.ts";
import { StringTableBuilder } from "../../src/format/string-table.ts";
import { Dict, float, SafeString, Tuple, type Value } from "../../src/value/value.ts";
import { CodeBuilder } from "./code-builder.ts";

const ENCODER = new TextEncoder();

/** A micro template: two plain slots and one with a filter chain, in a layout with non-ASCII text. */
export function microSet(): ProgramSet {
  const strings = new StringTableBuilder();
  const code = new CodeBuilder().op(Op.LoadVariable, 1).op(Op.Filter, 48, 0).op(Op.ReturnValue);
  const plain = code.words.length;
  code.op(Op.LoadVariable, 0).op(Op.ReturnValue);
  const before = "import { ";
  const middle = " } from './größe/";
  const program: Program = {
    name: strings.intern("button.tsx.j2"),
    mode: "micro",
    reasons: 3,
    code: code.finish(),
    layout: strings.intern(`${before}${middle}';\n`),
    slots: [
      { offset: before.length, lengthHint: 8, variable: 1, code: 0 },
      { offset: before.length, lengthHint: 8, variable: 0, code: plain },
      { offset: ENCODER.encode(before + middle).length, lengthHint: 12, variable: -1, code: plain },
    ],
    variables: [strings.intern("path"), strings.intern("name")],
    locals: 0,
    stack: code.deepest,
    sizeHint: 60,
    lines: LineTable.of([{ word: 0, line: 1, column: 13, length: 4 }]),
  };
  return { strings: strings.strings, constants: [], programs: [program], undefinedMode: "strict", autoescape: false };
}

/** A macro template with branches, loops, captures, keywords and an include. */
export function macroSet(): ProgramSet {
  const strings = new StringTableBuilder();
  const text = (value: string): number => strings.intern(value);
  const constants = [
    new Tuple(["first", "blank"]),
    new Tuple(["row", 0, "loop", 1]),
    new Tuple([1, float(2), null, true, new SafeString("<b>"), 12345678901234567890n, "日本"]),
    new Tuple(["key", new Tuple([])]),
  ];
  const code = new CodeBuilder();
  const otherwise = code.label();
  const after = code.label();
  code.op(Op.EmitText, text("/* ")).op(Op.EmitVariable, 0).op(Op.LoadVariable, 0);
  code.op(Op.JumpIfFalse, 0, otherwise).op(Op.EmitText, text(" yes ")).op(Op.Jump, 0, after);
  code.place(otherwise).op(Op.EmitText, text(" no "));
  code.place(after);
  addLoop(code, text);
  addExpressions(code, text);
  code.op(Op.Include, 1, 1).op(Op.PushConstant, 2).op(Op.IncludeNamed, 3, NONE).op(Op.End);
  const partial = new CodeBuilder().op(Op.EmitText, text("partial\n")).op(Op.End);
  const main: Program = {
    ...code.program("macro", text("main.j2"), [text("rows"), text("name")]),
    reasons: 0x5c,
    lines: LineTable.of([
      { word: 1, line: 1, column: 5, length: 4 },
      { word: 3, line: 2, column: 7, length: 1 },
      { word: 9, line: 300, column: 80, length: 12 },
    ]),
  };
  return {
    strings: strings.strings,
    constants,
    programs: [main, partial.program("macro", text("partial.j2"))],
    undefinedMode: "chainable",
    autoescape: true,
  };
}

/** `for row in rows … else …` with a nested loop that unpacks. */
function addLoop(code: CodeBuilder, text: (value: string) => number): void {
  const [next, end, otherwise, inner, innerEnd] = [1, 2, 3, 4, 5].map(() => code.label()) as [
    number,
    number,
    number,
    number,
    number,
  ];
  code.op(Op.LoadVariable, 0).op(Op.ForStart, 1, otherwise).place(next).op(Op.ForNext, 0, end);
  code.op(Op.EmitLocal, 0).op(Op.EmitLocalAttribute, 1, text("index"));
  code.op(Op.LoadLocalAttribute, 0, text("items")).op(Op.ForStart, NONE, innerEnd);
  code.place(inner).op(Op.ForNext, 2, innerEnd);
  code.op(Op.LoadLocal, 2).op(Op.Unpack, 2).op(Op.StoreLocal, 3).op(Op.StoreLocal, 4);
  code.op(Op.LoadLocalOrVariable, 3, 1).op(Op.Emit).op(Op.Jump, 0, inner);
  code.place(innerEnd).op(Op.ClearLocal, 3).op(Op.Jump, 0, next);
  code.place(otherwise).op(Op.EmitText, text("none"));
  code.place(end);
}

/** Every other form of operand. */
function addExpressions(code: CodeBuilder, text: (value: string) => number): void {
  const shortcut = code.label();
  const other = code.label();
  code.op(Op.PushMissing).op(Op.Pop).op(Op.PushInteger, 7).op(Op.JumpIfFalseOrPop, 0, shortcut);
  code.op(Op.LoadVariable, 1).op(Op.GetAttribute, text("length"));
  code.place(shortcut).op(Op.JumpIfTrueOrPop, 0, other).op(Op.PushInteger, 1).op(Op.PushInteger, 2).op(Op.Add);
  code.place(other).op(Op.Emit);
  code.op(Op.PushInteger, 1).op(Op.PushConstant, 3).op(Op.MakeDict, 1).op(Op.Emit);
  code.op(Op.LoadVariable, 1).op(Op.PushInteger, 2).op(Op.PushInteger, 1).op(Op.PushInteger, 0);
  code.op(Op.FilterKeywords, 14, 3, 0).op(Op.Emit);
  code.op(Op.CaptureStart).op(Op.EmitText, text("captured")).op(Op.CaptureEnd).op(Op.StoreLocal, 5);
  code.op(Op.LoadVariable, 1).op(Op.Test, 2, 0).op(Op.Not).op(Op.Emit);
  code.op(Op.LoadVariable, 1).op(Op.PushInteger, 3).op(Op.Call, 0, 1, NONE).op(Op.Emit);
  code.op(Op.PushInteger, 1).op(Op.PushInteger, 2).op(Op.MakeList, 2).op(Op.PushInteger, 0).op(Op.GetItem).op(Op.Emit);
  code.op(Op.PushInteger, 1).op(Op.PushConstant, 2).op(Op.Concatenate, 2).op(Op.Emit);
}

/** A bundle with every kind of body, a condition, a loop and two equal blobs. */
export function sampleBundle(): BundleContent {
  const strings = new StringTableBuilder();
  const text = (value: string): number => strings.intern(value);
  const constant = (value: string): CodeBuilder => new CodeBuilder().op(Op.PushConstant, constants.push(value) - 1);
  const constants: string[] = [];
  const variables = [text("name"), text("rows")];
  const body = new CodeBuilder().op(Op.EmitText, text("export const x = ")).op(Op.EmitVariable, 0).op(Op.End);
  const path = constant("src/x.ts").op(Op.ReturnValue);
  const when = new CodeBuilder().op(Op.LoadVariable, 0).op(Op.Test, 2, 0).op(Op.ReturnValue);
  const rows = new CodeBuilder().op(Op.LoadVariable, 1).op(Op.ReturnValue);
  const programs = [
    body.program("macro", text("x.ts.j2"), variables),
    path.program("expression", text("x.ts.j2")),
    when.program("expression", text("x.ts.j2"), variables),
    rows.program("expression", text("x.ts.j2"), variables),
  ];
  const file: BundleFile = {
    source: text("x.ts.j2"),
    path: 1,
    body: { kind: "program", program: 0 },
    mode: 0o644,
    mask: { low: 0x8000_0001, high: 0xffff_ffff },
    when: 2,
    each: { program: 3, name: text("row") },
    once: true,
  };
  const plain = { ...file, when: -1, each: -1, once: false } as const;
  return {
    set: { strings: strings.strings, constants, programs, undefinedMode: "strict", autoescape: false },
    manifest: {
      META: Dict.of([["name", "sample"]]),
      PARM: Dict.of([["params", []]]),
      CAPS: new Dict(),
      DEPS: [
        Dict.of([
          ["name", "base"],
          ["range", "^1.0.0"],
        ]),
      ],
      COMP: Dict.of([["version", "1.0.0"]]),
    },
    files: [
      file,
      { ...plain, body: { kind: "blob", blob: 0 }, mode: 0o755, mask: { low: 0, high: 0 } },
      { ...plain, body: { kind: "blob", blob: 1 } },
      { ...plain, body: { kind: "directory" } },
    ],
    blobs: [Uint8Array.of(0x7f, 0x45, 0x4c, 0x46, 0), Uint8Array.of(1, 2, 3)],
  };
}

/** What a set holds, without the classes of its form: for comparing a decoded set with the one that was encoded. */
export function plainSet(set: {
  readonly strings: readonly string[] | { all(): string[] };
  readonly constants: ProgramSet["constants"];
  readonly programs: readonly Program[];
  readonly undefinedMode: ProgramSet["undefinedMode"];
  readonly autoescape: boolean;
}): ProgramSet {
  return {
    strings: "all" in set.strings ? set.strings.all() : [...set.strings],
    // A dict has two forms: compare as decoding gives it.
    constants: decodeValue(encodeValue([...set.constants])) as Value[],
    programs: set.programs.map((program) => ({
      name: program.name,
      mode: program.mode,
      reasons: program.reasons,
      code: Uint32Array.from(program.code),
      slots: [...program.slots],
      layout: program.layout,
      variables: [...program.variables],
      locals: program.locals,
      stack: program.stack,
      sizeHint: program.sizeHint,
      lines: LineTable.of([...program.lines]),
    })),
    undefinedMode: set.undefinedMode,
    autoescape: set.autoescape,
  };
}
