/**
 * Removes a folder with all that is in it, following nothing, also where somebody has taken away the rights to it. However
 * deep it is, few folders are open at a time: those inside are moved up before they are gone through.
 */
import { DxgError } from "../base/error.ts";
import { showPath } from "../native/os.ts";
import {
  closeDirectory,
  giveOwnerRights,
  listAt,
  type OpenDirectory,
  openDirectoryAt,
  RENAME,
  removeDirectoryAt,
  removeFileAt,
  renameAt,
} from "../native/os-at.ts";

/**
 * @param dir the folder that it is in
 * @throws {DxgError} io/*
 */
export function removeTree(dir: OpenDirectory, name: string, shown: string): void {
  const top = open(dir, name, shown);
  if (top === undefined) return;
  try {
    let moved = 0;
    for (let left = listAt(top, shown); left.length > 0; left = listAt(top, shown)) {
      for (const entry of left) {
        if (entry.kind !== "directory") removeFileAt(top, entry.name, shown);
        else if (!removeDirectoryAt(top, entry.name, shown)) {
          moved = empty(top, entry.name, moved, shown);
          removeDirectoryAt(top, entry.name, shown);
        }
      }
    }
  } finally {
    closeDirectory(top);
  }
  if (!removeDirectoryAt(dir, name, shown)) throw new DxgError("io/failed", `${showPath(shown)} is still in use`);
}

/** Removes the files of a folder in `top` and moves its folders to `top` under free names, the first numbered `moved`. */
function empty(top: OpenDirectory, name: string, moved: number, shown: string): number {
  const folder = open(top, name, shown);
  if (folder === undefined) return moved;
  let number = moved;
  try {
    for (const entry of listAt(folder, shown)) {
      if (entry.kind !== "directory") removeFileAt(folder, entry.name, shown);
      else {
        // A folder that may not be written cannot be moved either: it holds the way up.
        giveOwnerRights(folder, entry.name, shown);
        while (!moveUp(folder, entry.name, top, `${MOVED}${number}`, shown)) number += 1;
        number += 1;
      }
    }
  } finally {
    closeDirectory(folder);
  }
  return number;
}

/** Whether the name was free. */
function moveUp(folder: OpenDirectory, name: string, top: OpenDirectory, free: string, shown: string): boolean {
  const moved = renameAt(folder, name, top, free, RENAME.new, shown);
  return (moved === "unable" ? renameAt(folder, name, top, free, RENAME.over, shown) : moved) === "renamed";
}

const MOVED = ".dxg-removed-";

function open(dir: OpenDirectory, name: string, shown: string): OpenDirectory | undefined {
  giveOwnerRights(dir, name, shown);
  const opened = openDirectoryAt(dir, name, shown, true);
  if (opened === "missing") return undefined;
  if (typeof opened === "number") return opened;
  throw new DxgError("io/failed", `${showPath(shown)} cannot be removed (${opened})`);
}
