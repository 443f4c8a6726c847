/** Names of fields have places of their own, whatever plan they are in. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { FIELD_PLACES, placeColumns } from "../../src/runtime/field-places.ts";
import type { Column } from "../../src/runtime/row-plan.ts";

function columnsOf(count: number): Column[] {
  return Array.from({ length: count }, (_, number) => ({ operand: { kind: "item" }, number, isWritten: true }));
}

function placesOf(names: readonly string[]): readonly (string | undefined)[] {
  return placeColumns(columnsOf(names.length), names).places.map((column) => column?.field);
}

describe("placeColumns()", () => {
  test("gives a name the place that it had before", () => {
    const before = placesOf(["place a", "place b"]);
    const after = placesOf(["place c", "place b", "place a"]);
    expect(before.filter((name) => name !== undefined).toSorted()).toEqual(["place a", "place b"]);
    for (const name of ["place a", "place b"]) expect(after.indexOf(name)).toBe(before.indexOf(name));
  });

  test("gives no places when no column is a field", () => {
    const columns = columnsOf(2);
    expect(placeColumns(columns, [undefined, undefined])).toEqual({ places: [], others: columns });
  });

  test("has each column once, with its own number, in a place or among the others", () => {
    const name = fc.oneof(fc.integer({ min: 0, max: 2000 }).map(String), fc.constant(undefined));
    fc.assert(
      fc.property(fc.uniqueArray(name, { selector: (each) => each ?? {}, maxLength: 40 }), (names) => {
        const columns = columnsOf(names.length);
        const { places, others } = placeColumns(columns, names);
        const placed = places.filter((column) => column !== undefined);
        expect([...placed, ...others].map(({ number }) => number).toSorted((a, b) => a - b)).toEqual(
          columns.map(({ number }) => number),
        );
        for (const { field, number } of placed) expect(names[number]).toBe(field);
        const fields = names.filter((each) => each !== undefined).length;
        expect(placed.length).toBe(Math.min(fields, FIELD_PLACES));
      }),
      { numRuns: 500 },
    );
  });
});
