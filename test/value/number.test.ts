/** Conversions between the kinds of numbers. */
import { expect, test } from "bun:test";
import { bitLength } from "../../src/value/number.ts";

test("bitLength() counts the bits of every size of an integer", () => {
  expect([0, 1, 2, 3, 4, -1, -4].map(bitLength)).toEqual([0, 1, 2, 2, 3, 1, 3]);
  for (let bits = 1; bits <= 53; bits++) {
    const power = 2 ** (bits - 1);
    for (const size of [power, power + Math.floor(power / 2), 2 * power - 1]) {
      expect([size, bitLength(size), bitLength(-size)]).toEqual([size, bits, bits]);
      expect(bitLength(BigInt(size))).toBe(bits);
      expect(bitLength(-BigInt(size))).toBe(bits);
    }
  }
});
