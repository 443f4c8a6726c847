/** A short seeded run of the differential fuzzer; the long ones are made with `bun run test/fuzz/jinja.ts`. */
import { describe, expect, test } from "bun:test";
import { DxgError } from "../../src/base/error.ts";
import { pythonClasses } from "../conformance/python-classes.ts";
import { campaign } from "./jinja/campaign.ts";
import { difference } from "./jinja/compare.ts";
import { findPython, Oracle } from "./jinja/oracle.ts";

const python = findPython();
if (python === undefined) console.log("not run: python3-jinja2");

describe("generated templates", () => {
  const subjects = [
    ["of everything", "all"],
    ["of scopes", "scoping"],
    ["of delimiters", "lexical"],
    ["of tags", "tags"],
    ["of rare tests and filters", "rare"],
  ] as const;
  for (const [what, subject] of python === undefined ? [] : subjects) {
    test(`${what} render as Jinja2 renders them`, async () => {
      const oracle = new Oracle(python ?? "");
      const report = await campaign(oracle, { cases: 300, seed: 2026, subject });
      await oracle.close();
      expect(report.differences.map(({ text, small }) => `${small.template}\n${text}`)).toEqual([]);
      expect(report.cases).toBe(300);
      expect(report.rendered).toBeGreaterThan(subject === "tags" ? 130 : 180);
    }, 60_000);
  }
});

test("difference() tells answers and error classes apart", () => {
  expect(difference({ ok: "a" }, { ok: "a" }, false)).toBeUndefined();
  expect(difference({ ok: "a" }, { ok: "b" }, false)).toContain("Jinja2");
  const undefinedError = { error: ["UndefinedError", "TemplateRuntimeError"], message: "'x' is undefined" };
  const ours = (error: "render/undefined" | "render/value", place = true) =>
    ({ error, message: "", classes: pythonClasses(new DxgError(error, "")), place }) as const;
  expect(difference(ours("render/undefined"), undefinedError, false)).toBeUndefined();
  expect(difference(ours("render/undefined", false), undefinedError, false)).toContain("no place");
  expect(difference(ours("render/value"), undefinedError, false)).toContain("UndefinedError");
  expect(difference(ours("render/value"), undefinedError, true)).toBeUndefined();
  expect(difference(ours("render/value"), { ok: "" }, true)).toContain("renders");
});
