/**
 * What a generation would do, as data: dry run, report and apply all read the same plan. Planning reads the destination
 * and writes nothing.
 */
import { DxgError } from "../base/error.ts";
import { FILES_MAX } from "../base/limits.ts";
import { joinPath, parentPath } from "../base/path.ts";
import { readFile, showPath, status } from "../native/os.ts";
import { checkOutputPath, collisionKey } from "./output-path.ts";

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
  checkPaths(outputs);
  const folders = new Map<string, Folder>([["", checkDestination(destination)]]);
  const blocked: string[] = [];
  const differing: string[] = [];
  const changes: Change[] = [];
  for (const output of outputs) {
    const folder = folderAt(destination, parentPath(output.path), folders);
    if (folder.kind === "blocked") blocked.push(folder.obstacle);
    const found = folder.kind === "there" ? compare(destination, output) : "create";
    if (found === "blocked")
      blocked.push(`${showPath(output.path)} is there and is not ${output.bytes ? "a file" : "a directory"}`);
    if (found === "differs" && policy === "fail") differing.push(showPath(output.path));
    changes.push({ ...output, kind: found === "differs" || found === "blocked" ? "overwrite" : found });
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
  return { destination, changes };
}

function checkPaths(outputs: readonly PlannedOutput[]): void {
  const seen = new Map<string, PlannedOutput>();
  for (const output of outputs) {
    checkOutputPath(output.path, output.source);
    const key = collisionKey(output.path);
    const other = seen.get(key);
    if (other !== undefined) throw collision(output, other);
    seen.set(key, output);
  }
  for (const output of outputs) {
    for (let parent = parentPath(output.path); parent !== ""; parent = parentPath(parent)) {
      const other = seen.get(collisionKey(parent));
      if (other?.bytes !== undefined) throw collision(output, other);
    }
  }
}

function collision(one: PlannedOutput, other: PlannedOutput): DxgError {
  if (one.source === other.source) {
    const paths = one.path === other.path ? [one.path] : [one.path, other.path];
    const names = paths.map((path) => `"${showPath(path)}"`).join(" and ");
    return new DxgError("path/duplicate", `two items of "each" in ${showPath(one.source)} give ${names}`, {
      hint: 'Make the path read what differs between the items, for example: to: "{{ item.id }}.txt"',
    });
  }
  return new DxgError("path/duplicate", `"${showPath(one.path)}" and "${showPath(other.path)}"`, {
    notes: [`from ${showPath(one.source)} and ${showPath(other.source)}`],
    hint: "Names that differ only in case or accents are one file on some systems",
  });
}

/** What is where a folder of the outputs belongs; in one that is missing there is nothing to compare with. */
type Folder =
  | { readonly kind: "there" }
  | { readonly kind: "missing" }
  | { readonly kind: "blocked"; readonly obstacle: string };

const THERE: Folder = { kind: "there" };
const MISSING: Folder = { kind: "missing" };

function checkDestination(destination: string): Folder {
  for (let path = destination; path !== "" && path !== "/"; path = parentPath(path)) {
    const found = status(path);
    if (found === undefined) continue;
    if (found.kind === "file" || found.kind === "other") throw new DxgError("io/not-directory", showPath(path));
    return path === destination ? THERE : MISSING;
  }
  return destination === "/" ? THERE : MISSING;
}

/** What is at a folder below the destination; neither links nor files are taken for folders, nor are those above it. */
function folderAt(destination: string, folder: string, known: Map<string, Folder>): Folder {
  let found = known.get(folder);
  if (found === undefined) {
    const parent = folderAt(destination, parentPath(folder), known);
    found = parent.kind === "there" ? lookAt(destination, folder) : parent;
    known.set(folder, found);
  }
  return found;
}

function lookAt(destination: string, folder: string): Folder {
  const found = status(joinPath(destination, folder));
  if (found === undefined) return MISSING;
  if (found.kind === "directory") return THERE;
  const why = found.kind === "link" ? "is a symbolic link, which is never followed" : "is not a directory";
  return { kind: "blocked", obstacle: `${showPath(folder)} ${why}` };
}

function compare(destination: string, output: PlannedOutput): ChangeKind | "differs" | "blocked" {
  const path = joinPath(destination, output.path);
  const found = status(path);
  if (found === undefined) return "create";
  if (output.bytes === undefined) return found.kind === "directory" ? "unchanged" : "blocked";
  if (found.kind !== "file") return "blocked";
  if (output.once) return "skip";
  if (found.size !== output.bytes.length || (found.mode & 0o100) !== (output.mode & 0o100)) return "differs";
  return equalBytes(readFile(path, found.size), output.bytes) ? "unchanged" : "differs";
}

function equalBytes(one: Uint8Array, other: Uint8Array): boolean {
  return one.length === other.length && Buffer.compare(one, other) === 0;
}
