/**
 * The empty folder that hooks have as home and for temporary files. What they leave in there goes with it; after a kill
 * with the next one. It must not remove anything but folders of this user's dead runs.
 */
import { environment } from "../base/env.ts";
import { DxgError } from "../base/error.ts";
import { hasEnded } from "../base/own-name.ts";
import { showPath } from "../native/os.ts";
import {
  closeDirectory,
  giveOwnerRights,
  lockDirectory,
  makeDirectoryAt,
  namesAt,
  type OpenDirectory,
  openDirectory,
  openDirectoryAt,
  statusAt,
  statusOf,
} from "../native/os-at.ts";
import { removeTree } from "../project/remove-tree.ts";

const PREFIX = "dxg-hook-";
/** Process, moment, and what nobody can guess and take before. */
const OWN_NAME = /^dxg-hook-([1-9][0-9]{0,9})-([0-9a-z]{1,12})-[\w-]{12}$/;
const RANDOM_BYTES = 9;
const OWNER_ONLY = 0o700;
const OTHERS_WRITE = 0o022;
/** In such a folder only the owner of something can rename or remove it. */
const STICKY = 0o1000;

export class HookFolder {
  /** Absolute path. */
  readonly path: string;
  readonly #parent: OpenDirectory;
  readonly #name: string;
  /** Locked as long as it is open, which tells later runs that this one lives. */
  readonly #folder: OpenDirectory;

  private constructor(path: string, parent: OpenDirectory, name: string, folder: OpenDirectory) {
    this.path = path;
    this.#parent = parent;
    this.#name = name;
    this.#folder = folder;
  }

  /** Makes an empty folder that nobody else can enter, and removes those of killed runs. @throws {DxgError} io/* */
  static make(): HookFolder {
    const place = temporaryFolder();
    const parent = opened(openDirectory(place), place);
    let made: HookFolder | undefined;
    try {
      removeDead(parent, place);
      const name = `${PREFIX}${process.pid}-${Date.now().toString(36)}-${randomText()}`;
      const path = `${place}/${name}`;
      const result = makeDirectoryAt(parent, name, OWNER_ONLY, path);
      if (result !== "made") throw new DxgError("io/failed", `${showPath(path)} cannot be made (${result})`);
      // The umask may have taken rights of the owner away.
      giveOwnerRights(parent, name, path);
      const folder = opened(openDirectoryAt(parent, name, path, true), path);
      lockDirectory(folder);
      made = new HookFolder(path, parent, name, folder);
      return made;
    } finally {
      if (made === undefined) closeDirectory(parent);
    }
  }

  /** Removes it with all that hooks have left in it. @throws {DxgError} io/* */
  remove(): void {
    try {
      removeTree(this.#parent, this.#name, this.path);
    } finally {
      closeDirectory(this.#folder);
      closeDirectory(this.#parent);
    }
  }
}

function temporaryFolder(): string {
  const given = (environment("temporary") ?? "").replace(/\/+$/, "");
  return given.startsWith("/") ? given : "/tmp";
}

function randomText(): string {
  return crypto.getRandomValues(new Uint8Array(RANDOM_BYTES)).toBase64({ alphabet: "base64url" });
}

function opened(result: ReturnType<typeof openDirectory>, path: string): OpenDirectory {
  if (typeof result === "number") return result;
  if (result === "missing") throw new DxgError("io/not-found", showPath(path));
  throw new DxgError("io/failed", `${showPath(path)} cannot be opened (${result})`);
}

/** Removes the folders of killed runs; where others could put something else in their place meanwhile, nothing. */
function removeDead(parent: OpenDirectory, place: string): void {
  const user = process.geteuid?.();
  if (user === undefined) return;
  try {
    const { mode } = statusOf(parent, place);
    if ((mode & OTHERS_WRITE) !== 0 && (mode & STICKY) === 0) return;
    for (const name of namesAt(parent, PREFIX, place)) if (isDead(name)) removeIfOwn(parent, name, place, user);
  } catch (error) {
    // A folder that may not be listed keeps what is in it.
    if (!(error instanceof DxgError)) throw error;
  }
}

function isDead(name: string): boolean {
  const [, pid, moment] = OWN_NAME.exec(name) ?? [];
  return pid !== undefined && moment !== undefined && hasEnded(Number(pid), Number.parseInt(moment, 36));
}

function removeIfOwn(parent: OpenDirectory, name: string, place: string, user: number): void {
  const path = `${place}/${name}`;
  try {
    const found = statusAt(parent, name, path);
    if (found?.kind !== "directory" || found.uid !== user) return;
    // A hook may have taken away the rights that locking needs.
    giveOwnerRights(parent, name, path);
    const folder = openDirectoryAt(parent, name, path, true);
    if (typeof folder !== "number") return;
    try {
      // A process of another container has a number that means nothing here; the lock does.
      if (statusOf(folder, path).uid === user && lockDirectory(folder)) removeTree(parent, name, path);
    } finally {
      closeDirectory(folder);
    }
  } catch (error) {
    // Another run is removing it.
    if (!(error instanceof DxgError)) throw error;
  }
}
