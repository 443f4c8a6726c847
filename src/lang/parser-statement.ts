/**
 * Statements: text, outputs and tags to trees, with exactly the grammar of Jinja2's parser for the tags of this version.
 */
import type { DxgError } from "../base/error.ts";
import type { Expression, If, Position, Statement, Target } from "./ast.ts";
import { expectedError } from "./parser-errors.ts";
import { ExpressionParser } from "./parser-expression.ts";
import { type OpenBlock, tagError, unclosed } from "./parser-tag-errors.ts";
import {
  T_ASSIGN,
  T_BLOCK_BEGIN,
  T_BLOCK_END,
  T_COLON,
  T_COMMA,
  T_DOT,
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

const BLOCK_END = "`%}`";
const VARIABLE_END = "`}}`";

const IF_ENDS: readonly string[] = ["elif", "else", "endif"];
const IF_ELSE_ENDS: readonly string[] = ["endif"];
const FOR_ENDS: readonly string[] = ["endfor", "else"];
const FOR_ELSE_ENDS: readonly string[] = ["endfor"];
const SET_ENDS: readonly string[] = ["endset"];
const NO_ENDS: readonly string[] = [];

export class StatementParser extends ExpressionParser {
  private readonly blocks: OpenBlock[] = [];
  /** `for` blocks around the current token. */
  private loops = 0;

  /** The whole template. @throws {DxgError} lex/*, parse/* */
  parseTemplate(): readonly Statement[] {
    return this.parseBody(NO_ENDS);
  }

  /**
   * Statements up to one of the tags `ends`, whose name is then the current token, or to the end of the template where
   * `ends` is empty.
   */
  private parseBody(ends: readonly string[]): readonly Statement[] {
    const { lexer } = this;
    const body: Statement[] = [];
    while (lexer.kind !== T_END) {
      const { start } = lexer;
      switch (lexer.kind) {
        case T_TEXT: {
          const at = lexer.source.place(start, lexer.end);
          body.push({ kind: "text", at, text: lexer.text });
          lexer.next();
          break;
        }
        case T_BLOCK_BEGIN:
          lexer.next();
          if (lexer.kind >= T_NAME && ends.includes(lexer.text)) return body;
          body.push(this.parseStatement(start));
          break;
        default: {
          lexer.next();
          const value = this.parseTuple(true);
          const at = this.endTag(T_VARIABLE_END, VARIABLE_END, start);
          body.push({ kind: "output", at, value });
        }
      }
    }
    const block = this.blocks.at(-1);
    if (block !== undefined) throw unclosed(lexer.source, block, this.blocks.at(-2));
    return body;
  }

  /** A statement whose `{%` at `start` has been passed. */
  private parseStatement(start: number): Statement {
    const { lexer } = this;
    if (lexer.kind >= T_NAME) {
      switch (lexer.text) {
        case "if":
          return this.parseIf(start);
        case "for":
          return this.parseFor(start);
        case "set":
          return this.parseSet(start);
        case "include":
          return this.parseInclude(start);
      }
    }
    throw tagError(lexer, this.blocks.at(-1));
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
    const target = this.parseTarget();
    this.expect(T_IN, "`in`");
    const iterable = this.parseTuple(false);
    let filter: Expression | undefined;
    if (lexer.kind === T_IF) {
      lexer.next();
      filter = this.parseExpression();
    }
    if (lexer.kind >= T_NAME && lexer.text === "recursive") {
      throw lexer.source.error("parse/unsupported-tag", lexer.start, lexer.end, "`for … recursive`", {
        hint: "Move the loop into a file of its own that includes itself.",
      });
    }
    const at = this.beginBlock("for", start, false);
    const body = this.parseBody(FOR_ENDS);
    let otherwise: readonly Statement[] = [];
    if (this.endBlock() === "else") {
      lexer.next();
      this.beginBlock("for", start, true);
      otherwise = this.parseBody(FOR_ELSE_ENDS);
      this.endBlock();
    }
    this.loops--;
    this.closeTag();
    return { kind: "for", at, target, iterable, ...(filter === undefined ? {} : { filter }), body, otherwise };
  }

  private parseSet(start: number): Statement {
    const { lexer } = this;
    lexer.next();
    if (lexer.kind >= T_NAME && lexer.isBeforeDot()) {
      const { start: name, text } = lexer;
      lexer.next();
      lexer.next();
      throw lexer.source.error("parse/bad-target", name, lexer.end, `an attribute of \`${text}\``, {
        hint: "Assign to a plain name; there are no namespaces in this version.",
      });
    }
    const { start: targetStart } = lexer;
    const target = this.parseTarget();
    if (lexer.kind === T_ASSIGN) {
      lexer.next();
      const value = this.parseTuple(true);
      return { kind: "set", at: this.endTag(T_BLOCK_END, BLOCK_END, start), target, value };
    }
    if (target.kind !== "name") {
      if (lexer.kind !== T_BLOCK_END) throw expectedError(lexer, "`=`");
      throw lexer.source.error(
        "parse/bad-target",
        targetStart,
        lexer.previousEnd,
        "several names for one block of text",
        {
          hint: "A `set` block has one name: `{% set name %}…{% endset %}`.",
        },
      );
    }
    if (lexer.kind === T_LBRACKET || lexer.kind === T_LPAREN) {
      throw lexer.source.error("parse/bad-target", targetStart, lexer.end, `a part of \`${target.name}\``, {
        hint: "Assign to a plain name; values are never changed in place.",
      });
    }
    const filters = [];
    while (lexer.kind === T_PIPE) filters.push(this.parseFilterCall());
    if (lexer.kind !== T_BLOCK_END && lexer.kind !== T_COLON) {
      throw expectedError(lexer, filters.length === 0 ? "`=` or `%}`" : BLOCK_END);
    }
    const at = this.beginBlock("set", start, false);
    const body = this.parseBody(SET_ENDS);
    this.endBlock();
    this.closeTag();
    return { kind: "set-block", at, target, filters, body };
  }

  private parseInclude(start: number): Statement {
    const { lexer } = this;
    lexer.next();
    const template = this.parseExpression();
    const ignoreMissing = this.skipWords("ignore", "missing");
    let withContext = true;
    if (this.skipWords("without", "context")) withContext = false;
    else this.skipWords("with", "context");
    const at = this.endTag(T_BLOCK_END, BLOCK_END, start);
    return { kind: "include", at, template, ignoreMissing, withContext };
  }

  /** Passes over two words when both are there. */
  private skipWords(first: string, second: string): boolean {
    const { lexer } = this;
    if (lexer.kind < T_NAME || lexer.text !== first || !lexer.isBefore(second)) return false;
    lexer.next();
    lexer.next();
    return true;
  }

  /** Ends the head of a block and enters its body. As in Python a colon may stand before the `%}`. */
  private beginBlock(tag: string, start: number, hasElse: boolean): Position {
    const { lexer } = this;
    if (lexer.kind === T_COLON) lexer.next();
    const at = this.endTag(T_BLOCK_END, BLOCK_END, start);
    this.enter();
    this.blocks.push({ tag, start, end: lexer.previousEnd, hasElse });
    return at;
  }

  /** Leaves a body whose end tag's name is the current token, and gives the name. */
  private endBlock(): string {
    this.blocks.pop();
    this.leave();
    return this.lexer.text;
  }

  /** Ends a tag that ends a statement, whose name is the current token. */
  private closeTag(): void {
    const { lexer } = this;
    const { text: tag } = lexer;
    lexer.next();
    if (lexer.kind !== T_BLOCK_END) throw expectedError(lexer, BLOCK_END, `Write nothing after \`${tag}\`.`);
    lexer.next();
  }

  /** Passes over the end of the tag that began at `start` and gives the position of the whole tag. */
  private endTag(kind: number, what: string, start: number): Position {
    const { lexer } = this;
    if (lexer.kind !== kind) throw expectedError(lexer, what);
    const at = lexer.source.place(start, lexer.end);
    lexer.next();
    return at;
  }

  /** A name, or names with commas between them. */
  private parseTarget(): Target {
    const { lexer } = this;
    const { start } = lexer;
    if (this.endsTuple()) throw expectedError(lexer, "a name to assign to");
    const first = this.parseOneTarget();
    if (lexer.kind !== T_COMMA) return first;
    const items = [first];
    while (lexer.kind === T_COMMA) {
      lexer.next();
      if (this.endsTuple()) break;
      items.push(this.parseOneTarget());
    }
    return { kind: "target-tuple", at: this.since(start), items };
  }

  private parseOneTarget(): Target {
    const { lexer } = this;
    const { start } = lexer;
    const target = this.toTarget(this.parsePrimary(), start, lexer.previousEnd);
    if (lexer.kind === T_DOT) {
      throw lexer.source.error("parse/bad-target", start, lexer.end, "an attribute", {
        hint: "Assign to a plain name.",
      });
    }
    return target;
  }

  private toTarget(node: Expression, start: number, end: number): Target {
    switch (node.kind) {
      case "name":
        if (node.name === "loop" && this.loops > 0) {
          throw this.badTarget("`loop`", start, end, "Inside `for` this name is the loop itself; choose another one.");
        }
        return node;
      case "tuple": {
        const items = node.items.map((item) => this.toTarget(item, start, end));
        return { kind: "target-tuple", at: node.at, items };
      }
      case "constant": {
        const written = this.lexer.source.text.slice(start, end);
        return this.failTarget(`\`${written}\` is a constant`, start, end);
      }
    }
    return this.failTarget("a computed value", start, end);
  }

  private failTarget(what: string, start: number, end: number): never {
    throw this.badTarget(what, start, end, "Assign to a name, or to names with commas between them.");
  }

  private badTarget(what: string, start: number, end: number, hint: string): DxgError {
    return this.lexer.source.error("parse/bad-target", start, end, what, { hint });
  }
}
