/**
 * Mutates good binaries, repairs their checksum, and decodes them: each case ends in a DxgError or in a valid file, in
 * less than a second. A case is told by the seed and its number alone.
 */
import fc from "fast-check";
import { DxgError } from "../../src/base/error.ts";
import { type ContainerKind, containerKind } from "../../src/format/container.ts";
import { disassemble } from "../../src/format/disassemble.ts";
import { decodeDxf, encodeDxf } from "../../src/format/dxf.ts";
import { decodeDxt, encodeDxt } from "../../src/format/dxt.ts";
import { ruleOf } from "../../src/format/rules.ts";
import { withSignatures } from "../../src/format/signed.ts";
import { formalSignature } from "../format/bad-containers.ts";
import { bundleContent } from "../format/bundle-arbitrary.ts";
import { programSet } from "../format/program-arbitrary.ts";
import { macroSet, microSet, sampleBundle } from "../format/sample-sets.ts";
import { decodeFuzzedDxp, goodDxp, mutateDxp } from "./dxp.ts";
import type { Machine } from "./machine.ts";
import { mutate } from "./mutations.ts";
import { Random } from "./random.ts";

/** A case that took longer is a failure. */
export const SLOWEST_MS = 1000;

export interface FuzzOptions {
  readonly cases: number;
  readonly seed: number;
  /** Number of the first case, to run one again. */
  readonly first?: number;
  readonly machine?: Machine | undefined;
}

export interface FuzzReport {
  readonly cases: number;
  /** Cases refused, by `code rule`; those of `.dxp` files have `.dxp` in place of a rule. */
  readonly refused: ReadonlyMap<string, number>;
  /** Cases that the verifier accepted. */
  readonly accepted: number;
  /** Accepted cases that the machine ran, and of these the ones that ended in a DxgError. */
  readonly ran: number;
  readonly failedRuns: number;
  readonly slowestMs: number;
  /** One line for each case that broke the promise. */
  readonly failures: readonly string[];
}

/** One case in so many is a `.dxp`. */
const DXP_EVERY = 5;

/** Good `.dxt` and `.dxf` files: the hand-made ones and generated ones. */
export function goodFiles(seed: number): Uint8Array[] {
  const sets = fc.sample(programSet(), { seed, numRuns: 60 });
  const bundles = fc.sample(bundleContent(), { seed, numRuns: 60 });
  const plain = [encodeDxt(macroSet()), encodeDxt(microSet()), encodeDxf(sampleBundle())];
  const samples = [...plain, ...plain.map((file) => withSignatures(file, [formalSignature(1), formalSignature(2)]))];
  const generated = [...sets.map((set) => encodeDxt(set)), ...bundles.map(encodeDxf)];
  // The samples use every section: they come as often as all the others together.
  return [...generated, ...new Array<Uint8Array[]>(40).fill(samples).flat()];
}

export function fuzz(options: FuzzOptions): FuzzReport {
  const { cases, seed, machine } = options;
  const files = goodFiles(seed);
  const values = goodDxp(seed);
  const refused = new Map<string, number>();
  const failures: string[] = [];
  let accepted = 0;
  let ran = 0;
  let failedRuns = 0;
  let slowestMs = 0;
  const first = options.first ?? 0;
  for (let number = first; number < first + cases; number++) {
    const random = new Random(Math.imul(seed, 0x9e3779b1) ^ number);
    const dxp = number % DXP_EVERY === 0;
    const good = random.pick(dxp ? values : files);
    const kind = containerKind(good);
    const bytes = kind === undefined ? mutateDxp(good, random) : mutate(good, random);
    const start = performance.now();
    try {
      if (accept(kind, bytes, refused)) {
        accepted++;
        if (kind !== undefined) disassemble(bytes);
        if (kind !== undefined && machine !== undefined) {
          ran++;
          if (!run(machine, kind, bytes)) failedRuns++;
        }
      }
    } catch (error) {
      failures.push(`seed ${seed} case ${number}: ${error instanceof Error ? error.stack : String(error)}`);
    }
    const spent = performance.now() - start;
    slowestMs = Math.max(slowestMs, spent);
    if (spent > SLOWEST_MS) failures.push(`seed ${seed} case ${number}: took ${spent.toFixed(0)} ms`);
  }
  return { cases, refused, accepted, ran, failedRuns, slowestMs, failures };
}

/** @param kind undefined for a `.dxp` */
function accept(kind: ContainerKind | undefined, bytes: Uint8Array, refused: Map<string, number>): boolean {
  try {
    if (kind === "dxt") decodeDxt(bytes);
    else if (kind === "dxf") decodeDxf(bytes);
    else decodeFuzzedDxp(bytes);
    return true;
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
    const rule = kind === undefined ? ".dxp" : ruleOf(error);
    if (rule === undefined) throw new Error(`an error without a rule: ${error.message}`);
    const key = `${error.code} ${rule}`;
    refused.set(key, (refused.get(key) ?? 0) + 1);
    return false;
  }
}

function run(machine: Machine, kind: ContainerKind, bytes: Uint8Array): boolean {
  try {
    machine(kind, bytes);
    return true;
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
    return false;
  }
}
