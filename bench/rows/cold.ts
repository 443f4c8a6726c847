/** The first render of a process: runtime, engine, template and output, as a command-line tool pays for them. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { compileTemplate } from "../../src/compile/template.ts";
import { DATA } from "../cold/data.ts";
import { ROOT } from "../core/environment.ts";
import { againstFastest, summarize } from "../core/measure.ts";
import { type Command, timeProcesses } from "../core/processes.ts";
import type { Family, Row } from "../core/result.ts";
import { requireEqual } from "../peers/engine.ts";
import { ENGINES } from "../peers/engines.ts";
import { COMPONENT } from "./micro.ts";

const ROUNDS = 31;
/** The fastest three in a warm process. */
const COMPARED: readonly string[] = ["doT", "Eta", "EJS"];

function coldRow(work: string): Row {
  const write = (name: string, content: string | Uint8Array): string => {
    writeFileSync(`${work}/${name}`, content);
    return `${work}/${name}`;
  };
  const home = `HOME=${work}`;
  const bun = process.execPath;
  const compiled = write("component.dxt", compileTemplate(COMPONENT));
  const commands: Command[] = [
    { name: "dxg from source under Bun", words: [home, bun, `${ROOT}/bench/cold/ours.ts`, compiled] },
    ...ENGINES.filter(({ name }) => COMPARED.includes(name)).map(({ name, translate }) => ({
      name: `${name} under Bun`,
      words: [home, bun, `${ROOT}/bench/cold/peer.ts`, name, write(`component.${name}`, translate(COMPONENT))],
    })),
  ];
  const executable = `${ROOT}/dist/dxg`;
  const hasExecutable = existsSync(executable);
  if (hasExecutable) {
    const params = write("params.json", JSON.stringify(DATA));
    commands.push({
      name: "dxg render, executable",
      words: [home, executable, "render", compiled, "--params", params],
    });
  }
  const outputs = commands.map(({ words }) => output(words.slice(1)));
  for (const [index, { name }] of commands.entries()) requireEqual(name, outputs[index]!, outputs[0]!);
  const [ours, ...others] = timeProcesses(ROUNDS, commands);
  const peers = others.filter(({ name }) => !name.startsWith("dxg"));
  const executableTimes = others.find(({ name }) => name.startsWith("dxg"));
  return {
    title: "Start, load, first render, end",
    unit: "ns",
    contenders: [ours!, ...others].map(summarize),
    checks: [
      againstFastest(ours!, peers),
      ...(executableTimes === undefined ? [] : [againstFastest(executableTimes, peers)]),
    ],
    notes: ["the micro template; the last ratio is the executable's"],
  };
}

/** What the process printed, without white space at the end: programs differ in the newline after the output. */
function output(words: readonly string[]): Uint8Array {
  const { stdout, stderr, exitCode } = Bun.spawnSync([...words], { stdout: "pipe", stderr: "pipe" });
  if (exitCode !== 0) throw new Error(`${words.join(" ")}\n${stderr.toString()}`);
  return new TextEncoder().encode(stdout.toString().trimEnd());
}

export const family: Family = {
  name: "cold",
  title: "Cold first render",
  contract: ["Whole processes in turns; peers parse and compile their template, we load a compiled one."],
  run: () => {
    const work = mkdtempSync(`${tmpdir()}/dxg-bench-`);
    try {
      return [coldRow(work)];
    } finally {
      rmSync(work, { recursive: true });
    }
  },
};
