/** The string table: numbering, reading, places in the blob, and the speed of a lookup. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { decodeStrings, encodeStrings, StringTableBuilder } from "../../src/format/string-table.ts";

test("intern() numbers strings in order and once", () => {
  const builder = new StringTableBuilder();
  expect(["a", "b", "a", "", "b", "B"].map((text) => builder.intern(text))).toEqual([0, 1, 0, 2, 1, 3]);
  expect(builder.strings).toEqual(["a", "b", "", "B"]);
});

test("intern() tells texts apart that differ in a single place", () => {
  const builder = new StringTableBuilder();
  const texts = Array.from({ length: 100 }, (_, place) => `${"a".repeat(place)}b${"a".repeat(99 - place)}`);
  for (let round = 0; round < 2; round++) expect(texts.map((text) => builder.intern(text))).toEqual([...texts.keys()]);
  expect(builder.strings).toEqual(texts);
});

test("StringTable gives back every list of strings", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.string(), fc.string({ unit: "grapheme" }))), (strings) => {
      const table = decodeStrings(encodeStrings(strings));
      expect(table.all()).toEqual(strings);
      expect(strings.map((_, id) => table.get(id))).toEqual(strings);
    }),
  );
});

test("span() gives the UTF-8 of a string in the blob", () => {
  const strings = ["", "größe", "x", "日本", ""];
  const table = decodeStrings(encodeStrings(strings));
  for (const [id, text] of strings.entries()) {
    const { offset, length } = table.span(id);
    expect([...table.blob.subarray(offset, offset + length)]).toEqual([...new TextEncoder().encode(text)]);
    expect(table.start(id)).toBe(offset);
  }
  expect(table.start(5)).toBe(table.blob.length);
});

test("get() keeps a byte order mark at the start of the blob and of a string", () => {
  for (const strings of [
    ["\ufeff", "a"],
    ["ö", "\ufeffa"],
  ]) {
    expect(decodeStrings(encodeStrings(strings)).all()).toEqual(strings);
  }
});

test("get() takes less than 20 ns", () => {
  for (const text of ["name", "größe"]) {
    const table = decodeStrings(encodeStrings(Array.from({ length: 1024 }, (_, id) => `${text}${id}`)));
    const lookups = 1_000_000;
    let best = Number.POSITIVE_INFINITY;
    let total = 0;
    for (let round = 0; round < 5; round++) {
      const start = performance.now();
      for (let index = 0; index < lookups; index++) total += table.get((index * 7) & 1023).length;
      best = Math.min(best, performance.now() - start);
    }
    expect(total).toBeGreaterThan(lookups);
    expect((best * 1e6) / lookups).toBeLessThan(20);
  }
});
