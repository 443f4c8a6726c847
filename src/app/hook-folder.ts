/** The empty folder that hooks have as home and for temporary files. What they leave in there goes with it. */
import { environment } from "../base/env.ts";
import { DxgError } from "../base/error.ts";
import { fileName, parentPath } from "../base/path.ts";
import { changeMode, makeDirectory, showPath } from "../native/os.ts";
import { closeDirectory, openDirectory } from "../native/os-at.ts";
import { removeTree } from "../project/remove-tree.ts";

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

/** Removes the folder with all that hooks have left in it. @throws {DxgError} io/* */
export function removeHookFolder(folder: string): void {
  const parent = openDirectory(parentPath(folder));
  if (typeof parent !== "number") throw new DxgError("io/failed", `${showPath(folder)} cannot be removed (${parent})`);
  try {
    removeTree(parent, fileName(folder), folder);
  } finally {
    closeDirectory(parent);
  }
}
