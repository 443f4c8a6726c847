/**
 * What a user trusts and what has been seen, as data: trusted keys, groups that sign together, revoked keys; the latest
 * time, the highest versions, and the bundles whose signatures were verified. Files are read and written in trust-file.ts.
 */

/** A key that alone makes a bundle trusted. Times are whole seconds since 1970. */
export interface TrustedKey {
  /** 64 hexadecimal digits: what trust is bound to. */
  readonly publicKey: string;
  readonly id: string;
  readonly since: number;
  readonly comment: string;
}

/** Keys of which some must sign the same bundle together. */
export interface KeyGroup {
  readonly name: string;
  /** From 1 to the number of keys. */
  readonly threshold: number;
  /** Public keys, distinct, as hexadecimal digits. */
  readonly keys: readonly string[];
}

export interface Revocation {
  readonly id: string;
  readonly at: number;
  readonly reason: string;
}

/** What a person has decided. */
export interface TrustPolicy {
  /** By public key. */
  readonly keys: ReadonlyMap<string, TrustedKey>;
  /** By name. */
  readonly groups: ReadonlyMap<string, KeyGroup>;
  /** By the key's id. */
  readonly revoked: ReadonlyMap<string, Revocation>;
}

/** A bundle whose signatures were verified. */
export interface VerifiedBundle {
  /** BLAKE3 of the file, as hexadecimal digits: every bit of it, signatures included. */
  readonly hash: string;
  /** Its content hash, which a later bundle names when it replaces this one. */
  readonly content: string;
  /** Public keys of all its signatures. */
  readonly keys: readonly string[];
  readonly name: string;
  readonly version: string;
  /** When it was verified first. */
  readonly at: number;
  /** Content hash of what it replaces, or empty. */
  readonly replaces: string;
}

/** What has been seen. */
export interface TrustRecord {
  /** The latest time at which something was recorded; 0 before that. */
  readonly clock: number;
  /** Highest version by `versionKey`. */
  readonly versions: ReadonlyMap<string, string>;
  /** By the hash of the file, oldest first. */
  readonly bundles: ReadonlyMap<string, VerifiedBundle>;
}

export interface TrustState extends TrustPolicy, TrustRecord {}

export const NO_POLICY: TrustPolicy = { keys: new Map(), groups: new Map(), revoked: new Map() };
export const NO_RECORD: TrustRecord = { clock: 0, versions: new Map(), bundles: new Map() };
export const NO_STATE: TrustState = { ...NO_POLICY, ...NO_RECORD };

/** Under what a signer's highest version of a template is kept; neither part holds a tab. */
export function versionKey(publicKey: string, name: string): string {
  return `${publicKey}\t${name}`;
}
