/** The use case behind `dxg template compile`: a directory to a `.dxf`, a text template to a `.dxt`. */
import { DxgError } from "../base/error.ts";
import { fileName, parentPath, relativePath, resolvePath } from "../base/path.ts";
import type { Finding, Warning } from "../compile/diagnostic.ts";
import { withoutSuffix } from "../compile/template-tree.ts";
import { showPath, status } from "../native/os.ts";
import { loadBundle } from "../runtime/bundle.ts";
import { loadTemplate } from "../runtime/template.ts";
import { isTemplateDirectory, readTemplateDirectory, readText } from "../source/directory.ts";
import { findTemplate } from "../source/find.ts";
import { refuseTerminal, TO_STANDARD_OUTPUT, writeOutput } from "./output-file.ts";
import { siblingLoader, siblingNames } from "./sibling-loader.ts";
import { checkTemplates } from "./template-check.ts";

export interface Compiled {
  /** What was compiled and where the result is, as a person here would write them. */
  readonly source: string;
  readonly output: string;
  /** Text bytes in, binary bytes out. */
  readonly sourceBytes: number;
  readonly outputBytes: number;
  readonly programs: readonly { readonly name: string; readonly mode: string }[];
  /** What is odd but stops nothing. */
  readonly warnings: readonly Warning[];
}

/**
 * @param output a file, `-` for standard output, or undefined for a file beside the source
 * @throws {DxgError} template/*, lex/*, parse/*, compile/*, io/*; cli/bad-argument for bytes to a terminal
 */
export async function compileToFile(wanted: string, output: string | undefined): Promise<Compiled> {
  if (output !== undefined) refuseTerminal(output);
  const path = resolvePath(wanted);
  if (status(path)?.kind === "file" && !wanted.endsWith(".dxf")) return compileText(path, output);
  return compileBundle(directoryOf(wanted), output);
}

function directoryOf(wanted: string): string {
  const path = resolvePath(wanted);
  if (isTemplateDirectory(path)) return path;
  const location = findTemplate(wanted);
  if (location.kind === "directory") return location.path;
  throw new DxgError("template/bad-file", `"${showPath(wanted)}" is compiled already`);
}

async function compileText(path: string, output: string | undefined): Promise<Compiled> {
  const { compileTemplate } = await import("../compile/template.ts");
  const source = readText(path);
  const bytes = compileTemplate(source, {
    name: fileName(path),
    loader: siblingLoader(parentPath(path)),
    names: siblingNames(parentPath(path), path),
  });
  const warnings = warningsOf(await checkTemplates(path));
  const { set } = loadTemplate(bytes);
  const target = output ?? `${withoutSuffix(path)}.dxt`;
  writeOutput(target, bytes, path);
  return {
    source: relativePath(path),
    output: target === TO_STANDARD_OUTPUT ? "standard output" : relativePath(target),
    sourceBytes: new TextEncoder().encode(source).length,
    outputBytes: bytes.length,
    programs: set.programs.map(({ name, mode }) => ({ name: set.strings.get(name), mode })),
    warnings,
  };
}

async function compileBundle(path: string, output: string | undefined): Promise<Compiled> {
  const tree = readTemplateDirectory(path);
  const { compileDirectory } = await import("./compile-directory.ts");
  const bytes = compileDirectory(tree, path);
  const warnings = warningsOf(await checkTemplates(path));
  const { set } = loadBundle(bytes).loaded;
  const target = output ?? `${path}.dxf`;
  writeOutput(target, bytes, path);
  const utf8 = new TextEncoder();
  let sourceBytes = utf8.encode(tree.manifest).length;
  for (const file of tree.files) sourceBytes += file.bytes?.length ?? 0;
  for (const text of tree.partials.values()) sourceBytes += utf8.encode(text).length;
  return {
    source: relativePath(path),
    output: target === TO_STANDARD_OUTPUT ? "standard output" : relativePath(target),
    sourceBytes,
    outputBytes: bytes.length,
    programs: set.programs.map(({ name, mode }) => ({ name: set.strings.get(name), mode })),
    warnings,
  };
}

/** The warnings among what a check found. @throws {DxgError} the first fault */
function warningsOf(findings: readonly Finding[]): readonly Warning[] {
  const warnings: Warning[] = [];
  for (const finding of findings) {
    if (finding instanceof DxgError) throw finding;
    warnings.push(finding);
  }
  return warnings;
}
