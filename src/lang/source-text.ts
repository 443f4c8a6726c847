/**
 * The text of a template with its newlines normalised, the places where tags may begin, and the way from an offset to
 * the line and column that people count. Offsets are UTF-16 units of the normalised text. It carries the syntax that the
 * text is read with, so that errors name the delimiters that its author writes; it acts on no more of it than the last
 * newline.
 */
import { DxgError, type RelatedPlace } from "../base/error.ts";
import type { ErrorCode } from "../base/error-codes.ts";
import type { Span } from "../base/span.ts";
import { writeLowBytes } from "../base/text-bytes.ts";
import { native, type ScanResult } from "../native/native.ts";
import type { Position } from "./ast.ts";
import { DEFAULT_DELIMITERS, type Delimiters, type Syntax } from "./syntax-options.ts";

/** Surrogate pairs that are walked over before they are searched. */
const NEAR_PAIRS = 8;

/** Bytes of texts up to this length are put where those of the text before were. */
const KEPT_BYTES = 1 << 16;
let spare: Uint8Array | undefined;

/** What a syntax error may add to its place. */
export interface ErrorExtras {
  readonly hint?: string | undefined;
  readonly notes?: readonly string[] | undefined;
  readonly related?: readonly RelatedPlace[] | undefined;
}

export class SourceText {
  readonly name: string;
  readonly text: string;
  readonly syntax: Syntax;
  private scanned: ScanResult | undefined;
  /** The line that the last question was about, counted from 0: questions come mostly in order. */
  private recentLine = 0;
  private knownPairs: readonly number[] | undefined;
  /** Surrogate pairs before the place that the last question was about. */
  private recentPair = 0;

  /** `\r\n` and `\r` become `\n`; without `keepTrailingNewline` one newline at the end goes. */
  constructor(source: string, name: string, syntax: Syntax) {
    let text = source.includes("\r") ? source.replace(/\r\n?/g, "\n") : source;
    if (!syntax.keepTrailingNewline && text.endsWith("\n")) text = text.slice(0, -1);
    this.name = name;
    this.text = text;
    this.syntax = syntax;
  }

  /** Offsets of `{{`, `{%` and `{#`, ascending and not overlapping. */
  get marks(): Uint32Array {
    return this.scan().marks;
  }

  /** Where each line but the first begins. */
  get lines(): Uint32Array {
    return this.scan().lines;
  }

  /** Offsets of the code points above U+FFFF, ascending. */
  get pairs(): readonly number[] {
    this.knownPairs ??= surrogatePairs(this.text);
    return this.knownPairs;
  }

  /** Line of an offset, from 1. */
  line(offset: number): number {
    return this.lineIndex(offset) + 1;
  }

  /** Column of an offset in code points, from 1. */
  column(offset: number): number {
    return this.codePoints(this.lineStart(this.lineIndex(offset)), offset) + 1;
  }

  /** Code points of `start..end` that are on the line of `start`; at least 1. */
  length(start: number, end: number): number {
    return Math.max(1, this.codePoints(start, Math.min(end, this.lineEnd(this.lineIndex(start)))));
  }

  /** The position of a node, worked out only when it is asked for. */
  place(start: number, end: number): Position {
    return new Place(this, start, end);
  }

  /** Whether the delimiters are Jinja2's own. */
  get usual(): boolean {
    return this.syntax.delimiters === DEFAULT_DELIMITERS;
  }

  /** What is written with Jinja2's delimiters, in those of the source. */
  spell(text: string): string {
    return this.usual ? text : spell(text, this.syntax.delimiters);
  }

  /** A syntax error at `start..end`; its hint is written with Jinja2's delimiters and shown with those of the source. */
  error(code: ErrorCode, start: number, end: number, detail: string, extras: ErrorExtras = {}): DxgError {
    return new DxgError(code, detail, {
      span: this.span(start, end),
      ...(extras.hint === undefined ? {} : { hint: this.spell(extras.hint) }),
      ...(extras.notes === undefined ? {} : { notes: extras.notes }),
      ...(extras.related === undefined ? {} : { related: extras.related }),
    });
  }

  /** The place `start..end` with its line. */
  span(start: number, end: number): Span {
    const index = this.lineIndex(start);
    return {
      source: this.name,
      line: index + 1,
      column: this.column(start),
      length: this.length(start, end),
      text: this.text.slice(this.lineStart(index), this.lineEnd(index)),
    };
  }

  private scan(): ScanResult {
    if (this.scanned === undefined) {
      const found = native().scan(lowBytes(this.text));
      this.scanned = isTrue(found, this.text) ? found : native().scan(asciiBytes(this.text));
    }
    return this.scanned;
  }

  private lineStart(index: number): number {
    return index === 0 ? 0 : (this.scan().lines[index - 1] ?? this.text.length);
  }

  /** Offset of the newline that ends the line, or of the end of the text. */
  private lineEnd(index: number): number {
    const next = this.scan().lines[index];
    return next === undefined ? this.text.length : next - 1;
  }

  /** Number of line starts (the first line's not counted) at or before the offset. */
  private lineIndex(offset: number): number {
    const { lines } = this.scan();
    let low = 0;
    let high = lines.length;
    const recent = this.recentLine;
    if (recent === 0 || lines[recent - 1]! <= offset) {
      if (recent === lines.length || offset < lines[recent]!) return recent;
      if (recent + 1 === lines.length || offset < lines[recent + 1]!) {
        this.recentLine = recent + 1;
        return recent + 1;
      }
      low = recent + 1;
    } else high = recent - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (lines[middle]! <= offset) low = middle + 1;
      else high = middle;
    }
    this.recentLine = low;
    return low;
  }

  /** Code points in `start..end`: the units less the surrogate pairs that begin there. */
  private codePoints(start: number, end: number): number {
    const { pairs } = this;
    if (pairs.length === 0) return end - start;
    const before = this.pairsBefore(pairs, start);
    return end - start - (this.pairsBefore(pairs, end) - before);
  }

  private pairsBefore(pairs: readonly number[], offset: number): number {
    let pair = this.recentPair;
    for (let steps = 0; ; steps += 1) {
      if (steps === NEAR_PAIRS) pair = countBelow(pairs, offset);
      else if (pair > 0 && pairs[pair - 1]! >= offset) pair -= 1;
      else if (pair < pairs.length && pairs[pair]! < offset) pair += 1;
      else break;
    }
    this.recentPair = pair;
    return pair;
  }
}

/** A position that is worked out when it is read: most nodes are never asked for theirs. */
class Place implements Position {
  readonly source: SourceText;
  readonly start: number;
  readonly end: number;
  constructor(source: SourceText, start: number, end: number) {
    this.source = source;
    this.start = start;
    this.end = end;
  }
  get line(): number {
    return this.source.line(this.start);
  }
  get column(): number {
    return this.source.column(this.start);
  }
  get length(): number {
    return this.source.length(this.start, this.end);
  }
  /** The plain data, so that a tree that is printed does not carry its source along with every node. */
  toJSON(): Position {
    return { line: this.line, column: this.column, length: this.length };
  }
}

/** Words that `locate` gives for a position: line, column and length. */
export const PLACE_WORDS = 3;

/** Works out all positions of a list, which are fastest in the order of the text. */
export function locate(positions: readonly Position[], into: Uint32Array): void {
  let source: SourceText | undefined;
  let lines = NO_LINES;
  let isPlain = false;
  /** Line starts at or before the place that was worked out last. */
  let before = 0;
  for (let index = 0; index < positions.length; index += 1) {
    const position = positions[index]!;
    const at = PLACE_WORDS * index;
    if (position instanceof Place && position.source !== source) {
      ({ source } = position);
      ({ lines } = source);
      isPlain = source.pairs.length === 0;
      before = 0;
    }
    if (!(isPlain && position instanceof Place)) {
      into[at] = position.line;
      into[at + 1] = position.column;
      into[at + 2] = position.length;
      continue;
    }
    const { start } = position;
    if (before < lines.length && lines[before]! <= start) before += 1;
    const isLine = (before === 0 || lines[before - 1]! <= start) && !(before < lines.length && lines[before]! <= start);
    if (!isLine) before = source!.line(start) - 1;
    const lineStart = before === 0 ? 0 : lines[before - 1]!;
    const end = before < lines.length ? Math.min(position.end, lines[before]! - 1) : position.end;
    into[at] = before + 1;
    into[at + 1] = start - lineStart + 1;
    into[at + 2] = Math.max(1, end - start);
  }
}

const NO_LINES: Uint32Array = new Uint32Array(0);

function spell(text: string, delimiters: Delimiters): string {
  return text.replace(/\{[{%#]|[}%#]\}/g, (found) => {
    switch (found) {
      case "{{":
        return delimiters.variableStart;
      case "}}":
        return delimiters.variableEnd;
      case "{%":
        return delimiters.blockStart;
      case "%}":
        return delimiters.blockEnd;
      default:
        return found === "{#" ? delimiters.commentStart : delimiters.commentEnd;
    }
  });
}

/**
 * One byte a UTF-16 unit, so that the kernel's byte offsets are string offsets: the lower byte, which is the fastest to
 * get (a tenth of what UTF-8 takes). A unit such as U+017B, whose lower byte is that of a brace, is found out by `isTrue`.
 */
function lowBytes(text: string): Uint8Array {
  const { length } = text;
  if (length > KEPT_BYTES) return Buffer.from(text, "latin1");
  spare ??= new Uint8Array(KEPT_BYTES);
  writeLowBytes(spare, text);
  return spare.subarray(0, length);
}

/** The same with a filler for each unit that is not ASCII. */
function asciiBytes(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let i = 0; i < text.length; i++) bytes[i] = Math.min(text.charCodeAt(i), 0x80);
  return bytes;
}

/** Whether all that was found is in the text. Then nothing is missing either: only what is found can hide what overlaps it. */
function isTrue({ marks, lines }: ScanResult, text: string): boolean {
  for (let index = 0; index < marks.length; index += 1) {
    const mark = marks[index]!;
    const next = text.charCodeAt(mark + 1);
    if (text.charCodeAt(mark) !== 0x7b || !(next === 0x7b || next === 0x25 || next === 0x23)) return false;
  }
  for (let index = 0; index < lines.length; index += 1) {
    if (text.charCodeAt(lines[index]! - 1) !== 0x0a) return false;
  }
  return true;
}

/** Offsets of the code points above U+FFFF, ascending. */
function surrogatePairs(text: string): readonly number[] {
  const offsets: number[] = [];
  // Told in no time of ASCII.
  if (Buffer.byteLength(text) === text.length) return offsets;
  if (!/[\ud800-\udbff]/.test(text)) return offsets;
  for (const match of text.matchAll(/[\ud800-\udbff][\udc00-\udfff]/g)) offsets.push(match.index);
  return offsets;
}

function countBelow(sorted: readonly number[], limit: number): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
