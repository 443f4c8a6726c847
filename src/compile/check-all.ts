/** All findings of a text template with what it includes, or of a template directory: those of the compiler and of the checks. */
import { DxgError } from "../base/error.ts";
import { type Span, UNNAMED } from "../base/span.ts";
import { encodeDxt } from "../format/dxt.ts";
import { completeSyntax, DEFAULT_DELIMITERS, type Delimiters } from "../lang/syntax-options.ts";
import { compileTree } from "./bundle.ts";
import { bundleTexts, parsedBody } from "./bundle-sources.ts";
import { blockNames, type CheckedSet, checkTemplate } from "./check.ts";
import { Callables } from "./check-calls.ts";
import { askedNames } from "./check-filters.ts";
import { collect, wordsIn } from "./check-names.ts";
import { typeFaults } from "./check-types.ts";
import { SetCompiler } from "./compiler.ts";
import { Constants } from "./constant.ts";
import type { Finding, Warning } from "./diagnostic.ts";
import { type CompileOptions, syntaxOf } from "./options.ts";
import { atLine, spanOf } from "./origin.ts";
import { expressionsOf, statementsIn } from "./parts.ts";
import type { ParsedSource } from "./reads.ts";
import type { TemplateTree } from "./template-tree.ts";

/** Templates that one names, and they in turn. */
const TEMPLATES_MAX = 1000;

/** The findings of a text template, in the order of the text. */
export function checkText(text: string, options: CompileOptions): readonly Finding[] {
  const findings: Finding[] = [];
  const syntax = completeSyntax(syntaxOf(options, false));
  const parsed = new Map<string, ParsedSource | undefined>();
  const { name: own = UNNAMED } = options;
  const isLoaded = options.loader?.(own) !== undefined;
  const find = (name: string): ParsedSource | undefined => {
    if (parsed.has(name) || parsed.size >= TEMPLATES_MAX) return parsed.get(name);
    const source = name === own ? text : options.loader?.(name);
    parsed.set(name, undefined);
    attempt(findings, () => {
      if (source === undefined) return;
      const info = { name, text: source, origin: atLine(0) };
      parsed.set(name, { source: info, body: parsedBody(info, syntax) });
    });
    return parsed.get(name);
  };
  const main = find(own);
  for (const one of parsed.values()) if (one !== undefined) for (const name of templatesIn(one)) find(name);
  const all = [...parsed.values()].filter((one) => one !== undefined);
  const words = new Set<string>();
  for (const { body } of all) wordsIn(body, words);
  const made = new Set(all.flatMap(({ body }) => [...new Callables(body).names]));
  const blocks = blockNames(all.map(({ body }) => body));
  // A template has its own name only where the loader knows it too.
  const reached = (name: string): ParsedSource | undefined => (name === own && !isLoaded ? undefined : find(name));
  for (const one of all) {
    findings.push(...checkTemplate(one, { find: reached, words, blocks, made, partial: one !== main }));
  }
  attempt(findings, () => {
    const compiler = new SetCompiler(options, options.names, (error) => findings.push(error));
    compiler.template(text, own);
    encodeDxt(compiler.finish());
  });
  return sorted(findings);
}

/**
 * The findings of a template directory, file by file.
 * @throws {DxgError} template/* where the manifest is wrong
 */
export function checkTree(tree: TemplateTree): readonly Finding[] {
  const findings: Finding[] = [];
  const { pathSyntax, texts, partials } = bundleTexts(tree, (error) => findings.push(error));
  const words = new Set<string>();
  for (const { body } of partials.values()) wordsIn(body, words);
  for (const text of texts) {
    if (text.kind === "expression") collect(text.expression, words);
    else wordsIn(text.body, words);
    if (text.each !== undefined) collect(text.each.sequence, words);
  }
  const bodiesOfFiles = texts.flatMap((text) => (text.kind === "expression" ? [] : [text.body]));
  const blocks = blockNames([...bodiesOfFiles, ...[...partials.values()].map(({ body }) => body)]);
  // The compiler tells of names that are no parameters.
  const made = undefined;
  const set: CheckedSet = { find: (name) => partials.get(name), words, blocks, made, partial: false };
  const constants = new Constants();
  for (const text of texts) {
    if (text.kind === "path") findings.push(...otherDelimiters(text, pathSyntax.delimiters));
    if (text.kind !== "expression") findings.push(...checkTemplate(text, set));
    else {
      const asked = askedNames([text.expression]);
      for (const { code, expression, detail, hint } of typeFaults(text.expression, constants, asked)) {
        findings.push(new DxgError(code, detail, { span: spanOf(text.source, expression.at), hint }));
      }
    }
  }
  const bodies = new Set<unknown>();
  for (const partial of partials.values()) {
    if (bodies.has(partial.body)) continue;
    bodies.add(partial.body);
    findings.push(...checkTemplate(partial, { ...set, partial: true }));
  }
  attempt(findings, () => void compileTree(tree, (error) => findings.push(error)));
  // An include may leave out the ending of a partial, where no other has that name.
  return sorted(findings, (name) =>
    tree.partials.has(name) || !tree.partials.has(`${name}.j2`) ? name : `${name}.j2`,
  );
}

/** Jinja2's own delimiters in a path whose template has others: the settings of a template hold for its paths too. */
function* otherDelimiters(
  { source, body }: ParsedSource,
  { variableStart, blockStart }: Delimiters,
): Generator<Warning> {
  const { variableStart: own, blockStart: ownBlock } = DEFAULT_DELIMITERS;
  for (const statement of body) {
    if (statement.kind !== "text") continue;
    const found = [own, ownBlock].find(
      (start) => start !== variableStart && start !== blockStart && statement.text.includes(start),
    );
    if (found === undefined) continue;
    const hint = `Write ${variableStart} as template.yaml sets it: its settings hold for paths too`;
    yield {
      code: "check/other-delimiters",
      detail: `${found} is text in this path`,
      span: spanOf(source, statement.at),
      hint,
    };
  }
}

function attempt(findings: Finding[], run: () => void): void {
  try {
    run();
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
    findings.push(error);
  }
}

/** The names that a template names others by. */
function* templatesIn({ body }: ParsedSource): Generator<string> {
  for (const statement of statementsIn(body, () => true)) {
    if (!["include", "import", "from-import", "extends"].includes(statement.kind)) continue;
    for (const expression of expressionsOf(statement)) {
      if (expression.kind === "constant" && typeof expression.value === "string") yield expression.value;
    }
  }
}

/**
 * By place, what two checks found once.
 * @param fileOf the one name of a source that has several
 */
function sorted(
  findings: readonly Finding[],
  fileOf: (source: string) => string = (source) => source,
): readonly Finding[] {
  const seen = new Set<string>();
  return findings
    .filter(({ code, span, detail }) => {
      const key = JSON.stringify([
        code,
        span && fileOf(span.source),
        span?.line,
        span?.column,
        span === undefined ? detail : "",
      ]);
      return !seen.has(key) && seen.add(key);
    })
    .toSorted((a, b) => compare(a.span, b.span));
}

function compare(a: Span | undefined, b: Span | undefined): number {
  if (a === undefined || b === undefined) return Number(a !== undefined) - Number(b !== undefined);
  if (a.source !== b.source) return a.source < b.source ? -1 : 1;
  return a.line - b.line || a.column - b.column;
}
