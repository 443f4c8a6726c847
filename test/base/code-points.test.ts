/** The order of texts by code points. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { compareAt, firstDifference } from "../../src/base/code-points.ts";

const compare = (left: string, right: string): number =>
  Math.sign(compareAt(left, right, firstDifference(left, right)));

describe("compareAt()", () => {
  test.each([
    ["", "", 0],
    ["a", "ab", -1],
    ["ab", "aa", 1],
    ["\uffff", "\u{10000}", -1],
    ["\u{1f600}", "\ue000", 1],
    ["a\u{1f600}", "a\u{1f601}", -1],
  ])("of %j and %j", (left, right, expected) => {
    expect(compare(left, right)).toBe(expected);
    expect(compare(right, left)).toBe(expected === 0 ? 0 : -expected);
  });

  test("is the order of the texts in UTF-8", () => {
    const text = fc.string({ unit: fc.constantFrom("a", "b", "\ue000", "\uffff", "\u{10000}", "\u{10ffff}") });
    fc.assert(
      fc.property(text, text, (left, right) => {
        expect(compare(left, right)).toBe(Buffer.compare(Buffer.from(left), Buffer.from(right)));
      }),
    );
  });
});
