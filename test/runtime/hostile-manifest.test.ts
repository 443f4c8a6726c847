/** Bundles whose manifest sections were changed, with a checksum that fits: loaded, or refused with a code of format/. */
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { DxgError } from "../../src/base/error.ts";
import { compileTree } from "../../src/compile/bundle.ts";
import type { SectionTag } from "../../src/format/container.ts";
import { encodeValue } from "../../src/format/infinity.ts";
import { loadBundle } from "../../src/runtime/bundle.ts";
import { mappingPairs } from "../../src/value/compare.ts";
import { Dict, isMapping, type Value } from "../../src/value/value.ts";
import { place, repaired, withSection } from "../format/edit.ts";

const manifest = `${readFileSync("test/fixtures/manifest/ok_trust.yaml", "utf8")}message: "Made {{ kind }}"\n`;
const files = [
  { path: "{{ kind }}.txt.j2", bytes: new TextEncoder().encode("{{ slug }} {{ tags }}"), executable: false },
];
const GOOD = compileTree({ name: "service", manifest, files, partials: new Map() });
const TAGS = ["META", "PARM", "CAPS", "DEPS", "COMP"] as const satisfies readonly SectionTag[];

function load(bytes: Uint8Array): "loaded" | "refused" {
  try {
    loadBundle(bytes);
    return "loaded";
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
    expect(error.code).toStartWith("format/");
    return "refused";
  }
}

test("loadBundle() gives back the whole manifest", () => {
  const { manifest: read } = loadBundle(GOOD);
  expect(read).toMatchObject({ name: "service", version: "1.0.0", engine: ">=0.1.0 <2" });
  expect(read.dependencies).toEqual([{ name: "base", range: "^1.2.0" }]);
  expect(read.conflicts).toEqual([["with_a", "with_b"]]);
  expect(read.capabilities?.line).toBe(6);
  expect(read.capabilities?.grants.find(({ capability }) => capability === "max_output_size")).toEqual({
    capability: "max_output_size",
    value: 2 * 1024 * 1024,
    line: 15,
  });
  expect(read.capabilities?.denials.map(({ capability }) => capability)).toEqual([
    "can_create_files",
    "can_execute_unsafe",
  ]);
  expect(read.hooks).toEqual([
    { moment: "pre_generate", command: ["cargo", "--version"], line: 18 },
    { moment: "post_generate", command: ["cargo", "fmt"], line: 19 },
    { moment: "post_generate", command: ["git", "add", "."], line: 19 },
  ]);
});

test("loadBundle() takes or refuses manifests with changed bytes", () => {
  const counts = { loaded: 0, refused: 0 };
  const edit = fc.tuple(fc.constantFrom(...TAGS), fc.nat(100_000), fc.nat(255));
  fc.assert(
    fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
      const bytes = GOOD.slice();
      for (const [tag, at, byte] of edits) {
        const { offset, length } = place(bytes, tag);
        if (length > 0) bytes[offset + (at % length)] = byte;
      }
      counts[load(repaired(bytes))] += 1;
    }),
    { numRuns: 8000, seed: 11 },
  );
  expect(counts.loaded).toBeGreaterThan(200);
  expect(counts.refused).toBeGreaterThan(200);
}, 60_000);

/** A value with one entry, somewhere in it, replaced or left out. */
function changed(value: Value, pick: number, by: Value | undefined): { readonly value: Value; readonly left: number } {
  if (pick === 0) return { value: by ?? null, left: -1 };
  let left = pick - 1;
  if (Array.isArray(value)) {
    const items = value.map((item: Value) => {
      if (left < 0) return item;
      const inner = changed(item, left, by);
      left = inner.left;
      return inner.value;
    });
    return { value: items, left };
  }
  if (!isMapping(value)) return { value, left };
  const dict = new Dict();
  for (const [key, item] of mappingPairs(value)) {
    if (left < 0) dict.set(key, item);
    else if (left === 0 && by === undefined) left = -1;
    else {
      const inner = changed(item, left, by);
      left = inner.left;
      dict.set(key, inner.value);
    }
  }
  return { value: dict, left };
}

test("loadBundle() takes or refuses manifests with other entries", () => {
  const { sections } = loadBundle(GOOD).loaded;
  const others: readonly (Value | undefined)[] = [
    undefined,
    null,
    0,
    -1,
    1e9,
    "",
    "x",
    "\u200b",
    true,
    [],
    {},
    [["a"]],
    2n ** 70n,
  ];
  const counts = { loaded: 0, refused: 0 };
  fc.assert(
    fc.property(fc.constantFrom(...TAGS), fc.nat(400), fc.constantFrom(...others), (tag, pick, by) => {
      const { value, left } = changed(sections[tag] as Value, pick, by);
      fc.pre(left < 0);
      counts[load(withSection(GOOD, tag, encodeValue(value)))] += 1;
    }),
    { numRuns: 4000, seed: 12 },
  );
  expect(counts.loaded).toBeGreaterThan(50);
  expect(counts.refused).toBeGreaterThan(500);
}, 60_000);
