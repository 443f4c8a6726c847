/**
 * The 64 bits of the dirty mask: which parameters an output depends on. Bits 0-15 are for values, 16-31 structural ones
 * (booleans, choices, whatever the manifest calls structural), 32-47 arrays, 48-63 objects; the last bit of a class
 * stands for all further parameters of it.
 */
import type { Parameter } from "../format/manifest.ts";

const CLASS_BITS = 16;

/** The bit of each parameter, 0 to 63. */
export function parameterBits(params: readonly Parameter[]): ReadonlyMap<string, number> {
  const used = [0, 0, 0, 0];
  const bits = new Map<string, number>();
  for (const parameter of params) {
    const kind = classOf(parameter);
    const taken = used[kind]!;
    bits.set(parameter.name, kind * CLASS_BITS + Math.min(taken, CLASS_BITS - 1));
    used[kind] = taken + 1;
  }
  return bits;
}

function classOf({ type, structural }: Parameter): number {
  if (type === "array") return 2;
  if (type === "object") return 3;
  return structural || type === "boolean" || type === "enum" ? 1 : 0;
}

/** The mask of some names; names that are no parameters have no bit. */
export function dependencyMask(
  names: Iterable<string>,
  bits: ReadonlyMap<string, number>,
): { readonly low: number; readonly high: number } {
  let low = 0;
  let high = 0;
  for (const name of names) {
    const bit = bits.get(name);
    if (bit === undefined) continue;
    if (bit < 32) low |= 1 << bit;
    else high |= 1 << (bit - 32);
  }
  return { low: low >>> 0, high: high >>> 0 };
}
