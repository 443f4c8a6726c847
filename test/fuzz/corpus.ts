/**
 * Inputs that are kept: for each decoder the shortest one found for each rule, as a text file of lines `rule TAB base64`. They
 * are read before the mutations, so that what was reached once stays reached.
 */
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Decoder } from "./decoder.ts";

const FOLDER = join(import.meta.dir, "corpus");
/** Longer inputs are not kept, nor more of one decoder. */
const BYTES_MAX = 2000;
const INPUTS_MAX = 100;

/** By the decoder's name. */
export type Corpus = ReadonlyMap<string, ReadonlyMap<string, Uint8Array>>;

function fileOf(name: string): string {
  return `${name
    .replace(/[^A-Za-z]+/g, "-")
    .replace(/^-|-$/g, "")
    .toLowerCase()}.txt`;
}

export function readCorpus(decoderNames: readonly string[]): Corpus {
  const corpus = new Map<string, ReadonlyMap<string, Uint8Array>>();
  const there = new Set(readdirSync(FOLDER));
  for (const name of decoderNames) {
    const file = fileOf(name);
    if (!there.has(file)) continue;
    const lines = readFileSync(join(FOLDER, file), "utf8")
      .split("\n")
      .filter((line) => line !== "");
    const inputs = lines.map((line) => line.split("\t") as [string, string]);
    corpus.set(name, new Map(inputs.map(([rule, text]) => [rule, Uint8Array.fromBase64(text)])));
  }
  return corpus;
}

/** The inputs alone. */
export function inputsOf(corpus: Corpus): ReadonlyMap<string, readonly Uint8Array[]> {
  return new Map([...corpus].map(([name, inputs]) => [name, [...inputs.values()]]));
}

/** Collects inputs while the fuzzer runs. */
export class Keeper {
  readonly #kept: Map<string, Map<string, Uint8Array>>;

  constructor(corpus: Corpus) {
    this.#kept = new Map([...corpus].map(([name, inputs]) => [name, new Map(inputs)]));
  }

  /** Keeps an input when it is the first or the shortest one of its outcome. */
  readonly offer = (decoder: Decoder, outcome: string, bytes: Uint8Array): void => {
    if (bytes.length > BYTES_MAX) return;
    let inputs = this.#kept.get(decoder.name);
    if (inputs === undefined) {
      inputs = new Map();
      this.#kept.set(decoder.name, inputs);
    }
    const before = inputs.get(outcome);
    if (before === undefined ? inputs.size < INPUTS_MAX : bytes.length < before.length)
      inputs.set(outcome, bytes.slice());
  };

  write(): void {
    mkdirSync(FOLDER, { recursive: true });
    for (const [name, inputs] of this.#kept) {
      const lines = [...inputs].map(([rule, bytes]) => `${rule}\t${bytes.toBase64()}\n`);
      writeFileSync(join(FOLDER, fileOf(name)), lines.sort().join(""));
    }
  }
}
