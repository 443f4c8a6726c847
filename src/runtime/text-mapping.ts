/**
 * Filters that come to one look at each character of a text: white space at its ends may go, and each ASCII character has
 * another one in its place, or none. Such texts never become strings. What a filter does to others is its own business.
 */
import { isSpaceUnit } from "../value/string.ts";
import { findFilter } from "./filters/filter.ts";
import type { Slot } from "./frame.ts";
import type { Operand } from "./row-operand.ts";
import { DROPPED, MAPPED_UNITS } from "./value-buffer.ts";

export interface TextMapping {
  /** The value before the filters. */
  readonly of: Operand;
  readonly filters: number;
  /** What stands between the texts of a list that the value is; undefined when it is a text. */
  readonly separator: string | undefined;
  readonly trims: boolean;
  /** By ASCII characters: what takes their place. */
  readonly table: Uint8Array;
}

const UPPER = findFilter("upper").id;
const LOWER = findFilter("lower").id;
const TRIM = findFilter("trim").id;
const REPLACE = findFilter("replace").id;
const JOIN = findFilter("join").id;

/** What the filters of an operand come to; undefined where they are more than that, or none. */
export function mappingOf(operand: Operand): TextMapping | undefined {
  if (operand.kind !== "filter") return undefined;
  const { of, filter, args } = operand;
  if (filter === JOIN) return joining(of, args);
  const inner =
    of.kind === "filter" ? mappingOf(of) : { of, filters: 0, separator: undefined, trims: false, table: SAME };
  if (inner === undefined || inner.separator !== undefined) return undefined;
  if (filter === TRIM) {
    // As good as before the changes, if these neither bring nor take white space, nor what stands before it.
    const isFirst = inner.table.every((unit, index) => unit !== DROPPED && isSpaceUnit(unit) === isSpaceUnit(index));
    return isMissing(args[0]) && isFirst ? { ...inner, filters: inner.filters + 1, trims: true } : undefined;
  }
  const change = changeOf(filter, args);
  if (change === undefined) return undefined;
  return {
    ...inner,
    filters: inner.filters + 1,
    table: inner.table.map((unit) => (unit === DROPPED ? unit : change(unit))),
  };
}

const SAME: Uint8Array = Uint8Array.from({ length: MAPPED_UNITS }, (_, unit) => unit);

function joining(of: Operand, [separator, attribute]: readonly Slot[]): TextMapping | undefined {
  if (of.kind === "filter" || !isMissing(attribute)) return undefined;
  if (separator !== undefined && typeof separator !== "string") return undefined;
  return { of, filters: 1, separator: separator ?? "", trims: false, table: SAME };
}

/** What a filter puts in the place of an ASCII character. */
function changeOf(filter: number, [old, by, count]: readonly Slot[]): ((unit: number) => number) | undefined {
  switch (filter) {
    case UPPER:
      return (unit) => (unit >= 0x61 && unit <= 0x7a ? unit - 0x20 : unit);
    case LOWER:
      return (unit) => (unit >= 0x41 && unit <= 0x5a ? unit + 0x20 : unit);
    case REPLACE: {
      if (typeof old !== "string" || typeof by !== "string" || !isMissing(count)) return undefined;
      const from = old.charCodeAt(0);
      const to = by === "" ? DROPPED : by.charCodeAt(0);
      const isMapped = old.length === 1 && by.length <= 1 && from < MAPPED_UNITS && (to < MAPPED_UNITS || by === "");
      return isMapped ? (unit) => (unit === from ? to : unit) : undefined;
    }
    default:
      return undefined;
  }
}

function isMissing(argument: Slot): boolean {
  return argument === undefined || argument === null;
}
