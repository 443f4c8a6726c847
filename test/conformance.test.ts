/**
 * The language against Jinja2's answers: the runner is tested on cases of its own, then every shared case must pass, but
 * for the differences that test/fixtures/conformance/differences.json gives a reason for.
 */
import { describe, expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { type Case, readCases } from "./conformance/case.ts";
import { describeFailure } from "./conformance/describe.ts";
import { judge } from "./conformance/judge.ts";

const ROOT = join(import.meta.dir, "..");
const OWN = join(import.meta.dir, "fixtures/conformance/own.json");
const SHARED = join(ROOT, "../shared/conformance/jinja-cases.json");
const DIFFERENCES = JSON.parse(
  readFileSync(join(import.meta.dir, "fixtures/conformance/differences.json"), "utf8"),
) as Readonly<Record<string, string>>;

function conformance(...args: readonly string[]): { readonly exitCode: number; readonly output: string } {
  const { exitCode, stdout } = Bun.spawnSync([process.execPath, "run", "test/conformance.ts", ...args], { cwd: ROOT });
  return { exitCode, output: stdout.toString() };
}

describe("judge()", () => {
  test.each(readCases(OWN).map((one): [string, Case] => [one.id, one]))("says of %s what its name says", (id, one) => {
    const verdict = judge(one);
    expect(verdict.passed ? "pass" : "fail").toBe(id.split("-")[0] ?? "");
  });
});

describe("bun run conformance", () => {
  test("tells each difference and ends with the counts", () => {
    const { exitCode, output } = conformance(OWN);
    expect(exitCode).toBe(1);
    expect(output).toEndWith("\n49 passed, 21 failed\n");
    expect(output).toContain('fail-text (core)\n  | a\n  | {{ x }}\n  | c\n    (1 equal lines)\n  - "B"\n  + "b"\n');
    expect(output).toContain('fail-option (core) finalize=\'str\'\n  | a\n  - "a"\n  + "there is no option');
  });

  test("takes a group or one case", () => {
    expect(conformance(OWN, "--group", "extended").output).toEndWith("\n0 passed, 1 failed\n");
    expect(conformance(OWN, "--only", "pass-text")).toEqual({ exitCode: 0, output: "1 passed, 0 failed\n" });
  });

  test("fails for wrong usage, a wrong file and when there is nothing to run", () => {
    expect(conformance().exitCode).toBe(2);
    expect(conformance(OWN, "--group").exitCode).toBe(2);
    expect(conformance(OWN, "--only", "none")).toEqual({ exitCode: 1, output: "0 passed, 0 failed\n" });
    expect(conformance(join(ROOT, "package.json")).exitCode).not.toBe(0);
  });
});

if (existsSync(SHARED)) {
  describe("shared cases", () => {
    const all = readCases(SHARED).map((one) => ({ one, verdict: judge(one) }));
    test("pass, but for what a sandbox must refuse", () => {
      const failed = all.filter(({ one, verdict }) => !verdict.passed && !Object.hasOwn(DIFFERENCES, one.id));
      for (const { one, verdict } of failed) console.log(describeFailure(one, verdict));
      expect(failed.map(({ one }) => one.id)).toEqual([]);
      expect(all.length).toBeGreaterThan(1000);
    });

    test("differ where differences.json says so", () => {
      const passing = all.filter(({ one, verdict }) => verdict.passed && Object.hasOwn(DIFFERENCES, one.id));
      expect(passing.map(({ one }) => one.id)).toEqual([]);
    });
  });
} else console.log("not run: shared material");
