/** The use case behind `dxg template check`: what is wrong with a template, as data. */
import { DxgError } from "../base/error.ts";
import { fileName, parentPath, resolvePath } from "../base/path.ts";
import type { Finding } from "../compile/diagnostic.ts";
import { showPath, status } from "../native/os.ts";
import { isTemplateDirectory, readTemplateDirectory, readText } from "../source/directory.ts";
import { findTemplate } from "../source/find.ts";
import { sourcesBelow, withExcerpt } from "./excerpt.ts";
import { siblingLoader, siblingNames } from "./sibling-loader.ts";

/** @throws {DxgError} template/*, io/* where the template cannot be read at all */
export async function checkTemplates(wanted: string): Promise<readonly Finding[]> {
  const path = resolvePath(wanted);
  if (status(path)?.kind === "file" && !wanted.endsWith(".dxf")) return findingsOfText(path);
  const directory = isTemplateDirectory(path) ? path : directoryOf(wanted);
  const { checkTree } = await import("../compile/check-all.ts");
  const find = sourcesBelow(directory);
  const findings = withExcerpt(find, () => checkTree(readTemplateDirectory(directory)));
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
  throw new DxgError("template/bad-file", `"${showPath(wanted)}" is compiled: only sources can be checked`);
}

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
