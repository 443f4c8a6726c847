/**
 * Every syntax error as the reader gets it: `test/fixtures/lang/err_*.j2` and the `.err` beside each. UPDATE_GOLDEN=1
 * writes the `.err` files anew.
 */
import { describe, expect, test } from "bun:test";
import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { DEFAULT_SYNTAX, parseExpression, parseTemplate } from "../../src/lang/parser.ts";
import { formatError } from "../../src/ui/error.ts";
import { errorOf } from "../harness/failure.ts";

const { UPDATE_GOLDEN } = process.env;
const FOLDER = new URL("../fixtures/lang/", import.meta.url).pathname;
const NAMES = readdirSync(FOLDER)
  .filter((name) => name.startsWith("err_") && name.endsWith(".j2"))
  .sort();

describe("parseTemplate() reports", () => {
  test("at least 60 kinds of mistakes", () => {
    expect(NAMES.length).toBeGreaterThanOrEqual(60);
  });
  for (const name of NAMES) {
    test(`${name} as its golden says`, () => {
      const source = readFileSync(`${FOLDER}${name}`, "utf8");
      const error = errorOf(() => parseTemplate(source, name, DEFAULT_SYNTAX));
      const actual = formatError(error);
      expect(error.span?.source).toBe(name);
      const golden = `${FOLDER}${name.slice(0, -3)}.err`;
      if (UPDATE_GOLDEN === "1") writeFileSync(golden, actual);
      expect(existsSync(golden)).toBe(true);
      expect(actual).toBe(readFileSync(golden, "utf8"));
    });
  }
});

describe("parseExpression() reports", () => {
  test.each([
    ["a b", "parse/unexpected-token", 3, "expected the end of the expression, got `b`"],
    ["1, 2", "parse/unexpected-token", 2, "expected the end of the expression, got `,`"],
    ["", "parse/unexpected-token", 1, "expected an expression, got the end of the expression"],
    ["a +", "parse/unexpected-token", 4, "expected an expression, got the end of the expression"],
    ["f(1", "parse/unexpected-token", 4, "expected `,` or `)`, got the end of the expression"],
    ["a }}", "parse/unbalanced", 3, "`}` closes nothing"],
    ["{{ a }}", "parse/unexpected-token", 1, "expected an expression, got `{{`"],
    ["a %}", "parse/unbalanced", 4, "`}` closes nothing"],
    ["'abc", "lex/unterminated", 1, "the string has no closing quote"],
  ] as const)("the fault in %p", (source, code, column, detail) => {
    const error = errorOf(() => parseExpression(source, "when"));
    expect([error.code, error.span?.line, error.span?.column, error.detail]).toEqual([code, 1, column, detail]);
  });
});
