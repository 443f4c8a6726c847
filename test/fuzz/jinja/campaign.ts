/**
 * Runs generated templates through both engines in batches, in auto and macro mode, makes each difference small, and
 * counts what the templates were made of. A case is told by the seed and its number.
 */
import type { Tagged } from "../../value/case.ts";
import { Random } from "../random.ts";
import { difference, type OurAnswer, ours } from "./compare.ts";
import { randomContext } from "./context.ts";
import { Lexical } from "./lexical.ts";
import type { JinjaAnswer, JinjaCase, Oracle } from "./oracle.ts";
import { smaller, textOf } from "./piece.ts";
import { Rare } from "./rare.ts";
import { Scoping } from "./scoping.ts";
import { type Generated, Statements } from "./statements.ts";
import { Tags } from "./tags.ts";

export interface CampaignOptions {
  readonly cases: number;
  readonly seed: number;
  readonly first?: number;
  /** What the templates are about. */
  readonly subject?: Subject;
  /** Differences after which the run ends. */
  readonly most?: number;
}

export interface Difference {
  readonly number: number;
  readonly text: string;
  readonly small: JinjaCase;
}

export interface CampaignReport {
  readonly cases: number;
  readonly rendered: number;
  /** Cases that differ only because Jinja2 works constants out ahead of time. */
  readonly folded: number;
  /** Cases that differ only because Jinja2 prints addresses in memory. */
  readonly addressed: number;
  /** Cases that differ only because escaping of Jinja2 goes on where the text that sets it does not. */
  readonly leaked: number;
  readonly used: ReadonlyMap<string, number>;
  /** Cases that ended in each error class of Jinja2. */
  readonly errors: ReadonlyMap<string, number>;
  readonly differences: readonly Difference[];
}

/** Expressions in ordinary templates; scopes; delimiters, line statements and whitespace control; tags that join templates; tests and filters that are seldom met. */
export type Subject = "all" | "scoping" | "lexical" | "tags" | "rare";

const BATCH = 200;
const SHRINK_ROUNDS = 60;
const SHRINK_BATCH = 10;

interface Numbered {
  readonly number: number;
  readonly made: Generated;
  readonly context: Tagged;
  readonly one: JinjaCase;
}

const SCOPE_CONTEXT: Tagged = {
  d: [
    ["a", "A"],
    ["b", 5],
    ["x", "<x>"],
  ],
};
const TAGS_CONTEXT: Tagged = {
  d: [
    ...(SCOPE_CONTEXT as { readonly d: readonly (readonly [Tagged, Tagged])[] }).d,
    ["xs", [1, 2, 3]],
    ["tree", [node([node([]), node([node([])])]), node([])]],
  ],
};

function node(kids: readonly Tagged[]): Tagged {
  return {
    d: [
      ["n", kids.length],
      ["kids", kids],
    ],
  };
}

export function generate(seed: number, number: number, subject: Subject): Numbered {
  const random = new Random(Math.imul(seed, 0x9e3779b1) ^ number);
  const [made, context] = makeCase(random, subject);
  return { number, made, context, one: caseOf(made, context) };
}

function makeCase(random: Random, subject: Subject): readonly [Generated, Tagged] {
  switch (subject) {
    case "scoping":
      return [new Scoping(random).generate(), SCOPE_CONTEXT];
    case "lexical":
      return [new Lexical(random).generate(), SCOPE_CONTEXT];
    case "tags":
      return [new Tags(random).generate(), TAGS_CONTEXT];
    case "rare":
      return [new Rare(random).generate(), randomContext(random)];
    default:
      return [new Statements(random).generate(), randomContext(random)];
  }
}

function caseOf(made: Generated, context: Tagged): JinjaCase {
  const template = textOf(made.template);
  const includes = Object.fromEntries(Object.entries(made.includes).map(([name, piece]) => [name, textOf(piece)]));
  // Where the main template can be named by others, it is the one that is made smaller.
  if ("main" in includes) includes["main"] = template;
  return { template, includes, context, options: made.options, folding: true, addresses: true, leaks: true };
}

export async function campaign(oracle: Oracle, options: CampaignOptions): Promise<CampaignReport> {
  const { cases, seed, first = 0, subject = "all", most = 20 } = options;
  const used = new Map<string, number>();
  const errors = new Map<string, number>();
  const differences: Difference[] = [];
  let rendered = 0;
  let folded = 0;
  let addressed = 0;
  let leaked = 0;
  let done = 0;
  while (done < cases && differences.length < most) {
    const size = Math.min(BATCH, cases - done);
    const batch = Array.from({ length: size }, (_, index) => generate(seed, first + done + index, subject));
    const pending = oracle.answers(batch.map(({ one }) => one));
    const answers = batch.map((each) => bothModes(each));
    const references = await pending;
    for (const [index, each] of batch.entries()) {
      for (const name of each.made.used) used.set(name, (used.get(name) ?? 0) + 1);
      const jinja = references[index]!;
      if ("ok" in jinja) rendered += 1;
      else errors.set(jinja.error[0]!, (errors.get(jinja.error[0]!) ?? 0) + 1);
      const found = await compare(oracle, each, answers[index]!, jinja);
      if (found === "folded") folded += 1;
      else if (found === "addressed") addressed += 1;
      else if (found === "leaked") leaked += 1;
      else if (found !== undefined && differences.length < most) {
        differences.push(await shrink(oracle, each, found.text));
      }
    }
    done += size;
  }
  return { cases: done, rendered, folded, addressed, leaked, used, errors, differences };
}

/** The answers of Jinja2 that may explain a difference, the plainest first. */
const EXPLANATIONS = [
  ["addressed", { addresses: false }],
  ["leaked", { leaks: false }],
  ["folded", { folding: false }],
  ["leaked", { addresses: false, leaks: false }],
  ["folded", { addresses: false, folding: false }],
  ["folded", { leaks: false, folding: false }],
  ["folded", { addresses: false, leaks: false, folding: false }],
] as const;

type Explained = (typeof EXPLANATIONS)[number][0];

/** Undefined when the answers agree, or why they do not, or what differs where nothing explains it. */
async function compare(
  oracle: Oracle,
  { one, made }: Numbered,
  our: OurAnswer | string,
  jinja: JinjaAnswer,
): Promise<{ readonly text: string } | Explained | undefined> {
  if (typeof our === "string") return { text: our };
  const text = difference(our, jinja, made.lazy, made.lines);
  if (text === undefined) return undefined;
  const answers = await oracle.answers(EXPLANATIONS.map(([, changed]) => ({ ...one, ...changed })));
  const why = answers.findIndex((answer) => difference(our, answer, made.lazy, made.lines) === undefined);
  return EXPLANATIONS[why]?.[0] ?? { text };
}

/** The answer, or what is wrong when the modes differ or something else than a DxgError is thrown. */
function bothModes({ one, number }: Numbered): OurAnswer | string {
  try {
    const plain = number % 2 === 0;
    const auto = ours(one, plain, "auto");
    const macro = ours(one, plain, "macro");
    const same = JSON.stringify(auto) === JSON.stringify(macro);
    return same ? auto : `auto ${JSON.stringify(auto)}\nmacro ${JSON.stringify(macro)}`;
  } catch (error) {
    return `threw ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;
  }
}

/** Takes the first smaller template that still differs, again and again; then the includes, one at a time. */
async function shrink(oracle: Oracle, first: Numbered, found: string): Promise<Difference> {
  let text = found;
  let best = first;
  for (let round = 0; round < SHRINK_ROUNDS; round++) {
    const { made } = best;
    const empty = Object.entries(made.includes).filter(([, piece]) => textOf(piece) !== "");
    const candidates = empty.map(([name]) => ({ ...made, includes: { ...made.includes, [name]: "" } }));
    candidates.push(...[...smaller(made.template)].map((template) => ({ ...made, template })));
    for (const [name, piece] of Object.entries(made.includes)) {
      for (const less of smaller(piece)) candidates.push({ ...made, includes: { ...made.includes, [name]: less } });
    }
    const step = await firstDifferent(oracle, first, candidates.slice(0, 400));
    if (step === undefined) break;
    [best, text] = step;
  }
  return { number: first.number, text, small: best.one };
}

async function firstDifferent(
  oracle: Oracle,
  { number, context }: Numbered,
  candidates: readonly Generated[],
): Promise<readonly [Numbered, string] | undefined> {
  for (let from = 0; from < candidates.length; from += SHRINK_BATCH) {
    const some = candidates
      .slice(from, from + SHRINK_BATCH)
      .map((made) => ({ number, made, context, one: caseOf(made, context) }));
    const references = await oracle.answers(some.map(({ one }) => one));
    for (const [index, each] of some.entries()) {
      const found = await compare(oracle, each, bothModes(each), references[index]!);
      if (typeof found === "object") return [each, found.text];
    }
  }
  return undefined;
}
