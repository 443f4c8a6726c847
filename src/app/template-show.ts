/** The use case behind `dxg template show`: what a template or a binary holds, as data. */
import { fileName, parentPath, resolvePath } from "../base/path.ts";
import { parameterBits } from "../compile/parameter-bits.ts";
import { functionsByName } from "../format/builtins.ts";
import { containerKind } from "../format/container.ts";
import { disassemble } from "../format/disassemble.ts";
import type { Manifest, Parameter } from "../format/manifest.ts";
import { ModeReason, type Program } from "../format/program.ts";
import type { LoadedSet } from "../format/program-set.ts";
import { status } from "../native/os.ts";
import { loadTemplate } from "../runtime/template.ts";
import { isBinary, readText, readTextOrBinary } from "../source/directory.ts";
import { isKnownTemplate } from "../source/find.ts";
import { loadBundleOf } from "./load-bundle.ts";
import { namingFile } from "./naming-file.ts";
import type { VerifiedFile } from "./template-verify.ts";
import { type Permissions, permissionsOf } from "./trust-decision.ts";

export interface ShownProgram {
  readonly name: string;
  readonly mode: string;
  /** Why it has that mode, in words. */
  readonly reasons: readonly string[];
  /** Names that it reads from the context; functions are not among them. */
  readonly variables: readonly string[];
  readonly slots: number;
  readonly instructionWords: number;
  /** Of its code. */
  readonly bytes: number;
}

export interface ShownFile {
  readonly source: string;
  readonly mode: string;
  readonly content: "template" | "verbatim" | "directory";
  /** Of what is copied byte for byte. */
  readonly bytes?: number;
  readonly conditional: boolean;
  readonly repeated: boolean;
  readonly once: boolean;
  /** Parameters' bits that it depends on, as hexadecimal. */
  readonly mask: string;
  /** The same as names of parameters that can be given: those that private ones are worked out from, too. */
  readonly parameters: readonly string[];
}

export interface Shown {
  readonly kind: "template" | "bundle";
  readonly bytes: number;
  readonly manifest: Manifest | undefined;
  /** Undefined for a single template, which makes no files. */
  readonly permissions: Permissions | undefined;
  /** Who signed a compiled file, and what that is worth here; undefined for sources. */
  readonly signed: VerifiedFile | undefined;
  readonly files: readonly ShownFile[];
  readonly programs: readonly ShownProgram[];
  /** The whole file in readable form. */
  readonly listing: string;
}

/** @throws {DxgError} template/*, format/*, and what compiling throws */
export async function showTemplate(wanted: string): Promise<Shown> {
  const path = resolvePath(wanted);
  const isFile = status(path)?.kind === "file" && (wanted.includes("/") || !isKnownTemplate(wanted));
  if (!isFile) return showBundle(wanted);
  const bytes = readTextOrBinary(path);
  if (path.endsWith(".dxt") || containerKind(bytes) === "dxt") {
    const shown = namingFile(wanted, () => showBinary(bytes));
    return { ...shown, signed: await signedBy(path) };
  }
  if (isBinary(bytes)) return showBundle(path);
  const { compileTemplate } = await import("../compile/template.ts");
  const { siblingLoader } = await import("./sibling-loader.ts");
  return showBinary(compileTemplate(readText(path), { name: fileName(path), loader: siblingLoader(parentPath(path)) }));
}

function showBinary(bytes: Uint8Array): Shown {
  const { set } = loadTemplate(bytes);
  return {
    kind: "template",
    bytes: bytes.length,
    manifest: undefined,
    permissions: undefined,
    signed: undefined,
    files: [],
    programs: programsOf(set),
    listing: disassemble(bytes),
  };
}

async function showBundle(wanted: string): Promise<Shown> {
  const { bundle, bytes, location } = await loadBundleOf(wanted);
  const { set, files } = bundle.loaded;
  const given = dependenciesOf(bundle.manifest.params, set);
  return {
    kind: "bundle",
    bytes: bytes.length,
    manifest: { ...bundle.manifest, params: bundle.manifest.params.map(withoutSecret) },
    permissions: permissionsOf(bundle.manifest, location),
    signed: location.kind === "bundle" ? await signedBy(location.path) : undefined,
    files: files.map((file) => ({
      source: set.strings.get(file.source),
      mode: file.mode.toString(8).padStart(4, "0"),
      content: file.body.kind === "program" ? "template" : file.body.kind === "blob" ? "verbatim" : "directory",
      ...(file.body.kind === "blob" ? { bytes: bundle.loaded.blobs[file.body.blob]?.length ?? 0 } : {}),
      conditional: file.when >= 0,
      repeated: file.each !== -1,
      once: file.once,
      mask: `${hex(file.mask.high)}${hex(file.mask.low)}`,
      parameters: given(file.mask),
    })),
    programs: programsOf(set, bundle.manifest.params),
    listing: disassemble(bytes),
  };
}

async function signedBy(path: string): Promise<VerifiedFile | undefined> {
  const { verifyBinaries } = await import("./template-verify.ts");
  return (await verifyBinaries(path, false))[0];
}

/** What a secret is by default is nobody's business, and no help for writing a value. */
function withoutSecret(parameter: Parameter): Parameter {
  if (parameter.type !== "secret" && parameter.items !== "secret") return parameter;
  const { default: _, ...rest } = parameter;
  return rest;
}

/** From the mask of a file to the names of the parameters behind it, in the order of the manifest. */
function dependenciesOf(
  params: readonly Parameter[],
  set: LoadedSet,
): (mask: { readonly low: number; readonly high: number }) => readonly string[] {
  const bits = parameterBits(params);
  const behind = new Map<string, ReadonlySet<string>>();
  for (const { name, private: isPrivate, default: given } of params) {
    const program = given?.kind === "expression" ? set.programs[given.program] : undefined;
    const read = program?.variables.flatMap((id) => [...(behind.get(set.strings.get(id)) ?? [])]) ?? [];
    behind.set(name, new Set(isPrivate ? read : [name]));
  }
  return ({ low, high }) => {
    const found = new Set<string>();
    for (const [name, bit] of bits) {
      if ((((bit < 32 ? low : high) >>> (bit & 31)) & 1) === 0) continue;
      for (const one of behind.get(name) ?? []) found.add(one);
    }
    return params.map(({ name }) => name).filter((name) => found.has(name));
  };
}

function hex(word: number): string {
  return word.toString(16).padStart(8, "0");
}

function programsOf(set: LoadedSet, params: readonly Parameter[] = []): readonly ShownProgram[] {
  const functions = functionsByName();
  const isRead = (name: string): boolean => !functions.has(name) || params.some((one) => one.name === name);
  return set.programs.map((program) => ({
    name: set.strings.get(program.name),
    mode: program.mode,
    reasons: reasonsOf(program),
    variables: program.variables.map((id) => set.strings.get(id)).filter(isRead),
    slots: program.slots.length,
    instructionWords: program.code.length,
    bytes: program.code.byteLength,
  }));
}

const REASON_WORDS: Readonly<Record<keyof typeof ModeReason, string>> = {
  FixedLayout: "fixed layout",
  FewPlaceholders: "few placeholders",
  Conditional: "conditions",
  Iteration: "loops",
  Composition: "includes",
  ComplexType: "attributes, lists or dicts",
  Computation: "computation",
  Forced: "asked for",
};

function reasonsOf({ reasons }: Program): readonly string[] {
  return Object.entries(ModeReason)
    .filter(([, bit]) => (reasons & bit) !== 0)
    .map(([name]) => REASON_WORDS[name as keyof typeof ModeReason]);
}
