/**
 * The expression of a placeholder that stands alone on its line, so that every line of its value gets the indentation of
 * the first: the same as `{{ value | string | indent("    ") }}`. It decides nothing; the lexer has seen the line.
 */
import type { Arguments, Expression, Position } from "./ast.ts";

const NONE: Arguments = { positional: [], keywords: [] };

/** @param indentation the spaces and tabs before the placeholder */
export function indentValue(value: Expression, at: Position, indentation: string): Expression {
  const text: Expression = { kind: "filter", at: value.at, target: value, name: "string", arguments: NONE };
  const width: Expression = { kind: "constant", at, value: indentation };
  return { kind: "filter", at: value.at, target: text, name: "indent", arguments: { ...NONE, positional: [width] } };
}
