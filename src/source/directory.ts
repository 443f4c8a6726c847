/** Reads a template directory from disk. Symbolic links are refused: they could lead anywhere. */
import { DxgError } from "../base/error.ts";
import { BINARY_BYTES_MAX, FILES_MAX, SOURCE_BYTES_MAX } from "../base/limits.ts";
import { joinPath } from "../base/path.ts";
import type { TemplateTree, TreeFile } from "../compile/template-tree.ts";
import { list, readFile, showPath, status } from "../native/os.ts";

export const MANIFEST_FILE = "template.yaml";
/** An empty file of this name keeps its folder. */
const KEEP_FILE = ".dxkeep";
const EXECUTE_BIT = 0o100;

/** Whether a path is a directory with a manifest. */
export function isTemplateDirectory(path: string): boolean {
  return status(joinPath(path, MANIFEST_FILE))?.kind === "file";
}

/**
 * @throws {DxgError} template/symlink, template/bad-file, io/*
 */
export function readTemplateDirectory(path: string): TemplateTree {
  const manifest = readText(joinPath(path, MANIFEST_FILE));
  const files: TreeFile[] = [];
  walk(joinPath(path, "files"), "", files);
  const partials = new Map<string, string>();
  const found: TreeFile[] = [];
  walk(joinPath(path, "partials"), "", found);
  for (const { path: name, bytes } of found) {
    if (bytes !== undefined) partials.set(name, decode(bytes, joinPath(path, `partials/${name}`)));
  }
  return { name: path.slice(path.lastIndexOf("/") + 1), manifest, files, partials };
}

/** A text file. @throws {DxgError} io/not-utf8, io/* */
export function readText(path: string): string {
  return decode(readFile(path, SOURCE_BYTES_MAX), path);
}

function decode(bytes: Uint8Array, path: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: false }).decode(bytes);
  } catch (cause) {
    throw new DxgError("io/not-utf8", showPath(path), { cause, hint: "Save the file as UTF-8" });
  }
}

function walk(folder: string, prefix: string, into: TreeFile[]): void {
  if (status(folder) === undefined) return;
  for (const { name, kind } of list(folder)) {
    const path = joinPath(folder, name);
    const relative = prefix === "" ? name : `${prefix}/${name}`;
    if (kind === "link") throw new DxgError("template/symlink", showPath(path), { hint: "Copy what it points to" });
    if (kind === "directory") walk(path, relative, into);
    else if (kind !== "file") throw new DxgError("template/bad-file", `${showPath(path)} is not an ordinary file`);
    else if (name === KEEP_FILE) into.push({ path: prefix, bytes: undefined, executable: false });
    else {
      const bytes = readFile(path, BINARY_BYTES_MAX);
      const mode = status(path)?.mode ?? 0;
      into.push({ path: relative, bytes, executable: (mode & EXECUTE_BIT) !== 0 });
    }
    if (into.length > FILES_MAX) throw new DxgError("template/bad-file", `more than ${FILES_MAX} files`);
  }
}
