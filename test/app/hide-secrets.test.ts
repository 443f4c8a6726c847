/** Secrets#hide(): whatever of a secret stands in a text, it is gone afterwards; all else stays. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { Secrets } from "../../src/app/parameters/hide-secrets.ts";
import { HIDDEN } from "../../src/app/parameters/quiet-render.ts";
import { renderBundle } from "../../src/app/plan-bundle.ts";
import { DxgError } from "../../src/base/error.ts";
import { compileTree } from "../../src/compile/bundle.ts";
import { loadBundle } from "../../src/runtime/bundle.ts";
import { repr } from "../../src/value/text.ts";
import { errorOf } from "./errors.ts";

function secrets(...texts: string[]): Secrets {
  const made = new Secrets();
  for (const text of texts) made.add(text);
  return made;
}

test.each([
  ["hunter2", "got 'hunter2'", "got '***'"],
  ["hunter2", "nothing of it", "nothing of it"],
  ["correct horse battery", "got 'correct horse ba…", "got '***…"],
  ["a-b-c-d-e-f-g-h", "xx a-b-c-d-e-f… yy", "xx ***… yy"],
  ["pin", "spinning a pin, pin2, 'pin'", "spinning a ***, pin2, '***'"],
  ["a.b", "xa.b a.by .a.b.", "xa.b a.by .***."],
  ["aaaa", "baaaaab", "b***b"],
  ["rosebud-%27", "?q=rosebud%2D", "?q=***%2D"],
  ["", "text", "text"],
])("hides %j in %j", (secret, text, expected) => {
  expect(secrets(secret).hide(text)).toBe(expected);
});

test("hides every secret, in whatever quotes", () => {
  fc.assert(
    fc.property(
      fc.string({ unit: "binary", minLength: 8, maxLength: 40 }),
      fc.string(),
      fc.string(),
      (secret, before, after) => {
        fc.pre(!/[*"'\\]/.test(before + after) && !secret.includes("***"));
        const hidden = secrets(secret);
        for (const form of [secret, repr(secret), JSON.stringify(secret)]) {
          expect(hidden.hide(before + form + after)).not.toContain(form);
        }
      },
    ),
    { numRuns: 300 },
  );
});

test("guard() leaves nothing in an error but lines of the template, and no cause", async () => {
  const span = { source: "a", line: 1, column: 1, length: 1, text: "x hunter2 y" };
  const error = await errorOf(() =>
    secrets("hunter2").guard(() => {
      throw new DxgError("render/refused", "hunter2", {
        span,
        related: [{ label: "hunter2", span }],
        notes: ["hunter2"],
        hint: "hunter2",
        cause: new Error("hunter2"),
      });
    }),
  );
  const labels = error.related.map(({ label }) => label);
  expect(JSON.stringify([error.message, error.detail, labels, error.notes, error.hint])).not.toContain("hunter2");
  expect(error.cause).toBeUndefined();
  expect([error.span, ...error.related.map((related) => related.span)]).toEqual([span, span]);
});

test.each([
  ["a", "no filter named 'trim'; got 'a'", "no filter named 'trim'; got '***'"],
  ["1", 'line 1 of the template\'s file says "x-1"', 'line 1 of the template\'s file says "x-***"'],
  ["opensesame", 'it says "a"opensesame"b" and opensesame', 'it says "a"***"b" and opensesame'],
  ["pin", "spinning 'pin…", "spinning '***…"],
  ["hunter2", "no quotes: hunter2", "no quotes: ***"],
  ["other", "give -o to choose another folder; got 'other'", "give -o to choose another folder; got '***'"],
  ["choose another folder", "give -o to choose another folder", "give -o to choose another folder"],
  ["1000", 'more than 1000 steps, said "1000"', 'more than 1000 steps, said "***"'],
  ["correct_horse", "no quotes: correct_horse", "no quotes: ***"],
])("guard() hides %j in values, and leaves our own words in %j", async (secret, detail, expected) => {
  const error = await errorOf(() =>
    secrets(secret).guard(() => {
      throw new DxgError("render/refused", detail);
    }),
  );
  expect(error.detail).toBe(expected);
});

describe("what a template says by fail()", () => {
  const told = async (text: string, params = "", given: readonly string[] = ["token=swordfish"]): Promise<string> => {
    const bytes = compileTree({
      name: "sample",
      manifest: `name: sample\nversion: 1.0.0\nparams:\n  token: { type: secret }\n  name: { default: "'x'" }\n${params}`,
      files: [{ path: "out.txt.j2", bytes: new TextEncoder().encode(text), executable: false }],
      partials: new Map(),
    });
    const bundle = loadBundle(bytes);
    const error = await errorOf(() =>
      renderBundle(bundle, {
        given: { name: undefined, flags: given, file: undefined },
        name: undefined,
        destination: "/tmp",
        onConflict: "fail",
      }),
    );
    return error.detail;
  };

  test.each([
    "{{ fail(token | upper) }}",
    "{{ fail('bad ' ~ token[1:5]) }}",
    "{% set t = token | b64encode %}{{ fail(t) }}",
    "{% macro refuse(t) %}{{ fail(t) }}{% endmacro %}{{ refuse(token | reverse) }}",
    "{{ fail(derived) }}",
  ])("is hidden in %j", async (text) => {
    expect(await told(text, "  derived: { private: true, default: token | upper }\n")).toBe(HIDDEN);
  });

  test("is shown where it is a text of the template, or reads no secret", async () => {
    expect(await told("{{ token }}{{ fail('too short') }}")).toBe("too short");
    expect(await told("{{ fail('not ' ~ name) }}")).toBe("not x");
  });

  test("is hidden in the default of a parameter that reads another one with the same text", async () => {
    const check = "fail('bad ' ~ url)";
    const params = `  url: { default: "'x'" }\n  check: { private: true, default: "${check}" }\n`;
    expect(await told("{{ token }}", params, ["token=abc123def456", "url=https://abc123def456@h"])).toBe(
      "bad https://***@h",
    );
  });

  test("is hidden in the default of a parameter that reads one, and shown in others", async () => {
    const of = (text: string): Promise<string> =>
      told("{{ token }}", `  check: { private: true, default: "${text}" }\n`);
    expect(await of("fail('bad ' ~ (token | upper))")).toBe(HIDDEN);
    expect(await of("fail('bad ' ~ name)")).toBe("bad x");
  });
});
