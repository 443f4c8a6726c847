/**
 * The kinds of tokens as small numbers, so that the parser can look their properties up in tables. From `T_NAME` on
 * every kind is a name: Jinja2 reserves no word, so `in` is a variable where a variable may stand.
 */
export type TokenKind = number;

/** What the lexer is in: text, a `{{` tag, a `{%` tag, a line statement, or an expression without a tag around it. */
export type Mode = "text" | "variable" | "block" | "line" | "expression";

export const T_END: TokenKind = 0;
export const T_TEXT: TokenKind = 1;
export const T_VARIABLE_BEGIN = 2;
export const T_VARIABLE_END = 3;
export const T_BLOCK_BEGIN = 4;
export const T_BLOCK_END = 5;

export const T_STRING: TokenKind = 6;
/** An integer or a float. */
export const T_INTEGER: TokenKind = 7;
export const T_FLOAT: TokenKind = 8;

export const T_ADD: TokenKind = 9;
export const T_SUB: TokenKind = 10;
export const T_MUL: TokenKind = 11;
export const T_DIV: TokenKind = 12;
export const T_FLOORDIV: TokenKind = 13;
export const T_MOD: TokenKind = 14;
export const T_POW: TokenKind = 15;
export const T_TILDE: TokenKind = 16;
export const T_EQ: TokenKind = 17;
export const T_NE: TokenKind = 18;
export const T_LT: TokenKind = 19;
export const T_LTEQ: TokenKind = 20;
export const T_GT: TokenKind = 21;
export const T_GTEQ: TokenKind = 22;
export const T_ASSIGN: TokenKind = 23;
export const T_DOT: TokenKind = 24;
export const T_COMMA: TokenKind = 25;
export const T_COLON: TokenKind = 26;
export const T_SEMICOLON: TokenKind = 27;
export const T_PIPE: TokenKind = 28;
export const T_LPAREN: TokenKind = 29;
export const T_RPAREN: TokenKind = 30;
export const T_LBRACKET: TokenKind = 31;
export const T_RBRACKET: TokenKind = 32;
export const T_LBRACE: TokenKind = 33;
export const T_RBRACE: TokenKind = 34;

export const T_NAME: TokenKind = 35;
export const T_AND: TokenKind = 36;
export const T_OR: TokenKind = 37;
export const T_NOT: TokenKind = 38;
export const T_IN: TokenKind = 39;
export const T_IS: TokenKind = 40;
export const T_IF: TokenKind = 41;
export const T_ELSE: TokenKind = 42;
/** From here on constants, whose names may begin with a capital letter too. */
export const T_TRUE: TokenKind = 43;
export const T_FALSE: TokenKind = 44;
export const T_NONE: TokenKind = 45;
/** One above the highest kind: the size of tables. */
export const T_COUNT: number = 46;

/** The kind of a name: a constant, one of the words that take part in expressions, or `T_NAME`. */
export function nameKind(name: string): TokenKind {
  switch (name.length) {
    case 2:
      if (name === "if") return T_IF;
      if (name === "in") return T_IN;
      if (name === "is") return T_IS;
      return name === "or" ? T_OR : T_NAME;
    case 3:
      if (name === "and") return T_AND;
      return name === "not" ? T_NOT : T_NAME;
    case 4:
      if (name === "true" || name === "True") return T_TRUE;
      if (name === "none" || name === "None") return T_NONE;
      return name === "else" ? T_ELSE : T_NAME;
    case 5:
      return name === "false" || name === "False" ? T_FALSE : T_NAME;
  }
  return T_NAME;
}
