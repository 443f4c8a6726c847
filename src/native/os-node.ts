/**
 * File system backend on node:fs, for when the native library is not loaded. node:fs costs about 1 ms of start-up, so
 * it is required only when this backend is made; importing this module must stay free.
 */
import { OS_FLAG, RENAME, STATUS_WORDS } from "./abi.ts";
import { ERRNO, type ErrnoName, type OsBackend } from "./os-backend.ts";
import { pathBytes } from "./os-name.ts";

type Fs = typeof import("node:fs");
type Stats = import("node:fs").BigIntStats;

const WAIT_MS = 5;

export function makeNodeBackend(): OsBackend {
  const fs: Fs = require("node:fs");
  return {
    name: "node",
    open: (path, flags, mode) => attempt(() => fs.openSync(path, openFlags(fs, flags), mode)),
    read: (fd, out) => attempt(() => readFully(fs, fd, out)),
    write: (fd, bytes) => attempt(() => writeFully(fs, fd, bytes)),
    fstat: (fd, status) => attempt(() => fillStatus(fs.fstatSync(fd, { bigint: true }), status)),
    lstat: (path, status) => attempt(() => fillStatus(fs.lstatSync(path, { bigint: true }), status)),
    rename: (from, to) => attempt(() => fs.renameSync(from, to)),
    mkdir: (path, mode) => attempt(() => fs.mkdirSync(path, mode)),
    unlink: (path) => attempt(() => fs.unlinkSync(path)),
    rmdir: (path) => attempt(() => fs.rmdirSync(path)),
    chmod: (path, mode) => attempt(() => fs.chmodSync(path, mode)),
    list: (path, out) => attempt(() => listInto(fs, path, out)),
    isTerminal: (fd) => (require("node:tty") as typeof import("node:tty")).isatty(fd),
    lock: () => -ERRNO.ENOSYS,
    holdSignals: () => -ERRNO.ENOSYS,
    heldSignal: () => 0,
    ...heldDirectories(fs),
  };
}

type HeldDirectories = Pick<
  OsBackend,
  "openAt" | "createAt" | "statAt" | "mkdirAt" | "removeAt" | "renameAt" | "chmodOpen" | "listOpen" | "guard" | "close"
>;

/**
 * node:fs knows no calls relative to a directory. On Linux `/proc/self/fd/N/name` is one all the same, since the kernel
 * goes from the open directory; elsewhere the path that the directory was opened by has to do.
 */
function heldDirectories(fs: Fs): HeldDirectories {
  const viaDescriptors = process.platform === "linux" && fs.existsSync("/proc/self/fd");
  const opened = new Map<number, string>();
  const folder = (dir: number): string => (viaDescriptors ? `/proc/self/fd/${dir}` : (opened.get(dir) ?? "."));
  const inside = (dir: number, name: string): string | Buffer => nodePath(`${folder(dir)}/${name}`);
  const openOne = (dir: number, name: string, flags: number, mode: number): number => {
    const path = inside(dir, name);
    const fd = attempt(() => fs.openSync(path, openFlags(fs, flags | OS_FLAG.noFollow), mode));
    if (fd === -ERRNO.ENOTDIR && isLink(fs, path)) return -ERRNO.ELOOP;
    if (fd >= 0 && !viaDescriptors) opened.set(fd, `${folder(dir)}/${name}`);
    return fd;
  };
  const close = (fd: number): number => {
    opened.delete(fd);
    return attempt(() => fs.closeSync(fd));
  };
  const named = (names: readonly string[], call: () => number): number =>
    names.every(isName) ? call() : -ERRNO.EINVAL;
  return {
    close,
    openAt: (dir, path, flags, mode) => {
      const names = path.split("/");
      const last = names.pop() ?? "";
      if (![...names, last].every(isName)) return -ERRNO.EXDEV;
      let at = dir;
      for (const name of names) {
        const next = openOne(at, name, OS_FLAG.read | OS_FLAG.directory | OS_FLAG.search, 0);
        if (at !== dir) close(at);
        if (next < 0) return next;
        at = next;
      }
      const fd = openOne(at, last, flags, mode);
      if (at !== dir) close(at);
      return fd;
    },
    createAt: (dir, name, bytes, mode) =>
      named([name], () => {
        const fd = openOne(dir, name, OS_FLAG.write | OS_FLAG.createNew, mode);
        if (fd < 0) return fd;
        const written = attempt(() => writeFully(fs, fd, bytes));
        const closed = close(fd);
        const result = written < 0 ? written : closed;
        if (result < 0) attempt(() => fs.unlinkSync(inside(dir, name)));
        return result;
      }),
    statAt: (dir, name, status) =>
      named([name], () => attempt(() => fillStatus(fs.lstatSync(inside(dir, name), { bigint: true }), status))),
    mkdirAt: (dir, name, mode) => named([name], () => attempt(() => fs.mkdirSync(inside(dir, name), mode))),
    removeAt: (dir, name, directory) =>
      named([name], () =>
        attempt(() => (directory ? fs.rmdirSync(inside(dir, name)) : fs.unlinkSync(inside(dir, name)))),
      ),
    renameAt: (dir, name, toDir, toName, how) =>
      named([name, toName], () => {
        if (how !== RENAME.over) return -ERRNO.ENOSYS;
        return attempt(() => fs.renameSync(inside(dir, name), inside(toDir, toName)));
      }),
    chmodOpen: (fd, mode) => attempt(() => fs.fchmodSync(fd, mode)),
    listOpen: (dir, out) => attempt(() => listInto(fs, folder(dir), out)),
    guard: () => (viaDescriptors ? "descriptor-paths" : "paths"),
  };
}

function isName(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && !name.includes("/");
}

/** node:fs takes names that are not UTF-8 as bytes only. */
function nodePath(path: string): string | Buffer {
  return path.isWellFormed() ? path : Buffer.from(pathBytes(path, 0));
}

function isLink(fs: Fs, path: string | Buffer): boolean {
  try {
    return fs.lstatSync(path).isSymbolicLink();
  } catch {
    return false;
  }
}

/** Linux's O_PATH, which node:fs has no name for. */
const O_PATH = 0o10000000;

/** A call without a result has succeeded with 0. */
function attempt(call: () => unknown): number {
  try {
    const result = call();
    return typeof result === "number" ? result : 0;
  } catch (error) {
    const code = (error as { readonly code?: unknown }).code;
    if (typeof code !== "string") throw error;
    return -(ERRNO[code as ErrnoName] ?? ERRNO.EIO);
  }
}

function openFlags(fs: Fs, flags: number): number {
  const { constants } = fs;
  const has = (flag: number): boolean => (flags & flag) !== 0;
  if (has(OS_FLAG.search) && process.platform === "linux") {
    return (
      O_PATH | (has(OS_FLAG.directory) ? constants.O_DIRECTORY : 0) | (has(OS_FLAG.noFollow) ? constants.O_NOFOLLOW : 0)
    );
  }
  return (
    (has(OS_FLAG.write) ? constants.O_WRONLY : constants.O_RDONLY | (constants.O_NONBLOCK ?? 0)) |
    (has(OS_FLAG.createNew) ? constants.O_CREAT | constants.O_EXCL : 0) |
    (has(OS_FLAG.truncate) ? constants.O_TRUNC : 0) |
    (has(OS_FLAG.noFollow) ? (constants.O_NOFOLLOW ?? 0) : 0) |
    (has(OS_FLAG.directory) ? (constants.O_DIRECTORY ?? 0) : 0)
  );
}

function readFully(fs: Fs, fd: number, out: Uint8Array): number {
  let done = 0;
  while (done < out.length) {
    const count = retry(() => fs.readSync(fd, out, done, out.length - done, null));
    if (count === 0) break;
    done += count;
  }
  return done;
}

function writeFully(fs: Fs, fd: number, bytes: Uint8Array): number {
  let done = 0;
  while (done < bytes.length) done += retry(() => fs.writeSync(fd, bytes, done, bytes.length - done));
  return done;
}

/** Repeats a call that a non-blocking descriptor or a signal turned away. */
function retry(call: () => number): number {
  for (;;) {
    try {
      return call();
    } catch (error) {
      const code = (error as { readonly code?: unknown }).code;
      if (code === "EAGAIN") Bun.sleepSync(WAIT_MS);
      else if (code !== "EINTR") throw error;
    }
  }
}

function fillStatus(stats: Stats, status: Uint32Array): number {
  status[0] = stats.isFile() ? 1 : stats.isDirectory() ? 2 : stats.isSymbolicLink() ? 3 : 0;
  status[1] = Number(stats.mode) & 0o7777;
  status[2] = Number(stats.size & 0xffffffffn);
  status[3] = Number(stats.size >> 32n);
  status[4] = Number(stats.nlink);
  status[5] = Number((stats.mtimeNs / 1_000_000_000n) & 0xffffffffn);
  status[6] = Number(stats.mtimeNs % 1_000_000_000n);
  status[7] = Number(stats.uid);
  status[8] = Number(stats.gid);
  status[9] = Number(stats.dev & 0xffffffffn);
  status[10] = Number(stats.dev >> 32n);
  status[11] = Number(stats.ino & 0xffffffffn);
  status[12] = Number(stats.ino >> 32n);
  status[13] = Number((stats.ctimeNs / 1_000_000_000n) & 0xffffffffn);
  status[14] = Number(stats.ctimeNs % 1_000_000_000n);
  return 0;
}

function listInto(fs: Fs, path: string, out: Uint8Array): number {
  const words = new Uint32Array(STATUS_WORDS);
  const parent = Buffer.from(`${path}/`);
  let end = 0;
  for (const name of fs.readdirSync(path, { encoding: "buffer" })) {
    if (end + name.length + 2 > out.length) return -ERRNO.ERANGE;
    fillStatus(fs.lstatSync(Buffer.concat([parent, name]), { bigint: true }), words);
    out[end] = words[0]!;
    out.set(name, end + 1);
    end += name.length + 2;
    out[end - 1] = 0;
  }
  return end;
}
