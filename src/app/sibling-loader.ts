/** Where a single text template's includes come from: its own folder and those below it, never above. */
import { fileName, joinPath } from "../base/path.ts";
import { status } from "../native/os.ts";
import { closeDirectory, listAt, openDirectory } from "../native/os-at.ts";
import { readText } from "../source/directory.ts";

export function siblingLoader(folder: string): (name: string) => string | undefined {
  return (name) => {
    if (name.startsWith("/") || name.split("/").includes("..")) return undefined;
    const path = joinPath(folder, name);
    return status(path)?.kind === "file" ? readText(path) : undefined;
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
