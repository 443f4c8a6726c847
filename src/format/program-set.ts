/**
 * The sections that `.dxt` and `.dxf` share: strings, programs, constants, metadata. Encoding takes what the compiler
 * made; decoding verifies everything and gives the form that the machine uses, whose tables are views of the file.
 */
import { DxgError } from "../base/error.ts";
import type { UndefinedMode, Value } from "../value/value.ts";
import { type Dict, isMapping, type PlainObject } from "../value/value.ts";
import { type Container, type ContainerFlags, type Sections, section } from "./container.ts";
import { decodeValue, encodeValue } from "./infinity.ts";
import { LoadedProgram } from "./loaded-program.ts";
import { NONE } from "./opcode.ts";
import type { Program, ProgramSet } from "./program.ts";
import {
  COLUMN_BITS,
  COLUMN_MAX,
  LENGTH_MAX,
  LINE_WORDS,
  NO_WORD,
  PROGRAM_MODES,
  PROGRAM_WORDS,
  type ProgramRecord,
  type ProgramTables,
  readRecords,
  SLOT_WORDS,
} from "./records.ts";
import { type Rule, refuse } from "./rules.ts";
import { encodeStrings, StringTable } from "./string-table.ts";
import type { Trust } from "./trust.ts";
import { verifyPrograms } from "./verify.ts";

/** A verified file in the form that the machine uses. The file's bytes must not change while it is used. */
export interface LoadedSet {
  readonly strings: StringTable;
  readonly constants: readonly Value[];
  readonly programs: readonly Program[];
  readonly undefinedMode: UndefinedMode;
  readonly autoescape: boolean;
  /** Section META: the manifest of a bundle, free for the compiler in a template. */
  readonly metadata: Dict | PlainObject;
}

/** A verified file with its raw records, for what checks further references into it. */
export interface DecodedSet {
  readonly set: LoadedSet;
  readonly records: readonly ProgramRecord[];
}

/** The flags of a set for the header. */
export function containerFlags(set: ProgramSet): ContainerFlags {
  return { undefinedMode: set.undefinedMode, autoescape: set.autoescape };
}

/**
 * The shared sections of a set.
 * @throws {DxgError} format/bad-value for constants or metadata that are no data
 */
export function encodeProgramSet(set: ProgramSet, metadata: Value): Sections {
  const { programs } = set;
  return {
    STRS: encodeStrings(set.strings),
    PROG: words(programs, PROGRAM_WORDS, writeRecord),
    VARS: bytesOf(Uint32Array.from(programs.flatMap((program) => [...program.variables]))),
    SLOT: words(
      programs.flatMap((program) => [...program.slots]),
      SLOT_WORDS,
      (slot) => [slot.offset, slot.lengthHint, optional(slot.variable), slot.code],
    ),
    CNST: encodeValue([...set.constants]),
    CODE: encodeCode(programs),
    LINE: words(
      programs.flatMap((program) => [...program.lines]),
      LINE_WORDS,
      (entry) => [entry.word, entry.line, packPlace(entry.column, entry.length)],
    ),
    META: encodeValue(metadata),
  };
}

function writeRecord(program: Program): number[] {
  return [
    program.name,
    PROGRAM_MODES.indexOf(program.mode) | (program.reasons << 8),
    optional(program.layout),
    program.locals,
    program.stack,
    program.sizeHint,
    program.code.length,
    program.slots.length,
    program.variables.length,
    program.lines.length,
  ];
}

function encodeCode(programs: readonly Program[]): Uint8Array {
  const code = new Uint32Array(programs.reduce((sum, program) => sum + program.code.length, 0));
  let at = 0;
  for (const program of programs) {
    code.set(program.code, at);
    at += program.code.length;
  }
  return bytesOf(code);
}

function packPlace(column: number, length: number): number {
  return (Math.min(column, COLUMN_MAX) | (Math.min(length, LENGTH_MAX) << COLUMN_BITS)) >>> 0;
}

/** A word for "index or -1". */
export function optional(index: number): number {
  return index < 0 ? NO_WORD : index;
}

/** Records of equal size, one for each item. */
export function words<T>(items: readonly T[], size: number, write: (item: T) => readonly number[]): Uint8Array {
  const table = new Uint32Array(items.length * size);
  let at = 0;
  for (const item of items) {
    table.set(write(item), at);
    at += size;
  }
  return bytesOf(table);
}

function bytesOf(table: Uint32Array): Uint8Array {
  return new Uint8Array(table.buffer, table.byteOffset, table.byteLength);
}

/**
 * Verifies the shared sections and gives the set.
 * @throws {DxgError} any code of `RULES` from strings on
 */
export function decodeProgramSet(container: Container, trust: Trust = "verify"): DecodedSet {
  const { sections } = container;
  const strings = new StringTable(section(sections, "STRS"), trust);
  if (strings.count > NONE) refuse("string-table", `${strings.count} strings, more than ${NONE}`);
  const tables: ProgramTables = {
    records: wordsOf(sections, "PROG", "program-records"),
    variables: wordsOf(sections, "VARS", "program-totals"),
    slots: wordsOf(sections, "SLOT", "program-totals"),
    code: wordsOf(sections, "CODE", "program-totals"),
    lines: wordsOf(sections, "LINE", "program-totals"),
  };
  const records = readRecords(tables);
  const constants = decodeConstants(section(sections, "CNST"), trust);
  if (trust === "verify") verifyPrograms(tables, records, strings, constants);
  const meta = section(sections, "META");
  let metadata = trust === "verify" ? decodeMetadata(meta) : undefined;
  const programs: LoadedProgram[] = [];
  for (const record of records) programs.push(new LoadedProgram(record, tables));
  const set: LoadedSet = {
    strings,
    constants,
    programs,
    undefinedMode: container.undefinedMode,
    autoescape: container.autoescape,
    // What is part of the executable brings its metadata decoded; it is read from the bytes only when asked for.
    get metadata() {
      metadata ??= decodeMetadata(meta);
      return metadata;
    },
  };
  return { set, records };
}

/**
 * A section as words.
 * @throws {DxgError} the rule's code when it is not whole words
 */
export function wordsOf(sections: Sections, tag: keyof Sections, rule: Rule): Uint32Array {
  const bytes = section(sections, tag);
  if (bytes.length % 4 !== 0) refuse(rule, `section ${tag} has ${bytes.length} bytes, no whole words`);
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
}

function decodeConstants(bytes: Uint8Array, trust: Trust): readonly Value[] {
  const constants = checkedValue(bytes, "constants", "the constants", trust);
  if (!Array.isArray(constants)) refuse("constants", "the constants are no list");
  if (constants.length > NONE) refuse("constants", `${constants.length} constants, more than ${NONE}`);
  return constants;
}

function decodeMetadata(bytes: Uint8Array): Dict | PlainObject {
  const value = checkedValue(bytes, "metadata", "the metadata");
  return isMapping(value) ? value : refuse("metadata", "the metadata is no dict");
}

function checkedValue(bytes: Uint8Array, rule: Rule, what: string, trust: Trust = "verify"): Value {
  try {
    return decodeValue(bytes, "dict", trust);
  } catch (cause) {
    if (cause instanceof DxgError) refuse(rule, `${what}: ${cause.detail}`, cause);
    throw cause;
  }
}
