/** Operations of `gather` that lay rows out, for tests of the kernels. What they write is up to the twin. */
import fc from "fast-check";
import {
  GATHER_ROW_PROGRAM,
  GATHER_ROWS,
  ROW,
  ROW_NONE,
  ROW_OP_BITS,
  VALUE_INTEGER,
  VALUE_UNITS,
} from "../../src/native/abi.ts";

/** A row program that is sound, and some rows for it, twice. */
export function rowsOf(): fc.Arbitrary<{ ops: Int32Array; units: Uint16Array }> {
  const cell = fc.oneof(
    fc.string({ unit: "binary", maxLength: 40 }),
    fc.string({ maxLength: 20 }),
    fc.nat(0x3fffffff).map((integer) => integer | VALUE_INTEGER),
    fc.nat(ROW_NONE),
  );
  const instruction = fc.tuple(fc.nat(ROW.jumpIfTrue), fc.nat(), fc.nat());
  return fc
    .record({
      columns: fc.integer({ min: 1, max: 5 }),
      shared: fc.nat(3),
      rows: fc.nat(12),
      instructions: fc.array(instruction, { maxLength: 14 }),
      cells: fc.array(cell, { minLength: 1, maxLength: 30 }),
    })
    .map(({ columns, shared, rows, instructions, cells }) => {
      const begins: number[] = [0];
      for (const [op] of instructions) begins.push(begins[begins.length - 1]! + (op === ROW.value ? 1 : 2));
      const code = instructions.flatMap(([op, operand, second], index) => {
        if (op === ROW.text) return [((operand % 70) << ROW_OP_BITS) | op, second % 500];
        const first = ((operand % (columns + shared)) << ROW_OP_BITS) | op;
        const later = begins.slice(index + 1);
        return op === ROW.value ? [first] : [first, later[second % later.length]!];
      });
      const program = [2 + code.length, GATHER_ROW_PROGRAM, columns, shared, ...code];
      const units: number[] = [0x3c];
      const words = Array.from({ length: shared + rows * columns }, (_, index) => {
        const value = cells[index % cells.length]!;
        if (typeof value === "number") return value;
        for (let unit = 0; unit < value.length; unit++) units.push(value.charCodeAt(unit));
        return value.length | VALUE_UNITS;
      });
      const even = (list: readonly number[]): readonly number[] => (list.length % 2 === 0 ? list : [...list, 0]);
      const run = even([0, GATHER_ROWS, rows, 1, ...words]);
      return { ops: Int32Array.from([...even(program), ...run, ...run]), units: Uint16Array.from(units) };
    });
}
