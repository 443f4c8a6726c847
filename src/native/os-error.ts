/** Turns a failed system call into a DxgError. It must not make system calls itself. */
import { DxgError } from "../base/error.ts";
import type { ErrorCode } from "../base/error-codes.ts";
import { NAME_BYTES_MAX } from "../base/limits.ts";
import { errnoName } from "./os-backend.ts";
import { isNameByte, nameByte, pathBytes } from "./os-name.ts";

const CODES: Readonly<Record<string, ErrorCode>> = {
  ENOENT: "io/not-found",
  EACCES: "io/permission",
  EPERM: "io/permission",
  EROFS: "io/permission",
  EISDIR: "io/is-directory",
  ENOTDIR: "io/not-directory",
  ENOSPC: "io/no-space",
  EDQUOT: "io/no-space",
  EFBIG: "io/too-large",
};

/** What says more than the name. */
const WORDS: Readonly<Record<string, string>> = { EBADF: "is closed" };

/** Names whose error code says it all; for the others the detail carries the name too. */
const PLAIN: readonly string[] = ["ENOENT", "EACCES", "EISDIR", "ENOTDIR", "ENOSPC"];

/** As much of a long name as tells which it is. */
const SHOWN_MAX = 40;

/** `result` is a negated errno; `path` may hold anything. */
export function osError(result: number, path: string): DxgError {
  const name = errnoName(result);
  if (name === "ENAMETOOLONG") return tooLong(path);
  const shown = showPath(path);
  const words = WORDS[name];
  const detail = words !== undefined ? `${shown} ${words}` : PLAIN.includes(name) ? shown : `${shown} (${name})`;
  return new DxgError(CODES[name] ?? "io/failed", detail);
}

/** Of a name, or of the path as a whole; neither is shown to its end. */
function tooLong(path: string): DxgError {
  const hint = "Choose a shorter one";
  let from = 0;
  for (const name of path.split("/")) {
    const bytes = pathBytes(name, 0).length;
    if (bytes > NAME_BYTES_MAX) {
      const where = from === 0 ? "" : ` in ${showPath(path.slice(0, Math.max(1, from - 1)))}`;
      const detail = `"${beginning(name)}"${where} is too long for a name: ${bytes} bytes, more than ${NAME_BYTES_MAX}`;
      return new DxgError("io/failed", detail, { hint });
    }
    from += name.length + 1;
  }
  const detail = `"${beginning(path)}" is too long for a path: ${pathBytes(path, 0).length} bytes`;
  return new DxgError("io/failed", detail, { hint });
}

function beginning(text: string): string {
  return text.length > SHOWN_MAX ? `${showPath(text.slice(0, SHOWN_MAX).toWellFormed())}…` : showPath(text);
}

/** The path with control characters, bidirectional controls, bytes that are not UTF-8 and lone surrogates as escapes. */
export function showPath(path: string): string {
  let text = "";
  for (const char of path) {
    const code = char.codePointAt(0)!;
    if (isNameByte(code)) text += `\\x${nameByte(code).toString(16)}`;
    else if (code < 0x20 || (code >= 0x7f && code < 0xa0)) text += `\\x${code.toString(16).padStart(2, "0")}`;
    else if (isInvisible(code) || (code >= 0xd800 && code < 0xe000)) text += `\\u{${code.toString(16)}}`;
    else text += char;
  }
  return text;
}

function isInvisible(code: number): boolean {
  return (
    (code >= 0x200b && code <= 0x200f) ||
    (code >= 0x2028 && code <= 0x202e) ||
    (code >= 0x2060 && code <= 0x206f) ||
    code === 0x61c ||
    code === 0xfeff
  );
}
