/**
 * Ed25519 (RFC 8032) by @noble/ed25519, strictly: whatever careful implementations disagree about is refused. Nothing
 * loads this file before a signature is made or verified.
 */
import { getPublicKey, hashes, Point, sign, verify } from "@noble/ed25519";
import { DxgError } from "../base/error.ts";
import { PUBLIC_KEY_BYTES, SIGNATURE_BYTES } from "../format/signature.ts";

export const SECRET_KEY_BYTES = 32;

hashes.sha512 = (message: Uint8Array): Uint8Array<ArrayBuffer> =>
  new Uint8Array(new Bun.CryptoHasher("sha512").update(message).digest());

/** A fresh secret key: 32 bytes from the system's generator. */
export function makeSecretKey(): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(SECRET_KEY_BYTES));
}

/** The public key of a secret one. */
export function publicKeyOf(secretKey: Uint8Array): Uint8Array {
  return getPublicKey(secretKey);
}

/** The signature of a message, 64 bytes. */
export function signMessage(message: Uint8Array, secretKey: Uint8Array): Uint8Array {
  return sign(message, secretKey);
}

/**
 * Whether it is the signature of the message by the key. noble's strict mode refuses lengths other than 64 and 32,
 * S from the group's order on, points that are not canonical, and keys of small order. What it leaves to its caller is
 * refused here: a key or an R with a part of small order, for which implementations that multiply by the cofactor and
 * those that do not come to different answers (Chalkias, Garillot, Nikolaenko: Taming the many EdDSAs, 2020).
 */
export function isSignature(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  if (signature.length !== SIGNATURE_BYTES || !isSoundKey(publicKey)) return false;
  if (!isPrimeOrder(signature.subarray(0, PUBLIC_KEY_BYTES))) return false;
  return verify(signature, message, publicKey, { zip215: false });
}

/** Whether bytes are a public key: 32 bytes, canonical, a point of the group's prime order. */
export function isSoundKey(publicKey: Uint8Array): boolean {
  return publicKey.length === PUBLIC_KEY_BYTES && isPrimeOrder(publicKey);
}

/** @throws {DxgError} trust/bad-key */
export function checkKey(publicKey: Uint8Array): void {
  if (isSoundKey(publicKey)) return;
  throw new DxgError("trust/bad-key", `${publicKey.toHex().slice(0, 80)} is no sound Ed25519 public key`, {
    hint: "It is not of the form that RFC 8032 gives keys, or so weak that anyone can sign for it",
  });
}

function isPrimeOrder(encoded: Uint8Array): boolean {
  let point: Point;
  try {
    point = Point.fromBytes(encoded, false);
  } catch {
    return false;
  }
  return !point.is0() && point.isTorsionFree();
}
