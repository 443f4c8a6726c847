/**
 * The outer form of `.dxt` and `.dxf`: a 16-byte header with a checksum, a directory, and sections that follow each
 * other without a gap. Reading checks all of it before any section is looked at. It knows nothing about the contents.
 */
import { assert } from "../base/error.ts";
import { BINARY_BYTES_MAX } from "../base/limits.ts";
import { putWords } from "../base/words.ts";
import { native } from "../native/native.ts";
import type { UndefinedMode } from "../value/value.ts";
import { refuse } from "./rules.ts";
import { checkSignatureSection } from "./signature.ts";
import type { Trust } from "./trust.ts";

export type ContainerKind = "dxt" | "dxf";

/** The version that is written. */
export const FORMAT_VERSION = 3;
/** The oldest version that is still read; versions 1 and 2 were never in a release. */
export const FORMAT_VERSION_MIN = 3;

/** Bytes of the header. */
export const HEADER_BYTES = 16;
/** Sections begin at multiples of this many bytes, so that tables of words are views. */
export const SECTION_ALIGNMENT = 8;

/** The first four bytes as a word. The fourth tells the two apart; the first is no ASCII, so that no text file begins like it. */
const MAGIC: Readonly<Record<ContainerKind, number>> = { dxt: 0x54584489, dxf: 0x46584489 };

/** The tags of sections as words. */
const TAG_WORDS = {
  STRS: 0x53525453,
  PROG: 0x474f5250,
  VARS: 0x53524156,
  SLOT: 0x544f4c53,
  CNST: 0x54534e43,
  CODE: 0x45444f43,
  LINE: 0x454e494c,
  META: 0x4154454d,
  PARM: 0x4d524150,
  CAPS: 0x53504143,
  DEPS: 0x53504544,
  COMP: 0x504d4f43,
  FILE: 0x454c4946,
  BLOB: 0x424f4c42,
  /** Signatures: after all others, and only in a file whose flags say that it is signed. */
  SIGN: 0x4e474953,
} as const;
/** A section that a file of its kind always has. */
export type SectionTag = Exclude<keyof typeof TAG_WORDS, "SIGN">;

/** Sections in the order in which they lie in a file; each is there exactly once, an empty one with length 0; SIGN may follow. */
const TAGS: Readonly<Record<ContainerKind, readonly SectionTag[]>> = {
  dxt: ["STRS", "PROG", "VARS", "SLOT", "CNST", "CODE", "LINE", "META"],
  // biome-ignore format: one line
  dxf: ["STRS", "PROG", "VARS", "SLOT", "CNST", "CODE", "LINE", "META", "PARM", "CAPS", "DEPS", "COMP", "FILE", "BLOB"],
};

/** Places in the directory of the sections that have the same place in every kind that has them. */
export const SECTION = {
  STRS: 0,
  PROG: 1,
  VARS: 2,
  SLOT: 3,
  CNST: 4,
  CODE: 5,
  LINE: 6,
  META: 7,
  PARM: 8,
  CAPS: 9,
  DEPS: 10,
  COMP: 11,
  FILE: 12,
  BLOB: 13,
} as const satisfies Record<SectionTag, number>;

/** Numbers of the undefined modes, whose low two bits are bits 0 and 1 of the flags and whose third is bit 3. */
export const UNDEFINED_MODES: readonly UndefinedMode[] = ["strict", "lenient", "chainable", "debug", "semi-strict"];
const FLAG_MODE_HIGH = 8;
/** Lists and dicts never change. */
const FLAG_IMMUTABLE = 16;
const FLAG_AUTOESCAPE = 4;
/** The last section is SIGN. */
const FLAG_SIGNED = 0x80;
const FLAGS_KNOWN = 0x9f;

const CHECKSUM_START = 8;
const CHECKSUM_BYTES = 8;
const DIRECTORY_START = HEADER_BYTES + 8;
const ENTRY_BYTES = 12;
/** Words of the file: the number of sections, the flags, the first entry of the directory, and an entry's size. */
const COUNT_WORD: number = HEADER_BYTES / 4;
const FLAGS_WORD: number = COUNT_WORD + 1;
const DIRECTORY_WORD: number = DIRECTORY_START / 4;
const ENTRY_WORDS: number = ENTRY_BYTES / 4;

export interface ContainerFlags {
  readonly undefinedMode: UndefinedMode;
  readonly autoescape: boolean;
  readonly immutable?: boolean;
}

/** A section that is written in its place, since copies of large ones would cost more than what is in them. */
export interface SectionWriter {
  readonly byteLength: number;
  /**
   * @param bytes the file, zero where the section goes
   * @param words its whole words
   * @param start first byte of the section, a multiple of 8
   */
  write(bytes: Uint8Array, words: Uint32Array, start: number): void;
}

/** A file that is written, and its whole words. */
interface Draft {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly words: Uint32Array;
}

/** Files up to this size are written in one place and copied: new views of a buffer take three times as long. */
const KEPT_BYTES = 1 << 15;
let spare: Draft | undefined;

/** What is in a section; a table of words is taken as it is. */
export type SectionContent = Uint8Array | Uint32Array | SectionWriter;

/** A checked file. Nothing is made for a section before it is looked at: the directory says where it lies. */
export interface Container extends ContainerFlags {
  readonly kind: ContainerKind;
  readonly version: number;
  /** Whether the last section holds signatures. */
  readonly signed: boolean;
  /** The file, 8-byte aligned in its buffer. */
  readonly bytes: Uint8Array;
  /** Its whole words, in which all tables are read. */
  readonly words: Uint32Array;
}

/** Where a section of a checked file begins, in bytes; a multiple of 8. @param index one of `SECTION` */
export function sectionStart({ words }: Container, index: number): number {
  return words[DIRECTORY_WORD + ENTRY_WORDS * index + 1]!;
}

/** Bytes of a section of a checked file. @param index one of `SECTION` */
export function sectionLength({ words }: Container, index: number): number {
  return words[DIRECTORY_WORD + ENTRY_WORDS * index + 2]!;
}

/** A section of a checked file, as a view. @param index one of `SECTION` */
export function sectionBytes(container: Container, index: number): Uint8Array {
  const start = sectionStart(container, index);
  return container.bytes.subarray(start, start + sectionLength(container, index));
}

/** The sections of a kind in their order, without that of the signatures. */
export function sectionTags(kind: ContainerKind): readonly SectionTag[] {
  return TAGS[kind];
}

/** Where the signatures of a signed file are: index in the directory, as for `sectionStart`. */
export function signatureIndex({ kind }: Container): number {
  return TAGS[kind].length;
}

/** Where an entry of the directory says how long its section is, in bytes from the start of the file. */
export function lengthFieldStart(index: number): number {
  return 4 * (DIRECTORY_WORD + ENTRY_WORDS * index + 2);
}

/**
 * Writes a file.
 * @param sections their contents in the order of `sectionTags`; where there is one more, it is that of the signatures
 * @throws {DxgError} format/too-large
 */
export function encodeContainer(
  kind: ContainerKind,
  flags: ContainerFlags,
  sections: readonly SectionContent[],
): Uint8Array {
  const tags = TAGS[kind];
  const isSigned = sections.length > tags.length;
  assert(sections.length === tags.length + (isSigned ? 1 : 0), "every section has its content");
  let size = DIRECTORY_START + ENTRY_BYTES * sections.length;
  for (const { byteLength } of sections) size = align(size) + byteLength;
  if (size > BINARY_BYTES_MAX) refuse("size", `${size} bytes, more than ${BINARY_BYTES_MAX}`);
  const { bytes, words } = emptyDraft(size);
  words[0] = MAGIC[kind];
  words[1] = FORMAT_VERSION;
  words[COUNT_WORD] = sections.length;
  const mode = UNDEFINED_MODES.indexOf(flags.undefinedMode);
  words[FLAGS_WORD] =
    (mode & 3) |
    (mode > 3 ? FLAG_MODE_HIGH : 0) |
    (flags.autoescape ? FLAG_AUTOESCAPE : 0) |
    (flags.immutable === true ? FLAG_IMMUTABLE : 0) |
    (isSigned ? FLAG_SIGNED : 0);
  let entry = DIRECTORY_WORD;
  let at = DIRECTORY_START + ENTRY_BYTES * sections.length;
  for (let index = 0; index < sections.length; index++) {
    const content = sections[index]!;
    at = align(at);
    words[entry] = TAG_WORDS[tags[index] ?? "SIGN"];
    words[entry + 1] = at;
    words[entry + 2] = content.byteLength;
    if (content instanceof Uint32Array) putWords(words, at / 4, content);
    else if (content instanceof Uint8Array) bytes.set(content, at);
    else content.write(bytes, words, at);
    at += content.byteLength;
    entry += ENTRY_WORDS;
  }
  const isOwn = bytes.length === size;
  bytes.set(checksum(isOwn ? bytes : bytes.subarray(0, size)), CHECKSUM_START);
  return isOwn ? bytes : bytes.slice(0, size);
}

/** Zero bytes for a file that is written; more than it has where they serve the next one too. */
function emptyDraft(size: number): Draft {
  if (size > KEPT_BYTES) return newDraft(size);
  spare ??= newDraft(KEPT_BYTES);
  spare.bytes.fill(0, 0, size);
  return spare;
}

function newDraft(size: number): Draft {
  const buffer = new ArrayBuffer(size);
  return { bytes: new Uint8Array(buffer), words: new Uint32Array(buffer, 0, size >>> 2) };
}

/**
 * The checksum of a file: the first 8 bytes of BLAKE3 of everything after the header. What the header holds besides has
 * one allowed value.
 */
export function checksum(bytes: Uint8Array): Uint8Array {
  return native().blake3(bytes.subarray(HEADER_BYTES), CHECKSUM_BYTES);
}

/** The kind that the first four bytes name, or undefined for anything else. */
export function containerKind(bytes: Uint8Array): ContainerKind | undefined {
  if (bytes[0] !== 0x89 || bytes[1] !== 0x44 || bytes[2] !== 0x58) return undefined;
  return bytes[3] === 0x54 ? "dxt" : bytes[3] === 0x46 ? "dxf" : undefined;
}

/**
 * Checks header, checksum and directory. The result refers to `file`, or to one copy where it does not begin at a
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
  checkDirectory(TAGS[kind], bytes, words);
  const flags = words[FLAGS_WORD]!;
  const signed = (flags & FLAG_SIGNED) !== 0;
  if (signed && trust === "verify") checkSignatureSection(bytes.subarray(words[lastEntry(words) + 1]!));
  return {
    kind,
    version: bytes[4]!,
    signed,
    undefinedMode: UNDEFINED_MODES[modeNumber(flags)]!,
    autoescape: (flags & FLAG_AUTOESCAPE) !== 0,
    immutable: (flags & FLAG_IMMUTABLE) !== 0,
    bytes,
    words,
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
  if (bytes[5] !== 0 || bytes[6] !== 0 || bytes[7] !== 0) refuse("reserved", "the reserved bytes are not 0");
}

function modeNumber(flags: number): number {
  return (flags & 3) | ((flags & FLAG_MODE_HIGH) >> 1);
}

function checkSum(bytes: Uint8Array, words: Uint32Array): void {
  if (native().isBlake3(bytes.subarray(HEADER_BYTES), bytes, CHECKSUM_START, CHECKSUM_BYTES)) return;
  const end = claimedEnd(bytes, words);
  if (end > bytes.length) refuse("cut", `${bytes.length} bytes of ${end} are there`);
  refuse("checksum", "the checksum is not that of the content");
}

/** Where the last section ends by the directory, unchecked; only to tell a cut file from a damaged one. */
function claimedEnd(bytes: Uint8Array, words: Uint32Array): number {
  const count = words[COUNT_WORD]!;
  const last = DIRECTORY_START + ENTRY_BYTES * (count - 1);
  if (count === 0 || last + ENTRY_BYTES > bytes.length) return 0;
  return words[last / 4 + 1]! + words[last / 4 + 2]!;
}

/** The word where the last entry of a checked directory begins. */
function lastEntry(words: Uint32Array): number {
  return DIRECTORY_WORD + ENTRY_WORDS * (words[COUNT_WORD]! - 1);
}

function checkDirectory(tags: readonly SectionTag[], bytes: Uint8Array, words: Uint32Array): void {
  const flags = words[FLAGS_WORD]!;
  const count = tags.length + ((flags & FLAG_SIGNED) === 0 ? 0 : 1);
  if (words[COUNT_WORD] !== count) refuse("section-count", `${words[COUNT_WORD]} sections, not ${count}`);
  if ((flags & ~FLAGS_KNOWN) !== 0) refuse("flags", `unknown bits in the flags 0x${flags.toString(16)}`);
  if (modeNumber(flags) >= UNDEFINED_MODES.length) refuse("flags", "the mode of undefined values is unknown");
  let end = DIRECTORY_START + ENTRY_BYTES * count;
  if (end > bytes.length) refuse("length", `${bytes.length} bytes are less than the directory`);
  for (let index = 0; index < count; index++) {
    const entry = DIRECTORY_WORD + ENTRY_WORDS * index;
    const tag = tags[index] ?? "SIGN";
    if (words[entry] !== TAG_WORDS[tag]) refuse("section-tag", `section ${tag} is not where it must be`);
    const offset = words[entry + 1]!;
    const length = words[entry + 2]!;
    const start = align(end);
    if (offset !== start) refuse("section-offset", `section ${tag} is at ${offset}, not at ${start}`);
    if (offset + length > bytes.length) refuse("section-length", `section ${tag} ends after the file`);
    for (let at = end; at < start; at++) {
      if (bytes[at] !== 0) refuse("section-padding", `the padding before section ${tag} is not 0`);
    }
    end = offset + length;
  }
  if (end !== bytes.length) refuse("file-end", `${bytes.length - end} bytes follow the last section`);
}

/** Of an offset within `BINARY_BYTES_MAX`. */
function align(offset: number): number {
  return (offset + SECTION_ALIGNMENT - 1) & -SECTION_ALIGNMENT;
}
