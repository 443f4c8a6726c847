/** Tables and paragraphs for a width. */
import { describe, expect, test } from "bun:test";
import { table, wrap } from "../../src/ui/columns.ts";

describe("wrap()", () => {
  test("breaks between words, and leaves a long one whole", () => {
    expect(wrap("one two three", 7)).toEqual(["one two", "three"]);
    expect(wrap("a unbreakable b", 5)).toEqual(["a", "unbreakable", "b"]);
    expect(wrap("", 5)).toEqual([""]);
    expect(wrap("日本 日本", 8)).toEqual(["日本", "日本"]);
  });
});

describe("table()", () => {
  const rows = [
    { name: "a", what: "string", details: ["required", "What it is"] },
    { name: "long", what: "x", details: [] },
  ];
  test("has a line for each row where they fit", () => {
    expect(table(rows, 80)).toEqual(["  a     string  required  What it is", "  long  x"]);
  });
  test("puts details below where one does not fit", () => {
    expect(table(rows, 20)).toEqual(["  a     string", "      required", "      What it is", "  long  x"]);
    expect(table(rows, 12)).toEqual([
      "  a",
      "      string",
      "      required",
      "      What",
      "      it is",
      "  long  x",
    ]);
  });
});
