/** Valid bundles at random, with fast-check. */
import fc from "fast-check";
import type { BundleContent, BundleFile } from "../../src/format/dxf.ts";
import { NO_SECTIONS } from "../../src/format/manifest-sections.ts";
import { programSet } from "./program-arbitrary.ts";

const word = fc.nat(0xffff_ffff);

/** A bundle whose files refer to the programs, strings and blobs that there are. */
export function bundleContent(): fc.Arbitrary<BundleContent> {
  return fc
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
      return { set, blobs, manifest: NO_SECTIONS, files: expressions.length === 0 ? [] : files };
    });
}
