/**
 * First way to load the library, Linux only: a sealed file in memory. What is loaded is exactly the bytes that were
 * given; nothing is written to a disk, and neither $TMPDIR nor $HOME matters. It opens no file by name but libc.
 */
import { dlopen } from "bun:ffi";

const MFD_CLOEXEC = 1;
const MFD_ALLOW_SEALING = 2;
/** Since Linux 6.3; older kernels refuse it with EINVAL and need no such flag. */
const MFD_EXEC = 16;
const F_ADD_SEALS = 1033;
/** F_SEAL_SEAL, F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_WRITE. */
const ALL_SEALS = 15;

/** glibc, then musl on the two machines Bun runs on. */
const LIBC_NAMES = ["libc.so.6", "libc.musl-x86_64.so.1", "libc.musl-aarch64.so.1"] as const;

const LIBC_SYMBOLS = {
  memfd_create: { args: ["buffer", "u32"], returns: "i32" },
  write: { args: ["i32", "buffer", "buffer_length"], returns: "i32" },
  fcntl: { args: ["i32", "i32", "i32"], returns: "i32" },
} as const;

/**
 * @returns a path that dlopen takes. The descriptor stays open for the life of the process, so the path stays valid.
 * @throws {Error} when the system cannot do it; the message says which step failed
 */
export function storeInMemory(bytes: Uint8Array): string {
  const libc = openLibc();
  const name = new Uint8Array([0x64, 0x78, 0x67, 0]);
  const flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  let fd = libc.memfd_create(name, flags | MFD_EXEC);
  if (fd < 0) fd = libc.memfd_create(name, flags);
  if (fd < 0) throw new Error("memfd_create failed");
  let rest = bytes;
  while (rest.length > 0) {
    const count = libc.write(fd, rest, rest);
    if (count <= 0) throw new Error("writing the memory file failed");
    rest = rest.subarray(count);
  }
  if (libc.fcntl(fd, F_ADD_SEALS, ALL_SEALS) < 0) throw new Error("sealing the memory file failed");
  return `/proc/self/fd/${fd}`;
}

function openLibc(): ReturnType<typeof dlopen<typeof LIBC_SYMBOLS>>["symbols"] {
  for (const name of LIBC_NAMES) {
    try {
      return dlopen(name, LIBC_SYMBOLS).symbols;
    } catch {}
  }
  throw new Error("libc has no memfd_create");
}
