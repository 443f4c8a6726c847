/**
 * The checks of a template that compiling does not make: operations that cannot but fail, wrong arguments, branches that
 * never run, names that nothing reads, blocks without a parent. Faults are certain to fail when they are reached, so that
 * Jinja2 would refuse them as well; everything else is a warning.
 */
import { DxgError } from "../base/error.ts";
import type { ErrorCode } from "../base/error-codes.ts";
import { suggest } from "../base/suggest.ts";
import type { Block, Body, Extends, Position } from "../lang/ast.ts";
import { Callables } from "./check-calls.ts";
import { followFlow } from "./check-flow.ts";
import { loopsOutside, superCalls, unusedNames } from "./check-names.ts";
import { loopFault, type TypeFault, typeFaults } from "./check-types.ts";
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
  /** Whether the template is only ever included or extended, so that what is around it is unknown. */
  readonly partial: boolean;
}

/** Layouts above each other that are looked at. */
const LAYOUTS_MAX = 50;

/** The findings in a template, in no order. */
export function checkTemplate({ source, body }: ParsedSource, set: CheckedSet): readonly Finding[] {
  return new Check(source, body, set).run();
}

class Check {
  private readonly source: SourceInfo;
  private readonly body: Body;
  private readonly set: CheckedSet;
  private readonly findings: Finding[] = [];

  constructor(source: SourceInfo, body: Body, set: CheckedSet) {
    this.source = source;
    this.body = body;
    this.set = set;
  }

  run(): readonly Finding[] {
    const calls = new Callables(this.body);
    followFlow(
      this.body,
      (statement) => {
        if (statement.kind === "for") this.typeFault(loopFault(statement.iterable));
        for (const expression of expressionsOf(statement)) {
          for (const fault of typeFaults(expression)) this.typeFault(fault);
          for (const { call, detail, hint } of calls.faultsIn(expression)) {
            this.fault("compile/bad-arguments", call.at, detail, hint);
          }
        }
      },
      ({ at, detail, hint }) => this.warn("check/unreachable", at, detail, hint),
    );
    for (const { name, at } of unusedNames(this.body, this.set.words)) {
      const close = suggest(name, this.set.words);
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
    this.blocks();
    return this.findings;
  }

  private blocks(): void {
    const above = this.blocksAbove();
    if (above === undefined) return;
    for (const { at, block } of superCalls(this.body, undefined)) {
      if (block !== undefined && above.names.has(block)) continue;
      if (block === undefined)
        this.fault("render/undefined", at, "`super` outside of a block", "Call it inside a block.");
      else if (above.extends) {
        this.fault(
          "render/undefined",
          at,
          `no parent has a block \`${block}\``,
          blockHint(block, above.names, "Remove the call of `super()`."),
        );
      } else
        this.fault(
          "render/undefined",
          at,
          `block \`${block}\` has no parent`,
          "Extend a template that has the block, or remove the call of `super()`.",
        );
    }
    if (!above.extends) return;
    for (const { name, at } of this.body.filter((statement): statement is Block => statement.kind === "block")) {
      if (above.names.has(name)) continue;
      this.warn("check/unknown-block", at, `\`${name}\``, blockHint(name, above.names, "It is never written."));
    }
  }

  /** The blocks of all parents; undefined where a parent is not known before the template runs. */
  private blocksAbove(): { readonly extends: boolean; readonly names: ReadonlySet<string> } | undefined {
    const names = new Set<string>();
    let { body } = this;
    for (let level = 0; level < LAYOUTS_MAX; level++) {
      const layouts = [...statementsIn(body, () => true)].filter((one): one is Extends => one.kind === "extends");
      const [layout] = layouts;
      if (layout === undefined) return { extends: level > 0, names };
      const { template } = layout;
      if (layouts.length > 1 || template.kind !== "constant" || typeof template.value !== "string") return undefined;
      const parent = this.set.find(template.value);
      if (parent === undefined) return undefined;
      ({ body } = parent);
      for (const statement of statementsIn(body, () => true)) if (statement.kind === "block") names.add(statement.name);
    }
    return undefined;
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

function blockHint(name: string, names: ReadonlySet<string>, otherwise: string): string {
  const close = suggest(name, names);
  if (close !== undefined) return `Did you mean \`${close}\`?`;
  return names.size === 0
    ? `The parents have no blocks. ${otherwise}`
    : `The parents have ${[...names].map((one) => `\`${one}\``).join(", ")}. ${otherwise}`;
}
