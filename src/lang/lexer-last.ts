/**
 * The last token of a template, which is where Jinja2 says that a template ended too soon. It is looked for only when
 * an error is made, so that lexing does not keep account of it.
 */
import { Lexer } from "./lexer.ts";
import type { SourceText } from "./source-text.ts";
import { T_END, T_TEXT } from "./token.ts";
import type { Piece } from "./unclosed-error.ts";

/**
 * Where the last token before the end is: of text that comments interrupt, the last part.
 * @param source a text whose tokens have all been read before, without an error
 */
export function lastToken(source: SourceText): Piece {
  const lexer = Lexer.ofTemplate(source);
  let last: Piece = { start: 0, end: 0 };
  while (lexer.kind !== T_END) {
    const start = lexer.kind === T_TEXT ? lexer.lastPart : lexer.start;
    last = { start, end: lexer.end };
    lexer.next();
  }
  return last;
}
