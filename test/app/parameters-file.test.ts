/** Parameter files: what they give, and for each `test/fixtures/params/err_*` the error that the `.err` beside it holds. */
import { describe, expect, test } from "bun:test";
import { readdirSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import fc from "fast-check";
import { readParametersFile } from "../../src/app/parameters/file.ts";
import { parseJson } from "../../src/app/parameters/json.ts";
import { parseToml } from "../../src/app/parameters/toml.ts";
import { parseYaml } from "../../src/app/parameters/yaml.ts";
import { VALUE_DEPTH_MAX } from "../../src/base/limits.ts";
import { encodeDxp } from "../../src/format/dxp.ts";
import { Dict, float, type Value } from "../../src/value/value.ts";
import { shown } from "../format/value-arbitrary.ts";
import { errorOf, expectErrorFile } from "./errors.ts";

const FOLDER = "test/fixtures/params/";
const BAD = readdirSync(FOLDER)
  .filter((name) => name.startsWith("err_") && !/\.(err|txt)$/.test(name))
  .sort();
const OK = {
  name: "Zähler",
  version: "1.0",
  big: 123456789012345678901234567890n,
  ratio: float(1),
  count: 1,
  flags: [true, false, null],
  props: { b: 1, a: "ü\n" },
};

describe("readParametersFile() refuses", () => {
  for (const name of BAD) {
    test(`${name} as its golden says`, async () => {
      expectErrorFile(await errorOf(() => readParametersFile(FOLDER + name)), `${FOLDER + name}.err`);
    });
  }
  test("a file that is not there and a directory", async () => {
    expect((await errorOf(() => readParametersFile(`${FOLDER}nothing.json`))).code).toBe("io/not-found");
    expect((await errorOf(() => readParametersFile("test/fixtures"))).code).toBe("io/is-directory");
  });
});

test.each(["ok.json", "ok.yaml"])(
  "readParametersFile() reads %s with exact numbers and the order of keys",
  async (name) => {
    expect(shown(await readParametersFile(FOLDER + name))).toEqual(shown(OK));
  },
);

test("readParametersFile() reads TOML, dates as text", async () => {
  const expected = { name: "Zähler", version: "1.0", ratio: float(1), count: 1, day: "2024-11-03", props: OK.props };
  expect(shown(await readParametersFile(`${FOLDER}ok.toml`))).toEqual(shown(expected));
});

test("readParametersFile() reads a .dxp, under any name", async () => {
  for (const name of ["params.dxp", "params"]) {
    const path = `${tmpdir()}/dxg-test-${process.pid}-${name}`;
    writeFileSync(path, encodeDxp(OK));
    expect(shown(await readParametersFile(path))).toEqual(shown(OK));
  }
});

test("parseJson() gives what JSON.parse gives, whatever the spacing", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.constantFrom("", " ", "\t"), (value, indent) => {
      const text = JSON.stringify(value, undefined, indent);
      if (!text.isWellFormed() || /\\ud[89a-f]/.test(text)) return;
      const read = parseJson(text, "test", "any");
      const plain = (one: unknown): unknown => JSON.parse(JSON.stringify(one));
      expect(plain(unwrapped(shown(read)))).toEqual(plain(value));
    }),
    { numRuns: 1000 },
  );
});

/** Undoes `shown` where JSON has no such kinds. */
function unwrapped(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unwrapped);
  if (typeof value === "bigint") return Number(value);
  if (typeof value !== "object" || value === null) return value;
  if ("float" in value) return Number(value.float);
  const entries = (value as unknown as { dict: readonly [string, unknown][] }).dict;
  const object = Object.create(null);
  for (const [key, one] of entries) object[key] = unwrapped(one);
  return Object.fromEntries(Object.entries(object));
}

test("parseJson() refuses what JSON.parse refuses", () => {
  const piece = fc.constantFrom(
    "{",
    "}",
    "[",
    "]",
    ",",
    ":",
    '"a"',
    '"b"',
    "1",
    "-",
    ".5",
    "e3",
    "0",
    "true",
    "null",
    " ",
    "\\",
    '"',
    "\n",
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 8 }), (pieces) => {
      const text = pieces.join("");
      let valid = true;
      try {
        JSON.parse(text);
      } catch {
        valid = false;
      }
      let accepted = true;
      try {
        parseJson(text, "test");
      } catch (error) {
        // JSON.parse rounds 1e311 to infinity; whatever follows the number is not looked at here.
        if (String(error).includes("out of range")) return;
        accepted = String(error).includes("stands twice");
      }
      expect([text, accepted]).toEqual([text, valid]);
    }),
    { numRuns: 20_000 },
  );
});

test("parseJson() keeps integers and floats as they are written, and any key where it may", () => {
  const value = parseJson('{"__proto__": 1, "i": -0, "f": -0.0, "e": 1e2, "m": 9007199254740993}', "test", "any");
  expect(shown(value)).toEqual({
    dict: [
      ["__proto__", 1],
      ["i", 0],
      ["f", { float: "-0" }],
      ["e", { float: 100 }],
      ["m", 9007199254740993n],
    ],
  });
});

test("parseYaml() reads aliases, also of an anchor that is set again", () => {
  const value = parseYaml("a: &x 1\nb: *x\nc: &x [2]\nd: *x\n", "test");
  expect(shown(value)).toEqual(shown({ a: 1, b: 1, c: [2], d: [2] }));
});

test("parseJson() and parseYaml() read as deep as values may be", async () => {
  const deep = (depth: number): string => `${"[".repeat(depth)}1${"]".repeat(depth)}`;
  for (const parse of [parseJson, parseYaml]) {
    expect(parse(deep(VALUE_DEPTH_MAX), "test")).toBeArray();
    expect((await errorOf(() => parse(deep(VALUE_DEPTH_MAX + 1), "test"))).detail).toContain("nested more than 200");
  }
});

test.each(["", "\ufeff", "\n\n", "# nothing here\n", "---\n", "--- # nothing\n...\n"])(
  "parseYaml() reads a document that holds nothing as no parameters: %j",
  (text) => expect(parseYaml(text, "test")).toEqual(new Dict()),
);

test("readParametersFile() refuses YAML that is a scalar or a list, and JSON and pipes that are empty", async () => {
  const refused = async (name: string, text: string): Promise<string> => {
    const path = `${tmpdir()}/dxg-test-${process.pid}-${name}`;
    writeFileSync(path, text);
    const { code, detail } = await errorOf(() => readParametersFile(path));
    return `${code}: ${detail.replace(path, name)}`;
  };
  for (const text of ["null\n", "~\n", "a\n", "- a\n", "''\n"]) {
    expect(await refused("a.yaml", text)).toBe("params/bad-file: a.yaml holds no mapping from names to values");
  }
  expect(await refused("pipe", " \n")).toBe("params/bad-file: pipe holds no mapping from names to values");
  expect(await refused("a.json", "")).toBe("params/bad-file: the text ends where a value is expected");
});

test("parseYaml() stops at aliases that multiply", async () => {
  const lines = ["a0: &a0 [1, 1, 1, 1, 1, 1, 1, 1, 1, 1]"];
  for (let level = 1; level < 9; level++) {
    lines.push(`a${level}: &a${level} [${Array.from({ length: 10 }, () => `*a${level - 1}`).join(", ")}]`);
  }
  const error = await errorOf(() => parseYaml(lines.join("\n"), "test"));
  expect(error.detail).toContain("aliases counted");
});

test("parseYaml() takes time linear in keys and aliases", () => {
  const lines = ["first: &x 1", ...Array.from({ length: 20_000 }, (_, index) => `key${index}: *x`)];
  const start = process.cpuUsage();
  parseYaml(lines.join("\n"), "test");
  expect(process.cpuUsage(start).user).toBeLessThan(4_000_000);
});

describe("keys that mean something to JavaScript are refused", () => {
  const KEYS = ["__proto__", "constructor", "prototype"] as const;
  const FORMS: readonly (readonly [
    form: string,
    parse: (text: string, name: string) => Value,
    text: (key: string) => string,
  ])[] = [
    ["JSON", parseJson, (key) => `{"a": [\n{"${key}": 1}]}`],
    ["YAML", parseYaml, (key) => `a:\n  - ${key}: 1\n`],
    ["YAML in braces", parseYaml, (key) => `a:\n  {"${key}": {}}\n`],
    ["TOML", parseToml, (key) => `[a]\n${key} = 1\n`],
    ["a TOML table", parseToml, (key) => `a = 1\n[b.${key}]\nc = 1\n`],
  ];
  test.each(FORMS.flatMap(([form, parse, text]) => KEYS.map((key) => ({ form, key, parse, text: text(key) }))))(
    "$key in $form",
    async ({ key, parse, text }) => {
      const error = await errorOf(() => parse(text, "answers"));
      expect(error.code).toBe("params/bad-file");
      expect(error.detail).toBe(`the key "${key}" is not allowed`);
      expect(error.span).toMatchObject({ source: "answers", line: 2 });
    },
  );
});
