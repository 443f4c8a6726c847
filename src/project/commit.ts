/**
 * Renames what is staged into place. A folder that is new to the destination is renamed as a whole; a file that is
 * replaced changes places with the new one, so that its path never stands empty. What fails on the way is undone, but
 * not what a kill interrupts: then some of the files are there, each of them whole.
 */
import { DxgError } from "../base/error.ts";
import { BINARY_BYTES_MAX, NAME_BYTES_MAX } from "../base/limits.ts";
import { ownName } from "../base/own-name.ts";
import { fileName, joinPath, parentPath } from "../base/path.ts";
import { type FileStatus, showPath } from "../native/os.ts";
import {
  changeModeAt,
  createFileAt,
  type OpenDirectory,
  RENAME,
  type Renamed,
  readFileAt,
  removeFileAt,
  renameAt,
  statusAt,
} from "../native/os-at.ts";
import { isFileAsStaged, isFolderAsStaged, type StagedContent } from "./as-staged.ts";
import type { Destination } from "./destination.ts";
import type { Change } from "./plan.ts";
import type { UnitSource } from "./staged.ts";

const PERMISSIONS = 0o777;
const READ = 0o444;
const EXECUTE = 0o111;
const NAME_TRIES = 1000;
/** Ends the name of an old file that could not be put back. */
const KEPT = ".dxg-before";
const NOTHING: Uint8Array = new Uint8Array(0);

/** Steps back, newest last; run in reverse when something fails. */
type Undo = () => void;

export class Commit {
  readonly #source: UnitSource;
  readonly #destination: Destination;
  readonly #undo: Undo[] = [];
  /** What is not needed any more once all has gone well. */
  readonly #leftovers: Undo[] = [];
  readonly #edited: string[] = [];

  constructor(source: UnitSource, destination: Destination) {
    this.#source = source;
    this.#destination = destination;
  }

  /** @throws {DxgError} write/conflict, write/failed, io/*: the caller undoes */
  run(changes: readonly Change[]): void {
    const folders = new Map<string, Change[]>();
    const files: Change[] = [];
    for (const change of changes) {
      const top = this.#topMissing(change);
      const together = top === undefined ? files : folders.get(top);
      if (together === undefined) folders.set(top ?? "", [change]);
      else together.push(change);
    }
    this.#source.prepare({ folders, files });
    for (const change of files) if (change.before !== undefined) this.#takeOverMode(change, change.before);
    for (const [path, inside] of folders) this.#placeNew(path, inside);
    for (const change of files) {
      if (change.before === undefined) this.#placeNew(this.#destination.inTree(change.path), [change]);
      else this.#exchange(change, change.before);
    }
  }

  /**
   * Undoes all renames; goes on past a step that fails, since the first failure is the one to report. The result are sentences
   * about what is not as it was, since others have changed it.
   */
  rollBack(): readonly string[] {
    for (const step of this.#undo.reverse()) attempt(step);
    return this.#edited;
  }

  /** Removes what was only needed to roll back. */
  finish(): void {
    for (const step of this.#leftovers) attempt(step);
  }

  /** In `Destination.tree`: the outermost folder that a change is the first to need; its own path for an empty folder. */
  #topMissing({ path, bytes }: Change): string | undefined {
    const inTree = this.#destination.inTree(path);
    let top = bytes === undefined ? inTree : undefined;
    for (let folder = parentPath(inTree); folder !== ""; folder = parentPath(folder)) {
      const found = this.#destination.tree.folder(folder);
      if (found.kind === "there") break;
      if (found.kind === "blocked") throw new DxgError("write/failed", found.why);
      top = folder;
    }
    return top;
  }

  /** The folder of the destination that a path of `Destination.tree` is in. */
  #place(path: string): OpenDirectory {
    const folder = this.#destination.tree.folder(parentPath(path));
    if (folder.kind === "there") return folder.dir;
    throw new DxgError("write/failed", `${this.#shown(parentPath(path))} was taken away while writing`);
  }

  #shown(path: string): string {
    return this.#destination.tree.shown(path);
  }

  /** Renames a file or folder to a name that must be free. */
  #placeNew(path: string, changes: readonly Change[]): void {
    let renamed = this.#rename(path, RENAME.new);
    if (renamed === "unable" && this.#found(path) === undefined) renamed = this.#rename(path, RENAME.over);
    if (renamed === "elsewhere") {
      for (const change of changes) this.#copy(change, undefined);
      return;
    }
    if (renamed !== "renamed") throw appeared(this.#shown(path));
    this.#undo.push(() => this.#takeBack(path, changes));
  }

  /** What somebody has edited meanwhile goes back to its place and stays there, and so does what cannot be looked at. */
  #takeBack(path: string, changes: readonly Change[]): void {
    const { dir, name } = this.#source.locate(path);
    const shown = this.#shown(path);
    renameAt(this.#place(path), fileName(path), dir, name, RENAME.over, shown);
    const [first] = changes;
    const isFile = first?.bytes !== undefined && this.#destination.inTree(first.path) === path;
    const isOurs = isSure(() =>
      isFile
        ? isFileAsStaged(dir, name, first.bytes, shown)
        : isFolderAsStaged(dir, name, this.#contentOf(path, changes), shown),
    );
    if (isOurs) return;
    const renamed = renameAt(dir, name, this.#place(path), fileName(path), RENAME.new, shown);
    if (renamed === "renamed") this.#tellEdited(path);
  }

  #tellEdited(path: string, more = ""): void {
    this.#edited.push(`${showPath(this.#shown(path))} was changed meanwhile, and stays so${more}`);
  }

  #contentOf(folder: string, changes: readonly Change[]): StagedContent {
    const content = new Map<string, Uint8Array | undefined>();
    for (const { path, bytes } of changes) {
      content.set(this.#destination.inTree(path).slice(folder.length + 1), bytes);
    }
    content.delete("");
    return content;
  }

  #rename(path: string, how: number): Renamed {
    const { dir, name } = this.#source.locate(path);
    return renameAt(dir, name, this.#place(path), fileName(path), how, this.#shown(path));
  }

  #found(path: string): FileStatus | undefined {
    return statusAt(this.#place(path), fileName(path), this.#shown(path));
  }

  /** The old file goes to the stage, which also shows whether it is the one that was planned for. */
  #exchange(change: Change, before: FileStatus): void {
    const path = this.#destination.inTree(change.path);
    const found = this.#found(path);
    if (found === undefined || !isSame(found, before)) throw changed(this.#shown(path));
    const renamed = this.#rename(path, RENAME.exchange);
    if (renamed !== "renamed") {
      this.#copy(change, before);
      return;
    }
    this.#undo.push(() => this.#exchangeBack(path, change));
    const { dir, name } = this.#source.locate(path);
    const out = statusAt(dir, name, this.#shown(path));
    if (out === undefined || !isSame(out, before)) throw changed(this.#shown(path));
  }

  /**
   * An old file that cannot be put back, or whose place has a file that somebody has edited meanwhile, is at least kept beside
   * it: the stage is removed with all that is in it.
   */
  #exchangeBack(path: string, { bytes = NOTHING }: Change): void {
    const { dir, name } = this.#source.locate(path);
    const shown = this.#shown(path);
    let isOurs = false;
    let isTheirs = true;
    attempt(() => {
      if (this.#rename(path, RENAME.exchange) !== "renamed") return;
      isTheirs = false;
      isOurs = isSure(() => isFileAsStaged(dir, name, bytes, shown));
      if (!isOurs) isTheirs = this.#rename(path, RENAME.exchange) === "renamed";
    });
    if (!isOurs) this.#keep(dir, name, path, isTheirs);
  }

  /** The new file takes over the permissions of the old one, but for the right to execute. */
  #takeOverMode(change: Change, before: FileStatus): void {
    const path = this.#destination.inTree(change.path);
    const mode = before.mode & PERMISSIONS;
    const executable = (change.mode & EXECUTE) !== 0;
    const taken = executable ? mode | ((mode & READ) >> 2) : mode & ~EXECUTE;
    const { dir, name } = this.#source.locate(path);
    changeModeAt(dir, name, taken, this.#shown(path));
  }

  /**
   * Where nothing can be renamed from the stage, as on a file system that is mounted below the destination: the file is
   * staged once more beside its place.
   */
  #copy(change: Change, before: FileStatus | undefined): void {
    const { bytes } = change;
    const destination = this.#destination;
    if (bytes === undefined) {
      destination.make(change.path);
      return;
    }
    const path = destination.inTree(change.path);
    const shown = this.#shown(path);
    const { dir, name } = this.#source.locate(path);
    this.#leftovers.push(() => removeFileAt(dir, name, shown));
    const staged = statusAt(dir, name, shown);
    const folder = destination.make(parentPath(change.path));
    const temporary = this.#temporary(folder, path, bytes, (staged?.mode ?? change.mode) & PERMISSIONS);
    const found = statusAt(folder, fileName(path), shown);
    if (before === undefined ? found !== undefined : found === undefined || !isSame(found, before))
      throw changed(this.#shown(path));
    let old: string | undefined;
    if (before !== undefined) {
      const kept = readFileAt(folder, fileName(path), BINARY_BYTES_MAX, shown);
      old = this.#temporary(folder, path, kept, before.mode & PERMISSIONS);
    }
    renameAt(folder, temporary, folder, fileName(path), RENAME.over, shown);
    this.#undo.push(() => {
      const place = this.#place(path);
      const file = fileName(path);
      const isOurs = isSure(() => isFileAsStaged(place, file, bytes, shown));
      if (old === undefined && isOurs) removeFileAt(place, file, shown);
      else if (old === undefined) this.#tellEdited(path);
      else if (isOurs) renameAt(place, old, place, file, RENAME.over, shown);
      else this.#keep(place, old, path, true);
    });
  }

  /**
   * Gives a file a free name beside its place, for people to find.
   * @param isOld whether it is what was there before, and the place has what others made; else it is the other way round
   */
  #keep(from: OpenDirectory, name: string, path: string, isOld: boolean): void {
    for (let tries = 1; tries <= NAME_TRIES; tries += 1) {
      const kept = withSuffix(path, `${KEPT}${tries === 1 ? "" : `-${tries}`}`);
      if (this.#found(kept) !== undefined) continue;
      const rename = (how: number): Renamed =>
        renameAt(from, name, this.#place(path), fileName(kept), how, this.#shown(path));
      const renamed = rename(RENAME.new);
      if (renamed !== "renamed" && (renamed !== "unable" || rename(RENAME.over) !== "renamed")) continue;
      if (isOld) this.#tellEdited(path, `; what it was before is in ${fileName(kept)}`);
      else this.#edited.push(`what ${showPath(this.#shown(path))} was changed to meanwhile is in ${fileName(kept)}`);
      return;
    }
  }

  /** A file beside a place under a free name, which is gone in the end whatever comes. */
  #temporary(folder: OpenDirectory, path: string, bytes: Uint8Array, mode: number): string {
    const shown = this.#shown(path);
    for (let tries = 0; tries < NAME_TRIES; tries += 1) {
      const name = ownName();
      if (!createFileAt(folder, name, bytes, mode, shown)) continue;
      this.#leftovers.push(() => removeFileAt(this.#place(path), name, shown));
      changeModeAt(folder, name, mode, shown);
      return name;
    }
    throw new DxgError("write/failed", `${shown} has no free name beside it`);
  }
}

/** A path with something behind its name, which is cut where the name would be too long. */
function withSuffix(path: string, suffix: string): string {
  let name = fileName(path);
  while (Buffer.byteLength(name + suffix) > NAME_BYTES_MAX) name = name.slice(0, -1);
  return joinPath(parentPath(path), name + suffix);
}

/** Whether it is the file that was planned for, with the content that was compared. */
function isSame(found: FileStatus, before: FileStatus): boolean {
  return (
    found.kind === before.kind &&
    found.inode === before.inode &&
    found.device === before.device &&
    found.size === before.size &&
    found.mtimeSeconds === before.mtimeSeconds &&
    found.mtimeNanos === before.mtimeNanos
  );
}

function appeared(path: string): DxgError {
  return new DxgError("write/conflict", `${showPath(path)} appeared while writing`, { hint: "Run it again" });
}

function changed(path: string): DxgError {
  return new DxgError("write/conflict", `${showPath(path)} was changed while writing`, { hint: "Run it again" });
}

/** Whether something is so; not when it cannot be looked at. */
function isSure(check: () => boolean): boolean {
  let result = false;
  attempt(() => {
    result = check();
  });
  return result;
}

function attempt(step: Undo): void {
  try {
    step();
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
  }
}
