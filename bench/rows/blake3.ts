/** BLAKE3 throughput by size and implementation. The comparison with the official C code is made outside the repository. */
import { library } from "../../src/native/load.ts";
import { makeNative, type Native, selectImplementation } from "../../src/native/native.ts";
import { PORTABLE_KERNELS } from "../../src/native/portable.ts";
import { many, Random } from "../core/inputs.ts";
import { against, type Contender, interleave, type Samples, summarize } from "../core/measure.ts";
import type { Family, Measured, Row } from "../core/result.ts";
import { requireEqual } from "../peers/engine.ts";

const SIZES: readonly (readonly [string, number])[] = [
  ["64 B", 64],
  ["1 KiB", 1024],
  ["4 KiB", 4096],
  ["16 KiB", 16384],
  ["64 KiB", 65536],
  ["1 MiB", 1 << 20],
];
/** Bytes of a batch; TypeScript needs some milliseconds for them. */
const BATCH_BYTES = 1 << 19;

/** The implementation is one setting of the whole library, so each contender makes it its own first. */
function contender(implementation: "portable" | "avx2" | "avx512"): Contender<Uint8Array> | undefined {
  const loaded = library();
  if (loaded === undefined) return undefined;
  try {
    selectImplementation(loaded, implementation);
  } catch {
    return undefined;
  }
  return {
    name: implementation,
    all: (inputs) => hashAll(selectImplementation(loaded, implementation), inputs),
  };
}

function hashAll({ blake3 }: Native, inputs: readonly Uint8Array[]): number {
  let sum = 0;
  for (const bytes of inputs) sum += blake3(bytes)[0]!;
  return sum;
}

function throughput({ name, rounds }: Samples, bytes: number): Measured {
  const { median, p10, p90 } = summarize({ name, rounds: rounds.map((nanoseconds) => (bytes / nanoseconds) * 1e9) });
  return { name, median, p10, p90 };
}

function hashRow(random: Random, contenders: readonly Contender<Uint8Array>[], title: string, bytes: number): Row {
  const make = (count: number): Uint8Array[] => many(count, () => random.bytes(bytes));
  const batch = Math.max(1, Math.min(400, Math.floor(BATCH_BYTES / bytes)));
  const samples = interleave(contenders, { make, batch, rounds: 21, warmUp: 8 });
  const best = samples[0]!;
  const others = samples.slice(1);
  return {
    title,
    unit: "bytes/s",
    contenders: samples.map((each) => throughput(each, bytes)),
    checks: others.map((other) => against(best, other)),
  };
}

export const family: Family = {
  name: "blake3",
  title: "BLAKE3",
  contract: ["Whole hash of 32 bytes, called from TypeScript, on content never hashed before. Ratios are of times."],
  run: () => {
    const random = new Random(0x5eed07);
    const ts = makeNative(() => "ts", PORTABLE_KERNELS);
    const twin: Contender<Uint8Array> = { name: "ts", all: (inputs) => hashAll(ts, inputs) };
    const native = (["avx512", "avx2", "portable"] as const).flatMap((name) => contender(name) ?? []);
    const loaded = library();
    if (loaded !== undefined) {
      const bytes = random.bytes(100_000);
      requireEqual("the C library", selectImplementation(loaded, undefined).blake3(bytes), ts.blake3(bytes));
    }
    return SIZES.map(([title, bytes]) => hashRow(random, [...native, twin], title, bytes));
  },
};
