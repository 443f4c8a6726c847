/**
 * A directory that is held open, and those below it, which are opened as they are needed: the only way in which plan,
 * stage and commit touch the file system. Below the directory itself no symbolic link is followed, whatever others put
 * there meanwhile.
 */
import { DxgError } from "../base/error.ts";
import { fileName, joinPath, parentPath } from "../base/path.ts";
import { showPath } from "../native/os.ts";
import {
  closeDirectory,
  makeDirectoryAt,
  type NotOpened,
  type OpenDirectory,
  openDirectory,
  openDirectoryAt,
  statusAt,
} from "../native/os-at.ts";

/** What is where a folder belongs. */
export type Folder =
  | { readonly kind: "there"; readonly dir: OpenDirectory }
  | { readonly kind: "missing" }
  /** `why` names the obstacle. */
  | { readonly kind: "blocked"; readonly why: string };

const MISSING: Folder = { kind: "missing" };
/** Folders that are open at the same time, far below what a process may open. */
const OPEN_MAX = 128;
/**
 * A run of its own may take a folder away between finding it and going into it; one that does so each time is given up.
 */
const MAKE_TRIES = 20;
export const FOLDER_MODE = 0o755;

export class HeldTree {
  /** Absolute path, for messages and programs; nothing here opens it again. */
  readonly path: string;
  readonly #root: OpenDirectory;
  /** Without the root. */
  readonly #folders = new Map<string, Folder>();

  constructor(root: OpenDirectory, path: string) {
    this.#root = root;
    this.path = path;
  }

  get root(): OpenDirectory {
    return this.#root;
  }

  /** What is at a folder; neither links nor files are taken for folders, nor are those above it. @throws {DxgError} io/* */
  folder(path: string): Folder {
    if (path === "") return { kind: "there", dir: this.#root };
    const known = this.#folders.get(path);
    if (known !== undefined) return known;
    const above = this.folder(parentPath(path));
    const found = above.kind === "there" ? this.#open(path) : above;
    if (this.#folders.size >= OPEN_MAX) this.closeFolders();
    this.#folders.set(path, found);
    return found;
  }

  /**
   * The folder, made where it or one above it is missing.
   * @param made is called for each that was made, outermost first
   * @throws {DxgError} write/failed when something else is in the way; io/*
   */
  make(path: string, made: (path: string) => void): OpenDirectory {
    for (let tries = 1; ; tries += 1) {
      const found = this.folder(path);
      if (found.kind === "there") return found.dir;
      if (found.kind === "blocked") throw new DxgError("write/failed", found.why);
      if (tries > MAKE_TRIES) throw new DxgError("io/not-found", this.shown(path));
      const parent = this.make(parentPath(path), made);
      if (makeDirectoryAt(parent, fileName(path), FOLDER_MODE, this.shown(path)) === "made") made(path);
      this.#folders.delete(path);
    }
  }

  /** For messages. */
  shown(path: string): string {
    return joinPath(this.path, path);
  }

  /** Closes what is open but for the root, so that what has changed is looked at again. */
  closeFolders(): void {
    for (const folder of this.#folders.values()) if (folder.kind === "there") closeDirectory(folder.dir);
    this.#folders.clear();
  }

  close(): void {
    this.closeFolders();
    closeDirectory(this.#root);
  }

  #open(path: string): Folder {
    let opened: OpenDirectory | NotOpened = openDirectoryAt(this.#root, path, this.shown(path));
    if (opened === "busy") {
      this.closeFolders();
      opened = openDirectoryAt(this.#root, path, this.shown(path));
    }
    if (opened === "missing") return MISSING;
    if (opened === "busy") throw new DxgError("io/failed", `${showPath(this.shown(path))} (too many open files)`);
    if (opened === "blocked") return { kind: "blocked", why: this.#obstacle(path) };
    return { kind: "there", dir: opened };
  }

  #obstacle(path: string): string {
    const above = this.folder(parentPath(path));
    const found = above.kind === "there" ? statusAt(above.dir, fileName(path), this.shown(path)) : undefined;
    const why = found?.kind === "link" ? "is a symbolic link, which is never followed" : "is not a directory";
    return `${showPath(path)} ${why}`;
  }
}

/**
 * The folder that the user named, which may be reached by links, or the nearest one above it that exists.
 * @param path absolute
 * @throws {DxgError} io/not-directory when a file is in the way; write/failed when a link that leads nowhere is; io/*
 */
export function holdNearest(path: string): { readonly tree: HeldTree; readonly missing: string } {
  for (let at = path, missing = ""; ; at = parentPath(at)) {
    const opened = openDirectory(at);
    if (opened === "busy") throw new DxgError("io/failed", `${showPath(at)} (too many open files)`);
    if (opened === "blocked") throw new DxgError("io/not-directory", showPath(fileInTheWay(at)));
    if (opened !== "missing") {
      const first = missing.split("/", 1)[0] ?? "";
      if (missing !== "" && statusAt(opened, first, joinPath(at, first))?.kind === "link") {
        closeDirectory(opened);
        throw leadsNowhere(joinPath(at, first));
      }
      return { tree: new HeldTree(opened, at), missing };
    }
    if (at === "/" || at === "") throw new DxgError("io/not-found", showPath(path));
    missing = missing === "" ? fileName(at) : `${fileName(at)}/${missing}`;
  }
}

function leadsNowhere(link: string): DxgError {
  return new DxgError("write/failed", `${showPath(link)} is a symbolic link that leads nowhere`, {
    hint: "Make the folder that it leads to, or choose another one with -o",
  });
}

/** For a folder that has been taken away, or of a system that lets nobody make anything in it, such as /proc. */
export function nothingMade(folder: string): DxgError {
  return new DxgError("write/failed", `nothing can be made in ${showPath(folder)}`, {
    hint: "Choose another folder with -o",
  });
}

/** The nearest part of a path that cannot be gone through. */
function fileInTheWay(path: string): string {
  for (let at = path; at !== "" && at !== "/"; at = parentPath(at)) {
    const above = openDirectory(parentPath(at));
    if (typeof above !== "number") continue;
    closeDirectory(above);
    return at;
  }
  return path;
}
