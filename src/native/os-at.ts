/**
 * The file system relative to open directories: what a directory that is held open holds can be reached, made, renamed and
 * removed here, and nothing else, whatever links other processes put in the way meanwhile.
 *
 * `shown` is what a message calls the thing. No function follows a symbolic link; only `openDirectory` does, which opens
 * what the user named.
 */
import { OS_FLAG, RENAME, STATUS_WORDS } from "./abi.ts";
import { ERRNO, type PathGuard } from "./os-backend.ts";
import {
  backend,
  checked,
  checkedListed,
  checkedPath,
  type DirectoryEntry,
  type FileStatus,
  fillEntries,
  listEntries,
  readAndClose,
  readStatus,
} from "./os-call.ts";
import { osError } from "./os-error.ts";

export { RENAME } from "./abi.ts";
export type { PathGuard } from "./os-backend.ts";

/** A descriptor of an open directory. */
export type OpenDirectory = number;

/** `missing`: nothing is there. `blocked`: something is on the way or there that is no directory. `busy`: too many are open. */
export type NotOpened = "missing" | "blocked" | "busy";

/** Which of the shared kinds of failure a negative result is; undefined for others. */
function notOpened(result: number): NotOpened | undefined {
  if (result === -ERRNO.ENOENT) return "missing";
  if (result === -ERRNO.ENOTDIR || result === -ERRNO.ELOOP || result === -ERRNO.EXDEV) return "blocked";
  if (result === -ERRNO.EMFILE || result === -ERRNO.ENFILE) return "busy";
  return undefined;
}

/**
 * Opens a directory by any path, through symbolic links.
 * @throws {DxgError} io/*
 */
export function openDirectory(path: string): OpenDirectory | NotOpened {
  const fd = backend().open(checkedPath(path), OS_FLAG.read | OS_FLAG.directory | OS_FLAG.search, 0);
  return fd >= 0 ? fd : (notOpened(fd) ?? checked(fd, path));
}

/**
 * Opens a directory below another.
 * @param path segments with one slash between them
 * @param readable also to lock it
 * @throws {DxgError} io/*
 */
export function openDirectoryAt(
  dir: OpenDirectory,
  path: string,
  shown: string,
  readable = false,
): OpenDirectory | NotOpened {
  const flags = OS_FLAG.read | OS_FLAG.directory | (readable ? 0 : OS_FLAG.search);
  const fd = backend().openAt(dir, checkedListed(path), flags, 0);
  return fd >= 0 ? fd : (notOpened(fd) ?? checked(fd, shown));
}

export function closeDirectory(dir: OpenDirectory): void {
  backend().close(dir);
}

/** @returns false when another process has it locked, true also where there are no locks */
export function lockDirectory(dir: OpenDirectory): boolean {
  return backend().lock(dir) !== -ERRNO.EAGAIN;
}

/** @returns undefined when nothing is there @throws {DxgError} io/* */
export function statusAt(dir: OpenDirectory, name: string, shown: string): FileStatus | undefined {
  const words = new Uint32Array(STATUS_WORDS);
  const result = backend().statAt(dir, checkedListed(name), words);
  if (result === -ERRNO.ENOENT) return undefined;
  checked(result, shown);
  return readStatus(words);
}

/** Of the open directory itself. @throws {DxgError} io/* */
export function statusOf(dir: OpenDirectory, shown: string): FileStatus {
  const words = new Uint32Array(STATUS_WORDS);
  checked(backend().fstat(dir, words), shown);
  return readStatus(words);
}

/** The content of a regular file. @throws {DxgError} io/too-large; io/failed (ELOOP) for a link; io/* */
export function readFileAt(dir: OpenDirectory, name: string, maxBytes: number, shown: string): Uint8Array {
  const os = backend();
  return readAndClose(os, checked(os.openAt(dir, checkedListed(name), OS_FLAG.read, 0), shown), maxBytes, shown);
}

/**
 * Makes a file that must not exist yet, not even as a link; a half-written one is removed.
 * @returns false when something has the name
 * @throws {DxgError} io/*
 */
export function createFileAt(
  dir: OpenDirectory,
  name: string,
  bytes: Uint8Array,
  mode: number,
  shown: string,
): boolean {
  const result = backend().createAt(dir, checkedPath(name), bytes, mode);
  if (result === -ERRNO.EEXIST) return false;
  checked(result, shown);
  return true;
}

/**
 * @returns `exists` when something has the name, `missing` when the directory itself has been removed
 * @throws {DxgError} io/*
 */
export function makeDirectoryAt(
  dir: OpenDirectory,
  name: string,
  mode: number,
  shown: string,
): "made" | "exists" | "missing" {
  const result = backend().mkdirAt(dir, checkedPath(name), mode);
  if (result === -ERRNO.EEXIST) return "exists";
  if (result === -ERRNO.ENOENT) return "missing";
  checked(result, shown);
  return "made";
}

/** Removes a file or a link. @returns false when there is none @throws {DxgError} io/* */
export function removeFileAt(dir: OpenDirectory, name: string, shown: string): boolean {
  return removed(backend().removeAt(dir, checkedListed(name), false), shown);
}

/** Removes a directory. @returns false when there is none or it is not empty @throws {DxgError} io/* */
export function removeDirectoryAt(dir: OpenDirectory, name: string, shown: string): boolean {
  return removed(backend().removeAt(dir, checkedListed(name), true), shown);
}

function removed(result: number, shown: string): boolean {
  if (result === -ERRNO.ENOENT || result === -ERRNO.ENOTEMPTY || result === -ERRNO.EEXIST) return false;
  checked(result, shown);
  return true;
}

/** `exists`: something is there. `elsewhere`: another file system. `unable`: the system cannot rename in this way. */
export type Renamed = "renamed" | "exists" | "elsewhere" | "unable";

/** @param how one of `RENAME` @throws {DxgError} io/* naming `shown` */
export function renameAt(
  dir: OpenDirectory,
  name: string,
  toDir: OpenDirectory,
  toName: string,
  how: number,
  shown: string,
): Renamed {
  const result = backend().renameAt(dir, checkedListed(name), toDir, checkedPath(toName), how);
  if (result >= 0) return "renamed";
  if (result === -ERRNO.EEXIST || result === -ERRNO.ENOTEMPTY) return "exists";
  if (result === -ERRNO.EXDEV) return "elsewhere";
  if (how !== RENAME.over && (result === -ERRNO.EINVAL || result === -ERRNO.ENOSYS)) return "unable";
  throw osError(result, shown);
}

/** Sets the permission bits of a file; the umask does not matter. @throws {DxgError} io/* */
export function changeModeAt(dir: OpenDirectory, name: string, mode: number, shown: string): void {
  const os = backend();
  const fd = checked(os.openAt(dir, checkedListed(name), OS_FLAG.read, 0), shown);
  const result = os.chmodOpen(fd, mode);
  os.close(fd);
  checked(result, shown);
}

/** Sets the permission bits of an open directory, whatever they are now. @throws {DxgError} io/* */
export function changeModeOf(dir: OpenDirectory, mode: number, shown: string): void {
  checked(backend().chmodOpen(dir, mode), shown);
}

/**
 * Gives the owner all rights to a directory that it may not even be able to open, without following a link. Only through
 * /proc can what is open to be reached only be changed; elsewhere nothing happens, and opening it says what is wrong.
 */
export function giveOwnerRights(dir: OpenDirectory, name: string, shown: string): void {
  const opened = openDirectoryAt(dir, name, shown);
  if (typeof opened !== "number") return;
  backend().chmod(`/proc/self/fd/${opened}`, OWNER_RIGHTS);
  closeDirectory(opened);
}

const OWNER_RIGHTS = 0o700;

/**
 * What is in an open directory, sorted by code point. A name that is not UTF-8 has a lone surrogate for each byte that is
 * not (`os-name.ts`): what is listed can be looked at and removed, but nothing can be made under such a name.
 * @throws {DxgError} io/*
 */
export function listAt(dir: OpenDirectory, shown: string): readonly DirectoryEntry[] {
  const os = backend();
  return listEntries((out) => os.listOpen(dir, out), shown);
}

/** The names in an open directory that begin with an ASCII text, in no order; faster than `listAt`. @throws {DxgError} io/* */
export function namesAt(dir: OpenDirectory, prefix: string, shown: string): readonly string[] {
  const os = backend();
  const bytes = fillEntries((out) => os.listOpen(dir, out), shown);
  const names: string[] = [];
  // An entry is its kind, its name and NUL.
  for (let at = 1, end: number; at < bytes.length; at = end + 2) {
    end = bytes.indexOf(0, at);
    if (startsWith(bytes, at, prefix)) names.push(new TextDecoder().decode(bytes.subarray(at, end)));
  }
  return names;
}

/** Whether ASCII text is there. */
function startsWith(bytes: Uint8Array, at: number, text: string): boolean {
  for (let index = 0; index < text.length; index += 1) if (bytes[at + index] !== text.charCodeAt(index)) return false;
  return true;
}

/** Who keeps paths below an open directory. */
export function pathGuard(dir: OpenDirectory): PathGuard {
  return backend().guard(dir);
}

/** Makes SIGINT, SIGTERM and SIGHUP wait. @returns false when this system cannot */
export function holdSignals(): boolean {
  return backend().holdSignals(true) >= 0;
}

/** Lets them act again. @returns the number of the first that waited, 0 for none; it has not acted */
export function releaseSignals(): number {
  const signal = backend().holdSignals(false);
  // A failure is none that waited. Math itself takes a process 0.05 ms when it is first used.
  if (signal < 0) return 0;
  return signal;
}

/** The number of the first signal that waits, 0 for none. */
export function heldSignal(): number {
  return backend().heldSignal();
}
