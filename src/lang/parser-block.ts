/**
 * What all tags share: the blocks that are open, the ends of tags and of bodies. The statements themselves are parsed by
 * the classes that build on this one.
 */
import type { Body, Position } from "./ast.ts";
import { expectedError } from "./parser-errors.ts";
import { ExpressionParser } from "./parser-expression.ts";
import type { OpenBlock } from "./parser-tag-errors.ts";
import { END_TAGS } from "./tags.ts";
import { T_BLOCK_END, T_COLON, T_NAME } from "./token.ts";

export const BLOCK_END = "`%}`";

export abstract class BlockParser extends ExpressionParser {
  protected readonly blocks: OpenBlock[] = [];
  /** `for` blocks around the current token. */
  protected loops = 0;
  /** Bodies of `for` around the current token that can be left, within the innermost macro, `call` or `block`. */
  protected breakable = 0;

  /** Statements up to one of the tags `ends`, whose name is then the current token. */
  protected abstract parseBody(ends: readonly string[]): Body;

  /** The rest of a head that ends here, the body of a tag that has one body, and its end tag. */
  protected parseOnlyBody(tag: string, start: number): { readonly at: Position; readonly body: Body } {
    const at = this.beginBlock(tag, start, false);
    const body = this.parseBody([END_TAGS[tag]!]);
    this.endBlock();
    this.closeTag();
    return { at, body };
  }

  /** As `parseOnlyBody` for a body that runs elsewhere: the loops around it are not its own. */
  protected parseOwnBody(tag: string, start: number): { readonly at: Position; readonly body: Body } {
    const { breakable } = this;
    this.breakable = 0;
    const parsed = this.parseOnlyBody(tag, start);
    this.breakable = breakable;
    return parsed;
  }

  /** Ends the head of a block and enters its body. As in Python a colon may stand before the `%}`. */
  protected beginBlock(tag: string, start: number, hasElse: boolean): Position {
    const { lexer } = this;
    if (lexer.kind === T_COLON) lexer.next();
    const at = this.endTag(T_BLOCK_END, BLOCK_END, start);
    this.enter();
    this.blocks.push({ tag, start, end: lexer.previousEnd, hasElse });
    return at;
  }

  /** Leaves a body whose end tag's name is the current token, and gives the name. */
  protected endBlock(): string {
    this.blocks.pop();
    this.leave();
    return this.lexer.text;
  }

  /** Ends a tag that ends a statement, whose name is the current token; `label` may stand behind it. */
  protected closeTag(label?: string): void {
    const { lexer } = this;
    const { text: tag } = lexer;
    lexer.next();
    if (label !== undefined && this.isWord(label)) lexer.next();
    if (lexer.kind !== T_BLOCK_END) {
      const hint =
        label === undefined ? `Write nothing after \`${tag}\`.` : `Write nothing or \`${label}\` after \`${tag}\`.`;
      throw expectedError(lexer, BLOCK_END, hint);
    }
    lexer.next();
  }

  /** Passes over the end of the tag that began at `start` and gives the position of the whole tag. */
  protected endTag(kind: number, what: string, start: number, hint?: string): Position {
    const { lexer } = this;
    if (lexer.kind !== kind) throw expectedError(lexer, what, hint);
    const at = lexer.source.place(start, lexer.end);
    lexer.next();
    return at;
  }

  protected isWord(word: string): boolean {
    return this.lexer.kind >= T_NAME && this.lexer.text === word;
  }

  /** Passes over a word when it is there. */
  protected skipWord(word: string): boolean {
    if (!this.isWord(word)) return false;
    this.lexer.next();
    return true;
  }

  /** Passes over two words when both are there. */
  protected skipWords(first: string, second: string): boolean {
    const { lexer } = this;
    if (!this.isWord(first) || !lexer.isBefore(second)) return false;
    lexer.next();
    lexer.next();
    return true;
  }

  /** A name of the template's author, which no constant or operator may be. @throws {DxgError} parse/unexpected-token */
  protected parseIdentifier(what: string, hint?: string): string {
    const { lexer } = this;
    if (lexer.kind < T_NAME) throw expectedError(lexer, what, hint);
    const { text } = lexer;
    lexer.next();
    return text;
  }
}
