/** A short run of the fuzzer in the suite; the long one is `bun run test/fuzz/mutate.ts`. */
import { expect, setDefaultTimeout, test } from "bun:test";
import { inputsOf, readCorpus } from "./corpus.ts";
import { fuzz, names } from "./fuzz.ts";
import { missedRules, reportText } from "./mutate.ts";

setDefaultTimeout(120_000);

const corpus = inputsOf(readCorpus(names()));

test("every decoder gives a DxgError or a result that can be used, for the kept inputs and for 3,000 mutated ones", async () => {
  const report = await fuzz({ cases: 3000, seed: 20260727, corpus });
  expect(report.failures).toEqual([]);
  expect(reportText(report)).toEndWith("3000 cases, 0 failed");
  for (const { decoder, accepted, cases, kept } of report.decoders) {
    expect([decoder.name, accepted > 0, cases > 0, kept > 0]).toEqual([decoder.name, true, true, true]);
  }
});

test("the kept inputs alone reach every rule that is known beforehand, but those of size, which take large files", async () => {
  const { decoders } = await fuzz({ cases: 0, seed: 1, corpus });
  const missed = decoders.flatMap((report) => missedRules(report).map((rule) => `${report.decoder.name} ${rule}`));
  expect(missed.filter((rule) => !rule.includes("/too-large"))).toEqual([]);
});

test("fuzz() gives the same report for the same seed", async () => {
  const outcomes = async (): Promise<unknown> =>
    (await fuzz({ cases: 300, seed: 5 })).decoders.map(({ refused, uses }) => [[...refused.all], [...uses.counts.all]]);
  expect(await outcomes()).toEqual(await outcomes());
});
