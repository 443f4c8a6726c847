/**
 * What the fuzzer knows of a decoder: where good inputs come from, how they are changed, and what reading one means. A
 * reader ends in a DxgError or in a valid result, which is then used as the program uses it.
 */
import { DxgError } from "../../src/base/error.ts";
import { ruleOf } from "../../src/format/rules.ts";
import type { Random } from "./random.ts";

/** A changed copy of an input; the others are there to take pieces from. */
export type Mutate = (base: Uint8Array, random: Random, bases: readonly Uint8Array[]) => Uint8Array;

export interface Decoder {
  readonly name: string;
  /** What `ruleName` gives for each rule; undefined where the rules are those of a package. */
  readonly rules: readonly string[] | undefined;
  readonly bases: (seed: number) => readonly Uint8Array[];
  readonly mutate: Mutate;
  /**
   * Reads an input and uses what it gives.
   * @throws {DxgError} when the input is refused
   */
  readonly read: (bytes: Uint8Array, uses: Uses) => void | Promise<void>;
}

/** Different outcomes of one decoder that are counted by their names; the others are counted together. */
const NAMES_MAX = 400;
const DETAIL_MAX = 70;

/** Counts by name. */
export class Counts {
  readonly all: Map<string, number> = new Map();

  /** @returns whether the name is a new one */
  add(name: string): boolean {
    const known = this.all.get(name);
    const key = known === undefined && this.all.size >= NAMES_MAX ? "others" : name;
    this.all.set(key, (known ?? this.all.get(key) ?? 0) + 1);
    return known === undefined && key === name;
  }
}

/** What was done with accepted inputs. */
export class Uses {
  readonly counts: Counts = new Counts();

  /** Notes an outcome. */
  note(what: string): void {
    this.counts.add(what);
  }

  /** What an accepted input must stand without any error. */
  sound<T>(what: string, use: () => T): T {
    try {
      const result = use();
      this.note(what);
      return result;
    } catch (error) {
      throw brokenBy(what, error);
    }
  }

  /** What may end in a DxgError: then it gives undefined. */
  attempt<T>(what: string, use: () => T): T | undefined {
    try {
      const result = use();
      this.note(what);
      return result;
    } catch (error) {
      return this.#failed(what, error);
    }
  }

  /** As `attempt`, for what takes its time. */
  async attemptLater<T>(what: string, use: () => Promise<T>): Promise<T | undefined> {
    try {
      const result = await use();
      this.note(what);
      return result;
    } catch (error) {
      return this.#failed(what, error);
    }
  }

  #failed(what: string, error: unknown): undefined {
    if (!(error instanceof DxgError)) throw brokenBy(what, error);
    this.note(`${what}: ${error.code}`);
    return undefined;
  }
}

/** An error that is no DxgError, so that it counts as a failure wherever it comes from. */
function brokenBy(what: string, cause: unknown): Error {
  const told = cause instanceof Error ? cause.stack : String(cause);
  return new Error(`an accepted input is not ${what}: ${told}`, { cause });
}

/** What an error refused, without what the input itself put into it. */
export function ruleName(error: DxgError): string {
  const rule = ruleOf(error);
  if (rule !== undefined) return `${error.code} ${rule}`;
  if (error.code.startsWith("io/")) return error.code;
  const detail = (error.detail.split("\n")[0] ?? "")
    .replace(/^\/\S*?:\d+: /, "")
    .replace(/^\/\S+ /, "… ")
    .replace(/"(?:[^"\\]|\\.)*"?|`[^`]*`?|'[^']*'?/g, "…")
    .replace(/\b(?:the key|alias) (?!is (?:there|not \d)).*?(?= (?:stands|is not|has no)|$)/gs, "the key …")
    .replace(/[^\x20-\x7e…]/g, "?")
    .replace(/[0-9a-f]{16,}/g, "H")
    .replace(/(?<![A-Za-z])-?(?:0x[0-9a-f]+|\d+(?:\.\d+)?)/g, "#");
  return `${error.code} ${detail.slice(0, DETAIL_MAX)}`;
}

/** One in so many inputs, told from their bytes alone; for uses that take long. */
export function isOneIn(bytes: Uint8Array, share: number): boolean {
  let mixed = 0;
  for (let at = 8; at < bytes.length; at += 7) mixed = (Math.imul(mixed, 31) + bytes[at]!) >>> 0;
  return mixed % share === 0;
}
