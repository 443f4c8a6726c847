/** Removes what runs that were killed have left in a folder, by name and by their process. */
import { DxgError } from "../base/error.ts";
import { isDead, PREFIX } from "../base/own-name.ts";
import { closeDirectory, namesAt, type OpenDirectory, openDirectory, removeFileAt, statusAt } from "../native/os-at.ts";
import { removeTree } from "./remove-tree.ts";

export function removeDead(dir: OpenDirectory, shown: string): void {
  try {
    for (const name of namesAt(dir, PREFIX, shown)) if (isDead(name)) removeAny(dir, name, shown);
  } catch (error) {
    // A folder that cannot be read, or another user's: what matters is that the new files can be written.
    if (!(error instanceof DxgError)) throw error;
  }
}

/** The same in the folder of a path, if there is such a folder. */
export function removeDeadIn(folder: string): void {
  const dir = openDirectory(folder);
  if (typeof dir !== "number") return;
  removeDead(dir, folder);
  closeDirectory(dir);
}

/** Whatever it is. */
function removeAny(dir: OpenDirectory, name: string, shown: string): void {
  const found = statusAt(dir, name, shown);
  if (found === undefined) return;
  if (found.kind === "directory") removeTree(dir, name, shown);
  else removeFileAt(dir, name, shown);
}
