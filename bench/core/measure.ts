/**
 * Timing: contenders take turns on inputs that no one has seen before, a batch each, and only the batch is timed. It
 * knows nothing of what is measured. Medians and percentiles are over rounds; ratios are paired, round by round, so that
 * a machine that slows down halfway slows both sides.
 */
import type { Check, Measured } from "./result.ts";

export interface Contender<Input> {
  readonly name: string;
  /** Does the work for each input and returns a number that depends on all of it, so that nothing can be left out. */
  readonly all: (inputs: readonly Input[]) => number;
}

export interface Plan<Input> {
  /** Fresh inputs: strings that were never seen before in this process. */
  readonly make: (count: number) => readonly Input[];
  /** Inputs of a batch: enough for at least some hundred microseconds. */
  readonly batch: number;
  readonly rounds: number;
  /** Rounds before those that count, until the compilers are done. */
  readonly warmUp: number;
}

/** Nanoseconds for one input, by round. */
export interface Samples {
  readonly name: string;
  readonly rounds: readonly number[];
}

/** Inputs, as a share of a batch, that a contender handles untimed to fill caches and allocators that a collection emptied. */
const LEAD_IN_SHARE = 0.1;

let sink = 0;

/** The sum of all results: print it and no result can be optimised away. */
export function sinkValue(): number {
  return sink;
}

/**
 * Times all contenders in turn, every round beginning with another one. Inputs are made and garbage is collected outside
 * the timed part; the garbage that a contender makes while it runs is its own.
 */
export function interleave<Input>(contenders: readonly Contender<Input>[], plan: Plan<Input>): readonly Samples[] {
  const rounds = contenders.map((): number[] => []);
  for (let round = -plan.warmUp; round < plan.rounds; round += 1) {
    for (let turn = 0; turn < contenders.length; turn += 1) {
      const index = (turn + round + plan.warmUp) % contenders.length;
      const leadIn = plan.make(Math.ceil(plan.batch * LEAD_IN_SHARE));
      const inputs = plan.make(plan.batch);
      Bun.gc(true);
      sink += contenders[index]!.all(leadIn);
      const start = Bun.nanoseconds();
      sink += contenders[index]!.all(inputs);
      const elapsed = Bun.nanoseconds() - start;
      if (round >= 0) rounds[index]!.push(elapsed / plan.batch);
    }
  }
  return contenders.map(({ name }, index) => ({ name, rounds: rounds[index]! }));
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((left, right) => left - right);
  const at = (sorted.length - 1) * share;
  const low = sorted[Math.floor(at)]!;
  return low + (sorted[Math.ceil(at)]! - low) * (at - Math.floor(at));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function summarize({ name, rounds }: Samples): Measured {
  return { name, median: median(rounds), p10: quantile(rounds, 0.1), p90: quantile(rounds, 0.9) };
}

/** The median over the rounds of ours divided by the other's. */
export function pairedRatio(ours: Samples, other: Samples): number {
  return median(ours.rounds.map((value, round) => value / other.rounds[round]!));
}

/** Ours against the fastest of the others, by median. */
export function againstFastest(ours: Samples, others: readonly Samples[], atMost?: number): Check {
  const fastest = others.reduce((best, each) => (median(each.rounds) < median(best.rounds) ? each : best));
  return against(ours, fastest, atMost, `the fastest peer, ${fastest.name}`);
}

export function against(ours: Samples, other: Samples, atMost?: number, what: string = other.name): Check {
  const check = { what: `against ${what}`, value: pairedRatio(ours, other), kind: "ratio" } as const;
  return atMost === undefined ? check : { ...check, atMost };
}

/** Our own median against an absolute bar in nanoseconds. */
export function absolute(ours: Samples, what: string, atMost?: number): Check {
  const check = { what, value: median(ours.rounds), kind: "absolute" } as const;
  return atMost === undefined ? check : { ...check, atMost };
}

/** A figure that does not vary, such as a size. */
export function fixed(name: string, value: number): Measured {
  return { name, median: value, p10: value, p90: value };
}
