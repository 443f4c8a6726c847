/** Turns what a program threw into a DxgError with the place in the template and the chain of includes, imports, blocks and calls. */
import { DxgError } from "../base/error.ts";
import { INSTRUCTION_SHAPES, SHAPE_OUTPUT, wordsOf } from "../format/instruction-shapes.ts";
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
 * The word whose place an error gets: that of the instruction which failed, or where what is undefined was looked up for
 * it. A value that was stored meanwhile is told where it is used.
 */
function faultyWord({ span, cause }: DxgError, set: LoadedSet, program: Program, word: number): number {
  if (span !== undefined || !(cause instanceof Undefined)) return word;
  const { code } = program;
  let found = word;
  /** The constant before an instruction: the key of an item. */
  let pushed: unknown;
  for (let at = 0, next = 0; at < word; at = next) {
    const op = code[at]! & 0xff;
    next = at + wordsOf(op);
    // What was looked up before has been used, or has another name.
    if ((INSTRUCTION_SHAPES[op]! & SHAPE_OUTPUT) !== 0 || op === Op.StoreLocal) found = word;
    else if (isLookUp(cause, set, program, at)) found = at;
    else if (op === Op.GetItem && cause.owner !== "") {
      const isKnown = pushed === cause.name;
      if (isKnown || (found === word && next === word)) found = at;
    }
    pushed = op === Op.PushConstant ? set.constants[code[at]! >>> 8] : undefined;
  }
  return found;
}

/** Whether an instruction looks up the name or attribute that is undefined. */
function isLookUp(
  { name, owner }: Undefined,
  { strings }: LoadedSet,
  { code, variables }: Program,
  at: number,
): boolean {
  const a = code[at]! >>> 8;
  switch (code[at]! & 0xff) {
    case Op.LoadVariable:
      return owner === "" && strings.get(variables[a]!) === name;
    case Op.LoadLocalOrVariable:
      return owner === "" && strings.get(variables[code[at + 1]!]!) === name;
    case Op.LoadLocalOrUnset:
      return owner === "" && strings.get(code[at + 1]!) === name;
    case Op.GetAttribute:
      return owner !== "" && strings.get(a) === name;
    case Op.LoadLocalAttribute:
      return owner !== "" && strings.get(code[at + 1]!) === name;
    default:
      return false;
  }
}

/** An instruction's place in words: the line and the template. */
export function positionIn(set: LoadedSet, program: Program, word: number): string {
  const { line = 1 } = program.lines.at(word) ?? {};
  return `line ${line} in '${set.strings.get(program.name)}'`;
}

/** An endless include is told by its innermost steps. */
const NOTES_MAX = 8;
