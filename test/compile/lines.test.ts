/** Tests of the line tables that the compiler makes. */
import { describe, expect, test } from "bun:test";
import { SetCompiler } from "../../src/compile/compiler.ts";
import { compileTemplate } from "../../src/compile/template.ts";
import { decodeDxt } from "../../src/format/dxt.ts";
import { LineTable } from "../../src/format/line-table.ts";
import { instructionOf } from "../../src/format/opcode-table.ts";

/** Each instruction that has a record of its own, and its place. */
function records(source: string): readonly string[] {
  const [program] = decodeDxt(compileTemplate(source, { mode: "macro" })).programs;
  return [...program!.lines].map(({ word, line, column, length }) => {
    const { name } = instructionOf(program!.code[word]! & 0xff)!;
    return `${name} ${line}:${column}+${length}`;
  });
}

describe("a line table", () => {
  test("has a record where an instruction is elsewhere than the one before", () => {
    expect(records("one\n{{ a }} two {{ b.c }}\n{{ d + 1 }}")).toEqual([
      "EmitVariable 2:4+1",
      "LoadVariable 2:16+1",
      "GetAttribute 2:18+1",
      "LoadVariable 3:4+1",
      "Add 3:4+5",
    ]);
  });
  test("has none for what cannot fail", () => {
    expect(records("{% set x = 'a' %}one{% set x %}two{% endset %}{{ x }}{{ 'b' | upper }}")).toEqual([
      "CaptureEnd 1:21+11",
      "EmitLocal 1:50+1",
      "Filter 1:63+5",
    ]);
  });
  test("gives what stands before its first record the place of that one", () => {
    const first = { word: 3, line: 1, column: 2, length: 1 };
    const second = { word: 5, line: 2, column: 1, length: 4 };
    const table = LineTable.of([first, second]);
    expect([0, 2, 3, 4, 5, 6].map((word) => table.at(word)?.line)).toEqual([1, 1, 1, 1, 2, 2]);
    expect(LineTable.of([]).at(0)).toBeUndefined();
  });
  test("has the records of a long program", () => {
    const lines = 5000;
    expect(records("{{ a }}\n".repeat(lines))).toEqual(
      Array.from({ length: lines }, (_, index) => `EmitVariable ${index + 1}:4+1`),
    );
  });
  test("tells places of the file where the source is a part of it, and one place where the file writes it otherwise", () => {
    const places = (compiler: SetCompiler): readonly string[] =>
      compiler.finish().programs.flatMap(({ lines }) => [...lines].map(({ line, column }) => `${line}:${column}`));
    const shifted = new SetCompiler();
    shifted.expression({ name: "t", text: "a +\n b", origin: { kind: "shifted", lines: 4, first: 10, rest: 2 } });
    expect(places(shifted)).toEqual(["5:11", "6:4", "5:11"]);
    const fixed = new SetCompiler();
    fixed.expression({ name: "t", text: "a + b", origin: { kind: "fixed", at: { line: 7, column: 3, length: 2 } } });
    expect(places(fixed)).toEqual(["7:3"]);
  });
});
