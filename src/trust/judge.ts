/**
 * Decides about the signatures of a file, from data alone: the file, what the user trusts and has seen, and the time. It
 * reads nothing and records nothing; `record.ts` keeps what follows from a verdict.
 */
import { DxgError } from "../base/error.ts";
import { compareVersions, parseVersion } from "../format/semver.ts";
import { type Coverage, keyId, type Signature, signedMessage } from "../format/signature.ts";
import { readSigned } from "../format/signed.ts";
import { native } from "../native/native.ts";
import type { KeyGroup, TrustState } from "./state.ts";
import { versionKey } from "./state.ts";

/** What is known of one signature that is the key's own. */
export type SignerStatus = "trusted" | "group" | "unknown" | "revoked" | "expired" | "rollback" | "clock";

export interface Signer {
  readonly id: string;
  /** 64 hexadecimal digits. */
  readonly publicKey: string;
  readonly status: SignerStatus;
  readonly signature: Signature;
  /** Where the signature is: in the file, or in the `.sig` beside it. */
  readonly coverage: Coverage;
}

/** What the signatures of a file are worth. */
export type Verdict =
  | { readonly kind: "unsigned"; readonly signers: readonly [] }
  /** A trusted key, or enough keys of a group (then `group` names it), signed exactly these bytes. */
  | { readonly kind: "trusted"; readonly signers: readonly Signer[]; readonly group: string | undefined }
  /** Sound signatures, by keys that the user knows nothing of. */
  | { readonly kind: "untrusted-key"; readonly signers: readonly Signer[] }
  /** Not to be used, whatever a person says to a prompt. */
  | { readonly kind: "refused"; readonly signers: readonly Signer[]; readonly error: DxgError };

export interface JudgeOptions {
  /** Seconds since 1970. */
  readonly now: number;
  /** Signatures of a `.sig` beside the file. */
  readonly detached?: readonly Signature[];
  /** A version below the highest seen is let through. */
  readonly allowRollback?: boolean;
  /**
   * The file's hash is one that the user's lock file names: then neither age, clock nor version is held against it.
   * Revocation is.
   */
  readonly pinned?: boolean;
}

/** Whether a signature is the key's: `isSignature` of ed25519.ts, which callers load when it is needed. */
export type Verify = (signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array) => boolean;

/** The system's clock may be so far behind the latest time seen, in seconds: corrections are no tampering. */
const CLOCK_BACK_MAX = 600;
/** A signer's clock may be so far ahead. */
const CLOCK_AHEAD_MAX = 86_400;

/**
 * The verdict on a file. Every signature in it must be sound, whoever made it: so no bit of the file can be changed.
 * @param verify is not called for a file whose hash is recorded as verified
 * @throws {DxgError} format/* for a file that is no sound container
 */
export function judge(bytes: Uint8Array, state: TrustState, options: JudgeOptions, verify: Verify): Verdict {
  const { signatures, contentHash } = readSigned(bytes);
  const detached = options.detached ?? [];
  if (signatures.length === 0 && detached.length === 0) return { kind: "unsigned", signers: [] };
  const fileHash = native().blake3(bytes, 32);
  const known = state.bundles.has(fileHash.toHex());
  const all = [
    ...signatures.map((signature) => ({ signature, coverage: "content" as const, hash: contentHash, known })),
    ...detached.map((signature) => ({ signature, coverage: "file" as const, hash: fileHash, known: false })),
  ];
  const signers: Signer[] = [];
  for (const { signature, coverage, hash, known: verified } of all) {
    const id = keyId(signature.publicKey);
    if (!verified && !verify(signature.signature, signedMessage(signature, coverage, hash), signature.publicKey)) {
      return { kind: "refused", signers, error: badSignature(id, "is not the key's signature of this file") };
    }
    const publicKey = signature.publicKey.toHex();
    signers.push({ id, publicKey, status: statusOf(signature, publicKey, state, options), signature, coverage });
  }
  return weigh(signers, state, options.now);
}

function badSignature(id: string, why: string): DxgError {
  return new DxgError("trust/bad-signature", `what is given as a signature by ${id} ${why}`, {
    hint: "The file or its signature was changed after signing; get it again from where it comes from",
  });
}

/**
 * The verdict once the file is loaded: every signature must be for the name and version that the template gives itself.
 * Only a signer's own mistake or malice makes them differ, since both are signed.
 */
export function judgeNames(verdict: Verdict, manifest: { readonly name: string; readonly version: string }): Verdict {
  for (const { id, signature } of verdict.signers) {
    const { name, version } = signature;
    if (name === manifest.name && version === manifest.version) continue;
    const why = `is for ${name} ${version}, and the template calls itself ${manifest.name} ${manifest.version}`;
    return { kind: "refused", signers: verdict.signers, error: badSignature(id, why) };
  }
  return verdict;
}

function statusOf(signature: Signature, publicKey: string, state: TrustState, options: JudgeOptions): SignerStatus {
  const { now, pinned = false, allowRollback = false } = options;
  if (state.revoked.has(keyId(signature.publicKey))) return "revoked";
  if (!pinned) {
    if (signature.time > now + CLOCK_AHEAD_MAX) return "clock";
    if (signature.expires !== 0) {
      // A clock that was set back must not bring an expired bundle back to life.
      if (signature.expires <= Math.max(now, state.clock)) return signature.expires <= now ? "expired" : "clock";
      if (now < state.clock - CLOCK_BACK_MAX) return "clock";
    }
    if (!allowRollback && isOlder(signature, publicKey, state)) return "rollback";
  }
  if (state.keys.has(publicKey)) return "trusted";
  return [...state.groups.values()].some(({ keys }) => keys.includes(publicKey)) ? "group" : "unknown";
}

function isOlder({ name, version }: Signature, publicKey: string, state: TrustState): boolean {
  const seen = parseVersion(state.versions.get(versionKey(publicKey, name)) ?? "");
  const own = parseVersion(version);
  return seen !== undefined && own !== undefined && compareVersions(own, seen) < 0;
}

function weigh(signers: readonly Signer[], state: TrustState, now: number): Verdict {
  if (signers.some(({ status }) => status === "trusted")) return { kind: "trusted", signers, group: undefined };
  const counted = new Set(signers.filter(({ status }) => status === "group").map(({ publicKey }) => publicKey));
  const groups = [...state.groups.values()].map((group) => ({ group, have: countOf(group, counted) }));
  const met = groups.find(({ group, have }) => have >= Math.max(1, group.threshold));
  if (met !== undefined) return { kind: "trusted", signers, group: met.group.name };
  const error = faultOfAll(signers, state, now) ?? tooFew(groups);
  return error === undefined ? { kind: "untrusted-key", signers } : { kind: "refused", signers, error };
}

/** Distinct keys of a group among those that signed. */
function countOf({ keys }: KeyGroup, counted: ReadonlySet<string>): number {
  return new Set(keys.filter((key) => counted.has(key))).size;
}

function tooFew(groups: readonly { readonly group: KeyGroup; readonly have: number }[]): DxgError | undefined {
  const begun = groups.find(({ have }) => have > 0);
  if (begun === undefined) return undefined;
  const { group, have } = begun;
  return new DxgError("trust/threshold", `${have} of the ${group.threshold} that the group ${group.name} needs`, {
    hint: "Get the bundle with the signatures that are missing",
  });
}

/** The first reason for which a signature does not count, the gravest first. */
function faultOfAll(signers: readonly Signer[], state: TrustState, now: number): DxgError | undefined {
  const find = (wanted: SignerStatus): Signer | undefined => signers.find(({ status }) => status === wanted);
  const revoked = find("revoked");
  if (revoked !== undefined) {
    const { at = 0, reason = "" } = state.revoked.get(revoked.id) ?? {};
    const why = reason === "" ? "" : `: ${reason}`;
    return new DxgError("trust/revoked", `${revoked.id}, revoked on ${dateText(at)}${why}`, {
      hint: "Get a bundle that is signed by another key",
    });
  }
  const expired = find("expired");
  if (expired !== undefined) {
    const { name, version, expires } = expired.signature;
    return new DxgError("trust/expired", `${name} ${version} by ${expired.id}, on ${dateText(expires)}`, {
      hint: "Get a newer version, or ask the signer to sign it again",
    });
  }
  const clock = find("clock");
  if (clock !== undefined) return clockError(clock.signature, state.clock, now);
  const older = find("rollback");
  if (older === undefined) return undefined;
  const { name, version } = older.signature;
  const seen = state.versions.get(versionKey(older.publicKey, name)) ?? "";
  return new DxgError("trust/rollback", `${name} ${version} by ${older.id}, of which ${seen} was used before`, {
    hint: "If the older version is what you want: --allow-rollback",
  });
}

function clockError({ time }: Signature, latest: number, now: number): DxgError {
  const clock = `it shows ${dateText(now)}`;
  const detail =
    time > now + CLOCK_AHEAD_MAX
      ? `${clock}, and the signature was made on ${dateText(time)}`
      : `${clock}, and it has shown ${dateText(latest)} before`;
  return new DxgError("trust/clock", detail, {
    hint: "Set the clock right; if it was wrong before, correct the line `clock` in the file `seen` of the config folder",
  });
}

/** A date and time in UTC, to the minute. */
export function dateText(seconds: number): string {
  return `${new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ")} UTC`;
}
