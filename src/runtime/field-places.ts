/**
 * Gives the names of fields their places in code that reads records (read-rows.ts, layout.ts). The engine remembers for
 * each place which name and which kind of record it met there last, and is several times as fast while it meets nothing
 * else; so a name has the same place for all templates, as far as there are enough. It must not know how values are read.
 */

/** Names whose places are kept; one that comes later has whatever place is free. */
const NAMES_MAX = 256;

/** Something to be read, with the name of its field; undefined when it is no field. */
export type MaybeField<Value> = Value & { readonly field: string | undefined };

type Place<Value> = (Value & { readonly field: string }) | undefined;
type Eight<Each> = [Each, Each, Each, Each, Each, Each, Each, Each];

export interface Placed<Value> {
  /** What stands at each place. */
  readonly places: Readonly<Eight<Place<Value>>>;
  /** What has no place. */
  readonly others: readonly MaybeField<Value>[];
  /** Their number: an empty array may be of another kind than one with members, for which code would be compiled anew. */
  readonly othersCount: number;
}

export class FieldPlaces {
  readonly #known: Map<string, number> = new Map();

  /** Names that had a place before get it first, and the others what is free. */
  place<Value extends object>(all: readonly MaybeField<Value>[]): Placed<Value> {
    const none = undefined;
    const places: Eight<Place<Value>> = [none, none, none, none, none, none, none, none];
    const left = all.filter((each) => !this.#puts(places, each, this.#known.get(each.field ?? "")));
    const others = left.filter((each) => !this.#puts(places, each, this.#freeFor(places, each.field ?? "")));
    return { places, others, othersCount: others.length };
  }

  /** Puts something at a place, if it is a field and the place is free. */
  #puts<Value>(places: Place<Value>[], each: MaybeField<Value>, place: number | undefined): boolean {
    const { field } = each;
    if (field === undefined || place === undefined || places[place] !== undefined) return false;
    places[place] = { ...each, field };
    if (this.#known.size < NAMES_MAX && !this.#known.has(field)) this.#known.set(field, place);
    return true;
  }

  /** A free place, each time another one. */
  #freeFor(places: readonly unknown[], field: string): number | undefined {
    const first = this.#known.size < NAMES_MAX ? this.#known.size : field.length;
    for (let index = 0; index < places.length; index += 1) {
      const place = (first + index) % places.length;
      if (places[place] === undefined) return place;
    }
    return undefined;
  }
}
