/** Files that break a rule of the container, the strings or the bundle: each made from a good file by a named edit. */

import { encodeDxf } from "../../src/format/dxf.ts";
import { encodeDxt } from "../../src/format/dxt.ts";
import { encodeValue } from "../../src/format/infinity.ts";
import type { Rule } from "../../src/format/rules.ts";
import type { Signature } from "../../src/format/signature.ts";
import { withSignatures } from "../../src/format/signed.ts";
import { Dict, Tuple } from "../../src/value/value.ts";
import {
  place,
  repaired,
  signaturePlace,
  withByte,
  withSection,
  withSectionWord,
  withSignatureBytes,
  withWord,
} from "./edit.ts";
import { macroSet, microSet, sampleBundle } from "./sample-sets.ts";

export interface BadFile {
  readonly rule: Rule;
  readonly edit: string;
  readonly kind: "dxt" | "dxf";
  readonly bytes: () => Uint8Array;
}

const dxt = (rule: Rule, edit: string, change: (good: Uint8Array) => Uint8Array): BadFile => ({
  rule,
  edit,
  kind: "dxt",
  bytes: () => change(encodeDxt(macroSet())),
});
const micro = (rule: Rule, edit: string, change: (good: Uint8Array) => Uint8Array): BadFile => ({
  rule,
  edit,
  kind: "dxt",
  bytes: () => change(encodeDxt(microSet())),
});
const dxf = (rule: Rule, edit: string, change: (good: Uint8Array) => Uint8Array): BadFile => ({
  rule,
  edit,
  kind: "dxf",
  bytes: () => change(encodeDxf(sampleBundle())),
});

/** A template with two signatures, which nobody has made: their form is all that is read here. */
const signed = (rule: Rule, edit: string, change: (section: Uint8Array) => Uint8Array): BadFile => ({
  rule,
  edit,
  kind: "dxt",
  bytes: () => {
    const good = withSignatures(encodeDxt(microSet()), [formalSignature(1), formalSignature(2)]);
    const { offset } = signaturePlace(good);
    return withSignatureBytes(good, change(good.slice(offset)));
  },
});

/** A signature that has the right form and was made by nobody. */
export const formalSignature = (number: number): Signature => ({
  publicKey: new Uint8Array(32).fill(number),
  time: 1_800_000_000,
  expires: 1_900_000_000,
  replaces: undefined,
  name: "button",
  version: "1.0.0",
  comment: "",
  signature: new Uint8Array(64).fill(number),
});

/** A section of signatures with a byte of the first record set. */
const recordByte =
  (at: number, value: number) =>
  (section: Uint8Array): Uint8Array => {
    section[4 + at] = value;
    return section;
  };

/** Bytes of a record of `formalSignature`. */
const RECORD_BYTES = 96 + 7 + 6 + 1 + 64;

const FAR = 0x00ff_fff0;

/** A word of file record `file`. */
const fileWord =
  (file: number, word: number, value: number) =>
  (good: Uint8Array): Uint8Array =>
    withSectionWord(good, "FILE", 10 * file + word, value);

export const BAD_CONTAINERS: readonly BadFile[] = [
  dxt("length", "no bytes", () => new Uint8Array(0)),
  dxt("length", "23 bytes", (good) => good.slice(0, 23)),
  dxt("length", "cut inside the directory", (good) => repaired(good.slice(0, 40))),
  dxt("magic", "text", () => new TextEncoder().encode("{# a template #} hello, world, more than a header")),
  dxt("magic", "a bundle", () => encodeDxf(sampleBundle())),
  dxf("magic", "a template", () => encodeDxt(macroSet())),
  dxt("version", "version 0", (good) => withByte(good, 4, 0)),
  dxt("version", "version 2", (good) => withByte(good, 4, 2)),
  dxt("version", "version 4", (good) => withByte(good, 4, 4)),
  dxt("section-count", "signed without signatures", (good) => withByte(good, 20, good[20]! | 0x80)),
  dxt("flags", "an unknown bit", (good) => withByte(good, 20, good[20]! | 0x20)),
  dxt("flags", "an unknown mode of undefined values", (good) => withByte(good, 20, good[20]! | 0x0b)),
  dxt("flags", "an unknown bit in the second byte", (good) => withByte(good, 21, 1)),
  dxt("flags", "the highest bit", (good) => withByte(good, 23, 0x80)),
  dxt("reserved", "byte 5 is 1", (good) => withByte(good, 5, 1)),
  dxt("reserved", "byte 6 is 1", (good) => withByte(good, 6, 1)),
  dxt("reserved", "byte 7 is 1", (good) => withByte(good, 7, 1)),
  dxt("checksum", "the last byte changed", (good) => {
    const copy = good.slice();
    copy[copy.length - 1]! ^= 1;
    return copy;
  }),
  dxt("checksum", "a flag changed", (good) => {
    const copy = good.slice();
    copy[20]! ^= 1;
    return copy;
  }),
  dxt("cut", "the last byte missing", (good) => good.slice(0, -1)),
  dxt("section-count", "one section fewer", (good) => withWord(good, 16, 7)),
  dxt("section-count", "2^32 - 1 sections", (good) => withWord(good, 16, 0xffff_ffff)),
  dxt("section-tag", "the second section is XXXX", (good) => withWord(good, 36, 0x58585858)),
  dxt("section-tag", "two sections of one name", (good) => withWord(good, 36, 0x53525453)),
  dxt("section-offset", "overlapping the section before", (good) => withWord(good, place(good, "PROG").entry + 4, 120)),
  dxt("section-offset", "8 bytes later", (good) => {
    const { entry, offset } = place(good, "PROG");
    return withWord(good, entry + 4, offset + 8);
  }),
  dxt("section-length", "longer than the file", (good) => withWord(good, place(good, "META").entry + 8, good.length)),
  dxt("section-length", "offset + length over 2^32", (good) =>
    withWord(good, place(good, "META").entry + 8, 0xffff_ffff),
  ),
  dxt("section-padding", "a byte between sections", (good) => {
    const { offset } = place(good, "PROG");
    const { offset: start, length } = place(good, "STRS");
    if (start + length === offset) throw new Error("the sample has no padding after STRS");
    return withByte(good, offset - 1, 1);
  }),
  dxt("file-end", "a byte after the last section", (good) => {
    const longer = new Uint8Array(good.length + 1);
    longer.set(good);
    return repaired(longer);
  }),

  dxt("string-table", "an empty section", (good) => withSection(good, "STRS", new Uint8Array(0))),
  dxt("string-table", "more strings than fit", (good) => withSectionWord(good, "STRS", 0, 0x4000_0000)),
  dxt("string-offsets", "the first is not 0", (good) => withSectionWord(good, "STRS", 1, 1)),
  dxt("string-offsets", "one is smaller than the one before", (good) => withSectionWord(good, "STRS", 3, 0)),
  dxt("string-offsets", "the last is not the end", (good) => {
    const { offset, length } = place(good, "STRS");
    return withSection(good, "STRS", Uint8Array.from([...good.subarray(offset, offset + length), 0x20]));
  }),
  dxt("string-utf8", "the byte 0xff", (good) => {
    const { offset, length } = place(good, "STRS");
    return withByte(good, offset + length - 1, 0xff);
  }),
  dxt("string-utf8", "a surrogate", (good) => {
    const { offset, length } = place(good, "STRS");
    const copy = good.slice();
    copy.set([0xed, 0xa0, 0x80], offset + length - 3);
    return repaired(copy);
  }),
  micro("string-boundary", "a string begins inside ö", (good) => {
    const { offset } = place(good, "STRS");
    const view = new DataView(good.buffer);
    const blob = offset + 4 * (view.getUint32(offset, true) + 2);
    const inside = good.indexOf(0xc3, blob) + 1 - blob;
    return withSectionWord(good, "STRS", 3, inside);
  }),

  dxt("constants", "no value", (good) => withSection(good, "CNST", new Uint8Array(0))),
  dxt("constants", "no list", (good) => withSection(good, "CNST", encodeValue("text"))),
  dxt("constant-changes", "a list", (good) => withSection(good, "CNST", encodeValue([[1]]))),
  dxt("constant-changes", "a dict in a tuple", (good) =>
    withSection(good, "CNST", encodeValue([new Tuple([1, new Dict()])])),
  ),
  dxt("metadata", "no value", (good) => withSection(good, "META", Uint8Array.of(0xff))),
  dxt("metadata", "no dict", (good) => withSection(good, "META", encodeValue([]))),
  dxf("parameters", "no value", (good) => withSection(good, "PARM", new Uint8Array(0))),
  dxf("parameters", "no dict", (good) => withSection(good, "PARM", encodeValue([]))),
  dxf("capabilities", "no value", (good) => withSection(good, "CAPS", Uint8Array.of(0xff))),
  dxf("capabilities", "no dict", (good) => withSection(good, "CAPS", encodeValue("all"))),
  dxf("dependencies", "no value", (good) => withSection(good, "DEPS", Uint8Array.of(1))),
  dxf("dependencies", "no list", (good) => withSection(good, "DEPS", encodeValue({}))),
  dxf("compatibility", "no value", (good) => withSection(good, "COMP", Uint8Array.of(0xff))),
  dxf("compatibility", "no dict", (good) => withSection(good, "COMP", encodeValue(1))),

  dxt("program-records", "half a record", (good) => {
    const { offset } = place(good, "PROG");
    return withSection(good, "PROG", good.slice(offset, offset + 20));
  }),
  dxt("program-records", "no whole words", (good) => {
    const { offset } = place(good, "PROG");
    return withSection(good, "PROG", good.slice(offset, offset + 39));
  }),
  dxt("program-totals", "more code than there is", (good) => withSectionWord(good, "PROG", 6, 0xffff_ffff)),
  dxt("program-totals", "a slot that is not there", (good) => withSectionWord(good, "PROG", 7, 1)),
  dxt("program-totals", "a variable fewer", (good) => withSectionWord(good, "PROG", 8, 1)),
  dxt("program-totals", "a line fewer", (good) => withSectionWord(good, "PROG", 9, 2)),
  dxt("program-totals", "half a word of code", (good) => withSection(good, "CODE", new Uint8Array(2))),

  dxf("file-records", "half a record", (good) => {
    const { offset } = place(good, "FILE");
    return withSection(good, "FILE", good.slice(offset, offset + 20));
  }),
  dxf("file-source", "no such string", fileWord(0, 0, FAR)),
  dxf("file-path", "no such program", fileWord(0, 1, FAR)),
  dxf("file-path", "a template program", fileWord(0, 1, 0)),
  dxf("file-flags", "an unknown bit", fileWord(0, 2, 0x200)),
  dxf("file-flags", "an unknown body", fileWord(0, 2, 3)),
  dxf("file-body", "no such program", fileWord(0, 3, FAR)),
  dxf("file-body", "an expression program", fileWord(0, 3, 1)),
  dxf("file-body", "no such blob", fileWord(1, 3, 2)),
  dxf("file-body", "a directory with content", fileWord(3, 3, 0)),
  dxf("file-mode", "more than permission bits", fileWord(0, 4, 0o4755)),
  dxf("file-when", "a template program", fileWord(0, 7, 0)),
  dxf("file-when", "no such program", fileWord(0, 7, FAR)),
  dxf("file-each", "no such program", fileWord(0, 8, FAR)),
  dxf("file-each", "a name without a program", fileWord(1, 9, 0)),
  dxf("file-each", "no such name", fileWord(0, 9, FAR)),
  dxf("blob-table", "more blobs than fit", (good) => withSectionWord(good, "BLOB", 0, 1000)),
  dxf("blob-offsets", "descending", (good) => withSectionWord(good, "BLOB", 2, 0x7fff_ffff)),
  signed("signature-count", "no bytes of signatures", () => new Uint8Array(0)),
  signed("signature-count", "no signatures", (section) => new Uint8Array(section.slice(0, 4).fill(0))),
  signed("signature-count", "17 signatures", (section) => section.fill(17, 0, 1)),
  signed("signature-record", "the last signature is cut", (section) => section.slice(0, -1)),
  signed("signature-record", "a signature of 8 bytes", recordByte(0, 8)),
  signed("signature-record", "a byte behind the last", (section) => Uint8Array.from([...section, 0])),
  signed("signature-field", "an unknown kind of record", recordByte(4, 2)),
  signed("signature-field", "an unknown algorithm", recordByte(5, 2)),
  signed("signature-field", "a reserved byte is 1", recordByte(6, 1)),
  signed("signature-field", "another key's id", recordByte(8, 0)),
  signed("signature-field", "made after the year 9999", recordByte(55, 1)),
  signed("signature-field", "expires before it was made", recordByte(59, 0)),
  signed("signature-field", "the name is empty", recordByte(96, 0)),
  signed("signature-field", "a longer name", recordByte(96, 200)),
  signed("signature-field", "a control character", recordByte(97, 7)),
  signed("signature-field", "no UTF-8", recordByte(97, 0xff)),
  signed("signature-field", "no version", recordByte(104, 0x78)),
  signed("signature-order", "the same key twice", (section) => {
    section.copyWithin(4 + RECORD_BYTES, 4, 4 + RECORD_BYTES);
    return section;
  }),
  signed("signature-order", "the second key first", (section) =>
    Uint8Array.from([
      ...section.subarray(0, 4),
      ...section.subarray(4 + RECORD_BYTES),
      ...section.subarray(4, 4 + RECORD_BYTES),
    ]),
  ),
];
