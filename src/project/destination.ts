/** The folder that a generation writes below, held open while it is looked at and written. It need not exist yet. */
import { DxgError } from "../base/error.ts";
import { fileName, joinPath, parentPath } from "../base/path.ts";
import { type FileStatus, showPath } from "../native/os.ts";
import { type OpenDirectory, readFileAt, removeDirectoryAt, statusOf } from "../native/os-at.ts";
import { type Folder, type HeldTree, holdNearest } from "./held-tree.ts";

export class Destination {
  /** Absolute path. */
  readonly path: string;
  /** The destination, or the nearest folder above it that exists. */
  readonly tree: HeldTree;
  /** The folders from there to the destination; empty when it exists. */
  readonly missing: string;
  readonly #made: string[] = [];

  private constructor(path: string, tree: HeldTree, missing: string) {
    this.path = path;
    this.tree = tree;
    this.missing = missing;
  }

  /** @throws {DxgError} io/not-directory when a file is in the way; io/* */
  static open(path: string): Destination {
    const { tree, missing } = holdNearest(path);
    return new Destination(path, tree, missing);
  }

  /** What is at a folder below the destination; empty for the destination itself. @throws {DxgError} io/* */
  folder(path: string): Folder {
    return this.tree.folder(this.inTree(path));
  }

  /** As `HeldTree.make`; what was made can be taken away again. */
  make(path: string): OpenDirectory {
    return this.tree.make(this.inTree(path), (made) => this.#made.push(made));
  }

  /** Removes the folders that `make` has made, as far as they are empty. */
  removeMade(): void {
    this.tree.closeFolders();
    for (const path of this.#made.splice(0).reverse()) {
      const above = this.tree.folder(parentPath(path));
      if (above.kind === "there") removeDirectoryAt(above.dir, fileName(path), this.tree.shown(path));
    }
  }

  /** Of the nearest folder that exists: tells the file system, and what new files in it are given. */
  status(): FileStatus {
    return statusOf(this.tree.root, this.tree.path);
  }

  /** For messages. */
  shown(path: string): string {
    return showPath(joinPath(this.path, path));
  }

  close(): void {
    this.tree.close();
  }

  /** A path below the destination as one of `tree`. */
  inTree(path: string): string {
    return this.missing === "" ? path : path === "" ? this.missing : `${this.missing}/${path}`;
  }
}

/**
 * The content of a file below a destination, by the way that plan and commit take: through no link.
 * @throws {DxgError} io/not-found when it or its folder is not there; io/*
 */
export function readBelow(destination: string, path: string, maxBytes: number): Uint8Array {
  const held = Destination.open(destination);
  try {
    const folder = held.folder(parentPath(path));
    if (folder.kind !== "there") throw new DxgError("io/not-found", held.shown(path));
    return readFileAt(folder.dir, fileName(path), maxBytes, held.shown(path));
  } finally {
    held.close();
  }
}
