/** The use case behind `dxg template check`: what is wrong with a template, as data. */
import { DxgError } from "../base/error.ts";
import { fileName, parentPath, resolvePath } from "../base/path.ts";
import type { Finding } from "../compile/diagnostic.ts";
import type { Manifest } from "../format/manifest.ts";
import { showPath, status } from "../native/os.ts";
import {
  isBinary,
  isTemplateDirectory,
  readTemplateDirectory,
  readText,
  readTextOrBinary,
} from "../source/directory.ts";
import { findTemplate } from "../source/find.ts";
import { sourcesBelow, withExcerpt } from "./excerpt.ts";
import { siblingLoader, siblingNames } from "./sibling-loader.ts";

/** @throws {DxgError} template/*, io/* where the template cannot be read at all */
export async function checkTemplates(wanted: string): Promise<readonly Finding[]> {
  const path = resolvePath(wanted);
  if (status(path)?.kind === "file" && !wanted.endsWith(".dxf")) {
    if (path.endsWith(".dxt") || isBinary(readTextOrBinary(path))) throw compiled(wanted);
    return findingsOfText(path);
  }
  const directory = isTemplateDirectory(path) ? path : directoryOf(wanted);
  const { checkTree } = await import("../compile/check-all.ts");
  const find = sourcesBelow(directory);
  const tree = readTemplateDirectory(directory);
  const found = withExcerpt(find, () => checkTree(tree));
  const findings = [...(await engineWarnings(tree.manifest)), ...found];
  return findings.map((finding) => {
    if (!(finding instanceof DxgError)) return finding;
    try {
      return withExcerpt(find, () => {
        throw finding;
      });
    } catch (error) {
      return error as DxgError;
    }
  });
}

function directoryOf(wanted: string): string {
  const location = findTemplate(wanted);
  if (location.kind === "directory") return location.path;
  throw compiled(wanted);
}

function compiled(wanted: string): DxgError {
  return new DxgError("template/bad-file", `"${showPath(wanted)}" is compiled: only sources can be checked`);
}

/** Whoever writes a template may have another dxg than those who use it: what does not fit here stops nothing. */
async function engineWarnings(text: string): Promise<readonly Finding[]> {
  const { parseManifest } = await import("../compile/manifest.ts");
  let manifest: Manifest;
  try {
    manifest = parseManifest(text, MANIFEST_NAME);
  } catch (error) {
    if (error instanceof DxgError) return [];
    throw error;
  }
  const { misfit } = await import("./engine.ts");
  const detail = misfit(manifest);
  if (detail === undefined) return [];
  const lines = text.split(/\r\n|\r|\n/);
  const index = Math.max(
    0,
    lines.findIndex((line) => line.startsWith("engine")),
  );
  const span = { source: MANIFEST_NAME, line: index + 1, column: 1, length: "engine".length, text: lines[index] ?? "" };
  return [
    { code: "check/engine", detail, span, hint: "Here it cannot be used; name versions that fit under `engine`" },
  ];
}

const MANIFEST_NAME = "template.yaml";

/** @throws {DxgError} io/* */
export async function findingsOfText(path: string): Promise<readonly Finding[]> {
  const { checkText } = await import("../compile/check-all.ts");
  const folder = parentPath(path);
  return checkText(readText(path), {
    name: fileName(path),
    loader: siblingLoader(folder),
    names: siblingNames(folder, path),
  });
}
