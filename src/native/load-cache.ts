/**
 * Second way to load the library: a private file in the user's cache folder, named by its hash. Its content is compared
 * byte for byte before each load, because a file of the right name and size proves nothing (research: Bun's own
 * extraction loads such a file). It runs on node:fs, since the C library is what is being loaded.
 */
import { environment } from "../base/env.ts";
import { OS_FLAG, STATUS_WORDS } from "./abi.ts";
import { errnoName, KIND_NAMES, type OsBackend } from "./os-backend.ts";
import { makeNodeBackend } from "./os-node.ts";

const DIRECTORY_MODE = 0o700;
const FILE_MODE = 0o600;
const OTHERS_MASK = 0o077;

/**
 * @returns the path of a file that holds exactly `bytes`, in a folder that only this user can change
 * @throws {Error} when there is no such folder or it cannot be written; the message says why
 */
export function storeInCache(bytes: Uint8Array): string {
  const os = makeNodeBackend();
  const directory = privateDirectory(os);
  const name = new Bun.CryptoHasher("sha256").update(bytes).digest("hex");
  const path = `${directory}/${name}.${suffix()}`;
  if (!holds(os, path, bytes)) {
    install(os, path, `${directory}/.${name}.${process.pid}.tmp`, bytes);
    if (!holds(os, path, bytes)) throw new Error("the cache file does not hold what was written");
  }
  return path;
}

function suffix(): string {
  return process.platform === "darwin" ? "dylib" : process.platform === "win32" ? "dll" : "so";
}

function cacheHome(): string {
  const given = environment("cacheHome");
  if (given?.startsWith("/")) return given;
  const home = environment("home");
  if (home === undefined) throw new Error("there is no cache folder: HOME is not set");
  return `${home}/.cache`;
}

function privateDirectory(os: OsBackend): string {
  const directory = `${cacheHome()}/dxg/native`;
  for (let end = directory.indexOf("/", 1); end > 0; end = directory.indexOf("/", end + 1)) {
    os.mkdir(directory.slice(0, end), DIRECTORY_MODE);
  }
  os.mkdir(directory, DIRECTORY_MODE);
  const words = new Uint32Array(STATUS_WORDS);
  succeed(os.lstat(directory, words), "the cache folder cannot be made");
  if (KIND_NAMES[words[0]!] !== "directory") throw new Error("the cache folder is not a directory");
  const user = process.getuid?.();
  if (user === undefined) return directory;
  if (words[7] !== user) throw new Error("the cache folder belongs to somebody else");
  if ((words[1]! & OTHERS_MASK) !== 0) succeed(os.chmod(directory, DIRECTORY_MODE), "the cache folder is not private");
  return directory;
}

function holds(os: OsBackend, path: string, bytes: Uint8Array): boolean {
  const fd = os.open(path, OS_FLAG.read | OS_FLAG.noFollow, 0);
  if (fd < 0) return false;
  const words = new Uint32Array(STATUS_WORDS);
  const content = new Uint8Array(bytes.length + 1);
  const regular = os.fstat(fd, words) >= 0 && KIND_NAMES[words[0]!] === "file";
  const user = process.getuid?.();
  const ours = user === undefined || (words[7] === user && (words[1]! & OTHERS_MASK) === 0);
  const length = regular && ours ? os.read(fd, content) : -1;
  os.close(fd);
  return length === bytes.length && Buffer.compare(content.subarray(0, length), bytes) === 0;
}

function install(os: OsBackend, path: string, temporary: string, bytes: Uint8Array): void {
  os.unlink(temporary);
  const flags = OS_FLAG.write | OS_FLAG.createNew | OS_FLAG.noFollow;
  const fd = succeed(os.open(temporary, flags, FILE_MODE), "the cache file cannot be made");
  const written = os.write(fd, bytes);
  const closed = os.close(fd);
  const result = Math.min(written, closed, 0) || os.rename(temporary, path);
  if (result < 0) os.unlink(temporary);
  succeed(result, "the cache file cannot be written");
}

function succeed(result: number, otherwise: string): number {
  if (result < 0) throw new Error(`${otherwise} (${errnoName(result)})`);
  return result;
}
