/**
 * The text between tags: where a run of text ends, what whitespace control takes from it, and what comments and raw
 * blocks do to it. Runs are found by the marks of the source, so that plain text costs nothing.
 */
import { isSpace, skipSpace } from "./lexer-characters.ts";
import type { SourceText } from "./source-text.ts";
import type { SyntaxOptions } from "./syntax-options.ts";

const NEWLINE = 0x0a;
const HASH = 0x23;
const PERCENT = 0x25;
const PLUS = 0x2b;
const MINUS = 0x2d;
const BRACE = 0x7b;

/** Whether a character beside a delimiter is a sign of whitespace control. */
export function isSign(unit: number): boolean {
  return unit === MINUS || unit === PLUS;
}

export class TextRuns {
  /** The run that `read` found: its text, from the first to the last offset that it was taken from. */
  text = "";
  start = 0;
  end = 0;
  /** Offset of the `{{` or `{%` that ends the run, or -1 at the end of the source. */
  tag = -1;

  private readonly source: SourceText;
  private readonly input: string;
  private readonly marks: Uint32Array;
  private readonly trimBlocks: boolean;
  private readonly lstripBlocks: boolean;
  /** Index of the first mark that may still be ahead. */
  private mark = 0;

  constructor(source: SourceText, options: SyntaxOptions) {
    this.source = source;
    this.input = source.text;
    this.marks = source.marks;
    this.trimBlocks = options.trimBlocks;
    this.lstripBlocks = options.lstripBlocks;
  }

  /**
   * Reads the text from `from` to the next tag, comments left out and raw blocks included.
   * @throws {DxgError} lex/unterminated
   */
  read(from: number): void {
    const { input } = this;
    this.text = "";
    this.start = from;
    let begin = from;
    for (;;) {
      this.tag = this.nextMark(begin);
      if (this.tag < 0) {
        this.take(begin, input.length);
        return;
      }
      this.take(begin, this.textEnd(begin, this.tag));
      const kind = input.charCodeAt(this.tag + 1);
      if (kind === HASH) {
        begin = this.commentEnd(this.tag);
        continue;
      }
      const raw = kind === PERCENT ? this.rawStart(this.tag) : -1;
      if (raw < 0) return;
      begin = this.takeRaw(this.tag, raw);
    }
  }

  /** Where the text goes on after a block tag or comment whose delimiter ends at `end` and has `sign` before it. */
  after(end: number, sign: number): number {
    if (sign === MINUS) return skipSpace(this.input, end);
    return sign !== PLUS && this.trimBlocks && this.input.charCodeAt(end) === NEWLINE ? end + 1 : end;
  }

  private take(begin: number, end: number): void {
    if (begin === end) return;
    if (this.text === "") {
      this.start = begin;
      this.text = this.input.slice(begin, end);
    } else this.text += this.input.slice(begin, end);
    this.end = end;
  }

  /** First mark at or after `from`, or -1. No mark straddles `from`, which never follows an opening brace. */
  private nextMark(from: number): number {
    const { marks } = this;
    let index = this.mark;
    while (index < marks.length && marks[index]! < from) index++;
    this.mark = index;
    return index < marks.length ? marks[index]! : -1;
  }

  /** End of the text `begin..tag` after the whitespace control of the delimiter at `tag`. */
  private textEnd(begin: number, tag: number): number {
    const { input } = this;
    const sign = input.charCodeAt(tag + 2);
    let end = tag;
    if (sign === MINUS) {
      while (end > begin && isSpace(input.charCodeAt(end - 1))) end--;
      return end;
    }
    if (sign === PLUS || !this.lstripBlocks || input.charCodeAt(tag + 1) === BRACE) return tag;
    while (end > begin) {
      const unit = input.charCodeAt(end - 1);
      if (unit === NEWLINE) return end;
      if (!isSpace(unit)) return tag;
      end--;
    }
    return begin === 0 || input.charCodeAt(begin - 1) === NEWLINE ? begin : tag;
  }

  /** Offset of the text after the comment that begins at `tag`. */
  private commentEnd(tag: number): number {
    const { input } = this;
    const begin = isSign(input.charCodeAt(tag + 2)) ? tag + 3 : tag + 2;
    const close = input.indexOf("#}", begin);
    if (close < 0) {
      throw this.source.error("lex/unterminated", tag, tag + 2, "the comment is never closed", {
        hint: "Close it with `#}`.",
      });
    }
    return this.after(close + 2, close > begin ? input.charCodeAt(close - 1) : 0);
  }

  /** Offset of the text of the raw block that begins at `tag`, or -1. As in Jinja2 the tag takes no `+` at its end and
   * leaves the newline after it. */
  private rawStart(tag: number): number {
    const { input } = this;
    let at = skipSpace(input, isSign(input.charCodeAt(tag + 2)) ? tag + 3 : tag + 2);
    if (!input.startsWith("raw", at)) return -1;
    at = skipSpace(input, at + 3);
    const strip = input.charCodeAt(at) === MINUS;
    if (strip) at++;
    if (!input.startsWith("%}", at)) return -1;
    return strip ? skipSpace(input, at + 2) : at + 2;
  }

  /** Takes the raw text that begins at `begin` and gives the offset after its end tag. */
  private takeRaw(tag: number, begin: number): number {
    const { input } = this;
    for (let close = input.indexOf("{%", begin); close >= 0; close = input.indexOf("{%", close + 1)) {
      let at = skipSpace(input, isSign(input.charCodeAt(close + 2)) ? close + 3 : close + 2);
      if (!input.startsWith("endraw", at)) continue;
      at = skipSpace(input, at + 6);
      const sign = input.charCodeAt(at);
      if (isSign(sign)) at++;
      if (!input.startsWith("%}", at)) continue;
      this.take(begin, this.textEnd(begin, close));
      return this.after(at + 2, sign);
    }
    throw this.source.error("lex/unterminated", tag, input.indexOf("%}", tag) + 2, "`raw` is never closed", {
      hint: "Add `{% endraw %}`.",
    });
  }
}
