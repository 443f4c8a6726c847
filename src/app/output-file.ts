/** Writes the one file that a user named with `-o`. It must not put a file where a device, a pipe or a link is. */
import { DxgError } from "../base/error.ts";
import { replaceFile, showPath, status } from "../native/os.ts";

const FILE_MODE = 0o644;

/**
 * Gives the file its content in one step, or makes it.
 * @throws {DxgError} write/failed when something is there that is no ordinary file; io/*
 */
export function writeOutputFile(path: string, bytes: Uint8Array): void {
  const found = status(path);
  if (found?.kind === "link" || found?.kind === "other") {
    const what = found.kind === "link" ? "is a symbolic link" : "is not an ordinary file";
    throw new DxgError("write/failed", `${showPath(path)} ${what}`, {
      hint: "Name another file, or send standard output there",
    });
  }
  replaceFile(path, bytes, FILE_MODE);
}
