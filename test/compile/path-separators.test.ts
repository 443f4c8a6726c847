/** Which slashes of a path's own text separate its parts, and which are kept for being refused. */
import { describe, expect, test } from "bun:test";
import { refuseNul, separatePath } from "../../src/compile/path-separators.ts";
import type { Body } from "../../src/lang/ast.ts";
import { parseTemplate } from "../../src/lang/parser.ts";
import { DEFAULT_SYNTAX } from "../../src/lang/syntax-options.ts";
import { codeOf } from "../harness/failure.ts";

/** The texts of a path, with `|` for its separators. */
function texts(path: string): string {
  const gathered = (body: Body): string =>
    body
      .map((statement) => {
        if (statement.kind === "text") return statement.text.replaceAll("\0", "|");
        if (statement.kind !== "if") return "_";
        return `(${[...statement.branches.map((branch) => branch.body), statement.otherwise].map(gathered).join(" ")})`;
      })
      .join("");
  return gathered(separatePath(parseTemplate(path, "path", DEFAULT_SYNTAX).body));
}

describe("separatePath()", () => {
  test.each([
    ["a/b/c", "a|b|c"],
    ["/a/b", "/a|b"],
    ["//a", "//a"],
    ["a//b", "a|/b"],
    ["a/", "a|/"],
    ["/", "/"],
    ["{{ x }}/b", "_|b"],
    ["a/{{ x }}", "a|_"],
    ["a{# c #}/{# c #}/b", "a|/b"],
    ["{% if x %}/a{% else %}/b/{% endif %}", "(/a /b|/)"],
    ["{% if x %}a/{% endif %}b", "(a| )b"],
    ["{% if x %}a{% endif %}/b", "(a )|b"],
    ["a{% if x %}/b{% endif %}", "a(|b )"],
    ["a/{% if x %}/b{% endif %}", "a|(/b )"],
  ])("tells apart the slashes of %s", (path, expected) => {
    expect(texts(path)).toBe(expected);
  });
});

test("refuseNul() refuses the separator in the text itself", () => {
  const origin = { kind: "shifted", lines: 0, first: 0, rest: 0 } as const;
  expect(codeOf(() => refuseNul({ name: "p", text: "a\0b", origin }))).toBe("path/unsafe");
  refuseNul({ name: "p", text: "a/b", origin });
});
