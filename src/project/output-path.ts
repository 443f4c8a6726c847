/**
 * Whether a rendered path may be written: relative, below the destination, and meaning one and the same file on every
 * operating system. Checked after rendering, since parameters end up in paths. Links are the planner's business.
 */
import { DxgError } from "../base/error.ts";
import { PATH_BYTES_MAX } from "../base/limits.ts";
import { foldedPath, parentPath } from "../base/path.ts";
import { showPath } from "../native/os.ts";

const SEGMENT_BYTES_MAX = 255;
/** Device names of Windows, with any extension. */
const DEVICE = /^(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])(?:\..*)?$/i;
/** Controls, and characters that change how a name looks without being seen. */
const INVISIBLE = /[\p{Cc}\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]/u;
/** Git's own folder, also by its short name on Windows. */
const GIT = /^(?:\.git|git~[0-9]+)$/i;
/** Names that dxg keeps for itself at any depth. */
const RESERVED: readonly string[] = [".dx", "dxg.lock", "dxg.tokens"];

/**
 * @param path segments separated by `/`
 * @param source the template file it comes from, for the message
 * @throws {DxgError} path/unsafe
 */
export function checkOutputPath(path: string, source: string): void {
  if (!isPlain(path)) checkUnusualPath(path, source);
}

/**
 * Whether a path is one of the common ones that need no closer look: letters, digits, `_`, `-` and inner dots of ASCII.
 * The closer look has patterns that a cold process would have to compile.
 */
function isPlain(path: string): boolean {
  if (path.length > SEGMENT_BYTES_MAX) return false;
  let start = 0;
  let dot = -1;
  for (let index = 0; index <= path.length; index += 1) {
    const code = index === path.length ? SLASH : path.charCodeAt(index);
    if (code === SLASH) {
      const stem = (dot < 0 ? index : dot) - start;
      if (stem === 0 || path.charCodeAt(index - 1) === DOT) return false;
      if (stem >= DEVICE_NAME_MIN && stem <= DEVICE_NAME_MAX) return false;
      start = index + 1;
      dot = -1;
    } else if (code === DOT) {
      if (dot < 0) dot = index;
    } else if (!isWordCharacter(code)) return false;
  }
  return true;
}

const SLASH = 0x2f;
const DOT = 0x2e;
/** Lengths of the device names that are made of plain characters, `con` to `com1`. */
const DEVICE_NAME_MIN = 3;
const DEVICE_NAME_MAX = 4;

/** ASCII letters, digits, `_` and `-`. */
function isWordCharacter(code: number): boolean {
  if (code >= 0x61 && code <= 0x7a) return true;
  return (code >= 0x41 && code <= 0x5a) || (code >= 0x30 && code <= 0x39) || code === 0x5f || code === 0x2d;
}

function checkUnusualPath(path: string, source: string): void {
  const refuse = (why: string, hint = RELATIVE): never => {
    throw new DxgError("path/unsafe", `"${showPath(path)}" ${why}`, { notes: [`from ${showPath(source)}`], hint });
  };
  if (path === "") refuse("is empty");
  if (path.startsWith("/") || path.startsWith("\\") || /^[A-Za-z]:/.test(path)) refuse("is absolute");
  if (path.startsWith("~"))
    refuse("begins with ~, which shells read as a home folder", "Let it begin with another sign");
  if (!path.isWellFormed()) refuse("is not valid Unicode", VISIBLE);
  if (INVISIBLE.test(path)) refuse("holds a control or invisible character", VISIBLE);
  if (Buffer.byteLength(path) > PATH_BYTES_MAX) refuse(`is longer than ${PATH_BYTES_MAX} bytes`, SHORTER);
  for (const segment of path.split("/")) {
    const name = `"${showPath(segment)}"`;
    if (segment === "") refuse("has an empty name between slashes, or a slash at its end");
    if (segment === "..") refuse("has .. in it, which leads outside");
    if (segment === ".") refuse("has . in it, which is no name");
    if (Buffer.byteLength(segment) > SEGMENT_BYTES_MAX)
      refuse(`has a name longer than ${SEGMENT_BYTES_MAX} bytes`, SHORTER);
    const sign = /[\\:*?"<>|]/.exec(segment)?.[0];
    if (sign !== undefined)
      refuse(`has a ${sign} in ${name}, which Windows does not allow`, `Use none of ${WINDOWS_SIGNS}`);
    if (/[. ]$/.test(segment)) {
      refuse(`has the name ${name}, which ends in a dot or a space: Windows drops it`, "Let it end in another sign");
    }
    if (DEVICE.test(segment)) refuse(`has the name ${name}, which is a device on Windows`, "Choose another name");
    if (GIT.test(segment))
      refuse(`lies in a git folder, ${name}`, "Write outside of .git: what is there can run commands");
    if (RESERVED.includes(segment.toLowerCase())) {
      refuse(`has the name ${name}, which belongs to dxg`, `Choose another name than ${RESERVED.join(", ")}`);
    }
  }
}

const RELATIVE =
  "A path is relative to the destination and stays below it: names with one slash between them, such as src/a.txt";
const VISIBLE = "Use characters that can be seen; `slugify` makes a name of any text";
const SHORTER = "Shorten it";
const WINDOWS_SIGNS = '\\ : * ? " < > |';

/** Equal for paths that are the same file on some file system: case and Unicode normalisation do not count. */
export function collisionKey(path: string): string {
  if (isPlain(path)) return path.toLowerCase();
  return foldedPath(path);
}

/** What has a path of its own: an output, or an entry of a stage. */
export interface NamedOutput {
  /** Segments separated by `/`. */
  readonly path: string;
  /** Undefined for a folder. */
  readonly bytes: unknown;
  /** Template file it comes from, for messages. */
  readonly source: string;
}

/**
 * Checks every path, and that no two are one file.
 * @throws {DxgError} path/unsafe with all that may not be written; path/duplicate
 */
export function checkOutputPaths(outputs: readonly NamedOutput[]): void {
  const refused: DxgError[] = [];
  const seen = new Map<string, NamedOutput>();
  let duplicate: DxgError | undefined;
  for (const output of outputs) {
    const problem = pathProblem(output);
    if (problem !== undefined) {
      refused.push(problem);
      continue;
    }
    const key = collisionKey(output.path);
    const other = seen.get(key);
    if (other !== undefined) duplicate ??= collision(output, other);
    seen.set(key, output);
  }
  if (refused.length > 0) throw allRefused(refused, outputs.length);
  if (duplicate !== undefined) throw duplicate;
  for (const output of outputs) {
    for (let parent = parentPath(output.path); parent !== ""; parent = parentPath(parent)) {
      const other = seen.get(collisionKey(parent));
      if (other?.bytes !== undefined) throw collision(output, other);
    }
  }
}

function pathProblem({ path, source }: NamedOutput): DxgError | undefined {
  if (isPlain(path)) return undefined;
  try {
    checkUnusualPath(path, source);
    return undefined;
  } catch (error) {
    if (error instanceof DxgError) return error;
    throw error;
  }
}

/** One is told by itself, several as a list. */
function allRefused(refused: readonly DxgError[], total: number): DxgError {
  const [first] = refused;
  if (refused.length === 1 && first !== undefined) return first;
  return new DxgError("path/unsafe", `${refused.length} of ${total} outputs; nothing was written`, {
    notes: refused.map(({ detail, notes }) => [detail, ...notes].join(", ")),
    hint: RELATIVE,
  });
}

function collision(one: NamedOutput, other: NamedOutput): DxgError {
  if (one.source === other.source) {
    const paths = one.path === other.path ? [one.path] : [one.path, other.path];
    const names = paths.map((path) => `"${showPath(path)}"`).join(" and ");
    return new DxgError("path/duplicate", `two items of "each" in ${showPath(one.source)} give ${names}`, {
      hint: 'Make the path read what differs between the items, for example: to: "{{ item.id }}.txt"',
    });
  }
  return new DxgError("path/duplicate", `"${showPath(one.path)}" and "${showPath(other.path)}"`, {
    notes: [`from ${showPath(one.source)} and ${showPath(other.source)}`],
    hint: "Names that differ only in case or accents are one file on some systems",
  });
}
