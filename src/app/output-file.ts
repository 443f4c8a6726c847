/** Writes what a user wants with `-o`: one file, or standard output for `-`. It must not put a file where a device, a pipe or a link is. */
import { DxgError } from "../base/error.ts";
import { joinPath, parentPath, resolvePath } from "../base/path.ts";
import { isTerminal, replaceFile, showPath, status, writeStandardOutput } from "../native/os.ts";
import { removeDeadIn } from "../project/remove-dead.ts";
import { HeldSignals } from "../project/signals.ts";

const FILE_MODE = 0o644;
const PRIVATE_FILE_MODE = 0o600;

/** What names standard output where a file is named. */
export const TO_STANDARD_OUTPUT = "-";
const STANDARD_OUTPUT = 1;

/** @throws {DxgError} cli/bad-argument when bytes that are no text would go to a terminal */
export function refuseTerminal(output: string): void {
  if (output !== TO_STANDARD_OUTPUT || !isTerminal(STANDARD_OUTPUT)) return;
  throw new DxgError("cli/bad-argument", "the bytes are not for a terminal", { hint: "Name a file with -o" });
}

/**
 * Gives the file its content in one step, or makes it; a file that is there keeps its permissions. `-` is standard output.
 * @param source what the content was made from, which is never written over
 * @param readers who may read a file that is made: anybody, or its owner alone
 * @throws {DxgError} io/is-directory for a folder; write/failed when something else is there that is no ordinary file, or the
 *   source; io/*
 */
export function writeOutput(
  path: string,
  bytes: Uint8Array,
  source: string,
  readers: "anybody" | "owner" = "anybody",
): void {
  if (path === TO_STANDARD_OUTPUT) {
    writeStandardOutput(bytes);
    return;
  }
  const found = status(path);
  if (found?.kind === "directory") {
    throw new DxgError("io/is-directory", showPath(path), {
      hint: `Name a file in it, such as -o ${showPath(joinPath(path, "NAME"))}`,
    });
  }
  if (found !== undefined && found.kind !== "file") {
    throw new DxgError("write/failed", `${showPath(path)} is not an ordinary file`, {
      hint: "Leave out -o and redirect standard output to write there",
    });
  }
  if (resolvePath(path) === resolvePath(source)) {
    throw new DxgError("write/failed", `${showPath(path)} is the source itself`, {
      hint: "Choose another file with -o",
    });
  }
  removeDeadIn(parentPath(path) || ".");
  const held = new HeldSignals();
  try {
    replaceFile(path, bytes, found?.mode ?? (readers === "owner" ? PRIVATE_FILE_MODE : FILE_MODE));
  } finally {
    held.release();
  }
}
