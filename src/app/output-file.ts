/** Writes the one file that a user named with `-o`. It must not put a file where a device, a pipe or a link is. */
import { DxgError } from "../base/error.ts";
import { resolvePath } from "../base/path.ts";
import { replaceFile, showPath, status } from "../native/os.ts";

const FILE_MODE = 0o644;
const PERMISSIONS = 0o777;

/**
 * Gives the file its content in one step, or makes it; a file that is there keeps its permissions.
 * @param source what the content was made from, which is never written over
 * @throws {DxgError} cli/bad-argument when it is the source; write/failed when something is there that is no ordinary
 *   file; io/*
 */
export function writeOutputFile(path: string, bytes: Uint8Array, source: string): void {
  if (resolvePath(path) === resolvePath(source)) {
    throw new DxgError("cli/bad-argument", `-o ${showPath(path)} is the template itself`);
  }
  const found = status(path);
  if (found?.kind === "link" || found?.kind === "other") {
    const what = found.kind === "link" ? "is a symbolic link" : "is not an ordinary file";
    throw new DxgError("write/failed", `${showPath(path)} ${what}`, {
      hint: "Name another file, or send standard output there",
    });
  }
  replaceFile(path, bytes, (found?.mode ?? FILE_MODE) & PERMISSIONS);
}
