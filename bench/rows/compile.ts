/**
 * Compiling source text ahead of time: our `.dxt` bytes against the JavaScript text of `nunjucks.precompileString` and
 * `Handlebars.precompile`. Every iteration has templates of its own, so that no cache of source text answers.
 */
import { readdirSync, readFileSync } from "node:fs";
import Handlebars from "handlebars";
import nunjucks from "nunjucks";
import { compileTemplate } from "../../src/compile/template.ts";
import { loadTemplate } from "../../src/runtime/template.ts";
import { ROOT } from "../core/environment.ts";
import { flat, many, Random } from "../core/inputs.ts";
import { against, type Contender, interleave, median, type Samples, summarize } from "../core/measure.ts";
import type { Family, Row } from "../core/result.ts";
import { MODULE_DATA, moduleSource } from "../core/sources.ts";
import { requireEqual } from "../peers/engine.ts";
import { ENGINES } from "../peers/engines.ts";
import { forNunjucks } from "../peers/for-nunjucks.ts";
import { withoutExpressions } from "../peers/without-expressions.ts";

const BAR = 1 / 10;
const LARGE_BYTES = 1024 * 1024;
const COMPARED_BYTES = 16 * 1024;

const ENCODER = new TextEncoder();
const FRONT_MATTER = /^\{#---\n[\s\S]*?\n---#\}\n/;
const TAG = /\{[{%#][\s\S]*?[}%#]\}/g;

const ours = (source: string): number => compileTemplate(source, { faults: "render" }).length;
const byNunjucks = (source: string): number => nunjucks.precompileString(source, { name: "template" }).length;
const byHandlebars = (own: string): number => (Handlebars.precompile(own, { noEscape: true }) as string).length;

/** Files and partials of the built-in templates, without front matter. */
function builtinSources(): readonly string[] {
  const folder = `${ROOT}/templates`;
  const paths = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".j2"));
  return paths.sort().map((path) => readFileSync(`${folder}/${path}`, "utf8").replace(FRONT_MATTER, ""));
}

/** The same template with other letters in one place in forty of its text. */
function varied(random: Random, source: string): string {
  let result = "";
  let from = 0;
  const text = (plain: string): string =>
    plain.replace(/[a-z]{20,40}|[a-z](?=[\s\S]{40})/g, (found) =>
      random.below(40) === 0 ? random.identifier(found.length, found.length).toLowerCase() : found,
    );
  for (const match of source.matchAll(TAG)) {
    result += text(source.slice(from, match.index)) + match[0];
    from = match.index + match[0].length;
  }
  return flat(result + text(source.slice(from)));
}

interface Input {
  readonly source: string;
  readonly forNunjucks: string;
  readonly forHandlebars: string;
}

/** All templates of a set at once. */
type InputSet = readonly Input[];

function contender(name: string, compile: (input: Input) => number): Contender<InputSet> {
  return { name, all: (sets) => sets.reduce((sum, set) => set.reduce((made, input) => made + compile(input), sum), 0) };
}

function speeds(samples: readonly Samples[], bytes: number): string {
  const all = samples.map(({ name, rounds }) => `${name} ${((bytes / median(rounds)) * 1000).toFixed(1)}`);
  return `MB/s of Jinja2 source: ${all.join(", ")}`;
}

function builtinRow(random: Random): Row {
  const sources = builtinSources();
  for (const source of sources) loadTemplate(compileTemplate(source, { faults: "render" }));
  const make = (count: number): InputSet[] =>
    many(count, () =>
      sources.map((given) => {
        const source = varied(random, given);
        return {
          source,
          forNunjucks: flat(forNunjucks(source)),
          forHandlebars: flat(withoutExpressions(source)),
        };
      }),
    );
  const bytes = sources.reduce((sum, source) => sum + ENCODER.encode(source).length, 0);
  const samples = interleave(
    [
      contender("dxg", ({ source }) => ours(source)),
      contender("Nunjucks", (input) => byNunjucks(input.forNunjucks)),
      contender("Handlebars", ({ forHandlebars }) => byHandlebars(forHandlebars)),
    ],
    // A compiler is much code: ours goes on getting faster for some hundred rounds.
    { make, batch: 4, rounds: 25, warmUp: 120 },
  );
  const [our, ...peers] = samples;
  return {
    title: `Compile ${sources.length} built-in templates, ${(bytes / 1024).toFixed(0)} KiB`,
    unit: "ns",
    contenders: samples.map(summarize),
    checks: peers.map((peer) => against(our!, peer, BAR)),
    notes: [
      speeds(samples, bytes),
      "Nunjucks has no slices, and no condition behind `else`: they became indexes, and got brackets",
      "Handlebars has no expressions: each became its first name, which is less to compile than we and Nunjucks have",
    ],
  };
}

interface Large {
  readonly source: string;
  /** The template in the notation of each engine that has one of its own. */
  readonly own: ReadonlyMap<string, string>;
}

function large(name: string, compile: (input: Large) => number): Contender<Large> {
  return { name, all: (inputs) => inputs.reduce((made, input) => made + compile(input), 0) };
}

const OURS = large("dxg", ({ source }) => ours(source));

/** One row for Handlebars, which takes seconds and so few rounds, and one for all others. */
function largeRows(random: Random): Row[] {
  const compared = moduleSource(random, COMPARED_BYTES);
  const expected = loadTemplate(compileTemplate(compared)).renderBytes(MODULE_DATA);
  for (const engine of ENGINES) {
    requireEqual(engine.name, ENCODER.encode(engine.compile(engine.translate(compared))(MODULE_DATA)), expected);
  }
  const scriptlets = ENGINES.filter(({ name }) => name !== "Nunjucks" && name !== "Handlebars");
  const make = (count: number): Large[] =>
    many(count, () => {
      const source = moduleSource(random, LARGE_BYTES);
      return { source, own: new Map(ENGINES.map(({ name, translate }) => [name, flat(translate(source))])) };
    });
  const others = interleave(
    [
      OURS,
      large("Nunjucks", ({ source }) => byNunjucks(source)),
      ...scriptlets.map(({ name, compile }) => large(`${name}: compile`, ({ own }) => compile(own.get(name)!).length)),
    ],
    { make, batch: 1, rounds: 15, warmUp: 12 },
  );
  const handlebars = interleave([OURS, large("Handlebars", ({ own }) => byHandlebars(own.get("Handlebars")!))], {
    make,
    batch: 1,
    rounds: 5,
    warmUp: 1,
  });
  return [
    {
      title: "Compile a template of 1 MiB",
      unit: "ns",
      contenders: others.map(summarize),
      checks: others.slice(1).map((other, index) => against(others[0]!, other, index === 0 ? BAR : undefined)),
      notes: [speeds(others, LARGE_BYTES)],
    },
    {
      title: "Compile a template of 1 MiB, Handlebars",
      unit: "ns",
      contenders: handlebars.map(summarize),
      checks: [against(handlebars[0]!, handlebars[1]!, BAR)],
      notes: [speeds(handlebars, LARGE_BYTES)],
    },
  ];
}

export const family: Family = {
  name: "compile",
  title: "Compiling a template",
  contract: [
    "From a string of source to what a build keeps: we give checked `.dxt` bytes, Nunjucks and Handlebars the text of a",
    "JavaScript function, which still has to be parsed when it is loaded; the others, for information, the function itself.",
    "Every iteration has other templates. Times are for all templates of a row.",
  ],
  run: () => {
    const random = new Random(0x5eed0c);
    return [builtinRow(random), ...largeRows(random)];
  },
};
