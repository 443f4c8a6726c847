/** Round trips of `.dxt`: hand-made sets, generated sets, unaligned input. */

import { expect, test } from "bun:test";
import fc from "fast-check";
import { decodeDxt, encodeDxt } from "../../src/format/dxt.ts";
import { encodeValue } from "../../src/format/infinity.ts";
import { LineTable } from "../../src/format/line-table.ts";
import type { Value } from "../../src/value/value.ts";
import { programSet } from "./program-arbitrary.ts";
import { macroSet, microSet, plainSet } from "./sample-sets.ts";

for (const [name, make] of [
  ["a micro template", microSet],
  ["a macro template", macroSet],
] as const) {
  test(`decodeDxt() gives back ${name}`, () => {
    const set = make();
    expect(plainSet(decodeDxt(encodeDxt(set)))).toEqual(plainSet(set));
  });
}

test("decodeDxt() gives back every valid program set", () => {
  fc.assert(
    fc.property(programSet(), (set) => {
      const bytes = encodeDxt(set);
      const decoded = decodeDxt(bytes);
      expect(plainSet(decoded)).toEqual(plainSet(set));
      expect(encodeDxt(plainSet(decoded))).toEqual(bytes);
    }),
    { numRuns: 300 },
  );
});

test("decodeDxt() takes of a list of built-ins what there is, once", () => {
  const builtins = (list: Value): unknown => decodeDxt(encodeDxt(microSet(), { builtins: list })).builtins;
  expect(builtins([1, "nothing", "i18n", "jinja", "jinja"])).toEqual(["jinja", "i18n"]);
  expect(builtins("jinja")).toBeUndefined();
});

test("decodeDxt() keeps the metadata", () => {
  const metadata = { compiler: "0.1.0" };
  const decoded = decodeDxt(encodeDxt(microSet(), metadata));
  expect(encodeValue(decoded.metadata)).toEqual(encodeValue(metadata));
});

test("decodeDxt() reads a file at any offset of its buffer", () => {
  const bytes = encodeDxt(macroSet());
  for (let offset = 0; offset < 8; offset++) {
    const padded = new Uint8Array(bytes.length + offset + 3);
    padded.set(bytes, offset);
    const set = decodeDxt(padded.subarray(offset, offset + bytes.length));
    expect(plainSet(set)).toEqual(plainSet(macroSet()));
    // The tables are views of the given bytes where they may be.
    expect(set.strings.blob.buffer === padded.buffer).toBe(offset === 0);
  }
});

test("encodeDxt() gives the same bytes each time", () => {
  expect(encodeDxt(macroSet())).toEqual(encodeDxt(macroSet()));
});

test("lines end before the first entry that makes no sense", () => {
  const set = macroSet();
  const good = { word: 1, line: 1, column: 5, length: 4 };
  for (const bad of [
    { ...good, word: 1 },
    { ...good, word: 3, line: 0 },
    { ...good, word: 3, column: 0 },
  ]) {
    const programs = [
      { ...set.programs[0]!, lines: LineTable.of([good, bad, { ...good, word: 9 }]) },
      set.programs[1]!,
    ];
    expect(decodeDxt(encodeDxt({ ...set, programs })).programs[0]!.lines).toEqual(LineTable.of([good]));
  }
});
