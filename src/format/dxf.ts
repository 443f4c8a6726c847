/**
 * `.dxf`: a template directory as one file: the programs of all its outputs over one string table, their file records,
 * the manifest, and what is copied byte for byte. It checks references, not the manifest's meaning.
 */
import { assert } from "../base/error.ts";
import { FILES_MAX } from "../base/limits.ts";
import type { Value } from "../value/value.ts";
import { type Container, decodeContainer, encodeContainer, SECTION, sectionLength, sectionStart } from "./container.ts";
import type { LoadedProgram } from "./loaded-program.ts";
import type { Manifest } from "./manifest.ts";
import { encodeManifestSections, LoadedSections, type ManifestSections } from "./manifest-sections.ts";
import type { ProgramSet } from "./program.ts";
import {
  containerFlags,
  decodeProgramSet,
  encodeProgramSet,
  type LoadedSet,
  optional,
  wordCount,
  words,
} from "./program-set.ts";
import { FILE_WORDS, NO_WORD } from "./records.ts";
import { type Rule, refuse } from "./rules.ts";
import { encodeSegments, readSegments } from "./segments.ts";
import type { Trust } from "./trust.ts";
import { isTemplate } from "./verify.ts";

/** What a file of the output holds. */
export type FileBody =
  /** The output of a template program. */
  | { readonly kind: "program"; readonly program: number }
  /** A blob as it is. */
  | { readonly kind: "blob"; readonly blob: number }
  /** Nothing: an empty directory to keep. */
  | { readonly kind: "directory" };

/** One output of a bundle. */
export interface BundleFile {
  /** String id of the file's path in the template directory, for messages. */
  readonly source: number;
  /** Index of the expression program that gives the output path. */
  readonly path: number;
  readonly body: FileBody;
  /** Permission bits. */
  readonly mode: number;
  /** The parameters that the output depends on: bits 0-31 and 32-63. */
  readonly mask: { readonly low: number; readonly high: number };
  /** Index of the expression program that decides whether the file is made, or -1. */
  readonly when: number;
  /** One output for each item of a sequence, or -1. */
  readonly each: FileLoop | -1;
  /** Written only where nothing is yet. */
  readonly once: boolean;
}

/** `each: rows as row`. */
export interface FileLoop {
  /** Index of the expression program that gives the sequence. */
  readonly program: number;
  /** String id of the item's name. */
  readonly name: number;
}

export interface BundleContent {
  readonly set: ProgramSet;
  readonly manifest: ManifestSections;
  readonly files: readonly BundleFile[];
  readonly blobs: readonly Uint8Array[];
}

/** What the build of the executable decodes of a bundle beforehand. */
export interface DecodedParts {
  readonly manifest: Manifest;
  /** Absent when they are no plain data. */
  readonly constants?: readonly Value[];
}

/** A verified bundle; blobs are views of the file. */
export interface LoadedBundle {
  /** The file. */
  readonly bytes: Uint8Array;
  /** The manifest as the file holds it. */
  readonly sections: LoadedSections;
  readonly set: LoadedSet;
  readonly files: readonly BundleFile[];
  readonly blobs: readonly Uint8Array[];
}

const BODY_KINDS = ["program", "blob", "directory"] as const;
const FLAG_ONCE = 0x100;
const MODE_MAX = 0o777;

/**
 * The file of a bundle. Equal blobs are stored once.
 * @throws {DxgError} format/bad-value for constants or a manifest that are no data, format/too-large
 */
export function encodeDxf(bundle: BundleContent): Uint8Array {
  const { ids, blobs } = uniqueBlobs(bundle.blobs);
  return encodeContainer("dxf", containerFlags(bundle.set), [
    ...encodeProgramSet(bundle.set, bundle.manifest.META),
    ...encodeManifestSections(bundle.manifest),
    words(bundle.files, FILE_WORDS, (file) => writeFile(file, ids)),
    encodeSegments(blobs),
  ]);
}

function writeFile(file: BundleFile, blobIds: readonly number[]): number[] {
  return [
    file.source,
    file.path,
    BODY_KINDS.indexOf(file.body.kind) | (file.once ? FLAG_ONCE : 0),
    bodyIndex(file.body, blobIds),
    file.mode,
    file.mask.low,
    file.mask.high,
    optional(file.when),
    file.each === -1 ? NO_WORD : file.each.program,
    file.each === -1 ? NO_WORD : file.each.name,
  ];
}

function bodyIndex(body: FileBody, blobIds: readonly number[]): number {
  if (body.kind === "directory") return NO_WORD;
  if (body.kind === "program") return body.program;
  const id = blobIds[body.blob];
  assert(id !== undefined, `a bundle file names blob ${body.blob}`);
  return id;
}

/** The different blobs in order, and for each given blob the number of its equal. */
function uniqueBlobs(given: readonly Uint8Array[]): { ids: number[]; blobs: Uint8Array[] } {
  const blobs: Uint8Array[] = [];
  const byHash = new Map<string, number>();
  const ids = given.map((blob) => {
    const hash = `${blob.length}:${Bun.hash.wyhash(blob)}`;
    const known = byHash.get(hash);
    if (known !== undefined && Buffer.compare(blobs[known]!, blob) === 0) return known;
    if (known === undefined) byHash.set(hash, blobs.length);
    return blobs.push(blob) - 1;
  });
  return { ids, blobs };
}

/**
 * Verifies a bundle. Tables and blobs are views of `bytes` (or of one copy, when they do not begin at a multiple of 8
 * in their buffer), so the caller must not change them afterwards.
 * @param constants what section CNST holds, where the caller has it already
 * @throws {DxgError} a `format/` code for every file that breaks a rule of docs/formats.md
 */
export function decodeDxf(bytes: Uint8Array, trust: Trust = "verify", constants?: readonly Value[]): LoadedBundle {
  const container = decodeContainer("dxf", bytes, trust);
  const set = decodeProgramSet(container, trust, constants);
  const sections = new LoadedSections(container, set);
  if (trust === "verify") sections.check();
  const blobs = readBlobs(container);
  return {
    bytes: container.bytes,
    set,
    sections,
    blobs,
    files: readFiles(container, set.strings.count, set.programs, blobs.length),
  };
}

function readBlobs(container: Container): Uint8Array[] {
  const { bytes, words } = container;
  const start = sectionStart(container, SECTION.BLOB);
  const end = start + sectionLength(container, SECTION.BLOB);
  const count = readSegments(words, start, end, "blob-table", "blob-offsets");
  if (count > FILES_MAX) refuse("blob-table", `${count} blobs, more than ${FILES_MAX}`);
  const offsets = start / 4 + 1;
  const first = 4 * (offsets + count + 1);
  const blobs: Uint8Array[] = [];
  for (let index = 0; index < count; index++) {
    blobs.push(bytes.subarray(first + words[offsets + index]!, first + words[offsets + index + 1]!));
  }
  return blobs;
}

function readFiles(
  container: Container,
  stringCount: number,
  records: readonly LoadedProgram[],
  blobCount: number,
): BundleFile[] {
  const { words: table } = container;
  const size = wordCount(container, "FILE", "file-records");
  if (size % FILE_WORDS !== 0) refuse("file-records", `${size} words are not whole file records`);
  const count = size / FILE_WORDS;
  if (count > FILES_MAX) refuse("file-records", `${count} files, more than ${FILES_MAX}`);
  const first = sectionStart(container, SECTION.FILE) / 4;
  const files: BundleFile[] = [];
  for (let index = 0; index < count; index++) {
    const at = first + index * FILE_WORDS;
    const flags = table[at + 2]!;
    const body = readBody(index, flags, table[at + 3]!, records, blobCount);
    if (table[at]! >= stringCount) refuse("file-source", `file ${index} has no string ${table[at]}`);
    if (table[at + 4]! > MODE_MAX) refuse("file-mode", `file ${index} has the mode ${table[at + 4]!.toString(8)}`);
    checkExpression("file-path", index, table[at + 1]!, records);
    const when = table[at + 7]!;
    if (when !== NO_WORD) checkExpression("file-when", index, when, records);
    files.push({
      source: table[at]!,
      path: table[at + 1]!,
      body,
      mode: table[at + 4]!,
      mask: { low: table[at + 5]!, high: table[at + 6]! },
      when: when === NO_WORD ? -1 : when,
      each: readLoop(index, table[at + 8]!, table[at + 9]!, records, stringCount),
      once: (flags & FLAG_ONCE) !== 0,
    });
  }
  return files;
}

function readBody(
  index: number,
  flags: number,
  item: number,
  records: readonly LoadedProgram[],
  blobCount: number,
): FileBody {
  const kind = BODY_KINDS[flags & 0xff];
  if (kind === undefined || (flags & ~(0xff | FLAG_ONCE)) !== 0) {
    refuse("file-flags", `file ${index} has unknown flags 0x${flags.toString(16)}`);
  }
  if (kind === "program") {
    const record = records[item];
    if (record === undefined || !isTemplate(record)) {
      refuse("file-body", `file ${index} has no template program ${item}`);
    }
    return { kind, program: item };
  }
  if (kind === "blob") {
    if (item >= blobCount) refuse("file-body", `file ${index} has no blob ${item}`);
    return { kind, blob: item };
  }
  if (item !== NO_WORD) refuse("file-body", `file ${index} is a directory with content`);
  return { kind };
}

function readLoop(
  index: number,
  program: number,
  name: number,
  records: readonly LoadedProgram[],
  stringCount: number,
): FileLoop | -1 {
  if (program === NO_WORD && name === NO_WORD) return -1;
  checkExpression("file-each", index, program, records);
  if (name >= stringCount) refuse("file-each", `file ${index} has no string ${name}`);
  return { program, name };
}

function checkExpression(rule: Rule, index: number, program: number, records: readonly LoadedProgram[]): void {
  const record = records[program];
  if (record === undefined || isTemplate(record)) refuse(rule, `file ${index} has no expression program ${program}`);
}
