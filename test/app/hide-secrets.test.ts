/** Secrets#hide(): whatever of a secret stands in a text, it is gone afterwards; all else stays. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { Secrets } from "../../src/app/parameters/hide-secrets.ts";
import { DxgError } from "../../src/base/error.ts";
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
  ["pin", "spinning", "s***ning"],
  ["aa", "baaab", "b***b"],
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

test("guard() leaves nothing in an error, and no cause", async () => {
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
  expect(
    JSON.stringify([error, error.message, error.detail, error.span, error.related, error.notes, error.hint]),
  ).not.toContain("hunter2");
  expect(error.cause).toBeUndefined();
  expect(error.span).toEqual({ ...span, text: "x *** y" });
});
