/** Names that are wanted of a template by an import, which that one does not have. */
import type { Body, Expression, FromImport, Position, Statement } from "../lang/ast.ts";
import { listed, type Suggestions } from "./check-hints.ts";
import { lineageOf, textOf } from "./check-lineage.ts";
import { type Uses, usesOf } from "./check-uses.ts";
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

/** The names that a template gives to those that import it. */
interface Exported {
  readonly template: string;
  readonly names: ReadonlySet<string>;
}

/** What the imports of one template lack. */
export class MissingExports {
  private readonly find: Find;
  private readonly isOnly: (name: string) => boolean;
  private readonly uses: Uses;
  private readonly suggestions: Suggestions;
  private readonly known: Map<string, Exported | undefined> = new Map();
  /** The modules that are imported where the search is. */
  private readonly modules: Map<string, Exported> = new Map();

  /**
   * @param isOnly whether a name means the same in the whole template: only what an import made of it
   * @param uses those in the template
   */
  constructor(find: Find, isOnly: (name: string) => boolean, uses: Uses, suggestions: Suggestions) {
    this.find = find;
    this.isOnly = isOnly;
    this.uses = uses;
    this.suggestions = suggestions;
  }

  *in(body: Body): Generator<MissingExport> {
    const own: string[] = [];
    for (const statement of body) {
      yield* this.attributes(statement);
      if (statement.kind === "from-import") yield* this.names(statement);
      else if (statement.kind === "import" && this.isOnly(statement.name)) {
        const exported = this.exportsOf(statement.template);
        if (exported !== undefined) {
          this.modules.set(statement.name, exported);
          own.push(statement.name);
        }
      }
      for (const inner of bodiesOf(statement)) yield* this.in(inner);
    }
    // Behind the body that imports a module its name may mean nothing.
    for (const name of own) this.modules.delete(name);
  }

  private *names({ template, names }: FromImport): Generator<MissingExport> {
    const from = this.exportsOf(template);
    if (from === undefined) return;
    for (const { name, alias, at } of names) {
      if (from.names.has(name)) continue;
      const { calls, reads, asked } = this.uses.get(alias) ?? { calls: [], reads: [], asked: false };
      if (!asked) yield this.missing(name, at, calls.length > 0 && reads.length === 0 && this.isOnly(alias), from);
    }
  }

  private *attributes(statement: Statement): Generator<MissingExport> {
    if (this.modules.size === 0) return;
    for (const { key, at, how } of usesOf(statement)) {
      const dot = key.indexOf(".");
      const from = dot < 0 ? undefined : this.modules.get(key.slice(0, dot));
      const name = key.slice(dot + 1);
      if (from === undefined || how === "asked" || name.startsWith("__") || from.names.has(name)) continue;
      const all = this.uses.get(key);
      if (all?.asked !== true) yield this.missing(name, at, how === "called" && all?.reads.length === 0, from);
    }
  }

  private missing(name: string, at: Position, called: boolean, { template, names }: Exported): MissingExport {
    const close = this.suggestions.for(name, names);
    let hint = `It has ${listed(names)}.`;
    if (close !== undefined) hint = `Did you mean \`${close}\`?`;
    else if (names.size === 0) hint = "Macros and `set` at the top of a template make what others import.";
    return { at, called, detail: `"${template}" has no \`${name}\``, hint };
  }

  /** Undefined where the template or its parents are not known before it runs. */
  private exportsOf(expression: Expression): Exported | undefined {
    const template = textOf(expression);
    if (template === undefined) return undefined;
    if (!this.known.has(template)) {
      const names = exportedBy(template, this.find);
      this.known.set(template, names && { template, names });
    }
    return this.known.get(template);
  }
}

function exportedBy(template: string, find: Find): ReadonlySet<string> | undefined {
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
