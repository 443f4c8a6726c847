/** Sorting: stable for what has an order, and as CPython 3.11 sorts lists with nan (answers made by Python), however often. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { sortItems } from "../../src/value/sort.ts";
import lists from "../fixtures/values/nan-sort.json";

test("sortItems() gives what the engine's stable sort gives", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(9), { maxLength: 400, size: "max" }), (keys) => {
      const items = keys.map((key, place) => ({ key, place }));
      const expected = items.toSorted((a, b) => a.key - b.key);
      sortItems(items, (a, b) => a.key < b.key);
      expect(items).toEqual(expected);
    }),
    { numRuns: 300 },
  );
});

test("sortItems() puts nan where Python puts it, also when the engine has compiled it", () => {
  const read = (list: readonly (number | null)[]): number[] => list.map((item) => item ?? Number.NaN);
  for (let round = 0; round < 30; round += 1) {
    for (const [given = [], up = [], down = []] of lists as readonly (readonly (number | null)[])[][]) {
      const items = read(given);
      sortItems(items, (a, b) => a < b);
      expect(items).toEqual(read(up));
      const turned = read(given).reverse();
      sortItems(turned, (a, b) => a < b);
      expect(turned.reverse()).toEqual(read(down));
    }
  }
});
