/**
 * The file system seam: everything else uses these functions instead of node:fs, whose import alone costs about a
 * millisecond of start-up. They run on the C library when it is loaded (`os-c.ts`), else on node:fs (`os-node.ts`).
 *
 * Every failure is a DxgError that names the path; no function follows a symbolic link that it would write through.
 */
import { DxgError } from "../base/error.ts";
import { ownName } from "../base/own-name.ts";
import { OS_FLAG, STATUS_WORDS } from "./abi.ts";
import { ERRNO, type OsBackend } from "./os-backend.ts";
import {
  backend,
  checked,
  checkedPath,
  type DirectoryEntry,
  type FileStatus,
  listEntries,
  readAndClose,
  readStatus,
  readToEnd,
} from "./os-call.ts";
import { osError, showPath } from "./os-error.ts";

export type { EntryKind } from "./os-backend.ts";
export { type DirectoryEntry, type FileStatus, useOsBackend } from "./os-call.ts";
export { showPath } from "./os-error.ts";

const STANDARD_INPUT = 0;
const STANDARD_OUTPUT = 1;
const STANDARD_ERROR = 2;
const SLASH = 0x2f;
const DIRECTORY_MODE = 0o777;
const LOCK_MODE = 0o600;
/** How long to wait for another process that writes a small file. */
const LOCK_WAIT_MS = 10_000;
const LOCK_STEP_MS = 5;
const TEMPORARY_NAME_TRIES = 100;

const encoder = new TextEncoder();

/**
 * The content of a regular file (symbolic links are followed).
 * @param maxBytes checked against the size before anything is read, and again while reading a file that grows
 * @throws {DxgError} io/too-large; io/failed when it is not a regular file; io/* as the system says
 */
export function readFile(path: string, maxBytes: number): Uint8Array {
  const os = backend();
  return readAndClose(os, checked(os.open(checkedPath(path), OS_FLAG.read, 0), path), maxBytes, path);
}

/**
 * As `readFile`, for what a person names to be read once: a pipe too, as of a shell's `<(command)`, to its end.
 * @throws {DxgError} io/too-large when there is more than `maxBytes`; io/*
 */
export function readFileOrPipe(path: string, maxBytes: number): Uint8Array {
  const os = backend();
  return readAndClose(os, checked(os.open(checkedPath(path), OS_FLAG.read, 0), path), maxBytes, path, "file-or-pipe");
}

/**
 * Standard input to its end.
 * @throws {DxgError} io/too-large when there is more than `maxBytes`
 */
export function readStandardInput(maxBytes: number): Uint8Array {
  return readToEnd(backend(), STANDARD_INPUT, 0, maxBytes, "standard input");
}

/**
 * Writes all bytes to an open descriptor.
 * @param path only for the message
 * @throws {DxgError} io/*
 */
export function writeAll(fd: number, bytes: Uint8Array, path = `descriptor ${fd}`): void {
  checked(backend().write(fd, bytes), path);
}

/**
 * Makes a file that must not exist yet, not even as a symbolic link; a half-written one is removed.
 * @param mode permission bits, which the process's umask may lower
 * @throws {DxgError} io/failed (EEXIST) when there is something; io/*
 */
export function createFile(path: string, bytes: Uint8Array, mode: number): void {
  const result = createNew(backend(), checkedPath(path), bytes, mode);
  if (result < 0) throw osError(result, path);
}

function createNew(os: OsBackend, path: string, bytes: Uint8Array, mode: number): number {
  const fd = os.open(path, OS_FLAG.write | OS_FLAG.createNew | OS_FLAG.noFollow, mode);
  if (fd < 0) return fd;
  const written = os.write(fd, bytes);
  const closed = os.close(fd);
  const result = written < 0 ? written : closed;
  if (result < 0) os.unlink(path);
  return result;
}

/**
 * Gives a file new content in one step: readers see the old file or the new one. A symbolic link at `path` is itself
 * replaced; other names of a hard-linked file keep the old content. No temporary file stays behind unless the process is
 * killed: its name is one that a later generation into the folder removes.
 * @param mode permission bits, which the process's umask may lower
 * @throws {DxgError} io/*
 */
export function replaceFile(path: string, bytes: Uint8Array, mode: number): void {
  const os = backend();
  checkedPath(path);
  const slash = path.lastIndexOf("/") + 1;
  const folder = path.slice(0, slash);
  for (let tries = 1; ; tries++) {
    const temporary = folder + ownName();
    const created = createNew(os, temporary, bytes, mode);
    if (created === -ERRNO.EEXIST && tries < TEMPORARY_NAME_TRIES) continue;
    if (created < 0) throw osError(created, path);
    const renamed = os.rename(temporary, path);
    if (renamed < 0) {
      os.unlink(temporary);
      throw osError(renamed, path);
    }
    return;
  }
}

/**
 * Makes one directory.
 * @returns whether it was made: false when there already is one (or a symbolic link to one)
 * @throws {DxgError} io/not-directory when something else has the name; io/*
 */
export function makeDirectory(path: string): boolean {
  const os = backend();
  const result = os.mkdir(checkedPath(path), DIRECTORY_MODE);
  if (result === -ERRNO.EEXIST) {
    os.close(checked(os.open(path, OS_FLAG.read | OS_FLAG.directory, 0), path));
    return false;
  }
  checked(result, path);
  return true;
}

/**
 * Makes a directory and those above it that are missing.
 * @returns the directories that were made, outermost first
 * @throws {DxgError} io/*
 */
export function makeDirectories(path: string): readonly string[] {
  const os = backend();
  const result = os.mkdir(checkedPath(path), DIRECTORY_MODE);
  if (result >= 0) return [path];
  if (result !== -ERRNO.ENOENT) return makeDirectory(path) ? [path] : [];
  const parent = parentOf(path);
  if (parent === "") throw osError(result, path);
  const made = makeDirectories(parent);
  return makeDirectory(path) ? [...made, path] : made;
}

/** The path without its last name and the slashes around it; empty when nothing is left. */
function parentOf(path: string): string {
  const last = path.slice(0, endOfName(path, path.length)).lastIndexOf("/");
  return path.slice(0, endOfName(path, last + 1));
}

function endOfName(path: string, end: number): number {
  let at = end;
  while (at > 0 && path.charCodeAt(at - 1) === SLASH) at--;
  return at;
}

/**
 * What is in a directory, without `.` and `..`, sorted by code point.
 * @throws {DxgError} io/not-utf8 when a name is not UTF-8; io/*
 */
export function list(path: string): readonly DirectoryEntry[] {
  const os = backend();
  checkedPath(path);
  const entries = listEntries((out) => os.list(path, out), path);
  const odd = entries.find(({ name }) => !name.isWellFormed());
  if (odd === undefined) return entries;
  throw new DxgError("io/not-utf8", `the file name "${showPath(odd.name)}" in ${showPath(path)}`);
}

/**
 * What is at a path, without following a symbolic link at its end.
 * @returns undefined when nothing is there, also when a parent is missing or is not a directory
 * @throws {DxgError} io/*
 */
export function status(path: string): FileStatus | undefined {
  const words = new Uint32Array(STATUS_WORDS);
  const result = backend().lstat(checkedPath(path), words);
  if (result === -ERRNO.ENOENT || result === -ERRNO.ENOTDIR) return undefined;
  checked(result, path);
  return readStatus(words);
}

/** @throws {DxgError} io/* */
export function removeFile(path: string): void {
  checked(backend().unlink(checkedPath(path)), path);
}

/** Removes an empty directory. @throws {DxgError} io/failed (ENOTEMPTY); io/* */
export function removeDirectory(path: string): void {
  checked(backend().rmdir(checkedPath(path)), path);
}

/** Renames, replacing a file at `to`. @throws {DxgError} io/* naming `to` */
export function rename(from: string, to: string): void {
  checked(backend().rename(checkedPath(from), checkedPath(to)), to);
}

/** Sets the permission bits; the umask does not matter. @throws {DxgError} io/* */
export function changeMode(path: string, mode: number): void {
  checked(backend().chmod(checkedPath(path), mode), path);
}

/**
 * Runs while no other process that asks for the same lock does. The file stays; closing it, also by dying, frees the lock.
 * Without the native library nothing is locked.
 * @param path a file of no other use, which is made when it is missing
 * @throws {DxgError} io/*; what `run` throws
 */
export function withLock<T>(path: string, run: () => T): T {
  const os = backend();
  let fd = os.open(checkedPath(path), OS_FLAG.write | OS_FLAG.noFollow, 0);
  if (fd === -ERRNO.ENOENT) fd = os.open(path, OS_FLAG.write | OS_FLAG.createNew | OS_FLAG.noFollow, LOCK_MODE);
  if (fd === -ERRNO.EEXIST) fd = os.open(path, OS_FLAG.write | OS_FLAG.noFollow, 0);
  checked(fd, path);
  try {
    waitForLock(os, fd, path);
    return run();
  } finally {
    os.close(fd);
  }
}

function waitForLock(os: OsBackend, fd: number, path: string): void {
  for (let waited = 0; ; waited += LOCK_STEP_MS) {
    const result = os.lock(fd);
    if (result === -ERRNO.ENOSYS) return;
    if (result !== -ERRNO.EAGAIN || waited >= LOCK_WAIT_MS) {
      checked(result, path);
      return;
    }
    Bun.sleepSync(LOCK_STEP_MS);
  }
}

/** Whether a descriptor (0, 1, 2) is a terminal. */
export function isTerminal(fd: number): boolean {
  return backend().isTerminal(fd);
}

/**
 * Writes all of it to standard output.
 * @returns false when nobody reads it any more (EPIPE), which is not an error
 * @throws {DxgError} io/*
 */
export function writeStandardOutput(content: string | Uint8Array): boolean {
  return writeStandard(STANDARD_OUTPUT, content, "standard output");
}

/**
 * As `writeStandardOutput`, for what only tells of work that is done: who closed standard output wants no report.
 * @throws {DxgError} io/*
 */
export function reportToStandardOutput(content: string): boolean {
  const result = backend().write(STANDARD_OUTPUT, encoder.encode(content));
  return result === -ERRNO.EBADF ? false : delivered(result, "standard output");
}

/** As `writeStandardOutput`, to standard error. @throws {DxgError} io/* */
export function writeStandardError(content: string | Uint8Array): boolean {
  return writeStandard(STANDARD_ERROR, content, "standard error");
}

function writeStandard(fd: number, content: string | Uint8Array, name: string): boolean {
  return delivered(backend().write(fd, typeof content === "string" ? encoder.encode(content) : content), name);
}

function delivered(result: number, name: string): boolean {
  if (result === -ERRNO.EPIPE) return false;
  checked(result, name);
  return true;
}
