/** A short run of the fuzzer in the suite; the long one is `bun run test/fuzz/mutate.ts`. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { DxgError } from "../../src/base/error.ts";
import { DXF, DXT } from "./containers.ts";
import { inputsOf, readCorpus } from "./corpus.ts";
import { Counts, ruleName, Uses } from "./decoder.ts";
import { casesFor, DX_FILES } from "./decoders.ts";
import { DXP_VALUE } from "./dxp.ts";
import { fuzz, names } from "./fuzz.ts";
import { briefText, missedRules, reportText } from "./report.ts";
import { SIG } from "./signature-file.ts";

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

test.each([1, 32, 33, 1000])(
  "casesFor() lets .dxt, .dxf and .dxp together get %d cases, and few more",
  async (files) => {
    const { decoders } = await fuzz({ cases: casesFor(files), seed: 1 });
    const ours = decoders.filter(({ decoder }) => DX_FILES.has(decoder));
    const got = ours.reduce((sum, { cases }) => sum + cases, 0);
    expect(ours.map(({ decoder }) => decoder.name)).toEqual([".dxt", ".dxf", ".dxp value", ".dxp record"]);
    expect(got).toBeGreaterThanOrEqual(files);
    expect(got).toBeLessThan(files + 50);
  },
);

describe("briefText()", () => {
  test("tells for .dxt, .dxf and .dxp alone what share each rule refused and the machine ran", () => {
    const refused = new Counts();
    const uses = new Uses();
    const add = (counts: Counts, name: string, times: number): void => {
      for (let left = times; left > 0; left--) counts.add(name);
    };
    add(refused, "format/bad-instruction join", 5);
    add(refused, "format/bad-instruction opcode", 60);
    add(uses.counts, "listed", 35);
    add(uses.counts, "run: render/type", 20);
    add(uses.counts, "run", 15);
    const report = { cases: 90, kept: 10, refused, uses, accepted: 35, slowestMs: 1, waited: 0, spentMs: 9 };
    const decoders = [
      { ...report, decoder: DXT },
      { ...report, decoder: DXP_VALUE, uses: new Uses() },
      { ...report, decoder: SIG },
    ];
    const text = briefText({ cases: 270, decoders, failures: ["a broken promise"] });
    expect(text.replace(/; not: [^;]*;/, "; not: …;").split("\n")).toEqual([
      "180 mutated .dxt, .dxf and .dxp files",
      `== .dxt: 90 cases and 10 kept inputs; rules reached: 2 of ${DXT.rules?.length}; not: …; % refused by each:`,
      "    60.000 opcode; 5.000 join",
      "  % accepted: 35.000; run by the machine: 35.000, of which",
      "    20.000 render/type; 15.000 to the end",
      "== .dxp value: 90 cases and 10 kept inputs; rules reached: 2; % refused by each:",
      "    60.000 opcode; 5.000 join",
      "  % accepted: 35.000",
      "a broken promise",
      "270 cases, 1 failed",
    ]);
  });

  test("leaves no rule and no machine out, and adds up to all the cases", async () => {
    const report = await fuzz({ cases: 500, seed: 7, corpus });
    for (const one of report.decoders.filter(({ decoder }) => DX_FILES.has(decoder))) {
      const [, part = ""] = briefText({ ...report, decoders: [one] }).split("% refused by each:");
      expect(part.includes("; run by the machine: ")).toBe([DXT, DXF].includes(one.decoder));
      const [rules = "", accepted = ""] = part.split("% accepted: ");
      const shares = [...rules.matchAll(/\d+\.\d{3} /g)].map(Number);
      expect([one.decoder.name, shares.length]).toEqual([one.decoder.name, one.refused.all.size]);
      const sum = shares.reduce((left, right) => left + right, Number.parseFloat(accepted));
      expect(Math.abs(sum - 100)).toBeLessThan(0.1);
      expect(part.split("\n").every((line) => line.length <= 110)).toBeTrue();
    }
  });
});

test("ruleName() has no numbers of the input in it, decimal or not", () => {
  const rules = ["0x1f is not a tag that may stand here", "0xe8 is not a tag that may stand here"].map((detail) =>
    ruleName(new DxgError("format/bad-value", detail)),
  );
  expect(new Set(rules)).toEqual(new Set(["format/bad-value # is not a tag that may stand here"]));
  expect(ruleName(new DxgError("format/version", "version 12, this program reads 3"))).toBe(
    "format/version version #, this program reads #",
  );
});
