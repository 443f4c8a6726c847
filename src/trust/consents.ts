/**
 * What the user has allowed, in a file of the config folder: a line for each template with the permissions that it was
 * allowed. The file is the user's alone; one that others could have written is not believed.
 */
import { configFolder } from "../base/config-folder.ts";
import { DxgError } from "../base/error.ts";
import { joinPath } from "../base/path.ts";
import { native } from "../native/native.ts";
import { readFile, replaceFile, showPath, status, withLock } from "../native/os.ts";
import { distrust } from "./own-file.ts";
import { makeConfigFolder } from "./trust-file.ts";

const FILE_NAME = "consents";
const FILE_MODE = 0o600;
const FILE_BYTES_MAX = 4 * 1024 * 1024;
const HEADER = "# Templates that you allowed to run, with what they may do. Delete a line to be asked again.\n";

export interface Consent {
  /** What the template is, exactly: where it lies, or the hash of a bundle. */
  readonly identity: string;
  /** Hash of the permission set. */
  readonly permissions: string;
}

function consentsPath(): string | undefined {
  const folder = configFolder();
  return folder === undefined ? undefined : joinPath(folder, FILE_NAME);
}

/** Whether the user allowed just this before; a file that cannot be believed allows nothing. */
export function hasConsent(consent: Consent): boolean {
  const wanted = keyOf(consent);
  return linesOf(consentsPath()).some((line) => line.startsWith(wanted));
}

/** Why what was allowed before is not believed, with the file's name; undefined where it is, or where nothing was allowed. */
export function consentsFault(): string | undefined {
  const path = consentsPath();
  const found = path === undefined ? undefined : status(path);
  const fault = path === undefined || found === undefined ? undefined : distrust(path, found);
  return path === undefined || fault === undefined ? undefined : `${showPath(path)} ${fault.what}`;
}

/**
 * Remembers that the user allowed something.
 * @param note for a person who reads the file
 * @throws {DxgError} trust/bad-state when there is no home; io/*
 */
export function keepConsent(consent: Consent, note: string): void {
  const folder = makeConfigFolder();
  const path = joinPath(folder, FILE_NAME);
  const wanted = keyOf(consent);
  withLock(joinPath(folder, "lock"), () => {
    const kept = linesOf(path).filter((line) => !line.startsWith(wanted) && !line.startsWith("#") && line !== "");
    const text = `${HEADER}${[...kept, `${wanted}${JSON.stringify(note)}`].join("\n")}\n`;
    replaceFile(path, new TextEncoder().encode(text), FILE_MODE);
  });
}

function linesOf(path: string | undefined): readonly string[] {
  const found = path === undefined ? undefined : status(path);
  if (path === undefined || found === undefined || distrust(path, found) !== undefined) return [];
  try {
    return new TextDecoder().decode(readFile(path, FILE_BYTES_MAX)).split("\n");
  } catch (error) {
    if (error instanceof DxgError) return [];
    throw error;
  }
}

/** The beginning of a line: hashes only, so that no name can look like another. */
function keyOf({ identity, permissions }: Consent): string {
  return `${native().blake3(new TextEncoder().encode(identity), 32).toHex()} ${permissions} `;
}
