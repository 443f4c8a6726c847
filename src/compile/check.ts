/**
 * The checks of a template that compiling does not make: operations that cannot but fail, wrong arguments, branches that
 * never run, names that nothing reads, blocks without a parent. Faults are certain to fail when they are reached, so that
 * Jinja2 would refuse them as well; everything else is a warning.
 */
import { DxgError } from "../base/error.ts";
import type { ErrorCode } from "../base/error-codes.ts";
import { filtersByName, functionsByName } from "../format/builtins.ts";
import type { Block, Body, Position } from "../lang/ast.ts";
import { Callables } from "./check-calls.ts";
import { askedNames } from "./check-filters.ts";
import { followFlow } from "./check-flow.ts";
import { listed, Suggestions } from "./check-hints.ts";
import { endlessSteps, lineageOf, textOf } from "./check-lineage.ts";
import { MissingExports } from "./check-modules.ts";
import { loopsOutside, superCalls, unusedNames } from "./check-names.ts";
import { loopFault, type TypeFault, typeFaults } from "./check-types.ts";
import { type Uses, usesIn } from "./check-uses.ts";
import { Constants } from "./constant.ts";
import type { Finding, WarningCode } from "./diagnostic.ts";
import { type SourceInfo, spanOf } from "./origin.ts";
import { expressionsOf, statementsIn } from "./parts.ts";
import type { ParsedSource } from "./reads.ts";

/** What a check knows of the templates around. */
export interface CheckedSet {
  /** A template by its name. */
  readonly find: (name: string) => ParsedSource | undefined;
  /** Words that any of the templates reads. */
  readonly words: ReadonlySet<string>;
  /** Names of the blocks in any of them. */
  readonly blocks: ReadonlySet<string>;
  /** Names that any of them makes, where nobody else tells of calls of others. */
  readonly made: ReadonlySet<string> | undefined;
  /** Whether the template is only ever included or extended, so that what is around it is unknown. */
  readonly partial: boolean;
}

/** Names that the render itself gives. */
const IMPLICIT: ReadonlySet<string> = new Set(["loop", "caller", "super", "self", "varargs", "kwargs"]);

/** The findings in a template, in no order. */
export function checkTemplate({ source, body }: ParsedSource, set: CheckedSet): readonly Finding[] {
  return new Check(source, body, set).run();
}

class Check {
  private readonly source: SourceInfo;
  private readonly body: Body;
  private readonly set: CheckedSet;
  private readonly calls: Callables;
  private readonly uses: Uses;
  private readonly suggestions: Suggestions = new Suggestions();
  private readonly findings: Finding[] = [];

  constructor(source: SourceInfo, body: Body, set: CheckedSet) {
    this.source = source;
    this.body = body;
    this.set = set;
    this.calls = new Callables(body);
    this.uses = usesIn(body);
  }

  run(): readonly Finding[] {
    const constants = new Constants((name) => this.calls.has(name));
    const statements = [...statementsIn(this.body, () => true)];
    const asked = askedNames(statements.flatMap((statement) => expressionsOf(statement)));
    followFlow(
      this.body,
      constants,
      (statement) => {
        if (statement.kind === "for") this.typeFault(loopFault(statement.iterable));
        for (const expression of expressionsOf(statement)) {
          for (const fault of typeFaults(expression, constants, asked)) this.typeFault(fault);
          for (const { call, detail, hint } of this.calls.faultsIn(expression, this.suggestions)) {
            this.fault("compile/bad-arguments", call.at, detail, hint);
          }
        }
      },
      ({ at, detail, hint }) => this.warn("check/unreachable", at, detail, hint),
    );
    for (const { name, at } of unusedNames(this.body, this.set.words)) {
      const close = this.suggestions.for(name, this.set.words);
      const hint = close === undefined ? "Remove it." : `Remove it; or did you mean to set \`${close}\`?`;
      this.warn("check/unused-name", at, `\`${name}\` is set`, hint);
    }
    if (!this.set.partial) {
      for (const { at } of loopsOutside(this.body)) {
        this.warn(
          "check/loop-outside",
          at,
          "`loop` is read",
          "It belongs to the body of a `for`, macros and unscoped blocks in it aside.",
        );
      }
    }
    this.endless();
    const lineage = lineageOf(this.body, this.set.find);
    if (lineage === undefined) return this.findings;
    const parents = lineage.slice(1);
    this.blocks(parents);
    this.imports(parents);
    if (this.set.made !== undefined) this.unknownCalls(this.set.made);
    return this.findings;
  }

  /** What always runs the template again. */
  private endless(): void {
    for (const { kind, template } of endlessSteps(this.body, this.set.find)) {
      const detail = kind === "extends" ? "the template extends itself" : "the template includes itself";
      const by = this.set.find(textOf(template) ?? "")?.body === this.body ? "" : ` by way of "${textOf(template)}"`;
      const hint = kind === "extends" ? "Extend another template." : "Include it under a condition that ends.";
      this.fault("render/limit", template.at, `${detail}${by}`, hint);
    }
  }

  /** @param parents the bodies of the templates that this one extends, nearest first */
  private blocks(parents: readonly Body[]): void {
    const above = { extends: parents.length > 0, names: blockNames(parents) };
    this.selfCalls(new Set([...above.names, ...blockNames([this.body]), ...(this.set.partial ? this.set.blocks : [])]));
    const supers = this.calls.has("super") ? [] : superCalls(this.body, undefined);
    for (const { at, block } of supers) {
      if (block !== undefined && above.names.has(block)) continue;
      if (block === undefined)
        this.fault("render/undefined", at, "`super` outside of a block", "Call it inside a block.");
      else if (above.extends) {
        this.fault(
          "render/undefined",
          at,
          `no parent has a block \`${block}\``,
          this.blockHint(block, above.names, "Remove the call of `super()`."),
        );
      } else
        this.fault(
          "render/undefined",
          at,
          `block \`${block}\` has no parent`,
          "Extend a template that has the block, or remove the call of `super()`.",
        );
    }
    // Without its layout the template writes its blocks itself.
    if (!this.body.some(({ kind }) => kind === "extends")) return;
    const called = new Set([this.uses, ...parents.map((body) => usesIn(body))].flatMap((uses) => [...uses.keys()]));
    for (const { name, at } of this.body.filter((statement): statement is Block => statement.kind === "block")) {
      if (above.names.has(name) || called.has(`self.${name}`)) continue;
      this.warn("check/unknown-block", at, `\`${name}\``, this.blockHint(name, above.names, "It is never written."));
    }
  }

  /** Calls of blocks that there are not. */
  private selfCalls(names: ReadonlySet<string>): void {
    if (this.calls.has("self")) return;
    for (const [key, { calls, reads, asked }] of this.uses) {
      const name = key.startsWith("self.") ? key.slice("self.".length) : "";
      if (name === "" || names.has(name) || reads.length > 0 || asked) continue;
      const close = this.suggestions.for(name, names);
      const hint = close === undefined ? `Define it: \`{% block ${name} %}\`.` : `Did you mean \`${close}\`?`;
      for (const at of calls) this.fault("render/undefined", at, `no block is called \`${name}\``, hint);
    }
  }

  private imports(parents: readonly Body[]): void {
    const above = new Set(parents.flatMap((body) => [...new Callables(body).names]));
    const isOnly = (name: string): boolean => this.calls.isOnly(name) && !above.has(name);
    const missing = new MissingExports(this.set.find, isOnly, this.uses, this.suggestions);
    for (const { at, called, detail, hint } of missing.in(this.body)) {
      if (called) this.fault("render/undefined", at, detail, hint);
      else this.warn("check/unknown-name", at, detail, hint);
    }
  }

  /** Calls of names that nothing makes: what a context gives cannot be called. */
  private unknownCalls(made: ReadonlySet<string>): void {
    const functions = functionsByName();
    const known = new Set([...made, ...functions.keys()]);
    for (const [name, { calls, reads, asked }] of this.uses) {
      const [at] = calls;
      if (at === undefined || reads.length > 0 || asked || name.includes(".")) continue;
      if (known.has(name) || IMPLICIT.has(name)) continue;
      const close = this.suggestions.for(name, known);
      let hint = "Define a macro of that name, or import it: values of the context cannot be called.";
      if (close !== undefined) hint = `Did you mean \`${close}\`?`;
      else if (filtersByName().has(name)) hint = `It is a filter: write \`… | ${name}\`.`;
      this.warn("check/unknown-name", at, `\`${name}\` is called`, hint);
    }
  }

  private blockHint(name: string, names: ReadonlySet<string>, otherwise: string): string {
    const close = this.suggestions.for(name, names);
    if (close !== undefined) return `Did you mean \`${close}\`?`;
    return `The parents have ${names.size === 0 ? "no blocks" : listed(names)}. ${otherwise}`;
  }

  private typeFault(fault: TypeFault | undefined): void {
    if (fault !== undefined) this.fault(fault.code, fault.expression.at, fault.detail, fault.hint);
  }

  private fault(code: ErrorCode, at: Position, detail: string, hint: string): void {
    this.findings.push(new DxgError(code, detail, { span: spanOf(this.source, at), hint }));
  }

  private warn(code: WarningCode, at: Position, detail: string, hint: string): void {
    this.findings.push({ code, detail, span: spanOf(this.source, at), hint });
  }
}

/** The names of the blocks in bodies, those inside others included. */
export function blockNames(bodies: Iterable<Body>): ReadonlySet<string> {
  const names = new Set<string>();
  for (const body of bodies) {
    for (const statement of statementsIn(body, () => true)) if (statement.kind === "block") names.add(statement.name);
  }
  return names;
}
