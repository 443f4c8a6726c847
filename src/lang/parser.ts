/**
 * The way from text to tree: templates and bare expressions. What is said twice in a template is a tree twice; what it
 * means is found out by the compiler.
 */
import type { Expression, TemplateSyntax } from "./ast.ts";
import { Lexer } from "./lexer.ts";
import { expectedError } from "./parser-errors.ts";
import { ExpressionParser } from "./parser-expression.ts";
import { StatementParser } from "./parser-statement.ts";
import { SourceText } from "./source-text.ts";
import { completeSyntax, DEFAULT_SYNTAX, type Syntax, type SyntaxOptions } from "./syntax-options.ts";
import { T_END } from "./token.ts";

export type { Syntax, SyntaxOptions } from "./syntax-options.ts";
export { completeSyntax, DEFAULT_SYNTAX } from "./syntax-options.ts";

/**
 * The tree of a template.
 * @param name the source's name in errors
 * @throws {DxgError} lex/*, parse/*, with the place; compile/bad-option
 */
export function parseTemplate(source: string, name: string, options: SyntaxOptions | Syntax): TemplateSyntax {
  const syntax = parseDeferring(source, name, options);
  if (syntax.deferred !== undefined) throw syntax.deferred;
  return syntax;
}

/** As `parseTemplate`, for who tells the deferred fault when all others are told. @throws {DxgError} as that */
export function parseDeferring(source: string, name: string, options: SyntaxOptions | Syntax): TemplateSyntax {
  const text = new SourceText(source, name, completeSyntax(options));
  const parser = new StatementParser(Lexer.ofTemplate(text));
  const { body, composed } = parser.parseTemplate();
  return { name, body, composed, deferred: parser.deferred };
}

/**
 * The tree of a text that is one expression, such as the default of a parameter.
 * @param name the source's name in errors
 * @throws {DxgError} lex/*, parse/*, with the place
 */
export function parseExpression(source: string, name: string): Expression {
  const lexer = Lexer.ofExpression(new SourceText(source, name, DEFAULT_SYNTAX));
  const parser = new ExpressionParser(lexer);
  const expression = parser.parseExpression();
  if (lexer.kind !== T_END) throw expectedError(lexer, "the end of the expression");
  if (parser.deferred !== undefined) throw parser.deferred;
  return expression;
}
