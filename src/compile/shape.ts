/**
 * What the use of a value tells about its type: a shape grows as reads of it are found, and says at the end what it must
 * be. It only collects evidence; how a tree is walked is the business of reads.ts.
 */
import type { Span } from "../base/span.ts";

/** Types as `template vars` names them; `any` where use tells nothing. */
export type ShapeType = "string" | "number" | "boolean" | "array" | "object" | "any";

/** A shape as plain data. */
export interface ShapeFacts {
  readonly type: ShapeType;
  /** Of an array: its items, where something is known of them. */
  readonly items?: ShapeFacts;
  /** Of an object: what is read of it. */
  readonly attributes?: readonly (ShapeFacts & { readonly name: string; readonly optional: boolean })[];
}

/** Levels of items and attributes that are told. */
const DEPTH_MAX = 6;

export class Shape {
  /** Where it is read first. */
  first: Span | undefined;
  /** Read where nothing makes sure that it is there. */
  required = false;
  private readonly types: Set<ShapeType> = new Set();
  private readonly parts: Map<string, Shape> = new Map();
  private element: Shape | undefined;
  /** Asked for its truth, and read in any other way. */
  private tested = false;
  private used = false;

  is(type: ShapeType): void {
    this.types.add(type);
  }

  /** It is asked for its truth only. */
  test(): void {
    this.tested = true;
  }

  /** It is written or handed on. */
  use(): void {
    this.used = true;
  }

  /** The shape of an attribute. */
  attribute(name: string): Shape {
    this.types.add("object");
    let part = this.parts.get(name);
    if (part === undefined) {
      part = new Shape();
      this.parts.set(name, part);
    }
    return part;
  }

  /** The shape of the items that a loop goes through. */
  items(): Shape {
    this.element ??= new Shape();
    return this.element;
  }

  facts(depth: number = DEPTH_MAX): ShapeFacts {
    const type = this.type();
    const { element, parts } = this;
    const items = depth > 0 && type === "array" && element !== undefined ? element.facts(depth - 1) : undefined;
    const attributes =
      depth > 0 && type === "object" && parts.size > 0
        ? [...parts].map(([name, part]) => ({ name, ...part.facts(depth - 1), optional: !part.required }))
        : undefined;
    return {
      type,
      ...(items === undefined || items.type === "any" ? {} : { items }),
      ...(attributes === undefined ? {} : { attributes }),
    };
  }

  /** The one type that all uses agree on. */
  private type(): ShapeType {
    const [only] = this.types;
    // Looping over a value whose keys are read as well goes through an object's keys.
    if (this.types.size === 2 && this.types.has("object") && this.types.has("array")) return "object";
    if (this.types.size === 1) return only!;
    return this.types.size === 0 && this.tested && !this.used ? "boolean" : "any";
  }
}
