/** The use cases behind `dxg key`: making keys, and saying which keys are trusted. They print nothing and ask nothing. */
import { DxgError } from "../base/error.ts";
import { resolvePath } from "../base/path.ts";
import { isSignatureText, keyId } from "../format/signature.ts";
import { readFile, showPath, status } from "../native/os.ts";
import { keepKey, type OwnKey, ownKeys } from "../trust/keyring.ts";
import {
  looksLikePublicKey,
  PUBLIC_KEY_FILE_MAX,
  type PublicKey,
  readPublicKey,
  writePublicKey,
} from "../trust/public-key.ts";
import { writeSecretKey } from "../trust/secret-key.ts";
import type { KeyGroup, Revocation, TrustedKey } from "../trust/state.ts";
import { changePolicy, loadTrust } from "../trust/trust-file.ts";
import { GROUP_KEYS_MAX, LABEL } from "../trust/trust-text.ts";

export interface MadeKey {
  readonly id: string;
  readonly name: string;
  readonly publicKey: string;
  readonly comment: string;
  readonly path: string;
  readonly encrypted: boolean;
}

/** Whole seconds since 1970. */
export function secondsNow(): number {
  return Math.floor(Date.now() / 1000);
}

/**
 * Makes a key and keeps it.
 * @param passphrase called once everything else is known to be right; undefined gives a key that is not encrypted
 * @throws {DxgError} cli/bad-argument, trust/key-exists; io/*; what `passphrase` throws
 */
export async function generateKey(
  name: string,
  comment: string,
  passphrase: (() => Promise<string>) | undefined,
): Promise<MadeKey> {
  checkLabel(name, "the name of a key");
  checkText(comment);
  if (ownKeys().keys.some((own) => own.name === name)) throw exists(name);
  const { makeSecretKey, publicKeyOf } = await import("../trust/ed25519.ts");
  const phrase = await passphrase?.();
  const secret = makeSecretKey();
  const publicKey = publicKeyOf(secret).toHex();
  const text = writeSecretKey({ name, comment, time: secondsNow(), publicKey, secret }, phrase);
  const path = keepKey(publicKey, name, text);
  return { id: idOf(publicKey), name, publicKey, comment, path, encrypted: phrase !== undefined };
}

function exists(name: string): DxgError {
  return new DxgError("trust/key-exists", `you have a key with the name ${name}`, {
    hint: "Give the new one another name: dxg key generate NAME",
  });
}

function checkLabel(name: string, what: string): void {
  if (LABEL.test(name)) return;
  throw new DxgError("cli/bad-argument", `"${showPath(name)}" is not ${what}`, {
    hint: "Small letters, digits, points, dashes and underscores, 64 at most, the first a letter or digit",
  });
}

function checkText(text: string): void {
  if (isSignatureText(text) && text === text.trim()) return;
  throw new DxgError(
    "cli/bad-argument",
    "a comment or reason is one line of at most 255 bytes without blanks at its ends",
  );
}

export interface ListedKeys {
  readonly own: readonly OwnKey[];
  readonly trusted: readonly TrustedKey[];
  readonly groups: readonly KeyGroup[];
  readonly revoked: readonly Revocation[];
}

/** @throws {DxgError} trust/bad-key, trust/bad-state; io/* */
export function listKeys(): ListedKeys {
  const { keys: own, fault } = ownKeys();
  if (fault !== undefined) throw fault;
  const { keys, groups, revoked } = loadTrust();
  return { own, trusted: [...keys.values()], groups: [...groups.values()], revoked: [...revoked.values()] };
}

/**
 * Trusts a key: a line, 64 digits, an own key's id or name, or a file.
 * @throws {DxgError} trust/bad-key, trust/revoked, trust/no-key; io/*
 */
export async function trustKey(wanted: string, comment: string | undefined): Promise<TrustedKey> {
  const found = await soundKey(wanted);
  checkText(comment ?? "");
  const { publicKey } = found;
  const key = { publicKey, id: idOf(publicKey), since: secondsNow(), comment: comment ?? found.comment };
  changePolicy((policy) => {
    checkNotRevoked(key.id, policy.revoked);
    return { ...policy, keys: new Map([...policy.keys, [publicKey, key]]) };
  });
  return key;
}

/**
 * Trusts keys together: so many of them must sign. A group of the same name is replaced.
 * @throws {DxgError} cli/bad-argument for a threshold that is not 1 to the number of distinct keys; as `trustKey`
 */
export async function trustGroup(name: string, threshold: string, wanted: readonly string[]): Promise<KeyGroup> {
  checkLabel(name, "the name of a group");
  const keys: string[] = [];
  for (const one of wanted) keys.push((await soundKey(one)).publicKey);
  const distinct = [...new Set(keys)];
  if (distinct.length !== keys.length) throw new DxgError("cli/bad-argument", "a key of the group is given twice");
  if (keys.length > GROUP_KEYS_MAX) throw new DxgError("cli/bad-argument", `more than ${GROUP_KEYS_MAX} keys`);
  if (!/^[1-9]\d?$/.test(threshold) || Number(threshold) > keys.length) {
    throw new DxgError("cli/bad-argument", `--threshold ${threshold} for ${keys.length} keys`, {
      hint: `From 1 to ${keys.length}: so many of the keys must have signed`,
    });
  }
  const group = { name, threshold: Number(threshold), keys };
  changePolicy((policy) => {
    for (const key of keys) checkNotRevoked(idOf(key), policy.revoked);
    return { ...policy, groups: new Map([...policy.groups, [name, group]]) };
  });
  return group;
}

/** @throws {DxgError} trust/revoked */
export function checkNotRevoked(id: string, revoked: ReadonlyMap<string, Revocation>): void {
  const found = revoked.get(id);
  if (found === undefined) return;
  throw new DxgError("trust/revoked", `you have revoked ${id}${found.reason === "" ? "" : `: ${found.reason}`}`, {
    hint: "A revocation is for good; get a new key from its owner",
  });
}

async function soundKey(wanted: string): Promise<PublicKey> {
  const found = publicKeyOf(wanted);
  const { checkKey } = await import("../trust/ed25519.ts");
  checkKey(Uint8Array.fromHex(found.publicKey));
  return found;
}

function publicKeyOf(wanted: string): PublicKey {
  if (looksLikePublicKey(wanted)) return readPublicKey(wanted);
  const known = findKnown(wanted);
  if (known !== undefined) return known;
  const path = resolvePath(wanted);
  if (status(path) === undefined) {
    throw noKey(`"${showPath(wanted)}" is neither a key, nor a key that you have, nor a file`);
  }
  const bytes = readFile(path, PUBLIC_KEY_FILE_MAX);
  return readPublicKey(new TextDecoder("utf-8", { ignoreBOM: true }).decode(bytes));
}

interface KnownKey extends PublicKey {
  readonly id: string;
  /** Of own keys. */
  readonly name: string | undefined;
}

/** An own or trusted key by its id, or an own one by its name. */
function findKnown(wanted: string): KnownKey | undefined {
  const trusted = [...loadTrust().keys.values()].map((key) => ({ ...key, name: undefined }));
  return [...ownKeys().keys, ...trusted].find(({ id, name }) => id === wanted || name === wanted);
}

/** It may be in a file that is not as it must be: then that is the error. */
function noKey(detail: string, hint?: string): DxgError {
  return ownKeys().fault ?? new DxgError("trust/no-key", detail, hint === undefined ? {} : { hint });
}

/**
 * Revokes a key for good, also one that was never seen. Of one that is revoked already the time stays, and the reason when
 * there is no other.
 * @throws {DxgError} trust/no-key for what is neither an id nor the name of an own key; io/*
 */
export function revokeKey(wanted: string, reason: string): Revocation {
  checkText(reason);
  const known = findKnown(wanted);
  const id = known?.id ?? wanted;
  if (!/^[0-9a-f]{16}$/.test(id)) {
    const hint = "`dxg key list` shows them; an id has 16 hexadecimal digits";
    throw noKey(`"${showPath(wanted)}" is no id of a key`, hint);
  }
  let revocation: Revocation = { id, at: secondsNow(), reason };
  changePolicy((policy) => {
    const before = policy.revoked.get(id);
    if (before !== undefined) revocation = { ...before, reason: reason === "" ? before.reason : reason };
    return { ...policy, revoked: new Map([...policy.revoked, [id, revocation]]) };
  });
  return revocation;
}

export interface ExportedKey extends PublicKey {
  readonly id: string;
  /** The line that others trust. */
  readonly line: string;
}

/** The public part of an own or trusted key. @throws {DxgError} trust/no-key */
export function exportKey(wanted: string): ExportedKey {
  const found = findKnown(wanted);
  if (found === undefined) {
    throw noKey(`"${showPath(wanted)}"`, "`dxg key list` shows ids and names");
  }
  const { id, publicKey, comment } = found;
  return { id, publicKey, comment, line: writePublicKey(found) };
}

function idOf(publicKey: string): string {
  return keyId(Uint8Array.fromHex(publicKey));
}
