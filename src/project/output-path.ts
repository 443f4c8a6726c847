/**
 * Whether a rendered path may be written: relative, below the destination, and meaning one and the same file on every
 * operating system. Checked after rendering, since parameters end up in paths. Links are the planner's business.
 */
import { assert, DxgError } from "../base/error.ts";
import { firstOf } from "../base/first-of.ts";
import { NAME_BYTES_MAX, PATH_BYTES_MAX } from "../base/limits.ts";
import { PREFIX } from "../base/own-name.ts";
import { foldedPath, parentPath } from "../base/path.ts";
import { showPath } from "../native/os.ts";

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
  const refusal = refusalOf(path);
  if (refusal !== undefined) throw refused({ ...refusal, path, source });
}

/**
 * Whether a path is one of the common ones that need no closer look: letters, digits, `_`, `-` and inner dots of ASCII.
 * The closer look has patterns that a cold process would have to compile.
 */
function isPlain(path: string): boolean {
  if (path.length > NAME_BYTES_MAX) return false;
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

/** Why a path may not be written. */
interface Refusal {
  /** After the path. */
  readonly why: string;
  readonly hint: string;
  /** The path up to and with the name that is wrong: whatever lies below is refused for the same reason. */
  readonly part: string;
}

function refusalOf(path: string): Refusal | undefined {
  if (isPlain(path)) return undefined;
  const refuse = (why: string, hint = RELATIVE): Refusal => ({ why, hint, part: path });
  if (path === "") return refuse("is empty");
  if (path.startsWith("/") || path.startsWith("\\")) return refuse("is absolute");
  if (/^[A-Za-z]:[/\\]/.test(path)) return refuse(`begins with "${path.slice(0, 2)}", a drive of Windows`);
  if (path.startsWith("~")) {
    return refuse("begins with ~, which shells read as a home folder", "Let it begin with another sign");
  }
  if (!path.isWellFormed()) return refuse("is not valid Unicode", VISIBLE);
  if (INVISIBLE.test(path)) return refuse("holds a control or invisible character", VISIBLE);
  if (Buffer.byteLength(path) > PATH_BYTES_MAX) return refuse(`is longer than ${PATH_BYTES_MAX} bytes`, SHORTER);
  let end = 0;
  for (const segment of path.split("/")) {
    end += segment.length;
    const refusal = refusalOfName(segment);
    if (refusal !== undefined) return { ...refusal, part: path.slice(0, end) };
    end += 1;
  }
  return undefined;
}

function refusalOfName(segment: string): Pick<Refusal, "why" | "hint"> | undefined {
  const name = `"${showPath(segment)}"`;
  const refuse = (why: string, hint = RELATIVE): Pick<Refusal, "why" | "hint"> => ({ why, hint });
  if (segment === "") return refuse("has an empty name between slashes, or a slash at its end");
  if (segment === "..") return refuse("has .. in it, which leads outside");
  if (segment === ".") return refuse("has . in it, which is no name");
  if (Buffer.byteLength(segment) > NAME_BYTES_MAX) {
    return refuse(`has a name longer than ${NAME_BYTES_MAX} bytes`, SHORTER);
  }
  const sign = /[\\:*?"<>|]/.exec(segment)?.[0];
  if (sign !== undefined) {
    return refuse(`has a ${sign} in ${name}, which Windows does not allow`, `Use none of ${WINDOWS_SIGNS}`);
  }
  if (/[. ]$/.test(segment)) {
    return refuse(
      `has the name ${name}, which ends in a dot or a space: Windows drops it`,
      "Let it end in another sign",
    );
  }
  if (DEVICE.test(segment)) return refuse(`has the name ${name}, which is a device on Windows`, "Choose another name");
  if (GIT.test(segment)) {
    return refuse(`lies in a git folder, ${name}`, "Write outside of .git: what is there can run commands");
  }
  if (segment.toLowerCase().startsWith(PREFIX)) {
    return refuse(`has the name ${name}: dxg removes what begins with ${PREFIX}`, "Choose another name");
  }
  if (RESERVED.includes(segment.toLowerCase())) {
    return refuse(`has the name ${name}, which belongs to dxg`, `Choose another name than ${RESERVED.join(", ")}`);
  }
  return undefined;
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
  const refused: RefusedOutput[] = [];
  const seen = new Map<string, NamedOutput>();
  let duplicate: DxgError | undefined;
  for (const output of outputs) {
    const refusal = refusalOf(output.path);
    if (refusal !== undefined) {
      refused.push({ ...refusal, path: output.path, source: output.source });
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
      if (other?.bytes !== undefined) throw fileAsFolder(output, parent, other);
    }
  }
}

interface RefusedOutput extends Refusal, Pick<NamedOutput, "path" | "source"> {}

/** One is told by itself, several as a list; those that lie in one place that is refused are told as one. */
function allRefused(all: readonly RefusedOutput[], total: number): DxgError {
  const groups = [...Map.groupBy(all, ({ part, why }) => JSON.stringify([part, why])).values()];
  const [first, ...others] = groups.map(together);
  if (first !== undefined && others.length === 0) return refused(first);
  const told = [first, ...others].filter((one) => one !== undefined);
  const hints = new Set(told.map(({ hint }) => hint));
  return new DxgError("path/unsafe", `${all.length} of ${total} outputs; nothing was written`, {
    notes: firstOf(told.map((one) => `${detailOf(one)}, from ${showPath(one.source)}`)),
    hint: hints.size === 1 && first !== undefined ? first.hint : RELATIVE,
  });
}

/** Outputs below one name that is refused, as one. */
function together(group: readonly RefusedOutput[]): RefusedOutput {
  const [first] = group;
  assert(first !== undefined, "a group has a member");
  if (group.length === 1) return first;
  return { ...first, why: `${first.why}; so do ${group.length - 1} more in "${showPath(first.part)}"` };
}

function refused(output: RefusedOutput): DxgError {
  return new DxgError("path/unsafe", detailOf(output), {
    notes: [`from ${showPath(output.source)}`],
    hint: output.hint,
  });
}

function detailOf({ path, why }: RefusedOutput): string {
  return `"${showPath(path)}" ${why}`;
}

/** @param parent the folder of `output` that is a file too */
function fileAsFolder(output: NamedOutput, parent: string, file: NamedOutput): DxgError {
  const paths = `"${showPath(file.path)}" is a file, and "${showPath(output.path)}" needs a folder of that name`;
  const sources = new Set([showPath(file.source), showPath(output.source)]);
  return new DxgError("path/duplicate", paths, {
    notes: [`from ${[...sources].join(" and ")}`],
    hint:
      parent === file.path
        ? "Give one of them another name"
        : "Names that differ only in case or accents are one file on some systems",
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
  if (one.path === other.path) {
    return new DxgError("path/duplicate", `"${showPath(one.path)}"`, {
      notes: [`from ${showPath(one.source)} and ${showPath(other.source)}`],
      hint: 'Give one of them another path, or both a "when" that leaves one of them out',
    });
  }
  return new DxgError("path/duplicate", `"${showPath(one.path)}" and "${showPath(other.path)}"`, {
    notes: [`from ${showPath(one.source)} and ${showPath(other.source)}`],
    hint: "Names that differ only in case or accents are one file on some systems",
  });
}
