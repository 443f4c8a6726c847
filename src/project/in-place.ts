/**
 * Stages files beside their places, and new folders beside theirs: for generations that nobody looks at on disk. No folder
 * is made that must be removed again, which takes some file systems a millisecond each. What a killed run left in the folders
 * that are written is removed first.
 */
import { DxgError } from "../base/error.ts";
import { ownName } from "../base/own-name.ts";
import { fileName, parentPath } from "../base/path.ts";
import { showPath } from "../native/os.ts";
import { createFileAt, makeDirectoryAt, type OpenDirectory, openDirectoryAt, removeFileAt } from "../native/os-at.ts";
import type { Destination } from "./destination.ts";
import { FOLDER_MODE, HeldTree, nothingMade } from "./held-tree.ts";
import { outputMode } from "./output-mode.ts";
import type { Change } from "./plan.ts";
import { removeDead } from "./remove-dead.ts";
import { removeTree } from "./remove-tree.ts";
import { stopIfAsked } from "./signals.ts";
import type { UnitSource, Units } from "./staged.ts";

const NAME_TRIES = 1000;

export class InPlace implements UnitSource {
  readonly #destination: Destination;
  /** Names beside their places, by the path in `Destination.tree` that they get. */
  readonly #names = new Map<string, string>();
  /** Those of them that stand for a file which is there. */
  readonly #replacing = new Set<string>();
  /** Those of them that are folders. */
  readonly #folders = new Set<string>();
  readonly #cleaned = new Set<string>();

  constructor(destination: Destination) {
    this.#destination = destination;
  }

  prepare({ folders, files }: Units): void {
    for (const [path, changes] of folders) this.#stageFolder(path, changes);
    for (const change of files) this.#stageFile(change);
  }

  locate(path: string): { readonly dir: OpenDirectory; readonly name: string } {
    const name = this.#names.get(path);
    if (name === undefined) throw new DxgError("write/failed", `${showPath(path)} is not staged`);
    return { dir: this.#folderOf(path), name };
  }

  /**
   * Removes what lies under the names of the stage: old files that were exchanged and, when it was not committed, all
   * that has not been renamed.
   */
  remove(committed: boolean): void {
    for (const [path, name] of this.#names) {
      if (committed && !this.#replacing.has(path)) continue;
      try {
        const folder = this.#destination.tree.folder(parentPath(path));
        if (folder.kind !== "there") continue;
        if (this.#folders.has(path)) removeTree(folder.dir, name, this.#destination.tree.shown(path));
        else removeFileAt(folder.dir, name, this.#destination.tree.shown(path));
      } catch (error) {
        // The next run removes it.
        if (!(error instanceof DxgError)) throw error;
      }
    }
    this.#names.clear();
  }

  #stageFile(change: Change): void {
    stopIfAsked();
    const path = this.#destination.inTree(change.path);
    if (change.before !== undefined) this.#replacing.add(path);
    const { bytes = new Uint8Array(0), mode } = change;
    const shown = this.#destination.tree.shown(path);
    const folder = this.#folderOf(path);
    this.#freeName(path, (name) => createFileAt(folder, name, bytes, outputMode(mode), shown));
  }

  /** A folder that is new to the destination, with all that belongs in it. */
  #stageFolder(path: string, changes: readonly Change[]): void {
    const shown = this.#destination.tree.shown(path);
    const above = this.#folderOf(path);
    this.#folders.add(path);
    const name = this.#freeName(path, (one) => {
      const made = makeDirectoryAt(above, one, FOLDER_MODE, shown);
      if (made === "missing") throw nothingMade(this.#destination.tree.shown(parentPath(path)));
      return made === "made";
    });
    const root = openDirectoryAt(above, name, shown);
    if (typeof root !== "number") throw new DxgError("write/failed", `${showPath(shown)} was taken away while writing`);
    const tree = new HeldTree(root, shown);
    try {
      for (const change of changes) this.#fill(tree, path, change);
    } finally {
      tree.close();
    }
  }

  #fill(tree: HeldTree, root: string, { path, bytes, mode }: Change): void {
    stopIfAsked();
    const inside = this.#destination.inTree(path).slice(root.length + 1);
    if (bytes === undefined) {
      tree.make(inside, nothing);
      return;
    }
    const shown = tree.shown(inside);
    const folder = tree.make(parentPath(inside), nothing);
    if (createFileAt(folder, fileName(inside), bytes, outputMode(mode), shown)) return;
    throw new DxgError("write/failed", `${showPath(shown)} appeared while writing`);
  }

  /** Takes a name for what gets a path; `make` tells whether it was free. */
  #freeName(path: string, make: (name: string) => boolean): string {
    for (let tries = 0; tries < NAME_TRIES; tries += 1) {
      const name = ownName();
      if (!make(name)) continue;
      this.#names.set(path, name);
      return name;
    }
    throw new DxgError("write/failed", `${showPath(path)} has no free name beside it`);
  }

  #folderOf(path: string): OpenDirectory {
    const above = parentPath(path);
    const folder = this.#destination.tree.folder(above);
    if (folder.kind !== "there") {
      throw new DxgError("write/failed", `${this.#destination.shown(above)} was taken away while writing`);
    }
    if (!this.#cleaned.has(above)) {
      this.#cleaned.add(above);
      removeDead(folder.dir, this.#destination.tree.shown(above));
    }
    return folder.dir;
  }
}

function nothing(): void {
  // Folders inside a staged one go with it.
}
