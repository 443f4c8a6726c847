/**
 * What a generation would do, as data: dry run, report and apply all read the same plan. Planning reads the destination
 * and writes nothing.
 */
import { DxgError } from "../base/error.ts";
import { FILES_MAX } from "../base/limits.ts";
import { fileName, parentPath } from "../base/path.ts";
import { type FileStatus, showPath } from "../native/os.ts";
import { type OpenDirectory, readFileAt, statusAt } from "../native/os-at.ts";
import { Destination } from "./destination.ts";
import { checkOutputPaths } from "./output-path.ts";

/** A file or empty directory that a template gives. */
export interface PlannedOutput {
  /** Relative to the destination, segments separated by `/`. */
  readonly path: string;
  /** Content; undefined for an empty directory. */
  readonly bytes: Uint8Array | undefined;
  /** Permission bits: 0o644 or 0o755. */
  readonly mode: number;
  /** Write only if absent. */
  readonly once: boolean;
  /** Template file it comes from, for messages. */
  readonly source: string;
}

/**
 * `create`: absent so far. `unchanged`: there with these bytes. `overwrite`: there and differs, and the caller allows it.
 * `skip`: there, and the template writes it only once.
 */
export type ChangeKind = "create" | "unchanged" | "overwrite" | "skip";

export interface Change extends PlannedOutput {
  readonly kind: ChangeKind;
  /** What an `overwrite` was planned for: when something else is there in the end, nothing is overwritten. */
  readonly before?: FileStatus;
}

export interface Plan {
  /** Absolute path. */
  readonly destination: string;
  readonly changes: readonly Change[];
}

export type ConflictPolicy = "fail" | "overwrite";

/**
 * Compares outputs with the destination.
 * @throws {DxgError} path/unsafe, path/duplicate, write/failed with everything in the way, write/conflict with every
 *   differing path, io/*
 */
export function planOutputs(outputs: readonly PlannedOutput[], destination: string, policy: ConflictPolicy): Plan {
  if (outputs.length > FILES_MAX) throw new DxgError("render/limit", `more than ${FILES_MAX} files`);
  checkOutputPaths(outputs);
  const held = Destination.open(destination);
  try {
    return compareAll(outputs, held, policy);
  } finally {
    held.close();
  }
}

function compareAll(outputs: readonly PlannedOutput[], destination: Destination, policy: ConflictPolicy): Plan {
  const blocked: string[] = [];
  const differing: string[] = [];
  const changes: Change[] = [];
  for (const output of outputs) {
    const folder = destination.folder(parentPath(output.path));
    if (folder.kind === "blocked") blocked.push(folder.why);
    const found = folder.kind === "there" ? compare(folder.dir, output, destination) : CREATE;
    if (found.kind === "blocked")
      blocked.push(`${showPath(output.path)} is there and is not ${output.bytes ? "a file" : "a directory"}`);
    else changes.push({ ...output, ...found });
    if (found.kind === "overwrite" && policy === "fail") differing.push(showPath(output.path));
  }
  if (blocked.length > 0) {
    throw new DxgError("write/failed", `${blocked.length} of ${outputs.length} outputs; nothing was written`, {
      notes: [...new Set(blocked)],
      hint: "Move what is in the way, or choose another folder with -o",
    });
  }
  if (differing.length > 0) {
    throw new DxgError("write/conflict", `${differing.length} of ${outputs.length} files; nothing was written`, {
      notes: differing,
      hint: "Use --on-conflict overwrite to replace them, or -o to choose another folder",
    });
  }
  return { destination: destination.path, changes };
}

/** What comparing one output with the destination gives. */
type Comparison =
  | { readonly kind: "create" | "unchanged" | "skip" }
  | { readonly kind: "blocked" }
  | { readonly kind: "overwrite"; readonly before: FileStatus };

const CREATE: Comparison = { kind: "create" };
const UNCHANGED: Comparison = { kind: "unchanged" };
const BLOCKED: Comparison = { kind: "blocked" };

function compare(folder: OpenDirectory, output: PlannedOutput, destination: Destination): Comparison {
  const name = fileName(output.path);
  const shown = destination.shown(output.path);
  const found = statusAt(folder, name, shown);
  if (found === undefined) return CREATE;
  if (output.bytes === undefined) return found.kind === "directory" ? UNCHANGED : BLOCKED;
  if (found.kind !== "file") return BLOCKED;
  if (output.once) return { kind: "skip" };
  if (found.size !== output.bytes.length || (found.mode & 0o100) !== (output.mode & 0o100)) {
    return { kind: "overwrite", before: found };
  }
  const same = Buffer.compare(readFileAt(folder, name, found.size, shown), output.bytes) === 0;
  return same ? UNCHANGED : { kind: "overwrite", before: found };
}
