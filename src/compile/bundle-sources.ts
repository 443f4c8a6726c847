/**
 * The texts of a template directory that are in the template language: bodies, paths, conditions, sequences, defaults and
 * the message, parsed, each with the names that it is given. Whoever only looks at templates goes through them here.
 */
import { DxgError } from "../base/error.ts";
import { matchesGlob } from "../base/glob.ts";
import type { Manifest } from "../format/manifest.ts";
import type { Body, Expression } from "../lang/ast.ts";
import { parseExpression, parseTemplate } from "../lang/parser.ts";
import { completeSyntax, type Syntax } from "../lang/syntax-options.ts";
import { type Each, refuseFrontMatter, splitFrontMatter } from "./front-matter.ts";
import { manifestOf } from "./manifest-expressions.ts";
import { syntaxOf } from "./options.ts";
import { atLine, type SourceInfo, spanOf } from "./origin.ts";
import { TEMPLATE_SUFFIX, type TemplateTree, templateText, withoutSuffix } from "./template-tree.ts";

/** One text of a template directory. */
export type BundleText =
  | { readonly kind: "body"; readonly source: SourceInfo; readonly body: Body; readonly each: ParsedEach | undefined }
  | { readonly kind: "path"; readonly source: SourceInfo; readonly body: Body; readonly each: ParsedEach | undefined }
  | {
      readonly kind: "expression";
      readonly source: SourceInfo;
      readonly expression: Expression;
      readonly each: ParsedEach | undefined;
    };

/** The items that a file is made for. */
export interface ParsedEach {
  readonly name: string;
  readonly source: SourceInfo;
  readonly sequence: Expression;
}

export interface BundleTexts {
  readonly manifest: Manifest;
  /** How paths and the message are written. */
  readonly pathSyntax: Syntax;
  /** In the order in which a run comes to them. */
  readonly texts: readonly BundleText[];
  /** Partials by every name that an include may use. */
  readonly partials: ReadonlyMap<string, { readonly source: SourceInfo; readonly body: Body }>;
}

/**
 * Reads and parses all of a template directory.
 * @param refuse gets the error of each text that cannot be parsed, which is then left out
 * @throws {DxgError} template/* where the manifest is wrong
 */
export function bundleTexts(tree: TemplateTree, refuse: (error: DxgError) => void): BundleTexts {
  const { manifest, texts: expressions, message } = manifestOf(tree);
  const own = completeSyntax(syntaxOf(manifest.options, false));
  const verbatim = completeSyntax(syntaxOf(manifest.options, true));
  const texts: BundleText[] = [];
  const attempt = (run: () => void): void => {
    try {
      run();
    } catch (error) {
      if (!(error instanceof DxgError)) throw error;
      refuse(error);
    }
  };
  const expression = (source: SourceInfo, each?: ParsedEach): void =>
    attempt(() => {
      texts.push({ kind: "expression", source, expression: parsedExpression(source), each });
    });
  const path = (source: SourceInfo, each?: ParsedEach): void =>
    attempt(() => {
      texts.push({ kind: "path", source, body: parsedBody(source, verbatim), each });
    });
  for (const { source } of expressions) expression(source);
  for (const file of tree.files) {
    if (manifest.exclude.some((glob) => matchesGlob(glob, file.path))) continue;
    const name = `files/${file.path}`;
    if (file.bytes === undefined || !file.path.endsWith(TEMPLATE_SUFFIX)) {
      path({ name, text: file.path, origin: atLine(0) });
      continue;
    }
    const { bytes } = file;
    attempt(() => {
      const { matter, body, lines } = splitFrontMatter(templateText(bytes, name), name);
      if (matter.when !== undefined) expression(matter.when);
      const each = matter.each === undefined ? undefined : parsedEach(matter.each);
      path(matter.to ?? { name, text: withoutSuffix(file.path), origin: atLine(0) }, each);
      const source = { name, text: body, origin: atLine(lines) };
      attempt(() => {
        texts.push({ kind: "body", source, body: parsedBody(source, own), each });
      });
    });
  }
  if (message !== undefined) path(message);
  const partials = new Map<string, { readonly source: SourceInfo; readonly body: Body }>();
  for (const [name, text] of tree.partials) {
    attempt(() => {
      refuseFrontMatter(text, `partials/${name}`);
      const short = withoutSuffix(name);
      const source = { name, text, origin: atLine(0) };
      const body = parsedBody(source, own);
      partials.set(short, { source: { ...source, name: short }, body }).set(name, { source, body });
    });
  }
  return { manifest, pathSyntax: verbatim, texts, partials };
}

function parsedEach({ name, sequence }: Each): ParsedEach {
  return { name, source: sequence, sequence: parsedExpression(sequence) };
}

function parsedExpression(source: SourceInfo): Expression {
  return inFile(source, () => parseExpression(source.text, source.name));
}

/** The tree of a text; the place of a syntax error is that in the file. @throws {DxgError} lex/*, parse/* */
export function parsedBody(source: SourceInfo, syntax: Syntax): Body {
  return inFile(source, () => parseTemplate(source.text, source.name, syntax).body);
}

function inFile<T>(source: SourceInfo, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    if (!(error instanceof DxgError) || error.span === undefined) throw error;
    throw error.at({ ...error.span, ...spanOf(source, error.span) });
  }
}
