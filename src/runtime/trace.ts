/** Turns what a program threw into a DxgError with the place in the template and the chain of includes, imports, blocks and calls. */
import { DxgError } from "../base/error.ts";
import { Op } from "../format/opcode.ts";
import type { Program } from "../format/program.ts";
import type { LoadedSet } from "../format/program-set.ts";
import { Undefined } from "../value/value.ts";

/** How an instruction came to the code that failed; the others call it. */
const STEPS: ReadonlyMap<number, string> = new Map([
  [Op.Include, "included from"],
  [Op.IncludeNamed, "included from"],
  [Op.Import, "imported from"],
  [Op.Extends, "extended by"],
  [Op.Block, "in the block at"],
]);

/** The error with the place of the instruction at `word`; one that has its place is told how the render came there. */
export function locate(thrown: unknown, set: LoadedSet, program: Program, word: number): unknown {
  const error = thrown instanceof RangeError ? new DxgError("render/limit", "a value is nested too deeply") : thrown;
  if (!(error instanceof DxgError)) return error;
  const source = set.strings.get(program.name);
  const place = program.lines.at(faultyWord(error, set, program, word));
  if (place === undefined) return error;
  const { line, column, length } = place;
  if (error.span === undefined) return error.with({ span: { source, line, column, length } });
  const step = STEPS.get(program.code[word]! & 0xff) ?? "called from";
  return error.notes.length < NOTES_MAX ? error.with({ notes: [`${step} ${source}:${line}:${column}`] }) : error;
}

/**
 * The word whose place an error gets: that of the instruction which failed. An attribute of what is undefined fails where
 * the attribute is looked up, but what is wrong is the name or attribute before it.
 */
function faultyWord({ span, cause }: DxgError, set: LoadedSet, { code, variables }: Program, word: number): number {
  if (span !== undefined || !(cause instanceof Undefined) || (code[word]! & 0xff) !== Op.GetAttribute) return word;
  const names = (id: number | undefined): boolean => id !== undefined && set.strings.get(id) === cause.name;
  const before = code[word - 1]!;
  const a = before >>> 8;
  switch (before & 0xff) {
    case Op.LoadVariable:
      return names(variables[a]) ? word - 1 : word;
    case Op.GetAttribute:
      return names(a) ? word - 1 : word;
    case Op.GetItem:
      return cause.owner === "" ? word : word - 1;
    default:
      return (code[word - 2]! & 0xff) === Op.LoadLocalAttribute && names(before) ? word - 2 : word;
  }
}

/** An instruction's place in words: the line and the template. */
export function positionIn(set: LoadedSet, program: Program, word: number): string {
  const { line = 1 } = program.lines.at(word) ?? {};
  return `line ${line} in '${set.strings.get(program.name)}'`;
}

/** An endless include is told by its innermost steps. */
const NOTES_MAX = 8;
