/** template.yaml: what it gives, and for each `test/fixtures/manifest/err_*` the error that the `.err` beside it holds. */
import { describe, expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { type ParsedManifest, parseManifest } from "../../src/compile/manifest.ts";
import { parameterBits } from "../../src/compile/parameter-bits.ts";
import { decodeValue, encodeValue } from "../../src/format/infinity.ts";
import type { Manifest, Parameter, ParameterType } from "../../src/format/manifest.ts";
import type { ManifestSections } from "../../src/format/manifest-sections.ts";
import { manifestFromSections, manifestToSections } from "../../src/format/manifest-value.ts";
import { Dict, Float, type Value } from "../../src/value/value.ts";
import { errorOf, expectErrorFile } from "../app/errors.ts";

const FOLDER = "test/fixtures/manifest/";
const BAD = readdirSync(FOLDER)
  .filter((name) => name.startsWith("err_") && name.endsWith(".yaml"))
  .sort();

describe("parseManifest() refuses", () => {
  for (const name of BAD) {
    test(`${name} as its golden says`, async () => {
      const text = readFileSync(FOLDER + name, "utf8");
      const error = await errorOf(() => parseManifest(text, "template.yaml"));
      expect(error.code).toBe("template/bad-manifest");
      expect(error.span).toBeDefined();
      expectErrorFile(error, `${FOLDER}${name.replace(/\.yaml$/, ".err")}`);
    });
  }
});

const FULL = readFileSync(`${FOLDER}ok_full.yaml`, "utf8");

test("parseManifest() reads every key", () => {
  const manifest = parseManifest(FULL, "template.yaml");
  const byName = Object.fromEntries(manifest.params.map((one) => [one.name, one]));
  expect(manifest.params.map((one) => one.name)).toEqual([
    "name",
    "with_state",
    "state_vars",
    "style",
    "level",
    "ratio",
    "options",
    "token",
    "folder",
    "note",
  ]);
  expect(byName["name"]).toEqual({
    name: "name",
    type: "string",
    prompt: "Name?",
    help: "PascalCase",
    required: true,
    min: 1,
    max: 80,
    positional: true,
    structural: false,
    private: false,
  });
  expect(byName["style"]?.default).toEqual({ kind: "expression", text: "'none'", line: 8, program: -1 });
  expect(byName["ratio"]?.default).toEqual({ kind: "value", value: new Float(1) });
  expect(byName["level"]?.choices).toEqual([1, 2, 3]);
  expect(byName["token"]?.required).toBe(false);
  expect(byName["folder"]).toMatchObject({ private: true, structural: true });
  expect(byName["note"]).toMatchObject({ type: "string", required: true });
  expect([manifest.version, manifest.exclude, manifest.message]).toEqual([
    "2.1.0-beta.1+build.5",
    ["**/*.bak"],
    "Made {{ name }}",
  ]);
  expect(manifest.settings).toEqual({
    trimBlocks: false,
    lstripBlocks: false,
    keepTrailingNewline: false,
    undefined: "lenient",
    autoescape: true,
  });
});

test("parseManifest() has defaults for all but name and version", () => {
  const { options, ...manifest } = parseManifest("name: a\nversion: 0.1.0\n", "template.yaml");
  expect(options).toEqual({ ...manifest.settings, delimiters: {}, indentValues: false });
  expect(manifest).toEqual({
    name: "a",
    version: "0.1.0",
    description: "",
    params: [],
    exclude: [],
    settings: {
      trimBlocks: true,
      lstripBlocks: true,
      keepTrailingNewline: true,
      undefined: "strict",
      autoescape: false,
    },
  });
});

/** A manifest as bytes of sections and back. */
function throughBytes(manifest: Manifest): Manifest {
  const sections = manifestToSections(manifest);
  const decoded = Object.fromEntries(
    Object.entries(sections).map(([tag, value]) => [tag, decodeValue(encodeValue(value as Value))]),
  );
  return manifestFromSections(decoded as unknown as ManifestSections, () => true);
}

/** A manifest with its expressions compiled, as far as it can be seen from outside. */
function compiled({ options: _, ...read }: ParsedManifest): Manifest {
  const params = read.params.map((one) => ({
    ...one,
    ...(one.default?.kind === "expression" ? { default: { ...one.default, program: 7 } } : {}),
    ...(one.when === undefined ? {} : { when: { ...one.when, program: 9 } }),
    ...(one.choicesFrom === undefined ? {} : { choicesFrom: { ...one.choicesFrom, program: 11 } }),
  }));
  return { ...read, params, ...(read.message === undefined ? {} : { messageProgram: 8 }) };
}

test.each(["ok_full", "ok_trust"])("manifestFromSections() gives back the compiled %s, through bytes", (name) => {
  const manifest = compiled(parseManifest(readFileSync(`${FOLDER}${name}.yaml`, "utf8"), "template.yaml"));
  expect(throughBytes(manifest)).toEqual(manifest);
});

test("manifestFromSections() refuses a dict without or with another kind of each entry", async () => {
  const whole = manifestToSections(compiled(parseManifest(FULL, "template.yaml")));
  const entries: readonly (readonly [tag: "META" | "PARM" | "COMP", key: string])[] = [
    ["META", "name"],
    ["META", "description"],
    ["META", "exclude"],
    ["META", "settings"],
    ["PARM", "params"],
    ["COMP", "version"],
  ];
  for (const [tag, key] of entries) {
    const dict = whole[tag] as Dict;
    const without = Dict.of([...dict.entries.values()].filter(([name]) => name !== key));
    const read = (): unknown => manifestFromSections({ ...whole, [tag]: without }, () => true);
    expect((await errorOf(read)).code).toBe("format/bad-metadata");
    without.set(key, 1);
    expect((await errorOf(read)).code).toBe("format/bad-metadata");
  }
});

test.each([
  ["choices", { choices: ["a"] }],
  ["computed choices", { choicesFrom: { text: "['a']", line: 1, program: 7 } }],
])("manifestFromSections() refuses %s of a secret", async (_, choices) => {
  const text = "name: a\nversion: 1.0.0\nparams: { one: { type: secret }, all: { type: array, items: secret } }\n";
  const manifest = compiled(parseManifest(text, "template.yaml"));
  expect(throughBytes(manifest)).toEqual(manifest);
  for (const parameter of manifest.params) {
    const params = [{ ...parameter, ...choices }];
    const { code, detail } = await errorOf(() => throughBytes({ ...manifest, params }));
    expect({ code, detail }).toEqual({ code: "format/bad-metadata", detail: "a secret has choices" });
  }
});

test("manifestFromSections() refuses a reference to what is no expression", async () => {
  const sections = manifestToSections(compiled(parseManifest(FULL, "template.yaml")));
  for (const program of [7, 8]) {
    const error = await errorOf(() => manifestFromSections(sections, (index) => index !== program));
    expect(error.code).toBe("format/bad-metadata");
  }
});

test.each<[string, Value]>([
  ["can_run", ["cargo\u200b", "fmt"]],
  ["can_create_files", "src/\u202etxt"],
  ["can_create_files", "../**"],
  ["can_create_files", true],
  ["can_read_env", "A B"],
  ["can_network", "a..b"],
  ["max_output_size", -1],
  ["can_modify_cargo", "yes"],
  ["can_everything", true],
])("manifestFromSections() refuses the grant %s of %j", async (capability, value) => {
  const sections = manifestToSections(compiled(parseManifest("name: a\nversion: 1.0.0\n", "template.yaml")));
  const grant = Dict.of([
    ["capability", capability],
    ["value", value],
    ["line", 1],
  ]);
  const CAPS = Dict.of([
    [
      "capabilities",
      Dict.of([
        ["line", 1],
        ["grants", [grant]],
        ["denials", []],
      ]),
    ],
  ]);
  expect((await errorOf(() => manifestFromSections({ ...sections, CAPS }, () => true))).code).toBe(
    "format/bad-metadata",
  );
});

function parameters(count: number, type: ParameterType, structural = false): Parameter[] {
  return Array.from({ length: count }, (_, index) => ({
    name: `${type}${structural ? "_s" : ""}${index}`,
    type,
    required: true,
    positional: false,
    structural,
    private: false,
  }));
}

test("parameterBits() puts each class into its 16 bits, the last for all further ones", () => {
  const bits = parameterBits([
    ...parameters(18, "string"),
    ...parameters(2, "boolean"),
    ...parameters(1, "enum"),
    ...parameters(1, "integer", true),
    ...parameters(17, "array"),
    ...parameters(1, "object"),
  ]);
  expect([0, 14, 15, 16, 17].map((index) => bits.get(`string${index}`))).toEqual([0, 14, 15, 15, 15]);
  expect(["boolean0", "boolean1", "enum0", "integer_s0"].map((name) => bits.get(name))).toEqual([16, 17, 18, 19]);
  expect([bits.get("array0"), bits.get("array15"), bits.get("array16"), bits.get("object0")]).toEqual([32, 47, 47, 48]);
});

test("limits of any size come back from a compiled manifest as they were", () => {
  const params =
    "  n: { type: integer, min: -99999999999999999999, max: 9007199254740993 }\n  r: { type: number, min: 0.5, max: 1.0e+300 }\n";
  const parsed = parseManifest(`name: a\nversion: 1.0.0\nparams:\n${params}`, "template.yaml");
  const read = throughBytes(compiled(parsed));
  expect(read.params.map(({ min, max }) => [min, max])).toEqual([
    [-99999999999999999999n, 9007199254740993n],
    [0.5, 1e300],
  ]);
});
