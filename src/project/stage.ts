/**
 * The new contents of a generation as a tree on disk, before any of them is in its place: what hooks work on and
 * what permissions are checked on. Nothing outside the stage is read or written here.
 */
import { DxgError } from "../base/error.ts";
import { firstOf } from "../base/first-of.ts";
import { FILES_MAX, GENERATION_BYTES_MAX, OUTPUT_BYTES_MAX, PATH_BYTES_MAX } from "../base/limits.ts";
import { fileName, joinPath, parentPath } from "../base/path.ts";
import { showPath } from "../native/os.ts";
import {
  changeModeAt,
  closeDirectory,
  createFileAt,
  giveOwnerRights,
  listAt,
  type OpenDirectory,
  openDirectoryAt,
  readFileAt,
  statusAt,
} from "../native/os-at.ts";
import type { Destination } from "./destination.ts";
import { FOLDER_MODE, type Folder, HeldTree } from "./held-tree.ts";
import { outputMode } from "./output-mode.ts";
import { checkOutputPaths } from "./output-path.ts";
import type { PlannedOutput } from "./plan.ts";
import { stopIfAsked } from "./signals.ts";
import { makeStagePlace, type StagePlace } from "./stage-place.ts";
import type { StagedEntry, StagedTree, UnitSource } from "./staged.ts";

export class Stage implements StagedTree, UnitSource {
  readonly path: string;
  /** Laid out as `Destination.tree`, so that a destination which is missing is staged as a folder too. */
  readonly #tree: HeldTree;
  readonly #place: StagePlace;
  readonly #destination: Destination;

  private constructor(place: StagePlace, destination: Destination) {
    this.path = joinPath(place.path, destination.missing);
    this.#tree = new HeldTree(place.stage, destination.tree.path);
    this.#place = place;
    this.#destination = destination;
  }

  /**
   * An empty stage for a destination.
   * @throws {DxgError} write/failed, io/*: nothing is left behind then
   */
  static make(destination: Destination): Stage {
    return new Stage(makeStagePlace(destination), destination);
  }

  /** @throws {DxgError} write/interrupted when a signal waits; io/* */
  write(outputs: readonly Pick<PlannedOutput, "path" | "bytes" | "mode">[]): void {
    this.#place.restoreMode();
    told("a hook", () => {
      this.#restoreModes();
      this.#writeAll(outputs);
    });
  }

  #writeAll(outputs: readonly Pick<PlannedOutput, "path" | "bytes" | "mode">[]): void {
    for (const { path, bytes, mode } of outputs) {
      stopIfAsked();
      const folder = this.#tree.make(this.#destination.inTree(bytes === undefined ? path : parentPath(path)), nothing);
      if (bytes === undefined) continue;
      const shown = this.#destination.shown(path);
      if (!createFileAt(folder, fileName(path), bytes, outputMode(mode), shown)) {
        throw new DxgError("write/failed", `a hook has made ${showPath(path)}, which the template makes too`, {
          hint: "Make it in a post_generate hook, or by the template alone",
        });
      }
    }
  }

  list(): readonly StagedEntry[] {
    const found: StagedEntry[] = [];
    this.#walk(found);
    return found;
  }

  read(path: string): Uint8Array {
    const folder = this.#folderOf(path);
    if (folder.kind !== "there") throw new DxgError("write/refused", `${showPath(path)} is not in the stage`);
    return readFileAt(folder.dir, fileName(path), OUTPUT_BYTES_MAX, this.#destination.shown(path));
  }

  /**
   * Reads the outputs anew after something has worked on the stage. Permissions that outputs do not have are taken away.
   * @param planned what was written: tells where an output comes from and whether it is written only once
   * @param by who may have changed it, for messages
   * @throws {DxgError} write/refused with everything that may not be written; path/unsafe, path/duplicate; io/*
   */
  outputs(planned: readonly PlannedOutput[], by: string): readonly PlannedOutput[] {
    this.#tree.closeFolders();
    this.#place.restoreMode();
    const entries = told(by, () => {
      this.#restoreModes();
      return this.list();
    });
    refuseUnsafe(entries, by);
    const known = new Map(planned.map((output) => [output.path, output]));
    const holding = new Set(entries.map(({ path }) => parentPath(path)));
    const outputs = entries
      .filter(({ kind, path }) => kind === "file" || !holding.has(path))
      .map(({ path, kind, mode }): PlannedOutput => {
        const before = known.get(path);
        return {
          path,
          bytes: kind === "file" ? this.read(path) : undefined,
          mode: kind === "file" ? outputMode(mode) : (before?.mode ?? FOLDER_MODE),
          once: before?.once ?? false,
          source: before?.source ?? by,
        };
      });
    checkOutputPaths(outputs);
    this.#takeAwayPermissions(entries);
    return outputs;
  }

  /** Of the folders above the outputs, which are ours and not what a hook may leave. @throws {DxgError} io/* */
  #restoreModes(): void {
    const { missing } = this.#destination;
    for (let end = missing.indexOf("/"); missing !== ""; end = missing.indexOf("/", end + 1)) {
      const path = end < 0 ? missing : missing.slice(0, end);
      const above = this.#tree.folder(parentPath(path));
      const shown = this.#tree.shown(path);
      if (above.kind !== "there" || statusAt(above.dir, fileName(path), shown)?.kind !== "directory") return;
      giveOwnerRights(above.dir, fileName(path), shown);
      changeModeAt(above.dir, fileName(path), FOLDER_MODE & ~process.umask(), shown);
      if (end < 0) return;
    }
  }

  /** All is on disk already. */
  prepare(): void {
    // Nothing is left to do.
  }

  locate(path: string): { readonly dir: OpenDirectory; readonly name: string } {
    const folder = this.#tree.folder(parentPath(path));
    if (folder.kind === "there") return { dir: folder.dir, name: fileName(path) };
    throw new DxgError("write/failed", `${showPath(this.#tree.shown(path))} is not in the stage any more`);
  }

  /** Removes it with all that is still in it. */
  remove(): void {
    this.#tree.closeFolders();
    this.#place.remove();
  }

  #folderOf(path: string): Folder {
    return this.#tree.folder(this.#destination.inTree(parentPath(path)));
  }

  #walk(found: StagedEntry[]): void {
    const pending = [""];
    for (let folder = pending.pop(); folder !== undefined; folder = pending.pop()) {
      const inTree = this.#destination.inTree(folder);
      const shown = this.#destination.shown(folder);
      const opened = inTree === "" ? this.#place.stage : openDirectoryAt(this.#place.stage, inTree, shown, true);
      if (opened === "missing" && folder === "") return;
      if (typeof opened !== "number") throw new DxgError("write/refused", `${shown} cannot be read (${opened})`);
      try {
        for (const { name } of listAt(opened, shown)) {
          const path = folder === "" ? name : `${folder}/${name}`;
          const status = statusAt(opened, name, this.#destination.shown(path));
          if (status === undefined) continue;
          const { kind, size, mode, links } = status;
          found.push({ path, kind, size, mode, links });
          if (kind === "directory" && path.length < PATH_BYTES_MAX) pending.push(path);
          if (found.length > FILES_MAX) return;
        }
      } finally {
        if (inTree !== "") closeDirectory(opened);
      }
    }
  }

  /** Set-id bits, and write permission of others, which hooks may have given. */
  #takeAwayPermissions(entries: readonly StagedEntry[]): void {
    const umask = process.umask();
    for (const { path, kind, mode } of entries) {
      const wanted = (kind === "directory" ? FOLDER_MODE : outputMode(mode)) & ~umask;
      if (mode === wanted) continue;
      const folder = this.#folderOf(path);
      if (folder.kind === "there") changeModeAt(folder.dir, fileName(path), wanted, this.#destination.shown(path));
    }
  }
}

function nothing(): void {
  // Folders of a stage go with it.
}

/** Runs what needs rights in the stage: where they are missing, it says who took them. @throws {DxgError} */
function told<T>(by: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    if (!(error instanceof DxgError) || error.code !== "io/permission") throw error;
    const hint = "What is generated must be readable by its owner, and folders that get files writable";
    throw error.with({ notes: [`${by} left it so`], hint });
  }
}

/** Refuses what is neither file nor folder, what has names elsewhere, and what is too much, all in one error. */
function refuseUnsafe(entries: readonly StagedEntry[], by: string): void {
  const notes: string[] = [];
  let total = 0;
  for (const { path, kind, size, links } of entries) {
    const name = showPath(path);
    if (!path.isWellFormed()) notes.push(`${name} has a name that is not UTF-8`);
    if (kind === "link") notes.push(`${name} is a symbolic link`);
    if (kind === "other") notes.push(`${name} is neither a file nor a folder`);
    if (kind !== "file") continue;
    total += size;
    if (links > 1) notes.push(`${name} has another name (a hard link)`);
    if (size > OUTPUT_BYTES_MAX) notes.push(`${name} has more than ${OUTPUT_BYTES_MAX} bytes`);
  }
  if (entries.length > FILES_MAX) notes.push(`there are more than ${FILES_MAX} files and folders`);
  if (total > GENERATION_BYTES_MAX) notes.push(`all files together have more than ${GENERATION_BYTES_MAX} bytes`);
  if (notes.length === 0) return;
  throw new DxgError("write/refused", `what ${showPath(by)} left; nothing was written`, {
    notes: firstOf(notes),
    hint: "Only ordinary files and folders are written, under names that are UTF-8",
  });
}
