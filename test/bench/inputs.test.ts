/** Strings of benchmarks are of one piece: no contender pays for putting them together. */
import { jscDescribe } from "bun:jsc";
import { expect, test } from "bun:test";
import { flat, Random } from "../../bench/core/inputs.ts";
import { moduleSource } from "../../bench/core/sources.ts";

function isRope(text: string): boolean {
  return jscDescribe(text).includes("(rope)");
}

test("flat() gives the same text in one piece", () => {
  const random = new Random(1);
  for (const make of [
    () => ` ${random.sentence(10, 50)} `,
    () => random.name(900, 1000).slice(7) + random.name(4000, 5000),
    () => `${"é🚀".repeat(4000)}${random.name(4, 16)}`,
  ]) {
    const text = make();
    expect(isRope(text)).toBe(true);
    const whole = flat(text);
    expect(isRope(whole)).toBe(false);
    expect(whole).toBe(text);
  }
  expect(flat("")).toBe("");
});

test("Random makes strings of one piece", () => {
  const random = new Random(2);
  for (let round = 0; round < 50; round += 1) {
    const made = [random.name(4, 16), random.identifier(4, 16), random.sentence(10, 50), moduleSource(random, 5000)];
    expect(made.map(isRope)).toEqual([false, false, false, false]);
  }
});
