/** Makes signatures: of a file's content, kept in the file, or of a whole file, kept in a `.sig` beside it. */
import { DxgError } from "../base/error.ts";
import { parseVersion } from "../format/semver.ts";
import { type Coverage, keyId, SIGNATURES_MAX, type Signature, signedMessage } from "../format/signature.ts";
import { hashToSign, readSigned, withSignatures } from "../format/signed.ts";
import { native } from "../native/native.ts";
import { isSignature, signMessage } from "./ed25519.ts";
import type { SecretKey } from "./secret-key.ts";

/** What a signature says besides its key. */
export type Statement = Omit<Signature, "publicKey" | "signature">;

/**
 * A file with one more signature; an older one by the same key gives way to it.
 * @throws {DxgError} trust/bad-signature when one that is kept is unsound, trust/bad-version; format/too-large for one too many; format/*
 */
export function addSignature(bytes: Uint8Array, key: SecretKey, statement: Statement): Uint8Array {
  const { signatures } = readSigned(bytes);
  const hash = hashToSign(bytes);
  const made = makeSignature(key, statement, "content", hash);
  return withSignatures(bytes, joined(signatures, made, "content", hash));
}

/**
 * The signatures of a `.sig` with one more, as `addSignature`.
 * @param before those that the `.sig` holds
 * @throws {DxgError} as `addSignature`
 */
export function addDetached(
  bytes: Uint8Array,
  before: readonly Signature[],
  key: SecretKey,
  statement: Statement,
): readonly Signature[] {
  const hash = native().blake3(bytes, 32);
  return joined(before, makeSignature(key, statement, "file", hash), "file", hash);
}

function makeSignature(key: SecretKey, statement: Statement, coverage: Coverage, hash: Uint8Array): Signature {
  const { version } = statement;
  if (version !== "" && parseVersion(version) === undefined) {
    throw new DxgError("trust/bad-version", `"${version}" is no semantic version with numbers up to 999999999`, {
      hint: "Correct the version in template.yaml and compile the template again",
    });
  }
  const unsigned = { ...statement, publicKey: Uint8Array.fromHex(key.publicKey) };
  const message = signedMessage(unsigned, coverage, hash);
  return { ...unsigned, signature: signMessage(message, key.secret) };
}

function joined(
  before: readonly Signature[],
  made: Signature,
  coverage: Coverage,
  hash: Uint8Array,
): readonly Signature[] {
  for (const one of before) {
    if (isSignature(one.signature, signedMessage(one, coverage, hash), one.publicKey)) continue;
    throw new DxgError("trust/bad-signature", `the signature by ${keyId(one.publicKey)} that is there already`, {
      hint: "The file was changed after it was signed: sign a fresh one, or remove its .sig",
    });
  }
  const own = made.publicKey.toHex();
  const others = before.filter(({ publicKey }) => publicKey.toHex() !== own);
  if (others.length >= SIGNATURES_MAX) {
    throw new DxgError("format/too-large", `${others.length} signatures are there already, and a file has no more`, {
      hint: "A key that has signed before can sign again; others need a copy without signatures, or without its .sig",
    });
  }
  return [...others, made];
}
