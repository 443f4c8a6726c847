/** The text of errors at the edge. */
import { expect, test } from "bun:test";
import { DxgError } from "../../src/base/error.ts";
import { formatError } from "../../src/ui/error.ts";

function shown(text: string, column: number, length: number): string[] {
  const span = { source: "a.j2", line: 7, column, length, text };
  return formatError(new DxgError("render/type", "wrong", { span })).split("\n");
}

test("formatError() underlines the fault", () => {
  expect(shown("ab {{ x }}", 7, 1).slice(1, 5)).toEqual(["  --> a.j2:7:7", "  |", "7 | ab {{ x }}", "  |       ^"]);
});

test("formatError() keeps the caret under its place behind tabs and escapes", () => {
  expect(shown("\t\u001bx", 3, 1).slice(3, 5)).toEqual(["7 | \t\\x1bx", "  | \t    ^"]);
});

test("formatError() counts the columns of a terminal: wide characters take two, marks none", () => {
  expect(shown("日本 x", 4, 1).slice(3, 5)).toEqual(["7 | 日本 x", "  |      ^"]);
  expect(shown("e\u0301 x", 4, 1).slice(3, 5)).toEqual(["7 | e\u0301 x", "  |   ^"]);
  expect(shown("x 日本 y", 3, 2).slice(3, 5)).toEqual(["7 | x 日本 y", "  |   ^^^^"]);
});

test("formatError() cuts a long line around the fault", () => {
  const [, , , line = "", carets = ""] = shown(`${"a".repeat(1_000_000)}FAULT${"b".repeat(1_000_000)}`, 1_000_001, 5);
  expect(line.length).toBeLessThan(180);
  expect(line).toContain("aFAULTb");
  expect(carets.indexOf("^")).toBe(line.indexOf("FAULT"));
  expect(carets).toEndWith("^^^^^");
});

test("formatError() breaks what to do at the width of a terminal, and nowhere else", () => {
  const error = new DxgError("render/type", "wrong", { hint: "word ".repeat(30).trim() });
  expect(formatError(error).split("\n")).toHaveLength(3);
  const lines = formatError(error, 40).trimEnd().split("\n").slice(1);
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(40);
  expect(lines[1]).toStartWith("        word");
});
