/**
 * Text to tokens, one at a time, as the parser asks. Runs of text are found by the marks of the source, whitespace
 * control is applied to them here; inside a tag a hand-written scanner reads the tokens. It follows Jinja2's lexer
 * exactly in what it accepts; it knows no grammar beyond balanced brackets.
 */
import type { Value } from "../value/value.ts";
import { unbalanced } from "./lexer-brackets.ts";
import {
  adviceOnCharacter,
  identifierEnd,
  isAsciiWord,
  isSpace,
  showCharacter,
  skipSpace,
} from "./lexer-characters.ts";
import { readNumber, readString } from "./lexer-literals.ts";
import { isSign, TextRuns } from "./lexer-text.ts";
import type { SourceText } from "./source-text.ts";
import { DEFAULT_SYNTAX, type SyntaxOptions } from "./syntax-options.ts";
import {
  type Mode,
  nameKind,
  T_ADD,
  T_ASSIGN,
  T_BLOCK_BEGIN,
  T_BLOCK_END,
  T_COLON,
  T_COMMA,
  T_DIV,
  T_DOT,
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
  T_MOD,
  T_MUL,
  T_NE,
  T_PIPE,
  T_POW,
  T_RBRACE,
  T_RBRACKET,
  T_RPAREN,
  T_SEMICOLON,
  T_STRING,
  T_SUB,
  T_TEXT,
  T_TILDE,
  T_VARIABLE_BEGIN,
  T_VARIABLE_END,
  type TokenKind,
} from "./token.ts";

const PERCENT = 0x25;
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
  /** Of a number: its value. */
  number: Value = 0;
  /** Kind and end of the token before the current one, in the same tag. */
  previousKind: TokenKind = T_END;
  previousEnd = 0;
  /** Offset of the opening delimiter of the tag that was begun last. */
  tagStart = 0;
  mode: Mode;

  private readonly input: string;
  private readonly runs: TextRuns;
  /** Where the next token is looked for. */
  private position = 0;
  /** The run of text has been read and given out; the tag after it has not. */
  private betweenTextAndTag = false;
  /** Offsets of the brackets that are open in the current tag. */
  private readonly brackets: number[] = [];

  private constructor(source: SourceText, mode: Mode, options: SyntaxOptions) {
    this.source = source;
    this.input = source.text;
    this.mode = mode;
    this.runs = new TextRuns(source, options);
    this.next();
  }

  /** A lexer of a template; its first token is current. */
  static ofTemplate(source: SourceText, options: SyntaxOptions): Lexer {
    return new Lexer(source, "text", options);
  }

  /** A lexer of one bare expression; its first token is current. */
  static ofExpression(source: SourceText): Lexer {
    return new Lexer(source, "expression", DEFAULT_SYNTAX);
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

  /** True when the token after the current name is a single `=`. */
  isBeforeAssign(): boolean {
    const at = skipSpace(this.input, this.position);
    return this.input.charCodeAt(at) === EQUALS && this.input.charCodeAt(at + 1) !== EQUALS;
  }

  /** True when the token after the current one is a dot. */
  isBeforeDot(): boolean {
    return this.input.charCodeAt(skipSpace(this.input, this.position)) === DOT;
  }

  /** True when the token after the current one is this word. */
  isBefore(word: string): boolean {
    const at = skipSpace(this.input, this.position);
    return this.input.startsWith(word, at) && identifierEnd(this.input, at) === at + word.length;
  }

  private nextInText(): void {
    const { runs } = this;
    if (!this.betweenTextAndTag) {
      runs.read(this.position);
      this.betweenTextAndTag = true;
      if (runs.text !== "") {
        this.text = runs.text;
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
    this.tagStart = tag;
    this.position = isSign(this.input.charCodeAt(tag + 2)) ? tag + 3 : tag + 2;
    if (this.input.charCodeAt(tag + 1) === BRACE) {
      this.mode = "variable";
      this.emit(T_VARIABLE_BEGIN, tag, this.position);
    } else {
      this.mode = "block";
      this.emit(T_BLOCK_BEGIN, tag, this.position);
    }
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
    while (unit === 0x20 || isSpace(unit)) unit = input.charCodeAt(++start);
    if (this.brackets.length === 0 && this.endTag(start, unit)) return;
    this.start = start;
    let end = start + 1;
    if (isAsciiWord(unit)) {
      if (unit <= 0x39) {
        const literal = readNumber(this.source, start);
        this.kind = literal.float ? T_FLOAT : T_INTEGER;
        this.number = literal.value;
        end = literal.end;
      } else {
        let last = input.charCodeAt(end);
        while (isAsciiWord(last)) last = input.charCodeAt(++end);
        if (last > 0x7f) end = identifierEnd(input, start);
        this.text = input.slice(start, end);
        this.kind = nameKind(this.text);
      }
    } else if (unit === 0x22 || unit === 0x27) {
      const literal = readString(this.source, start);
      this.kind = T_STRING;
      this.text = literal.text;
      end = literal.end;
    } else if (start >= input.length) {
      this.kind = T_END;
      end = start;
    } else end = this.operator(start, unit);
    this.end = end;
    this.position = end;
  }

  /** When the tag's closing delimiter is at `at`, makes it the current token and goes back to text. */
  private endTag(at: number, unit: number): boolean {
    const { input } = this;
    if (this.mode === "expression") return false;
    const block = this.mode === "block";
    const signed = unit === MINUS || (block && unit === PLUS);
    const close = signed ? at + 1 : at;
    if (input.charCodeAt(close) !== (block ? PERCENT : CLOSING_BRACE)) return false;
    if (input.charCodeAt(close + 1) !== CLOSING_BRACE) return false;
    const sign = signed ? unit : 0;
    if (block) this.position = this.runs.after(close + 2, sign);
    else this.position = sign === MINUS ? skipSpace(input, close + 2) : close + 2;
    this.mode = "text";
    this.emit(block ? T_BLOCK_END : T_VARIABLE_END, at, close + 2);
    return true;
  }

  /** Makes the operator at `start` the current kind and gives its end. */
  private operator(start: number, unit: number): number {
    const next = this.input.charCodeAt(start + 1);
    switch (unit) {
      case 0x2e:
        this.kind = T_DOT;
        break;
      case 0x2c:
        this.kind = T_COMMA;
        break;
      case 0x7c:
        this.kind = T_PIPE;
        break;
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
      case 0x3a:
        this.kind = T_COLON;
        break;
      case 0x3b:
        this.kind = T_SEMICOLON;
        break;
      case 0x7e:
        this.kind = T_TILDE;
        break;
      case PLUS:
        this.kind = T_ADD;
        break;
      case MINUS:
        this.kind = T_SUB;
        break;
      case PERCENT:
        this.kind = T_MOD;
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
    const character = String.fromCodePoint(this.input.codePointAt(start) ?? unit);
    throw this.source.error(
      "lex/unexpected-character",
      start,
      start + character.length,
      `${showCharacter(character)} has no meaning inside a tag`,
      { hint: adviceOnCharacter(character) },
    );
  }

  private closeBracket(at: number, opening: number): void {
    const open = this.brackets.pop();
    if (open === undefined || this.input.charCodeAt(open) !== opening) {
      throw unbalanced(this.source, at, open, this.mode);
    }
  }
}
