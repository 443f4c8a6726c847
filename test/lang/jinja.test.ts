/**
 * Lexer and parser against answers of the real Jinja2, kept in `test/fixtures/lang/jinja_*.json`: trees, and for broken
 * templates the line of the error.
 */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { DxgError } from "../../src/base/error.ts";
import { parseTemplate } from "../../src/lang/parser.ts";
import { dumpBody } from "./dump.ts";

interface Case {
  readonly source: string;
  /** `tlk` for trim, lstrip and keep; `-` where one is off. */
  readonly options: string;
  readonly tree?: string;
  readonly line?: number;
}

interface Difference {
  readonly source: string;
  readonly options: string;
  readonly jinja: string | number;
  readonly ours: string | number;
  readonly code?: string;
  readonly why: string;
}

/** The cases of a fixture, one a line. */
function read<T>(name: string): readonly T[] {
  const path = new URL(`../fixtures/lang/jinja_${name}.json`, import.meta.url).pathname;
  return (JSON.parse(readFileSync(path, "utf8")) as { readonly cases: readonly T[] }).cases;
}

function answer(one: { readonly source: string; readonly options: string }): string | number {
  const options = {
    trimBlocks: one.options[0] === "t",
    lstripBlocks: one.options[1] === "l",
    keepTrailingNewline: one.options[2] === "k",
  };
  try {
    return dumpBody(parseTemplate(one.source, "t", options).body);
  } catch (error) {
    if (error instanceof DxgError && error.span !== undefined) return error.span.line;
    throw error;
  }
}

describe("parseTemplate() agrees with Jinja2", () => {
  for (const name of ["whitespace", "trees", "literals", "ends"]) {
    test(`in jinja_${name}.json`, () => {
      const cases = read<Case>(name);
      expect(cases.length).toBeGreaterThanOrEqual(150);
      for (const one of cases) {
        expect({ source: one.source, options: one.options, answer: answer(one) }).toEqual({
          source: one.source,
          options: one.options,
          answer: one.tree ?? one.line ?? -1,
        });
      }
    });
  }
});

describe("parseTemplate() differs from Jinja2 on purpose", () => {
  for (const one of read<Difference>("differs")) {
    test(`where ${one.why}: ${JSON.stringify(one.source.slice(0, 40))}`, () => {
      expect(one.ours).not.toBe(one.jinja);
      expect(answer(one)).toBe(one.ours);
    });
  }
});
