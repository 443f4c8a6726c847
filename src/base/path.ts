/**
 * Paths as text, with `/` between segments; `node:path` costs start-up time that every command would pay. Nothing here
 * touches the file system or follows links; only `currentFolder` asks the system.
 */
import { DxgError } from "./error.ts";

/** Absolute path of the folder that the process works in. @throws {DxgError} io/not-found when it has been removed */
export function currentFolder(): string {
  try {
    return process.cwd();
  } catch (cause) {
    const isMissing = (cause as { readonly code?: unknown }).code === "ENOENT";
    throw new DxgError(isMissing ? "io/not-found" : "io/failed", "the current folder", {
      hint: isMissing ? "It has been removed: go to a folder that exists" : "Go to a folder that you may look at",
      cause,
    });
  }
}

/** `parent/child`; a child that is absolute stands alone. */
export function joinPath(parent: string, child: string): string {
  if (isAbsolutePath(child) || parent === "" || parent === ".") return child === "" ? parent : child;
  if (child === "" || child === ".") return parent;
  return parent.endsWith("/") ? parent + child : `${parent}/${child}`;
}

export function isAbsolutePath(path: string): boolean {
  return path.startsWith("/");
}

/** An absolute path without `.`, `..` and doubled slashes, resolved by text alone. */
export function resolvePath(path: string, from: string = currentFolder()): string {
  const segments: string[] = [];
  for (const segment of joinPath(from, path).split("/")) {
    if (segment === "" || segment === ".") continue;
    if (segment === "..") segments.pop();
    else segments.push(segment);
  }
  return `/${segments.join("/")}`;
}

/** Everything before the last segment; `/` for a file of the root, empty for a single segment. */
export function parentPath(path: string): string {
  const slash = path.lastIndexOf("/");
  return slash === 0 ? "/" : slash < 0 ? "" : path.slice(0, slash);
}

/** The last segment. */
export function fileName(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/** The path as a person in `from` would write it: relative when it lies below. */
export function relativePath(path: string, from: string = currentFolder()): string {
  if (path === from) return ".";
  const prefix = from.endsWith("/") ? from : `${from}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : path;
}

/** Equal for texts that name the same file on some file system: case and Unicode normalisation do not count. */
export function foldedPath(text: string): string {
  return text.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");
}
