/**
 * The differential fuzzer of the native fast path against TypeScript: `bun run test/fuzz/fast.ts --cases N --seed S
 * [--first N]`. It ends with status 1 when a difference is found.
 *
 * The cases run in processes of their own: the native call sees the real environment and the real standard output, and
 * each call loads the library anew.
 */
import { closeSync, mkdirSync, mkdtempSync, openSync, realpathSync, rmSync, statSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type CompiledCase, compare, compiled } from "./fast/compare.ts";
import { shrink } from "./fast/shrink.ts";
import { type FastCase, Templates } from "./fast/templates.ts";

export interface FastOptions {
  readonly cases: number;
  readonly seed: number;
  /** The number of the first template. */
  readonly first?: number;
}

export interface FastReport {
  /** Runs: a template with one set of answers. */
  readonly cases: number;
  /** Those that TypeScript renders without an error or a warning. */
  readonly rendered: number;
  /** Those that the native call did. */
  readonly accepted: number;
  /** Templates that did not compile; they are no cases. */
  readonly uncompiled: number;
  /** Errors of TypeScript, and how often. */
  readonly errors: Readonly<Record<string, number>>;
  readonly differences: readonly FastDifference[];
}

interface FastDifference {
  /** Of the template. */
  readonly number: number;
  readonly text: string;
  readonly small: FastCase;
}

const ANSWERS = 3;
const CHUNK_TEMPLATES = 1500;
/** Differences that a process tells; making them small takes time. */
const DIFFERENCES_MAX = 5;

/** Runs cases in processes of their own, one after the other. */
export function fuzzFast({ cases, seed, first = 0 }: FastOptions): FastReport {
  const root = realpathSync(mkdtempSync(join(memoryFolder(), "dxg-fast-")));
  const reports: FastReport[] = [];
  try {
    let left = cases;
    for (let at = first; left > 0; at += CHUNK_TEMPLATES) {
      const report = chunk(root, { cases: left, seed, first: at });
      reports.push(report);
      left -= Math.max(1, report.cases);
    }
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
  return reports.reduce(joined);
}

/** Thousands of small trees are made and removed. */
function memoryFolder(): string {
  const memory = "/dev/shm";
  return statSync(memory, { throwIfNoEntry: false })?.isDirectory() ? memory : tmpdir();
}

function chunk(root: string, { cases, seed, first }: Required<FastOptions>): FastReport {
  const [home, beside] = [join(root, "home"), join(root, "cases", "here")];
  for (const folder of [home, beside]) mkdirSync(folder, { recursive: true });
  // A standard output that takes nothing: what would be printed is handed over.
  const closed = openSync("/dev/null", "r");
  const { exitCode, stderr } = Bun.spawnSync(
    [process.execPath, "run", import.meta.path, "--worker", `${cases}`, `${seed}`, `${first}`],
    { cwd: beside, env: { HOME: home, PATH: "/usr/bin:/bin" }, stdin: "ignore", stdout: closed, stderr: "pipe" },
  );
  closeSync(closed);
  const text = stderr.toString();
  if (exitCode !== 0) throw new Error(`templates from ${first} on, seed ${seed}: exit code ${exitCode}\n${text}`);
  return JSON.parse(text) as FastReport;
}

function joined(a: FastReport, b: FastReport): FastReport {
  const errors = { ...a.errors };
  for (const [code, count] of Object.entries(b.errors)) errors[code] = (errors[code] ?? 0) + count;
  return {
    cases: a.cases + b.cases,
    rendered: a.rendered + b.rendered,
    accepted: a.accepted + b.accepted,
    uncompiled: a.uncompiled + b.uncompiled,
    errors,
    differences: [...a.differences, ...b.differences],
  };
}

/** The process that runs cases: in the current folder, with a report on standard error. */
async function work({ cases, seed, first }: Required<FastOptions>): Promise<FastReport> {
  const counts = { cases: 0, rendered: 0, accepted: 0, uncompiled: 0 };
  const errors: Record<string, number> = {};
  const differences: FastDifference[] = [];
  for (let number = first; number < first + CHUNK_TEMPLATES && counts.cases < cases; number += 1) {
    let ready: CompiledCase | undefined;
    for (const one of new Templates(seed * 0x10000 + number).generate(ANSWERS)) {
      ready ??= compiled(one);
      if (ready === undefined) {
        counts.uncompiled += 1;
        break;
      }
      const { error, accepted, difference } = await compare(one, ready);
      counts.cases += 1;
      if (error === undefined) counts.rendered += 1;
      else errors[error] = (errors[error] ?? 0) + 1;
      if (accepted) counts.accepted += 1;
      if (difference === undefined || differences.length >= DIFFERENCES_MAX) continue;
      if (differences.at(-1)?.number === number) continue;
      const small = await shrink(one);
      const again = compiled(small);
      const text = again === undefined ? undefined : (await compare(small, again)).difference;
      differences.push({ number, text: text ?? difference, small });
    }
  }
  return { ...counts, errors, differences };
}

function print({ cases, rendered, accepted, uncompiled, errors, differences }: FastReport): void {
  for (const { number, text, small } of differences) {
    console.log(`--- template ${number}\n${text}\n${JSON.stringify(small, undefined, 1)}`);
  }
  const share = (part: number, of: number): string => `${((100 * part) / of).toFixed(1)} %`;
  const told = Object.entries(errors)
    .sort(([, a], [, b]) => b - a)
    .map(([code, count]) => `${code} ${count}`);
  console.log(`errors: ${told.join(", ")}`);
  console.log(
    `${cases} cases, ${share(rendered, cases)} rendered, ${share(accepted, rendered)} of these natively, ${uncompiled} templates not compiled, ${differences.length} differences`,
  );
}

function numberOf(name: string, otherwise: number): number {
  const index = process.argv.indexOf(`--${name}`);
  return index < 0 ? otherwise : Number(process.argv[index + 1]);
}

if (import.meta.main) {
  const worker = process.argv.indexOf("--worker");
  if (worker >= 0) {
    const [cases = 0, seed = 0, first = 0] = process.argv.slice(worker + 1).map(Number);
    writeSync(2, JSON.stringify(await work({ cases, seed, first })));
  } else {
    const report = fuzzFast({
      cases: numberOf("cases", 10_000),
      seed: numberOf("seed", 1),
      first: numberOf("first", 0),
    });
    print(report);
    process.exitCode = report.differences.length > 0 ? 1 : 0;
  }
}
