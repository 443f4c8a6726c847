/**
 * Names of locals for the error of a missing variable: no binary holds them, so the source is parsed again, when such an
 * error comes and never before. It changes the hint of an error and nothing else, and must not be loaded on the way of a
 * run that goes well.
 */
import { DxgError } from "../base/error.ts";
import { joinPath } from "../base/path.ts";
import { suggest } from "../base/suggest.ts";
import { readManifest } from "../compile/manifest.ts";
import { syntaxOf } from "../compile/options.ts";
import { assignedNames, targetNames } from "../compile/symbols.ts";
import { eachBody, eachExpression, nameVisitor } from "../compile/walk.ts";
import type { Body, Expression, Parameter, Position, Statement } from "../lang/ast.ts";
import { parseTemplate, type SyntaxOptions } from "../lang/parser.ts";
import { readText } from "../source/directory.ts";
import { namedHint, undefinedMessage } from "../value/undefined.ts";
import { Undefined } from "../value/value.ts";

const MISSING = /^'(.+)' is undefined$/;
const SUGGESTED = /[Dd]id you mean '(.+)'\?$/;

/** How the sources of a template directory are written; undefined when its manifest cannot be read any more. */
export function syntaxBelow(directory: string): SyntaxOptions | undefined {
  try {
    return syntaxOf(readManifest(readText(joinPath(directory, "template.yaml")), "template.yaml").manifest, false);
  } catch (error) {
    if (error instanceof DxgError) return undefined;
    throw error;
  }
}

/**
 * The error of a missing variable with the name of a local as its hint, where one is nearer than what the hint names.
 * @param text of the source that the error is in
 */
export function withLocalName(error: DxgError, text: string, syntax: SyntaxOptions = syntaxOf({}, false)): DxgError {
  const { cause } = error;
  const missing = cause instanceof Undefined ? cause : undefined;
  const name = MISSING.exec(missing === undefined ? error.detail : undefinedMessage(missing))?.[1];
  if (name === undefined || name === "loop" || error.span === undefined) return error;
  const locals = localsAt(text, error.span.source, syntax, name, error.span);
  const suggested = SUGGESTED.exec(error.hint ?? "")?.[1];
  const close = suggest(name, suggested === undefined ? locals : [...locals, suggested]);
  if (close === undefined || close === suggested) return error;
  const { code, detail, span, related, notes } = error;
  const meant = `Did you mean '${close}'?`;
  const hint = code === "render/undefined" || missing === undefined ? meant : namedHint(missing, meant);
  return new DxgError(code, detail, { span, related, notes, cause, hint });
}

/** Locals where a name is read at a place, or at the nearest to it; inner ones first. None when the text has faults. */
function localsAt(
  text: string,
  source: string,
  syntax: SyntaxOptions,
  name: string,
  place: Position,
): readonly string[] {
  try {
    const search = new Search(name, place);
    search.body(parseTemplate(text, source, syntax).body);
    return search.found;
  } catch (error) {
    if (error instanceof DxgError) return [];
    throw error;
  }
}

/** How well a place fits: another line, the same line, the place itself. */
const ELSEWHERE = 1;
const ON_LINE = 2;
const HERE = 3;

class Search {
  /** The locals at the best place so far. */
  found: readonly string[] = [];
  readonly #name: string;
  readonly #place: Position;
  #fit = 0;
  /** Locals of the scopes around this point, outer ones first. */
  #locals: string[] = [];
  readonly #read: (expression: Expression) => void;

  constructor(name: string, place: Position) {
    this.#name = name;
    this.#place = place;
    this.#read = nameVisitor((read, at) => this.#see(read, at));
  }

  /** Looks through statements in the scope of this point. */
  body(statements: Body): void {
    for (const statement of statements) this.#statement(statement);
  }

  #see(name: string, { line, column }: Position): void {
    if (name !== this.#name) return;
    const isOnLine = line === this.#place.line;
    const fit = isOnLine ? (column === this.#place.column ? HERE : ON_LINE) : ELSEWHERE;
    if (fit <= this.#fit) return;
    this.#fit = fit;
    this.found = this.#locals.toReversed();
  }

  #statement(statement: Statement): void {
    switch (statement.kind) {
      case "text":
        return;
      case "if":
        eachExpression(statement, this.#read);
        return eachBody(statement, (body) => this.body(body));
      case "for": {
        this.#read(statement.iterable);
        const { filter, target, body, otherwise } = statement;
        this.#scope(targetNames(target), () => {
          if (filter !== undefined) this.#read(filter);
          this.#scope(["loop"], () => this.body(body));
        });
        return this.#scope([], () => this.body(otherwise));
      }
      case "macro":
        this.#locals.push(statement.name);
        return this.#routine(statement.parameters, statement.body);
      case "call-block":
        this.#read(statement.call);
        return this.#routine(statement.parameters, statement.body);
      case "with": {
        eachExpression(statement, this.#read);
        const names = statement.bindings.flatMap(({ target }) => targetNames(target));
        return this.#scope(names, () => this.body(statement.body));
      }
      case "block": {
        const around = this.#locals;
        this.#locals = statement.scoped ? [...around] : [];
        this.body(statement.body);
        this.#locals = around;
        return;
      }
      default:
        eachExpression(statement, this.#read);
        eachBody(statement, (body) => this.#scope([], () => this.body(body)));
        this.#locals.push(...assignedNames(statement));
    }
  }

  #routine(parameters: readonly Parameter[], body: Body): void {
    this.#scope([...parameters.map(({ name }) => name), "varargs", "kwargs", "caller"], () => {
      for (const { default: value } of parameters) if (value !== undefined) this.#read(value);
      this.body(body);
    });
  }

  /** Runs `inside` in a scope that begins with names. */
  #scope(names: readonly string[], inside: () => void): void {
    const around = this.#locals.length;
    this.#locals.push(...names);
    inside();
    this.#locals.length = around;
  }
}
