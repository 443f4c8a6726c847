/** Names that are wanted of a template by an import, which that one does not have. */
import { suggest } from "../base/suggest.ts";
import type { Body, FromImport, Import, Position } from "../lang/ast.ts";
import { lineageOf, textOf } from "./check-lineage.ts";
import { type Uses, usesIn } from "./check-uses.ts";
import { bodiesOf, statementsIn } from "./parts.ts";
import type { ParsedSource } from "./reads.ts";
import { assignedNames } from "./symbols.ts";

export interface MissingExport {
  readonly at: Position;
  /** Whether it is called, which cannot but fail. */
  readonly called: boolean;
  readonly detail: string;
  readonly hint: string;
}

type Find = (name: string) => ParsedSource | undefined;

/**
 * What a template's imports lack.
 * @param isOnly whether a name means the same in the whole template: only what an import made of it
 */
export function* missingExports(body: Body, find: Find, isOnly: (name: string) => boolean): Generator<MissingExport> {
  const all = usesIn(body);
  for (const list of bodiesBelow(body)) {
    for (const [index, statement] of list.entries()) {
      if (statement.kind !== "import" && statement.kind !== "from-import") continue;
      const template = textOf(statement.template);
      const exports = template === undefined ? undefined : exportsOf(template, find);
      if (template === undefined || exports === undefined) continue;
      const from = { template, exports, isOnly };
      if (statement.kind === "from-import") yield* missingNames(statement, from, all);
      else yield* missingAttributes(statement, from, usesIn(list.slice(index + 1)));
    }
  }
}

interface Exported {
  readonly template: string;
  readonly exports: ReadonlySet<string>;
  readonly isOnly: (name: string) => boolean;
}

function* missingNames({ names }: FromImport, from: Exported, uses: Uses): Generator<MissingExport> {
  for (const { name, alias, at } of names) {
    if (from.exports.has(name)) continue;
    const { calls, asked } = uses.get(alias) ?? { calls: [], asked: false };
    if (!asked) yield missing(name, at, calls.length > 0 && from.isOnly(alias), from);
  }
}

function* missingAttributes({ name: module }: Import, from: Exported, uses: Uses): Generator<MissingExport> {
  if (!from.isOnly(module)) return;
  for (const [key, { calls, reads, asked }] of uses) {
    const name = key.startsWith(`${module}.`) ? key.slice(module.length + 1) : "";
    if (name === "" || name.startsWith("__") || asked || from.exports.has(name)) continue;
    for (const at of calls) yield missing(name, at, true, from);
    for (const at of reads) yield missing(name, at, false, from);
  }
}

function missing(name: string, at: Position, called: boolean, { template, exports }: Exported): MissingExport {
  const close = suggest(name, exports);
  let hint = `It has ${[...exports].map((one) => `\`${one}\``).join(", ")}.`;
  if (close !== undefined) hint = `Did you mean \`${close}\`?`;
  else if (exports.size === 0) hint = "Macros and `set` at the top of a template make what others import.";
  return { at, called, detail: `"${template}" has no \`${name}\``, hint };
}

/** The names that a template gives to those that import it; undefined where its parents are not known before it runs. */
function exportsOf(template: string, find: Find): ReadonlySet<string> | undefined {
  const body = find(template)?.body;
  const bodies = body && lineageOf(body, find);
  if (bodies === undefined) return undefined;
  const names = new Set<string>();
  for (const one of bodies) {
    for (const statement of statementsIn(one, ({ kind }) => kind === "if")) {
      for (const name of assignedNames(statement)) if (!name.startsWith("_")) names.add(name);
    }
  }
  return names;
}

/** A body and all that are in it. */
function* bodiesBelow(body: Body): Generator<Body> {
  yield body;
  for (const statement of body) for (const inner of bodiesOf(statement)) yield* bodiesBelow(inner);
}
