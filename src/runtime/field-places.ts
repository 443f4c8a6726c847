/**
 * Gives the names of fields their places in the code that reads rows (read-rows.ts). The engine remembers for each place
 * which name and which kind of record it met there last, and is several times as fast while it meets nothing else; so a
 * name has the same place in all loops, as far as there are enough. It must not know how rows are read.
 */
import type { Column } from "./row-plan.ts";

/** Names whose places are kept; one that comes later has whatever place is free. */
const NAMES_MAX = 256;

/** A column, and the name of the field of the item that it is; undefined when it is none. */
export interface PlacedColumn extends Column {
  readonly field: string | undefined;
}

/** A column that is a field. */
export interface FieldColumn extends Column {
  readonly field: string;
}

type Place = FieldColumn | undefined;

/** What stands at each place. */
export type Places = readonly [Place, Place, Place, Place, Place, Place, Place, Place];

export interface PlacedColumns {
  readonly places: Places;
  /** The columns that have no place. */
  readonly others: readonly PlacedColumn[];
}

const EMPTY: Places = [undefined, undefined, undefined, undefined, undefined, undefined, undefined, undefined];

export class FieldPlaces {
  readonly #known: Map<string, number> = new Map();

  /** @param fields the names of the fields that the columns are, undefined for a column that is none */
  place(columns: readonly Column[], fields: readonly (string | undefined)[]): PlacedColumns {
    const places: [...Places] = [...EMPTY];
    const placed = columns.map((column, index): PlacedColumn => ({ ...column, field: fields[index] }));
    // Those that were here before come first.
    const left = placed.filter((column) => !this.#puts(places, column, this.#known.get(column.field ?? "")));
    const others = left.filter((column) => !this.#puts(places, column, this.#freeFor(places, column)));
    return { places, others };
  }

  /** Puts a column at a place, if it is a field and the place is free. */
  #puts(places: Place[], column: PlacedColumn, place: number | undefined): boolean {
    const { field } = column;
    if (field === undefined || place === undefined || places[place] !== undefined) return false;
    places[place] = { ...column, field };
    if (this.#known.size < NAMES_MAX && !this.#known.has(field)) this.#known.set(field, place);
    return true;
  }

  /** A free place, each time another one. */
  #freeFor(places: readonly Place[], { field = "" }: PlacedColumn): number | undefined {
    const first = this.#known.size < NAMES_MAX ? this.#known.size : field.length;
    for (let index = 0; index < places.length; index += 1) {
      const place = (first + index) % places.length;
      if (places[place] === undefined) return place;
    }
    return undefined;
  }
}
