/** The bits of parameters and the masks of files that depend on them. */
import { expect, test } from "bun:test";
import { compileTree } from "../../src/compile/bundle.ts";
import { dependencyMask, parameterBits } from "../../src/compile/parameter-bits.ts";
import type { Parameter, ParameterType } from "../../src/format/manifest.ts";
import { loadBundle } from "../../src/runtime/bundle.ts";

function parameter(name: string, type: ParameterType, structural = false): Parameter {
  return { name, type, structural, required: false, positional: false, private: false };
}

test("parameterBits() gives each class its sixteen bits, the last one to all further ones", () => {
  const texts = Array.from({ length: 18 }, (_, index) => parameter(`text${index}`, "string"));
  const bits = parameterBits([
    ...texts,
    parameter("flag", "boolean"),
    parameter("choice", "enum"),
    parameter("shape", "string", true),
    parameter("list", "array"),
    parameter("object", "object"),
  ]);
  expect([bits.get("text0"), bits.get("text14"), bits.get("text15"), bits.get("text17")]).toEqual([0, 14, 15, 15]);
  expect([bits.get("flag"), bits.get("choice"), bits.get("shape")]).toEqual([16, 17, 18]);
  expect([bits.get("list"), bits.get("object")]).toEqual([32, 48]);
});

test("dependencyMask() sets a bit for each parameter, in its half", () => {
  const bits = new Map([
    ["a", 0],
    ["b", 31],
    ["c", 32],
    ["d", 63],
  ]);
  expect(dependencyMask(["a", "b", "other"], bits)).toEqual({ low: 0x80000001, high: 0 });
  expect(dependencyMask(["c", "d"], bits)).toEqual({ low: 0, high: 0x80000001 });
});

test("compileTree() puts what path, condition, loop, body and partials read into a file's mask", () => {
  const manifest = `name: t
version: 1.0.0
params:
  first: { type: string, default: "'x'" }
  second: { type: string, default: "'y'" }
  third: { type: string, default: "'z'" }
  wanted: { type: boolean, default: true }
  rows: { type: array, default: [1] }
`;
  const utf8 = new TextEncoder();
  const file = (path: string, text: string) => ({ path, bytes: utf8.encode(text), executable: false });
  const bundle = loadBundle(
    compileTree({
      name: "t",
      manifest,
      files: [
        file("body.txt.j2", "{{ first }}"),
        file("partial.txt.j2", "{% include 'part' %}"),
        file("plain.txt", "first"),
        file("{{ second }}-{{ row }}.txt.j2", "{#---\nwhen: wanted\neach: rows as row\n---#}\n{{ row }}"),
      ],
      partials: new Map([["part", "{{ third }}"]]),
    }),
  );
  expect(bundle.loaded.files.map(({ mask }) => [mask.low, mask.high])).toEqual([
    [0b001, 0],
    [0b100, 0],
    [0, 0],
    [0b010 | (1 << 16), 1],
  ]);
});
