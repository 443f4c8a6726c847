/** File system backend on the native library. It encodes paths and passes views; checks on paths are made in `os.ts`. */

import type { LibrarySymbols } from "./load.ts";
import type { OsBackend } from "./os-backend.ts";
import { pathBytes } from "./os-name.ts";

export function makeLibraryBackend(c: LibrarySymbols): OsBackend {
  return {
    name: "c",
    open: (path, flags, mode) => c.dxg_os_open(terminated(path), flags, mode),
    close: (fd) => c.dxg_os_close(fd),
    read: (fd, out) => c.dxg_os_read(fd, out, out),
    write: (fd, bytes) => c.dxg_os_write(fd, bytes, bytes),
    fstat: (fd, status) => c.dxg_os_fstat(fd, status),
    lstat: (path, status) => c.dxg_os_lstat(terminated(path), status),
    rename: (from, to) => c.dxg_os_rename(terminated(from), terminated(to)),
    mkdir: (path, mode) => c.dxg_os_mkdir(terminated(path), mode),
    unlink: (path) => c.dxg_os_unlink(terminated(path)),
    rmdir: (path) => c.dxg_os_rmdir(terminated(path)),
    chmod: (path, mode) => c.dxg_os_chmod(terminated(path), mode),
    list: (path, out) => c.dxg_os_list(terminated(path), out, out),
    isTerminal: (fd) => c.dxg_os_is_terminal(fd) === 1,
    lock: (fd) => c.dxg_os_lock(fd),
    holdSignals: (on) => c.dxg_os_hold_signals(on ? 1 : 0),
    heldSignal: () => c.dxg_os_held_signal(),
    openAt: (dir, path, flags, mode) => c.dxg_at_open(dir, terminated(path), flags, mode),
    createAt: (dir, name, bytes, mode) => c.dxg_at_create(dir, terminated(name), bytes, bytes, mode),
    statAt: (dir, name, status) => c.dxg_at_stat(dir, terminated(name), status),
    mkdirAt: (dir, name, mode) => c.dxg_at_mkdir(dir, terminated(name), mode),
    removeAt: (dir, name, directory) => c.dxg_at_remove(dir, terminated(name), directory ? 1 : 0),
    renameAt: (dir, name, toDir, toName, how) => c.dxg_at_rename(dir, terminated(name), toDir, terminated(toName), how),
    chmodOpen: (fd, mode) => c.dxg_at_chmod(fd, mode),
    listOpen: (dir, out) => c.dxg_at_list(dir, out, out),
    guard: (dir) => (c.dxg_at_kernel_checked(dir) === 1 ? "kernel" : "names"),
  };
}

/** A fresh buffer for each call: it is small, and a shared one would have to be guarded against re-entry. */
function terminated(path: string): Uint8Array {
  return pathBytes(path, 1);
}
