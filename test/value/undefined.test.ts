/** Every operation on undefined values in every mode, against Jinja2's answers in test/fixtures/values/undefined.json. */
import { describe, expect, test } from "bun:test";
import { DxgError } from "../../src/base/error.ts";
import type { ErrorCode } from "../../src/base/error-codes.ts";
import { compileTemplate } from "../../src/compile/template.ts";
import { loadTemplate } from "../../src/runtime/template.ts";
import type { UndefinedMode } from "../../src/value/value.ts";
import fixture from "../fixtures/values/undefined.json";

interface UndefinedCase {
  readonly template: string;
  readonly mode: UndefinedMode;
  readonly autoescape?: boolean;
  readonly ok?: string;
  readonly error?: string;
  readonly message?: string;
}

const CONTEXT = { d: { k: { a: 1 } }, xs: [{ b: 2 }], n: 5, s: "str" };

const CLASSES: Partial<Readonly<Record<ErrorCode, readonly string[]>>> = {
  "render/undefined": ["UndefinedError"],
  "render/type": ["TypeError", "AttributeError", "FilterArgumentError"],
  "render/value": ["ValueError"],
  "render/include-not-found": ["TemplateNotFound"],
};

/** What our engine answers where it differs from the case; undefined when it agrees. */
function difference(one: UndefinedCase): string | undefined {
  const { template, mode, autoescape = false } = one;
  const options = { undefined: mode, autoescape, trimBlocks: false, lstripBlocks: false, names: () => [] };
  try {
    const got = loadTemplate(compileTemplate(template, options)).render(CONTEXT);
    return got === one.ok ? undefined : `gave ${JSON.stringify(got)}`;
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
    const agrees = one.error !== undefined && (CLASSES[error.code] ?? []).includes(one.error);
    if (agrees && (one.message === undefined || one.message === error.detail)) return undefined;
    return `failed with ${error.code}: ${error.detail}`;
  }
}

for (const mode of ["lenient", "strict", "chainable", "debug", "semi-strict"] as const) {
  describe(`undefined values in mode ${mode}`, () => {
    const cases = (fixture.cases as readonly UndefinedCase[]).filter((one) => one.mode === mode);
    test(`answer as Jinja2's do in ${cases.length} cases`, () => {
      expect(cases.length).toBeGreaterThan(200);
      const found = cases.flatMap((one) => {
        const text = difference(one);
        return text === undefined ? [] : [`${JSON.stringify(one)} ${text}`];
      });
      expect(found).toEqual([]);
    });
  });
}
