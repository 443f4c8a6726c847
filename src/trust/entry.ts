/**
 * One output of a generation as the capability check sees it, which grants and denials stand for its path, and a quick
 * look that clears what is plainly in order. Every generation loads this file, so it takes no pattern and no table.
 */
import { matchesGlob } from "../base/glob.ts";
import { foldedPath } from "../base/path.ts";
import type { Capabilities, Grant } from "../format/capabilities.ts";

export interface Entry {
  /** Relative to the destination, segments separated by `/`. */
  readonly path: string;
  /** The content there so far, read when it is asked for; undefined where nothing was. */
  readonly before: (() => Uint8Array) | undefined;
  /** Undefined for a folder. */
  readonly after: Uint8Array | undefined;
}

export type FileRule = "can_create_files" | "can_modify_files";

/**
 * Whether a file may be written.
 * @param names for a file that programs run by themselves: which globs name it, as it must be; undefined for ordinary ones
 */
export function isGranted(
  { line, grants }: Capabilities,
  rule: FileRule,
  path: string,
  folder: boolean,
  names?: (glob: string) => boolean,
): boolean {
  if (line === 0) return names === undefined;
  for (const { capability, value } of grants) {
    if (capability !== rule || typeof value !== "string") continue;
    if (!matchesGlob(value, path) && !(folder && matchesGlob(value, `${path}/.`))) continue;
    if (names === undefined || names(value)) return true;
  }
  return false;
}

/** The denial that stands for a path, in any spelling that is the same file on some file system. */
export function isDenied({ denials }: Capabilities, rule: FileRule, path: string): Grant | undefined {
  if (denials.length === 0) return undefined;
  const folded = foldedPath(path);
  return denials.find(
    ({ capability, value }) =>
      capability === rule && typeof value === "string" && matchesGlob(foldedPath(value), folded),
  );
}

export function fileNameOf(path: string): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

/**
 * Whether nothing in the outputs needs a closer look: ordinary files of plain names, granted and not denied. False says
 * nothing but that the whole check is due.
 */
export function clearlyAllowed(entries: readonly Entry[], capabilities: Capabilities): boolean {
  let total = 0;
  for (const { path, before, after } of entries) {
    if (!isPlain(path)) return false;
    const rule = before === undefined ? "can_create_files" : "can_modify_files";
    if (isDenied(capabilities, rule, path) !== undefined) return false;
    if (!isGranted(capabilities, rule, path, after === undefined)) return false;
    total += after?.length ?? 0;
  }
  for (const { capability, value } of capabilities.grants) {
    if (capability === "max_output_size" && total > Number(value)) return false;
  }
  return true;
}

/** Endings of files of which neither name nor content matters to any rule, when no name above begins with a dot. */
const PLAIN_ENDINGS: readonly string[] = [".md", ".ts", ".tsx", ".txt", ".css", ".html"];

/** Parts of names and folders that matter whatever the ending: of packages, and of lists that pip and Conan take. */
const SPECIAL_PARTS: readonly string[] = [
  "node_modules",
  "buildsrc",
  "vimfiles",
  "requirements",
  "constraints",
  "conanfile",
];

function isPlain(path: string): boolean {
  for (let index = 0; index < path.length; index += 1) {
    const code = path.charCodeAt(index);
    if (code > TILDE) return false;
    if (code === DOT && (index === 0 || path.charCodeAt(index - 1) === SLASH)) return false;
    // A folder such as _darcs or Library.
    if (code === UNDERSCORE && (index === 0 || path.charCodeAt(index - 1) === SLASH)) return false;
  }
  if (!PLAIN_ENDINGS.some((ending) => path.endsWith(ending))) return false;
  const small = path.toLowerCase();
  return !SPECIAL_PARTS.some((part) => small.includes(part));
}

const TILDE = 0x7e;
const DOT = 0x2e;
const SLASH = 0x2f;
const UNDERSCORE = 0x5f;
