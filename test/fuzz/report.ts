/** What the fuzzer reports, as text: in full, and in brief for the log of the whole suite. */
import { DX_FILES } from "./decoders.ts";
import type { DecoderReport, FuzzReport } from "./fuzz.ts";

const FAILURES_SHOWN = 20;
const LINE_WIDTH = 110;
/** What the uses of an accepted file begin with where the machine has run it; then comes the error that ended the run. */
const RUN = "run";

/** Rules that no case of a decoder reached. */
export function missedRules({ decoder, refused }: DecoderReport): readonly string[] {
  return (decoder.rules ?? []).filter((rule) => !refused.all.has(rule));
}

/** The report, with every decoder and all that was done with accepted inputs. */
export function reportText(report: FuzzReport): string {
  return [...report.decoders.flatMap(decoderText), ...endText(report)].join("\n");
}

/** Of `.dxt`, `.dxf` and `.dxp` the share that reached each rule, and the machine. */
export function briefText(report: FuzzReport): string {
  const files = report.decoders.filter(({ decoder }) => DX_FILES.has(decoder));
  const cases = files.reduce((sum, one) => sum + one.cases, 0);
  return [`${cases} mutated .dxt, .dxf and .dxp files`, ...files.flatMap(briefDecoder), ...endText(report)].join("\n");
}

function endText({ cases, failures }: FuzzReport): readonly string[] {
  return [...failures.slice(0, FAILURES_SHOWN), `${cases} cases, ${failures.length} failed`];
}

function decoderText(report: DecoderReport): readonly string[] {
  const { decoder, cases, kept, refused, accepted, uses, slowestMs, waited, spentMs } = report;
  const row = (count: number, what: string): string =>
    `${String(count).padStart(9)} ${percent(count, report, 2).padStart(7)}%  ${what}`;
  return [
    `== ${decoder.name}: ${cases} cases and ${kept} kept inputs, ${((1000 * (cases + kept)) / spentMs).toFixed(0)} a second, slowest ${slowestMs.toFixed(1)} ms, ${waited} read again`,
    ...sorted(refused.all).map(([rule, count]) => row(count, rule)),
    row(accepted, "accepted"),
    ...sorted(uses.counts.all).map(([use, count]) => row(count, `  ${use}`)),
    `rules reached: ${reachedText(report)}`,
  ];
}

function briefDecoder(report: DecoderReport): readonly string[] {
  const { decoder, cases, kept, refused, accepted, uses } = report;
  const share = (count: number, what: string): string => `${percent(count, report, 3)} ${what}`;
  const runs = sorted(uses.counts.all).filter(([use]) => use.split(": ", 1)[0] === RUN);
  const ran = runs.reduce((sum, [, count]) => sum + count, 0);
  return [
    `== ${decoder.name}: ${cases} cases and ${kept} kept inputs; rules reached: ${reachedText(report)}; % refused by each:`,
    // A rule's name says enough without the code of its error.
    ...wrapped(sorted(refused.all).map(([rule, count]) => share(count, rule.slice(rule.indexOf(" ") + 1)))),
    `  % accepted: ${percent(accepted, report, 3)}${runs.length === 0 ? "" : `; run by the machine: ${percent(ran, report, 3)}, of which`}`,
    ...wrapped(runs.map(([use, count]) => share(count, use === RUN ? "to the end" : use.slice(RUN.length + 2)))),
  ];
}

function percent(count: number, { cases, kept }: DecoderReport, digits: number): string {
  return ((100 * count) / (cases + kept)).toFixed(digits);
}

function reachedText(report: DecoderReport): string {
  const known = report.decoder.rules?.length;
  if (known === undefined) return String(report.refused.all.size);
  const missed = missedRules(report);
  return `${known - missed.length} of ${known}; not: ${missed.join(", ") || "none"}`;
}

/** Most frequent first. */
function sorted(counts: ReadonlyMap<string, number>): readonly [string, number][] {
  return [...counts].sort(([, left], [, right]) => right - left);
}

/** Items in indented lines; some hold a comma. */
function wrapped(items: readonly string[]): readonly string[] {
  const lines: string[] = [];
  for (const [index, item] of items.entries()) {
    const piece = index === items.length - 1 ? item : `${item};`;
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + piece.length <= LINE_WIDTH)
      lines[lines.length - 1] = `${last} ${piece}`;
    else lines.push(`    ${piece}`);
  }
  return lines;
}
