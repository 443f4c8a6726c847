/** Where a project begins, and what lies in it. It looks at names only and opens nothing. */
import { currentFolder, joinPath, parentPath } from "../base/path.ts";
import { status } from "../native/os.ts";

/** Names that mark the root of a project, by rank: a mark of dxg further up comes before git's. */
const MARKS = [".dx", "dxg.lock"] as const;

/**
 * The nearest folder upwards with `.dx` or `dxg.lock`, else the nearest with `.git`, else `from` itself. A folder inside
 * `.dx` is not one.
 * @param from absolute path
 */
export function projectRoot(from: string = currentFolder()): string {
  let git: string | undefined;
  for (let folder = from; ; folder = parentPath(folder)) {
    if (MARKS.some((mark) => status(joinPath(folder, mark)) !== undefined)) return folder;
    if (git === undefined && status(joinPath(folder, ".git")) !== undefined) git = folder;
    if (folder === "/" || folder === "") return git ?? from;
  }
}

/** Whether a path is a folder or lies below it, by text. */
export function isInside(path: string, folder: string): boolean {
  return path === folder || folder === "/" || path.startsWith(`${folder}/`);
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
