/**
 * Whole processes: `dxg generate component-full Counter` against a bare compiled Bun executable, Plop and Hygen. The
 * generators of the others are made from our output, and all files are compared before anything is timed.
 */
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname } from "node:path";
import { buildExecutable } from "../../build.ts";
import { ROOT } from "../core/environment.ts";
import { absolute, against, type Samples, summarize } from "../core/measure.ts";
import { type Command, timeProcesses } from "../core/processes.ts";
import type { Family, Row } from "../core/result.ts";
import { requireEqual } from "../peers/engine.ts";
import { hygenGenerator, plopGenerator } from "../peers/generators.ts";

const BARE_BAR = 1.5;
const PLOP_BAR = 1 / 12;
const HYGEN_BAR = 1 / 6;
const ROUNDS = 101;
const LONG_ROUNDS = 41;
const PEER_ROUNDS = 15;

type Files = ReadonlyMap<string, Uint8Array>;

function filesBelow(folder: string): Files {
  const files = new Map<string, Uint8Array>();
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const path = `${entry.parentPath}/${entry.name}`;
    files.set(path.slice(folder.length + 1), readFileSync(path));
  }
  return files;
}

/** @throws {Error} unless both wrote the same files */
function requireSameFiles(name: string, files: Files, expected: Files): void {
  const names = [...files.keys()].sort().join(" ");
  if (names !== [...expected.keys()].sort().join(" ")) throw new Error(`${name} wrote ${names}`);
  for (const [path, bytes] of expected) requireEqual(`${name}: ${path}`, files.get(path)!, bytes);
}

function run(words: readonly string[], cwd: string): void {
  const { exitCode, stdout, stderr } = Bun.spawnSync([...words], { cwd, stdout: "pipe", stderr: "pipe" });
  if (exitCode !== 0) throw new Error(`${words.join(" ")}\n${stdout}\n${stderr}`);
}

function measure(work: string, dxg: string, bare: string): Row[] {
  const generate = (output: string): string[] => [dxg, "generate", "component-full", "Counter", "-o", output];
  run(generate(`${work}/ours`), work);
  const expected = filesBelow(`${work}/ours`);
  if (expected.size !== 5) throw new Error("component-full writes five files");
  mkdirSync(`${work}/home`);
  for (let round = 0; round < ROUNDS; round += 1) mkdirSync(`${work}/homes/${round}`, { recursive: true });

  const bareCommand: Command = { name: "bare executable, prints one line", words: [`HOME=${work}/home`, bare] };
  const plain: Command = { name: "dxg generate", words: [`HOME=${work}/home`, ...generate(`${work}/warm/@@`)] };
  const first: Command = {
    name: "dxg generate, empty HOME",
    words: [`HOME=${work}/homes/@@`, ...generate(`${work}/first/@@`)],
  };
  const answered: Command = {
    name: "dxg generate, four state values",
    words: [
      `HOME=${work}/home`,
      ...generate(`${work}/answered/@@`),
      "-p",
      "state_vars=count,query:string,isOpen,limit:number",
    ],
  };
  const long: Command = {
    name: "dxg generate --json",
    words: [`HOME=${work}/home`, ...generate(`${work}/long/@@`), "--json"],
  };
  const others = ["crate-complete", "route-crud"].map(
    (template): Command => ({
      name: `dxg generate ${template} thing`,
      words: [`HOME=${work}/home`, dxg, "generate", template, "thing", "-o", `${work}/${template}/@@`],
    }),
  );
  const [bareTimes, ours, firstUse, withAnswers] = timeProcesses(ROUNDS, [bareCommand, plain, first, answered]);
  const [bareAgain, ...longWays] = timeProcesses(LONG_ROUNDS, [bareCommand, long, ...others]);
  requireSameFiles("dxg, last round", filesBelow(`${work}/warm/${ROUNDS - 1}`), expected);

  const node = Bun.which("node");
  const peers: Command[] = [];
  for (const generator of [plopGenerator(ROOT, work, expected), hygenGenerator(ROOT, work, expected)]) {
    run([process.execPath, ...generator.words(`${work}/${generator.name}-check`)], generator.folder);
    requireSameFiles(generator.name, filesBelow(`${work}/${generator.name}-check`), expected);
    for (const [runtime, path] of [
      ["Node", node],
      ["Bun", process.execPath],
    ]) {
      if (path == null) continue;
      const environment = [`HOME=${work}/home`, `PATH=${dirname(path)}:/usr/bin:/bin`, ...generator.environment];
      peers.push({
        name: `${generator.name}, ${runtime}`,
        words: [...environment, path, ...generator.words(`${work}/${generator.name}-${runtime}/@@`)],
      });
    }
  }
  const again: Command = { name: "dxg generate", words: [`HOME=${work}/home`, ...generate(`${work}/again/@@`)] };
  const [oursAgain, ...peerTimes] = timeProcesses(PEER_ROUNDS, [again, ...peers]);
  const fastest = (generator: string): Samples =>
    peerTimes
      .filter(({ name }) => name.startsWith(generator))
      .reduce((best, each) => (summarize(each).median < summarize(best).median ? each : best));
  return [
    {
      title: "generate component-full Counter, five files",
      unit: "ns",
      contenders: [bareTimes!, ours!, firstUse!, withAnswers!].map(summarize),
      checks: [
        against(ours!, bareTimes!, BARE_BAR),
        against(firstUse!, bareTimes!, BARE_BAR, `${bareTimes!.name}, empty HOME`),
        against(withAnswers!, bareTimes!, BARE_BAR, `${bareTimes!.name}, four state values`),
        absolute(ours!, "whole process"),
      ],
    },
    {
      title: "Runs that the fast path does not know",
      unit: "ns",
      contenders: [bareAgain!, ...longWays].map(summarize),
      checks: longWays.map((each) => against(each, bareAgain!, BARE_BAR, `bare executable: ${each.name}`)),
    },
    {
      title: "The same five files by Plop and Hygen",
      unit: "ns",
      contenders: [oursAgain!, ...peerTimes].map(summarize),
      checks: [against(oursAgain!, fastest("Plop"), PLOP_BAR), against(oursAgain!, fastest("Hygen"), HYGEN_BAR)],
      notes: ["their templates are our output with the name as a variable; files are byte-equal"],
    },
  ];
}

export const family: Family = {
  name: "start",
  title: "Whole process",
  contract: [
    "From vfork to the end of the output and the process, timed by a small C program, in turns; output goes to a pipe;",
    "nothing in the environment but HOME. The bare executable is built with the same options as dxg.",
  ],
  run: async () => {
    const built = `${ROOT}/dist/dxg`;
    if (!existsSync(built)) throw new Error("there is no dist/dxg: run `bun run build` first");
    const work = mkdtempSync(`${tmpdir()}/dxg-bench-`);
    try {
      // Both are written here and now: pages of a file that was read from a disk take longer to map than of a new one.
      const [dxg, bare] = [`${work}/dxg`, `${work}/bare`];
      await buildExecutable([`${ROOT}/bench/native/bare.ts`], bare);
      copyFileSync(built, dxg);
      return measure(work, dxg, bare);
    } finally {
      rmSync(work, { recursive: true });
    }
  },
};
