/**
 * The outer form of `.dxt` and `.dxf`: a 16-byte header with a checksum, a directory, and sections that follow each
 * other without a gap. Reading checks all of it before any section is looked at. It knows nothing about the contents.
 */
import { BINARY_BYTES_MAX } from "../base/limits.ts";
import { native } from "../native/native.ts";
import type { UndefinedMode } from "../value/value.ts";
import { refuse } from "./rules.ts";
import type { Trust } from "./trust.ts";

export type ContainerKind = "dxt" | "dxf";

/** The version that is written. */
export const FORMAT_VERSION = 1;
/** The oldest version that is still read. */
export const FORMAT_VERSION_MIN = 1;

/** Bytes of the header. */
export const HEADER_BYTES = 16;
/** Sections begin at multiples of this many bytes, so that tables of words are views. */
export const SECTION_ALIGNMENT = 8;

/** The fourth byte tells the two apart; the first is no ASCII, so that no text file begins like it. */
const MAGIC: Readonly<Record<ContainerKind, readonly number[]>> = {
  dxt: [0x89, 0x44, 0x58, 0x54],
  dxf: [0x89, 0x44, 0x58, 0x46],
};

/** Sections in the order in which they lie in a file; each is there exactly once, an empty one with length 0. */
const TAGS: Readonly<Record<ContainerKind, readonly SectionTag[]>> = {
  dxt: ["STRS", "PROG", "VARS", "SLOT", "CNST", "CODE", "LINE", "META"],
  dxf: ["STRS", "PROG", "VARS", "SLOT", "CNST", "CODE", "LINE", "META", "FILE", "BLOB"],
};
export type SectionTag = "STRS" | "PROG" | "VARS" | "SLOT" | "CNST" | "CODE" | "LINE" | "META" | "FILE" | "BLOB";

/** Numbers of the undefined modes in bits 0 and 1 of the flags. */
export const UNDEFINED_MODES: readonly UndefinedMode[] = ["strict", "lenient", "chainable", "debug"];
const FLAG_AUTOESCAPE = 4;
/** Kept for a signature section; no file of version 1 sets it. */
const FLAG_SIGNED = 0x80;
const FLAGS_KNOWN = 0x07;

const DIRECTORY_START = HEADER_BYTES + 8;
const ENTRY_BYTES = 12;

export interface ContainerFlags {
  readonly undefinedMode: UndefinedMode;
  readonly autoescape: boolean;
}

export type Sections = { readonly [tag in SectionTag]?: Uint8Array };

export interface Container extends ContainerFlags {
  readonly kind: ContainerKind;
  readonly version: number;
  /** Views of the file's bytes, each 8-byte aligned in its buffer. */
  readonly sections: Sections;
}

/** The section of a checked container. */
export function section(sections: Sections, tag: SectionTag): Uint8Array {
  return sections[tag] ?? EMPTY;
}
const EMPTY = new Uint8Array(0);

/** The sections of a kind in their order. */
export function sectionTags(kind: ContainerKind): readonly SectionTag[] {
  return TAGS[kind];
}

/**
 * Writes a file; a section that is not given is empty.
 * @throws {DxgError} format/too-large
 */
export function encodeContainer(kind: ContainerKind, flags: ContainerFlags, sections: Sections): Uint8Array {
  const tags = TAGS[kind];
  let size = DIRECTORY_START + ENTRY_BYTES * tags.length;
  for (const tag of tags) size = align(size) + section(sections, tag).length;
  if (size > BINARY_BYTES_MAX) refuse("size", `${size} bytes, more than ${BINARY_BYTES_MAX}`);
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  bytes.set(MAGIC[kind]);
  bytes[4] = FORMAT_VERSION;
  bytes[5] = UNDEFINED_MODES.indexOf(flags.undefinedMode) | (flags.autoescape ? FLAG_AUTOESCAPE : 0);
  view.setUint32(HEADER_BYTES, tags.length, true);
  let entry = DIRECTORY_START;
  let at = DIRECTORY_START + ENTRY_BYTES * tags.length;
  for (const tag of tags) {
    const content = section(sections, tag);
    at = align(at);
    view.setUint32(entry, tagWord(tag), true);
    view.setUint32(entry + 4, at, true);
    view.setUint32(entry + 8, content.length, true);
    bytes.set(content, at);
    at += content.length;
    entry += ENTRY_BYTES;
  }
  bytes.set(checksum(bytes), 8);
  return bytes;
}

/**
 * The checksum of a file: the first 8 bytes of BLAKE3 of (the file's first 8 bytes, then the 32-byte BLAKE3 of
 * everything after the header). Two steps, so that nothing is copied and the header is covered too.
 */
export function checksum(bytes: Uint8Array): Uint8Array {
  const kernels = native();
  const joined = new Uint8Array(40);
  joined.set(bytes.subarray(0, 8));
  joined.set(kernels.blake3(bytes.subarray(HEADER_BYTES), 32), 8);
  return kernels.blake3(joined, 8);
}

/** The kind that the first four bytes name, or undefined for anything else. */
export function containerKind(bytes: Uint8Array): ContainerKind | undefined {
  if (bytes[0] !== 0x89 || bytes[1] !== 0x44 || bytes[2] !== 0x58) return undefined;
  return bytes[3] === 0x54 ? "dxt" : bytes[3] === 0x46 ? "dxf" : undefined;
}

/**
 * Checks header, checksum and directory. The sections are views of `file`, or of one copy where it does not begin at a
 * multiple of 8 in its buffer; the bytes must not change while the result is used.
 * @throws {DxgError} format/not-dxt, format/truncated, format/too-large, format/version, format/bad-header,
 *   format/checksum, format/bad-section
 */
export function decodeContainer(kind: ContainerKind, file: Uint8Array, trust: Trust = "verify"): Container {
  checkHeader(kind, file);
  const bytes = file.byteOffset % SECTION_ALIGNMENT === 0 ? file : file.slice();
  // Words rather than a DataView: header and directory lie at multiples of four, as do the tables that are read so too.
  const words = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length >>> 2);
  if (trust === "verify") checkSum(bytes, words);
  const flags = bytes[5]!;
  return {
    kind,
    version: bytes[4]!,
    undefinedMode: UNDEFINED_MODES[flags & 3]!,
    autoescape: (flags & FLAG_AUTOESCAPE) !== 0,
    sections: readDirectory(TAGS[kind], bytes, words),
  };
}

function checkHeader(kind: ContainerKind, bytes: Uint8Array): void {
  const found = containerKind(bytes);
  if (found !== kind && bytes.length >= 4) {
    refuse(
      "magic",
      found === undefined ? `the first bytes are not those of .${kind}` : `this is .${found}, not .${kind}`,
    );
  }
  if (bytes.length < DIRECTORY_START) refuse("length", `${bytes.length} bytes are less than a header`);
  if (bytes.length > BINARY_BYTES_MAX) refuse("size", `${bytes.length} bytes, more than ${BINARY_BYTES_MAX}`);
  const version = bytes[4]!;
  if (version < FORMAT_VERSION_MIN || version > FORMAT_VERSION) {
    refuse("version", `version ${version}; this dxg reads ${FORMAT_VERSION_MIN} to ${FORMAT_VERSION}`);
  }
  const flags = bytes[5]!;
  if ((flags & FLAG_SIGNED) !== 0) refuse("flags", "the file is signed, which version 1 does not know");
  if ((flags & ~FLAGS_KNOWN) !== 0) refuse("flags", `unknown bits in the flags 0x${flags.toString(16)}`);
  if (bytes[6] !== 0 || bytes[7] !== 0) refuse("reserved", "the reserved bytes are not 0");
}

function checkSum(bytes: Uint8Array, words: Uint32Array): void {
  const expected = checksum(bytes);
  let different = 0;
  for (let index = 0; index < 8; index++) different |= expected[index]! ^ bytes[8 + index]!;
  if (different === 0) return;
  const end = claimedEnd(bytes, words);
  if (end > bytes.length) refuse("cut", `${bytes.length} bytes of ${end} are there`);
  refuse("checksum", "the checksum is not that of the content");
}

/** Where the last section ends by the directory, unchecked; only to tell a cut file from a damaged one. */
function claimedEnd(bytes: Uint8Array, words: Uint32Array): number {
  const count = words[HEADER_BYTES / 4]!;
  const last = DIRECTORY_START + ENTRY_BYTES * (count - 1);
  if (count === 0 || last + ENTRY_BYTES > bytes.length) return 0;
  return words[last / 4 + 1]! + words[last / 4 + 2]!;
}

function readDirectory(tags: readonly SectionTag[], bytes: Uint8Array, words: Uint32Array): Sections {
  const count = words[HEADER_BYTES / 4]!;
  if (count !== tags.length) refuse("section-count", `${count} sections, not ${tags.length}`);
  if (words[HEADER_BYTES / 4 + 1] !== 0) refuse("reserved", "the reserved word of the directory is not 0");
  let end = DIRECTORY_START + ENTRY_BYTES * count;
  if (end > bytes.length) refuse("length", `${bytes.length} bytes are less than the directory`);
  const sections: { [tag in SectionTag]?: Uint8Array } = {};
  let entry = DIRECTORY_START / 4;
  for (const tag of tags) {
    if (words[entry] !== tagWord(tag)) refuse("section-tag", `section ${tag} is not where it must be`);
    const offset = words[entry + 1]!;
    const length = words[entry + 2]!;
    const start = align(end);
    if (offset !== start) refuse("section-offset", `section ${tag} is at ${offset}, not at ${start}`);
    if (offset + length > bytes.length) refuse("section-length", `section ${tag} ends after the file`);
    for (let at = end; at < start; at++) {
      if (bytes[at] !== 0) refuse("section-padding", `the padding before section ${tag} is not 0`);
    }
    sections[tag] = bytes.subarray(offset, offset + length);
    end = offset + length;
    entry += ENTRY_BYTES / 4;
  }
  if (end !== bytes.length) refuse("file-end", `${bytes.length - end} bytes follow the last section`);
  return sections;
}

/** Of an offset within `BINARY_BYTES_MAX`. */
function align(offset: number): number {
  return (offset + SECTION_ALIGNMENT - 1) & -SECTION_ALIGNMENT;
}

function tagWord(tag: SectionTag): number {
  return (tag.charCodeAt(0) | (tag.charCodeAt(1) << 8) | (tag.charCodeAt(2) << 16) | (tag.charCodeAt(3) << 24)) >>> 0;
}
