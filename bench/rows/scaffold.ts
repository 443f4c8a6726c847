/** A fused bundle in process: parameters resolved, five files rendered to bytes, nothing written. */
import { resolveParameters } from "../../src/app/parameters/resolve.ts";
import { compileTree } from "../../src/compile/bundle.ts";
import { type Bundle, loadBundle } from "../../src/runtime/bundle.ts";
import { readTemplateDirectory } from "../../src/source/directory.ts";
import { toText } from "../../src/value/text.ts";
import type { Dict } from "../../src/value/value.ts";
import { ROOT } from "../core/environment.ts";
import { many, Random } from "../core/inputs.ts";
import { absolute, interleave, summarize } from "../core/measure.ts";
import type { Family } from "../core/result.ts";

const SCAFFOLD_BAR_NS = 700_000;

type Parameters = { readonly [name: string]: unknown };

/** What `generate` hands to the renderer, without `dxg`, which this template does not read. */
function resolve(bundle: Bundle, name: string): Parameters {
  const given = { name, flags: [], file: undefined };
  const resolved = resolveParameters(bundle.manifest, given, {
    value: (program, known) => bundle.evaluate(program, asObject(known)),
    reads: (program) => bundle.reads(program),
  });
  return asObject(resolved);
}

function asObject(dict: Dict): Parameters {
  const object: { [name: string]: unknown } = Object.create(null);
  for (const [key, value] of dict.entries.values()) object[toText(key)] = value;
  return object;
}

function renderAll(bundle: Bundle, parameters: Parameters): number {
  let bytes = 0;
  for (const output of bundle.outputs(parameters)) bytes += output.bytes?.length ?? 0;
  return bytes;
}

export const family: Family = {
  name: "scaffold",
  title: "Fused scaffold in process",
  contract: [
    "The built-in component-full: five files into buffers of their own; a new name every time. Nothing is written.",
  ],
  run: () => {
    const random = new Random(0x5eed08);
    const compiled = compileTree(readTemplateDirectory(`${ROOT}/templates/component-full`));
    const bundle = loadBundle(compiled);
    const names = (count: number): string[] => many(count, () => random.identifier(5, 14));
    if (bundle.outputs(resolve(bundle, "Counter")).length !== 5) throw new Error("component-full has five files");
    const sets = (count: number): Parameters[] => names(count).map((name) => resolve(bundle, name));
    const plan = { batch: 20, rounds: 31, warmUp: 20 };
    const [rendered] = interleave(
      [{ name: "render", all: (inputs) => inputs.reduce((sum, each) => sum + renderAll(bundle, each), 0) }],
      { ...plan, make: sets },
    );
    const [resolved, whole, cold] = interleave(
      [
        {
          name: "resolve parameters",
          all: (inputs) => inputs.reduce((sum, name) => sum + Object.keys(resolve(bundle, name)).length, 0),
        },
        {
          name: "resolve and render",
          all: (inputs) => inputs.reduce((sum, name) => sum + renderAll(bundle, resolve(bundle, name)), 0),
        },
        {
          name: "load, resolve, render",
          all: (inputs) =>
            inputs.reduce((sum, name) => {
              const loaded = loadBundle(compiled);
              return sum + renderAll(loaded, resolve(loaded, name));
            }, 0),
        },
      ],
      { ...plan, make: names },
    );
    return [
      {
        title: "Five files of component-full",
        unit: "ns",
        contenders: [rendered!, resolved!, whole!, cold!].map(summarize),
        checks: [
          absolute(rendered!, "five files rendered", SCAFFOLD_BAR_NS),
          absolute(whole!, "parameters resolved and five files rendered", SCAFFOLD_BAR_NS),
        ],
      },
    ];
  },
};
