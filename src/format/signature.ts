/**
 * Signature records: the section SIGN of a signed `.dxt` or `.dxf`, and the content of a `.sig` (docs/formats.md). Reading is
 * strict: a record has one encoding. It knows no cryptography but the key's id, and trusts nothing that it reads.
 */
import { native } from "../native/native.ts";
import { refuse } from "./rules.ts";
import { parseVersion } from "./semver.ts";

/** One signature with what it says. Times are whole seconds since 1970. */
export interface Signature {
  /** 32 bytes. */
  readonly publicKey: Uint8Array;
  /** When it was made, by the signer's clock. */
  readonly time: number;
  /** From when on it counts no more, or 0 for never. */
  readonly expires: number;
  /** Content hash of the file that this one replaces, 32 bytes; undefined for none. */
  readonly replaces: Uint8Array | undefined;
  /** Name of the template, and its semantic version; the version is empty where there is none. */
  readonly name: string;
  readonly version: string;
  readonly comment: string;
  /** 64 bytes. */
  readonly signature: Uint8Array;
}

/** Signatures of one file. */
export const SIGNATURES_MAX = 16;
/** Bytes of UTF-8 in a name, version or comment. */
export const SIGNATURE_TEXT_MAX = 255;
/** The last second of the year 9999. */
export const TIME_MAX = 253_402_300_799;

export const PUBLIC_KEY_BYTES = 32;
export const SIGNATURE_BYTES = 64;
const KEY_ID_BYTES = 8;
const RECORD_VERSION = 1;
/** Ed25519 of RFC 8032 without prehashing, verified strictly. */
const ALGORITHM = 1;
const KEY_ID_START = 8;
const PUBLIC_KEY_START = 16;
const TIME_START = 48;
const EXPIRES_START = 56;
const REPLACES_START = 64;
const TEXTS_START = 96;
const REPLACES_BYTES = 32;

/** What every signed message begins with, so that no signature of dxg is one of anything else. */
const DOMAIN = "dxg signature 1\0";
const KEY_DOMAIN = "dxg key 1\0";
/** What a signature is about: the content of the file that holds it, or a whole file beside it. */
const COVERAGE = { content: 1, file: 2 } as const;
export type Coverage = keyof typeof COVERAGE;

const encoder = new TextEncoder();
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what it finds
const CONTROLS = /[\u0000-\u001f\u007f-\u009f]/;

/** The id of a public key: 16 hexadecimal digits, the start of its hash. Trust goes by the key itself, never by this. */
export function keyId(publicKey: Uint8Array): string {
  const hasher = native().createBlake3();
  hasher.update(encoder.encode(KEY_DOMAIN));
  hasher.update(publicKey);
  return hasher.finalize().subarray(0, KEY_ID_BYTES).toHex();
}

/** Whether a text may stand in a signature or a key file: no controls, at most `SIGNATURE_TEXT_MAX` bytes. */
export function isSignatureText(text: string): boolean {
  return text.isWellFormed() && !CONTROLS.test(text) && encoder.encode(text).length <= SIGNATURE_TEXT_MAX;
}

/**
 * What is signed: the domain, what is covered, its hash, and all of the record before the signature.
 * @param hash 32 bytes: the content hash, or BLAKE3 of the file
 */
export function signedMessage(
  signature: Omit<Signature, "signature">,
  coverage: Coverage,
  hash: Uint8Array,
): Uint8Array {
  const record = encodeRecord({ ...signature, signature: new Uint8Array(SIGNATURE_BYTES) });
  const start = DOMAIN.length + 1 + hash.length;
  const message = new Uint8Array(start + record.length - SIGNATURE_BYTES);
  message.set(encoder.encode(DOMAIN));
  message[DOMAIN.length] = COVERAGE[coverage];
  message.set(hash, DOMAIN.length + 1);
  message.set(record.subarray(0, -SIGNATURE_BYTES), start);
  return message;
}

/**
 * The bytes of some signatures, which are put in order.
 * @throws {DxgError} format/bad-signature for fields out of bounds, the same key twice, none or too many
 */
export function encodeSignatures(signatures: readonly Signature[]): Uint8Array {
  const records = signatures.toSorted((a, b) => compareBytes(a.publicKey, b.publicKey)).map(encodeRecord);
  const size = records.reduce((sum, record) => sum + record.length, 4);
  const bytes = new Uint8Array(size);
  new DataView(bytes.buffer).setUint32(0, records.length, true);
  let at = 4;
  for (const record of records) {
    bytes.set(record, at);
    at += record.length;
  }
  // What is written must be what is read.
  decodeSignatures(bytes);
  return bytes;
}

function encodeRecord(signature: Signature): Uint8Array {
  const texts = [signature.name, signature.version, signature.comment].map((text) => encoder.encode(text));
  for (const text of texts) if (text.length > SIGNATURE_TEXT_MAX) refuse("signature-field", "a text is too long");
  const size = texts.reduce((sum, text) => sum + 1 + text.length, TEXTS_START) + SIGNATURE_BYTES;
  const bytes = new Uint8Array(size);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, size, true);
  bytes[4] = RECORD_VERSION;
  bytes[5] = ALGORITHM;
  bytes.set(Uint8Array.fromHex(keyId(signature.publicKey)), KEY_ID_START);
  bytes.set(signature.publicKey, PUBLIC_KEY_START);
  view.setBigUint64(TIME_START, BigInt(signature.time), true);
  view.setBigUint64(EXPIRES_START, BigInt(signature.expires), true);
  if (signature.replaces !== undefined) bytes.set(signature.replaces, REPLACES_START);
  let at = TEXTS_START;
  for (const text of texts) {
    bytes[at] = text.length;
    bytes.set(text, at + 1);
    at += 1 + text.length;
  }
  bytes.set(signature.signature, at);
  return bytes;
}

/** Checks the section of a file that is loaded. @throws {DxgError} format/bad-signature */
export function checkSignatureSection(bytes: Uint8Array): void {
  decodeSignatures(bytes);
}

/**
 * The signatures of a section, with ascending keys; none is verified.
 * @throws {DxgError} format/bad-signature
 */
export function decodeSignatures(bytes: Uint8Array): readonly Signature[] {
  if (bytes.length < 4) refuse("signature-count", `${bytes.length} bytes are no section of signatures`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const count = view.getUint32(0, true);
  if (count === 0 || count > SIGNATURES_MAX)
    refuse("signature-count", `${count} signatures, not 1 to ${SIGNATURES_MAX}`);
  const signatures: Signature[] = [];
  let at = 4;
  for (let index = 0; index < count; index++) {
    const size = at + TEXTS_START > bytes.length ? 0 : view.getUint32(at, true);
    if (size < TEXTS_START + SIGNATURE_BYTES || size > bytes.length - at) {
      refuse("signature-record", `signature ${index} is cut`);
    }
    const signature = decodeRecord(bytes.subarray(at, at + size), index);
    const before = signatures[index - 1];
    if (before !== undefined && compareBytes(before.publicKey, signature.publicKey) >= 0) {
      refuse("signature-order", `signature ${index} is by the same key as the one before, or out of order`);
    }
    signatures.push(signature);
    at += size;
  }
  if (at !== bytes.length) refuse("signature-record", `${bytes.length - at} bytes follow the last signature`);
  return signatures;
}

function decodeRecord(bytes: Uint8Array, index: number): Signature {
  const field = (what: string): never => refuse("signature-field", `signature ${index}: ${what}`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes[4] !== RECORD_VERSION || bytes[5] !== ALGORITHM) field("it is of an unknown kind");
  if (view.getUint16(6, true) !== 0) field("the reserved bytes are not 0");
  const publicKey = bytes.slice(PUBLIC_KEY_START, PUBLIC_KEY_START + PUBLIC_KEY_BYTES);
  if (bytes.subarray(KEY_ID_START, KEY_ID_START + KEY_ID_BYTES).toHex() !== keyId(publicKey)) {
    field("the id is not that of the key");
  }
  const time = readTime(view, TIME_START);
  const expires = readTime(view, EXPIRES_START);
  if (time === undefined || expires === undefined) return field("a time is after the year 9999");
  if (expires !== 0 && expires <= time) field("it expires before it was made");
  const replaces = bytes.slice(REPLACES_START, REPLACES_START + REPLACES_BYTES);
  const texts: string[] = [];
  let at = TEXTS_START;
  for (let text = 0; text < 3; text++) {
    const length = bytes[at] ?? 0;
    const end = at + 1 + length;
    if (end + SIGNATURE_BYTES > bytes.length) field("its texts are cut");
    texts.push(readText(bytes.subarray(at + 1, end)) ?? field("a text has controls or is no UTF-8"));
    at = end;
  }
  if (at + SIGNATURE_BYTES !== bytes.length) field("bytes are left over");
  const [name, version, comment] = texts as [string, string, string];
  if (name === "") field("it names nothing");
  if (version !== "" && parseVersion(version) === undefined) field("the version is none, or out of bounds");
  return {
    publicKey,
    time,
    expires,
    replaces: replaces.some((byte) => byte !== 0) ? replaces : undefined,
    name,
    version,
    comment,
    signature: bytes.slice(at),
  };
}

function readTime(view: DataView, at: number): number | undefined {
  const time = Number(view.getBigUint64(at, true));
  return time > TIME_MAX ? undefined : time;
}

function readText(bytes: Uint8Array): string | undefined {
  try {
    const text = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
    return isSignatureText(text) ? text : undefined;
  } catch {
    return undefined;
  }
}

/** Below, at or above 0, by the first byte that differs. */
function compareBytes(left: Uint8Array, right: Uint8Array): number {
  for (let index = 0; index < left.length; index++) {
    const difference = left[index]! - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
