/** A set of values that are equal as Python has it. Values without a hash (lists, dicts) are compared one by one. */
import { DxgError } from "../../../base/error.ts";
import { equals, hashOf } from "../../../value/compare.ts";
import type { Value } from "../../../value/value.ts";

/** What comparing two values without a hash costs at least. */
const COMPARE_STEPS = 12;

export class ValueSet {
  readonly #hashes: Set<string | number | bigint> = new Set();
  readonly #others: Value[] = [];
  readonly #spend: (units: number) => void;

  constructor(spend: (units: number) => void, items: readonly Value[] = []) {
    this.#spend = spend;
    for (const item of items) this.add(item);
  }

  has(item: Value): boolean {
    const hash = hashIfAny(item);
    if (hash !== undefined) return this.#hashes.has(hash);
    this.#spend(COMPARE_STEPS * this.#others.length);
    return this.#others.some((other) => equals(other, item));
  }

  /** False when it was there already. */
  add(item: Value): boolean {
    if (this.has(item)) return false;
    const hash = hashIfAny(item);
    if (hash === undefined) this.#others.push(item);
    else this.#hashes.add(hash);
    return true;
  }
}

function hashIfAny(item: Value): string | number | bigint | undefined {
  if (Array.isArray(item)) return undefined;
  try {
    return hashOf(item);
  } catch (error) {
    if (error instanceof DxgError && error.code === "render/type") return undefined;
    throw error;
  }
}
