/**
 * Statements: text, outputs and tags to trees, with exactly the grammar of Jinja2's parser. Tags that make templates of
 * parts are in parser-composition.ts.
 */
import { NO_SAMPLE } from "../base/text-sample.ts";
import type {
  BlockFilter,
  Body,
  Expression,
  If,
  LoopControl,
  Position,
  Statement,
  TemplateSyntax,
  Text,
} from "./ast.ts";
import { indentValue } from "./indent-value.ts";
import { BLOCK_END } from "./parser-block.ts";
import { expectedError } from "./parser-errors.ts";
import { tagError, unclosed } from "./parser-tag-errors.ts";
import { TransParser } from "./parser-trans.ts";
import { EXTENSION_TAGS } from "./tags.ts";
import {
  T_ASSIGN,
  T_BLOCK_BEGIN,
  T_BLOCK_END,
  T_COLON,
  T_COMMA,
  T_END,
  T_IF,
  T_IN,
  T_LBRACKET,
  T_LPAREN,
  T_NAME,
  T_PIPE,
  T_TEXT,
  T_VARIABLE_END,
} from "./token.ts";
import { openedElsewhere } from "./unclosed-error.ts";

const VARIABLE_END = "`}}`";

const IF_ENDS: readonly string[] = ["elif", "else", "endif"];
const IF_ELSE_ENDS: readonly string[] = ["endif"];
const FOR_ENDS: readonly string[] = ["endfor", "else"];
const FOR_ELSE_ENDS: readonly string[] = ["endfor"];
const NO_ENDS: readonly string[] = [];

export class StatementParser extends TransParser {
  /** The whole template. @throws {DxgError} lex/*, parse/* */
  parseTemplate(): Pick<TemplateSyntax, "body" | "composed"> {
    const body = this.parseBody(NO_ENDS);
    return { body, composed: this.composed };
  }

  /**
   * Statements up to one of the tags `ends`, whose name is then the current token, or to the end of the template where
   * `ends` is empty.
   */
  protected override parseBody(ends: readonly string[]): Body {
    const { lexer } = this;
    const { indentValues: indents } = lexer.source.syntax;
    const body: Statement[] = [];
    while (lexer.kind !== T_END) {
      const { start } = lexer;
      switch (lexer.kind) {
        case T_TEXT: {
          const at = lexer.source.place(start, lexer.end);
          body.push({ kind: "text", at, text: lexer.text, sample: lexer.sample });
          lexer.next();
          break;
        }
        case T_BLOCK_BEGIN:
          lexer.next();
          if (lexer.kind >= T_NAME && ends.includes(lexer.text)) return body;
          this.parseStatement(start, body);
          break;
        default: {
          lexer.next();
          const value = this.parseTuple(true);
          const indentation = indents && lexer.kind === T_VARIABLE_END ? lexer.indentation() : "";
          const at = this.endTag(T_VARIABLE_END, VARIABLE_END, start);
          body.push({ kind: "output", at, value: indentation === "" ? value : indentValue(value, at, indentation) });
        }
      }
    }
    const block = this.blocks.at(-1);
    if (block !== undefined) throw unclosed(lexer.source, block, this.blocks.at(-2));
    return body;
  }

  /** Adds the statement whose `{%` at `start` has been passed. */
  private parseStatement(start: number, into: Statement[]): void {
    const { lexer } = this;
    if (lexer.kind >= T_NAME && lexer.text === "print") return this.parsePrint(start, into);
    into.push(this.parseOneStatement(start));
  }

  private parseOneStatement(start: number): Statement {
    const { lexer } = this;
    if (lexer.kind >= T_NAME && !this.isTurnedOff(lexer.text)) {
      switch (lexer.text) {
        case "if":
          return this.parseIf(start);
        case "for":
          return this.parseFor(start);
        case "set":
          return this.parseSet(start);
        case "with":
          return this.parseWith(start);
        case "filter":
          return this.parseFilterBlock(start);
        case "autoescape":
          return this.parseAutoescape(start);
        case "do":
          return this.parseDo(start);
        case "break":
        case "continue":
          return this.parseLoopControl(start, lexer.text);
        case "debug":
          lexer.next();
          return { kind: "debug", at: this.endTag(T_BLOCK_END, BLOCK_END, start) };
        case "trans":
          return this.parseTrans(start);
        case "now":
          return this.parseNow(start);
        case "macro":
          return this.parseMacro(start);
        case "call":
          return this.parseCallBlock(start);
        case "block":
          return this.parseBlock(start);
        case "extends":
          return this.parseExtends(start);
        case "include":
          return this.parseInclude(start);
        case "import":
          return this.parseImport(start);
        case "from":
          return this.parseFromImport(start);
      }
    }
    throw tagError(lexer, this.blocks.at(-1));
  }

  /** Whether a tag belongs to an extension that is not wanted. */
  private isTurnedOff(tag: string): boolean {
    const extension = EXTENSION_TAGS[tag];
    return extension !== undefined && !this.lexer.source.syntax.extensions.includes(extension);
  }

  private parseIf(start: number): If {
    const { lexer } = this;
    const branches: { test: Expression; body: readonly Statement[] }[] = [];
    let otherwise: readonly Statement[] = [];
    let at: Position | undefined;
    let tag: string;
    do {
      lexer.next();
      const test = this.parseTuple(false);
      const place = this.beginBlock("if", start, false);
      at ??= place;
      branches.push({ test, body: this.parseBody(IF_ENDS) });
      tag = this.endBlock();
    } while (tag === "elif");
    if (tag === "else") {
      lexer.next();
      this.beginBlock("if", start, true);
      otherwise = this.parseBody(IF_ELSE_ENDS);
      this.endBlock();
    }
    this.closeTag();
    return { kind: "if", at, branches, otherwise };
  }

  private parseFor(start: number): Statement {
    const { lexer } = this;
    lexer.next();
    this.loops++;
    const target = this.parseTarget(false);
    this.expect(T_IN, "`in`");
    const iterable = this.parseTuple(false);
    let filter: Expression | undefined;
    if (lexer.kind === T_IF) {
      lexer.next();
      filter = this.parseExpression();
    }
    const recursive = this.skipWord("recursive");
    const at = this.beginBlock("for", start, false);
    // The items of a recursive loop are the business of a routine of its own.
    const { breakable, readsLoop: isReadAround } = this;
    const around = recursive ? 0 : breakable;
    this.breakable = around + 1;
    this.readsLoop = false;
    const body = this.parseBody(FOR_ENDS);
    const { readsLoop } = this;
    this.readsLoop ||= isReadAround;
    this.breakable = around;
    let otherwise: readonly Statement[] = [];
    if (this.endBlock() === "else") {
      lexer.next();
      this.beginBlock("for", start, true);
      otherwise = this.parseBody(FOR_ELSE_ENDS);
      this.endBlock();
    }
    this.loops--;
    this.breakable = breakable;
    this.closeTag();
    return { kind: "for", at, target, iterable, filter, recursive, readsLoop, body, otherwise };
  }

  private parseSet(start: number): Statement {
    const { lexer } = this;
    lexer.next();
    const { start: targetStart } = lexer;
    const target = this.parseTarget(true);
    if (lexer.kind === T_ASSIGN) {
      lexer.next();
      const value = this.parseTuple(true);
      return { kind: "set", at: this.endTag(T_BLOCK_END, BLOCK_END, start), target, value };
    }
    if (target.kind === "name" && (lexer.kind === T_LBRACKET || lexer.kind === T_LPAREN)) {
      const opening = { start: targetStart, end: lexer.end };
      throw openedElsewhere(lexer.source, "parse/bad-target", `a part of \`${target.name}\``, opening, lexer, {
        hint: "Assign to a plain name, or change a list or dict with `{% do %}`.",
      });
    }
    const filters = [];
    while (lexer.kind === T_PIPE) filters.push(this.parseFilterCall());
    if (lexer.kind !== T_BLOCK_END && lexer.kind !== T_COLON) {
      const what = filters.length === 0 ? "`=` or `%}`" : BLOCK_END;
      if (target.kind !== "target-attribute") throw expectedError(lexer, what);
      throw expectedError(lexer, what, "Assign to one attribute of a namespace: `{% set ns.name = value %}`.");
    }
    const { at, body } = this.parseOnlyBody("set", start);
    return { kind: "set-block", at, target, filters, body };
  }

  private parseWith(start: number): Statement {
    const { lexer } = this;
    lexer.next();
    const bindings = [];
    while (lexer.kind !== T_BLOCK_END && lexer.kind !== T_COLON) {
      if (bindings.length > 0) this.expect(T_COMMA, "`,`");
      bindings.push(this.parseBinding());
    }
    const { at, body } = this.parseOnlyBody("with", start);
    return { kind: "with", at, bindings, body };
  }

  private parseFilterBlock(start: number): Statement {
    const { lexer } = this;
    const filters: BlockFilter[] = [];
    // The tag's name, and then each `|`, stands before a filter.
    do filters.push(this.parseFilterCall());
    while (lexer.kind === T_PIPE);
    const { at, body } = this.parseOnlyBody("filter", start);
    return { kind: "filter-block", at, filters, body };
  }

  private parseAutoescape(start: number): Statement {
    this.lexer.next();
    const value = this.parseExpression();
    const { at, body } = this.parseOnlyBody("autoescape", start);
    return { kind: "autoescape", at, value, body };
  }

  private parseDo(start: number): Statement {
    this.lexer.next();
    const value = this.parseTuple(true);
    return { kind: "do", at: this.endTag(T_BLOCK_END, BLOCK_END, start), value };
  }

  /** `{% print a, b %}` is `{{ a }}{{ b }}`. */
  private parsePrint(start: number, into: Statement[]): void {
    const { lexer } = this;
    lexer.next();
    const values: Expression[] = [];
    while (lexer.kind !== T_BLOCK_END) {
      if (values.length > 0 && lexer.kind !== T_COMMA) {
        throw expectedError(lexer, "`,` or `%}`", "Put a comma between values, or `~` to join them.");
      }
      if (values.length > 0) lexer.next();
      values.push(this.parseExpression());
    }
    const at = this.endTag(T_BLOCK_END, BLOCK_END, start);
    for (const value of values) into.push({ kind: "output", at, value });
  }

  /** `{% now zone ± shift, format %}` is `{{ time_in(zone, format, "±" ~ shift) }}`. */
  private parseNow(start: number): Statement {
    const { lexer } = this;
    lexer.next();
    const time = this.parseExpression();
    let format: Expression = { kind: "constant", at: time.at, value: null };
    if (lexer.kind === T_COMMA) {
      lexer.next();
      format = this.parseExpression();
    }
    const at = this.endTag(T_BLOCK_END, BLOCK_END, start);
    const isShifted = time.kind === "binary" && (time.operator === "+" || time.operator === "-");
    const positional: Expression[] = [isShifted ? time.left : time, format];
    if (isShifted) {
      const sign: Expression = { kind: "constant", at: time.at, value: time.operator };
      positional.push({ kind: "concatenation", at: time.at, parts: [sign, time.right] });
    }
    const callee: Expression = { kind: "name", at, name: "time_in" };
    return { kind: "output", at, value: { kind: "call", at, callee, arguments: { positional, keywords: [] } } };
  }

  private parseLoopControl(start: number, kind: LoopControl["kind"]): LoopControl | Text {
    const { lexer } = this;
    const { start: from, end } = lexer;
    lexer.next();
    const at = this.endTag(T_BLOCK_END, BLOCK_END, start);
    if (this.breakable > 0) return { kind, at };
    this.deferred ??= lexer.source.error("parse/unbalanced", from, end, `\`${kind}\` outside a loop`, {
      hint: "It belongs into the body of a `for` loop, and not into a macro, call or block inside it.",
    });
    return { kind: "text", at, text: "", sample: NO_SAMPLE };
  }
}
