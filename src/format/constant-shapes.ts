/**
 * What constants can serve as: names of keyword arguments, scopes of includes, macros, blocks. Each constant is looked at once, however
 * many instructions refer to it, so that verifying stays linear in the size of the file.
 */
import { Tuple, type Value } from "../value/value.ts";
import { faultOf } from "./fault.ts";
import { blockPairs, macroShape, macroSlots } from "./macro-shape.ts";

/** Bigger than any count or local slot: the constant does not have the shape. */
export const NO_SHAPE: number = Number.MAX_SAFE_INTEGER;

export class ConstantShapes {
  private readonly constants: readonly Value[];
  private nameCounts: Map<number, number> | undefined;
  private scopeEnds: Map<number, number> | undefined;
  private macroEnds: Map<number, number> | undefined;

  constructor(constants: readonly Value[]) {
    this.constants = constants;
  }

  /** How many names the tuple of strings holds; `NO_SHAPE` when it is none, or when there is no such constant. */
  names(id: number): number {
    this.nameCounts ??= new Map();
    let count = this.nameCounts.get(id);
    if (count === undefined) {
      count = countNames(this.constants[id]);
      this.nameCounts.set(id, count);
    }
    return count;
  }

  /** One more than the highest local slot in a tuple `(name, slot, …)`; `NO_SHAPE` when it is none. */
  scopeEnd(id: number): number {
    this.scopeEnds ??= new Map();
    let end = this.scopeEnds.get(id);
    if (end === undefined) {
      end = findScopeEnd(this.constants[id]);
      this.scopeEnds.set(id, end);
    }
    return end;
  }

  /** One more than the highest local slot of a macro's arguments; `NO_SHAPE` when the constant is no macro. */
  macroEnd(id: number): number {
    this.macroEnds ??= new Map();
    let end = this.macroEnds.get(id);
    if (end === undefined) {
      const shape = macroShape(this.constants[id]);
      end = shape === undefined ? NO_SHAPE : shape.slot + macroSlots(shape);
      this.macroEnds.set(id, end);
    }
    return end;
  }

  /** Whether the constant describes an error. */
  isFault(id: number): boolean {
    return faultOf(this.constants[id]) !== undefined;
  }

  /** The programs of a tuple `(name, program, …)`, or undefined when the constant is none. */
  blocks(id: number): readonly number[] | undefined {
    return findScopeEnd(this.constants[id]) === NO_SHAPE
      ? undefined
      : blockPairs(this.constants[id]!).map((pair) => pair[1]);
  }
}

function countNames(value: Value | undefined): number {
  if (!(value instanceof Tuple)) return NO_SHAPE;
  return value.items.every((item) => typeof item === "string") ? value.items.length : NO_SHAPE;
}

function findScopeEnd(value: Value | undefined): number {
  if (!(value instanceof Tuple) || value.items.length % 2 !== 0) return NO_SHAPE;
  let end = 0;
  for (let index = 0; index < value.items.length; index += 2) {
    const slot = value.items[index + 1];
    if (typeof value.items[index] !== "string" || typeof slot !== "number") return NO_SHAPE;
    if (!Number.isInteger(slot) || slot < 0) return NO_SHAPE;
    end = Math.max(end, slot + 1);
  }
  return end;
}
