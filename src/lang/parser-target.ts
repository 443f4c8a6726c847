/** What statements assign to: names, tuples of names and, for `set`, attributes of namespaces. */
import type { DxgError } from "../base/error.ts";
import type { Expression, Target } from "./ast.ts";
import { BlockParser } from "./parser-block.ts";
import { expectedError } from "./parser-errors.ts";
import { T_COMMA, T_DOT, T_NAME } from "./token.ts";

export abstract class TargetParser extends BlockParser {
  /** A name, or names with commas between them; with `attributes` a name may have one. */
  protected parseTarget(attributes: boolean): Target {
    const { lexer } = this;
    const { start } = lexer;
    if (this.endsTuple()) throw expectedError(lexer, "a name to assign to");
    const first = this.parseOneTarget(attributes);
    if (lexer.kind !== T_COMMA) return first;
    const items = [first];
    while (lexer.kind === T_COMMA) {
      lexer.next();
      if (this.endsTuple()) break;
      items.push(this.parseOneTarget(attributes));
    }
    return { kind: "target-tuple", at: this.since(start), items };
  }

  /** A plain name: a parameter, an imported template, a macro. */
  protected parseNameTarget(what: string, hint?: string): string {
    const { lexer } = this;
    const { start } = lexer;
    if (lexer.kind < T_NAME) throw expectedError(lexer, what, hint);
    if (lexer.text === "loop") {
      lexer.next();
      return "loop";
    }
    const target = this.parseOneTarget(false);
    if (target.kind !== "name") throw this.badTarget("several names", start, lexer.previousEnd, "Write one name.");
    return target.name;
  }

  private parseOneTarget(attributes: boolean): Target {
    const { lexer } = this;
    const { start, text } = lexer;
    if (attributes && lexer.kind >= T_NAME && lexer.isBeforeDot()) {
      lexer.next();
      const namespace = this.nameAt(this.since(start), text);
      lexer.next();
      const name = this.parseIdentifier("the name of an attribute");
      return { kind: "target-attribute", at: this.since(start), namespace, name };
    }
    const { readsLoop } = this;
    const target = this.toTarget(this.parsePrimary(), start, lexer.previousEnd);
    this.readsLoop = readsLoop;
    if (lexer.kind === T_DOT) throw this.badTarget("an attribute", start, lexer.end, "Assign to a plain name.");
    return target;
  }

  private toTarget(node: Expression, start: number, end: number): Target {
    switch (node.kind) {
      case "name":
        if (node.name === "loop" && this.loops > 0) {
          throw this.badTarget("`loop`", start, end, "Inside `for` this name is the loop itself; choose another one.");
        }
        return node;
      case "tuple": {
        const items = node.items.map((item) => this.toTarget(item, start, end));
        return { kind: "target-tuple", at: node.at, items };
      }
      case "constant": {
        const written = this.lexer.source.text.slice(start, end);
        return this.failTarget(`\`${written}\` is a constant`, start, end);
      }
    }
    return this.failTarget("a computed value", start, end);
  }

  private failTarget(what: string, start: number, end: number): never {
    throw this.badTarget(what, start, end, "Assign to a name, or to names with commas between them.");
  }

  protected badTarget(what: string, start: number, end: number, hint: string): DxgError {
    return this.lexer.source.error("parse/bad-target", start, end, what, { hint });
  }
}
