/** The filters that make bytes of a text: Base64, hashes, UUIDs made of names. Nothing here is for passwords. */
import { valueError } from "../../../value/errors.ts";
import { toText } from "../../../value/text.ts";
import { refuseUndefined } from "../../../value/undefined.ts";
import type { Value } from "../../../value/value.ts";
import { type Filter, type FilterContext, stringArgument } from "../filter.ts";

type Encoding = "utf-8" | "latin1" | "utf-16le" | "utf-16be";

/** Python's names of what is read and written here. */
const ENCODINGS: ReadonlyMap<string, Encoding> = new Map([
  ["utf8", "utf-8"],
  ["utf", "utf-8"],
  ["ascii", "utf-8"],
  ["usascii", "utf-8"],
  ["latin1", "latin1"],
  ["iso88591", "latin1"],
  ["utf16le", "utf-16le"],
  ["utf16be", "utf-16be"],
]);

function encodingOf(filter: string, encoding: Value | undefined): Encoding {
  if (encoding === undefined) return "utf-8";
  const name = stringArgument(filter, "encoding", encoding);
  const known = ENCODINGS.get(name.toLowerCase().replace(/[-_ ]/g, ""));
  if (known === undefined) throw valueError(`${filter}: unknown encoding '${name}'`);
  return known;
}

function bytesOf(text: string, encoding: Encoding): Uint8Array {
  if (encoding === "utf-8") return new TextEncoder().encode(text);
  const wide = encoding !== "latin1";
  const bytes = new Uint8Array(wide ? text.length * 2 : text.length);
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    if (!wide && unit > 0xff) throw valueError(`b64encode: '${text.charAt(index)}' is not in latin1`);
    if (!wide) bytes[index] = unit;
    else if (encoding === "utf-16le") bytes.set([unit & 0xff, unit >> 8], 2 * index);
    else bytes.set([unit >> 8, unit & 0xff], 2 * index);
  }
  return bytes;
}

/** The text of a value; numbers and the like are taken too, as their text. */
function input(context: FilterContext, value: Value): string {
  refuseUndefined(value);
  const text = toText(value);
  context.spend(text.length);
  return text;
}

export const b64encode: Filter = (context, value, [encoding]) =>
  bytesOf(input(context, value), encodingOf("b64encode", encoding)).toBase64();

const NOT_BASE64 = /[^A-Za-z0-9+/=]+/g;

export const b64decode: Filter = (context, value, [encoding]) => {
  const name = encodingOf("b64decode", encoding);
  let bytes: Uint8Array;
  try {
    bytes = Uint8Array.fromBase64(input(context, value).replace(NOT_BASE64, ""), { lastChunkHandling: "strict" });
  } catch {
    throw valueError("b64decode: not Base64");
  }
  if (name === "latin1") return latin1(bytes);
  try {
    return new TextDecoder(name, { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw valueError(`b64decode: the bytes are no ${name}`);
  }
};

/** The decoder that goes by this name reads Windows-1252. */
function latin1(bytes: Uint8Array): string {
  let out = "";
  for (const byte of bytes) out += String.fromCharCode(byte);
  return out;
}

/** Hash functions by Python's names, and those of `Bun.CryptoHasher`. */
const HASHES = {
  md5: "md5",
  sha1: "sha1",
  sha224: "sha224",
  sha256: "sha256",
  sha384: "sha384",
  sha512: "sha512",
  sha512_256: "sha512-256",
  sha3_224: "sha3-224",
  sha3_256: "sha3-256",
  sha3_384: "sha3-384",
  sha3_512: "sha3-512",
  blake2b: "blake2b512",
  blake2s: "blake2s256",
} as const;

function isHash(name: string): name is keyof typeof HASHES {
  return Object.hasOwn(HASHES, name);
}

function digest(name: keyof typeof HASHES, text: string): string {
  return new Bun.CryptoHasher(HASHES[name]).update(text).digest("hex");
}

export const hash: Filter = (context, value, [type = "sha1"]) => {
  const name = stringArgument("hash", "hashtype", type).toLowerCase().replaceAll("-", "_");
  if (!isHash(name))
    throw valueError(`hash: unsupported hash type '${name}'; there are ${Object.keys(HASHES).join(", ")}`);
  return digest(name, input(context, value));
};

export const md5: Filter = (context, value) => digest("md5", input(context, value));
export const sha1: Filter = (context, value) => digest("sha1", input(context, value));

/** Ansible's own namespace. */
const NAMESPACE = "361e6d51-faec-444a-9079-341386da8e2e";
const UUID = /^[0-9a-f]{32}$/;

/** A UUID of version 5 (RFC 9562): the SHA-1 of a namespace and a name. */
export const toUuid: Filter = (context, value, [namespace = NAMESPACE]) => {
  const given = stringArgument("to_uuid", "namespace", namespace);
  const space = given
    .toLowerCase()
    .replace(/^urn:uuid:/, "")
    .replace(/[{}-]/g, "");
  if (!UUID.test(space)) throw valueError(`to_uuid: '${given}' is no UUID`);
  const hasher = new Bun.CryptoHasher("sha1").update(Uint8Array.fromHex(space)).update(input(context, value));
  const bytes = new Uint8Array(hasher.digest()).slice(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x50;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes.toHex().replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
};
