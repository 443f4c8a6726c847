/** What a text template, or all of a template directory, reads from its context. */
import type { DxgError } from "../base/error.ts";
import { UNNAMED } from "../base/span.ts";
import type { Manifest } from "../format/manifest.ts";
import { completeSyntax } from "../lang/syntax-options.ts";
import { bundleTexts, type ParsedEach, parsedBody } from "./bundle-sources.ts";
import { type CompileOptions, syntaxOf } from "./options.ts";
import { atLine } from "./origin.ts";
import { type ParsedSource, type Read, Reads } from "./reads.ts";
import type { Shape } from "./shape.ts";
import type { TemplateTree } from "./template-tree.ts";

/**
 * What a text template reads, and what it includes.
 * @throws {DxgError} lex/*, parse/* where the template itself is wrong
 */
export function readsOfText(text: string, options: CompileOptions): readonly Read[] {
  const syntax = completeSyntax(syntaxOf(options, false));
  const parse = (name: string, source: string): ParsedSource => {
    const info = { name, text: source, origin: atLine(0) };
    return { source: info, body: parsedBody(info, syntax) };
  };
  const reads = new Reads({
    find: (name) => {
      const source = options.loader?.(name);
      return source === undefined ? undefined : parse(name, source);
    },
    names: options.names ?? (() => []),
  });
  reads.template(parse(options.name ?? UNNAMED, text));
  return reads.result();
}

/**
 * What a template directory reads.
 * @throws {DxgError} template/*, lex/*, parse/*
 */
export function readsOfTree(tree: TemplateTree): { readonly manifest: Manifest; readonly reads: readonly Read[] } {
  const refuse = (error: DxgError): void => {
    throw error;
  };
  const { manifest, texts, partials } = bundleTexts(tree, refuse);
  const reads = new Reads({ find: (name) => partials.get(name), names: () => [...partials.keys()] });
  const items = (each: ParsedEach | undefined): ReadonlyMap<string, Shape> =>
    new Map(each === undefined ? [] : [[each.name, reads.sequence(each.source, each.sequence)]]);
  for (const text of texts) {
    if (text.kind === "expression") reads.expression(text.source, text.expression, items(text.each));
    else reads.template(text, items(text.each));
  }
  return { manifest, reads: reads.result() };
}
