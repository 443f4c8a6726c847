/**
 * The user's own secret keys: one file each in `keys/` of the config folder, named by the key's id and nothing else, so that no name
 * that comes from outside is ever part of a path. Files that others can read are refused.
 */

import { configFolder } from "../base/config-folder.ts";
import { DxgError } from "../base/error.ts";
import { fileName, joinPath } from "../base/path.ts";
import { suggest } from "../base/suggest.ts";
import { keyId } from "../format/signature.ts";
import { createFile, list, readFile, showPath, status } from "../native/os.ts";
import { type KeyInfo, readKeyInfo, readSecretKey, SECRET_KEY_FILE_MAX, type SecretKey } from "./secret-key.ts";
import { makeConfigFolder } from "./trust-file.ts";

const KEY_MODE = 0o600;
const FILE_NAME = /^[0-9a-f]{16}\.key$/;

export interface OwnKey extends KeyInfo {
  readonly id: string;
  readonly path: string;
}

export interface OwnKeys {
  /** By id. */
  readonly keys: readonly OwnKey[];
  /** What is wrong with the first file that is not as it must be: it does not take the other keys away. */
  readonly fault: DxgError | undefined;
}

/** The user's own keys. @throws {DxgError} io/* */
export function ownKeys(): OwnKeys {
  const config = configFolder();
  const folder = config === undefined ? undefined : joinPath(config, "keys");
  const keys: OwnKey[] = [];
  let fault: DxgError | undefined;
  if (folder === undefined || status(folder)?.kind !== "directory") return { keys, fault };
  for (const { name } of list(folder)) {
    if (!FILE_NAME.test(name)) continue;
    try {
      keys.push(readOwnKey(joinPath(folder, name)));
    } catch (error) {
      if (!(error instanceof DxgError)) throw error;
      fault ??= error;
    }
  }
  return { keys, fault };
}

/** @throws {DxgError} trust/bad-key, also where the file's name is not the id of its key; io/* */
export function readOwnKey(path: string): OwnKey {
  const key = readKeyFile(path);
  const { id } = key;
  if (fileName(path) === `${id}.key`) return key;
  throw new DxgError("trust/bad-key", `${showPath(path)} is the file of the key ${id}`, {
    hint: `Call it ${id}.key, or restore the file from a backup`,
  });
}

/** The key of a file of any name. @throws {DxgError} trust/bad-key, io/* */
export function readKeyFile(path: string): OwnKey {
  const text = readSecretFile(path);
  const info = namingKey(path, () => readKeyInfo(text));
  return { ...info, id: keyId(Uint8Array.fromHex(info.publicKey)), path };
}

/**
 * Keeps a new key.
 * @returns its path
 * @throws {DxgError} trust/key-exists; io/*
 */
export function keepKey(publicKey: string, name: string, text: string): string {
  const folder = makeConfigFolder("keys");
  if (ownKeys().keys.some((own) => own.name === name)) {
    throw new DxgError("trust/key-exists", `you have a key with the name ${name}`, {
      hint: "Give the new one another name: dxg key generate NAME",
    });
  }
  const path = joinPath(folder, `${keyId(Uint8Array.fromHex(publicKey))}.key`);
  createFile(path, new TextEncoder().encode(text), KEY_MODE);
  return path;
}

/**
 * The own key that a user means: by id or name; the only one, or the one named `default`, when nothing is said.
 * @throws {DxgError} trust/no-key; trust/bad-key where it may be in a file that is not as it must be
 */
export function findOwnKey(wanted: string | undefined): OwnKey {
  const { keys: own, fault } = ownKeys();
  if (wanted === undefined) {
    const only = own.length === 1 && fault === undefined ? own[0] : undefined;
    const found = only ?? own.find(({ name }) => name === "default");
    if (found !== undefined) return found;
    if (fault !== undefined) throw fault;
    if (own.length === 0) {
      throw new DxgError("trust/no-key", "you have none yet", { hint: "`dxg key generate` makes one" });
    }
    throw new DxgError("trust/no-key", `you have ${own.length}, and none is named default`, {
      hint: `Say which one: --key ${own[0]!.name}`,
    });
  }
  const found = own.find(({ id, name }) => id === wanted || name === wanted);
  if (found !== undefined) return found;
  if (fault !== undefined) throw fault;
  const close = suggest(
    wanted,
    own.flatMap(({ id, name }) => [id, name]),
  );
  throw new DxgError("trust/no-key", `"${showPath(wanted)}" is no id or name of your own keys`, {
    hint: close === undefined ? "`dxg key list` shows them" : `Did you mean ${close}?`,
  });
}

/**
 * Opens a key file. The public key in it must be that of the secret one, so that a file whose public part was exchanged signs nothing.
 * @throws {DxgError} trust/bad-key, trust/passphrase; io/*
 */
export async function openKey(path: string, passphrase: () => Promise<string>): Promise<SecretKey> {
  const text = readSecretFile(path);
  let key: SecretKey;
  try {
    key = await readSecretKey(text, passphrase);
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
    const note = error.code === "trust/passphrase" ? "the key is in" : "in the file";
    throw error.with({ notes: [`${note} ${showPath(path)}`] });
  }
  const { publicKeyOf } = await import("./ed25519.ts");
  if (publicKeyOf(key.secret).toHex() === key.publicKey) return key;
  throw new DxgError("trust/bad-key", `the public key in ${showPath(path)} is not that of the secret key`, {
    hint: "The file was changed; restore it from a backup",
  });
}

function readSecretFile(path: string): string {
  const found = status(path);
  const bad = (what: string, hint: string): never => {
    throw new DxgError("trust/bad-key", `${showPath(path)} ${what}`, { hint });
  };
  if (found === undefined) throw new DxgError("io/not-found", showPath(path));
  if (found.kind !== "file") bad("is not an ordinary file", "Name the file of the key itself");
  if ((found.mode & 0o077) !== 0)
    bad("can be read by others", "chmod 600, and make a new key if others may have read it");
  const bytes = readFile(path, SECRET_KEY_FILE_MAX);
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return bad("is not UTF-8", "Restore it from a backup");
  }
}

function namingKey<T>(path: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw error instanceof DxgError ? error.with({ notes: [`in the file ${showPath(path)}`] }) : error;
  }
}
