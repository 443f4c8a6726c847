/** The empty folder that hooks have as home and for temporary files. What they leave in there goes with it. */
import { environment } from "../base/env.ts";
import { DxgError } from "../base/error.ts";
import { HOOK_FOLDER_DEPTH_MAX } from "../base/limits.ts";
import { changeMode, list, makeDirectory, removeDirectory, removeFile, showPath } from "../native/os.ts";

const OWNER_ONLY = 0o700;
const RANDOM_BYTES = 9;

/** Makes an empty folder that nobody else can enter; its path is absolute. @throws {DxgError} io/* */
export function makeHookFolder(): string {
  const parent = (environment("temporary") ?? "/tmp").replace(/\/+$/, "");
  const name = crypto.getRandomValues(new Uint8Array(RANDOM_BYTES)).toBase64({ alphabet: "base64url" });
  const folder = `${parent.startsWith("/") ? parent : "/tmp"}/dxg-hook-${name}`;
  if (!makeDirectory(folder)) throw new DxgError("io/failed", `${showPath(folder)} is there already`);
  changeMode(folder, OWNER_ONLY);
  return folder;
}

/** Removes a folder with all that is in it; links are removed, not followed. @throws {DxgError} io/* */
export function removeTree(folder: string, depth = 0): void {
  if (depth > HOOK_FOLDER_DEPTH_MAX) throw new DxgError("io/failed", `${showPath(folder)} is nested too deeply`);
  changeMode(folder, OWNER_ONLY);
  for (const { name, kind } of list(folder)) {
    const path = `${folder}/${name}`;
    if (kind === "directory") removeTree(path, depth + 1);
    else removeFile(path);
  }
  removeDirectory(folder);
}
