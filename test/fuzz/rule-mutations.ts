/**
 * Mutations of `.dxt` and `.dxf` that are made for single rules, which changes of bytes and words hardly ever reach: values
 * inside sections, the order of signatures, code that only jumps back reach, records of programs.
 */

import { DxgError } from "../../src/base/error.ts";
import { BINARY_BYTES_MAX } from "../../src/base/limits.ts";
import type { SectionTag } from "../../src/format/container.ts";
import { decodeValue, encodeValue } from "../../src/format/infinity.ts";
import { Op } from "../../src/format/opcode.ts";
import { PROGRAM_WORDS } from "../../src/format/records.ts";
import type { Value } from "../../src/value/value.ts";
import { place, repaired, signaturePlace, withSection, withSignatureBytes } from "../format/edit.ts";
import type { Random } from "./random.ts";
import { mutateValue } from "./value-mutations.ts";

/** Sections that hold a value; those of bundles alone come last. */
const VALUE_SECTIONS: readonly SectionTag[] = ["CNST", "META", "PARM", "CAPS", "DEPS", "COMP"];
const TEMPLATE_VALUE_SECTIONS = 2;
const SIGNED = 0x80;

/** A value inside a section changes; its encoding stays right. */
export function sectionValue(bytes: Uint8Array, random: Random): Uint8Array {
  const tags = bytes[3] === 0x54 ? VALUE_SECTIONS.slice(0, TEMPLATE_VALUE_SECTIONS) : VALUE_SECTIONS;
  const tag = random.pick(tags);
  const { offset, length } = place(bytes, tag);
  try {
    return withSection(bytes, tag, encodeValue(mutateValue(decodeValue(bytes.slice(offset, offset + length)), random)));
  } catch (error) {
    // A section that another mutation has broken before, or a value too deep to be one.
    if (error instanceof DxgError) return bytes;
    throw error;
  }
}

/** A list becomes a constant. */
export function changingConstant(bytes: Uint8Array, random: Random): Uint8Array {
  const list: Value[] = [random.below(5), "x"];
  return withSection(bytes, "CNST", encodeValue(random.below(2) === 0 ? [list] : [1, "a", list, 2, 3, 4, 5, 6]));
}

/** Signatures change places, one comes twice, or one is left out; the records themselves stay as they are. */
export function signatureOrder(bytes: Uint8Array, random: Random): Uint8Array {
  if ((bytes[20]! & SIGNED) === 0) return bytes;
  const { offset, length } = signaturePlace(bytes);
  return withSignatureBytes(bytes, reorderedRecords(bytes.slice(offset, offset + length), random));
}

/** The same for the records alone: their number, then each with its length. */
export function reorderedRecords(content: Uint8Array, random: Random): Uint8Array {
  const view = new DataView(content.buffer, content.byteOffset, content.byteLength);
  const records: Uint8Array[] = [];
  for (let at = 4; at + 4 <= content.length; ) {
    const size = view.getUint32(at, true);
    if (size < 4 || size > content.length - at) break;
    records.push(content.slice(at, at + size));
    at += size;
  }
  const one = random.below(records.length);
  const other = random.below(records.length);
  if (records.length > 0) {
    const kept = records[one]!;
    if (random.below(3) === 0) records.splice(one, 1);
    else if (random.below(2) === 0) records.splice(other, 0, kept);
    else {
      records[one] = records[other]!;
      records[other] = kept;
    }
  }
  const joined = new Uint8Array(4 + records.reduce((sum, record) => sum + record.length, 0));
  new DataView(joined.buffer).setUint32(0, records.length, true);
  let at = 4;
  for (const record of records) {
    joined.set(record, at);
    at += record.length;
  }
  return joined;
}

/** Code that nothing but a jump back reaches is written somewhere. */
export function backwardJump(bytes: Uint8Array, random: Random): Uint8Array {
  const { offset, length } = place(bytes, "CODE");
  const count = length >>> 2;
  if (count < 8) return bytes;
  const view = new DataView(bytes.buffer);
  // Relative to the program, of which each begins somewhere; the first at 0.
  const at = random.below(3) === 0 ? random.below(count - 6) : 0;
  for (const [index, word] of [Op.Jump, at + 4, Op.Jump, at + 4, Op.Jump, at + 2].entries()) {
    view.setUint32(offset + 4 * (at + index), word, true);
  }
  return repaired(bytes);
}

/** The number of slots in a program's record. */
const SLOT_COUNT = 7;

/** Words of a program's record change places with those of another, or slots are said to belong to another program. */
export function programRecords(bytes: Uint8Array, random: Random): Uint8Array {
  const { offset, length } = place(bytes, "PROG");
  const count = Math.floor(length / 4 / PROGRAM_WORDS);
  if (count < 1) return bytes;
  const view = new DataView(bytes.buffer);
  const one = random.below(count);
  const other = random.below(count);
  const word = random.below(2) === 0 ? SLOT_COUNT : random.below(PROGRAM_WORDS);
  const wordAt = (record: number): number => offset + 4 * (record * PROGRAM_WORDS + word);
  const kept = view.getUint32(wordAt(one), true);
  view.setUint32(wordAt(one), view.getUint32(wordAt(other), true), true);
  view.setUint32(wordAt(other), kept, true);
  return repaired(bytes);
}

let oversized: Uint8Array | undefined;

/** A file above the limit with a good header; always the same bytes, most of which are never touched. */
export function tooLarge(bytes: Uint8Array): Uint8Array {
  oversized ??= new Uint8Array(BINARY_BYTES_MAX + 1);
  oversized.set(bytes.subarray(0, 32));
  return oversized;
}
