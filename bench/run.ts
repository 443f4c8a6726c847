/**
 * `bun run bench [name...]`: runs families of rows, each in a process of its own so that none warms up or spoils another,
 * prints a table and keeps bench/results/latest.json. With `--publish` it only writes docs/benchmarks.md from that file.
 */

import { isBusy, load, ROOT } from "./core/environment.ts";
import { benchmarksPage } from "./core/publish.ts";
import { type ResultFile, type Section, verdict } from "./core/result.ts";
import { checkLine, sectionText } from "./core/table.ts";
import { FAMILY_NAMES } from "./families.ts";

const RESULTS = `${ROOT}/bench/results/latest.json`;
const PAGE = `${ROOT}/docs/benchmarks.md`;

async function main(args: readonly string[]): Promise<number> {
  if (args.includes("--help") || args.includes("--list")) {
    console.log(`bun run bench [${FAMILY_NAMES.join(" | ")}]...\nbun run bench --publish`);
    return 0;
  }
  if (args.includes("--publish")) {
    await Bun.write(PAGE, benchmarksPage(await readResults()));
    console.log("Wrote docs/benchmarks.md");
    return 0;
  }
  const unknown = args.find((name) => !FAMILY_NAMES.includes(name));
  if (unknown !== undefined) {
    console.error(`There is no benchmark "${unknown}". There are: ${FAMILY_NAMES.join(", ")}`);
    return 2;
  }
  if (isBusy()) console.error(`Warning: load average ${load()}. Others use this machine; figures will be spread wide.`);
  const names = args.length === 0 ? FAMILY_NAMES : args;
  const sections: Section[] = [];
  let failed = 0;
  for (const name of names) {
    const section = runFamily(name);
    if (section === undefined) {
      failed += 1;
      continue;
    }
    sections.push(section);
    console.log(sectionText(section));
    await keep(section);
  }
  printBars(sections);
  return failed === 0 ? 0 : 1;
}

/** Addons of Node's interface make Bun 1.4.5 abort when MessagePack and CBOR are read; both packages work without. */
const WITHOUT_ADDONS = { MSGPACKR_NATIVE_ACCELERATION_DISABLED: "true", CBOR_NATIVE_ACCELERATION_DISABLED: "true" };

function runFamily(name: string): Section | undefined {
  const command = [process.execPath, `${ROOT}/bench/families.ts`, name];
  const { stdout, exitCode } = Bun.spawnSync(command, {
    cwd: ROOT,
    env: { ...process.env, ...WITHOUT_ADDONS },
    stdout: "pipe",
    stderr: "inherit",
  });
  if (exitCode === 0) return JSON.parse(stdout.toString()) as Section;
  console.error(`The benchmark "${name}" failed with exit code ${exitCode}.`);
  return undefined;
}

async function readResults(): Promise<ResultFile> {
  const file = Bun.file(RESULTS);
  return (await file.exists()) ? ((await file.json()) as ResultFile) : { sections: [] };
}

/** Replaces the family's last result. */
async function keep(section: Section): Promise<void> {
  const byName = new Map((await readResults()).sections.map((each) => [each.family, each]));
  byName.set(section.family, section);
  const sections = FAMILY_NAMES.flatMap((name) => byName.get(name) ?? []);
  await Bun.write(RESULTS, `${JSON.stringify({ sections } satisfies ResultFile, null, 1)}\n`);
}

function printBars(sections: readonly Section[]): void {
  const rows = sections.flatMap(({ rows }) => rows);
  const lines = (wanted: string): string[] =>
    rows.flatMap(({ title, unit, checks }) =>
      checks.filter((check) => verdict(check) === wanted).map((check) => `  ${title}: ${checkLine(check, unit)}`),
    );
  const lost = lines("LOSS");
  console.log(`\n${lines("PASS").length} bars held, ${lost.length} lost.`);
  for (const line of lost) console.log(line);
}

process.exitCode = await main(process.argv.slice(2));
