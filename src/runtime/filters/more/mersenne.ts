/**
 * The random numbers that Python's `random.Random(seed)` gives, so that a seed means the same here. Source: Matsumoto and
 * Nishimura, "Mersenne Twister" (MT19937, ACM TOMACS 8, 1998), seeded by an array; the ways to an integer below a bound
 * and to a shuffled list are those that Python documents for version 2 seeds. Never for secrets.
 */
import { typeError } from "../../../value/errors.ts";
import { numericOf } from "../../../value/number.ts";
import { toText } from "../../../value/text.ts";
import { typeName } from "../../../value/type-name.ts";
import { Float, isString, type Value } from "../../../value/value.ts";

const SIZE = 624;
const SHIFT = 397;

export class PythonRandom {
  readonly #state: Uint32Array = new Uint32Array(SIZE);
  #index = SIZE;

  /** @throws {DxgError} render/type for a seed that is neither an integer nor a text. */
  constructor(seed: Value) {
    this.#seedArray(keyOf(seed));
  }

  #seedArray(key: readonly number[]): void {
    const state = this.#state;
    state[0] = 19650218;
    for (let index = 1; index < SIZE; index++) state[index] = Math.imul(1812433253, mix(state, index)) + index;
    let place = 1;
    let from = 0;
    for (let round = Math.max(SIZE, key.length); round > 0; round--) {
      state[place] = (state[place]! ^ Math.imul(mix(state, place), 1664525)) + key[from]! + from;
      from = (from + 1) % key.length;
      place = next(state, place);
    }
    for (let round = SIZE - 1; round > 0; round--) {
      state[place] = (state[place]! ^ Math.imul(mix(state, place), 1566083941)) - place;
      place = next(state, place);
    }
    state[0] = 0x80000000;
  }

  #word(): number {
    const state = this.#state;
    if (this.#index >= SIZE) {
      for (let index = 0; index < SIZE; index++) {
        const bits = (state[index]! & 0x80000000) | (state[(index + 1) % SIZE]! & 0x7fffffff);
        state[index] = state[(index + SHIFT) % SIZE]! ^ (bits >>> 1) ^ (bits & 1 ? 0x9908b0df : 0);
      }
      this.#index = 0;
    }
    let word = state[this.#index++]!;
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  }

  /** So many random bits, the low words first. */
  #bits(count: number): bigint {
    let out = 0n;
    for (let shift = 0; shift < count; shift += 32) {
      const wanted = Math.min(32, count - shift);
      out |= BigInt(this.#word() >>> (32 - wanted)) << BigInt(shift);
    }
    return out;
  }

  /** An integer from 0 up to, not including, a positive bound. */
  below(bound: bigint): bigint {
    const count = bound.toString(2).length;
    for (;;) {
      const drawn = this.#bits(count);
      if (drawn < bound) return drawn;
    }
  }
}

function mix(state: Uint32Array, index: number): number {
  const before = state[index - 1]!;
  return before ^ (before >>> 30);
}

function next(state: Uint32Array, place: number): number {
  if (place + 1 < SIZE) return place + 1;
  state[0] = state[SIZE - 1]!;
  return 1;
}

/** A seed as words of 32 bits, the low ones first: the size of an integer, or a text with its SHA-512 behind it. */
function keyOf(seed: Value): readonly number[] {
  const number = numericOf(seed);
  let big: bigint;
  if (number !== undefined && !(number instanceof Float) && (typeof number === "bigint" || Number.isInteger(number))) {
    big = BigInt(number);
  } else if (isString(seed)) {
    const bytes = new TextEncoder().encode(toText(seed));
    const hash = new Bun.CryptoHasher("sha512").update(bytes).digest("hex");
    big = BigInt(`0x${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}${hash}`);
  } else throw typeError(`a seed is an integer or a text, not '${typeName(seed)}'`);
  const size = big < 0n ? -big : big;
  const digits = size.toString(16);
  const words: number[] = [];
  for (let end = digits.length; end > 0; end -= 8) {
    words.push(Number.parseInt(digits.slice(Math.max(0, end - 8), end), 16));
  }
  return words;
}
