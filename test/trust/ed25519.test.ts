/** Ed25519: the vectors of RFC 8032, what must be refused (row B10), and node:crypto as a second opinion. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { createPublicKey, verify as nodeVerify } from "node:crypto";
import { Point } from "@noble/ed25519";
import { checkKey, isSignature, isSoundKey, publicKeyOf, signMessage } from "../../src/trust/ed25519.ts";
import { Random } from "../fuzz/random.ts";
import VECTORS from "../vectors/ed25519-rfc8032.json";

// Processes, scrypt and signatures by the thousand, on machines that may be busy.
setDefaultTimeout(60_000);

const hex = (text: string): Uint8Array => Uint8Array.fromHex(text);
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);
/** The order of the group, and 2^255 - 19. */
const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const P = 2n ** 255n - 19n;

function littleEndian(value: bigint): Uint8Array {
  return hex(value.toString(16).padStart(64, "0")).reverse();
}

function fromLittleEndian(bytes: Uint8Array): bigint {
  return BigInt(`0x${bytes.slice().reverse().toHex()}`);
}

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return new Uint8Array(Buffer.concat(parts));
}

function nodeSays(signature: Uint8Array, message: Uint8Array, publicKey: Uint8Array): boolean {
  try {
    const der = Buffer.concat([hex("302a300506032b6570032100"), publicKey]);
    return nodeVerify(null, message, createPublicKey({ key: der, format: "der", type: "spki" }), signature);
  } catch {
    return false;
  }
}

/** Encodings of all points of small order: canonical ones, and those of RFC 8032 section 5.1.3 that are refused as such. */
const SMALL_ORDER: readonly string[] = [
  "0100000000000000000000000000000000000000000000000000000000000000",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "0000000000000000000000000000000000000000000000000000000000000080",
  "0000000000000000000000000000000000000000000000000000000000000000",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
  "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac03fa",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
  "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc85",
  "0100000000000000000000000000000000000000000000000000000000000080",
  "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
  "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
];

describe("Ed25519", () => {
  test.each(VECTORS.cases.map((one) => [one.name, one] as const))(
    "signs and verifies as RFC 8032 says: %s",
    (_name, one) => {
      const [secret, publicKey, message, signature] = [one.secret, one.public, one.message, one.signature].map(hex);
      expect(publicKeyOf(secret!).toHex()).toBe(one.public);
      expect(signMessage(message!, secret!).toHex()).toBe(one.signature);
      expect(isSignature(signature!, message!, publicKey!)).toBe(true);
      expect(isSignature(signature!, joined(message!, hex("00")), publicKey!)).toBe(false);
    },
  );

  const secret = new Uint8Array(32).fill(7);
  const publicKey = publicKeyOf(secret);
  const message = bytesOf("a message");
  const good = signMessage(message, secret);

  test.each(SMALL_ORDER)(
    "row B10: isSoundKey() refuses the key of small order %s, for which anyone can sign",
    (encoded) => {
      const key = hex(encoded);
      expect(isSoundKey(key)).toBe(false);
      expect(() => checkKey(key)).toThrow("no sound Ed25519 public key");
      // R the neutral element and S 0 fit every message where small orders are let through.
      const forged = joined(littleEndian(1n), littleEndian(0n));
      for (let count = 0; count < 8; count++) expect(isSignature(forged, bytesOf(`message ${count}`), key)).toBe(false);
      expect(isSignature(joined(key, littleEndian(0n)), message, key)).toBe(false);
    },
  );

  test("row B10: isSignature() refuses S+L, S+2L and S = L", () => {
    const r = good.subarray(0, 32);
    const s = fromLittleEndian(good.subarray(32));
    expect(isSignature(joined(r, littleEndian(s)), message, publicKey)).toBe(true);
    for (const other of [s + L, s + 2n * L, L, L + 1n]) {
      expect(isSignature(joined(r, littleEndian(other)), message, publicKey)).toBe(false);
    }
  });

  test("row B10: isSignature() refuses an R and a key that are not canonical", () => {
    // y + p still fits 255 bits only for y below 19; none of these may be taken for its canonical form.
    for (let y = 0n; y < 19n; y++) {
      for (const sign of [0n, 2n ** 255n]) {
        const odd = littleEndian(y + P + sign);
        expect(isSoundKey(odd)).toBe(false);
        expect(isSignature(joined(odd, good.subarray(32)), message, publicKey)).toBe(false);
        expect(isSignature(good, message, odd)).toBe(false);
      }
    }
  });

  test("row B10: isSignature() refuses wrong lengths", () => {
    for (const length of [0, 1, 31, 63]) {
      expect(isSignature(good.subarray(0, length), message, publicKey)).toBe(false);
      expect(isSignature(good, message, publicKey.subarray(0, Math.min(length, 31)))).toBe(false);
    }
    expect(isSignature(joined(good, hex("00")), message, publicKey)).toBe(false);
    expect(isSignature(good, message, joined(publicKey, hex("00")))).toBe(false);
  });

  test("isSoundKey() refuses a key with a part of small order, about which implementations disagree", () => {
    for (const encoded of SMALL_ORDER.slice(1, 8)) {
      const mixed = Point.fromBytes(publicKey)
        .add(Point.fromBytes(hex(encoded)))
        .toBytes();
      expect(isSoundKey(mixed)).toBe(false);
      expect(isSignature(joined(mixed, good.subarray(32)), message, publicKey)).toBe(false);
    }
  });

  test("says what node:crypto says, for good and changed signatures, messages and keys", () => {
    const random = new Random(20_260_711);
    let accepted = 0;
    for (let count = 0; count < 200; count++) {
      const text = bytesOf(`message ${count}`);
      const key = Uint8Array.from({ length: 32 }, () => random.below(256));
      const parts = [signMessage(text, key), text, publicKeyOf(key)].map((part) => part.slice());
      if (count % 3 !== 0) {
        const part = random.pick(parts);
        part[random.below(part.length)]! ^= 1 << random.below(8);
      }
      const [signature, signed, publicPart] = parts as [Uint8Array, Uint8Array, Uint8Array];
      const ours = isSignature(signature, signed, publicPart);
      expect(ours).toBe(nodeSays(signature, signed, publicPart));
      accepted += ours ? 1 : 0;
    }
    expect(accepted).toBe(67);
  });
});
