/**
 * Operands: names, literals and brackets, and what follows them: attributes, items, slices, calls, filters and tests,
 * with exactly the grammar of Jinja2's parser. Operators between operands are parser-expression.ts's.
 */
import type { DxgError } from "../base/error.ts";
import type { Arguments, Expression, FilterCall, KeywordArgument, Name, Position, TestCall } from "./ast.ts";
import { ParserBase } from "./parser-base.ts";
import { expectedError, expectedExpression, pairError } from "./parser-errors.ts";
import {
  T_AND,
  T_COLON,
  T_COMMA,
  T_DOT,
  T_ELSE,
  T_FLOAT,
  T_INTEGER,
  T_IS,
  T_LBRACE,
  T_LBRACKET,
  T_LPAREN,
  T_MUL,
  T_NAME,
  T_NONE,
  T_NOT,
  T_OR,
  T_PIPE,
  T_POW,
  T_RBRACE,
  T_RBRACKET,
  T_RPAREN,
  T_STRING,
  T_TRUE,
} from "./token.ts";
import { openedElsewhere } from "./unclosed-error.ts";

const NO_ARGUMENTS: Arguments = { positional: [], keywords: [] };

const SLICE_HINT = "A slice stands alone in its brackets: `rows[1:3][0]`.";

export abstract class OperandParser extends ParserBase {
  /** Whether `loop` was read since this was last set to false, blocks apart unless they are scoped. */
  protected readsLoop = false;

  /** A name that is read. */
  protected nameAt(at: Position, name: string): Name {
    if (name === "loop") this.readsLoop = true;
    return { kind: "name", at, name };
  }

  /** An expression with all operators; a tuple only in parentheses. @throws {DxgError} lex/*, parse/* */
  abstract parseExpression(): Expression;

  protected parsePrimary(): Expression {
    const { lexer } = this;
    const { kind, start } = lexer;
    if (kind >= T_NAME) return this.parseName();
    switch (kind) {
      case T_STRING:
        return this.parseStrings();
      case T_INTEGER:
      case T_FLOAT: {
        const value = lexer.number;
        lexer.next();
        return { kind: "constant", at: this.since(start), value };
      }
      case T_LPAREN:
        return this.parseParenthesis();
      case T_LBRACKET: {
        this.open();
        const items: Expression[] = [];
        while (lexer.kind !== T_RBRACKET) {
          items.push(this.parseExpression());
          if (lexer.kind !== T_RBRACKET) this.expect(T_COMMA, "`,` or `]`");
        }
        this.close();
        return { kind: "list", at: this.since(start), items };
      }
      case T_LBRACE: {
        this.open();
        const entries: { key: Expression; value: Expression }[] = [];
        while (lexer.kind !== T_RBRACE) {
          const key = this.parseExpression();
          if (lexer.kind !== T_COLON) throw pairError(lexer, start);
          lexer.next();
          entries.push({ key, value: this.parseExpression() });
          if (lexer.kind !== T_RBRACE) this.expect(T_COMMA, "`,` or `}`");
        }
        this.close();
        return { kind: "dict", at: this.since(start), entries };
      }
    }
    throw expectedExpression(lexer);
  }

  private parseName(): Expression {
    const { lexer } = this;
    const { kind, text: name, start } = lexer;
    lexer.next();
    const at = this.since(start);
    if (kind < T_TRUE) return this.nameAt(at, name);
    return { kind: "constant", at, value: kind === T_NONE ? null : kind === T_TRUE };
  }

  /** Strings that stand side by side are one. */
  private parseStrings(): Expression {
    const { lexer } = this;
    const { start } = lexer;
    let value = lexer.text;
    lexer.next();
    while (lexer.kind === T_STRING) {
      value += lexer.text;
      lexer.next();
    }
    return { kind: "constant", at: this.since(start), value };
  }

  private parseParenthesis(): Expression {
    const { lexer } = this;
    const { start } = lexer;
    this.open();
    const items: Expression[] = [];
    let isTuple = lexer.kind === T_RPAREN;
    while (lexer.kind !== T_RPAREN) {
      items.push(this.parseExpression());
      if (lexer.kind !== T_COMMA) break;
      isTuple = true;
      lexer.next();
    }
    if (lexer.kind !== T_RPAREN) throw expectedError(lexer, isTuple ? "`,` or `)`" : "`)`");
    this.close();
    return isTuple ? { kind: "tuple", at: this.since(start), items } : items[0]!;
  }

  protected parsePostfix(target: Expression, start: number): Expression {
    const { lexer } = this;
    let node = target;
    for (;;) {
      switch (lexer.kind) {
        case T_DOT:
          node = this.parseAttribute(node, start);
          break;
        case T_LBRACKET:
          node = this.parseSubscript(node, start);
          break;
        case T_LPAREN:
          node = this.parseCall(node, start);
          break;
        default:
          return node;
      }
      this.grow();
    }
  }

  private parseAttribute(target: Expression, start: number): Expression {
    const { lexer } = this;
    lexer.next();
    const { kind, start: nameStart } = lexer;
    if (kind >= T_NAME) {
      const name = lexer.text;
      lexer.next();
      return { kind: "attribute", at: this.since(nameStart), target, name };
    }
    if (kind !== T_INTEGER) throw expectedError(lexer, "a name or a number after `.`");
    const value = lexer.number;
    lexer.next();
    return {
      kind: "item",
      at: this.since(start),
      target,
      index: { kind: "constant", at: this.since(nameStart), value },
    };
  }

  private parseSubscript(target: Expression, start: number): Expression {
    const { lexer } = this;
    const bracket = lexer.start;
    this.open();
    const items: Expression[] = [];
    let isTuple = lexer.kind === T_RBRACKET;
    while (lexer.kind !== T_RBRACKET || items.length > 0) {
      const first = lexer.kind === T_COLON ? undefined : this.parseExpression();
      if (lexer.kind === T_COLON) {
        if (items.length > 0) throw expectedError(lexer, "`]`", SLICE_HINT);
        return this.parseSlice(target, first, start);
      }
      items.push(first!);
      if (lexer.kind !== T_COMMA) break;
      isTuple = true;
      lexer.next();
    }
    if (lexer.kind !== T_RBRACKET) throw expectedError(lexer, "`]`");
    this.close();
    const index: Expression = isTuple ? { kind: "tuple", at: this.since(bracket), items } : items[0]!;
    return { kind: "item", at: this.since(start), target, index };
  }

  /** The rest of `[first : stop : step]` from the first colon on. */
  private parseSlice(target: Expression, first: Expression | undefined, start: number): Expression {
    const { lexer } = this;
    lexer.next();
    const stop = lexer.kind === T_COLON || lexer.kind === T_RBRACKET ? undefined : this.parseExpression();
    let step: Expression | undefined;
    if (lexer.kind === T_COLON) {
      lexer.next();
      if (lexer.kind !== T_RBRACKET) step = this.parseExpression();
    }
    if (lexer.kind !== T_RBRACKET) throw expectedError(lexer, "`]`", SLICE_HINT);
    this.close();
    return { kind: "slice", at: this.since(start), target, start: first, stop, step };
  }

  private parseCall(callee: Expression, start: number): Expression {
    const args = this.parseArguments();
    return { kind: "call", at: this.since(start), callee, arguments: args };
  }

  private parseArguments(): Arguments {
    const { lexer } = this;
    const positional: Expression[] = [];
    const keywords: KeywordArgument[] = [];
    let names: Set<string> | undefined;
    let spread: Expression | undefined;
    let spreadKeywords: Expression | undefined;
    const { start: bracket } = lexer;
    this.open();
    while (lexer.kind !== T_RPAREN) {
      const { kind } = lexer;
      if (kind === T_MUL) {
        if (spread !== undefined) throw this.misplaced(bracket, "a second `*` argument");
        if (spreadKeywords !== undefined) throw this.misplaced(bracket, "`*` after `**`");
        lexer.next();
        spread = this.parseExpression();
      } else if (kind === T_POW) {
        if (spreadKeywords !== undefined) throw this.misplaced(bracket, "a second `**` argument");
        lexer.next();
        spreadKeywords = this.parseExpression();
      } else if (kind >= T_NAME && lexer.isBeforeAssign()) {
        const name = lexer.text;
        if (spreadKeywords !== undefined) throw this.misplaced(bracket, `\`${name}=\` after \`**\``);
        names ??= new Set();
        const isAgain = names.has(name);
        if (isAgain) this.deferred ??= this.givenTwice(name);
        names.add(name);
        lexer.next();
        lexer.next();
        const value = this.parseExpression();
        if (!isAgain) keywords.push({ name, value });
      } else {
        if (spreadKeywords !== undefined) throw this.misplaced(bracket, "a positional argument after `**`");
        if (spread !== undefined) throw this.misplaced(bracket, "a positional argument after `*`");
        if (keywords.length > 0) throw this.misplaced(bracket, "a positional argument after `name=`");
        positional.push(this.parseExpression());
      }
      if (lexer.kind !== T_RPAREN) this.expect(T_COMMA, "`,` or `)`");
    }
    this.close();
    if (spread === undefined && spreadKeywords === undefined) return { positional, keywords };
    return {
      positional,
      keywords,
      ...(spread === undefined ? {} : { spread }),
      ...(spreadKeywords === undefined ? {} : { spreadKeywords }),
    };
  }

  /** The error for the current token, an argument that may not stand behind those before it. */
  private misplaced(bracket: number, what: string): DxgError {
    const { lexer } = this;
    return openedElsewhere(
      lexer.source,
      "parse/unexpected-token",
      what,
      lexer,
      { start: bracket, end: bracket + 1 },
      {
        hint: "Arguments come in this order: positional, `name=value`, `*list`, `**dict`.",
      },
    );
  }

  private givenTwice(name: string): DxgError {
    const { source, start, end } = this.lexer;
    return source.error("parse/unexpected-token", start, end, `\`${name}=\` is given twice`, {
      hint: "Keep one of the two.",
    });
  }

  protected parseFiltersAndTests(target: Expression, start: number): Expression {
    const { lexer } = this;
    let node = target;
    for (;;) {
      switch (lexer.kind) {
        case T_PIPE:
          node = this.parseFilter(node);
          break;
        case T_IS:
          node = this.parseTest(node);
          break;
        case T_LPAREN:
          node = this.parseCall(node, start);
          break;
        default:
          return node;
      }
      this.grow();
    }
  }

  private parseFilter(target: Expression): FilterCall {
    const { at, name, arguments: args } = this.parseFilterCall();
    return { kind: "filter", at, target, name, arguments: args };
  }

  /** `|name(arguments)`; the position is the name's. */
  protected parseFilterCall(): { readonly name: string; readonly arguments: Arguments; readonly at: Position } {
    const { lexer } = this;
    lexer.next();
    const { start } = lexer;
    const name = this.parseDottedName("a filter's name");
    const at = this.since(start);
    return { at, name, arguments: lexer.kind === T_LPAREN ? this.parseArguments() : NO_ARGUMENTS };
  }

  private parseTest(target: Expression): Expression {
    const { lexer } = this;
    lexer.next();
    const negated = lexer.kind === T_NOT;
    if (negated) lexer.next();
    const { start } = lexer;
    const name = this.parseDottedName("a test's name");
    const at = this.since(start);
    const test: TestCall = { kind: "test", at, target, name, arguments: this.parseTestArguments() };
    if (!negated) return test;
    this.grow();
    return { kind: "not", at, operand: test };
  }

  /** A test takes one operand without parentheses: `x is divisibleby 3`. */
  private parseTestArguments(): Arguments {
    const { lexer } = this;
    const { kind, start } = lexer;
    if (kind === T_LPAREN) return this.parseArguments();
    const isOperand =
      kind >= T_NAME ||
      kind === T_STRING ||
      kind === T_INTEGER ||
      kind === T_FLOAT ||
      kind === T_LBRACKET ||
      kind === T_LBRACE;
    if (!isOperand || kind === T_ELSE || kind === T_OR || kind === T_AND) return NO_ARGUMENTS;
    if (kind === T_IS) throw expectedError(lexer, "the end of the test");
    return { positional: [this.parsePostfix(this.parsePrimary(), start)], keywords: [] };
  }

  private parseDottedName(what: string): string {
    const { lexer } = this;
    if (lexer.kind < T_NAME) throw expectedError(lexer, what);
    let name = lexer.text;
    lexer.next();
    while (lexer.kind === T_DOT) {
      lexer.next();
      if (lexer.kind < T_NAME) throw expectedError(lexer, what);
      name += `.${lexer.text}`;
      lexer.next();
    }
    return name;
  }
}
