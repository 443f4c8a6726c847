/** A short seeded run of the fuzzer of the native fast path; the long ones are made with `bun run test/fuzz/fast.ts`. */
import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fuzzFast } from "./fast.ts";

const LIBRARY = join(import.meta.dir, "../../dist/native/libdxg-fast.so");
const canRun = process.platform === "linux" && existsSync(LIBRARY);
if (!canRun) console.log("not run: the native fast path (Linux, with a C compiler)");

test.if(canRun)(
  "what the native call does not refuse is what TypeScript gives, for generated templates",
  () => {
    const report = fuzzFast({ cases: 3000, seed: 20261122 });
    expect(report.differences.map(({ text, small }) => `${text}\n${JSON.stringify(small)}`)).toEqual([]);
    expect(report.cases).toBeGreaterThanOrEqual(3000);
    expect(report.rendered).toBeGreaterThan(0.35 * report.cases);
    // A call that refuses all would differ in nothing.
    expect(report.accepted).toBeGreaterThan(0.4 * report.rendered);
  },
  60_000,
);
