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
  /** `status`: 8 words as `dxg_os_fstat` in dxg.h describes them. */
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
}

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
  ENOTEMPTY: 39,
  ENOSYS: 38,
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
