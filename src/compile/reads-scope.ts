/**
 * The names that a walk through templates has in sight, what is known to be there, and the shapes that the context's own
 * names have got so far. It knows scopes, no statements.
 */
import { functionsByName } from "../format/builtins.ts";
import type { Expression, Position, Target } from "../lang/ast.ts";
import type { SourceInfo } from "./origin.ts";
import { spanOf } from "./origin.ts";
import { Shape } from "./shape.ts";

/** Names that are there by themselves in some construct. */
const GIVEN: ReadonlySet<string> = new Set(["loop", "self", "super", "caller", "varargs", "kwargs", "dxg"]);

export interface Frame {
  readonly names: Map<string, Shape>;
  readonly outer: Frame | undefined;
}

export abstract class ReadScopes {
  protected readonly context: Map<string, Shape> = new Map();
  protected source: SourceInfo = NO_SOURCE;
  protected frame: Frame = { names: new Map(), outer: undefined };
  /** Shapes that are known to be there where the walk is. */
  private guards: ReadonlySet<Shape> = new Set();
  private readonly functions: ReadonlySet<string> = new Set(functionsByName().keys());

  protected scoped(names: ReadonlyMap<string, Shape>, run: () => void): void {
    const outer = this.frame;
    this.frame = { names: new Map(names), outer };
    run();
    this.frame = outer;
  }

  protected guarded(shapes: readonly Shape[], run: () => void): void {
    if (shapes.length === 0) return run();
    const outer = this.guards;
    this.guards = new Set([...outer, ...shapes]);
    run();
    this.guards = outer;
  }

  protected read(shape: Shape, at: Position): void {
    shape.first ??= spanOf(this.source, at);
    if (!this.guards.has(shape)) shape.required = true;
  }

  /** The shape of a name, or of attributes of one; undefined for anything else. */
  protected shapeOf(expression: Expression): Shape | undefined {
    if (expression.kind === "attribute") return this.shapeOf(expression.target)?.attribute(expression.name);
    if (expression.kind !== "name") return undefined;
    const { name } = expression;
    for (let frame: Frame | undefined = this.frame; frame !== undefined; frame = frame.outer) {
      const shape = frame.names.get(name);
      if (shape !== undefined) return shape;
    }
    if (GIVEN.has(name) || this.functions.has(name)) return undefined;
    let shape = this.context.get(name);
    if (shape === undefined) {
      shape = new Shape();
      this.context.set(name, shape);
    }
    return shape;
  }
}

const NO_SOURCE: SourceInfo = { name: "", text: "", origin: { kind: "shifted", lines: 0, first: 0, rest: 0 } };

export function* visible(frame: Frame): Generator<string> {
  for (let one: Frame | undefined = frame; one !== undefined; one = one.outer) yield* one.names.keys();
}

/** Binds the names of a target; only a single one takes the shape of the value. */
export function bindTarget(target: Target, shape: Shape, into: Map<string, Shape>): void {
  if (target.kind === "name") into.set(target.name, shape);
  else if (target.kind === "target-tuple") for (const item of target.items) bindTarget(item, new Shape(), into);
}
