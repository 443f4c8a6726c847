/**
 * Loading a compiled template, verified, against parsing and compiling its source with a peer. Every iteration has a
 * template of its own, so that no cache of source text answers.
 */
import { compileTemplate } from "../../src/compile/template.ts";
import { native } from "../../src/native/native.ts";
import { loadTemplate } from "../../src/runtime/template.ts";
import { flat, many, Random } from "../core/inputs.ts";
import { absolute, againstFastest, interleave, summarize } from "../core/measure.ts";
import type { Family, Row } from "../core/result.ts";
import { MODULE_DATA, moduleSource } from "../core/sources.ts";
import { type Engine, requireEqual } from "../peers/engine.ts";
import { ENGINES } from "../peers/engines.ts";

const SMALL_BAR = 1 / 10;
const LARGE_BAR = 1 / 50;
const LARGE_BYTES = 16 * 1024;
const LOAD_BAR_NS = 100_000;

const ENCODER = new TextEncoder();

interface Input {
  readonly compiled: Uint8Array;
  readonly own: ReadonlyMap<string, string>;
}

function makeInput(random: Random, bytes: number): Input {
  const text = moduleSource(random, bytes);
  const own = new Map(ENGINES.map((engine) => [engine.name, flat(engine.translate(text))]));
  return { compiled: compileTemplate(text), own };
}

function peerCompiles(engine: Engine): (inputs: readonly Input[]) => number {
  return (inputs) => {
    let made = 0;
    for (const { own } of inputs) made += engine.compile(own.get(engine.name)!).length;
    return made;
  };
}

function peerRenders(engine: Engine): (inputs: readonly Input[]) => number {
  return (inputs) => {
    let made = 0;
    for (const { own } of inputs) made += ENCODER.encode(engine.compile(own.get(engine.name)!)(MODULE_DATA)).length;
    return made;
  };
}

function loadRows(random: Random, bytes: number, atMost: number, batch: number): Row[] {
  const make = (count: number): Input[] => many(count, () => makeInput(random, bytes));
  const [first] = make(1);
  const expected = loadTemplate(first!.compiled).renderBytes(MODULE_DATA);
  for (const engine of ENGINES) {
    requireEqual(engine.name, ENCODER.encode(engine.compile(first!.own.get(engine.name)!)(MODULE_DATA)), expected);
  }
  const plan = { make, batch, rounds: 25, warmUp: 12 };
  const { blake3 } = native();
  const [ours, hash, ...peers] = interleave(
    [
      {
        name: "dxg: load .dxt",
        all: (inputs) => inputs.reduce((sum, { compiled }) => sum + loadTemplate(compiled).program.code.length, 0),
      },
      {
        name: "BLAKE3 of the .dxt, no more",
        all: (inputs) => inputs.reduce((sum, { compiled }) => sum + blake3(compiled)[0]!, 0),
      },
      ...ENGINES.map((engine) => ({ name: `${engine.name}: compile`, all: peerCompiles(engine) })),
    ],
    plan,
  );
  const [ourFirst, ...peerFirsts] = interleave(
    [
      {
        name: "dxg: load and render",
        all: (inputs) =>
          inputs.reduce((sum, { compiled }) => sum + loadTemplate(compiled).renderBytes(MODULE_DATA).length, 0),
      },
      ...ENGINES.map((engine) => ({ name: `${engine.name}: compile and render`, all: peerRenders(engine) })),
    ],
    plan,
  );
  const size = `${(first!.own.get("Nunjucks")!.length / 1024).toFixed(1)} KiB of source`;
  return [
    {
      title: `Load, ${size}`,
      unit: "ns",
      contenders: [ours!, hash!, ...peers].map(summarize),
      checks: [
        againstFastest(ours!, peers, atMost),
        absolute(ours!, "a load", LOAD_BAR_NS),
        { ...againstFastest(hash!, peers), what: "BLAKE3 alone against the fastest peer" },
      ],
      notes: [
        `.dxt of ${first!.compiled.length} bytes`,
        "whoever verifies a file has to hash it: that row is the least it can take",
      ],
    },
    {
      title: `Load and first render, ${size}`,
      unit: "ns",
      contenders: [ourFirst!, ...peerFirsts].map(summarize),
      checks: [againstFastest(ourFirst!, peerFirsts)],
      notes: ["peers put a part of compiling off until the first render: this row has all of it"],
    },
  ];
}

export const family: Family = {
  name: "load",
  title: "Loading a template",
  contract: [
    "We load and verify compiled bytes in memory; peers parse and compile the same template, completely, from a string.",
    "Every iteration has another template. Both sides' results render to equal bytes.",
  ],
  run: () => {
    const random = new Random(0x5eed04);
    return [...loadRows(random, 1, SMALL_BAR, 40), ...loadRows(random, LARGE_BYTES, LARGE_BAR, 6)];
  },
};
