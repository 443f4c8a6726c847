/**
 * Wrapping one paragraph, as Python's `textwrap.wrap` does with `expand_tabs` and `replace_whitespace` off. Source: the
 * Python library reference, "textwrap"; details were found by comparing answers.
 */
import { codePointCount, isBasicPlane } from "../../value/iterate.ts";
import { strip, WORD } from "../../value/string.ts";

export interface WrapOptions {
  /** In characters, at least 1. */
  readonly width: number;
  /** Whether words may be cut after their hyphens. */
  readonly splitAtHyphens: boolean;
  /** Asked where a word fits on no line. */
  readonly breakLongWords: () => boolean;
  /** Asked where such a word is cut. */
  readonly breakOnHyphens: () => boolean;
}

const BLANK = "\\t\\n\\v\\f\\r ";
const LETTER = "[\\p{L}\\p{Nl}\\p{No}_]";
const PUNCTUATED = `[${WORD}!"'&.,?]`;
/** A hyphen that ends a piece: two letters before it (or letter, hyphen, letter) and two after it. */
const HYPHEN = `-(?:(?<=${LETTER}{2}-)|(?<=${LETTER}-${LETTER}-))(?=${LETTER}-?${LETTER})`;
/** A dash of two or more hyphens between words is a piece of its own. */
const DASH = `(?<=${PUNCTUATED})-{2,}(?=[${WORD}])`;
const WORD_END = `(?=[${BLANK}]|$)|(?<=${PUNCTUATED})(?=-{2,}[${WORD}])`;

let pieces: RegExp | undefined;

function piecesOf(text: string, splitAtHyphens: boolean): string[] {
  if (!splitAtHyphens || !text.includes("-")) return wordsAndBlanks(text);
  pieces ??= new RegExp(`[${BLANK}]+|${DASH}|[^${BLANK}]+?(?:${HYPHEN}|${WORD_END})`, "gu");
  return text.match(pieces) ?? [];
}

/** Runs of white space and runs of anything else, in turn. */
function wordsAndBlanks(text: string): string[] {
  const runs: string[] = [];
  let start = 0;
  for (let index = 1; index <= text.length; index++) {
    if (index < text.length && isBlank(text.charCodeAt(index)) === isBlank(text.charCodeAt(start))) continue;
    runs.push(text.slice(start, index));
    start = index;
  }
  return runs;
}

/** The characters of `BLANK`. */
function isBlank(unit: number): boolean {
  return unit === 0x20 || (unit >= 0x09 && unit <= 0x0d);
}

/** A piece from `from` on; indexed by characters, so pieces outside the basic plane are lists. */
interface Piece {
  readonly characters: string | readonly string[];
  /** Just after the last character that is no white space. */
  readonly inkEnd: number;
  from: number;
}

function pieceOf(text: string): Piece {
  const ink = strip(text, undefined, 1);
  const basic = isBasicPlane(text);
  return {
    characters: basic ? text : Array.from(text),
    inkEnd: basic ? ink.length : codePointCount(ink),
    from: 0,
  };
}

const sizeOf = (piece: Piece): number => piece.characters.length - piece.from;

/** The text of the piece up to `end`. */
function textOf(piece: Piece, end: number = piece.characters.length): string {
  const part = piece.characters.slice(piece.from, end);
  return typeof part === "string" ? part : part.join("");
}

const isSpace = (text: string): boolean => strip(text, undefined, 0) === "";

/** The lines of one paragraph; none when it is blank. White space around line breaks is dropped. */
export function wrapText(text: string, options: WrapOptions): string[] {
  const { width, splitAtHyphens, breakLongWords, breakOnHyphens } = options;
  const queue: Piece[] = [];
  for (const piece of piecesOf(text, splitAtHyphens)) queue.push(pieceOf(piece));
  const lines: string[] = [];
  let index = 0;
  while (index < queue.length) {
    const first = queue[index] as Piece;
    if (lines.length > 0 && first.from >= first.inkEnd) index++;
    const line: string[] = [];
    let used = 0;
    let next = queue[index];
    while (next !== undefined && used + sizeOf(next) <= width) {
      line.push(textOf(next));
      used += sizeOf(next);
      next = queue[++index];
    }
    if (next !== undefined && sizeOf(next) > width) {
      if (breakLongWords()) {
        const end = cutPlace(next, width - used, breakOnHyphens());
        line.push(textOf(next, end));
        next.from = end;
      } else if (line.length === 0) {
        line.push(textOf(next));
        index++;
      }
    }
    if (isSpace(line[line.length - 1] ?? "")) line.pop();
    if (line.length > 0) lines.push(line.join(""));
  }
  return lines;
}

/** Where to cut a piece that fits on no line: after `room` characters, or after the last hyphen before that. */
function cutPlace({ characters, from }: Piece, room: number, breakOnHyphens: boolean): number {
  const end = from + room;
  for (let hyphen = end - 1; breakOnHyphens && hyphen > from; hyphen--) {
    if (characters[hyphen] !== "-") continue;
    let before = from;
    while (before < hyphen && characters[before] === "-") before++;
    return before < hyphen ? hyphen + 1 : end;
  }
  return end;
}
