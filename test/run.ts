/**
 * The whole test suite, as `npm test` runs it after installing and building: every test file once, the unit tests again
 * with each implementation of the kernels forced, and the fuzzer. Ends with `N passed, N failed`.
 */
import { join } from "node:path";
import { Glob } from "bun";
import { type Counts, run, runTests, type TestRun } from "./harness/bun-test.ts";

const ROOT = join(import.meta.dir, "..");
const IMPLEMENTATIONS = ["ts", "portable", "avx2", "avx512"] as const;
/** Tests that no forced implementation can change: they run other programs, or read sources. */
const SAME_EVERYWHERE =
  /^test\/(?:templates|e2e|hostile|harness|architecture|native\/(?:executable|sanitized)|fuzz\/(?:same-bytes|fast\.test))/;
/** Mutated `.dxt`, `.dxf` and `.dxp` files; what the other decoders get comes on top. */
const FUZZ_FILES = 100_000;
const FUZZ_SEED = 20_260_711;

const notRun = new Set<string>();
let passed = 0;
let failed = 0;

/** Prints one line for a part of the suite, and all that it said when it failed. */
function report(name: string, result: Counts & Partial<TestRun>, startedAt: number): void {
  passed += result.passed;
  failed += result.failed;
  for (const one of result.notRun ?? []) notRun.add(one);
  const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
  const told = result.failed === 0 ? `${result.passed} passed` : `${result.passed} passed, ${result.failed} FAILED`;
  console.log(
    `${result.failed === 0 ? "ok  " : "FAIL"} ${name.padEnd(48)} ${told.padStart(12)} ${seconds.padStart(7)} s`,
  );
  if (result.failed > 0) console.log(`${result.output?.trimEnd() ?? ""}\n`);
}

/** Which of the implementations this processor and build can run. */
async function canRun(implementation: string): Promise<boolean> {
  const { exitCode } = await run([join(ROOT, "dist/dxg"), "doctor"], ROOT, { DXG_IMPL: implementation });
  return exitCode === 0;
}

async function everyFile(files: readonly string[]): Promise<void> {
  for (const file of files) {
    const startedAt = performance.now();
    report(file, await runTests([file], ROOT), startedAt);
  }
}

async function everyImplementation(files: readonly string[]): Promise<void> {
  for (const implementation of IMPLEMENTATIONS) {
    const startedAt = performance.now();
    if (!(await canRun(implementation))) {
      notRun.add(`DXG_IMPL=${implementation} (this processor or build lacks it)`);
      continue;
    }
    // What one of them leaves out (without the library, tests of the library) has just been run by another.
    const result = { ...(await runTests(files, ROOT, { DXG_IMPL: implementation })), notRun: [] };
    report(`unit tests, DXG_IMPL=${implementation}`, result, startedAt);
  }
}

async function fuzz(): Promise<void> {
  const startedAt = performance.now();
  const flags = ["--files", String(FUZZ_FILES), "--seed", String(FUZZ_SEED), "--brief"];
  const { output, exitCode } = await run([process.execPath, "run", "test/fuzz/mutate.ts", ...flags], ROOT);
  const counts = exitCode === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
  report(`${FUZZ_FILES} mutated files, and other inputs`, { ...counts, output, notRun: [] }, startedAt);
  // What the cases reached is a result too: cases that all end at the first rule would pass as well.
  if (exitCode === 0) console.log(output.trimEnd().replace(/^/gm, "     "));
}

async function main(): Promise<void> {
  const { DXG_IMPL: forced } = process.env;
  if (forced !== undefined) throw new Error("the suite runs every implementation itself; unset DXG_IMPL");
  const startedAt = performance.now();
  const files = [...new Glob("test/**/*.test.ts").scanSync(ROOT)].sort();
  if (files.length === 0) throw new Error("no test files");
  await everyFile(files);
  await everyImplementation(files.filter((file) => !SAME_EVERYWHERE.test(file)));
  await fuzz();
  console.log(`\n${((performance.now() - startedAt) / 60_000).toFixed(1)} minutes`);
  for (const one of notRun) console.log(`not run: ${one}`);
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

main().catch((error: unknown) => {
  console.error(error);
  console.log(`${passed} passed, ${failed + 1} failed`);
  process.exitCode = 1;
});
