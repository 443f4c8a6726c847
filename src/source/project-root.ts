/** Where the project begins that the user works in, and whether a path lies in it. */
import { joinPath, parentPath } from "../base/path.ts";
import { status } from "../native/os.ts";

/** The nearest folder upwards with `.dx` or `dxg.lock`, else with `.git`, else the current one. */
export function projectRoot(): string {
  const here = process.cwd();
  return nearest(here, [".dx", "dxg.lock"]) ?? nearest(here, [".git"]) ?? here;
}

function nearest(from: string, names: readonly string[]): string | undefined {
  for (let folder = from; ; folder = parentPath(folder)) {
    if (names.some((name) => status(joinPath(folder, name)) !== undefined)) return folder;
    if (folder === "/" || folder === "") return undefined;
  }
}

/**
 * Whether a path lies below a folder by its own names, and no link on the way leads elsewhere.
 * @param path absolute, without `..`
 */
export function isReached(path: string, folder: string): boolean {
  const prefix = folder === "/" ? folder : `${folder}/`;
  if (!path.startsWith(prefix)) return false;
  for (let at = path; at.length > folder.length; at = parentPath(at)) {
    if (status(at)?.kind === "link") return false;
    if (at === "/") break;
  }
  return true;
}
