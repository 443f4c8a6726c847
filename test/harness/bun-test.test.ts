/** The reader of `bun test` output: whatever goes wrong in a run has to end up as a failure. */
import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readTestRun, runTests } from "./bun-test.ts";

const folder = mkdtempSync(join(tmpdir(), "dxg-harness-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, text: string): string {
  writeFileSync(join(folder, name), text);
  return name;
}

describe("readTestRun()", () => {
  test("reads the counts and leaves out what passed", () => {
    const output = "bun test v1\n\na.test.ts:\n(pass) one [1ms]\n(fail) two\n\n 1 pass\n 1 fail\nRan 2 tests.\n";
    expect(readTestRun(output, 1)).toEqual({
      passed: 1,
      failed: 1,
      output: "a.test.ts:\n(fail) two\n 1 pass\n 1 fail\nRan 2 tests.\n",
      notRun: [],
    });
  });

  test("counts a bad exit without a failed test as a failure", () => {
    expect(readTestRun(" 3 pass\n 0 fail\n 1 error\n", 1)).toMatchObject({ passed: 3, failed: 1 });
    expect(readTestRun(" 3 pass\n 0 fail\n", null)).toMatchObject({ passed: 3, failed: 1 });
  });

  test("counts a run that says nothing as a failure", () => {
    expect(readTestRun("", 0)).toMatchObject({ passed: 0, failed: 1 });
  });

  test("collects what was not run, each once", () => {
    const output = "not run: avx512\n(pass) a\nnot run: strace\nnot run: avx512\n 1 pass\n 0 fail\n";
    expect(readTestRun(output, 0).notRun).toEqual(["avx512", "strace"]);
  });
});

describe("runTests()", () => {
  test("sees tests that pass and fail", async () => {
    const text = `import { expect, test } from "bun:test";
test("good", () => expect(1).toBe(1));
test("bad", () => expect(1).toBe(2));
console.log("not run: moon");
`;
    const result = await runTests([written("mixed.test.ts", text)], folder);
    expect(result).toMatchObject({ passed: 1, failed: 1, notRun: ["moon"] });
    expect(result.output).toContain("(fail) bad");
  });

  test.each([
    ["throws while loading", 'throw new Error("boom");\n'],
    ["does not parse", "const = ;\n"],
    ["ends the process", "process.exit(0);\n"],
    ["kills the process", 'process.kill(process.pid, "SIGKILL");\n'],
    ["has no tests", "export {};\n"],
  ])("counts a file that %s as a failure", async (name, text) => {
    const result = await runTests([written(`${name.replaceAll(" ", "-")}.test.ts`, text)], folder);
    expect(result.failed).toBeGreaterThan(0);
  });
});
