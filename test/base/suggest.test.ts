/** Tests of the spelling suggestions. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { editDistance, suggest } from "../../src/base/suggest.ts";

describe("suggest()", () => {
  test("finds one mistake of each sort in a short word", () => {
    expect(suggest("fro", ["if", "for", "set"])).toBe("for");
    expect(suggest("uper", ["lower", "upper"])).toBe("upper");
    expect(suggest("endiff", ["endfor", "endif"])).toBe("endif");
    expect(suggest("sat", ["for", "set"])).toBe("set");
  });
  test("treats letter case as no mistake", () => {
    expect(suggest("PascalCase", ["snakecase", "pascalcase"])).toBe("pascalcase");
    expect(suggest("IF", ["if"])).toBe("if");
  });
  test("gives nothing when nothing is near", () => {
    expect(suggest("banana", ["for", "if", "include"])).toBeUndefined();
    expect(suggest("x", ["y"])).toBeUndefined();
    expect(suggest("ab", ["c"])).toBeUndefined();
    expect(suggest("for", ["for"])).toBeUndefined();
    expect(suggest("a".repeat(65), ["a".repeat(64)])).toBeUndefined();
  });
  test("prefers the same first letter, then the earlier candidate", () => {
    expect(suggest("bat", ["cat", "bad"])).toBe("bad");
    expect(suggest("bat", ["bad", "bag"])).toBe("bad");
  });
});

describe("editDistance()", () => {
  test("counts a swap of neighbours once", () => {
    expect(editDistance("abcd", "abdc")).toBe(1);
    expect(editDistance("", "abc")).toBe(3);
    expect(editDistance("kitten", "sitting")).toBe(3);
  });
  test("is symmetric, zero only for equal words and at most the longer length", () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 12 }), fc.string({ maxLength: 12 }), (left, right) => {
        const distance = editDistance(left, right);
        expect(distance).toBe(editDistance(right, left));
        expect(distance === 0).toBe(left === right);
        expect(distance).toBeLessThanOrEqual(Math.max(left.length, right.length));
      }),
    );
  });
});
