/** Names of fields have places of their own, whatever else is read. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { FieldPlaces, type MaybeField } from "../../src/runtime/field-places.ts";

const PLACES = 8;

type Numbered = MaybeField<{ readonly index: number }>;

function numbered(names: readonly (string | undefined)[]): Numbered[] {
  return names.map((field, index) => ({ field, index }));
}

function namesPlaced(known: FieldPlaces, names: readonly string[]): readonly (string | undefined)[] {
  return known.place(numbered(names)).places.map((each) => each?.field);
}

describe("FieldPlaces", () => {
  test("gives a name the place that it had before, and a new one a free place", () => {
    const known = new FieldPlaces();
    const before = namesPlaced(known, ["id", "a", "b", "c", "d", "e", "f", "g"]);
    expect(before.toSorted()).toEqual(["a", "b", "c", "d", "e", "f", "g", "id"]);
    const after = namesPlaced(known, ["title", "id", "b"]);
    for (const name of ["id", "b"]) expect(after.indexOf(name)).toBe(before.indexOf(name));
    expect(after).toContain("title");
  });

  test("spreads names that come late over all places", () => {
    const known = new FieldPlaces();
    for (let name = 0; name < 300; name += 1) namesPlaced(known, [`name${name}`]);
    const places = Array.from({ length: PLACES }, (_, length) =>
      namesPlaced(known, ["x".repeat(length + 1)]).findIndex((name) => name !== undefined),
    );
    expect(places.toSorted()).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    const late = places[4];
    expect(namesPlaced(known, ["other", "xxxxx"]).indexOf("other")).toBe(late!);
  });

  test("has no place for what is no field", () => {
    const { places, others } = new FieldPlaces().place(numbered([undefined, undefined]));
    expect(places.every((each) => each === undefined)).toBe(true);
    expect(others.map(({ index }) => index)).toEqual([0, 1]);
  });

  test("has each field once, in a place or among the others", () => {
    const name = fc.oneof(fc.integer({ min: 0, max: 2000 }).map(String), fc.constant(undefined));
    const known = new FieldPlaces();
    fc.assert(
      fc.property(fc.uniqueArray(name, { selector: (each) => each ?? {}, maxLength: 40 }), (names) => {
        const { places, others } = known.place(numbered(names));
        const placed = places.filter((each) => each !== undefined);
        expect([...placed, ...others].map(({ index }) => index).toSorted((a, b) => a - b)).toEqual([...names.keys()]);
        for (const { field, index } of [...placed, ...others]) expect(names[index]).toBe(field!);
        const fields = names.filter((each) => each !== undefined).length;
        expect(placed.length).toBe(Math.min(fields, PLACES));
      }),
      { numRuns: 500 },
    );
  });
});
