/** Where a single text template's includes come from: its own folder and those below it, never above. */
import { joinPath } from "../base/path.ts";
import { status } from "../native/os.ts";
import { readText } from "../source/directory.ts";

export function siblingLoader(folder: string): (name: string) => string | undefined {
  return (name) => {
    if (name.startsWith("/") || name.split("/").includes("..")) return undefined;
    const path = joinPath(folder, name);
    return status(path)?.kind === "file" ? readText(path) : undefined;
  };
}
