/**
 * Inputs that differ in every iteration: seeded, so that a run can be repeated, and long enough never to come twice.
 * Every string is flat and of one piece, as it is after reading a file or the command line. Not for shapes of a family.
 */

/** Share of strings that hold a character outside ASCII. */
const FOREIGN_SHARE = 0.2;
const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_";
const FOREIGN: readonly string[] = ["é", "ü", "ß", "ł", "Ω", "ж", "日", "語", "—", "…", "🚀", "🧪"];

/** mulberry32 (Tommy Ettinger, public domain): 32 bits of state, enough to vary inputs. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** From 0 up to but not including `bound`. */
  below(bound: number): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 0x100000000) * bound);
  }

  /** A name of `least` to `most` UTF-16 units; one in five holds a character outside ASCII. */
  name(least: number, most: number): string {
    const codes = this.#codes(least + this.below(most - least + 1));
    if (this.below(1000) < FOREIGN_SHARE * 1000) {
      const character = FOREIGN[this.below(FOREIGN.length)]!;
      const at = this.below(codes.length - character.length + 1);
      for (let unit = 0; unit < character.length; unit += 1) codes[at + unit] = character.charCodeAt(unit);
    }
    return String.fromCharCode(...codes);
  }

  /** A name of letters, digits and `_` only, which begins with a letter. */
  identifier(least: number, most: number): string {
    const codes = this.#codes(least + this.below(most - least + 1));
    codes[0] = LETTERS.charCodeAt(this.below(52));
    return String.fromCharCode(...codes);
  }

  /** Words with spaces between, in all `least` to `most` UTF-16 units; one text in five is not ASCII. */
  sentence(least: number, most: number): string {
    const codes: number[] = [];
    for (const unit of this.name(least, most)) {
      for (let index = 0; index < unit.length; index += 1) codes.push(unit.charCodeAt(index));
    }
    for (let at = 3 + this.below(8); at < codes.length - 1; at += 4 + this.below(8)) {
      const isAscii = codes[at]! < 0x80;
      if (isAscii) codes[at] = 0x20;
    }
    return String.fromCharCode(...codes);
  }

  /** Bytes without any pattern. */
  bytes(length: number): Uint8Array {
    const bytes = new Uint8Array(length);
    const words = new Uint32Array(bytes.buffer, 0, length >> 2);
    for (let index = 0; index < words.length; index += 1) words[index] = this.below(0x100000000);
    for (let index = words.length * 4; index < length; index += 1) bytes[index] = this.below(256);
    return bytes;
  }

  #codes(length: number): number[] {
    const codes: number[] = new Array(length);
    for (let index = 0; index < length; index += 1) codes[index] = LETTERS.charCodeAt(this.below(LETTERS.length));
    return codes;
  }
}

/** `count` things made one after the other. */
export function many<Made>(count: number, make: () => Made): Made[] {
  return Array.from({ length: count }, make);
}

/** Characters that are handed over as arguments at once. */
const FLAT_PIECE = 4096;

/**
 * The same text in one piece. A string that `+`, a template literal or `slice` gives is only a reference to its parts
 * until it is first read, so that whoever reads it first pays for the others.
 */
export function flat(text: string): string {
  const pieces: string[] = [];
  for (let from = 0; from < text.length; from += FLAT_PIECE) {
    const length = Math.min(FLAT_PIECE, text.length - from);
    pieces.push(String.fromCharCode(...Array.from({ length }, (_, index) => text.charCodeAt(from + index))));
  }
  return pieces.join("");
}
