/**
 * Expressions: tokens to trees by precedence, with exactly the grammar of Jinja2's parser. Nothing is computed here;
 * `1 + 1` stays a sum.
 */
import type { BinaryOperator, ComparisonOperator, Expression } from "./ast.ts";
import { expectedExpression } from "./parser-errors.ts";
import { OperandParser } from "./parser-operand.ts";
import {
  T_ADD,
  T_AND,
  T_BLOCK_END,
  T_COMMA,
  T_COUNT,
  T_DIV,
  T_ELSE,
  T_EQ,
  T_FLOORDIV,
  T_GT,
  T_GTEQ,
  T_IF,
  T_IN,
  T_LT,
  T_LTEQ,
  T_MOD,
  T_MUL,
  T_NE,
  T_NOT,
  T_OR,
  T_POW,
  T_RPAREN,
  T_SUB,
  T_TILDE,
  T_VARIABLE_END,
  type TokenKind,
} from "./token.ts";

const LEVEL_OR = 1;
const LEVEL_AND = 2;
const LEVEL_NOT = 3;
const LEVEL_COMPARE = 4;
const LEVEL_ADD = 5;
const LEVEL_CONCAT = 6;
const LEVEL_MULTIPLY = 7;
const LEVEL_POWER = 8;

/** How tightly each kind binds as an operator between two operands; 0 for what is none. All group from the left. */
const LEVELS = new Uint8Array(T_COUNT);
LEVELS[T_OR] = LEVEL_OR;
LEVELS[T_AND] = LEVEL_AND;
for (const kind of [T_EQ, T_NE, T_LT, T_LTEQ, T_GT, T_GTEQ, T_IN, T_NOT]) LEVELS[kind] = LEVEL_COMPARE;
for (const kind of [T_ADD, T_SUB]) LEVELS[kind] = LEVEL_ADD;
LEVELS[T_TILDE] = LEVEL_CONCAT;
for (const kind of [T_MUL, T_DIV, T_FLOORDIV, T_MOD]) LEVELS[kind] = LEVEL_MULTIPLY;
LEVELS[T_POW] = LEVEL_POWER;

export class ExpressionParser extends OperandParser {
  /** An expression with all operators, `a if b else c` included; a tuple only in parentheses. */
  override parseExpression(): Expression {
    const { lexer } = this;
    const { start } = lexer;
    const outer = this.beginHeight();
    let then = this.parseOperators(LEVEL_OR);
    while (lexer.kind === T_IF) {
      lexer.next();
      const test = this.parseOperators(LEVEL_OR);
      let otherwise: Expression | undefined;
      if (lexer.kind === T_ELSE) {
        lexer.next();
        this.enter();
        otherwise = this.parseExpression();
        this.leave();
      }
      this.grow();
      const at = this.since(start);
      then =
        otherwise === undefined
          ? { kind: "conditional", at, test, then }
          : { kind: "conditional", at, test, then, otherwise };
    }
    this.endHeight(outer);
    return then;
  }

  /** An expression without `if` at its top, so that a statement may go on with `if`. */
  protected parseUnconditional(): Expression {
    return this.parseOperators(LEVEL_OR);
  }

  /** One expression, or several with commas between them as a tuple. */
  protected parseTuple(conditional: boolean): Expression {
    const { lexer } = this;
    const { start } = lexer;
    if (this.endsTuple()) throw expectedExpression(lexer);
    const first = conditional ? this.parseExpression() : this.parseUnconditional();
    if (lexer.kind !== T_COMMA) return first;
    const items = [first];
    while (lexer.kind === T_COMMA) {
      lexer.next();
      if (this.endsTuple()) break;
      items.push(conditional ? this.parseExpression() : this.parseUnconditional());
    }
    return { kind: "tuple", at: this.since(start), items };
  }

  protected endsTuple(): boolean {
    const { kind } = this.lexer;
    return kind === T_VARIABLE_END || kind === T_BLOCK_END || kind === T_RPAREN;
  }

  /** Operators that bind at least as tightly as `level`, by precedence climbing. */
  private parseOperators(level: number): Expression {
    const { lexer } = this;
    const { start } = lexer;
    const outer = this.beginHeight();
    let left: Expression;
    if (lexer.kind === T_NOT && level <= LEVEL_NOT) {
      lexer.next();
      this.enter();
      const operand = this.parseOperators(LEVEL_NOT);
      this.leave();
      this.grow();
      left = { kind: "not", at: this.since(start), operand };
    } else left = this.parseUnary(true);
    for (;;) {
      const { kind } = lexer;
      const own = LEVELS[kind]!;
      if (own === 0 || own < level || (kind === T_NOT && !lexer.isBefore("in"))) break;
      switch (own) {
        case LEVEL_COMPARE:
          left = this.parseComparison(left, start);
          break;
        case LEVEL_CONCAT:
          left = this.parseConcatenation(left, start);
          break;
        default: {
          lexer.next();
          const right = this.parseOperators(own + 1);
          const at = this.since(start);
          left =
            own <= LEVEL_AND
              ? { kind: "logical", at, operator: own === LEVEL_OR ? "or" : "and", left, right }
              : { kind: "binary", at, operator: binaryOperator(kind), left, right };
        }
      }
      this.grow();
    }
    this.endHeight(outer);
    return left;
  }

  private parseComparison(first: Expression, start: number): Expression {
    const { lexer } = this;
    const rest: { operator: ComparisonOperator; operand: Expression }[] = [];
    for (;;) {
      const { kind } = lexer;
      if (LEVELS[kind] !== LEVEL_COMPARE || (kind === T_NOT && !lexer.isBefore("in"))) break;
      if (kind === T_NOT) lexer.next();
      lexer.next();
      rest.push({ operator: comparisonOperator(kind), operand: this.parseOperators(LEVEL_ADD) });
    }
    return { kind: "comparison", at: this.since(start), first, rest };
  }

  private parseConcatenation(first: Expression, start: number): Expression {
    const { lexer } = this;
    const parts = [first];
    while (lexer.kind === T_TILDE) {
      lexer.next();
      parts.push(this.parseOperators(LEVEL_MULTIPLY));
    }
    return { kind: "concatenation", at: this.since(start), parts };
  }

  /** Signs, then the operand with what follows it; filters and tests apply to the sign's result: `-1|abs` is 1. */
  private parseUnary(filters: boolean): Expression {
    const { lexer } = this;
    const { start, kind } = lexer;
    const outer = this.beginHeight();
    let node: Expression;
    if (kind === T_SUB || kind === T_ADD) {
      lexer.next();
      this.enter();
      const operand = this.parseUnary(false);
      this.leave();
      this.grow();
      node = { kind: "unary", at: this.since(start), operator: kind === T_SUB ? "-" : "+", operand };
    } else node = this.parsePrimary();
    node = this.parsePostfix(node, start);
    if (filters) node = this.parseFiltersAndTests(node, start);
    this.endHeight(outer);
    return node;
  }
}

function binaryOperator(kind: TokenKind): BinaryOperator {
  switch (kind) {
    case T_ADD:
      return "+";
    case T_SUB:
      return "-";
    case T_MUL:
      return "*";
    case T_DIV:
      return "/";
    case T_FLOORDIV:
      return "//";
    case T_MOD:
      return "%";
  }
  return "**";
}

function comparisonOperator(kind: TokenKind): ComparisonOperator {
  switch (kind) {
    case T_EQ:
      return "==";
    case T_NE:
      return "!=";
    case T_LT:
      return "<";
    case T_LTEQ:
      return "<=";
    case T_GT:
      return ">";
    case T_GTEQ:
      return ">=";
    case T_IN:
      return "in";
  }
  return "not in";
}
