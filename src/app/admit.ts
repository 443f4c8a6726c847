/**
 * The signatures of a bundle that is about to be used: one that must not be used is refused before anything in it is looked at, and
 * what was found trusted is recorded. Whether an unsigned bundle, or one of an unknown key, may run is decided elsewhere.
 */
import { DxgError } from "../base/error.ts";
import { judgeNames, type Verdict } from "../trust/judge.ts";
import { recordTrusted, signerOf } from "../trust/signer.ts";
import { changeRecord, loadTrust } from "../trust/trust-file.ts";
import { readSigBeside } from "./bundle-files.ts";
import { secondsNow } from "./key.ts";

export interface AdmitOptions {
  /** A version below the highest seen is let through. */
  readonly allowRollback: boolean;
  /** Whether a trusted bundle is recorded: not by a dry run, which writes nothing anywhere. */
  readonly record: boolean;
  /** The hash of these bytes is pinned by the user's lock file. */
  readonly pinned?: boolean;
  /** Told why a trusted bundle could not be recorded: then nobody will notice an older one. */
  readonly notRecorded?: (error: DxgError) => void;
}

/**
 * The verdict on a bundle, from its signatures and the `.sig` beside it.
 * @throws {DxgError} trust/* when it is refused; format/*
 */
export async function admitBundle(path: string, bytes: Uint8Array, options: AdmitOptions): Promise<Verdict> {
  const detached = readSigBeside(path);
  const verdict = await signerOf(bytes, loadTrust(), {
    ...options,
    now: secondsNow(),
    ...(detached === undefined ? {} : { detached }),
  });
  if (verdict.kind === "refused") throw verdict.error;
  return verdict;
}

/**
 * The verdict once the bundle is loaded, which is recorded: the highest version, and that the signatures of this file are verified.
 * @throws {DxgError} trust/bad-signature when the template is not the one that was signed
 */
export function settleVerdict(
  verdict: Verdict,
  bytes: Uint8Array,
  manifest: { readonly name: string; readonly version: string },
  { record, notRecorded }: AdmitOptions,
): Verdict {
  const settled = judgeNames(verdict, manifest);
  if (settled.kind === "refused") throw settled.error;
  if (settled.kind !== "trusted" || !record) return settled;
  try {
    changeRecord((before) => recordTrusted(before, bytes, settled, secondsNow()));
  } catch (error) {
    // A home that cannot be written to keeps no record; what was read of it was judged above.
    if (!(error instanceof DxgError) || !error.code.startsWith("io/")) throw error;
    notRecorded?.(error);
  }
  return settled;
}
