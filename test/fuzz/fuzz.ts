/**
 * Mutates good inputs of every decoder, repairs their checksums, and reads them: each case ends in a DxgError or in a
 * valid result that can be used, in less than a second. A case is told by the seed and its number alone.
 */
import { DxgError } from "../../src/base/error.ts";
import { Counts, type Decoder, ruleName, Uses } from "./decoder.ts";
import { DECODERS } from "./decoders.ts";
import { withFuzzFolder } from "./folder.ts";
import { Random } from "./random.ts";

/** A case that took longer is a failure. */
export const SLOWEST_MS = 1000;

export interface FuzzOptions {
  readonly cases: number;
  readonly seed: number;
  /** Number of the first case, to run one again. */
  readonly first?: number;
  /** Name of the only decoder to fuzz. */
  readonly only?: string | undefined;
  /** Read before the mutations. */
  readonly corpus?: ReadonlyMap<string, readonly Uint8Array[]>;
  /** Told of each input with what came of it, to keep some of them. */
  readonly onOutcome?: (decoder: Decoder, outcome: string, bytes: Uint8Array) => void;
}

export interface DecoderReport {
  readonly decoder: Decoder;
  /** Mutated inputs, and inputs of the corpus. */
  cases: number;
  kept: number;
  /** Refused cases, by rule. */
  readonly refused: Counts;
  accepted: number;
  /** What was done with the accepted ones. */
  readonly uses: Uses;
  slowestMs: number;
  /** Cases that were read a second time, as the first took too long. */
  waited: number;
  /** In all cases together, without making them. */
  spentMs: number;
}

export interface FuzzReport {
  readonly cases: number;
  readonly decoders: readonly DecoderReport[];
  /** One line for each case that broke the promise. */
  readonly failures: readonly string[];
}

export async function fuzz(options: FuzzOptions): Promise<FuzzReport> {
  return await withFuzzFolder(() => run(options));
}

interface Target {
  readonly report: DecoderReport;
  readonly bases: readonly Uint8Array[];
}

async function run(options: FuzzOptions): Promise<FuzzReport> {
  const { seed, only } = options;
  const failures: string[] = [];
  const schedule: Target[] = [];
  const targets = DECODERS.filter(([decoder]) => only === undefined || decoder.name === only).map(
    ([decoder, weight]) => {
      const target: Target = { report: newReport(decoder), bases: decoder.bases(seed) };
      schedule.push(...new Array<Target>(weight).fill(target));
      return target;
    },
  );
  if (targets.length === 0) throw new Error(`no decoder has the name ${only}; there are ${names().join(", ")}`);
  for (const { report } of targets) {
    for (const [index, bytes] of (options.corpus?.get(report.decoder.name) ?? []).entries()) {
      report.kept++;
      await runCase(report, bytes, `corpus ${index + 1}`, failures, options.onOutcome);
    }
  }
  const first = options.first ?? 0;
  for (let number = first; number < first + options.cases; number++) {
    const random = new Random(Math.imul(seed, 0x9e3779b1) ^ number);
    const { report, bases } = schedule[number % schedule.length]!;
    const bytes = report.decoder.mutate(random.pick(bases), random, bases);
    report.cases++;
    await runCase(report, bytes, `seed ${seed} case ${number}`, failures, options.onOutcome);
  }
  return { cases: options.cases, decoders: targets.map(({ report }) => report), failures };
}

/** The names of all decoders. */
export function names(): readonly string[] {
  return DECODERS.map(([{ name }]) => name);
}

function newReport(decoder: Decoder): DecoderReport {
  return {
    decoder,
    cases: 0,
    kept: 0,
    refused: new Counts(),
    accepted: 0,
    uses: new Uses(),
    slowestMs: 0,
    waited: 0,
    spentMs: 0,
  };
}

async function runCase(
  report: DecoderReport,
  bytes: Uint8Array,
  which: string,
  failures: string[],
  onOutcome: FuzzOptions["onOutcome"],
): Promise<void> {
  const { decoder, refused } = report;
  const start = performance.now();
  const outcome = await outcomeOf(decoder, bytes, report.uses);
  const spent = performance.now() - start;
  report.spentMs += spent;
  report.slowestMs = Math.max(report.slowestMs, spent);
  if (typeof outcome === "string") {
    if (outcome === ACCEPTED) report.accepted++;
    else refused.add(outcome);
    onOutcome?.(decoder, outcome, bytes);
  } else failures.push(`${decoder.name} ${which}: ${outcome.stack}`);
  if (spent <= SLOWEST_MS) return;
  // On a machine with other work a process may just have had to wait: what counts then is the processor's time.
  const before = process.cpuUsage();
  await outcomeOf(decoder, bytes, new Uses());
  const { user, system } = process.cpuUsage(before);
  const spentAgain = (user + system) / 1000;
  report.waited++;
  if (spentAgain > SLOWEST_MS) {
    failures.push(
      `${decoder.name} ${which}: took ${spent.toFixed(0)} ms, then ${spentAgain.toFixed(0)} ms of the processor`,
    );
  }
}

const ACCEPTED = "accepted";

/** The rule that refused an input, or that it was accepted; an error for a broken promise. */
async function outcomeOf(decoder: Decoder, bytes: Uint8Array, uses: Uses): Promise<string | Error> {
  try {
    const pending = decoder.read(bytes, uses);
    // Waiting for nothing takes time.
    if (pending !== undefined) await pending;
    return ACCEPTED;
  } catch (error) {
    if (error instanceof DxgError) return ruleName(error);
    return error instanceof Error ? error : new Error(String(error));
  }
}
