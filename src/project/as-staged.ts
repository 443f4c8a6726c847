/**
 * Whether what a run has staged is still as it made it. Once it had its place, others could see and edit it: then it is theirs, and
 * taking it back must not remove it.
 */
import { fileName, parentPath } from "../base/path.ts";
import { namesAt, type OpenDirectory, openDirectoryAt, readFileAt, statusAt } from "../native/os-at.ts";
import { HeldTree } from "./held-tree.ts";

/** What belongs in a staged folder, by its path there; a folder without files has no bytes. */
export type StagedContent = ReadonlyMap<string, Uint8Array | undefined>;

/** @throws {DxgError} io/* */
export function isFileAsStaged(dir: OpenDirectory, name: string, bytes: Uint8Array, shown: string): boolean {
  const found = statusAt(dir, name, shown);
  if (found?.kind !== "file" || found.size !== bytes.length) return false;
  return Buffer.compare(readFileAt(dir, name, found.size, shown), bytes) === 0;
}

/** Whether a folder has these files as they are, and nothing else. @throws {DxgError} io/* */
export function isFolderAsStaged(dir: OpenDirectory, name: string, content: StagedContent, shown: string): boolean {
  const root = openDirectoryAt(dir, name, shown);
  if (typeof root !== "number") return false;
  const tree = new HeldTree(root, shown);
  const names = new Map<string, Set<string>>([["", new Set()]]);
  try {
    for (const [path, bytes] of content) {
      const folder = tree.folder(parentPath(path));
      if (folder.kind !== "there") return false;
      if (bytes !== undefined && !isFileAsStaged(folder.dir, fileName(path), bytes, tree.shown(path))) return false;
      if (bytes === undefined && !names.has(path)) names.set(path, new Set());
      for (let at = path; at !== ""; at = parentPath(at)) {
        const beside = names.get(parentPath(at)) ?? new Set();
        names.set(parentPath(at), beside.add(fileName(at)));
      }
    }
    for (const [path, expected] of names) {
      const folder = tree.folder(path);
      if (folder.kind !== "there" || namesAt(folder.dir, "", tree.shown(path)).length !== expected.size) return false;
    }
    return true;
  } finally {
    tree.close();
  }
}
