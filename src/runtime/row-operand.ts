/** What the values of a row are worked out from. Nothing is read here. */
import type { Slot } from "./frame.ts";

/** Where a value comes from. */
export type Operand =
  | { readonly kind: "item" }
  | { readonly kind: "loop" }
  | { readonly kind: "local"; readonly slot: number }
  /** A name of the context, by its string id. */
  | { readonly kind: "name"; readonly id: number }
  /** A constant, which `key` tells from others. */
  | { readonly kind: "constant"; readonly key: string; readonly value: Slot }
  | { readonly kind: "field"; readonly of: Operand; readonly id: number }
  | { readonly kind: "not"; readonly of: Operand }
  /** A filter with constant arguments, whose keys are in `keys`. */
  | {
      readonly kind: "filter";
      readonly of: Operand;
      readonly filter: number;
      readonly keys: string;
      readonly args: readonly Slot[];
    }
  | { readonly kind: "binary"; readonly op: number; readonly left: Operand; readonly right: Operand };

/** Whether a value is the same in all rows, and can be read before them. */
export function isShared(operand: Operand): boolean {
  switch (operand.kind) {
    case "local":
    case "name":
    case "constant":
      return true;
    case "field":
      return isShared(operand.of);
    default:
      return false;
  }
}

/** Equal for operands that are the same, and only for these. */
export function keyOf(operand: Operand): string {
  return JSON.stringify(operand, (name, value: unknown) => (name === "value" || name === "args" ? undefined : value));
}
