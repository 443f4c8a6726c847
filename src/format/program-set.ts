/**
 * The sections that `.dxt` and `.dxf` share: strings, programs, constants, metadata. Encoding takes what the compiler
 * made; decoding verifies everything and gives the form that the machine uses, whose tables are views of the file.
 */
import { DxgError } from "../base/error.ts";
import { PROGRAMS_MAX } from "../base/limits.ts";
import { putWords } from "../base/words.ts";
import type { UndefinedMode, Value } from "../value/value.ts";
import { Dict, isMapping, isPlainObject, type PlainObject, Tuple } from "../value/value.ts";
import { BUILTIN_ORIGINS } from "./builtins.ts";
import {
  type Container,
  type ContainerFlags,
  SECTION,
  type SectionContent,
  type SectionTag,
  type SectionWriter,
  sectionBytes,
  sectionLength,
  sectionStart,
} from "./container.ts";
import { decodeValue, encodeValue } from "./infinity.ts";
import { TAG_LIST, TAG_SHAPE } from "./infinity-tags.ts";
import { LoadedProgram, type Shares } from "./loaded-program.ts";
import { NONE } from "./opcode.ts";
import type { Program, ProgramSet } from "./program.ts";
import { LINE_WORDS, NO_WORD, PROGRAM_MODES, PROGRAM_WORDS, SLOT_WORDS } from "./records.ts";
import { type Rule, refuse } from "./rules.ts";
import { StringsSection, StringTable } from "./string-table.ts";
import type { Trust } from "./trust.ts";
import { verifyPrograms } from "./verify.ts";

/** A verified file in the form that the machine uses. The file's bytes must not change while it is used. */
export interface LoadedSet {
  readonly strings: StringTable;
  readonly constants: readonly Value[];
  readonly programs: readonly LoadedProgram[];
  readonly undefinedMode: UndefinedMode;
  readonly autoescape: boolean;
  /** Methods that change their value are refused. */
  readonly immutable?: boolean;
  /** Origins of the built-ins that the programs know (format/builtins.ts); all when undefined. */
  readonly builtins: readonly string[] | undefined;
  /** Section META: the manifest of a bundle, free for the compiler in a template. */
  readonly metadata: Dict | PlainObject;
}

/** The flags of a set for the header. */
export function containerFlags(set: ProgramSet): ContainerFlags {
  return { undefinedMode: set.undefinedMode, autoescape: set.autoescape, immutable: set.immutable === true };
}

/**
 * The contents of the shared sections of a set, in their order.
 * @throws {DxgError} format/bad-value for constants or metadata that are no data
 */
export function encodeProgramSet({ strings, programs, constants }: ProgramSet, metadata: Value): SectionContent[] {
  return [
    new StringsSection(strings),
    new TableSection(RECORDS, programs),
    new TableSection(VARIABLES, programs),
    new TableSection(SLOTS, programs),
    constants.length === 0 ? EMPTY_LIST : encodeValue(constants.slice()),
    new TableSection(CODE, programs),
    new TableSection(LINES, programs),
    isEmpty(metadata) ? EMPTY_DICT : encodeValue(metadata),
  ];
}

/** What `encodeValue` gives for an empty list and an empty dict: most templates have neither constants nor metadata. */
const EMPTY_LIST = Uint8Array.of(1, TAG_LIST);
const EMPTY_DICT = Uint8Array.of(1, TAG_SHAPE);

function isEmpty(metadata: Value): boolean {
  if (isPlainObject(metadata)) return Object.keys(metadata).length === 0;
  return metadata instanceof Dict && metadata.entries.size === 0;
}

/** What each program has in a section that is a table of words. */
interface Table {
  /** Words of an entry. */
  readonly size: number;
  /** Entries of a program. */
  readonly count: (program: Program) => number;
  /** Writes a program's entries from a word on. */
  readonly fill: (program: Program, words: Uint32Array, at: number) => void;
}

const RECORDS: Table = {
  size: PROGRAM_WORDS,
  count: () => 1,
  fill: (program, words, at) => {
    words[at] = program.name;
    words[at + 1] = PROGRAM_MODES.indexOf(program.mode) | (program.reasons << 8);
    words[at + 2] = optional(program.layout);
    words[at + 3] = program.locals;
    words[at + 4] = program.stack;
    words[at + 5] = program.sizeHint;
    words[at + 6] = program.code.length;
    words[at + 7] = program.slots.length;
    words[at + 8] = program.variables.length;
    words[at + 9] = program.lines.length;
  },
};

const VARIABLES: Table = {
  size: 1,
  count: ({ variables }) => variables.length,
  fill: ({ variables }, words, at) => putWords(words, at, variables),
};

const SLOTS: Table = {
  size: SLOT_WORDS,
  count: ({ slots }) => slots.length,
  fill: ({ slots }, words, start) => {
    let at = start;
    for (const slot of slots) {
      words[at] = slot.offset;
      words[at + 1] = slot.lengthHint;
      words[at + 2] = optional(slot.variable);
      words[at + 3] = slot.code;
      at += SLOT_WORDS;
    }
  },
};

const CODE: Table = {
  size: 1,
  count: ({ code }) => code.length,
  fill: ({ code }, words, at) => putWords(words, at, code),
};

const LINES: Table = {
  size: LINE_WORDS,
  count: ({ lines }) => lines.length,
  fill: ({ lines }, words, at) => putWords(words, at, lines.words),
};

/** A table of words, one program's entries after the other's. */
class TableSection implements SectionWriter {
  readonly byteLength: number;
  private readonly table: Table;
  private readonly programs: readonly Program[];

  constructor(table: Table, programs: readonly Program[]) {
    let entries = 0;
    for (const program of programs) entries += table.count(program);
    this.byteLength = 4 * table.size * entries;
    this.table = table;
    this.programs = programs;
  }

  write(_bytes: Uint8Array, words: Uint32Array, start: number): void {
    const { size, count, fill } = this.table;
    let at = start / 4;
    for (const program of this.programs) {
      fill(program, words, at);
      at += size * count(program);
    }
  }
}

/** A word for "index or -1". */
export function optional(index: number): number {
  return index < 0 ? NO_WORD : index;
}

/** Records of equal size, one for each item. */
export function words<T>(items: readonly T[], size: number, write: (item: T) => readonly number[]): Uint32Array {
  const table = new Uint32Array(items.length * size);
  let at = 0;
  for (const item of items) {
    table.set(write(item), at);
    at += size;
  }
  return table;
}

/**
 * Verifies the shared sections and gives the set.
 * @param known the constants, where the caller has them already
 * @throws {DxgError} any code of `RULES` from strings on
 */
export function decodeProgramSet(container: Container, trust: Trust = "verify", known?: readonly Value[]): LoadedSet {
  const { bytes, words } = container;
  const start = sectionStart(container, SECTION.STRS);
  const strings = new StringTable(bytes, words, start, start + sectionLength(container, SECTION.STRS), trust);
  if (strings.count > NONE) refuse("string-table", `${strings.count} strings, more than ${NONE}`);
  const programs = readPrograms(container);
  const constants = known ?? decodeConstants(container, trust);
  if (trust === "verify") verifyPrograms(programs, strings, constants);
  const set = new FileSet(container, strings, constants, programs);
  if (trust === "verify") set.checkMetadata();
  return set;
}

class FileSet implements LoadedSet {
  readonly strings: StringTable;
  readonly constants: readonly Value[];
  readonly programs: readonly LoadedProgram[];
  readonly undefinedMode: UndefinedMode;
  readonly autoescape: boolean;
  readonly immutable: boolean;
  private readonly container: Container;
  private decodedMetadata: Dict | PlainObject | undefined = undefined;
  private readBuiltins: readonly string[] | null | undefined = undefined;

  constructor(
    container: Container,
    strings: StringTable,
    constants: readonly Value[],
    programs: readonly LoadedProgram[],
  ) {
    this.container = container;
    this.strings = strings;
    this.constants = constants;
    this.programs = programs;
    this.undefinedMode = container.undefinedMode;
    this.autoescape = container.autoescape;
    this.immutable = container.immutable === true;
  }

  /** Decoded when it is first asked for: what is part of the executable brings its metadata decoded. */
  get metadata(): Dict | PlainObject {
    this.decodedMetadata ??= decodeMetadata(sectionBytes(this.container, SECTION.META));
    return this.decodedMetadata;
  }

  /** Read when a render first comes to a built-in that it names itself. */
  get builtins(): readonly string[] | undefined {
    if (this.readBuiltins === undefined) {
      const plain = this.container.kind !== "dxt" || isEmptyValue(this.container, SECTION.META, TAG_SHAPE);
      this.readBuiltins = plain ? null : (originsIn(this.metadata) ?? null);
    }
    return this.readBuiltins ?? undefined;
  }

  /** Decodes the metadata unless it is the empty dict. @throws {DxgError} format/bad-metadata */
  checkMetadata(): void {
    if (!isEmptyValue(this.container, SECTION.META, TAG_SHAPE)) void this.metadata;
  }
}

/** The origins that a list in metadata names, each once, whatever else it holds; undefined when there is none. */
function originsIn(metadata: Dict | PlainObject): readonly string[] | undefined {
  const list = isPlainObject(metadata) ? metadata["builtins"] : metadata.get("builtins");
  return Array.isArray(list) ? BUILTIN_ORIGINS.filter((origin) => list.includes(origin)) : undefined;
}

/**
 * The programs of PROG with their shares of CODE, SLOT, VARS and LINE, their records unchecked.
 * @throws {DxgError} format/bad-program when the shares do not add up to the sections
 */
function readPrograms(container: Container): LoadedProgram[] {
  const { words } = container;
  const size = wordCount(container, "PROG", "program-records");
  if (size % PROGRAM_WORDS !== 0) refuse("program-records", `${size} words are not whole program records`);
  const count = size / PROGRAM_WORDS;
  if (count > PROGRAMS_MAX) refuse("program-records", `${count} programs, more than ${PROGRAMS_MAX}`);
  const first = sectionStart(container, SECTION.PROG) / 4;
  const shares: Shares = {
    code: sectionStart(container, SECTION.CODE) / 4,
    slots: sectionStart(container, SECTION.SLOT) / 4,
    variables: sectionStart(container, SECTION.VARS) / 4,
    lines: sectionStart(container, SECTION.LINE) / 4,
  };
  const programs: LoadedProgram[] = [];
  for (let index = 0; index < count; index++) {
    programs.push(new LoadedProgram(words, first + PROGRAM_WORDS * index, shares));
  }
  checkTotal(container, "CODE", shares.code);
  checkTotal(container, "SLOT", shares.slots);
  checkTotal(container, "VARS", shares.variables);
  checkTotal(container, "LINE", shares.lines);
  return programs;
}

/** @param end where the last program's share ends, in words of the file */
function checkTotal(container: Container, tag: SectionTag, end: number): void {
  const size = wordCount(container, tag, "program-totals");
  const taken = end - sectionStart(container, SECTION[tag]) / 4;
  if (taken !== size) refuse("program-totals", `programs have ${taken} words in ${tag}, of ${size}`);
}

/**
 * Words of a section.
 * @throws {DxgError} the rule's code when it is not whole words
 */
export function wordCount(container: Container, tag: SectionTag, rule: Rule): number {
  const length = sectionLength(container, SECTION[tag]);
  if (length % 4 !== 0) refuse(rule, `section ${tag} has ${length} bytes, no whole words`);
  return length / 4;
}

function decodeConstants(container: Container, trust: Trust): readonly Value[] {
  if (isEmptyValue(container, SECTION.CNST, TAG_LIST)) return NO_CONSTANTS;
  const constants = checkedValue(sectionBytes(container, SECTION.CNST), "constants", "the constants", trust);
  if (!Array.isArray(constants)) refuse("constants", "the constants are no list");
  if (constants.length > NONE) refuse("constants", `${constants.length} constants, more than ${NONE}`);
  if (trust === "verify") constants.forEach(checkFixed);
  return constants;
}

/** Refuses what a method of a template could change: a constant is one value for all renders. */
function checkFixed(value: Value, id: number): void {
  if (value instanceof Tuple) for (const item of value.items) checkFixed(item, id);
  else if (Array.isArray(value) || isMapping(value))
    refuse("constant-changes", `constant ${id} holds a list or a dict`);
}
const NO_CONSTANTS: readonly Value[] = [];

/** Whether a section is one tag byte, with the size of the tags before it and no text: most files have neither constants nor metadata. */
function isEmptyValue(container: Container, index: number, tag: number): boolean {
  const { bytes } = container;
  const start = sectionStart(container, index);
  return sectionLength(container, index) === 2 && bytes[start] === 1 && bytes[start + 1] === tag;
}

function decodeMetadata(bytes: Uint8Array): Dict | PlainObject {
  const value = checkedValue(bytes, "metadata", "the metadata");
  return isMapping(value) ? value : refuse("metadata", "the metadata is no dict");
}

/** The value of a section. @throws {DxgError} the rule's code when it is none */
export function checkedValue(bytes: Uint8Array, rule: Rule, what: string, trust: Trust = "verify"): Value {
  try {
    return decodeValue(bytes, "dict", trust);
  } catch (cause) {
    if (cause instanceof DxgError) refuse(rule, `${what}: ${cause.detail}`, cause);
    throw cause;
  }
}
