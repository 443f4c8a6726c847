/**
 * What templates read from their context: names with their first place, whether they must be given, and what their use
 * tells about their type. It walks trees, includes and layouts counted, and follows Jinja2's scopes; it compiles nothing
 * and runs nothing, so that the compiler itself pays nothing for it.
 */
import type { Span } from "../base/span.ts";
import type { Block, Body, Expression, Statement, Target } from "../lang/ast.ts";
import type { SourceInfo } from "./origin.ts";
import { bodiesOf, expressionsOf, statementsIn } from "./parts.ts";
import { ExpressionReads } from "./reads-expression.ts";
import { bindTarget, type Frame, visible } from "./reads-scope.ts";
import { Shape, type ShapeFacts } from "./shape.ts";

/** A template as the search needs it. */
export interface ParsedSource {
  readonly source: SourceInfo;
  readonly body: Body;
}

/** One name that is read. */
export interface Read extends ShapeFacts {
  readonly name: string;
  /** Only read where `is defined` or `default` allows it to be absent. */
  readonly optional: boolean;
  /** Where it is read first. */
  readonly span: Span;
}

/** What a template gets other templates from. */
export interface TemplateSet {
  /** A template by its name; undefined when there is none or it has a syntax error. */
  readonly find: (name: string) => ParsedSource | undefined;
  /** All names, for a name that is computed. */
  readonly names: () => readonly string[];
}

/** A block as one of the templates that extend each other has it. */
interface Definition {
  readonly source: SourceInfo;
  readonly body: Body;
}

/** The definitions of blocks in templates that extend each other, those of the last one first. */
type Chain = ReadonlyMap<string, readonly Definition[]>;

/** Templates that are walked within each other. */
const NESTING_MAX = 50;

export class Reads extends ExpressionReads {
  private readonly set: TemplateSet;
  /** Templates that are being walked, and those that were with the same names in sight. */
  private depth = 0;
  private readonly seen: Set<string> = new Set();
  /** What the templates that extend this one make of its blocks. */
  private chain: Chain = new Map();
  /** The names at the top level of the template that is being walked: what blocks see that are not scoped. */
  private top: Frame = this.frame;
  /** Nobody knows what the template extends: its blocks may run anywhere. */
  private parentless = false;
  /** Behind an `extends`: what would be written there is never worked out. */
  private silent = false;

  constructor(set: TemplateSet) {
    super();
    this.set = set;
  }

  /** Walks a template; `items` are the names that its file gives it and the sequences they are from. */
  template(parsed: ParsedSource, items: ReadonlyMap<string, Shape> = new Map()): void {
    this.frame = { names: new Map(items), outer: undefined };
    this.seen.clear();
    this.inSource(parsed, new Map());
  }

  /** Walks an expression and gives the shape of its items, which `each` names. */
  sequence(source: SourceInfo, expression: Expression): Shape {
    this.source = source;
    this.frame = { names: new Map(), outer: undefined };
    return this.iterate(expression);
  }

  expression(source: SourceInfo, expression: Expression, items: ReadonlyMap<string, Shape> = new Map()): void {
    this.source = source;
    this.frame = { names: new Map(items), outer: undefined };
    this.value(expression);
  }

  /** The names in the order of their first reads. */
  result(): readonly Read[] {
    const reads: Read[] = [];
    for (const [name, shape] of this.context) {
      if (shape.first !== undefined) {
        reads.push({ name, ...shape.facts(), optional: !shape.required, span: shape.first });
      }
    }
    return reads;
  }

  private inSource({ source, body }: ParsedSource, chain: Chain): void {
    if (this.depth >= NESTING_MAX) return;
    this.depth++;
    const outer = { source: this.source, chain: this.chain, top: this.top, parentless: this.parentless };
    this.source = source;
    this.top = this.frame;
    const parents = extended(body);
    this.parentless = parents.some((parent) => this.namesOf(parent).every((name) => this.set.find(name) === undefined));
    // What a template makes of blocks runs where the template that it extends has them.
    this.chain = parents.length === 0 ? chain : withBlocks(chain, source, body);
    this.writing(() => this.body(body));
    for (const parent of parents) this.others(parent, true, this.chain);
    Object.assign(this, outer);
    this.depth--;
  }

  /** Walks what is written even behind an `extends`. */
  private writing(run: () => void): void {
    const outer = this.silent;
    this.silent = false;
    run();
    this.silent = outer;
  }

  private body(body: Body): void {
    for (const statement of body) this.statement(statement);
  }

  private statement(statement: Statement): void {
    switch (statement.kind) {
      case "set":
        return this.bind(statement.target, this.value(statement.value));
      case "if":
        return this.branches(statement.branches, statement.otherwise);
      case "for": {
        const items = this.iterate(statement.iterable, statement.target.kind === "target-tuple");
        const names = new Map<string, Shape>();
        bindTarget(statement.target, items, names);
        this.scoped(names, () => {
          if (statement.filter !== undefined) this.condition(statement.filter);
          this.body(statement.body);
        });
        return this.scoped(new Map(), () => this.body(statement.otherwise));
      }
      case "macro":
      case "call-block": {
        for (const expression of expressionsOf(statement)) this.value(expression);
        if (statement.kind === "macro") this.frame.names.set(statement.name, new Shape());
        const names = new Map(statement.parameters.map(({ name }) => [name, new Shape()]));
        return this.scoped(names, () => this.writing(() => this.body(statement.body)));
      }
      case "with": {
        const names = new Map<string, Shape>();
        for (const { target, value } of statement.bindings) bindTarget(target, this.value(value), names);
        return this.scoped(names, () => this.body(statement.body));
      }
      case "include":
        return this.include(statement.template, statement.bindings, statement.withContext);
      case "import":
      case "from-import":
        this.value(statement.template);
        if (statement.withContext) this.others(statement.template, false);
        for (const name of statement.kind === "import" ? [statement.name] : statement.names.map(({ alias }) => alias)) {
          this.frame.names.set(name, new Shape());
        }
        return;
      case "extends":
        this.value(statement.template);
        this.silent = true;
        return;
      case "block":
        if (!this.silent || this.parentless) this.block(statement);
        return;
      case "output":
        if (!this.silent) this.value(statement.value).use();
        return;
      default:
        for (const expression of expressionsOf(statement)) this.value(expression).use();
        for (const body of bodiesOf(statement)) this.scoped(new Map(), () => this.writing(() => this.body(body)));
        if (statement.kind === "set-block") this.bind(statement.target, undefined);
    }
  }

  /** Walks what all templates of the chain make of a block, with the names of its place. */
  private block({ name, scoped, body }: Block): void {
    const outer = { source: this.source, frame: this.frame, top: this.top };
    if (!scoped) this.frame = this.top;
    this.top = this.frame;
    for (const one of this.chain.get(name) ?? []) {
      this.source = one.source;
      this.scoped(new Map(), () => this.writing(() => this.body(one.body)));
    }
    this.source = outer.source;
    this.scoped(new Map(), () => this.writing(() => this.body(body)));
    Object.assign(this, outer);
  }

  private bind(target: Target, shape: Shape | undefined): void {
    bindTarget(target, shape ?? new Shape(), this.frame.names);
    if (target.kind === "target-attribute") this.value(target.namespace);
  }

  private branches(branches: readonly { readonly test: Expression; readonly body: Body }[], otherwise: Body): void {
    const absent: Shape[] = [];
    const bound = new Map<string, { shape: Shape; times: number }>();
    for (const { test, body } of branches) {
      this.guarded(absent, () => this.condition(test));
      const { present, missing } = this.known(test);
      this.guarded([...absent, ...present], () => this.branch(body, bound));
      absent.push(...missing);
    }
    this.guarded(absent, () => this.branch(otherwise, bound));
    for (const [name, { shape, times }] of bound) {
      if (times === branches.length + 1) this.frame.names.set(name, shape);
    }
  }

  /** Walks one of several bodies; the names that it sets are counted, since only what all of them set stays set. */
  private branch(body: Body, bound: Map<string, { shape: Shape; times: number }>): void {
    const outside = this.frame;
    const before = outside.names;
    const names = new Map(before);
    this.frame = { names, outer: outside.outer };
    if (this.top === outside) this.top = this.frame;
    this.body(body);
    if (this.top === this.frame) this.top = outside;
    for (const [name, shape] of names) {
      if (before.get(name) === shape) continue;
      const entry = bound.get(name);
      if (entry === undefined) bound.set(name, { shape, times: 1 });
      else entry.times++;
    }
    this.frame = outside;
  }

  private include(
    template: Expression,
    bindings: readonly { target: Target; value: Expression }[],
    sees: boolean,
  ): void {
    this.value(template);
    const names = new Map<string, Shape>();
    for (const { target, value } of bindings) bindTarget(target, this.value(value), names);
    if (sees) return this.scoped(names, () => this.others(template, true));
    if (bindings.length > 0) this.others(template, false);
  }

  /** Walks the templates that an expression may name; `locals` says whether they see the names around. */
  private others(template: Expression, locals: boolean, chain: Chain = new Map()): void {
    const outer = this.frame;
    if (!locals) this.frame = { names: new Map(), outer: undefined };
    for (const name of this.namesOf(template)) {
      const below = [...chain.values()].flat().map(({ source }) => source.name);
      const key = [name, ...visible(this.frame), ...new Set(below)].sort().join("\0");
      const parsed = this.seen.has(key) ? undefined : this.set.find(name);
      this.seen.add(key);
      if (parsed !== undefined) this.scoped(new Map(), () => this.inSource(parsed, chain));
    }
    this.frame = outer;
  }

  private namesOf(template: Expression): readonly string[] {
    switch (template.kind) {
      case "constant":
        return typeof template.value === "string" ? [template.value] : [];
      case "list":
      case "tuple":
        return template.items.flatMap((item) => this.namesOf(item));
      case "conditional":
        return [template.then, template.otherwise].flatMap((one) => (one === undefined ? [] : this.namesOf(one)));
      default:
        return this.set.names();
    }
  }
}

/** What a template extends, be it only on a condition. */
function extended(body: Body): readonly Expression[] {
  const parents: Expression[] = [];
  for (const statement of statementsIn(body, ({ kind }) => kind === "if")) {
    if (statement.kind === "extends") parents.push(statement.template);
  }
  return parents;
}

function withBlocks(chain: Chain, source: SourceInfo, body: Body): Chain {
  const all = new Map(chain);
  for (const statement of statementsIn(body, () => true)) {
    if (statement.kind !== "block") continue;
    all.set(statement.name, [...(all.get(statement.name) ?? []), { source, body: statement.body }]);
  }
  return all;
}
