/**
 * Carries out a plan, all of it or nothing: every content is first staged beside its target, then all are renamed into
 * place; whatever fails on the way is undone. A kill between renames is not undone yet: that takes the journal.
 */
import { DxgError } from "../base/error.ts";
import { BINARY_BYTES_MAX } from "../base/limits.ts";
import { joinPath, parentPath } from "../base/path.ts";
import {
  changeMode,
  createFile,
  makeDirectories,
  readFile,
  removeDirectory,
  removeFile,
  rename,
  showPath,
  status,
} from "../native/os.ts";
import type { Change, Plan } from "./plan.ts";

export interface Applied {
  /** Files and folders. */
  readonly written: number;
  /** Content bytes written. */
  readonly bytes: number;
}

/** Steps back, newest last; run in reverse when something fails. */
type Undo = () => void;

interface Staged {
  readonly change: Change;
  readonly target: string;
  /** The new content. */
  readonly temporary: string;
  /** A copy of what it replaces, undefined where nothing was. */
  readonly backup: string | undefined;
}

const PERMISSIONS = 0o777;
const READ = 0o444;
const EXECUTE = 0o111;
const TEMPORARY_NAME_TRIES = 100;

/**
 * @throws {DxgError} write/conflict, io/*: nothing that the plan names has changed then
 */
export function applyPlan(plan: Plan): Applied {
  return plan.changes.length < LONG_PLAN ? write(plan) : undisturbed(() => write(plan));
}

/** Changes from which writing takes long enough for a signal to come in between. */
const LONG_PLAN = 64;
const SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"] as const;

/** Lets signals wait until `body` is done: writing is not left half-way for any that can be caught. */
function undisturbed<T>(body: () => T): T {
  const wait = (): void => {};
  for (const signal of SIGNALS) process.on(signal, wait);
  try {
    return body();
  } finally {
    for (const signal of SIGNALS) process.off(signal, wait);
  }
}

function write(plan: Plan): Applied {
  const undo: Undo[] = [];
  const staged: Staged[] = [];
  const folders = new Set<string>();
  let written = 0;
  let bytes = 0;
  try {
    for (const change of plan.changes) {
      if (change.kind !== "create" && change.kind !== "overwrite") continue;
      stage(plan.destination, change, folders, undo, staged);
      written += 1;
      bytes += change.bytes?.length ?? 0;
    }
    for (const one of staged) commit(one, undo);
  } catch (error) {
    for (const step of undo.reverse()) attempt(step);
    throw error;
  }
  for (const { backup } of staged) if (backup !== undefined) attempt(() => removeFile(backup));
  return { written, bytes };
}

/** Undoing and tidying go on past a step that fails: the first failure is the one to report. */
function attempt(step: Undo): void {
  try {
    step();
  } catch {
    // The failure that led here is already on its way to the user.
  }
}

/**
 * Makes the folders, and writes the new content and a copy of the old one beside the target.
 * @param folders those that are known to be there; is added to
 */
function stage(destination: string, change: Change, folders: Set<string>, undo: Undo[], staged: Staged[]): void {
  const target = joinPath(destination, change.path);
  const folder = change.bytes === undefined ? target : parentPath(target);
  if (!folders.has(folder)) {
    for (const made of makeDirectories(folder)) undo.push(() => removeDirectory(made));
    folders.add(folder);
  }
  if (change.bytes === undefined) return;
  const temporary = createTemporary(target, change.bytes, change.mode);
  undo.push(() => removeFile(temporary));
  const backup = change.kind === "overwrite" ? keepOld(target, temporary, change.mode) : undefined;
  if (backup !== undefined) undo.push(() => removeFile(backup));
  staged.push({ change, target, temporary, backup });
}

/**
 * Copies the file that is to be replaced, so that the new one can be renamed over it: its path never stands empty, not
 * even when the process is killed. The new file takes over the permissions, but for the right to execute.
 */
function keepOld(target: string, temporary: string, newMode: number): string {
  const mode = (status(target)?.mode ?? newMode) & PERMISSIONS;
  const backup = createTemporary(target, readFile(target, BINARY_BYTES_MAX), mode);
  const executable = (newMode & EXECUTE) !== 0;
  try {
    changeMode(backup, mode);
    changeMode(temporary, executable ? mode | ((mode & READ) >> 2) : mode & ~EXECUTE);
  } catch (error) {
    attempt(() => removeFile(backup));
    throw error;
  }
  return backup;
}

/** Makes a file beside the target under a free name; one that a killed run left behind may have the first. */
function createTemporary(target: string, bytes: Uint8Array, mode: number): string {
  for (let tries = 1; ; tries += 1) {
    const temporary = `${parentPath(target)}/.dxg-${process.pid}-${temporaries++}.tmp`;
    try {
      createFile(temporary, bytes, mode);
      return temporary;
    } catch (error) {
      if (!(error instanceof DxgError)) throw error;
      if (tries < TEMPORARY_NAME_TRIES && status(temporary) !== undefined) continue;
      throw new DxgError(error.code, showPath(target), { cause: error });
    }
  }
}

let temporaries = 0;

function commit({ change, target, temporary, backup }: Staged, undo: Undo[]): void {
  if (backup === undefined && status(target) !== undefined) {
    throw new DxgError("write/conflict", `${showPath(change.path)} appeared while writing`, { hint: "Run it again" });
  }
  rename(temporary, target);
  undo.push(backup === undefined ? () => removeFile(target) : () => rename(backup, target));
}
