/** Round trips of `.dxf`, shared blobs, generated bundles. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { type BundleContent, type BundleFile, decodeDxf, encodeDxf } from "../../src/format/dxf.ts";
import { encodeValue } from "../../src/format/infinity.ts";
import { NO_SECTIONS } from "../../src/format/manifest-sections.ts";
import type { Value } from "../../src/value/value.ts";
import { bundleContent } from "./bundle-arbitrary.ts";
import { plainSet, sampleBundle } from "./sample-sets.ts";

test("decodeDxf() gives back a bundle", () => {
  const bundle = sampleBundle();
  const decoded = decodeDxf(encodeDxf(bundle));
  expect(plainSet(decoded.set)).toEqual(plainSet(bundle.set));
  for (const tag of ["META", "PARM", "CAPS", "DEPS", "COMP"] as const) {
    expect(encodeValue(decoded.sections[tag] as Value)).toEqual(encodeValue(bundle.manifest[tag] as Value));
  }
  expect(decoded.files).toEqual(bundle.files);
  expect(decoded.blobs.map((blob) => [...blob])).toEqual(bundle.blobs.map((blob) => [...blob]));
});

test("decodeDxf() gives back an empty bundle", () => {
  const set = { ...sampleBundle().set, strings: [], constants: [], programs: [] };
  const decoded = decodeDxf(encodeDxf({ set, manifest: NO_SECTIONS, files: [], blobs: [] }));
  expect(decoded.files).toEqual([]);
  expect(decoded.set.programs).toEqual([]);
});

test("encodeDxf() stores equal blobs once", () => {
  const bundle = sampleBundle();
  const blob = (content: number): BundleFile => ({ ...bundle.files[1]!, body: { kind: "blob", blob: content } });
  const big = new Uint8Array(5000).fill(7);
  const content: BundleContent = {
    ...bundle,
    files: [blob(0), blob(1), blob(2)],
    blobs: [big, Uint8Array.of(1), big.slice()],
  };
  const decoded = decodeDxf(encodeDxf(content));
  expect(decoded.blobs).toHaveLength(2);
  expect(decoded.files.map(({ body }) => (body.kind === "blob" ? decoded.blobs[body.blob]!.length : -1))).toEqual([
    5000, 1, 5000,
  ]);
});

test("decodeDxf() gives back every valid bundle", () => {
  fc.assert(
    fc.property(bundleContent(), (bundle) => {
      const bytes = encodeDxf(bundle);
      const decoded = decodeDxf(bytes);
      expect(decoded.files).toEqual(bundle.files);
      expect(plainSet(decoded.set)).toEqual(plainSet(bundle.set));
      const { blobs, files, set } = decoded;
      expect(encodeDxf({ set: plainSet(set), manifest: decoded.sections, files, blobs })).toEqual(bytes);
    }),
    { numRuns: 200 },
  );
});
