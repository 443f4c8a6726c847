/**
 * Gives the names of fields their places in the code that reads rows (read-rows.ts). The engine remembers for each place
 * which name and which kind of record it met there last, and is several times as fast while it meets nothing else; so a
 * name has the same place in all loops, as far as there are enough. It must not know how rows are read.
 */
import type { Column } from "./row-plan.ts";

/** Places that there are: a plan has one for each of so many fields. */
export const FIELD_PLACES = 8;
/** Names whose places are kept; those that come later have other places in other loops. */
const NAMES_MAX = 256;

/** A column that is a field of the item. */
export interface FieldColumn extends Column {
  readonly field: string;
}

export interface PlacedColumns {
  /** As many as there are places; none at all when no column has one. */
  readonly places: readonly (FieldColumn | undefined)[];
  /** The columns that have none. */
  readonly others: readonly Column[];
}

const known: Map<string, number> = new Map();

/** @param fields the names of the fields that the columns are, undefined for a column that is none */
export function placeColumns(columns: readonly Column[], fields: readonly (string | undefined)[]): PlacedColumns {
  const places: (FieldColumn | undefined)[] = new Array(FIELD_PLACES).fill(undefined);
  const others = columns.filter((column, index) => {
    const field = fields[index];
    const place = field === undefined ? -1 : freePlace(places, field);
    if (field === undefined || place < 0) return true;
    places[place] = { ...column, field };
    return false;
  });
  return { places: others.length < columns.length ? places : [], others };
}

/** The place of a name, another one if that is taken, or -1. */
function freePlace(places: readonly (FieldColumn | undefined)[], field: string): number {
  const place = known.get(field) ?? known.size % FIELD_PLACES;
  if (known.size < NAMES_MAX) known.set(field, place);
  return places[place] === undefined ? place : places.indexOf(undefined);
}
