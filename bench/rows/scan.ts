/** The scan for marks and line starts: 1 KiB of template text, in process and against memchr in C. */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { native } from "../../src/native/native.ts";
import { compileProgram } from "../core/c-program.ts";
import { ROOT } from "../core/environment.ts";
import { many, Random } from "../core/inputs.ts";
import { absolute, against, type Contender, interleave, type Samples, summarize } from "../core/measure.ts";
import type { Family, Row } from "../core/result.ts";

const SCAN_BAR_NS = 100;
const LOOP_BAR = 1 / 50;
const MEMCHR_BAR = 1;
const BLOCK = 1024;
/** Blocks in turn: more than the first-level cache holds, and few enough to stay in it. */
const BLOCKS_IN_TURN: readonly number[] = [512, 24];

interface Input {
  readonly bytes: Uint8Array;
  readonly text: string;
}

/** The text of the built-in templates and partials, one after the other. */
function templateText(): string {
  const folder = `${ROOT}/templates`;
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".j2"));
  return files
    .sort()
    .map((path) => readFileSync(`${folder}/${path}`, "utf8"))
    .join("");
}

/** A block from anywhere in the templates, with new letters in some places so that no two are equal. Text is ASCII for both. */
function makeBlock(random: Random, text: string): Input {
  const from = random.below(text.length - BLOCK);
  const codes = Array.from({ length: BLOCK }, (_, index) => text.charCodeAt(from + index) & 0x7f);
  for (let change = 0; change < 24; change += 1) {
    const at = random.below(BLOCK);
    if (codes[at]! >= 0x61 && codes[at]! <= 0x7a) codes[at] = 0x61 + random.below(26);
  }
  return { bytes: Uint8Array.from(codes), text: String.fromCharCode(...codes) };
}

const BRACE = 0x7b;
const PERCENT = 0x25;
const HASH = 0x23;
const LINE_FEED = 0x0a;

const marks = new Uint32Array(BLOCK);
const lines = new Uint32Array(BLOCK);
const counts = new Uint32Array(2);

/** The loop that a lexer in TypeScript would have, over the characters of a string. */
function loopOverText(text: string): number {
  let markCount = 0;
  let lineCount = 0;
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === LINE_FEED) lines[lineCount++] = index + 1;
    else if (code === BRACE) {
      const next = text.charCodeAt(index + 1);
      if (next === BRACE || next === PERCENT || next === HASH) marks[markCount++] = index++;
    }
  }
  return markCount + lineCount;
}

/** The same over bytes. */
function loopOverBytes(bytes: Uint8Array): number {
  let markCount = 0;
  let lineCount = 0;
  for (let index = 0; index < bytes.length; index += 1) {
    const code = bytes[index];
    if (code === LINE_FEED) lines[lineCount++] = index + 1;
    else if (code === BRACE) {
      const next = bytes[index + 1];
      if (next === BRACE || next === PERCENT || next === HASH) marks[markCount++] = index++;
    }
  }
  return markCount + lineCount;
}

/** @param inTurn how many blocks there are; undefined for such as nothing has read before, which come from main memory */
function inProcess(random: Random, text: string, inTurn?: number): Row {
  const { scan, scanInto, implementation } = native();
  const fresh = (count: number): Input[] => many(count, () => makeBlock(random, text));
  const blocks = inTurn === undefined ? [] : fresh(inTurn);
  const make = (count: number): Input[] =>
    inTurn === undefined ? fresh(count) : Array.from({ length: count }, (_, index) => blocks[index % inTurn]!);
  for (const input of fresh(200)) {
    const found = scan(input.bytes);
    const count = loopOverText(input.text);
    const isEqual =
      count === found.marks.length + found.lines.length &&
      found.marks.every((mark, index) => mark === marks[index]) &&
      found.lines.every((line, index) => line === lines[index]);
    if (!isEqual || loopOverBytes(input.bytes) !== count) throw new Error("the scans disagree");
  }
  const ours: Contender<Input> = {
    name: `dxg, ${implementation}`,
    all: (inputs) => {
      let sum = 0;
      for (const { bytes } of inputs) sum += scanInto(bytes, marks, lines, counts) + counts[0]! + counts[1]!;
      return sum;
    },
  };
  const loops: Contender<Input>[] = [
    { name: "loop over a string", all: (inputs) => inputs.reduce((sum, each) => sum + loopOverText(each.text), 0) },
    { name: "loop over bytes", all: (inputs) => inputs.reduce((sum, each) => sum + loopOverBytes(each.bytes), 0) },
  ];
  const plan = { make, batch: inTurn === undefined ? 1000 : 4096, rounds: 31, warmUp: 40 };
  const [scanned, overText, overBytes] = interleave([ours, ...loops], plan);
  return {
    title: `Scan of 1 KiB, called from TypeScript, ${inTurn === undefined ? "blocks of main memory" : `${inTurn} blocks in turn`}`,
    unit: "ns",
    contenders: [scanned!, overText!, overBytes!].map(summarize),
    checks: [
      absolute(scanned!, "a scan", SCAN_BAR_NS),
      against(scanned!, overText!, LOOP_BAR),
      against(scanned!, overBytes!, LOOP_BAR),
    ],
  };
}

function inC(random: Random, text: string, blocks: number): Row[] {
  const program = compileProgram("scan_bench", true);
  if (program === undefined) return [];
  const folder = mkdtempSync(`${tmpdir()}/dxg-bench-`);
  try {
    const path = `${folder}/blocks`;
    writeFileSync(path, Buffer.concat(many(blocks, () => makeBlock(random, text).bytes)));
    const { stdout, exitCode } = Bun.spawnSync([program, path, String(BLOCK)], { stdout: "pipe", stderr: "inherit" });
    if (exitCode !== 0) throw new Error(`scan_bench ended with ${exitCode}`);
    const rounds = stdout
      .toString()
      .trim()
      .split("\n")
      .map((line) => line.split(" ").map(Number));
    const column = (name: string, index: number): Samples => ({ name, rounds: rounds.map((each) => each[index]!) });
    const ours = column(`dxg, ${native().implementation}`, 0);
    const both = column("memchr for { and for line feeds", 1);
    const one = column("memchr for { alone", 2);
    return [
      {
        title: `Scan of 1 KiB, called from C, ${blocks} blocks in turn`,
        unit: "ns",
        contenders: [ours, both, one].map(summarize),
        checks: [
          absolute(ours, "a scan", SCAN_BAR_NS),
          against(ours, both, MEMCHR_BAR),
          against(ours, one, MEMCHR_BAR),
        ],
        notes: ["memchr is the C library's"],
      },
    ];
  } finally {
    rmSync(folder, { recursive: true });
  }
}

export const family: Family = {
  name: "scan",
  title: "Scan for marks",
  contract: [
    "Offsets of all `{{`, `{%`, `{#` and line starts into arrays of the caller; text of the built-in templates.",
  ],
  run: () => {
    const random = new Random(0x5eed0a);
    const text = templateText();
    const calls = [undefined, ...BLOCKS_IN_TURN].map((blocks) => inProcess(random, text, blocks));
    return [...calls, ...BLOCKS_IN_TURN.flatMap((blocks) => inC(random, text, blocks))];
  },
};
