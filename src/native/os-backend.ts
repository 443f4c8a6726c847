/**
 * The few system calls that the file system seam needs, as both backends offer them: the C library (`os-c.ts`) and
 * node:fs (`os-node.ts`). Types and the shared word list only.
 *
 * Every result below zero is the negated number of an `ErrnoName` in `ERRNO`; no backend throws for a failed call.
 */

export interface OsBackend {
  readonly name: "c" | "node";
  /** `flags` is a set of `OS_FLAG`; returns a descriptor. Opening to read never blocks (a FIFO opens at once). */
  open(path: string, flags: number, mode: number): number;
  close(fd: number): number;
  /** Reads until `out` is full or the end is reached; returns bytes read. */
  read(fd: number, out: Uint8Array): number;
  /** Writes all of it; returns the length. */
  write(fd: number, bytes: Uint8Array): number;
  /** `status`: `STATUS_WORDS` words as `dxg_os_fstat` in dxg.h describes them. */
  fstat(fd: number, status: Uint32Array): number;
  lstat(path: string, status: Uint32Array): number;
  rename(from: string, to: string): number;
  mkdir(path: string, mode: number): number;
  unlink(path: string): number;
  rmdir(path: string): number;
  chmod(path: string, mode: number): number;
  /** Fills `out` as `dxg_os_list` does; -ERANGE when it is too small. Returns bytes written. */
  list(path: string, out: Uint8Array): number;
  isTerminal(fd: number): boolean;
  /** -EAGAIN when another process has locked it; the lock ends with the descriptor. -ENOSYS when there are no locks. */
  lock(fd: number): number;
  /** Makes signals wait, or act again; the number of the first that waited, 0 for none. -ENOSYS when it cannot. */
  holdSignals(on: boolean): number;
  /** The first signal that is waiting, 0 for none. */
  heldSignal(): number;

  /** As the functions `dxg_at_*` of dxg.h: relative to an open directory, never through a link. */
  openAt(dir: number, path: string, flags: number, mode: number): number;
  createAt(dir: number, name: string, bytes: Uint8Array, mode: number): number;
  statAt(dir: number, name: string, status: Uint32Array): number;
  mkdirAt(dir: number, name: string, mode: number): number;
  removeAt(dir: number, name: string, directory: boolean): number;
  /** `how` is one of `RENAME`. */
  renameAt(dir: number, name: string, toDir: number, toName: string, how: number): number;
  chmodOpen(fd: number, mode: number): number;
  listOpen(dir: number, out: Uint8Array): number;
  /** Who keeps paths below an open directory. */
  guard(dir: number): PathGuard;
}

/**
 * `kernel`: one system call for a whole path (openat2). `names`: each name is opened in the directory before it.
 * `descriptor-paths`: the same by way of /proc/self/fd. `paths`: plain paths, so that whoever changes links at the same
 * moment may lead a write elsewhere.
 */
export type PathGuard = "kernel" | "names" | "descriptor-paths" | "paths";

/** `status[0]`. */
export const KIND_NAMES = ["other", "file", "directory", "link"] as const;
export type EntryKind = (typeof KIND_NAMES)[number];

const LINUX = {
  EPERM: 1,
  ENOENT: 2,
  EIO: 5,
  ENXIO: 6,
  EBADF: 9,
  EAGAIN: 11,
  ENOMEM: 12,
  EACCES: 13,
  EBUSY: 16,
  EEXIST: 17,
  EXDEV: 18,
  ENODEV: 19,
  ENOTDIR: 20,
  EISDIR: 21,
  EINVAL: 22,
  ENFILE: 23,
  EMFILE: 24,
  ETXTBSY: 26,
  EFBIG: 27,
  ENOSPC: 28,
  EROFS: 30,
  EMLINK: 31,
  EPIPE: 32,
  ERANGE: 34,
  ENAMETOOLONG: 36,
  ENOSYS: 38,
  ENOTEMPTY: 39,
  ELOOP: 40,
  EOVERFLOW: 75,
  ENOTSUP: 95,
  ESTALE: 116,
  EDQUOT: 122,
} as const;

export type ErrnoName = keyof typeof LINUX;

/** The numbers of this platform: macOS differs from Linux in those that POSIX added late. */
export const ERRNO: Readonly<Record<ErrnoName, number>> =
  process.platform === "darwin"
    ? {
        ...LINUX,
        EAGAIN: 35,
        ENAMETOOLONG: 63,
        ENOSYS: 78,
        ENOTEMPTY: 66,
        ELOOP: 62,
        EOVERFLOW: 84,
        ENOTSUP: 45,
        ESTALE: 70,
        EDQUOT: 69,
      }
    : LINUX;

/** The name of a negated errno, or its number as text when it is not in the table. */
export function errnoName(result: number): ErrnoName | `errno ${number}` {
  for (const [name, value] of Object.entries(ERRNO)) if (value === -result) return name as ErrnoName;
  return `errno ${-result}`;
}
