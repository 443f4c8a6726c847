/**
 * What a benchmark reports: the shapes that the result file, the table and docs/benchmarks.md share. No measuring here.
 */

/** Nanoseconds, bytes or bytes a second of one contender over all rounds. */
export interface Measured {
  readonly name: string;
  readonly median: number;
  /** The 10th and 90th percentile of the rounds; equal to the median for what does not vary, such as sizes. */
  readonly p10: number;
  readonly p90: number;
}

export type Unit = "ns" | "bytes" | "bytes/s";

/** A bar of the project, or a figure printed without one. */
export interface Check {
  readonly what: string;
  /** Ours divided by the other side, or an absolute figure in the row's unit. */
  readonly value: number;
  readonly kind: "ratio" | "absolute";
  /** The bar: `value` may not be above it. Absent for information only. */
  readonly atMost?: number;
}

export interface Row {
  readonly title: string;
  readonly unit: Unit;
  readonly contenders: readonly Measured[];
  readonly checks: readonly Check[];
  /** What a reader must know to judge the row. */
  readonly notes?: readonly string[];
}

/** What one family measured, and where and when: families may be run apart. */
export interface Section {
  readonly family: string;
  readonly title: string;
  /** The contract that all contenders keep: what is timed and what is not. */
  readonly contract: readonly string[];
  readonly rows: readonly Row[];
  readonly environment: Environment;
}

export interface Environment {
  readonly date: string;
  readonly commit: string;
  readonly cpu: string;
  readonly cores: number;
  readonly bun: string;
  readonly system: string;
  /** The kernels in use, such as avx512. */
  readonly implementation: string;
  /** Over one minute, when the family began and when it ended. */
  readonly loadBefore: number;
  readonly loadAfter: number;
}

export interface ResultFile {
  readonly sections: readonly Section[];
}

/** A family of rows: a file of bench/rows/. */
export interface Family {
  readonly name: string;
  readonly title: string;
  readonly contract: readonly string[];
  readonly run: () => readonly Row[] | Promise<readonly Row[]>;
}

export type Verdict = "PASS" | "LOSS" | "info";

export function verdict(check: Check): Verdict {
  if (check.atMost === undefined) return "info";
  return check.value <= check.atMost ? "PASS" : "LOSS";
}
