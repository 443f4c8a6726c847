/** Repeatable random numbers for the fuzzers: the same seed gives the same cases on every machine. */

export class Random {
  private state: number;

  constructor(seed: number) {
    this.state = seed >>> 0;
  }

  /** A 32-bit word: splitmix32, the 32-bit form of SplitMix (Steele, Lea, Flood: OOPSLA 2014). */
  word(): number {
    this.state = (this.state + 0x9e3779b9) >>> 0;
    let mixed = this.state ^ (this.state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    return (mixed ^ (mixed >>> 15)) >>> 0;
  }

  /** An integer below `limit`; 0 when it is 0. */
  below(limit: number): number {
    return limit <= 1 ? 0 : this.word() % limit;
  }

  pick<T>(items: readonly T[]): T {
    return items[this.below(items.length)]!;
  }
}
