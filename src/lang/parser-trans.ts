/** `{% trans %}`: text for translators, as Jinja2's i18n extension reads it. */
import type { Binding, Expression, Statement, Trans } from "./ast.ts";
import { BLOCK_END } from "./parser-block.ts";
import { CompositionParser } from "./parser-composition.ts";
import { expectedError } from "./parser-errors.ts";
import { unclosed } from "./parser-tag-errors.ts";
import {
  T_ASSIGN,
  T_BLOCK_BEGIN,
  T_BLOCK_END,
  T_COLON,
  T_COMMA,
  T_END,
  T_NAME,
  T_STRING,
  T_TEXT,
  T_VARIABLE_END,
} from "./token.ts";
import { trimMessage } from "./trim-message.ts";

/** The name of a count that is a call: it is evaluated once. */
const COUNT = "_trans";

/** The variables of a tag, and which of them counts. */
interface Head {
  readonly variables: Map<string, Expression>;
  trimmed: boolean | undefined;
  /** The first variable, when it has to be evaluated before the others. */
  call: Expression | undefined;
  first: string | undefined;
}

export abstract class TransParser extends CompositionParser {
  protected parseTrans(start: number): Statement {
    const { lexer } = this;
    lexer.next();
    let context: string | undefined;
    if (lexer.kind === T_STRING) {
      context = lexer.text;
      lexer.next();
    }
    const head = this.parseHead();
    const at = this.beginBlock("trans", start, false);
    const names = new Set<string>();
    let singular = this.parseMessage(names);
    const counter = head.first ?? [...names][0];
    let count: string | undefined;
    let plural: string | undefined;
    if (this.isWord("pluralize")) {
      const { start: tag, end } = lexer;
      lexer.next();
      count = counter;
      if (lexer.kind >= T_NAME) {
        count = lexer.text;
        if (!head.variables.has(count)) {
          throw lexer.source.error(
            "parse/bad-block",
            lexer.start,
            lexer.end,
            `\`${count}\` is no variable of \`trans\``,
            {
              hint: `Name it at the beginning: \`{% trans ${count} %}\`.`,
            },
          );
        }
        lexer.next();
      }
      if (lexer.kind !== T_BLOCK_END) throw expectedError(lexer, BLOCK_END);
      lexer.next();
      plural = this.parseMessage(names);
      if (count === undefined) {
        throw lexer.source.error("parse/bad-block", tag, end, "`pluralize` without a variable that counts", {
          hint: "Name it at the beginning: `{% trans count=items|length %}`.",
        });
      }
      if (this.isWord("pluralize"))
        throw expectedError(
          lexer,
          "`endtrans`",
          "A text has one plural: leave out this `{% pluralize %}` and the text after it.",
        );
    }
    this.endBlock();
    this.closeTag();
    for (const name of names) if (!head.variables.has(name)) head.variables.set(name, this.nameAt(at, name));
    if (head.trimmed === true) {
      singular = trimMessage(singular);
      plural = plural === undefined ? undefined : trimMessage(plural);
    }
    const trans: Trans = {
      kind: "trans",
      at,
      ...(context === undefined ? {} : { context }),
      singular,
      ...(plural === undefined || count === undefined
        ? {}
        : { plural: { text: plural, count: head.variables.get(count)!, isNum: count === "num" } }),
      variables: [...head.variables].map(([name, value]) => ({ name, value })),
      refers: names.size > 0,
      told: head.trimmed !== undefined,
    };
    if (head.call === undefined) return trans;
    const binding: Binding = { target: { kind: "name", at, name: COUNT }, value: head.call };
    return { kind: "with", at, bindings: [binding], body: [trans] };
  }

  private parseHead(): Head {
    const { lexer } = this;
    const head: Head = { variables: new Map(), trimmed: undefined, call: undefined, first: undefined };
    const { variables } = head;
    let decided = false;
    while (lexer.kind !== T_BLOCK_END && lexer.kind !== T_COLON) {
      if (variables.size > 0) this.expect(T_COMMA, "`,` or `%}`");
      if (lexer.kind === T_COLON) break;
      const { start } = lexer;
      const name = this.parseIdentifier("a variable's name");
      const at = this.since(start);
      if (variables.has(name)) {
        throw lexer.source.error("parse/bad-block", start, lexer.previousEnd, `the variable \`${name}\` twice`, {
          hint: "Remove one of them.",
        });
      }
      let value: Expression = this.nameAt(at, name);
      if (lexer.kind === T_ASSIGN) {
        lexer.next();
        value = this.parseExpression();
      } else if (!decided && (name === "trimmed" || name === "notrimmed")) {
        decided = true;
        head.trimmed = name === "trimmed";
        continue;
      }
      if (head.first === undefined) {
        head.first = name;
        if (value.kind === "call") {
          head.call = value;
          value = { kind: "name", at, name: COUNT };
        }
      }
      variables.set(name, value);
    }
    return head;
  }

  /** A message as translators see it, up to the tag that ends it, whose name is then the current token. */
  private parseMessage(names: Set<string>): string {
    const { lexer } = this;
    let message = "";
    for (;;) {
      const { start } = lexer;
      switch (lexer.kind) {
        case T_END:
          throw unclosed(lexer.source, this.blocks.at(-1)!, this.blocks.at(-2));
        case T_TEXT:
          message += lexer.text.replaceAll("%", "%%");
          lexer.next();
          break;
        case T_BLOCK_BEGIN:
          lexer.next();
          if (this.isWord("endtrans") || this.isWord("pluralize")) return message;
          throw lexer.source.error("parse/bad-block", start, lexer.end, "a tag inside `trans`", {
            hint: this.isWord("trans")
              ? "Did you mean `endtrans`? There is no `trans` inside `trans`."
              : "Move conditions and loops out of the text that is translated.",
          });
        default: {
          lexer.next();
          const name = this.parseIdentifier("a plain name: compute it in `{% trans name = … %}`");
          names.add(name);
          message += `%(${name})s`;
          const hint = "Compute it in the tag: `{% trans name = … %}{{ name }}`.";
          this.endTag(T_VARIABLE_END, "`}}`", start, hint);
        }
      }
    }
  }
}
