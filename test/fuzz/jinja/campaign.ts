/**
 * Runs generated templates through both engines in batches, in auto and macro mode, makes each difference small, and
 * counts what the templates were made of. A case is told by the seed and its number.
 */
import type { Tagged } from "../../value/case.ts";
import { Random } from "../random.ts";
import { difference, type OurAnswer, ours } from "./compare.ts";
import { randomContext } from "./context.ts";
import type { JinjaCase, Oracle } from "./oracle.ts";
import { type Piece, smaller, textOf } from "./piece.ts";
import { Scoping } from "./scoping.ts";
import { type Generated, Statements } from "./statements.ts";

export interface CampaignOptions {
  readonly cases: number;
  readonly seed: number;
  readonly first?: number;
  /** Only programs of scopes. */
  readonly scoping?: boolean;
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
  readonly used: ReadonlyMap<string, number>;
  /** Cases that ended in each error class of Jinja2. */
  readonly errors: ReadonlyMap<string, number>;
  readonly differences: readonly Difference[];
}

const BATCH = 200;
const SHRINK_ROUNDS = 60;

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

export function generate(seed: number, number: number, scoping: boolean): Numbered {
  const random = new Random(Math.imul(seed, 0x9e3779b1) ^ number);
  const made = scoping ? new Scoping(random).generate() : new Statements(random).generate();
  const context = scoping ? SCOPE_CONTEXT : randomContext(random);
  return { number, made, context, one: caseOf(made, made.template, context) };
}

function caseOf(made: Generated, template: Piece, context: Tagged): JinjaCase {
  const includes = Object.fromEntries(Object.entries(made.includes).map(([name, piece]) => [name, textOf(piece)]));
  return { template: textOf(template), includes, context, options: made.options };
}

export async function campaign(oracle: Oracle, options: CampaignOptions): Promise<CampaignReport> {
  const { cases, seed, first = 0, scoping = false, most = 20 } = options;
  const used = new Map<string, number>();
  const errors = new Map<string, number>();
  const differences: Difference[] = [];
  let rendered = 0;
  let done = 0;
  while (done < cases && differences.length < most) {
    const size = Math.min(BATCH, cases - done);
    const batch = Array.from({ length: size }, (_, index) => generate(seed, first + done + index, scoping));
    const pending = oracle.answers(batch.map(({ one }) => one));
    const answers = batch.map(({ one, number }) => bothModes(one, number));
    const references = await pending;
    for (const [index, each] of batch.entries()) {
      for (const name of each.made.used) used.set(name, (used.get(name) ?? 0) + 1);
      const jinja = references[index]!;
      if ("ok" in jinja) rendered += 1;
      else errors.set(jinja.error[0]!, (errors.get(jinja.error[0]!) ?? 0) + 1);
      const our = answers[index]!;
      const text = typeof our === "string" ? our : difference(our, jinja, each.made.lazy);
      if (text !== undefined && differences.length < most) differences.push(await shrink(oracle, each, text));
    }
    done += size;
  }
  return { cases: done, rendered, used, errors, differences };
}

/** The answer, or what is wrong when the modes differ or something else than a DxgError is thrown. */
function bothModes(one: JinjaCase, number: number): OurAnswer | string {
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
async function shrink(oracle: Oracle, { number, made, context }: Numbered, found: string): Promise<Difference> {
  let text = found;
  let { template, includes } = made;
  for (let round = 0; round < SHRINK_ROUNDS; round++) {
    const candidates = [...smaller(template)].map((piece) => ({ template: piece, includes }));
    for (const [name, piece] of Object.entries(includes)) {
      for (const less of smaller(piece)) candidates.push({ template, includes: { ...includes, [name]: less } });
    }
    const step = await firstDifferent(oracle, candidates.slice(0, 400), { number, made, context });
    if (step === undefined) break;
    ({ template, includes, text } = step);
  }
  return { number, text, small: caseOf({ ...made, includes }, template, context) };
}

interface Candidate {
  readonly template: Piece;
  readonly includes: Readonly<Record<string, Piece>>;
}

async function firstDifferent(
  oracle: Oracle,
  candidates: readonly Candidate[],
  { number, made, context }: Pick<Numbered, "number" | "made" | "context">,
): Promise<(Candidate & { readonly text: string }) | undefined> {
  for (let from = 0; from < candidates.length; from += 50) {
    const some = candidates.slice(from, from + 50);
    const cases = some.map(({ template, includes }) => caseOf({ ...made, includes }, template, context));
    const references = await oracle.answers(cases);
    for (const [index, one] of cases.entries()) {
      const our = bothModes(one, number);
      const text = typeof our === "string" ? our : difference(our, references[index]!, made.lazy);
      if (text !== undefined) return { ...some[index]!, text };
    }
  }
  return undefined;
}
