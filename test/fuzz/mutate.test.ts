/** A short run of the fuzzer in the suite; the long one is `bun run test/fuzz/mutate.ts`. */
import { expect, test } from "bun:test";
import { RULES } from "../../src/format/rules.ts";
import { fuzz } from "./fuzz.ts";
import { MACHINE } from "./machine.ts";
import { reportText } from "./mutate.ts";

const report = fuzz({ cases: 3000, seed: 20260727, machine: MACHINE });

test("decoding gives a DxgError or a valid file for 3,000 mutated binaries", () => {
  expect(report.failures).toEqual([]);
  expect(reportText(report)).toEndWith("3000 cases, 0 failed");
});

test("the mutations reach at least half of the rules and the valid files", () => {
  expect(report.refused.size).toBeGreaterThan(Object.keys(RULES).length / 2);
  expect(report.accepted).toBeGreaterThan(300);
});

test("fuzz() gives the same report for the same seed", () => {
  const again = fuzz({ cases: 300, seed: 5 });
  expect([...fuzz({ cases: 300, seed: 5 }).refused]).toEqual([...again.refused]);
});
