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
    if (found.kind === "blocked") blocked.push(`${showPath(output.path)} is ${found.what}`);
    else if (found.kind === "overwrite") {
      changes.push({ ...output, kind: found.kind, before: found.before });
      if (policy === "fail") differing.push(`${showPath(output.path)}${found.sameContent ? modeOnly(output) : ""}`);
    } else changes.push({ ...output, kind: found.kind });
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
  /** `what` is there instead. */
  | { readonly kind: "blocked"; readonly what: string }
  | { readonly kind: "overwrite"; readonly before: FileStatus; readonly sameContent: boolean };

const CREATE: Comparison = { kind: "create" };
const UNCHANGED: Comparison = { kind: "unchanged" };

function compare(folder: OpenDirectory, output: PlannedOutput, destination: Destination): Comparison {
  const name = fileName(output.path);
  const shown = destination.shown(output.path);
  const found = statusAt(folder, name, shown);
  if (found === undefined) return CREATE;
  if (output.bytes === undefined) return found.kind === "directory" ? UNCHANGED : blockedBy(found);
  if (found.kind !== "file") return blockedBy(found);
  if (output.once) return { kind: "skip" };
  const sameContent =
    found.size === output.bytes.length &&
    Buffer.compare(readFileAt(folder, name, found.size, shown), output.bytes) === 0;
  if (sameContent && isExecutable(found) === isExecutable(output)) return UNCHANGED;
  return { kind: "overwrite", before: found, sameContent };
}

function isExecutable({ mode }: { readonly mode: number }): boolean {
  return (mode & 0o100) !== 0;
}

function modeOnly(output: PlannedOutput): string {
  return ` (the content is the same, but it is ${isExecutable(output) ? "not executable" : "executable"})`;
}

function blockedBy({ kind }: FileStatus): Comparison {
  switch (kind) {
    case "file":
      return { kind: "blocked", what: "a file, not a directory" };
    case "directory":
      return { kind: "blocked", what: "a directory, not a file" };
    case "link":
      return { kind: "blocked", what: "a symbolic link, which is never followed" };
    case "other":
      return { kind: "blocked", what: "neither a file nor a directory" };
  }
}
