/**
 * `bun run test/fuzz/mutate.ts --cases N --seed S [--first K]`: fuzzes the readers of `.dxt`, `.dxf` and
 * `.dxp` and reports the share of the cases that reached each rule and the machine. Exit code 1 for a broken promise.
 */
import { RULES } from "../../src/format/rules.ts";
import { type FuzzReport, fuzz } from "./fuzz.ts";
import { MACHINE } from "./machine.ts";

function numberOption(name: string, fallback: number): number {
  const at = Bun.argv.indexOf(`--${name}`);
  const value = at === -1 ? fallback : Number(Bun.argv[at + 1]);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} takes a number`);
  return value;
}

/** The report as text. */
export function reportText(report: FuzzReport): string {
  const share = (count: number): string => `${((100 * count) / report.cases).toFixed(2)}%`.padStart(8);
  const rows = [...report.refused].sort(([, left], [, right]) => right - left);
  const reached = new Set(rows.map(([key]) => key.split(" ")[1]).filter((rule) => rule !== ".dxp"));
  const missed = Object.keys(RULES).filter((rule) => !reached.has(rule));
  return [
    ...rows.map(([key, count]) => `${String(count).padStart(9)} ${share(count)}  ${key}`),
    `${String(report.accepted).padStart(9)} ${share(report.accepted)}  accepted by the verifier`,
    `${String(report.ran).padStart(9)} ${share(report.ran)}  run on the machine, ${report.failedRuns} ended in a DxgError`,
    `rules reached: ${reached.size} of ${Object.keys(RULES).length}; not: ${missed.join(", ") || "none"}`,
    `slowest case ${report.slowestMs.toFixed(2)} ms`,
    ...report.failures.slice(0, 20),
    `${report.cases} cases, ${report.failures.length} failed`,
  ].join("\n");
}

if (import.meta.main) {
  const report = fuzz({
    cases: numberOption("cases", 100_000),
    seed: numberOption("seed", 1),
    first: numberOption("first", 0),
    machine: MACHINE,
  });
  console.log(reportText(report));
  if (report.failures.length > 0) process.exitCode = 1;
}
