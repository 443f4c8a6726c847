/**
 * Carries out a plan, all of it or nothing: every content is first staged beside its target, then all are renamed into
 * place; whatever fails on the way is undone. A kill between renames is not undone yet: that takes the journal.
 */
import { DxgError } from "../base/error.ts";
import { joinPath, parentPath } from "../base/path.ts";
import {
  changeMode,
  createFile,
  makeDirectories,
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

/**
 * @throws {DxgError} write/failed, io/*: nothing that the plan names has changed then
 */
export function applyPlan(plan: Plan): Applied {
  const undo: Undo[] = [];
  const cleanUp: Undo[] = [];
  let written = 0;
  let bytes = 0;
  try {
    const staged: { readonly change: Change; readonly temporary: string }[] = [];
    for (const change of plan.changes) {
      if (change.kind !== "create" && change.kind !== "overwrite") continue;
      const temporary = stage(plan.destination, change, written, undo);
      if (temporary !== undefined) staged.push({ change, temporary });
      written += 1;
      bytes += change.bytes?.length ?? 0;
    }
    for (const { change, temporary } of staged) commit(plan.destination, change, temporary, undo, cleanUp);
  } catch (error) {
    for (const step of undo.reverse()) attempt(step);
    throw error;
  }
  for (const step of cleanUp) attempt(step);
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

/** Makes the folders and writes the content beside the target; the result is the temporary file's path. */
function stage(destination: string, change: Change, index: number, undo: Undo[]): string | undefined {
  const target = joinPath(destination, change.path);
  const folder = change.bytes === undefined ? target : parentPath(target);
  for (const made of makeDirectories(folder)) undo.push(() => removeDirectory(made));
  if (change.bytes === undefined) return undefined;
  const temporary = `${folder}/.dxg-${process.pid}-${index}.tmp`;
  createFile(temporary, change.bytes, change.mode);
  undo.push(() => removeFile(temporary));
  if (change.mode === EXECUTABLE) changeMode(temporary, change.mode);
  return temporary;
}

const EXECUTABLE = 0o755;

function commit(destination: string, change: Change, temporary: string, undo: Undo[], cleanUp: Undo[]): void {
  const target = joinPath(destination, change.path);
  if (change.kind === "create") {
    if (status(target) !== undefined) {
      throw new DxgError("write/conflict", `${showPath(change.path)} appeared while writing`, { hint: "Run it again" });
    }
    rename(temporary, target);
    undo.push(() => removeFile(target));
    return;
  }
  const backup = `${temporary}.old`;
  rename(target, backup);
  undo.push(() => rename(backup, target));
  cleanUp.push(() => removeFile(backup));
  rename(temporary, target);
  undo.push(() => removeFile(target));
}
