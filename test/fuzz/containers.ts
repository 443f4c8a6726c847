/** `.dxt` and `.dxf` for the fuzzer: good files of many kinds, and what reading one means: run, shown, judged. */
import { writeFileSync } from "node:fs";
import fc from "fast-check";
import { showTemplate } from "../../src/app/template-show.ts";
import { compileTree } from "../../src/compile/bundle.ts";
import { NO_CAPABILITIES } from "../../src/format/capabilities.ts";
import { containerKind } from "../../src/format/container.ts";
import { disassemble } from "../../src/format/disassemble.ts";
import { decodeDxf, encodeDxf } from "../../src/format/dxf.ts";
import { decodeDxt, encodeDxt } from "../../src/format/dxt.ts";
import { RULES, type Rule } from "../../src/format/rules.ts";
import { readSigned, withSignatures } from "../../src/format/signed.ts";
import { Bundle } from "../../src/runtime/bundle.ts";
import { isSignature } from "../../src/trust/ed25519.ts";
import { judge, judgeNames } from "../../src/trust/judge.ts";
import { permissionHash, permissionLines } from "../../src/trust/permissions.ts";
import { NO_STATE } from "../../src/trust/state.ts";
import { printable } from "../../src/ui/printable.ts";
import { reportShown } from "../../src/ui/shown.ts";
import { formalSignature } from "../format/bad-containers.ts";
import { bundleContent } from "../format/bundle-arbitrary.ts";
import { programSet } from "../format/program-arbitrary.ts";
import { macroSet, microSet, sampleBundle } from "../format/sample-sets.ts";
import { DAY, NOW, signedBundle, testKey, trusting } from "../trust/keys.ts";
import { type Decoder, isOneIn, type Uses } from "./decoder.ts";
import { fuzzFolder } from "./folder.ts";
import { MACHINE } from "./machine.ts";
import { manifestTexts } from "./manifests.ts";
import { mutate } from "./mutations.ts";

/** One in so many accepted bundles is shown as `dxg template show` does, which goes through a file. */
const SHOWN = 16;
const GENERATED = 60;

const BUNDLE_RULES: readonly string[] = [
  "parameters",
  "capabilities",
  "dependencies",
  "compatibility",
  "blob-table",
  "blob-offsets",
];

function rulesOf(without: (rule: string) => boolean): readonly string[] {
  return (Object.keys(RULES) as Rule[]).filter((rule) => !without(rule)).map((rule) => `${RULES[rule]} ${rule}`);
}

export const DXT: Decoder = {
  name: ".dxt",
  rules: rulesOf((rule) => (rule.startsWith("file-") && rule !== "file-end" ? true : BUNDLE_RULES.includes(rule))),
  bases(seed) {
    const sets = fc.sample(programSet(), { seed, numRuns: GENERATED });
    const plain = [encodeDxt(macroSet()), encodeDxt(microSet())];
    const samples = [...plain, ...plain.map((file) => withSignatures(file, [formalSignature(1), formalSignature(2)]))];
    // The samples use every section: they come as often as all the others together.
    const weighted = new Array<Uint8Array[]>(GENERATED / 4).fill(samples).flat();
    // A bundle's programs may be in any order, a template's first one may not be an expression.
    const reversed = sets.map((set) => encodeDxt({ ...set, programs: set.programs.filter(isExpression) }));
    return [...sets.map((set) => encodeDxt(set)), ...reversed.slice(0, 4), ...weighted];
  },
  mutate,
  read(bytes, uses) {
    decodeDxt(bytes);
    uses.sound("listed", () => disassemble(bytes));
    uses.attempt("run", () => MACHINE("dxt", bytes));
    judged(bytes, uses);
  },
};

function isExpression({ mode }: { readonly mode: string }): boolean {
  return mode === "expression";
}

export const DXF: Decoder = {
  name: ".dxf",
  // What makes a template file a template is no rule of bundles.
  rules: rulesOf((rule) => rule === "program-entry"),
  bases(seed) {
    const bundles = fc.sample(bundleContent(), { seed, numRuns: GENERATED });
    const plain = encodeDxf(sampleBundle());
    const real = manifestTexts().flatMap(([name, text]) => compiledBundle(name, text));
    const keys = [testKey(1), testKey(2)];
    const samples = [
      plain,
      withSignatures(plain, [formalSignature(1), formalSignature(2)]),
      signedBundle(keys.slice(0, 1), { expires: NOW + DAY, comment: "größe" }),
      signedBundle(keys, { replaces: new Uint8Array(32).fill(7) }),
      ...real,
    ];
    const weighted = new Array<Uint8Array[]>(Math.ceil(GENERATED / samples.length)).fill(samples).flat();
    return [...bundles.map(encodeDxf), ...weighted];
  },
  mutate,
  async read(bytes, uses) {
    const loaded = decodeDxf(bytes);
    uses.sound("listed", () => disassemble(bytes));
    uses.attempt("run", () => MACHINE("dxf", bytes));
    const bundle = uses.attempt("loaded", () => new Bundle(loaded));
    if (bundle !== undefined) {
      const { capabilities = NO_CAPABILITIES, hooks = [] } = bundle.manifest;
      const set = { capabilities, hooks, shadows: undefined };
      uses.sound("asked for", () => [permissionLines(set), permissionHash(set)]);
      if (isOneIn(bytes, SHOWN)) await shown(bytes, uses);
    }
    judged(bytes, uses, bundle);
  },
};

/** What the sample manifests say, with a few files; nothing where the manifest needs files that are not there. */
function compiledBundle(name: string, manifest: string): Uint8Array[] {
  const encoder = new TextEncoder();
  const files = [
    {
      path: "a/{{ dxg.name }}.txt.j2",
      bytes: encoder.encode("{% for x in [1, 2] %}{{ x }}\n{% endfor %}"),
      executable: false,
    },
    { path: "b.bin", bytes: Uint8Array.of(0, 1, 2, 255), executable: true },
    { path: "empty", bytes: undefined, executable: false },
  ];
  return [compileTree({ name, manifest, files, partials: new Map() })];
}

async function shown(bytes: Uint8Array, uses: Uses): Promise<void> {
  const path = `${fuzzFolder()}/shown.dxf`;
  writeFileSync(path, bytes);
  const facts = await uses.attemptLater("shown", () => showTemplate(path));
  if (facts === undefined) return;
  for (const json of [false, true]) {
    const text = uses.sound("printed", () => reportShown(facts, { code: false, json }));
    uses.sound("printed without controls", () => refuseControls(text));
  }
}

function refuseControls(text: string): void {
  if (printable(text, "\n") !== text) throw new Error(`it would steer a terminal: ${JSON.stringify(text)}`);
}

/** States of trust that every signed file is judged by. */
const STATES = [NO_STATE, trusting(testKey(1)), { ...trusting(testKey(2)), clock: NOW + 10 * DAY }];

function judged(bytes: Uint8Array, uses: Uses, bundle?: Bundle): void {
  if ((bytes[20]! & 0x80) === 0) return;
  uses.sound("signed", () => readSigned(bytes));
  const verify = isOneIn(bytes, 4) ? isSignature : () => true;
  for (const state of verify === isSignature ? STATES.slice(1, 2) : STATES) {
    const verdict = uses.sound("judged", () => judge(bytes, state, { now: NOW }, verify));
    const named = bundle === undefined ? verdict : judgeNames(verdict, bundle.manifest);
    uses.note(
      `${verify === isSignature ? "verified" : "weighed"} ${containerKind(bytes)}: ${named.kind === "refused" ? named.error.code : named.kind}`,
    );
  }
}
