/**
 * `bun run test/fuzz/mutate.ts --cases N --seed S [--first K] [--only DECODER] [--keep]`: fuzzes every decoder, the kept
 * inputs first, and reports the share of the cases that reached each rule, and the rules that none reached. `--keep` adds what
 * reached a rule to the kept inputs. Exit code 1 for a broken promise.
 */
import { inputsOf, Keeper, readCorpus } from "./corpus.ts";
import { type DecoderReport, type FuzzReport, fuzz, names } from "./fuzz.ts";

function option(name: string): string | undefined {
  const at = Bun.argv.indexOf(`--${name}`);
  return at === -1 ? undefined : (Bun.argv[at + 1] ?? "");
}

function numberOption(name: string, fallback: number): number {
  const text = option(name);
  const value = text === undefined ? fallback : Number(text);
  if (!Number.isSafeInteger(value) || value < 0) throw new Error(`--${name} takes a number`);
  return value;
}

/** Rules that no case of a decoder reached. */
export function missedRules({ decoder, refused }: DecoderReport): readonly string[] {
  return (decoder.rules ?? []).filter((rule) => !refused.all.has(rule));
}

function decoderText(report: DecoderReport): readonly string[] {
  const { decoder, cases, kept, refused, accepted, uses, slowestMs, waited, spentMs } = report;
  const all = cases + kept;
  const row = (count: number, what: string): string =>
    `${String(count).padStart(9)} ${((100 * count) / all).toFixed(2).padStart(7)}%  ${what}`;
  const sorted = (counts: ReadonlyMap<string, number>): [string, number][] =>
    [...counts].sort(([, left], [, right]) => right - left);
  const missed = missedRules(report);
  const known = decoder.rules?.length;
  return [
    `== ${decoder.name}: ${cases} cases and ${kept} kept inputs, ${((1000 * all) / spentMs).toFixed(0)} a second, slowest ${slowestMs.toFixed(1)} ms, ${waited} read again`,
    ...sorted(refused.all).map(([rule, count]) => row(count, rule)),
    row(accepted, "accepted"),
    ...sorted(uses.counts.all).map(([use, count]) => row(count, `  ${use}`)),
    known === undefined
      ? `rules reached: ${refused.all.size}`
      : `rules reached: ${known - missed.length} of ${known}; not: ${missed.join(", ") || "none"}`,
  ];
}

/** The report as text. */
export function reportText({ cases, decoders, failures }: FuzzReport): string {
  return [...decoders.flatMap(decoderText), ...failures.slice(0, 20), `${cases} cases, ${failures.length} failed`].join(
    "\n",
  );
}

if (import.meta.main) {
  const corpus = readCorpus(names());
  const keeper = Bun.argv.includes("--keep") ? new Keeper(corpus) : undefined;
  const report = await fuzz({
    cases: numberOption("cases", 100_000),
    seed: numberOption("seed", 1),
    first: numberOption("first", 0),
    only: option("only"),
    corpus: inputsOf(corpus),
    ...(keeper === undefined ? {} : { onOutcome: keeper.offer }),
  });
  console.log(reportText(report));
  keeper?.write();
  if (report.failures.length > 0) process.exitCode = 1;
}
