/**
 * The differential fuzzer against Jinja2: `bun run test/fuzz/jinja.ts --cases N --seed S [--first N] [--most N]
 * [--scoping | --lexical | --tags | --rare] [--keep]`. It ends with status 1 when a difference is found.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type CampaignReport, campaign } from "./jinja/campaign.ts";
import { findPython, type JinjaNames, Oracle } from "./jinja/oracle.ts";

const SUBJECTS = ["scoping", "lexical", "tags", "rare"] as const;

function numberOf(name: string, otherwise: number): number {
  const index = process.argv.indexOf(`--${name}`);
  return index < 0 ? otherwise : Number(process.argv[index + 1]);
}

/** Every tag of Jinja2 and of its extensions that has a name of its own. */
const TAGS = [
  "autoescape",
  "block",
  "break",
  "call",
  "continue",
  "debug",
  "do",
  "elif",
  "extends",
  "filter",
  "for",
  "from",
  "if",
  "import",
  "include",
  "macro",
  "pluralize",
  "raw",
  "set",
  "trans",
  "with",
];

/** What of Jinja2 the cases never used; a subject of its own uses only some of it. */
function unused(used: ReadonlyMap<string, number>, { filter, test }: JinjaNames): readonly string[] {
  const all = [
    filter.map((name) => `filter ${name}`),
    test.map((name) => `test ${name}`),
    TAGS.map((name) => `tag ${name}`),
  ];
  return all.flat().filter((name) => !used.has(name));
}

function print(report: CampaignReport, names: JinjaNames): void {
  for (const { number, text, small } of report.differences) {
    console.log(`--- case ${number}\n${text}\n${JSON.stringify(small.template)}`);
    console.log(JSON.stringify({ includes: small.includes, options: small.options }));
    const used = `${small.template} ${Object.values(small.includes).join(" ")}`;
    const { d } = small.context as { readonly d: readonly (readonly [string, unknown])[] };
    console.log(JSON.stringify(d.filter(([name]) => new RegExp(`\\b${name}\\b`).test(used))));
  }
  const share = ((100 * report.rendered) / report.cases).toFixed(1);
  console.log(
    `${report.cases} cases, ${share} % rendered, ${report.folded} folded ahead by Jinja2, ${report.addressed} with addresses, ${report.leaked} with escaping left behind, ${report.differences.length} differences`,
  );
  const counts = (map: ReadonlyMap<string, number>): string =>
    [...map]
      .toSorted((a, b) => b[1] - a[1])
      .map(([name, count]) => `${name} ${count}`)
      .join(", ");
  console.log(`errors: ${counts(report.errors)}\nused: ${counts(report.used)}`);
  console.log(`not used: ${unused(report.used, names).join(", ")}`);
}

/** Adds the shrunk cases with the answers of Jinja2 to the fixtures that test/runtime/jinja.test.ts runs. */
async function keep(oracle: Oracle, { differences }: CampaignReport): Promise<void> {
  const path = join(import.meta.dir, "../fixtures/render/found.json");
  const answers = await oracle.answers(differences.map(({ small }) => small));
  const lines = differences.map(({ small: { template, includes, context, options } }, index) => {
    const answer = answers[index]!;
    const answered = "ok" in answer ? { ok: answer.ok } : { error: answer.error };
    return JSON.stringify({ template, includes, context, options, ...answered });
  });
  const end = "\n]\n}\n";
  const kept = readFileSync(path, "utf8").slice(0, -end.length);
  writeFileSync(path, [kept, ...lines].join(",\n") + end);
}

const python = findPython();
if (python === undefined) console.log("not run: python3-jinja2");
else {
  const oracle = new Oracle(python);
  const report = await campaign(oracle, {
    cases: numberOf("cases", 10_000),
    seed: numberOf("seed", 1),
    first: numberOf("first", 0),
    most: numberOf("most", 20),
    subject: SUBJECTS.find((name) => process.argv.includes(`--${name}`)) ?? "all",
  });
  if (process.argv.includes("--keep")) await keep(oracle, report);
  const names = await oracle.names();
  await oracle.close();
  print(report, names);
  process.exitCode = report.differences.length > 0 ? 1 : 0;
}
