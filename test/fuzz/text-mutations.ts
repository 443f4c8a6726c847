/**
 * Changes of texts, as bytes: words of the language are put in, pieces of the text take each other's place, lines are
 * doubled and exchanged, brackets are nested, and bytes are changed so that the text is no UTF-8 any more.
 */
import type { Mutate } from "./decoder.ts";
import type { Random } from "./random.ts";

/** Mutated texts are no longer. */
const BYTES_MAX = 8192;
const NESTED_MAX = 400;
/** What makes trouble in texts of any kind. */
const SPECIAL: readonly Uint8Array[] = [
  "\0",
  "\u001b[31m",
  "\r\n",
  "\t",
  "\ufeff",
  "\u202e",
  "\u2028",
  "ß",
  "😀",
  "__proto__",
  "constructor",
  "\\u0000",
  "\\ud800",
  "999999999999999999999",
  "-0",
  "1e999",
  "0x10",
  "::error::",
]
  .map((text) => new TextEncoder().encode(text))
  .concat([Uint8Array.of(0xff), Uint8Array.of(0xc3), Uint8Array.of(0xed, 0xa0, 0x80), Uint8Array.of(0xc0, 0x80)]);

/** @param tokens words and signs of the language */
export function textMutation(tokens: readonly string[]): Mutate {
  const words = tokens.map((token) => new TextEncoder().encode(token));
  return (base, random, bases) => {
    let bytes = base;
    for (let left = 1 + random.below(3); left > 0; left--) bytes = changed(bytes, random, words, bases);
    return bytes.length > BYTES_MAX ? bytes.slice(0, BYTES_MAX) : bytes;
  };
}

function changed(
  bytes: Uint8Array,
  random: Random,
  words: readonly Uint8Array[],
  bases: readonly Uint8Array[],
): Uint8Array {
  const at = random.below(bytes.length + 1);
  switch (random.below(12)) {
    case 0:
      return replaced(bytes, at, 1, Uint8Array.of(random.below(256)));
    case 1:
      return replaced(bytes, at, random.below(12), NOTHING);
    case 2:
      return replaced(bytes, at, 0, random.pick(SPECIAL));
    case 3:
      return doubledLine(bytes, at);
    case 4:
      return exchangedLines(bytes, at, random.below(bytes.length + 1));
    case 5: {
      const other = random.pick(bases);
      const from = random.below(other.length);
      return replaced(bytes, at, random.below(40), other.subarray(from, from + random.below(80)));
    }
    case 6:
      return nested(bytes, at, random.pick(words), 1 + random.below(NESTED_MAX));
    case 7:
    case 8: {
      const [start, end] = pieceAround(bytes, at);
      return replaced(bytes, start, end - start, random.below(6) === 0 ? random.pick(SPECIAL) : random.pick(words));
    }
    case 9:
    case 10: {
      const [start, end] = pieceAround(bytes, at);
      const [from, to] = pieceAround(bytes, random.below(bytes.length + 1));
      return replaced(bytes, start, end - start, bytes.slice(from, to));
    }
    default: {
      const start = random.below(2) === 0 ? at : lineAround(bytes, at)[0];
      return replaced(bytes, start, 0, random.pick(words));
    }
  }
}

const NOTHING = new Uint8Array(0);

function replaced(bytes: Uint8Array, at: number, length: number, by: Uint8Array): Uint8Array {
  const end = Math.min(bytes.length, at + length);
  const copy = new Uint8Array(bytes.length - (end - at) + by.length);
  copy.set(bytes.subarray(0, at));
  copy.set(by, at);
  copy.set(bytes.subarray(end), at + by.length);
  return copy;
}

const LINE_FEED = 0x0a;

function lineAround(bytes: Uint8Array, at: number): readonly [start: number, end: number] {
  const start = at === 0 ? 0 : bytes.lastIndexOf(LINE_FEED, at - 1) + 1;
  const end = bytes.indexOf(LINE_FEED, at);
  return [start, end < 0 ? bytes.length : end + 1];
}

function doubledLine(bytes: Uint8Array, at: number): Uint8Array {
  const [start, end] = lineAround(bytes, at);
  return replaced(bytes, end, 0, bytes.slice(start, end));
}

function exchangedLines(bytes: Uint8Array, one: number, other: number): Uint8Array {
  const [start, end] = lineAround(bytes, Math.min(one, other));
  const [from, to] = lineAround(bytes, Math.max(one, other));
  if (from < end) return bytes.slice(0, start);
  const first = bytes.slice(start, end);
  return replaced(replaced(bytes, from, to - from, first), start, end - start, bytes.slice(from, to));
}

/** Between two signs that divide texts. */
function pieceAround(bytes: Uint8Array, at: number): readonly [start: number, end: number] {
  let start = at;
  let end = at;
  while (start > 0 && !divides(bytes[start - 1]!)) start--;
  while (end < bytes.length && !divides(bytes[end]!)) end++;
  return [start, end];
}

function divides(byte: number): boolean {
  return byte <= 0x20 || ',:{}[]"=|'.includes(String.fromCharCode(byte));
}

function nested(bytes: Uint8Array, at: number, word: Uint8Array, times: number): Uint8Array {
  const all = new Uint8Array(word.length * times);
  for (let index = 0; index < times; index++) all.set(word, index * word.length);
  return replaced(bytes, at, 0, all);
}
