/** The fixed-size records of `.dxt` and `.dxf`: their sizes and the numbers in them. It reads and checks nothing. */
import type { ProgramMode } from "./program.ts";

/** "No string", "no program" in a whole word. */
export const NO_WORD = 0xffffffff;

/** Words of a program record, in PROG. */
export const PROGRAM_WORDS = 10;
/** Words of a slot record, in SLOT. */
export const SLOT_WORDS = 4;
/** Words of a line record, in LINE: word, line, place. */
export const LINE_WORDS = 3;
/** Words of a file record, in FILE. */
export const FILE_WORDS = 10;

/** The low bits of a line record's third word: the column; the others are the length. Both saturate. */
export const COLUMN_BITS = 20;
export const COLUMN_MAX = 0xfffff;
export const LENGTH_MAX = 0xfff;

/** Modes by number. */
export const PROGRAM_MODES: readonly ProgramMode[] = ["micro", "macro", "expression"];
