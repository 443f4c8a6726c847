/**
 * Bundles compiled from text templates, kept in the user's cache under the hash of their sources. The folder is ours
 * alone (0700), a file is never changed once it is there, and loading verifies it, so it may be mapped. Whatever goes
 * wrong here only costs time: the caller compiles again.
 */
import { environment } from "../base/env.ts";
import { BINARY_BYTES_MAX } from "../base/limits.ts";
import { joinPath } from "../base/path.ts";
import { native } from "../native/native.ts";
import { changeMode, makeDirectories, readFile, replaceFile, status } from "../native/os.ts";
import { compilerIdentity } from "./compiler-identity.ts";

const FOLDER_MODE = 0o700;
const FILE_MODE = 0o600;
/** Below this a read is cheaper than a mapping. */
const MAP_BYTES_MIN = 256 * 1024;

/** The cache folder of compiled bundles, or undefined when there is no home. */
export function compiledFolder(): string | undefined {
  const cache = environment("cacheHome");
  const home = environment("home");
  // The XDG Base Directory Specification has relative paths ignored.
  if (cache?.startsWith("/")) return joinPath(cache, "dxg/bundles");
  return home?.startsWith("/") ? joinPath(home, ".cache/dxg/bundles") : undefined;
}

/** The key of some sources: names and contents, in order, and what compiles them. */
export function sourceKey(parts: Iterable<string | Uint8Array>, compiler: string = compilerIdentity()): string {
  const hasher = native().createBlake3();
  const length = new Uint32Array(1);
  const encoder = new TextEncoder();
  for (const part of [compiler, ...parts]) {
    const bytes = typeof part === "string" ? encoder.encode(part) : part;
    length[0] = bytes.length;
    hasher.update(new Uint8Array(length.buffer));
    hasher.update(bytes);
  }
  return hasher.finalize().toHex();
}

/** The bundle of a key, or undefined. The bytes must not be changed. */
export function findCompiled(key: string): Uint8Array | undefined {
  const path = pathOf(key);
  if (path === undefined) return undefined;
  try {
    const found = status(path);
    if (found === undefined || found.kind !== "file" || (found.mode & 0o077) !== 0) return undefined;
    // Whoever owns a file can cut it off, which ends a process that has it mapped.
    if (found.uid !== (process.getuid?.() ?? found.uid)) return undefined;
    return found.size >= MAP_BYTES_MIN ? Bun.mmap(path, { shared: false }) : readFile(path, BINARY_BYTES_MAX);
  } catch {
    return undefined;
  }
}

/** Keeps a bundle; false when that was not possible. */
export function keepCompiled(key: string, bytes: Uint8Array): boolean {
  const path = pathOf(key);
  const folder = compiledFolder();
  if (path === undefined || folder === undefined) return false;
  try {
    makeDirectories(folder);
    changeMode(folder, FOLDER_MODE);
    replaceFile(path, bytes, FILE_MODE);
    return true;
  } catch {
    return false;
  }
}

function pathOf(key: string): string | undefined {
  const folder = compiledFolder();
  return folder === undefined ? undefined : joinPath(folder, `${key}.dxf`);
}
