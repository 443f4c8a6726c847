/**
 * What the system gives as bytes has to be UTF-8: Bun puts U+FFFD for others, which would be another name. Where that stands
 * somewhere, the bytes themselves are looked at.
 */
import { ENVIRONMENT, environment } from "../base/env.ts";
import { DxgError } from "../base/error.ts";
import { currentFolder } from "../base/path.ts";
import { readFile, showPath, status } from "../native/os.ts";
import { nameText } from "../native/os-name.ts";

const REPLACEMENT = "\ufffd";
/** More than Linux lets a command line or an environment take. */
const BYTES_MAX = 8 * 1024 * 1024;
const HINT = "Write it in UTF-8";
/** Variables that name folders in which dxg reads and writes. */
const FOLDERS = ["home", "cacheHome", "configHome", "dataHome", "temporary"] as const;

/**
 * Does nothing where the system does not show the bytes.
 * @param words the command line without the program's name
 * @returns what rejects for the current folder: its bytes are looked for by code that no other run loads
 * @throws {DxgError} cli/bad-argument for a word, io/not-utf8 for a variable of the environment or the current folder
 */
export function requireUtf8(words: readonly string[]): Promise<never> | undefined {
  if (words.some(isDoubtful)) {
    for (const word of bytesIn("/proc/self/cmdline")) {
      if (!word.isWellFormed()) {
        throw new DxgError("cli/bad-argument", `"${showPath(word)}" is not UTF-8`, { hint: HINT });
      }
    }
  }
  const doubtful = FOLDERS.filter((key) => isDoubtful(environment(key) ?? ""));
  if (doubtful.length > 0) {
    const beginnings = doubtful.map((key) => `${ENVIRONMENT[key].name}=`);
    for (const entry of bytesIn("/proc/self/environ")) {
      if (!entry.isWellFormed() && beginnings.some((begin) => entry.startsWith(begin))) {
        throw new DxgError("io/not-utf8", `the variable ${showPath(entry)}`, { hint: HINT });
      }
    }
  }
  return requireFolder();
}

/** The current folder, which is another one than that of its name when the name is not what the system has. */
function requireFolder(): Promise<never> | undefined {
  let folder: string;
  try {
    folder = currentFolder();
  } catch (error) {
    // Who needs it tells that it is gone.
    if (error instanceof DxgError) return undefined;
    throw error;
  }
  if (!isDoubtful(folder)) return undefined;
  const [named, current] = [status(folder), status(".")];
  if (named?.inode === current?.inode && named?.device === current?.device) return undefined;
  return refuseFolder(folder);
}

async function refuseFolder(folder: string): Promise<never> {
  const { withBytes } = await import("./folder-bytes.ts");
  throw new DxgError("io/not-utf8", `the current folder ${showPath(withBytes(folder))}`, {
    hint: "Go to a folder with another name",
  });
}

function isDoubtful(text: string): boolean {
  return text.includes(REPLACEMENT);
}

/** The texts of a file in which each ends with NUL. */
function bytesIn(path: string): readonly string[] {
  if (process.platform !== "linux") return [];
  const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
  try {
    const texts: string[] = [];
    const bytes = readFile(path, BYTES_MAX);
    for (let from = 0, end: number; from < bytes.length; from = end + 1) {
      end = bytes.indexOf(0, from);
      if (end < 0) end = bytes.length;
      texts.push(nameText(bytes.subarray(from, end), strict));
    }
    return texts;
  } catch (error) {
    if (error instanceof DxgError) return [];
    throw error;
  }
}
