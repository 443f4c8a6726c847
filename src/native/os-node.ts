/**
 * File system backend on node:fs, for when the native library is not loaded. node:fs costs about 1 ms of start-up, so
 * it is required only when this backend is made; importing this module must stay free.
 */
import { OS_FLAG } from "./abi.ts";
import { ERRNO, type ErrnoName, type OsBackend } from "./os-backend.ts";

type Fs = typeof import("node:fs");
type Stats = import("node:fs").BigIntStats;

const WAIT_MS = 5;

export function makeNodeBackend(): OsBackend {
  const fs: Fs = require("node:fs");
  return {
    name: "node",
    open: (path, flags, mode) => attempt(() => fs.openSync(path, openFlags(fs, flags), mode)),
    close: (fd) => attempt(() => fs.closeSync(fd)),
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
  };
}

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
  return 0;
}

function listInto(fs: Fs, path: string, out: Uint8Array): number {
  const words = new Uint32Array(8);
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
