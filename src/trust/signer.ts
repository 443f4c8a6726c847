/**
 * `signerOf`: who signed these bytes, and whether that makes them trusted. Ed25519 loads only for a file that was not
 * verified before. The bytes that are judged are the bytes to use: nothing is read again.
 */

import { compareVersions, parseVersion } from "../format/semver.ts";
import { readSigned } from "../format/signed.ts";
import { native } from "../native/native.ts";
import { type JudgeOptions, judge, type Verdict } from "./judge.ts";
import { type TrustRecord, type TrustState, versionKey } from "./state.ts";

/** The verdict on a file. @throws {DxgError} format/* for a file that is no sound container */
export async function signerOf(bytes: Uint8Array, state: TrustState, options: JudgeOptions): Promise<Verdict> {
  const verified = options.detached === undefined && state.bundles.has(native().blake3(bytes, 32).toHex());
  if (verified) return judge(bytes, state, options, never);
  const { isSignature } = await import("./ed25519.ts");
  return judge(bytes, state, options, isSignature);
}

/** For a file that is recorded as verified: nothing in it is verified again. */
function never(): boolean {
  return false;
}

/**
 * The record after a bundle was found trusted: the clock, its version for each of its trusted signers if it is the highest, and the
 * hash of the file, whose signatures then need not be verified again. The same object when nothing is new.
 */
export function recordTrusted(record: TrustRecord, bytes: Uint8Array, verdict: Verdict, now: number): TrustRecord {
  if (verdict.kind !== "trusted") return record;
  const hash = native().blake3(bytes, 32).toHex();
  const versions = new Map(record.versions);
  let changed = now > record.clock + CLOCK_STEP;
  for (const { status, publicKey, signature } of verdict.signers) {
    const own = parseVersion(signature.version);
    if (own === undefined || (status !== "trusted" && status !== "group")) continue;
    const key = versionKey(publicKey, signature.name);
    const seen = parseVersion(versions.get(key) ?? "");
    if (seen !== undefined && compareVersions(own, seen) <= 0) continue;
    versions.set(key, signature.version);
    changed = true;
  }
  const bundles = new Map(record.bundles);
  const embedded = verdict.signers.filter(({ coverage }) => coverage === "content");
  const first = embedded[0];
  if (first !== undefined && !bundles.has(hash)) {
    bundles.set(hash, {
      hash,
      content: readSigned(bytes).contentHash.toHex(),
      keys: embedded.map(({ publicKey }) => publicKey),
      name: first.signature.name,
      version: first.signature.version,
      at: now,
      replaces: first.signature.replaces?.toHex() ?? "",
    });
    changed = true;
  }
  return changed ? { clock: Math.max(record.clock, now), versions, bundles } : record;
}

/** The clock alone is written down once an hour at most. */
const CLOCK_STEP = 3600;
