/**
 * What the two file system seams (`os.ts` by path, `os-at.ts` relative to open directories) share: the backend, results
 * turned into errors, whole reads, listings. Nothing outside src/native imports it.
 */
import { compareAt, firstDifference } from "../base/code-points.ts";
import { DxgError } from "../base/error.ts";
import { STATUS_WORDS } from "./abi.ts";
import { library } from "./load.ts";
import { type EntryKind, ERRNO, KIND_NAMES, type OsBackend } from "./os-backend.ts";
import { makeLibraryBackend } from "./os-c.ts";
import { osError, showPath } from "./os-error.ts";
import { isNameText, nameText } from "./os-name.ts";
import { makeNodeBackend } from "./os-node.ts";

/** What lstat tells; `mtimeSeconds` and `mtimeNanos` together are the time of the last change of content. */
export interface FileStatus {
  readonly kind: EntryKind;
  /** Permission bits, 0 to 0o7777. */
  readonly mode: number;
  /** Bytes. */
  readonly size: number;
  /** Hard links. */
  readonly links: number;
  readonly mtimeSeconds: number;
  readonly mtimeNanos: number;
  readonly uid: number;
  readonly gid: number;
  /** Device and inode together name a file as long as it exists; numbers above 2^53 are rounded. */
  readonly device: number;
  readonly inode: number;
  /** Time of the last change of content, permissions or name. */
  readonly ctimeSeconds: number;
  readonly ctimeNanos: number;
}

export interface DirectoryEntry {
  readonly name: string;
  readonly kind: EntryKind;
}

const LIST_BYTES = 16 * 1024;
const READ_BYTES = 64 * 1024;

let current: OsBackend | undefined;

/** The backend in use; chosen at the first call. */
export function backend(): OsBackend {
  if (current === undefined) {
    const loaded = library();
    current = loaded === undefined ? makeNodeBackend() : makeLibraryBackend(loaded.symbols);
  }
  return current;
}

/** Makes all functions here use another backend, or choose again when undefined. For tests. */
export function useOsBackend(other: OsBackend | undefined): void {
  current = other;
}

/**
 * The content of an open regular file, or of a pipe to its end where that is wanted; it is closed whatever comes.
 * @throws {DxgError} io/too-large, io/failed when it is not a regular file; io/*
 */
export function readAndClose(
  os: OsBackend,
  fd: number,
  maxBytes: number,
  path: string,
  kinds: "file" | "file-or-pipe" = "file",
): Uint8Array {
  try {
    const words = new Uint32Array(STATUS_WORDS);
    checked(os.fstat(fd, words), path);
    const status = readStatus(words);
    if (status.kind === "directory") throw osError(-ERRNO.EISDIR, path);
    if (status.kind === "other" && kinds === "file-or-pipe") return readToEnd(os, fd, 0, maxBytes, path);
    if (status.kind !== "file") throw new DxgError("io/failed", `${showPath(path)} is not a regular file`);
    return readToEnd(os, fd, status.size, maxBytes, path);
  } finally {
    os.close(fd);
  }
}

/**
 * `expected` is a guess: one byte more is asked for, so that a file of just that size ends after one read, and one
 * that has grown since, or has no size (/proc), is read on in growing steps.
 */
export function readToEnd(os: OsBackend, fd: number, expected: number, maxBytes: number, path: string): Uint8Array {
  if (expected > maxBytes) throw tooLarge(path, maxBytes);
  let buffer = new Uint8Array(expected === 0 ? Math.min(READ_BYTES, maxBytes + 1) : expected + 1);
  let length = 0;
  for (;;) {
    length += checked(os.read(fd, length === 0 ? buffer : buffer.subarray(length)), path);
    if (length > maxBytes) throw tooLarge(path, maxBytes);
    if (length < buffer.length) return buffer.subarray(0, length);
    const larger = new Uint8Array(Math.min(Math.max(buffer.length * 2, READ_BYTES), maxBytes + 1));
    larger.set(buffer);
    buffer = larger;
  }
}

function tooLarge(path: string, maxBytes: number): DxgError {
  return new DxgError("io/too-large", `${showPath(path)} has more than ${maxBytes} bytes`);
}

/** All entries that `fill` writes as `dxg_os_list` does, as they are. @throws {DxgError} io/* */
export function fillEntries(fill: (out: Uint8Array) => number, path: string): Uint8Array {
  for (let capacity = LIST_BYTES; ; capacity *= 4) {
    const bytes = new Uint8Array(capacity);
    const length = fill(bytes);
    if (length !== -ERRNO.ERANGE) return bytes.subarray(0, checked(length, path));
  }
}

/** As `fillEntries`, sorted by code point; a name that is not UTF-8 as `os-name.ts` writes it. @throws {DxgError} io/* */
export function listEntries(fill: (out: Uint8Array) => number, path: string): readonly DirectoryEntry[] {
  const bytes = fillEntries(fill, path);
  const decoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  const entries: DirectoryEntry[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(0, start + 1);
    const name = nameText(bytes.subarray(start + 1, end), decoder);
    entries.push({ name, kind: KIND_NAMES[bytes[start]!] ?? "other" });
    start = end + 1;
  }
  return entries.sort((a, b) => compareAt(a.name, b.name, firstDifference(a.name, b.name)));
}

/** The words that `dxg_os_fstat` writes. */
export function readStatus(words: Uint32Array): FileStatus {
  return {
    kind: KIND_NAMES[words[0]!] ?? "other",
    mode: words[1]!,
    size: words[2]! + words[3]! * 2 ** 32,
    links: words[4]!,
    mtimeSeconds: words[5]!,
    mtimeNanos: words[6]!,
    uid: words[7]!,
    gid: words[8]!,
    device: words[9]! + words[10]! * 2 ** 32,
    inode: words[11]! + words[12]! * 2 ** 32,
    ctimeSeconds: words[13]!,
    ctimeNanos: words[14]!,
  };
}

/** @throws {DxgError} as the system says, for a result below zero */
export function checked(result: number, path: string): number {
  if (result < 0) throw osError(result, path);
  return result;
}

/** @throws {DxgError} io/failed for text that no file can be named by. */
export function checkedPath(path: string): string {
  if (!path.isWellFormed()) throw new DxgError("io/failed", `${showPath(path)} holds half of a surrogate pair`);
  return checkedListed(path);
}

/** As `checkedPath`, for what has been listed, so that its names need not be UTF-8. @throws {DxgError} io/failed */
export function checkedListed(path: string): string {
  if (path.includes("\0")) throw new DxgError("io/failed", `${showPath(path)} holds a NUL character`);
  if (!isNameText(path)) throw new DxgError("io/failed", `${showPath(path)} holds half of a surrogate pair`);
  return path;
}
