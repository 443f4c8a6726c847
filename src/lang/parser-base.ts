/**
 * What all parts of the parser share: the current token, positions, and the limits on nesting that keep every walk over
 * the input or the tree off the end of the call stack. It knows no grammar.
 */
import type { DxgError } from "../base/error.ts";
import { EXPRESSION_HEIGHT_MAX, PARSE_DEPTH_MAX } from "../base/limits.ts";
import type { Position } from "./ast.ts";
import type { Lexer } from "./lexer.ts";
import { expectedError } from "./parser-errors.ts";
import type { TokenKind } from "./token.ts";

export abstract class ParserBase {
  /** The first fault that Jinja2 leaves to Python: it is told where nothing else is wrong with the template. */
  deferred: DxgError | undefined;
  protected readonly lexer: Lexer;
  /** Blocks, brackets and prefix operators around the current token. */
  private depth = 0;
  /** Height of the highest tree that was built within the innermost expression under construction. */
  private height = 0;

  constructor(lexer: Lexer) {
    this.lexer = lexer;
  }

  /** Passes over a token of this kind. @throws {DxgError} parse/unexpected-token naming what was expected */
  protected expect(kind: TokenKind, what: string): void {
    if (this.lexer.kind !== kind) throw expectedError(this.lexer, what);
    this.lexer.next();
  }

  /** The position from `start` to the end of the token before the current one. */
  protected since(start: number): Position {
    return this.lexer.source.place(start, this.lexer.previousEnd);
  }

  protected open(): void {
    this.enter();
    this.lexer.next();
  }

  protected close(): void {
    this.lexer.next();
    this.leave();
    this.grow();
  }

  /** Counts one more level of nesting. @throws {DxgError} parse/too-deep */
  protected enter(): void {
    this.depth++;
    if (this.depth > PARSE_DEPTH_MAX) {
      throw this.tooDeep(`more than ${PARSE_DEPTH_MAX} blocks and brackets inside each other`);
    }
  }

  protected leave(): void {
    this.depth--;
  }

  /** Counts one more level of the tree under construction. @throws {DxgError} parse/too-deep */
  protected grow(): void {
    this.height++;
    if (this.height > EXPRESSION_HEIGHT_MAX) {
      throw this.tooDeep(`more than ${EXPRESSION_HEIGHT_MAX} operators in a row`);
    }
  }

  private tooDeep(detail: string): DxgError {
    const { source, start, end } = this.lexer;
    return source.error("parse/too-deep", start, end, detail, {
      hint: "Split it with `{% set %}` or `{% include %}`.",
    });
  }

  /** Begins an expression whose height is counted apart; gives what `endHeight` needs. */
  protected beginHeight(): number {
    const outer = this.height;
    this.height = 0;
    return outer;
  }

  /** Ends it: the expression around it is at least as high. */
  protected endHeight(outer: number): void {
    if (outer > this.height) this.height = outer;
  }
}
