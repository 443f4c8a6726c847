/**
 * Whether a file that decides about trust is the user's alone: nobody else can write it, put another in its place, or has
 * made it. It looks at owners and rights only, never at what is in the file.
 */
import { parentPath } from "../base/path.ts";
import { type FileStatus, status } from "../native/os.ts";

/** Rights of the group and of others to write. */
const OTHERS_WRITE = 0o022;

/** Why a file is not believed. */
export interface Distrust {
  /** What is wrong with it, to follow its name. */
  readonly what: string;
  /** What to do. */
  readonly hint: string;
}

/** Why the file at a path is not believed; undefined for one that is the user's alone. */
export function distrust(path: string, file: FileStatus): Distrust | undefined {
  const folder = status(parentPath(path));
  return folder === undefined ? undefined : distrustOf(file, folder, process.geteuid?.());
}

/**
 * @param folder what the file lies in
 * @param user who runs this process; undefined where files have no owners, and then only the kinds count
 */
export function distrustOf(file: FileStatus, folder: FileStatus, user: number | undefined): Distrust | undefined {
  if (folder.kind !== "directory") return { what: "lies behind a link", hint: "Make its folder an ordinary one" };
  if (file.kind !== "file") return { what: "is not an ordinary file", hint: "Remove it, and say again what you trust" };
  if (user === undefined) return undefined;
  if (folder.uid !== user) return { what: "lies in a folder of another user", hint: `${LOOK} the folder over: chown` };
  if (file.uid !== user) return { what: "belongs to another user", hint: `${LOOK} it over: chown` };
  if (othersWrite(folder)) {
    return { what: "lies in a folder that others can write to", hint: `${LOOK} that right away: chmod 700` };
  }
  if (othersWrite(file)) return { what: "can be written by others", hint: `${LOOK} that right away: chmod 600` };
  return undefined;
}

const LOOK = "Check what is in it, then take";

/** Whether the group or others may write what has this status. */
export function othersWrite({ mode }: FileStatus): boolean {
  return (mode & OTHERS_WRITE) !== 0;
}
