/**
 * The text between tags: where a run of text ends, what whitespace control takes from it, and what comments and raw
 * blocks do to it. Runs are found by the marks of the source, so that plain text costs nothing.
 */
import { NO_SAMPLE, sampleOf } from "../base/text-sample.ts";
import { isSpace, skipSpace } from "./lexer-characters.ts";
import {
  MARK_BLOCK,
  MARK_COMMENT,
  MARK_LINE_COMMENT,
  MARK_VARIABLE,
  type MarkKind,
  type Marks,
  marksOf,
} from "./lexer-marks.ts";
import { isSign, rawEnd, rawStart } from "./lexer-raw.ts";
import type { SourceText } from "./source-text.ts";
import type { Syntax } from "./syntax-options.ts";
import { openedElsewhere } from "./unclosed-error.ts";

const NEWLINE = 0x0a;
const PLUS = 0x2b;
const MINUS = 0x2d;

export class TextRuns {
  /** The run that `read` found: its text, from the first to the last offset that it was taken from. */
  text = "";
  /** Of the text (base/text-sample.ts); `NO_SAMPLE` where it has several parts. */
  sample = NO_SAMPLE;
  start = 0;
  end = 0;
  /** Offset from which the last part of the run was taken. */
  part = 0;
  /** The same of the last part that holds something. */
  last = 0;
  /** Offset of the delimiter that ends the run, or -1 at the end of the source; and the offset after it. */
  tag = -1;
  open = 0;
  kind: MarkKind = MARK_VARIABLE;

  private readonly source: SourceText;
  private readonly input: string;
  private readonly marks: Marks;
  private readonly syntax: Syntax;

  constructor(source: SourceText) {
    this.source = source;
    this.input = source.text;
    this.syntax = source.syntax;
    this.marks = marksOf(source);
  }

  /**
   * Reads the text from `from` to the next tag, comments left out and raw blocks included.
   * @throws {DxgError} lex/unterminated
   */
  read(from: number): void {
    const { input, marks } = this;
    this.text = "";
    this.start = from;
    let begin = from;
    for (;;) {
      marks.find(begin);
      const { at, open, kind } = marks;
      if (at < 0) {
        this.tag = -1;
        this.take(begin, input.length);
        return;
      }
      this.take(begin, this.textEnd(begin, at, open, kind));
      this.tag = marks.start;
      this.open = open;
      this.kind = kind;
      if (kind === MARK_COMMENT) {
        begin = this.commentEnd(at, open);
        continue;
      }
      if (kind === MARK_LINE_COMMENT) {
        const newline = input.indexOf("\n", open);
        begin = newline < 0 ? input.length : newline;
        continue;
      }
      const raw = kind === MARK_BLOCK ? rawStart(input, this.syntax, open) : -1;
      if (raw < 0) return;
      begin = this.takeRaw(at, raw);
    }
  }

  /** Where the text goes on after a block tag or comment whose delimiter ends at `end` and has `sign` before it. */
  after(end: number, sign: number): number {
    if (sign === MINUS) return skipSpace(this.input, end);
    return sign !== PLUS && this.syntax.trimBlocks && this.input.charCodeAt(end) === NEWLINE ? end + 1 : end;
  }

  private take(begin: number, end: number): void {
    this.part = begin;
    if (begin === end) return;
    this.last = begin;
    if (this.text === "") {
      this.start = begin;
      this.text = this.input.slice(begin, end);
      this.sample = sampleOf(this.input, begin, end);
    } else {
      this.text += this.input.slice(begin, end);
      this.sample = NO_SAMPLE;
    }
    this.end = end;
  }

  /** End of the text `begin..at` after the whitespace control of the mark at `at` whose delimiter ends at `open`. */
  private textEnd(begin: number, at: number, open: number, kind: MarkKind): number {
    const { input } = this;
    const sign = input.charCodeAt(open);
    let end = at;
    if (sign === MINUS) {
      while (end > begin && isSpace(input.charCodeAt(end - 1))) end--;
      return end;
    }
    if (sign === PLUS || kind === MARK_VARIABLE || !this.syntax.lstripBlocks) return at;
    while (end > begin) {
      const unit = input.charCodeAt(end - 1);
      if (unit === NEWLINE) return end;
      if (!isSpace(unit)) return at;
      end--;
    }
    return begin === 0 || input.charCodeAt(begin - 1) === NEWLINE ? begin : at;
  }

  /** Offset of the text after the comment that begins at `tag` and whose delimiter ends at `open`. */
  private commentEnd(tag: number, open: number): number {
    const { input } = this;
    const { commentEnd } = this.syntax.delimiters;
    const begin = isSign(input.charCodeAt(open)) ? open + 1 : open;
    const close = input.indexOf(commentEnd, begin);
    if (close < 0) {
      throw this.source.error("lex/unterminated", tag, open, "the comment is never closed", {
        hint: "Close it with `#}`.",
      });
    }
    if (close > begin && isSign(input.charCodeAt(close - 1))) {
      return this.after(close + commentEnd.length, input.charCodeAt(close - 1));
    }
    // A delimiter that begins with a sign may have another one before it: `--` in `---`.
    if (isSign(input.charCodeAt(close)) && input.startsWith(commentEnd, close + 1)) {
      return this.after(close + 1 + commentEnd.length, input.charCodeAt(close));
    }
    return this.after(close + commentEnd.length, 0);
  }

  /** Takes the raw text that begins at `begin` and gives the offset after its end tag. */
  private takeRaw(tag: number, begin: number): number {
    const { input } = this;
    const { blockStart } = this.syntax.delimiters;
    for (let close = input.indexOf(blockStart, begin); close >= 0; close = input.indexOf(blockStart, close + 1)) {
      const open = close + blockStart.length;
      const found = rawEnd(input, this.syntax, open);
      if (found === undefined) continue;
      this.take(begin, this.textEnd(begin, close, open, MARK_BLOCK));
      return this.after(found.end, found.sign);
    }
    const opening = { start: tag, end: begin };
    const stop = { start: begin, end: begin };
    throw openedElsewhere(this.source, "lex/unterminated", "`raw` is never closed", opening, stop, {
      hint: "Add `{% endraw %}`.",
    });
  }
}
