/** Defaults that the build works out: which ones they are, and that no answer ever sees a difference. */
import { describe, expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { resolveParameters } from "../../src/app/parameters/resolve.ts";
import { settleDefaults } from "../../src/app/parameters/settle.ts";
import { DxgError } from "../../src/base/error.ts";
import { compileTree } from "../../src/compile/bundle.ts";
import type { Manifest } from "../../src/format/manifest.ts";
import { type Bundle, loadBundle } from "../../src/runtime/bundle.ts";
import { readTemplateDirectory } from "../../src/source/directory.ts";
import { shown } from "../format/value-arbitrary.ts";

function bundleOf(params: string): Bundle {
  const manifest = `name: test\nversion: 1.0.0\nparams:${params}`;
  const files = [{ path: "a.txt.j2", bytes: new TextEncoder().encode("a"), executable: false }];
  return loadBundle(compileTree({ name: "test", manifest, files, partials: new Map() }));
}

/** What is settled, by name: the value, then what it hangs on. */
function settledOf(manifest: Manifest): Readonly<Record<string, readonly unknown[]>> {
  const found: Record<string, readonly unknown[]> = {};
  for (const { name, default: given } of manifest.params) {
    if (given?.kind !== "expression" || given.settled === undefined) continue;
    found[name] = [shown(given.settled.value), ...given.settled.from];
  }
  return found;
}

/** The values, or the error as text. */
function outcome(bundle: Bundle, manifest: Manifest, flags: readonly string[]): unknown {
  const expressions = {
    value: bundle.evaluate.bind(bundle) as Bundle["evaluate"],
    reads: (program: number) => bundle.reads(program),
  };
  try {
    return shown(resolveParameters(manifest, { name: undefined, flags, file: undefined }, expressions));
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
    return [error.code, error.detail, ...error.notes];
  }
}

test("settleDefaults() settles what hangs on other defaults only", () => {
  const bundle = bundleOf(`
  name: {type: string, required: true}
  names: {type: array, items: string, default: [a, b]}
  upper: {type: array, default: names | map('upper') | list}
  text: {type: string, default: "upper | join('-')"}
  checked: {type: string, default: "text if text else fail('no')"}
  own: {type: string, default: "name ~ text"}
  plain: {type: string, default: "'x'"}
  count: {type: integer, default: plain | length}
`);
  expect(settledOf(settleDefaults(bundle))).toEqual({
    upper: [["A", "B"], "names"],
    text: ["A-B", "names", "upper"],
    checked: ["A-B", "names", "upper", "text"],
    plain: ["x"],
    count: [1, "plain"],
  });
});

describe("settleDefaults() leaves alone", () => {
  const cases: readonly (readonly [what: string, params: string])[] = [
    ["what rolls dice", "a: {type: integer, default: '[1, 2] | random'}"],
    ["what rolls dice under a filter that is named", "a: {type: array, default: \"[[1, 2]] | map('shuffle') | list\"}"],
    ["what reads a clock", "a: {type: string, default: \"'%Y' | strftime\"}"],
    ["what calls a function", "a: {type: string, default: uuid4() | string}"],
    ["what knows the surroundings", "a: {type: string, default: dxg.year | string}"],
    [
      "what hangs on a condition",
      "a: {type: boolean, default: true, when: 'true'}\n  b: {type: boolean, default: not a}",
    ],
    [
      "what hangs on an answer that must be given",
      "a: {type: string, required: true}\n  b: {type: string, default: a}",
    ],
    ["a value that its own type refuses", "a: {type: string, default: \"'ab' | upper | replace('A', 'AA')\", max: 2}"],
    ["what fails", "a: {type: integer, default: 1 // (1 | int - 1)}"],
    ["what is not defined", "a: {type: string, default: '[] | first'}"],
  ];
  for (const [what, params] of cases) {
    test(what, () => {
      expect(settledOf(settleDefaults(bundleOf(`\n  ${params}`)))).toEqual({});
    });
  }
});

const TEMPLATES = join(import.meta.dir, "../../templates");
const FLAGS = [
  "name=user card",
  "name=½",
  "state_vars=",
  "state_vars=open,query:string",
  "state_vars=1",
  "with_state",
  "no-with_state",
  "with_state=maybe",
  "description=It counts",
  "folder=src",
  "fields=title",
  "fields=title,body:text",
  "tests=false",
  "server",
  "path=/x",
  "license=MIT",
];

test("a settled default is none where what it hangs on was given badly", () => {
  const bundle = bundleOf(`
  a: {type: integer, default: 1}
  b: {type: array, private: true, default: "[a, a + 1]"}
  c: {type: enum, choices: b, default: a}
`);
  const settled = settleDefaults(bundle);
  expect(Object.keys(settledOf(settled))).toEqual(["b"]);
  for (const flags of [["a=zz", "c=5"], ["c=5"], ["a=5", "c=5"], []]) {
    expect(outcome(bundle, settled, flags)).toEqual(outcome(bundle, bundle.manifest, flags));
  }
});

describe("a settled default is what the expression gives", () => {
  for (const name of readdirSync(TEMPLATES)) {
    test(name, () => {
      const bundle = loadBundle(compileTree(readTemplateDirectory(join(TEMPLATES, name))));
      const settled = settleDefaults(bundle);
      fc.assert(
        fc.property(fc.subarray(FLAGS), (flags) => {
          expect(outcome(bundle, settled, flags)).toEqual(outcome(bundle, bundle.manifest, flags));
        }),
      );
    });
  }
});
