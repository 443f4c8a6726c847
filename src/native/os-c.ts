/** File system backend on the native library. It encodes paths and passes views; checks on paths are made in `os.ts`. */

import type { LibrarySymbols } from "./load.ts";
import type { OsBackend } from "./os-backend.ts";

const encoder = new TextEncoder();

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
  };
}

/** A fresh buffer for each call: it is small, and a shared one would have to be guarded against re-entry. */
function terminated(path: string): Uint8Array {
  const bytes = new Uint8Array(path.length * 3 + 1);
  encoder.encodeInto(path, bytes);
  return bytes;
}
