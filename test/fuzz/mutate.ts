/**
 * `bun run test/fuzz/mutate.ts --cases N --seed S [--first K] [--only DECODER] [--keep] [--brief]`: fuzzes every decoder, the
 * kept inputs first, and reports the share of the cases that reached each rule, and the rules that none reached. `--files N`
 * instead of `--cases` makes N cases of `.dxt`, `.dxf` and `.dxp` together, and those of the others on top; `--brief` reports
 * on these formats only. `--keep` adds what reached a rule to the kept inputs. Exit code 1 for a broken promise.
 */
import { inputsOf, Keeper, readCorpus } from "./corpus.ts";
import { casesFor } from "./decoders.ts";
import { fuzz, names } from "./fuzz.ts";
import { briefText, reportText } from "./report.ts";

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

if (import.meta.main) {
  const corpus = readCorpus(names());
  const keeper = Bun.argv.includes("--keep") ? new Keeper(corpus) : undefined;
  const report = await fuzz({
    cases: option("files") === undefined ? numberOption("cases", 100_000) : casesFor(numberOption("files", 0)),
    seed: numberOption("seed", 1),
    first: numberOption("first", 0),
    only: option("only"),
    corpus: inputsOf(corpus),
    ...(keeper === undefined ? {} : { onOutcome: keeper.offer }),
  });
  console.log(Bun.argv.includes("--brief") ? briefText(report) : reportText(report));
  keeper?.write();
  if (report.failures.length > 0) process.exitCode = 1;
}
