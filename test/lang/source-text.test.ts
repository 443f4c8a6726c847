/** Tests of the way from offsets to lines and columns. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { locate, PLACE_WORDS, SourceText } from "../../src/lang/source-text.ts";
import { DEFAULT_SYNTAX } from "../../src/lang/syntax-options.ts";

/** The plain way: count. */
function countTo(text: string, offset: number): { line: number; column: number } {
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: [...before.at(-1)!].length + 1 };
}

describe("SourceText", () => {
  test("gives line and column of every offset, whatever the order of the questions", () => {
    const unit = fc.constantFrom("a", "\n", "é", "世", "😀", "\t", "{{", "\u2028");
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 80 }), fc.array(fc.nat(160), { maxLength: 30 }), (units, picks) => {
        const text = units.join("");
        const source = new SourceText(text, "t", DEFAULT_SYNTAX);
        // Offsets between code points only: no token begins inside a pair.
        const offsets = [0];
        for (const character of text) offsets.push(offsets.at(-1)! + character.length);
        for (const pick of [...picks, ...offsets.keys()]) {
          const offset = offsets[pick % offsets.length]!;
          expect({ line: source.line(offset), column: source.column(offset) }).toEqual(countTo(text, offset));
        }
      }),
    );
  });
  test("gives positions of several sources, in any order, as each of them is by itself", () => {
    const unit = fc.constantFrom("a", "\n", "é", "bcd\n\n");
    const text = fc.array(fc.oneof({ weight: 9, arbitrary: unit }, { weight: 1, arbitrary: fc.constant("😀") }), {
      maxLength: 60,
    });
    const pick = fc.record({ second: fc.boolean(), start: fc.nat(80), size: fc.nat(9) });
    fc.assert(
      fc.property(text, text, fc.array(pick, { maxLength: 40 }), (first, second, picks) => {
        const sources = [first, second].map((units) => new SourceText(units.join(""), "t", DEFAULT_SYNTAX));
        const positions = picks.map((picked) => {
          const source = sources[picked.second ? 1 : 0]!;
          const start = Math.min(picked.start, source.text.length);
          return source.place(start, Math.min(start + picked.size, source.text.length));
        });
        positions.push({ line: 7, column: 8, length: 9 });
        const found = new Uint32Array(PLACE_WORDS * positions.length);
        locate(positions, found);
        expect([...found]).toEqual(positions.flatMap(({ line, column, length }) => [line, column, length]));
      }),
    );
  });
  test("counts lengths in code points up to the end of the line", () => {
    const source = new SourceText("a😀b\ncd", "t", DEFAULT_SYNTAX);
    expect(source.length(0, 4)).toBe(3);
    expect(source.length(1, 7)).toBe(2);
    expect(source.length(4, 4)).toBe(1);
    expect(source.length(5, 7)).toBe(2);
  });
  test("normalises newlines and drops one at the end when told to", () => {
    expect(new SourceText("a\r\nb\rc\n\n", "t", { ...DEFAULT_SYNTAX, keepTrailingNewline: false }).text).toBe(
      "a\nb\nc\n",
    );
    expect(new SourceText("a\r\n", "t", DEFAULT_SYNTAX).text).toBe("a\n");
    expect(new SourceText("\r", "t", { ...DEFAULT_SYNTAX, keepTrailingNewline: false }).text).toBe("");
  });
  test("finds marks in text of any script, where low bytes look like braces", () => {
    const source = new SourceText("Ż{Ż{{世{%上{#", "t", DEFAULT_SYNTAX);
    expect([...source.marks]).toEqual([3, 6, 9]);
    expect(source.line(9)).toBe(1);
  });
  test("finds the marks and lines of any text as a search from left to right does", () => {
    // The lower bytes of the last five are those of {, %, #, } and a newline.
    const unit = fc.constantFrom(..."{%#}\na😀", "\u017b", "\u0125", "\u0123", "\u017d", "\u010a");
    fc.assert(
      fc.property(fc.array(unit, { maxLength: 40 }), (units) => {
        const text = units.join("");
        const source = new SourceText(text, "t", DEFAULT_SYNTAX);
        expect([...source.marks]).toEqual([...text.matchAll(/\{[{%#]/g)].map(({ index }) => index));
        expect(source.line(text.length)).toBe(text.split("\n").length);
      }),
    );
  });
  test("carries the line's text in errors", () => {
    const error = new SourceText("one\ntwo 😀 x\r\nthree", "t", DEFAULT_SYNTAX).error(
      "parse/unexpected-token",
      11,
      12,
      "x",
      {},
    );
    expect(error.span).toEqual({ source: "t", line: 2, column: 7, length: 1, text: "two 😀 x" });
  });
});
