/** The native renderer of bundles: what it reads of the parameters is what the machine reads. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { compileTree } from "../../src/compile/bundle.ts";
import { native } from "../../src/native/native.ts";
import { type Bundle, type Globals, loadBundle } from "../../src/runtime/bundle.ts";
import { renderNatively } from "../../src/runtime/native-outputs.ts";
import { Dict, type Value } from "../../src/value/value.ts";
import { codeOf } from "../harness/failure.ts";

const SEED = 20_261_122;
const KEYS = ["a", "b", "c", "d"] as const;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
const canRun = native().implementation !== "ts";
if (!canRun) console.log("not run: the native renderer (no library)");

/** A bundle of one file with a parameter `rows`. */
function bundleOf(path: string, text: string): Bundle {
  const manifest = JSON.stringify({ name: "sample", version: "1.0.0", params: { rows: { type: "array" } } });
  return loadBundle(
    compileTree({
      name: "sample",
      manifest,
      files: [{ path, bytes: encoder.encode(text), executable: false }],
      partials: new Map(),
    }),
  );
}

/** A name that no file reads keeps the native renderer out. */
const BY_MACHINE: Globals = new Map([["nobody reads this", null]]);

function dictOf(entries: Readonly<Record<string, unknown>>): Dict {
  return Dict.of(
    Object.entries(entries).map(([key, value]) => [
      key,
      typeof value === "object" && value !== null ? dictOf(value as Record<string, unknown>) : (value as Value),
    ]),
  );
}

describe.if(canRun)("renderNatively()", () => {
  const field = (of: string, key: string): string => `{% if '${key}' in ${of} %}{{ ${of}.${key} }}{% endif %};`;
  const inner = KEYS.map((key) => field("row.inner", key)).join("");
  const outer = KEYS.map((key) => field("row", key)).join("");
  const bundle = bundleOf(
    "rows.md.j2",
    `{% for row in rows %}${outer}{% if 'inner' in row %}<${inner}>{% endif %}\n{% endfor %}`,
  );

  test("reads any rows as the machine does, empty and shared ones too", () => {
    const scalar = fc.oneof(
      fc.string({ unit: "binary", maxLength: 90, size: "max" }).map((text) => text.toWellFormed()),
      fc.constantFrom("", "x", "é", "😀", "\ufeffa", "x".repeat(70)),
      fc.maxSafeInteger(),
      fc.integer({ min: -40, max: 40 }),
      fc.boolean(),
      fc.constant(null),
    );
    const some = fc.dictionary(fc.constantFrom(...KEYS), scalar, { maxKeys: 4 });
    const row = fc.oneof(
      some,
      fc.tuple(some, some).map(([fields, within]) => ({ ...fields, inner: within })),
    );
    fc.assert(
      fc.property(fc.array(row, { maxLength: 8 }), (rows) => {
        const parameters = Dict.of([["rows", rows.map(dictOf)]]);
        const [expected] = bundle.outputs(parameters, BY_MACHINE);
        const natively = renderNatively(bundle.loaded.bytes, parameters);
        expect(natively?.map(({ path, bytes }) => [path, decoder.decode(bytes)])).toEqual([
          ["rows.md", decoder.decode(expected?.bytes)],
        ]);
      }),
      { seed: SEED, numRuns: 2000 },
    );
  });

  test("gives paths as they are, for others to refuse", () => {
    const marked = bundleOf("{{ rows[0] }}.md.j2", "");
    for (const name of ["\ufeffa", "a\u202eb", "con", "../a"]) {
      const parameters = Dict.of([["rows", [name]]]);
      const [output] = marked.outputs(parameters);
      expect(output?.path).toBe(`${name}.md`);
      expect(output).toEqual(marked.outputs(parameters, BY_MACHINE)[0]);
    }
  });

  test("leaves to the machine what it does not know, and what fails", () => {
    const refused = (text: string, rows: Value): boolean => {
      return renderNatively(bundleOf("a.md.j2", text).loaded.bytes, Dict.of([["rows", rows]])) === undefined;
    };
    expect(refused("{{ rows }}", [1])).toBe(true);
    expect(refused("{{ rows[0] | upper }}", ["é"])).toBe(true);
    expect(refused("{{ rows[5] }}", [])).toBe(true);
    expect(refused("{{ rows[0] | upper }}", ["e"])).toBe(false);
    expect(codeOf(() => bundleOf("a.md.j2", "{{ rows[5] }}").outputs(Dict.of([["rows", []]])))).toBe(
      "render/undefined",
    );
  });
});
