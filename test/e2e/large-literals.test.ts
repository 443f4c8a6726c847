/** Literals and calls with more items than the operand stack has places. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { World } from "./world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

const COUNT = 10_000;
const numbers = (count: number, text: (index: number) => string): string =>
  Array.from({ length: count }, (_, index) => text(index)).join(", ");

describe("dxg render takes 10,000 items in", () => {
  const cases: readonly (readonly [what: string, template: string, output: string])[] = [
    [
      "a list",
      `{% set a = [${numbers(COUNT, String)}] %}{{ a | length }} {{ a[9999] }} {{ a | sum }}`,
      "10000 9999 49995000",
    ],
    ["a tuple", `{% set a = (${numbers(COUNT, String)}) %}{{ a | length }} {{ a[9999] }}`, "10000 9999"],
    [
      "a dict with keys of all kinds",
      `{% set a = {${numbers(COUNT, (i) => `${i % 2 === 0 ? i : `'k${i}'`}: n + ${i}`)}, 4: 'last'} %}{{ a | length }} {{ a[4] }} {{ a['k9999'] }}`,
      "10000 last 10000",
    ],
    ["a concatenation", `{{ (${Array(COUNT).fill("n").join(" ~ ")}) | length }}`, "10000"],
    ["the keywords of a call", `{{ dict(${numbers(COUNT, (i) => `k${i}=${i}`)}) | length }}`, "10000"],
    ["the arguments of a call", `{{ cycler(${numbers(COUNT, (i) => `n + ${i}`)}).next() }}`, "1"],
    ["a list in a loop", `{% for i in [${numbers(COUNT, () => "n")}] %}{{ i }}{% endfor %}`, "1".repeat(COUNT)],
    ["a list as text", `{{ [${numbers(COUNT, () => "n")}] }}`, `[${numbers(COUNT, () => "1")}]`],
  ];
  test.each(cases)("%s", (_, template, output) => {
    world.write({ "big.j2": template });
    expect(world.dxg(["render", "big.j2", "-p", "n=1"])).toEqual({ code: 0, out: output, err: "" });
  });
});

test("dxg render tells where a template needs more values at once than there can be", () => {
  // Every list holds all that is before it in the lists around it.
  world.write({
    "deep.j2": `Fine\n{{ ${"[n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, n, ".repeat(140)}n${"]".repeat(140)} }}\n`,
  });
  const { code, out, err } = world.dxg(["render", "deep.j2", "-p", "n=1"]);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toStartWith(
    "error[compile/too-large]: Template is too large: more than 4096 values are needed at once\n  --> deep.j2:2:",
  );
  expect(err).toMatch(/\n2 \| …[n, []+…\n {2}\| +\^\n {2}help: Set the inner parts to names of their own first\n$/);
});
