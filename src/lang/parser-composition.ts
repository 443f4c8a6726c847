/** The tags that make templates of parts: macros and their calls, blocks, inheritance, includes and imports. */
import type {
  Binding,
  Block,
  CallBlock,
  Expression,
  Extends,
  FromImport,
  Import,
  Include,
  Macro,
  Parameter,
} from "./ast.ts";
import { BLOCK_END } from "./parser-block.ts";
import { expectedError } from "./parser-errors.ts";
import { TargetParser } from "./parser-target.ts";
import { T_ASSIGN, T_BLOCK_END, T_COMMA, T_LPAREN, T_NAME, T_RPAREN, T_SUB } from "./token.ts";

export abstract class CompositionParser extends TargetParser {
  /** Whether there was a `block` or an `extends`. */
  protected composed = false;
  private scopedBlocks = 0;

  protected parseMacro(start: number): Macro {
    this.lexer.next();
    const name = this.parseNameTarget("the macro's name", "Write `{% macro name(parameters) %}`.");
    if (this.lexer.kind !== T_LPAREN) {
      const hint = `Write \`{% macro ${name}() %}\`: the parentheses stand also where there are no parameters.`;
      throw expectedError(this.lexer, "`(`", hint);
    }
    const parameters = this.parseParameters();
    const { at, body } = this.parseOwnBody("macro", start);
    return { kind: "macro", at, name, parameters, body };
  }

  protected parseCallBlock(start: number): CallBlock {
    const { lexer } = this;
    lexer.next();
    const parameters = lexer.kind === T_LPAREN ? this.parseParameters() : [];
    const { start: callStart } = lexer;
    const call = this.parseExpression();
    if (call.kind !== "call") {
      throw lexer.source.error("parse/unexpected-token", callStart, lexer.previousEnd, "expected a call", {
        hint: "Write `{% call name(arguments) %}`.",
      });
    }
    const { at, body } = this.parseOwnBody("call", start);
    return { kind: "call-block", at, parameters, call, body };
  }

  /** The parameters of a macro or a `call` block in their parentheses. */
  private parseParameters(): readonly Parameter[] {
    const { lexer } = this;
    const parameters: Parameter[] = [];
    const names = new Set<string>();
    this.expect(T_LPAREN, "`(`");
    while (lexer.kind !== T_RPAREN) {
      if (parameters.length > 0) this.expect(T_COMMA, "`,` or `)`");
      const { start } = lexer;
      const name = this.parseNameTarget(
        "a parameter's name",
        "Write plain names; what else a call gives is in `varargs` and `kwargs`.",
      );
      if (names.has(name)) {
        this.deferred ??= this.badTarget(
          `the parameter \`${name}\` twice`,
          start,
          lexer.previousEnd,
          "Rename one of them.",
        );
      }
      names.add(name);
      if (lexer.kind === T_ASSIGN) {
        lexer.next();
        parameters.push({ name, default: this.parseExpression(), at: this.since(start) });
        continue;
      }
      if (parameters.at(-1)?.default !== undefined) {
        throw lexer.source.error(
          "parse/unexpected-token",
          start,
          lexer.previousEnd,
          `the parameter \`${name}\` has no default, but one before it has`,
          { hint: "Move parameters without defaults to the front." },
        );
      }
      parameters.push({ name, at: this.since(start) });
    }
    lexer.next();
    return parameters;
  }

  protected parseBlock(start: number): Block {
    const { lexer } = this;
    this.composed = true;
    lexer.next();
    const name = this.parseIdentifier("the block's name", "Write `{% block name %}`, the name without quotes.");
    if (lexer.kind === T_SUB) {
      throw expectedError(
        lexer,
        BLOCK_END,
        "A block's name has letters, digits and underscores; write `_` for a hyphen.",
      );
    }
    const scoped = this.skipWord("scoped");
    const required = this.skipWord("required");
    const { breakable, readsLoop, scopedBlocks } = this;
    this.breakable = 0;
    const at = this.beginBlock("block", start, false);
    const body = this.parseBody(["endblock"]);
    this.breakable = breakable;
    if (scoped) this.scopedBlocks += 1;
    // A block is a program of its own; a scoped one sees what is around it.
    this.readsLoop = readsLoop || this.scopedBlocks > scopedBlocks;
    if (required && body.some((part) => part.kind !== "text" || part.text.trim() !== "")) {
      throw lexer.source.error("parse/bad-block", lexer.start, lexer.end, `the required block \`${name}\` has a body`, {
        hint: "Leave out `required` to keep this as the default, or leave out the body: templates that extend this one fill it.",
      });
    }
    this.endBlock();
    this.closeTag(name);
    return { kind: "block", at, name, scoped, required, body };
  }

  protected parseExtends(start: number): Extends {
    this.composed = true;
    this.lexer.next();
    const template = this.parseExpression();
    return { kind: "extends", at: this.endTag(T_BLOCK_END, BLOCK_END, start), template };
  }

  protected parseInclude(start: number): Include {
    const { lexer } = this;
    lexer.next();
    const template = this.parseExpression();
    const ignoreMissing = this.skipWords("ignore", "missing");
    const bindings: Binding[] = [];
    let withContext = true;
    if (this.isWord("with") && !lexer.isBefore("context")) {
      lexer.next();
      do bindings.push(this.parseBinding());
      while (lexer.kind === T_COMMA && this.skip());
    }
    if (this.skipWords("without", "context")) withContext = false;
    else this.skipWords("with", "context");
    const at = this.endTag(T_BLOCK_END, BLOCK_END, start);
    return { kind: "include", at, template, bindings, ignoreMissing, withContext };
  }

  /** `target = value` */
  protected parseBinding(): Binding {
    const { loops } = this;
    // As in Jinja2 `with` may hide the `loop` around it.
    this.loops = 0;
    const target = this.parseTarget(false);
    this.loops = loops;
    if (this.lexer.kind !== T_ASSIGN) throw expectedError(this.lexer, "`=`", "Write `name = value`.");
    this.lexer.next();
    return { target, value: this.parseExpression() };
  }

  private skip(): true {
    this.lexer.next();
    return true;
  }

  protected parseImport(start: number): Import {
    const { lexer } = this;
    lexer.next();
    const template = this.parseExpression();
    if (!this.skipWord("as")) throw expectedError(lexer, "`as`", "Write `{% import template as name %}`.");
    const name = this.parseNameTarget("the name to import as", "Write a plain name without quotes.");
    const withContext = this.parseWithContext();
    return { kind: "import", at: this.endTag(T_BLOCK_END, BLOCK_END, start), template, name, withContext };
  }

  protected parseFromImport(start: number): FromImport {
    const { lexer } = this;
    lexer.next();
    const template: Expression = this.parseExpression();
    if (!this.skipWord("import")) {
      throw expectedError(
        lexer,
        "`import`",
        "Write `{% from template import name %}`, or `{% import template as name %}` for all of it.",
      );
    }
    const names: FromImport["names"][number][] = [];
    let more = true;
    while (more && !this.isContext()) {
      if (lexer.kind < T_NAME) throw this.noImportedName(names.length > 0);
      names.push(this.parseImportedName());
      more = lexer.kind === T_COMMA;
      if (more) lexer.next();
    }
    const withContext = this.parseWithContext();
    const at = this.endTag(T_BLOCK_END, BLOCK_END, start);
    return { kind: "from-import", at, template, names, withContext };
  }

  private parseImportedName(): FromImport["names"][number] {
    const { lexer } = this;
    const { start } = lexer;
    const name = this.parseNameTarget("a name to import");
    if (name.startsWith("_")) {
      throw this.badTarget(
        `\`${name}\``,
        start,
        lexer.previousEnd,
        "Names that begin with `_` stay in their template.",
      );
    }
    const alias = this.skipWord("as") ? this.parseNameTarget("the name to import as") : name;
    return { name, alias, at: this.since(start) };
  }

  private noImportedName(behindComma: boolean): Error {
    return expectedError(
      this.lexer,
      "a name to import",
      behindComma
        ? "Remove the comma before it, or name one more."
        : "Name what you need: `{% from template import one, two as other %}`.",
    );
  }

  /** Whether `with context` or `without context` is next. */
  private isContext(): boolean {
    return (this.isWord("with") || this.isWord("without")) && this.lexer.isBefore("context");
  }

  /** An import's `with context` or `without context`; without is the default. */
  private parseWithContext(): boolean {
    if (this.skipWords("with", "context")) return true;
    this.skipWords("without", "context");
    return false;
  }
}
