/**
 * Where a single text template's includes come from: its own folder and those below it, never above. As in the directory of a
 * template no symbolic link is followed, since it may lead anywhere.
 */
import { DxgError } from "../base/error.ts";
import { fileName, joinPath } from "../base/path.ts";
import { showPath, status } from "../native/os.ts";
import { closeDirectory, listAt, openDirectory } from "../native/os-at.ts";
import { readText } from "../source/directory.ts";

/** @throws {DxgError} template/symlink, io/*; the loader, not what makes it */
export function siblingLoader(folder: string): (name: string) => string | undefined {
  return (name) => {
    const segments = name.split("/");
    if (name.startsWith("/") || segments.includes("..")) return undefined;
    let path = folder;
    for (const [index, segment] of segments.entries()) {
      path = joinPath(path, segment);
      const kind = status(path)?.kind;
      if (kind === "link") throw new DxgError("template/symlink", showPath(path), { hint: "Copy what it points to" });
      if (kind !== (index === segments.length - 1 ? "file" : "directory")) return undefined;
    }
    return readText(path);
  };
}

/** Files beside a template that have its extension: what an include may mean that computes its name. */
export function siblingNames(folder: string, template: string): () => readonly string[] {
  const extension = /\.[^.]+$/.exec(fileName(template))?.[0];
  return () => {
    const names: string[] = [];
    if (extension === undefined) return names;
    const shown = folder === "" ? "." : folder;
    const dir = openDirectory(shown);
    if (typeof dir !== "number") return names;
    for (const { name, kind } of listAt(dir, shown)) {
      // No template can name a file whose name is not UTF-8.
      if (kind === "file" && name.endsWith(extension) && name.isWellFormed()) names.push(name);
    }
    closeDirectory(dir);
    return names;
  };
}
