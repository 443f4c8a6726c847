/**
 * Text to tokens, one at a time, as the parser asks. Runs of text are found by the marks of the source, whitespace
 * control is applied to them here; inside a tag a hand-written scanner reads the tokens. It follows Jinja2's lexer
 * exactly in what it accepts; it knows no grammar beyond balanced brackets.
 */
import { NO_SAMPLE } from "../base/text-sample.ts";
import type { Value } from "../value/value.ts";
import { swallowedEnd, unbalanced } from "./lexer-brackets.ts";
import { identifierEnd, isAsciiWord, isSpace, skipSpace, unexpectedCharacter } from "./lexer-characters.ts";
import { readNumber, readString } from "./lexer-literals.ts";
import { MARK_BLOCK, MARK_VARIABLE } from "./lexer-marks.ts";
import { hashWith, NameTable } from "./lexer-names.ts";
import { singleOperator } from "./lexer-operators.ts";
import { isSign } from "./lexer-raw.ts";
import { TextRuns } from "./lexer-text.ts";
import type { SourceText } from "./source-text.ts";
import type { Delimiters } from "./syntax-options.ts";
import {
  type Mode,
  nameKind,
  T_ASSIGN,
  T_BLOCK_BEGIN,
  T_BLOCK_END,
  T_DIV,
  T_END,
  T_EQ,
  T_FLOAT,
  T_FLOORDIV,
  T_GT,
  T_GTEQ,
  T_INTEGER,
  T_LBRACE,
  T_LBRACKET,
  T_LPAREN,
  T_LT,
  T_LTEQ,
  T_MUL,
  T_NE,
  T_POW,
  T_RBRACE,
  T_RBRACKET,
  T_RPAREN,
  T_STRING,
  T_TEXT,
  T_VARIABLE_BEGIN,
  T_VARIABLE_END,
  type TokenKind,
} from "./token.ts";

const NEWLINE = 0x0a;
const PLUS = 0x2b;
const MINUS = 0x2d;
const DOT = 0x2e;
const EQUALS = 0x3d;
const BRACE = 0x7b;
const CLOSING_BRACE = 0x7d;

export class Lexer {
  readonly source: SourceText;
  /** The current token; `start` and `end` are its offsets. */
  kind: TokenKind = T_END;
  start = 0;
  end = 0;
  /** Of a name: the name. Of a string: its text, escapes decoded. Of text: the text after whitespace control. */
  text = "";
  /** Of text: of its units (base/text-sample.ts), or `NO_SAMPLE`. */
  sample = NO_SAMPLE;
  /** Of a number: its value. */
  number: Value = 0;
  /** Kind and end of the token before the current one, in the same tag. */
  previousKind: TokenKind = T_END;
  previousEnd = 0;
  /** Offsets of the opening delimiter of the tag that was begun last, and of what follows it. */
  tagStart = 0;
  tagOpen = 0;
  mode: Mode;

  private readonly input: string;
  private readonly names: NameTable;
  private readonly runs: TextRuns;
  /** Where the next token is looked for. */
  private position = 0;
  /** The run of text has been read and given out; the tag after it has not. */
  private betweenTextAndTag = false;
  /** Offsets of the brackets that are open in the current tag. */
  private readonly brackets: number[] = [];
  private closed = -1;
  /** The closing delimiter of the current tag and its first character, -1 where there is none. */
  private close = "";
  private closeUnit = -1;
  /** Whether white space can end the current tag: a newline, or a delimiter that begins with a space. */
  private endsBySpace = false;
  private lineTag = false;
  private readonly newline: string;
  private readonly delimiters: Delimiters;

  private constructor(source: SourceText, mode: Mode) {
    this.source = source;
    this.input = source.text;
    this.names = NameTable.take(source.text.length);
    this.mode = mode;
    this.newline = source.syntax.newlineSequence;
    this.delimiters = source.syntax.delimiters;
    this.runs = new TextRuns(source);
    this.next();
  }

  /** A lexer of a template; its first token is current. */
  static ofTemplate(source: SourceText): Lexer {
    return new Lexer(source, "text");
  }

  /** A lexer of one bare expression; its first token is current. */
  static ofExpression(source: SourceText): Lexer {
    return new Lexer(source, "expression");
  }

  /**
   * Makes the next token current. After the last one it is `T_END` for ever.
   * @throws {DxgError} lex/*, parse/unbalanced
   */
  next(): void {
    this.previousKind = this.kind;
    this.previousEnd = this.end;
    if (this.mode === "text") this.nextInText();
    else this.nextInTag();
  }

  /** Offset of the innermost bracket that is open, or -1. */
  get openBracket(): number {
    return this.brackets[this.brackets.length - 1] ?? -1;
  }

  /** Offset of the bracket that the last closing one closed, or -1. */
  get closedBracket(): number {
    return this.closed;
  }

  /** Of text: offset of the last of the parts that comments divide it into. */
  get lastPart(): number {
    return this.runs.last;
  }

  /** Whether the current token belongs to a line statement. */
  get inLine(): boolean {
    return this.lineTag;
  }

  /** True when the token after the current name is a single `=`. */
  isBeforeAssign(): boolean {
    const at = this.ahead();
    return this.input.charCodeAt(at) === EQUALS && this.input.charCodeAt(at + 1) !== EQUALS;
  }

  /** True when the token after the current one is a dot. */
  isBeforeDot(): boolean {
    return this.input.charCodeAt(this.ahead()) === DOT;
  }

  /** True when the token after the current one is this word. */
  isBefore(word: string): boolean {
    const at = this.ahead();
    return this.input.startsWith(word, at) && identifierEnd(this.input, at) === at + word.length;
  }

  /**
   * The indentation of the `{{` tag whose end is the current token when it stands alone on its line after spaces or tabs
   * that whitespace control leaves; else the empty string.
   */
  indentation(): string {
    const { input, runs, start, end, tagStart } = this;
    if (input.charCodeAt(start) === MINUS && input.charCodeAt(start + 1) === this.closeUnit) return "";
    if (end < input.length && input.charCodeAt(end) !== NEWLINE) return "";
    let begin = tagStart;
    while (begin > runs.part && (input.charCodeAt(begin - 1) === 0x20 || input.charCodeAt(begin - 1) === 0x09)) begin--;
    const startsLine = begin === 0 || input.charCodeAt(begin - 1) === NEWLINE;
    return startsLine && input.charCodeAt(this.tagOpen) !== MINUS ? input.slice(begin, tagStart) : "";
  }

  /** Offset of the next token; of the newline where the current line statement ends before it. */
  private ahead(): number {
    const at = skipSpace(this.input, this.position);
    if (this.mode !== "line" || this.brackets.length > 0) return at;
    for (let newline = this.position; newline < at; newline++) {
      if (this.input.charCodeAt(newline) === NEWLINE) return newline;
    }
    return at;
  }

  private nextInText(): void {
    const { runs } = this;
    if (!this.betweenTextAndTag) {
      runs.read(this.position);
      this.betweenTextAndTag = true;
      if (runs.text !== "") {
        const isWritten = this.newline === "\n";
        this.text = isWritten ? runs.text : runs.text.replaceAll("\n", this.newline);
        this.sample = isWritten ? runs.sample : NO_SAMPLE;
        this.emit(T_TEXT, runs.start, runs.end);
        return;
      }
    }
    this.betweenTextAndTag = false;
    const { tag } = runs;
    if (tag < 0) {
      this.position = this.input.length;
      this.emit(T_END, this.position, this.position);
      return;
    }
    const { open } = runs;
    this.tagStart = tag;
    this.tagOpen = open;
    this.position = isSign(this.input.charCodeAt(open)) ? open + 1 : open;
    if (runs.kind === MARK_VARIABLE) {
      this.enterTag("variable", this.delimiters.variableEnd);
      this.emit(T_VARIABLE_BEGIN, tag, this.position);
    } else {
      if (runs.kind === MARK_BLOCK) this.enterTag("block", this.delimiters.blockEnd);
      else this.enterTag("line", "");
      this.emit(T_BLOCK_BEGIN, tag, this.position);
    }
  }

  private enterTag(mode: Mode, close: string): void {
    this.mode = mode;
    this.lineTag = mode === "line";
    this.close = close;
    this.closeUnit = close === "" ? -1 : close.charCodeAt(0);
    this.endsBySpace = this.lineTag || isSpace(this.closeUnit);
  }

  private emit(kind: TokenKind, start: number, end: number): void {
    this.kind = kind;
    this.start = start;
    this.end = end;
  }

  private nextInTag(): void {
    const { input } = this;
    let start = this.position;
    let unit = input.charCodeAt(start);
    if (this.endsBySpace && this.brackets.length === 0 && this.endBySpace(start, unit)) return;
    while (unit === 0x20 || isSpace(unit)) unit = input.charCodeAt(++start);
    if (unit === this.closeUnit || unit === MINUS || unit === PLUS) {
      if (this.brackets.length === 0 && this.endTag(start, unit)) return;
    }
    this.start = start;
    let end = start + 1;
    if (isAsciiWord(unit)) {
      if (unit <= 0x39) {
        const literal = readNumber(this.source, start);
        this.kind = literal.float ? T_FLOAT : T_INTEGER;
        this.number = literal.value;
        end = literal.end;
      } else {
        let hash = unit;
        let last = input.charCodeAt(end);
        while (isAsciiWord(last)) {
          hash = hashWith(hash, last);
          last = input.charCodeAt(++end);
        }
        if (last > 0x7f) end = identifierEnd(input, start);
        this.text = this.names.find(input, start, end, hash);
        this.kind = this.names.kind;
      }
    } else if (unit === 0x22 || unit === 0x27) {
      this.kind = T_STRING;
      const short = this.names.findString(input, start, unit);
      if (short === undefined) {
        const literal = readString(this.source, start, this.newline);
        this.text = literal.text;
        end = literal.end;
      } else {
        this.text = short;
        end = start + short.length + 2;
      }
    } else if (start >= input.length) {
      this.kind = T_END;
      end = start;
    } else end = this.operator(start, unit);
    this.end = end;
    this.position = end;
  }

  /** When the white space at `at` is or begins what ends the tag, makes that the current token. */
  private endBySpace(at: number, unit: number): boolean {
    return this.mode === "line" ? this.endLine() : this.endTag(at, unit);
  }

  /** When the tag's closing delimiter is at `at`, makes it the current token and goes back to text. */
  private endTag(at: number, unit: number): boolean {
    const { length } = this.close;
    // A sign belongs to the delimiter, or is the first character of one such as `-->`.
    const signed = (unit === MINUS || (unit === PLUS && this.mode === "block")) && this.closesAt(at + 1);
    if (!signed && !this.closesAt(at)) return false;
    const end = signed ? at + 1 + length : at + length;
    if (this.mode === "block") {
      this.position = this.runs.after(end, signed ? unit : 0);
      this.emit(T_BLOCK_END, at, end);
    } else {
      this.position = signed ? skipSpace(this.input, end) : end;
      this.emit(T_VARIABLE_END, at, end);
    }
    this.mode = "text";
    return true;
  }

  /** Whether the closing delimiter is at `at`; a line statement and a bare expression have none. */
  private closesAt(at: number): boolean {
    const { input, close } = this;
    if (input.charCodeAt(at) !== this.closeUnit) return false;
    return close.length === 2 ? input.charCodeAt(at + 1) === close.charCodeAt(1) : input.startsWith(close, at);
  }

  /** When the line statement ends before its next token, makes its end the current token: with all empty lines after it. */
  private endLine(): boolean {
    const { input, position } = this;
    let end = skipSpace(input, position);
    if (end < input.length) {
      while (end > position && input.charCodeAt(end - 1) !== NEWLINE) end--;
      if (end === position) return false;
    }
    let start = position;
    while (start < end && input.charCodeAt(start) !== NEWLINE) start++;
    this.mode = "text";
    this.position = end;
    this.emit(T_BLOCK_END, start, end);
    return true;
  }

  /** Makes the operator at `start` the current kind and gives its end. */
  private operator(start: number, unit: number): number {
    const next = this.input.charCodeAt(start + 1);
    const single = singleOperator(unit);
    if (single !== T_END) {
      this.kind = single;
      return start + 1;
    }
    switch (unit) {
      case 0x28:
        this.kind = T_LPAREN;
        this.brackets.push(start);
        break;
      case 0x5b:
        this.kind = T_LBRACKET;
        this.brackets.push(start);
        break;
      case BRACE:
        this.kind = T_LBRACE;
        this.brackets.push(start);
        break;
      case 0x29:
        this.kind = T_RPAREN;
        this.closeBracket(start, 0x28);
        break;
      case 0x5d:
        this.kind = T_RBRACKET;
        this.closeBracket(start, 0x5b);
        break;
      case CLOSING_BRACE:
        this.kind = T_RBRACE;
        this.closeBracket(start, BRACE);
        break;
      case 0x2a:
        return this.doubled(start, next === unit, T_MUL, T_POW);
      case 0x2f:
        return this.doubled(start, next === unit, T_DIV, T_FLOORDIV);
      case EQUALS:
        return this.doubled(start, next === EQUALS, T_ASSIGN, T_EQ);
      case 0x3c:
        return this.doubled(start, next === EQUALS, T_LT, T_LTEQ);
      case 0x3e:
        return this.doubled(start, next === EQUALS, T_GT, T_GTEQ);
      default:
        return this.rareToken(start, unit, next);
    }
    return start + 1;
  }

  private doubled(start: number, double: boolean, single: TokenKind, kind: TokenKind): number {
    this.kind = double ? kind : single;
    return double ? start + 2 : start + 1;
  }

  /** `!=`, or a name that begins with a letter outside ASCII. */
  private rareToken(start: number, unit: number, next: number): number {
    if (unit === 0x21 && next === EQUALS) {
      this.kind = T_NE;
      return start + 2;
    }
    const end = identifierEnd(this.input, start);
    if (end > start) {
      this.text = this.input.slice(start, end);
      this.kind = nameKind(this.text);
      return end;
    }
    const swallowed = swallowedEnd(this, start);
    if (swallowed !== undefined) throw swallowed;
    throw unexpectedCharacter(this.source, start);
  }

  private closeBracket(at: number, opening: number): void {
    const open = this.brackets.pop();
    this.closed = open ?? -1;
    if (open === undefined || this.input.charCodeAt(open) !== opening) {
      throw unbalanced(this, at, open);
    }
  }
}
