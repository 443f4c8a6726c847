/**
 * Micro and macro programs give the same bytes, whichever kernels are in use, over generated templates: each
 * implementation that this processor has renders them in a process of its own. `campaign.ts` compares the two modes of
 * each template against each other as well.
 */
import { expect, test } from "bun:test";
import { join } from "node:path";

const ROOT = join(import.meta.dir, "../..");
const CASES = 1500;

function digestOf(implementation: string): { readonly digest: string; readonly rendered: number } | undefined {
  const { exitCode, stdout, stderr } = Bun.spawnSync(
    [process.execPath, "run", "test/fuzz/answers-digest.ts", String(CASES), "20261122"],
    { cwd: ROOT, env: { ...process.env, DXG_IMPL: implementation } },
  );
  if (stderr.toString().includes("native/unavailable")) return undefined;
  expect(exitCode).toBe(0);
  return JSON.parse(stdout.toString()) as { readonly digest: string; readonly rendered: number };
}

test("every implementation renders the same bytes for generated templates", () => {
  const twin = digestOf("ts");
  expect(twin?.rendered ?? 0).toBeGreaterThan(CASES);
  for (const implementation of ["portable", "avx2", "avx512"]) {
    const native = digestOf(implementation);
    if (native === undefined) console.log(`not run: ${implementation} (this processor or build lacks it)`);
    else expect({ implementation, ...native }).toEqual({ implementation, ...twin! });
  }
}, 60_000);
