/**
 * Mutations of `.dxt` and `.dxf`: most know the sections and change one field in them, so that the rules behind the
 * first checks are reached; the others change bytes blindly. Each gives a new file whose checksum is right.
 */
import { type ContainerKind, HEADER_BYTES, type SectionTag, sectionTags } from "../../src/format/container.ts";
import { INSTRUCTIONS } from "../../src/format/opcode-table.ts";
import { place, repaired, signaturePlace, withSection, withSignatureBytes } from "../format/edit.ts";
import type { Random } from "./random.ts";
import {
  backwardJump,
  changingConstant,
  programRecords,
  sectionValue,
  signatureOrder,
  tooLarge,
} from "./rule-mutations.ts";

type Mutation = (bytes: Uint8Array, random: Random) => Uint8Array;

/** Numbers at which checks break: small ones, limits of fields, "none" values. */
const EDGES = [
  0, 1, 2, 3, 4, 7, 8, 0x7f, 0x80, 0xff, 0x100, 0xffff, 0x10000, 0xfffffe, 0xffffff, 0x1000000, 0x7fffffff, 0x80000000,
  0xfffffffe, 0xffffffff,
];

/** A section's word, taken twice as often from the sections that have rules behind rules. */
const WORD_SECTIONS: readonly SectionTag[] = [
  "CODE",
  "CODE",
  "CODE",
  "CODE",
  "PROG",
  "PROG",
  "SLOT",
  "SLOT",
  "VARS",
  "LINE",
  "FILE",
  "FILE",
  "STRS",
  "BLOB",
];

function kindOf(bytes: Uint8Array): ContainerKind {
  return bytes[3] === 0x54 ? "dxt" : "dxf";
}

function anySection(bytes: Uint8Array, random: Random, wanted: readonly SectionTag[]): SectionTag {
  const there = wanted.filter((tag) => sectionTags(kindOf(bytes)).includes(tag) && place(bytes, tag).length >= 4);
  return there.length === 0 ? "META" : random.pick(there);
}

/** A number near another one, or at an edge. */
function other(value: number, random: Random): number {
  switch (random.below(5)) {
    case 0:
      return random.pick(EDGES);
    case 1:
      return (value + 1) >>> 0;
    case 2:
      return (value - 1) >>> 0;
    case 3:
      return (value ^ (1 << random.below(32))) >>> 0;
    default:
      return random.below(64);
  }
}

function changeWord(bytes: Uint8Array, at: number, change: (value: number) => number): void {
  if (at + 4 > bytes.length) return;
  const view = new DataView(bytes.buffer);
  view.setUint32(at, change(view.getUint32(at, true)) >>> 0, true);
}

/** One word of a table gets another value. */
const tableWord: Mutation = (bytes, random) => {
  const { offset, length } = place(bytes, anySection(bytes, random, WORD_SECTIONS));
  const at = offset + 4 * random.below(length >>> 2);
  changeWord(bytes, at, (value) => other(value, random));
  return repaired(bytes);
};

/** One instruction word keeps its code and gets another operand, or the other way round. */
const instruction: Mutation = (bytes, random) => {
  const { offset, length } = place(bytes, "CODE");
  if (length === 0) return tableWord(bytes, random);
  const at = offset + 4 * random.below(length >>> 2);
  if (random.below(2) === 0) changeWord(bytes, at, (word) => (word & 0xff) | (other(word >>> 8, random) << 8));
  else bytes[at] = random.pick(INSTRUCTIONS).code;
  return repaired(bytes);
};

/** Two instruction words change places, or one is written over another. */
const moveCode: Mutation = (bytes, random) => {
  const { offset, length } = place(bytes, "CODE");
  const count = length >>> 2;
  if (count < 2) return tableWord(bytes, random);
  const words = new Uint32Array(bytes.slice(offset, offset + length).buffer);
  const from = random.below(count);
  const to = random.below(count);
  const kept = words[to]!;
  words[to] = words[from]!;
  if (random.below(2) === 0) words[from] = kept;
  bytes.set(new Uint8Array(words.buffer), offset);
  return repaired(bytes);
};

/** A whole program gets new instructions of the right lengths, with small operands. */
const rewriteCode: Mutation = (bytes, random) => {
  const { offset, length } = place(bytes, "CODE");
  const count = length >>> 2;
  if (count < 4) return tableWord(bytes, random);
  const start = random.below(count);
  const end = Math.min(count, start + 1 + random.below(8));
  for (let word = start; word < end; ) {
    const { code, operands } = random.pick(INSTRUCTIONS);
    const first = operands[0] === "none" ? 0 : random.below(4);
    changeWord(bytes, offset + 4 * word++, () => code | (first << 8));
    for (let operand = 1; operand < operands.length && word < end; operand++) {
      changeWord(bytes, offset + 4 * word++, () => random.below(count));
    }
  }
  return repaired(bytes);
};

/** A byte of the signatures changes, or the section gets another length; in a file without any, another section's byte. */
const signatures: Mutation = (bytes, random) => {
  if ((bytes[20]! & 0x80) === 0) return sectionByte(bytes, random);
  const { offset, length } = signaturePlace(bytes);
  const content = bytes.slice(offset, offset + length);
  const at = random.below(4) === 0 ? random.below(8) : random.below(length);
  switch (random.below(4)) {
    case 0:
      return withSignatureBytes(bytes, content.slice(0, at));
    case 1:
      return withSignatureBytes(bytes, Uint8Array.from([...content.subarray(0, at), ...content.subarray(at >> 1)]));
    default:
      content[at] = other(content[at] ?? 0, random) & 0xff;
      return withSignatureBytes(bytes, content);
  }
};

/** A byte inside any section changes. */
const sectionByte: Mutation = (bytes, random) => {
  const { offset, length } = place(bytes, anySection(bytes, random, sectionTags(kindOf(bytes))));
  bytes[offset + random.below(length)] = random.below(3) === 0 ? random.pick(EDGES) & 0xff : random.below(256);
  return repaired(bytes);
};

/** A byte anywhere changes. */
const anyByte: Mutation = (bytes, random) => {
  for (let left = 1 + random.below(3); left > 0; left--) bytes[random.below(bytes.length)] = random.below(256);
  return repaired(bytes);
};

/** A word of the header or directory changes. */
const directoryWord: Mutation = (bytes, random) => {
  const end = HEADER_BYTES + 8 + 12 * sectionTags(kindOf(bytes)).length;
  const at = random.below(4) === 0 ? random.below(8) : HEADER_BYTES + 4 * random.below((end - HEADER_BYTES) >>> 2);
  if (at < 8) bytes[at] = random.below(256);
  else changeWord(bytes, at, (value) => other(value, random));
  return repaired(bytes);
};

/** A section grows, shrinks, doubles or vanishes; the directory follows. */
const resize: Mutation = (bytes, random) => {
  const tag = random.pick(sectionTags(kindOf(bytes)));
  const { offset, length } = place(bytes, tag);
  const content = bytes.slice(offset, offset + length);
  switch (random.below(4)) {
    case 0:
      return withSection(bytes, tag, content.slice(0, random.below(length)));
    case 1:
      return withSection(bytes, tag, Uint8Array.from([...content, ...content]));
    case 2:
      return withSection(bytes, tag, new Uint8Array(0));
    default: {
      const step = 4 * (1 + random.below(12));
      const longer = new Uint8Array(length + step);
      longer.set(content);
      return withSection(bytes, tag, longer);
    }
  }
};

/** The file is cut or gets more bytes. */
const cut: Mutation = (bytes, random) => {
  const length = random.below(2) === 0 ? random.below(bytes.length) : bytes.length + 1 + random.below(16);
  const copy = new Uint8Array(length);
  copy.set(bytes.subarray(0, length));
  return length >= HEADER_BYTES && random.below(2) === 0 ? repaired(copy) : copy;
};

/** One change that the checksum must notice. */
const damage: Mutation = (bytes, random) => {
  bytes[8 + random.below(8)]! ^= 1 << random.below(8);
  return bytes;
};

const WEIGHTED: readonly Mutation[] = [
  ...new Array<Mutation>(22).fill(tableWord),
  ...new Array<Mutation>(30).fill(instruction),
  ...new Array<Mutation>(10).fill(moveCode),
  ...new Array<Mutation>(14).fill(rewriteCode),
  ...new Array<Mutation>(10).fill(sectionByte),
  ...new Array<Mutation>(4).fill(anyByte),
  ...new Array<Mutation>(4).fill(directoryWord),
  ...new Array<Mutation>(4).fill(resize),
  ...new Array<Mutation>(12).fill(sectionValue),
  ...new Array<Mutation>(3).fill(signatures),
  signatureOrder,
  changingConstant,
  backwardJump,
  programRecords,
  cut,
  damage,
];

/** Mutations that need sound sections are the first ones; those after a cut file cannot be applied again. */
const REPEATABLE = WEIGHTED.slice(0, 76);
/** One file in so many is larger than any may be. */
const TOO_LARGE = 4000;

/** A mutated copy of a good file. One in four is mutated twice. */
export function mutate(good: Uint8Array, random: Random): Uint8Array {
  if (random.below(TOO_LARGE) === 0) return tooLarge(good);
  const once = random.pick(WEIGHTED)(good.slice(), random);
  return random.below(4) === 0 && hasDirectoryOf(once, good) ? random.pick(REPEATABLE)(once, random) : once;
}

function hasDirectoryOf(bytes: Uint8Array, good: Uint8Array): boolean {
  if (bytes.length !== good.length || bytes[3] !== good[3]) return false;
  const end = HEADER_BYTES + 8 + 12 * sectionTags(kindOf(good)).length;
  for (let at = HEADER_BYTES; at < end; at++) if (bytes[at] !== good[at]) return false;
  return true;
}
