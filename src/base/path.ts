/**
 * Paths as text, with `/` between segments; `node:path` costs start-up time that every command would pay. Nothing here
 * touches the file system or follows links.
 */

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
export function resolvePath(path: string, from: string = process.cwd()): string {
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
export function relativePath(path: string, from: string = process.cwd()): string {
  if (path === from) return ".";
  const prefix = from.endsWith("/") ? from : `${from}/`;
  return path.startsWith(prefix) ? path.slice(prefix.length) : path;
}

/** Equal for texts that name the same file on some file system: case and Unicode normalisation do not count. */
export function foldedPath(text: string): string {
  return text.normalize("NFC").toUpperCase().toLowerCase().normalize("NFC");
}
