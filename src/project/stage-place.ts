/**
 * Where a stage is: a folder of its own in `.dx/stage`, on the destination's file system. Here it is made, found again
 * after a kill, and removed; what it holds is `stage.ts`'s business. It must not remove anything but stages of dead
 * runs of dxg, and `.dx` only when dxg made it for a stage and nothing else has come in.
 */
import { DxgError } from "../base/error.ts";
import { isDead, ownName } from "../base/own-name.ts";
import { joinPath } from "../base/path.ts";
import { type FileStatus, showPath } from "../native/os.ts";
import {
  changeModeOf,
  closeDirectory,
  createFileAt,
  giveOwnerRights,
  listAt,
  lockDirectory,
  makeDirectoryAt,
  type OpenDirectory,
  openDirectory,
  openDirectoryAt,
  readFileAt,
  removeDirectoryAt,
  removeFileAt,
  statusAt,
  statusOf,
} from "../native/os-at.ts";
import type { Destination } from "./destination.ts";
import { nothingMade } from "./held-tree.ts";
import { removeTree } from "./remove-tree.ts";
import { isInside, projectRoot } from "./root.ts";

const STATE = ".dx";
const STAGES = "stage";
const IGNORE = ".gitignore";
/** The second line is what tells a `.dx` that was made for a stage only. */
const IGNORE_TEXT = `# Made by dxg: everything in here is its own but templates/.
# This folder was made for a run in progress and goes with it.
*
!/templates/
!/templates/**
`;
const STAGES_MODE = 0o777;
/** Of a stage, and of a `.dx` that is made for one: this, with no list in it yet, tells that a killed run was about to. */
const PRIVATE_MODE = 0o700;
const IGNORE_MODE = 0o644;
const PERMISSIONS = 0o777;
const SET_GROUP = 0o2000;
/** Runs that end at this moment may take `.dx` away between any two steps. */
const TRIES = 50;

/**
 * Makes a stage: in the project's root when the destination lies in there and new files are alike there, else in the
 * destination, or the nearest folder above it that exists.
 * @throws {DxgError} write/failed when something is in the way; io/*
 */
export function makeStagePlace(destination: Destination): StagePlace {
  const root = projectRoot();
  if (root !== destination.path && isInside(destination.path, root)) {
    const place = placeInRoot(root, destination.status());
    if (place !== undefined) return place;
  }
  const { root: dir, path } = destination.tree;
  return StagePlace.make({ dir, owned: false, path });
}

/** Undefined when the root is on another file system, gives other groups, or may not be written. */
function placeInRoot(root: string, like: FileStatus): StagePlace | undefined {
  const dir = openDirectory(root);
  if (typeof dir !== "number") return undefined;
  try {
    const found = statusOf(dir, root);
    if (found.device === like.device && ((found.mode | like.mode) & SET_GROUP) === 0) {
      return StagePlace.make({ dir, owned: true, path: root });
    }
  } catch (error) {
    if (!(error instanceof DxgError) || error.code !== "io/permission") throw error;
  }
  closeDirectory(dir);
  return undefined;
}

/** The folder that `.dx` is in. */
interface Holder {
  readonly dir: OpenDirectory;
  /** Whether it is closed with the place. */
  readonly owned: boolean;
  readonly path: string;
}

export class StagePlace {
  /** Absolute path of the stage. */
  readonly path: string;
  /** The stage, locked as long as it is open. */
  readonly stage: OpenDirectory;
  readonly #holder: Holder;
  /** `.dx` and `.dx/stage`. */
  readonly #state: OpenDirectory;
  readonly #stages: OpenDirectory;
  readonly #name: string;

  private constructor(holder: Holder, state: OpenDirectory, stages: OpenDirectory, name: string, stage: OpenDirectory) {
    this.path = stagePath(holder, name);
    this.stage = stage;
    this.#holder = holder;
    this.#state = state;
    this.#stages = stages;
    this.#name = name;
  }

  /** @throws {DxgError} write/failed when something is in the way; io/*: `.dx` is as it was then */
  static make(holder: Holder): StagePlace {
    const path = joinPath(holder.path, STATE);
    for (let tries = 0; tries < TRIES; tries += 1) {
      const made = makeDirectoryAt(holder.dir, STATE, PRIVATE_MODE, path);
      if (made === "missing") throw nothingMade(holder.path);
      const isNew = made === "made";
      const state = openOwn(holder.dir, STATE, path);
      if (state === undefined) continue;
      let place: StagePlace | undefined;
      try {
        if (isNew) createFileAt(state, IGNORE, new TextEncoder().encode(IGNORE_TEXT), IGNORE_MODE, path);
        else refuseForeign(holder, state, path);
        place = StagePlace.#within(holder, state);
        if (place !== undefined) return place;
      } finally {
        if (place === undefined) {
          tidy(holder, state);
          closeDirectory(state);
        }
      }
    }
    throw new DxgError("write/failed", `${showPath(path)} is removed again and again`);
  }

  /** Undefined when another run has removed `.dx` or `.dx/stage` meanwhile. */
  static #within(holder: Holder, state: OpenDirectory): StagePlace | undefined {
    const path = joinPath(holder.path, `${STATE}/${STAGES}`);
    const made = makeDirectoryAt(state, STAGES, STAGES_MODE, path);
    const stages = made === "missing" ? undefined : openOwn(state, STAGES, path);
    if (stages === undefined) return undefined;
    let stage: OpenDirectory | undefined;
    try {
      if (made === "exists") removeDead(stages, path);
      for (let tries = 0; tries < TRIES; tries += 1) {
        const name = ownName();
        const result = makeDirectoryAt(stages, name, PRIVATE_MODE, stagePath(holder, name));
        if (result === "missing") return undefined;
        if (result === "exists") continue;
        stage = openOwn(stages, name, stagePath(holder, name), true);
        if (stage === undefined) return undefined;
        lockDirectory(stage);
        return new StagePlace(holder, state, stages, name, stage);
      }
      throw new DxgError("write/failed", `${showPath(path)} has no free name`);
    } finally {
      if (stage === undefined) closeDirectory(stages);
    }
  }

  /** Undoes what somebody may have done to the permissions of the stage. @throws {DxgError} io/* */
  restoreMode(): void {
    changeModeOf(this.stage, PRIVATE_MODE, this.path);
  }

  #removeStage(): void {
    if (!removeDirectoryAt(this.#stages, this.#name, this.path)) removeTree(this.#stages, this.#name, this.path);
  }

  /** Removes the stage with all that is in it and, when no other run needs it, `.dx` if a stage was all it was made for. */
  remove(): void {
    try {
      this.#removeStage();
    } catch (error) {
      if (!(error instanceof DxgError) || error.code !== "io/permission") throw error;
      // What works on the stage may have reached the folder that it is in.
      giveOwnerRights(this.#state, STAGES, this.path);
      this.#removeStage();
    } finally {
      closeDirectory(this.stage);
      closeDirectory(this.#stages);
      tidy(this.#holder, this.#state);
      closeDirectory(this.#state);
      if (this.#holder.owned) closeDirectory(this.#holder.dir);
    }
  }
}

function stagePath(holder: Holder, name: string): string {
  return joinPath(holder.path, `${STATE}/${STAGES}/${name}`);
}

/** @returns undefined when it is missing @throws {DxgError} write/failed when it is no folder; io/* */
function openOwn(dir: OpenDirectory, name: string, shown: string, readable = false): OpenDirectory | undefined {
  const opened = openDirectoryAt(dir, name, shown, readable);
  if (typeof opened === "number") return opened;
  if (opened === "missing") return undefined;
  if (opened === "busy") throw new DxgError("io/failed", `${showPath(shown)} (too many open files)`);
  throw new DxgError("write/failed", `${showPath(shown)} is not a directory of its own`, {
    hint: "dxg keeps what it is about to write in there: a link or a file in its place is never followed",
  });
}

/**
 * Removes `.dx/stage` when it is empty, and `.dx` when it was made for a stage. A run that comes meanwhile finds them gone
 * and makes them again, or has something in there already: then they stay, with the list for git.
 */
function tidy(holder: Holder, state: OpenDirectory): void {
  const path = joinPath(holder.path, STATE);
  const list = joinPath(path, IGNORE);
  try {
    if (!removeDirectoryAt(state, STAGES, path) && statusAt(state, STAGES, path) !== undefined) return;
    if (!isForStage(state, path, list)) return;
    const listed = removeFileAt(state, IGNORE, list);
    if (removeDirectoryAt(holder.dir, STATE, path) || !listed) return;
    createFileAt(state, IGNORE, new TextEncoder().encode(IGNORE_TEXT), IGNORE_MODE, list);
  } catch (error) {
    // What cannot be tidied stays; the files of the generation are what counts.
    if (!(error instanceof DxgError)) throw error;
  }
}

/** Whether `.dx` was made for a stage: private, with the list for git that says so, or without any. */
function isForStage(state: OpenDirectory, path: string, list: string): boolean {
  if ((statusOf(state, path).mode & PERMISSIONS) !== PRIVATE_MODE) return false;
  const found = statusAt(state, IGNORE, list);
  if (found === undefined) return true;
  if (found.kind !== "file" || found.size !== IGNORE_TEXT.length) return false;
  return new TextDecoder().decode(readFileAt(state, IGNORE, IGNORE_TEXT.length, list)) === IGNORE_TEXT;
}

/**
 * Someone else's `.dx` in a folder that is not theirs, such as a shared temporary one, is no place for what is to be
 * trusted.
 */
function refuseForeign(holder: Holder, state: OpenDirectory, path: string): void {
  const { uid } = statusOf(state, path);
  if (uid === 0 || uid === process.getuid?.() || uid === statusOf(holder.dir, holder.path).uid) return;
  throw new DxgError("write/failed", `${showPath(path)} belongs to another user`, {
    hint: "Choose another folder with -o, or have it removed",
  });
}

/** Removes the stages of runs that were killed: those with a name of dxg's whose process is gone and whose lock is free. */
function removeDead(stages: OpenDirectory, path: string): void {
  for (const { name, kind } of listAt(stages, path)) {
    if (kind !== "directory" || !isDead(name)) continue;
    try {
      const stage = openDirectoryAt(stages, name, joinPath(path, name), true);
      if (typeof stage !== "number") continue;
      // A process of another container has a number that means nothing here; the lock does.
      const isFree = lockDirectory(stage);
      if (isFree) removeTree(stages, name, joinPath(path, name));
      closeDirectory(stage);
    } catch (error) {
      // Another user's, or another run is removing it.
      if (!(error instanceof DxgError)) throw error;
    }
  }
}
