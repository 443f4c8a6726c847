/** Whatever text stands in template.yaml or config.yaml: it gives what it is, or a DxgError with a place. */
import { expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { readUserDefaults } from "../../src/app/parameters/user-config-read.ts";
import { DxgError } from "../../src/base/error.ts";
import { compileTree } from "../../src/compile/bundle.ts";
import { readManifest } from "../../src/compile/manifest.ts";
import { CAPABILITIES, HOOKS, MANIFEST } from "../../src/format/manifest-definition.ts";
import { PARAMETER } from "../../src/format/manifest-definition-parameter.ts";
import { SETTINGS } from "../../src/format/manifest-definition-settings.ts";
import { manifestFromSections, manifestToSections } from "../../src/format/manifest-value.ts";
import { formatError } from "../../src/ui/error.ts";

const FOLDER = "test/fixtures/manifest/";
/** Good ones many times over, so that enough stays good. */
const SEEDS = readdirSync(FOLDER)
  .filter((name) => name.endsWith(".yaml") && !name.includes("deep"))
  .flatMap((name) =>
    Array.from({ length: name.startsWith("ok_") ? 100 : 1 }, () => readFileSync(FOLDER + name, "utf8")),
  );
const KEYS = [MANIFEST, PARAMETER, CAPABILITIES, HOOKS, SETTINGS].flatMap(({ keys }) => Object.keys(keys));
const WORDS = [
  ...KEYS,
  ...KEYS.map((key) => `${key}:`),
  ...["string", "array", "enum", "secret"].map((type) => `type: ${type}`),
  "[",
  "]",
  "{",
  "}",
  ":",
  ": ",
  "- ",
  ", ",
  "\n",
  "\n  ",
  "\n    ",
  "'",
  '"',
  "|",
  ">",
  "&a ",
  "*a",
  "!x ",
  "? ",
  "#",
  "---\n",
  "\t",
  "true",
  "null",
  "~",
  "1",
  "-1",
  ".inf",
  ".nan",
  "0x10",
  "1e400",
  "99999999999999999999",
  "''",
  '""',
  "__proto__: 1",
  "(",
  "[a",
  "../**",
  "2 MiB",
  ">=1",
  "name: a\nversion: 1.0.0\n",
  "params:\n  a: ",
  "capabilities:\n  ",
  "\u200b",
  "\ud800",
  "😀",
  "\r\n",
  "\0",
];

/** Seeds with pieces cut out, doubled and put in, and texts of words alone. */
const text: fc.Arbitrary<string> = fc.oneof(
  fc.array(fc.constantFrom(...WORDS), { maxLength: 30 }).map((words) => words.join("")),
  fc.string({ unit: "binary", maxLength: 60 }),
  fc
    .tuple(
      fc.constantFrom(...SEEDS),
      fc.array(fc.tuple(fc.nat(1200), fc.nat(3), fc.constantFrom(...WORDS)), { minLength: 1, maxLength: 4 }),
    )
    .map(([seed, edits]) =>
      edits.reduce((made, [at, cut, word]) => {
        const place = at % (made.length + 1);
        return made.slice(0, place) + word + made.slice(place + cut);
      }, seed),
    ),
);

test("readManifest() gives a manifest or a DxgError for every text", () => {
  let good = 0;
  fc.assert(
    fc.property(text, (source) => {
      try {
        const { manifest } = readManifest(source, "template.yaml");
        const { options: _, ...plain } = manifest;
        good += 1;
        const compiled = {
          ...plain,
          params: plain.params.map((one) => ({
            ...one,
            ...(one.default?.kind === "expression" ? { default: { ...one.default, program: 0 } } : {}),
            ...(one.when === undefined ? {} : { when: { ...one.when, program: 0 } }),
            ...(one.choicesFrom === undefined ? {} : { choicesFrom: { ...one.choicesFrom, program: 0 } }),
          })),
          ...(plain.message === undefined ? {} : { messageProgram: 0 }),
        };
        const { dependencies = [], ...back } = manifestFromSections(manifestToSections(compiled), () => true);
        const { dependencies: wanted = [], ...rest } = compiled;
        expect(back).toEqual(rest);
        expect(dependencies).toEqual(wanted);
      } catch (error) {
        if (!(error instanceof DxgError)) throw error;
        expect(error.code).toBe("template/bad-manifest");
        expect(error.span?.line).toBeGreaterThanOrEqual(1);
        expect(error.span?.column).toBeGreaterThanOrEqual(1);
        formatError(error);
      }
    }),
    { numRuns: 8000, seed: 4 },
  );
  expect(good).toBeGreaterThan(50);
}, 60_000);

test("readUserDefaults() gives defaults or a DxgError for every text", () => {
  const folder = mkdtempSync(join(tmpdir(), "dxg-config-"));
  const path = join(folder, "config.yaml");
  const config = fc
    .array(fc.constantFrom(...WORDS, "defaults:\n  ", "templates:\n  ", "a: 1\n  ", "defaults: {a: 1}\n"), {
      maxLength: 12,
    })
    .map((words) => words.join(""));
  try {
    fc.assert(
      fc.property(config, (source) => {
        writeFileSync(path, source);
        try {
          readUserDefaults(path, "component");
        } catch (error) {
          if (!(error instanceof DxgError)) throw error;
          expect(error.code).toBe("cli/bad-config");
          expect(error.span).toBeDefined();
        }
      }),
      { numRuns: 3000, seed: 4 },
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
}, 60_000);

test("compileTree() gives a bundle or a DxgError with a place for every template.yaml", () => {
  fc.assert(
    fc.property(text, (manifest) => {
      try {
        compileTree({ name: "a", manifest, files: [], partials: new Map([["p.j2", "{{ 1 + }}"]]) });
      } catch (error) {
        if (!(error instanceof DxgError)) throw error;
        formatError(error);
      }
    }),
    { numRuns: 4000, seed: 5 },
  );
});

test("readManifest() refuses what is nested deeper than the reader of YAML can go", () => {
  for (const depth of [1000, 20_000, 200_000]) {
    const source = `name: a\nversion: 1.0.0\nexclude: ${"[".repeat(depth)}`;
    expect(() => readManifest(source, "template.yaml")).toThrow(DxgError);
  }
});
