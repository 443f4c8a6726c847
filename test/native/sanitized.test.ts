/**
 * The C tests and fuzz targets of ffi/test under the address and undefined behaviour sanitizers. The fuzzing here is a
 * short one; run `dist/native/fuzz_scan -max_total_time=600` and the like for a long one.
 */
import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileSanitized } from "../../ffi/compile.ts";

const SEED = 20260711;
const RUNS = 40_000;
const folder = mkdtempSync(join(tmpdir(), "dxg-c-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(
  name: string,
  args: readonly string[],
): { readonly exitCode: number; readonly output: string } | undefined {
  const program = compileSanitized(name);
  if (program === undefined) {
    console.log(`not run: ${name} (no compiler for it)`);
    return undefined;
  }
  const { exitCode, stdout, stderr } = Bun.spawnSync([program, ...args], {
    stdout: "pipe",
    stderr: "pipe",
    cwd: folder,
  });
  return { exitCode, output: `${stdout}${stderr}` };
}

describe("C library under sanitizers", () => {
  test("test_kernels passes in every implementation", () => {
    const result = run("test_kernels", []);
    if (result !== undefined)
      expect(result).toMatchObject({ exitCode: 0, output: expect.stringContaining("0 failed") });
  }, 120_000);

  test("test_os passes", () => {
    const result = run("test_os", [folder]);
    if (result !== undefined) expect(result).toEqual({ exitCode: 0, output: "0 failed\n" });
  }, 120_000);

  test.if(process.platform === "linux")(
    "test_process passes",
    () => {
      const result = run("test_process", [folder]);
      if (result !== undefined) expect(result).toEqual({ exitCode: 0, output: "0 failed\n" });
    },
    120_000,
  );

  test.each(["fuzz_scan", "fuzz_xor_apply", "fuzz_gather", "fuzz_process"])(
    "%s finds nothing",
    (name) => {
      const result = run(name, [`-runs=${RUNS}`, `-seed=${SEED}`, "-max_len=600", "-print_final_stats=0"]);
      if (result === undefined) return;
      if (result.exitCode !== 0) console.log(result.output);
      expect(result.exitCode).toBe(0);
      expect(result.output).toContain(`Done ${RUNS} runs`);
    },
    120_000,
  );
});
