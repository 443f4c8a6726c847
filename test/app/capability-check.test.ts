/** What an author is told who has to allow something. */
import { expect, test } from "bun:test";
import { refuseViolations } from "../../src/app/capability-check.ts";
import { DxgError } from "../../src/base/error.ts";
import { NO_CAPABILITIES } from "../../src/format/capabilities.ts";
import { checkCapabilities } from "../../src/trust/capability-check.ts";

function hintFor(path: string, text = ""): string | undefined {
  const entry = { path, before: undefined, after: new TextEncoder().encode(text) };
  try {
    refuseViolations(checkCapabilities([entry], NO_CAPABILITIES));
  } catch (error) {
    if (error instanceof DxgError) return error.hint;
    throw error;
  }
  throw new Error("nothing was refused");
}

test("for a path of several parts the author is told how to write those that differ", () => {
  expect(hintFor("hello/.envrc")).toContain("* in a path stands for a folder that a parameter names");
  expect(hintFor(".envrc")).not.toContain("*");
  expect(hintFor("package.json", '{"dependencies": {"@scope/name": "1.0.0"}}')).not.toContain("*");
});
