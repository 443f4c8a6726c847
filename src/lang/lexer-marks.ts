/**
 * Where in a text the next tag, comment or line statement begins. With Jinja2's own delimiters the scan kernel has found
 * all of them; with others each delimiter is searched on its own, and the search goes on from where it ended, so that the
 * whole text is passed over once for each of them. It knows nothing of what follows a delimiter.
 */
import { isSpace } from "./lexer-characters.ts";
import { passthroughEnd } from "./lexer-passthrough.ts";
import { rawStart } from "./lexer-raw.ts";
import type { SourceText } from "./source-text.ts";
import type { Passthrough, Syntax } from "./syntax-options.ts";

export type MarkKind = number;
export const MARK_VARIABLE: MarkKind = 0;
export const MARK_BLOCK: MarkKind = 1;
export const MARK_COMMENT: MarkKind = 2;
export const MARK_LINE_STATEMENT: MarkKind = 3;
export const MARK_LINE_COMMENT: MarkKind = 4;
const MARK_PASSTHROUGH: MarkKind = 5;

const NEWLINE = 0x0a;
const HASH = 0x23;
const PERCENT = 0x25;

export interface Marks {
  /** Offset where the mark that `find` found begins, blanks before a line's prefix included; -1 when there is none. */
  readonly at: number;
  /** Offset of the delimiter itself. */
  readonly start: number;
  /** Offset after the delimiter, where a sign of whitespace control may stand. */
  readonly open: number;
  readonly kind: MarkKind;
  /** Finds the first mark at or after `from`, which never goes down. */
  find(from: number): void;
}

/** The marks of a source, found in the way that fits its syntax. */
export function marksOf(source: SourceText): Marks {
  return source.syntax.plain ? new KernelMarks(source) : new SearchedMarks(source);
}

class KernelMarks implements Marks {
  at = -1;
  start = -1;
  open = 0;
  kind = MARK_VARIABLE;
  private readonly input: string;
  private readonly offsets: Uint32Array;
  /** Index of the first offset that may still be ahead. */
  private index = 0;

  constructor(source: SourceText) {
    this.input = source.text;
    this.offsets = source.marks;
  }

  /** No mark straddles `from`, which never follows an opening brace. */
  find(from: number): void {
    const { offsets } = this;
    let { index } = this;
    while (index < offsets.length && offsets[index]! < from) index++;
    this.index = index;
    const at = index < offsets.length ? offsets[index]! : -1;
    this.at = at;
    this.start = at;
    this.open = at + 2;
    const unit = this.input.charCodeAt(at + 1);
    this.kind = unit === PERCENT ? MARK_BLOCK : unit === HASH ? MARK_COMMENT : MARK_VARIABLE;
  }
}

/** A delimiter and where it comes next. */
interface Rule {
  readonly kind: MarkKind;
  readonly text: string;
  readonly passthrough: Passthrough | undefined;
  /** Where its next mark and the delimiter in it begin; the length of the text and more when there is none. */
  at: number;
  start: number;
}

/** Of delimiters of equal length that fit at one place Jinja2 takes them in this order. */
const RANK: readonly number[] = [1, 5, 4, 2, 3, 0];

class SearchedMarks implements Marks {
  at = -1;
  start = -1;
  open = 0;
  kind = MARK_VARIABLE;
  private readonly source: SourceText;
  private readonly input: string;
  private readonly syntax: Syntax;
  /** The longest first: at one place it wins. */
  private readonly rules: readonly Rule[];
  private readonly block: Rule;

  constructor(source: SourceText) {
    this.source = source;
    this.input = source.text;
    this.syntax = source.syntax;
    const { delimiters, lineStatementPrefix, lineCommentPrefix, passthrough } = source.syntax;
    this.block = rule(MARK_BLOCK, delimiters.blockStart);
    const rules = [
      this.block,
      rule(MARK_VARIABLE, delimiters.variableStart),
      rule(MARK_COMMENT, delimiters.commentStart),
      ...passthrough.map((one) => rule(MARK_PASSTHROUGH, one.open, one)),
    ];
    if (lineStatementPrefix !== undefined) rules.push(rule(MARK_LINE_STATEMENT, lineStatementPrefix));
    if (lineCommentPrefix !== undefined) rules.push(rule(MARK_LINE_COMMENT, lineCommentPrefix));
    this.rules = rules.sort((a, b) => b.text.length - a.text.length || RANK[a.kind]! - RANK[b.kind]!);
  }

  find(from: number): void {
    let begin = from;
    for (;;) {
      const found = this.first(begin);
      if (found === undefined) {
        this.at = -1;
        return;
      }
      if (found.passthrough === undefined) {
        this.at = found.at;
        this.start = found.start;
        this.open = found.start + found.text.length;
        this.kind = found.kind;
        return;
      }
      begin = passthroughEnd(this.source, found.start, found.passthrough);
    }
  }

  /** The rule whose mark comes first, searched anew where the last one has been passed. */
  private first(from: number): Rule | undefined {
    let best: Rule | undefined;
    for (const one of this.rules) {
      if (one.at < from) this.search(one, from);
      if (one.at < (best?.at ?? this.input.length)) best = one;
    }
    const { block } = this;
    // The beginning of a raw block comes before everything else that fits at its place.
    if (best !== undefined && best !== block && block.at === best.at && best.passthrough === undefined) {
      if (rawStart(this.input, this.syntax, block.start + block.text.length) >= 0) return block;
    }
    return best;
  }

  private search(one: Rule, from: number): void {
    const { input } = this;
    for (let at = input.indexOf(one.text, from); at >= 0; at = input.indexOf(one.text, at + 1)) {
      const begin =
        one.kind === MARK_LINE_STATEMENT
          ? this.lineStatement(at, from)
          : one.kind === MARK_LINE_COMMENT
            ? this.lineComment(at, from)
            : at;
      if (begin < 0) continue;
      one.at = begin;
      one.start = at;
      return;
    }
    one.at = Number.POSITIVE_INFINITY;
  }

  /** Start of the line when only blanks stand between it and the prefix at `at`, or -1. */
  private lineStatement(at: number, from: number): number {
    const { input } = this;
    let begin = at;
    while (begin > from && isBlank(input.charCodeAt(begin - 1))) begin--;
    return this.startsLine(begin) ? begin : -1;
  }

  /** Start of the white space before the prefix at `at`: after something else or at the start of a line; or -1. */
  private lineComment(at: number, from: number): number {
    const { input } = this;
    let begin = at;
    while (begin > from) {
      const unit = input.charCodeAt(begin - 1);
      if (unit === NEWLINE || !isSpace(unit)) break;
      begin--;
    }
    return this.startsLine(begin) || !isSpace(input.charCodeAt(begin - 1)) ? begin : -1;
  }

  private startsLine(at: number): boolean {
    return at === 0 || this.input.charCodeAt(at - 1) === NEWLINE;
  }
}

function rule(kind: MarkKind, text: string, passthrough?: Passthrough): Rule {
  return { kind, text, passthrough, at: -1, start: -1 };
}

/** Space, tab and vertical tab: what may stand before a line statement. */
function isBlank(unit: number): boolean {
  return unit === 0x20 || unit === 0x09 || unit === 0x0b;
}
