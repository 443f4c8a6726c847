/**
 * Reads a template directory from disk. The directory itself may be reached by symbolic links, as whoever named it wished;
 * below it they are refused, since they could lead anywhere: everything is read from the directory as it was opened.
 */
import { DxgError } from "../base/error.ts";
import { BINARY_BYTES_MAX, FILES_MAX, SOURCE_BYTES_MAX } from "../base/limits.ts";
import { joinPath } from "../base/path.ts";
import { decodeUtf8 } from "../base/utf8.ts";
import { TEMPLATE_SUFFIX, type TemplateTree, type TreeFile } from "../compile/template-tree.ts";
import { type DirectoryEntry, type EntryKind, readFile, showPath, status } from "../native/os.ts";
import {
  closeDirectory,
  listAt,
  type NotOpened,
  type OpenDirectory,
  openDirectory,
  openDirectoryAt,
  readFileAt,
  statusAt,
} from "../native/os-at.ts";

export const MANIFEST_FILE = "template.yaml";
/** An empty file of this name keeps its folder. */
const KEEP_FILE = ".dxkeep";
const PARTIALS = "partials";
const EXECUTE_BIT = 0o100;

/** Whether a directory is there, or a link that leads to one. */
export function isDirectory(path: string): boolean {
  const kind = status(path)?.kind;
  if (kind !== "link") return kind === "directory";
  try {
    // The system goes through a link that has something after it.
    return status(`${path}/.`) !== undefined;
  } catch (error) {
    // A link to itself leads nowhere.
    if (error instanceof DxgError) return false;
    throw error;
  }
}

/** Whether a path is a directory with a manifest, or with a link for one, which reading it refuses by name. */
export function isTemplateDirectory(path: string): boolean {
  const kind = status(joinPath(path, MANIFEST_FILE))?.kind;
  return kind === "file" || kind === "link";
}

/**
 * @throws {DxgError} template/symlink, template/bad-file, io/*
 */
export function readTemplateDirectory(path: string): TemplateTree {
  const root = opened(openDirectory(path), path);
  try {
    const directory = new HeldDirectory(root, path);
    const manifest = directory.manifest();
    const files = directory.filesBelow("files");
    const partials = new Map<string, string>();
    for (const { path: name, bytes } of directory.filesBelow(PARTIALS)) {
      if (bytes !== undefined) partials.set(name, textOf(bytes, joinPath(path, `${PARTIALS}/${name}`)));
    }
    return { name: path.slice(path.lastIndexOf("/") + 1), manifest, files, partials };
  } finally {
    closeDirectory(root);
  }
}

/** Whether a file is compiled: no text begins so. */
export function isBinary(bytes: Uint8Array): boolean {
  return bytes[0] === 0x89;
}

/** A template of one file, as text or compiled: each has its own limit. @throws {DxgError} io/too-large, io/* */
export function readTextOrBinary(path: string): Uint8Array {
  let bytes: Uint8Array | undefined;
  try {
    bytes = readFile(path, BINARY_BYTES_MAX);
  } catch (error) {
    const named = path.endsWith(".dxt") || path.endsWith(".dxf");
    if (named || !(error instanceof DxgError) || error.code !== "io/too-large") throw error;
  }
  if (bytes !== undefined && (bytes.length <= SOURCE_BYTES_MAX || isBinary(bytes))) return bytes;
  throw new DxgError("io/too-large", `${showPath(path)} has more than ${SOURCE_BYTES_MAX} bytes`);
}

/** A text file. @throws {DxgError} io/not-utf8, io/* */
export function readText(path: string): string {
  return textOf(readFile(path, SOURCE_BYTES_MAX), path);
}

function textOf(bytes: Uint8Array, path: string): string {
  return decodeUtf8(bytes, showPath(path), "Save the file as UTF-8");
}

class HeldDirectory {
  readonly #root: OpenDirectory;
  readonly #path: string;

  /** @param path absolute, for messages */
  constructor(root: OpenDirectory, path: string) {
    this.#root = root;
    this.#path = path;
  }

  manifest(): string {
    const shown = joinPath(this.#path, MANIFEST_FILE);
    refuseLink(statusAt(this.#root, MANIFEST_FILE, shown)?.kind, shown);
    return textOf(readFileAt(this.#root, MANIFEST_FILE, SOURCE_BYTES_MAX, shown), shown);
  }

  /** All files below one of the folders; none where it is missing. */
  filesBelow(folder: string): readonly TreeFile[] {
    const files: TreeFile[] = [];
    const shown = joinPath(this.#path, folder);
    const found = statusAt(this.#root, folder, shown);
    refuseLink(found?.kind, shown);
    if (found !== undefined) this.#walk(folder, "", files);
    return files;
  }

  /** @param prefix what the paths of the files begin with, with its slash */
  #walk(folder: string, prefix: string, into: TreeFile[]): void {
    const shown = joinPath(this.#path, folder);
    // One folder is open at a time, however deep they are.
    const dir = opened(openDirectoryAt(this.#root, folder, shown, true), shown);
    const isPartial = folder === PARTIALS || folder.startsWith(`${PARTIALS}/`);
    const entries: (string | TreeFile)[] = [];
    try {
      for (const entry of listAt(dir, shown)) {
        if (!entry.name.isWellFormed()) throw notUtf8(joinPath(shown, entry.name));
        entries.push(entry.kind === "directory" ? entry.name : readEntry(dir, entry, prefix, shown, isPartial));
        if (into.length + entries.length > FILES_MAX) {
          throw new DxgError("template/bad-file", `more than ${FILES_MAX} files`);
        }
      }
    } finally {
      closeDirectory(dir);
    }
    for (const entry of entries) {
      if (typeof entry === "string") this.#walk(`${folder}/${entry}`, `${prefix}${entry}/`, into);
      else into.push(entry);
    }
  }
}

function readEntry(
  dir: OpenDirectory,
  { name, kind }: DirectoryEntry,
  prefix: string,
  folder: string,
  isPartial: boolean,
): TreeFile {
  const shown = joinPath(folder, name);
  refuseLink(kind, shown);
  if (kind !== "file") throw new DxgError("template/bad-file", `${showPath(shown)} is not an ordinary file`);
  if (name === KEEP_FILE) return { path: prefix.slice(0, -1), bytes: undefined, executable: false };
  const isText = name.endsWith(TEMPLATE_SUFFIX) || isPartial;
  const bytes = readFileAt(dir, name, isText ? SOURCE_BYTES_MAX : BINARY_BYTES_MAX, shown);
  const mode = statusAt(dir, name, shown)?.mode ?? 0;
  return { path: prefix + name, bytes, executable: (mode & EXECUTE_BIT) !== 0 };
}

function notUtf8(path: string): DxgError {
  return new DxgError("io/not-utf8", `the file name ${showPath(path)}`, { hint: "Give the file another name" });
}

function refuseLink(kind: EntryKind | undefined, shown: string): void {
  if (kind !== "link") return;
  throw new DxgError("template/symlink", showPath(shown), { hint: "Copy what it points to" });
}

/** @throws {DxgError} io/* for what is no directory, or no longer there */
function opened(result: OpenDirectory | NotOpened, shown: string): OpenDirectory {
  if (typeof result === "number") return result;
  if (result === "missing") throw new DxgError("io/not-found", showPath(shown));
  if (result === "blocked") throw new DxgError("io/not-directory", showPath(shown));
  throw new DxgError("io/failed", `${showPath(shown)} (too many open files)`);
}
