/**
 * Verifies everything that programs refer to, before any of it is used: records, shares, variables, slots, layouts,
 * instructions (in verify-code.ts) and includes. Time is linear in the size of the file. It must not build anything:
 * what it accepts is read in place. Line tables are not looked at: LoadedProgram reads any.
 */
import { LOCAL_SLOTS_MAX, OUTPUT_BYTES_MAX, STACK_SLOTS_MAX } from "../base/limits.ts";
import type { Value } from "../value/value.ts";
import type { LoadedProgram } from "./loaded-program.ts";
import { NO_WORD, PROGRAM_MODES, SLOT_WORDS } from "./records.ts";
import { refuse } from "./rules.ts";
import type { StringTable } from "./string-table.ts";
import { CodeVerifier } from "./verify-code.ts";

/** All `ModeReason` bits. */
const REASONS_ALL = 0xff;
const EXPRESSION = 2;
const NO_LAYOUT = -1;

/**
 * Verifies the programs of a file.
 * @param programs as `readPrograms` gives them, so that shares lie inside the sections
 * @throws {DxgError} format/bad-program, format/bad-instruction, format/bad-metadata
 */
export function verifyPrograms(
  programs: readonly LoadedProgram[],
  strings: StringTable,
  constants: readonly Value[],
): void {
  const [first] = programs;
  if (first === undefined) return;
  // Records first: an instruction may refer to any program.
  for (let index = 0; index < programs.length; index++) checkRecord(index, programs[index]!, strings);
  const code = new CodeVerifier(first.words, programs, strings.count, constants);
  for (let index = 0; index < programs.length; index++) {
    const program = programs[index]!;
    code.verify(index, program.slotCount === 0 ? NO_ENTRIES : checkSlots(index, program, strings));
  }
}
const NO_ENTRIES: readonly number[] = [];

/** True for a program that writes output, false for one that gives a value. */
export function isTemplate(record: LoadedProgram): boolean {
  return record.modeNumber !== EXPRESSION;
}

function checkRecord(index: number, record: LoadedProgram, strings: StringTable): void {
  const mode = PROGRAM_MODES[record.modeNumber];
  if (mode === undefined || record.reasons > REASONS_ALL) {
    refuse("program-mode", `program ${index} has the mode ${record.modeNumber} with reasons ${record.reasons}`);
  }
  if (record.name >= strings.count) refuse("program-name", `program ${index} has no string ${record.name}`);
  if (mode === "micro" ? record.layout === NO_LAYOUT || record.layout >= strings.count : record.layout !== NO_LAYOUT) {
    refuse("program-layout", `program ${index} is ${mode} and has the layout ${record.layout}`);
  }
  if (mode !== "micro" && record.slotCount !== 0) {
    refuse("program-slots", `program ${index} is ${mode} and has ${record.slotCount} slots`);
  }
  if (record.locals > LOCAL_SLOTS_MAX) {
    refuse("program-locals", `program ${index} has ${record.locals} locals, more than ${LOCAL_SLOTS_MAX}`);
  }
  if (record.stack > STACK_SLOTS_MAX) {
    refuse("program-stack", `program ${index} has a stack of ${record.stack}, more than ${STACK_SLOTS_MAX}`);
  }
  if (record.sizeHint > OUTPUT_BYTES_MAX) {
    refuse("program-size-hint", `program ${index} expects ${record.sizeHint} bytes, more than ${OUTPUT_BYTES_MAX}`);
  }
  const { words, variableStart, variableCount } = record;
  for (let at = variableStart; at < variableStart + variableCount; at++) {
    if (words[at]! >= strings.count) {
      refuse("variable-string", `variable ${at - variableStart} of program ${index} has no string ${words[at]}`);
    }
  }
}

/** Checks the slots of a micro program. @returns where the code of slots begins */
function checkSlots(index: number, record: LoadedProgram, strings: StringTable): number[] {
  const { words: slots } = record;
  const { blob } = strings;
  const start = strings.start(record.layout);
  const length = strings.start(record.layout + 1) - start;
  const entries: number[] = [];
  let previous = 0;
  for (let slot = 0; slot < record.slotCount; slot++) {
    const at = record.slotStart + slot * SLOT_WORDS;
    const offset = slots[at]!;
    if (offset < previous || offset > length) {
      refuse("slot-offset", `slot ${slot} of program ${index} is at ${offset}, after ${previous}, of ${length}`);
    }
    if (offset < length && (blob[start + offset]! & 0xc0) === 0x80) {
      refuse("slot-boundary", `slot ${slot} of program ${index} is inside a character`);
    }
    previous = offset;
    if (slots[at + 1]! > OUTPUT_BYTES_MAX) {
      refuse("slot-hint", `slot ${slot} of program ${index} expects ${slots[at + 1]} bytes`);
    }
    const variable = slots[at + 2]!;
    const entry = slots[at + 3]!;
    if (variable >= record.variableCount && variable !== NO_WORD) {
      refuse("slot-variable", `slot ${slot} of program ${index} has no variable ${variable}`);
    }
    if (entry >= record.codeLength) {
      refuse("slot-code", `the code of slot ${slot} of program ${index} is at ${entry}, outside the code`);
    }
    entries.push(entry);
  }
  return entries;
}
