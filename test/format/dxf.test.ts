/** Round trips of `.dxf`, shared blobs, generated bundles. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { type BundleContent, type BundleFile, decodeDxf, encodeDxf } from "../../src/format/dxf.ts";
import { encodeValue } from "../../src/format/infinity.ts";
import { programSet } from "./program-arbitrary.ts";
import { plainSet, sampleBundle } from "./sample-sets.ts";

test("decodeDxf() gives back a bundle", () => {
  const bundle = sampleBundle();
  const decoded = decodeDxf(encodeDxf(bundle));
  expect(plainSet(decoded.set)).toEqual(plainSet(bundle.set));
  expect(encodeValue(decoded.set.metadata)).toEqual(encodeValue(bundle.manifest));
  expect(decoded.files).toEqual(bundle.files);
  expect(decoded.blobs.map((blob) => [...blob])).toEqual(bundle.blobs.map((blob) => [...blob]));
});

test("decodeDxf() gives back an empty bundle", () => {
  const set = { ...sampleBundle().set, strings: [], constants: [], programs: [] };
  const decoded = decodeDxf(encodeDxf({ set, manifest: {}, files: [], blobs: [] }));
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

const word = fc.nat(0xffff_ffff);

/** A bundle whose files refer to the programs, strings and blobs that there are. */
const bundles: fc.Arbitrary<BundleContent> = fc
  .tuple(
    programSet(),
    fc.uniqueArray(fc.uint8Array({ maxLength: 40 }), { maxLength: 3, selector: (blob) => blob.join() }),
    fc.array(fc.tuple(fc.array(fc.nat(), { minLength: 6, maxLength: 6 }), fc.nat(0o777), word, word, fc.boolean()), {
      maxLength: 4,
    }),
  )
  .map(([set, blobs, rows]) => {
    const indexes = set.programs.map((_, index) => index);
    const templates = indexes.filter((index) => set.programs[index]!.mode !== "expression");
    const expressions = indexes.filter((index) => set.programs[index]!.mode === "expression");
    const pick = (from: readonly number[], choice: number): number => from[choice % from.length]!;
    const files = rows.map(([choices, mode, low, high, once]): BundleFile => {
      const [source, path, kind, item, when, each] = choices as [number, number, number, number, number, number];
      const bodies: BundleFile["body"][] = [
        { kind: "program", program: pick(templates, item) },
        { kind: "directory" },
        ...(blobs.length === 0 ? [] : [{ kind: "blob", blob: item % blobs.length } as const]),
      ];
      return {
        source: source % set.strings.length,
        path: pick(expressions, path),
        body: bodies[kind % bodies.length]!,
        mode,
        mask: { low, high },
        when: when % 2 === 0 ? -1 : pick(expressions, when),
        each: each % 2 === 0 ? -1 : { program: pick(expressions, each), name: each % set.strings.length },
        once,
      };
    });
    return { set, blobs, manifest: {}, files: expressions.length === 0 ? [] : files };
  });

test("decodeDxf() gives back every valid bundle", () => {
  fc.assert(
    fc.property(bundles, (bundle) => {
      const bytes = encodeDxf(bundle);
      const decoded = decodeDxf(bytes);
      expect(decoded.files).toEqual(bundle.files);
      expect(plainSet(decoded.set)).toEqual(plainSet(bundle.set));
      const { blobs, files, set } = decoded;
      expect(encodeDxf({ set: plainSet(set), manifest: set.metadata, files, blobs })).toEqual(bytes);
    }),
    { numRuns: 200 },
  );
});
