/** Results as text: figures with fitting units, for the terminal and for docs/benchmarks.md. Measures and decides nothing. */
import { type Check, type Measured, type Row, type Section, type Unit, verdict } from "./result.ts";

export function figure(value: number, unit: Unit): string {
  if (unit === "bytes") return `${Math.round(value).toLocaleString("en-US")} B`;
  if (unit === "bytes/s") return `${digits(value / 1e9)} GB/s`;
  if (value < 1000) return `${digits(value)} ns`;
  if (value < 1e6) return `${digits(value / 1e3)} µs`;
  return `${digits(value / 1e6)} ms`;
}

function digits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value >= 10 ? value.toFixed(1) : value.toFixed(2);
}

/** Small ratios keep three significant digits: a bar may be 1/50. */
export function ratio(value: number): string {
  return value < 0.1 ? value.toPrecision(2) : value.toFixed(2);
}

export function spread({ median, p10, p90 }: Measured, unit: Unit): string {
  return p10 === median && p90 === median ? "" : `${figure(p10, unit)} to ${figure(p90, unit)}`;
}

export function checkLine(check: Check, unit: Unit): string {
  const value = check.kind === "ratio" ? `${ratio(check.value)}x` : figure(check.value, unit);
  if (check.atMost === undefined) return `${check.what}: ${value}`;
  const bar = check.kind === "ratio" ? `${ratio(check.atMost)}x` : figure(check.atMost, unit);
  return `${check.what}: ${value} (bar: at most ${bar}) ${verdict(check)}`;
}

/** A section for the terminal. */
export function sectionText({ title, contract, rows, environment }: Section): string {
  const lines = [`\n== ${title}`, ...contract.map((line) => `   ${line}`)];
  lines.push(`   load ${environment.loadBefore} to ${environment.loadAfter}, kernels ${environment.implementation}`);
  for (const row of rows) lines.push("", ...rowText(row));
  return lines.join("\n");
}

function rowText({ title, unit, contenders, checks, notes = [] }: Row): string[] {
  const width = Math.max(0, ...contenders.map(({ name }) => Bun.stringWidth(name)));
  return [
    title,
    ...contenders.map((each) => {
      const pad = " ".repeat(width - Bun.stringWidth(each.name));
      return `  ${each.name}${pad}  ${figure(each.median, unit).padStart(12)}  ${spread(each, unit)}`.trimEnd();
    }),
    ...checks.map((check) => `  -> ${checkLine(check, unit)}`),
    ...notes.map((note) => `  (${note})`),
  ];
}
