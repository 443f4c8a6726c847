/** The disassembler: goldens of the samples, and that nothing of a file is printed unescaped. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { describeText, describeValue } from "../../src/format/describe-value.ts";
import { disassemble } from "../../src/format/disassemble.ts";
import { encodeDxf } from "../../src/format/dxf.ts";
import { encodeDxt } from "../../src/format/dxt.ts";
import { Dict, float, SafeString, Tuple } from "../../src/value/value.ts";
import { golden } from "./golden.ts";
import { programSet } from "./program-arbitrary.ts";
import { macroSet, microSet, sampleBundle } from "./sample-sets.ts";

for (const [name, bytes] of [
  ["micro", () => encodeDxt(microSet())],
  ["macro", () => encodeDxt(macroSet())],
  ["bundle", () => encodeDxf(sampleBundle())],
] as const) {
  test(`disassemble() of ${name} gives the text in test/fixtures/format/${name}.txt`, async () => {
    await golden(`test/fixtures/format/${name}.txt`, disassemble(bytes()));
  });
}

test("disassemble() never throws on a valid file", () => {
  fc.assert(
    fc.property(programSet(), (set) => {
      expect(disassemble(encodeDxt(set)).replaceAll("\n", "")).not.toMatch(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/u);
    }),
    { numRuns: 200 },
  );
});

test("describeText() escapes what could move a cursor or hide text, and cuts", () => {
  expect(describeText('a\u001b[2J\u0085\u202e\ufeff"\n')).toBe('"a\\u001b[2J\\u0085\\u202e\\ufeff\\"\\n"');
  expect(describeText("x".repeat(80))).toBe(`"${"x".repeat(72)}"… (80 characters)`);
});

test("describeValue() shows kinds and cuts what is long or deep", () => {
  const shown: [Parameters<typeof describeValue>[0], string][] = [
    [null, "none"],
    [true, "true"],
    [1, "1"],
    [float(1), "1.0"],
    [float(-0), "-0.0"],
    [10n ** 80n, `${"1".padEnd(72, "0")}… (81 digits)`],
    [new SafeString("<"), 'safe "<"'],
    [new Tuple([1]), "(1,)"],
    [Dict.of([["a", [1, 2]]]), '{"a": [1, 2]}'],
    [{ a: 1, b: 2 }, '{"a": 1, "b": 2}'],
    [[1, 2, 3, 4, 5, 6, 7, 8, 9], "[1, 2, 3, 4, 5, 6, 7, 8, … 1 more]"],
    [[[[[[]]]]], "[[[[…]]]]"],
  ];
  for (const [value, text] of shown) expect(describeValue(value)).toBe(text);
});
