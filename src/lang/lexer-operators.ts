/** The operators of one character that no other operator begins with. */
import {
  T_ADD,
  T_COLON,
  T_COMMA,
  T_DOT,
  T_END,
  T_MOD,
  T_PIPE,
  T_SEMICOLON,
  T_SUB,
  T_TILDE,
  type TokenKind,
} from "./token.ts";

/** The kind of such an operator; `T_END` for every other character. */
export function singleOperator(unit: number): TokenKind {
  switch (unit) {
    case 0x2e:
      return T_DOT;
    case 0x2c:
      return T_COMMA;
    case 0x7c:
      return T_PIPE;
    case 0x3a:
      return T_COLON;
    case 0x3b:
      return T_SEMICOLON;
    case 0x7e:
      return T_TILDE;
    case 0x2b:
      return T_ADD;
    case 0x2d:
      return T_SUB;
    case 0x25:
      return T_MOD;
    default:
      return T_END;
  }
}
