/** Globs: what each sign stands for, against Bun's own matcher where both mean the same, and in linear time. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { globFault, hasWildcard, matchesGlob } from "../../src/base/glob.ts";

describe("matchesGlob()", () => {
  test.each([
    ["src/**", "src/a/b.ts", true],
    ["src/**", "src/.env", true],
    ["src/**", "src", false],
    ["src/**", "source/a", false],
    ["**", "a/b/.c", true],
    ["**/x", "x", true],
    ["**/x", "a/b/x", true],
    ["**/x", "a/xx", false],
    ["a/**/b", "a/b", true],
    ["a/**/b", "a/x/y/b", true],
    ["a/**/b", "a/x/y/c", false],
    ["**/a/**/b", "x/a/a/y/b", true],
    ["*", "a/b", false],
    ["*", ".env", true],
    ["*.md", "README.md", true],
    ["*.md", "docs/README.md", false],
    ["*.md", "README.MD", false],
    ["a?b", "a/b", false],
    ["a?b", "aéb", true],
    ["a?b", "a😀b", true],
    ["[a-c]x", "bx", true],
    ["[a-c]x", "dx", false],
    ["[!a-c]x", "dx", true],
    ["[^a-c]x", "bx", false],
    ["[]]", "]", true],
    ["[a-]", "-", true],
    ["[!x]", "/", false],
    ["a[/]b", "a/b", false],
    ["\\*", "*", true],
    ["\\*", "x", false],
    ["{a,b/**}", "b/c/d", true],
    ["{a,b}.ts", "c.ts", false],
    ["*a*b*c*", "xxaxxbxxcxx", true],
    ["@types/*", "@types/react", true],
    ["é", "é", true],
    ["", "", true],
  ])("%s and %s: %p", (glob, path, expected) => {
    expect(matchesGlob(glob, path)).toBe(expected);
  });

  test("agrees with Bun's matcher on stars, question marks and names", () => {
    const name = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), minLength: 1, maxLength: 4 });
    const glob = fc
      .array(fc.oneof(name, fc.constant("**")), { minLength: 1, maxLength: 4 })
      .map((all) => all.map((one) => (one === "**" ? one : one.replace(/\*+/g, "*"))).join("/"));
    const path = fc
      .array(fc.string({ unit: fc.constantFrom("a", "b"), minLength: 1, maxLength: 3 }), { minLength: 1, maxLength: 4 })
      .map((all) => all.join("/"));
    fc.assert(
      fc.property(glob, path, (pattern, text) => {
        expect(matchesGlob(pattern, text)).toBe(new Bun.Glob(pattern).match(text));
      }),
      { numRuns: 3000 },
    );
  });

  test("takes no longer for globs made to be slow", () => {
    const start = performance.now();
    expect(matchesGlob(`${"*a".repeat(200)}b`, "a".repeat(4000))).toBe(false);
    expect(matchesGlob(`${"**/a/".repeat(200)}b`, `${"a/".repeat(2000)}c`)).toBe(false);
    expect(matchesGlob(`${"{a,b}".repeat(30)}c`, "a".repeat(31))).toBe(false);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe("globFault()", () => {
  test.each([
    "",
    "/a",
    "!a",
    "a//b",
    "a/",
    "../a",
    "a/./b",
    "a**",
    "**a/b",
    "[a",
    "{a",
    "a}",
    "{a,{b,c}}",
    "a\\",
    "{a,b}".repeat(7),
  ])("refuses %p", (glob) => {
    expect(globFault(glob)).toBeString();
  });

  test.each(["**", "*", "src/**", "**/*.ts", "{a,b}/c", "[!a]", "a\\*", ".github/workflows/*.yml"])(
    "accepts %p",
    (glob) => {
      expect(globFault(glob)).toBeUndefined();
    },
  );
});

test("hasWildcard() tells names from patterns", () => {
  expect(["a.ts", "*.ts", "a?", "[a]", "{a,b}", "a\\*"].map(hasWildcard)).toEqual([
    false,
    true,
    true,
    true,
    true,
    true,
  ]);
});
