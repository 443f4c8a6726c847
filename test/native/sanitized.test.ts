/**
 * The C tests and fuzz targets of ffi/test under the address and undefined behaviour sanitizers. The fuzzing here is a
 * short one that begins with the inputs kept in ffi/test/corpus, a line of hexadecimal digits each; run
 * `dist/native/fuzz_scan -max_total_time=600 -rss_limit_mb=0` and the like for a long one.
 */
import { afterAll, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileSanitized } from "../../ffi/compile.ts";

const SEED = 20260711;
const CORPUS = join(import.meta.dir, "../../ffi/test/corpus");
/**
 * The peak of memory that a process is said to have begins with that of the process that started it, so libFuzzer's limit
 * of it would judge the test runner; single allocations are limited instead.
 */
const LIMITS = ["-rss_limit_mb=0", "-malloc_limit_mb=256", "-timeout=10"];
const FUZZERS: readonly {
  readonly name: string;
  readonly how: string;
  readonly runs: number;
  /** The longest input, in bytes; 600 without it. */
  readonly most?: number;
  readonly environment?: Record<string, string>;
}[] = [
  { name: "fuzz_scan", how: "", runs: 40_000 },
  { name: "fuzz_gather", how: "", runs: 40_000 },
  { name: "fuzz_xor_diff", how: "", runs: 40_000 },
  { name: "fuzz_xor_apply", how: "", runs: 40_000 },
  { name: "fuzz_blake3", how: "", runs: 4000 },
  ...(process.platform === "linux"
    ? [
        { name: "fuzz_process", how: "", runs: 40_000 },
        { name: "fuzz_at", how: "", runs: 20_000 },
        { name: "fuzz_at", runs: 20_000, how: " without openat2", environment: { DXG_FUZZ_NO_OPENAT2: "1" } },
        { name: "fuzz_fast", how: "", runs: 20_000, most: 4000 },
      ]
    : []),
];
const folder = mkdtempSync(join(tmpdir(), "dxg-c-"));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(
  name: string,
  args: readonly string[],
  environment: Record<string, string> = {},
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
    env: { ...process.env, TMPDIR: folder, ...environment },
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

  describe.if(process.platform === "linux")("Linux", () => {
    test.each(["test_process", "test_fast_write", "test_fast_undo"])(
      "%s passes",
      (name) => {
        const place = mkdtempSync(join(folder, "place-"));
        const result = run(name, [place]);
        if (result !== undefined) expect(result).toEqual({ exitCode: 0, output: "0 failed\n" });
      },
      120_000,
    );
  });

  test("every fuzz target is run", () => {
    const targets = readdirSync(join(CORPUS, "..")).filter((name) => name.startsWith("fuzz_"));
    // The other systems have no folders of processes to look into.
    if (process.platform !== "linux") return;
    expect(targets.map((name) => name.replace(".c", "")).sort()).toEqual(
      [...new Set(FUZZERS.map(({ name }) => name))].sort(),
    );
  });

  test.each(FUZZERS)(
    "$name$how finds nothing",
    ({ name, runs, most = 600, environment }) => {
      const args = [
        unpacked(name),
        `-runs=${runs}`,
        `-seed=${SEED}`,
        `-max_len=${most}`,
        "-print_final_stats=0",
        ...LIMITS,
      ];
      const result = run(name, args, environment);
      if (result === undefined) return;
      if (result.exitCode !== 0) console.log(result.output);
      expect(result.exitCode).toBe(0);
      expect(result.output).toContain(`Done ${runs} runs`);
    },
    240_000,
  );
});

/** A folder with the kept inputs of a target, to which libFuzzer adds what it finds. */
function unpacked(name: string): string {
  const inputs = join(folder, `${name}-inputs`);
  mkdirSync(inputs, { recursive: true });
  const lines = readFileSync(join(CORPUS, `${name}.txt`), "utf8")
    .split("\n")
    .filter((line) => line !== "");
  for (const [index, line] of lines.entries()) writeFileSync(join(inputs, `${index}`), Uint8Array.fromHex(line));
  return inputs;
}
