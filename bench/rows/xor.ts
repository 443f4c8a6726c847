/** XOR patches: difference and application in both directions, native and in TypeScript. */
import { makeNative, type Native, native } from "../../src/native/native.ts";
import { PORTABLE_KERNELS } from "../../src/native/portable.ts";
import { many, Random } from "../core/inputs.ts";
import { absolute, against, type Contender, interleave, summarize } from "../core/measure.ts";
import type { Family, Row } from "../core/result.ts";
import { requireEqual } from "../peers/engine.ts";

const PATCH_BAR_NS = 100_000;
/** Places where the content changes, for every 16 KiB. */
const CHANGES = 6;

interface Pair {
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** Two versions of a file: some short stretches differ, in place. */
function makePair(random: Random, length: number): Pair {
  const before = random.bytes(length);
  const after = before.slice();
  for (let change = 0; change < (CHANGES * length) / 16384; change += 1) {
    after.set(random.bytes(24), random.below(length - 24));
  }
  return { before, after };
}

function contender(name: string, { xorDiff, xorApply }: Native): Contender<Pair> {
  return {
    name,
    all: (pairs) => {
      let sum = 0;
      for (const { before, after } of pairs) sum += xorApply(xorDiff(before, after), before)[0]!;
      return sum;
    },
  };
}

function patchRow(random: Random, title: string, length: number, batch: number, atMost?: number): Row {
  const ours = native();
  const twin = makeNative(() => "ts", PORTABLE_KERNELS);
  const { before, after } = makePair(random, length);
  const patch = ours.xorDiff(before, after);
  requireEqual("the twin's patch", twin.xorDiff(before, after), patch);
  requireEqual("forward", ours.xorApply(patch, before), after);
  requireEqual("backward", ours.xorApply(patch, after, true), before);
  const make = (count: number): Pair[] => many(count, () => makePair(random, length));
  const plan = { make, batch, rounds: 25, warmUp: 8 };
  const [fast, slow] = interleave([contender(`dxg, ${ours.implementation}`, ours), contender("dxg, ts", twin)], plan);
  return {
    title,
    unit: "ns",
    contenders: [summarize(fast!), summarize(slow!)],
    checks: [absolute(fast!, "difference and application", atMost), against(fast!, slow!)],
    notes: [`the patch takes ${patch.length} bytes`],
  };
}

export const family: Family = {
  name: "xor",
  title: "XOR patches",
  contract: [
    "Difference of two contents, then its application; patches and results are allocated. New contents each time.",
  ],
  run: () => {
    const random = new Random(0x5eed05);
    return [
      patchRow(random, "15 KB, difference and application", 15_000, 24, PATCH_BAR_NS),
      patchRow(random, "1 MB, difference and application", 1_000_000, 2),
    ];
  },
};
