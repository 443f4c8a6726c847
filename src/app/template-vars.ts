/** The use case behind `dxg template vars`: what a template reads from its context, as data. */
import { fileName, parentPath, resolvePath } from "../base/path.ts";
import type { Read } from "../compile/reads.ts";
import type { ShapeFacts } from "../compile/shape.ts";
import { functionsByName } from "../format/builtins.ts";
import type { Manifest, Parameter } from "../format/manifest.ts";
import { instructionOf } from "../format/opcode-table.ts";
import type { Program } from "../format/program.ts";
import type { LoadedSet } from "../format/program-set.ts";
import { status } from "../native/os.ts";
import { loadTemplate } from "../runtime/template.ts";
import { isBinary, readTemplateDirectory, readText, readTextOrBinary } from "../source/directory.ts";
import { findTemplate, isKnownTemplate } from "../source/find.ts";
import { sourcesBelow, withExcerpt } from "./excerpt.ts";
import { loadBundleOf } from "./load-bundle.ts";
import { namingFile } from "./naming-file.ts";
import { siblingLoader, siblingNames } from "./sibling-loader.ts";

export interface Variable {
  readonly name: string;
  /** The parameter's type, or what the use tells; `any` where it tells nothing. */
  readonly type: string;
  readonly items?: ShapeFacts;
  readonly attributes?: ShapeFacts["attributes"];
  /** Whether the template copes without it; absent for a binary, which does not tell. */
  readonly optional?: boolean;
  /** Whether a run must give it; absent where there is no parameter of the name. */
  readonly need?: Need;
  /** Whether the parameter schema has it; absent where there is no schema. */
  readonly declared?: boolean;
  /** Where it is read first. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** What a run does about a parameter: it must give it; may leave it out, where the default stands or nothing; never gives it. */
export type Need = "required" | "default" | "optional" | "private";

export interface TemplateVariables {
  /** `template` for one text, `bundle` where there is a parameter schema. */
  readonly kind: "template" | "bundle";
  readonly variables: readonly Variable[];
  /** Parameters that nothing reads. */
  readonly unread: readonly string[];
}

/** @throws {DxgError} template/*, format/*, lex/*, parse/* */
export async function templateVariables(wanted: string): Promise<TemplateVariables> {
  const path = resolvePath(wanted);
  if (status(path)?.kind === "file" && (wanted.includes("/") || !isKnownTemplate(wanted))) {
    const bytes = readTextOrBinary(path);
    if (!isBinary(bytes)) return variablesOfText(path);
    if (!path.endsWith(".dxf")) {
      const { set } = namingFile(wanted, () => loadTemplate(bytes));
      return { kind: "template", variables: binaryReads(set), unread: [] };
    }
    return variablesOfBundle(path);
  }
  const location = findTemplate(wanted);
  if (location.kind !== "directory") return variablesOfBundle(wanted);
  const { readsOfTree } = await import("../compile/reads-of.ts");
  const tree = readTemplateDirectory(location.path);
  const { manifest, reads } = withExcerpt(sourcesBelow(location.path), () => readsOfTree(tree));
  return withSchema(
    reads.map((read) => ({ ...variable(read), file: fileOf(read.span.source, tree.partials) })),
    manifest,
  );
}

async function variablesOfText(path: string): Promise<TemplateVariables> {
  const { readsOfText } = await import("../compile/reads-of.ts");
  const folder = parentPath(path);
  const options = { name: fileName(path), loader: siblingLoader(folder), names: siblingNames(folder, path) };
  return { kind: "template", variables: readsOfText(readText(path), options).map(variable), unread: [] };
}

async function variablesOfBundle(wanted: string): Promise<TemplateVariables> {
  const { bundle } = await loadBundleOf(wanted);
  const { params } = bundle.manifest;
  // A name that an including template sets looks like one of the context: only parameters are sure.
  const reads = binaryReads(bundle.loaded.set).filter(({ name }) => params.some((one) => one.name === name));
  return withSchema(reads, bundle.manifest);
}

function variable({ span, ...read }: Read): Variable {
  return { ...read, file: span.source, line: span.line, column: span.column };
}

/** The file of a source that is perhaps a partial, which errors call as an include does. */
function fileOf(source: string, partials: ReadonlyMap<string, string>): string {
  if (partials.has(source)) return `partials/${source}`;
  return partials.has(`${source}.j2`) ? `partials/${source}.j2` : source;
}

function withSchema(reads: readonly Variable[], { params }: Manifest): TemplateVariables {
  const names = new Set(reads.map(({ name }) => name));
  return {
    kind: "bundle",
    variables: reads.map((read) => {
      const parameter = params.find(({ name }) => name === read.name);
      if (parameter === undefined) return { ...read, declared: false };
      return { ...read, ...typeOf(parameter), need: needOf(parameter), declared: true };
    }),
    unread: params.filter(({ name }) => !names.has(name)).map(({ name }) => name),
  };
}

/** The type that a parameter is declared with; what is known of the parts of an object stays. */
function typeOf({ type, items }: Parameter): { readonly type: string } {
  return { type: items === undefined ? type : `${type} of ${items}` };
}

function needOf({ private: isPrivate, required, default: given }: Parameter): Need {
  if (isPrivate) return "private";
  if (required) return "required";
  return given === undefined ? "optional" : "default";
}

/** The names that programs read, with the first place in the order of the programs. */
function binaryReads(set: LoadedSet): readonly Variable[] {
  const found = new Map<string, Variable>();
  const functions = functionsByName();
  for (const program of set.programs) {
    for (const [name, place] of readsOf(program, set)) {
      if (found.has(name) || functions.has(name) || name === "dxg") continue;
      found.set(name, { name, type: "any", file: set.strings.get(program.name), ...place });
    }
  }
  return [...found.values()];
}

interface Place {
  readonly line: number;
  readonly column: number;
}

function* readsOf({ code, variables, lines }: Program, set: LoadedSet): Generator<readonly [string, Place]> {
  for (let word = 0; word < code.length; ) {
    const instruction = instructionOf(code[word]! & 0xff);
    if (instruction === undefined) return;
    for (const [position, kind] of instruction.operands.entries()) {
      if (kind !== "variable") continue;
      const operand = position === 0 ? code[word]! >>> 8 : code[word + position]!;
      const { line, column } = lines.at(word) ?? { line: 1, column: 1 };
      yield [set.strings.get(variables[operand]!), { line, column }];
    }
    word += instruction.operands.length;
  }
}
