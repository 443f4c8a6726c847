/**
 * Files of secret keys (docs/signatures.md): lines `name: value` in a fixed order, the key itself encrypted by a passphrase (scrypt,
 * RFC 7914, and AES-256-GCM, NIST SP 800-38D), with all lines before it authenticated. What a file asks scrypt to do is bounded.
 */
import { DxgError } from "../base/error.ts";
import { isSignatureText, TIME_MAX } from "../format/signature.ts";

/** A secret key with what its file says of it. */
export interface SecretKey {
  readonly name: string;
  readonly comment: string;
  /** When it was made, seconds since 1970. */
  readonly time: number;
  /** 64 hexadecimal digits. */
  readonly publicKey: string;
  /** 32 bytes. */
  readonly secret: Uint8Array;
}

/** What a file tells without the passphrase; the name and comment are not authenticated yet. */
export type KeyInfo = Omit<SecretKey, "secret"> & { readonly encrypted: boolean };

export interface ScryptCost {
  /** Memory and time, as a power of two: 2^logN blocks of 1 KiB. */
  readonly logN: number;
  readonly p: number;
}

/** 128 MiB and about half a second: what OWASP's password storage page recommends at least. */
export const SCRYPT_COST: ScryptCost = { logN: 17, p: 1 };
const LOG_N_MIN = 10;
/** 128 MiB, and as much work as a new file asks for, however it is divided: a file can ask for no more. */
const LOG_N_MAX = 17;
const P_MAX = 4;
const BLOCKS_MAX: number = 2 ** LOG_N_MAX;
const SCRYPT_R = 8;
const HEAD = "dxg secret key 1";
const SALT_BYTES = 16;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CIPHER = "aes-256-gcm";
/** A file of a secret key. */
export const SECRET_KEY_FILE_MAX = 4096;

const FIELDS =
  /^dxg secret key 1\nname: ([a-z0-9][a-z0-9._-]{0,63})\ncomment: ([^\n]*)\ntime: (0|[1-9]\d{0,11})\npublic: ([0-9a-f]{64})\n/;
const PLAIN = /^encryption: none\nsecret: ([0-9a-f]{64})\n$/;
const ENCRYPTED =
  /^encryption: scrypt logN=([1-9]\d?) r=8 p=([1-9]) aes-256-gcm\nsalt: ([0-9a-f]{32})\nnonce: ([0-9a-f]{24})\n(?=secret: )secret: ([0-9a-f]{96})\n$/;

const encoder = new TextEncoder();

/** The text of a file. @param passphrase undefined for a key that lies there for everyone who can read the file */
export function writeSecretKey(key: SecretKey, passphrase: string | undefined, cost: ScryptCost = SCRYPT_COST): string {
  const head = `${HEAD}\nname: ${key.name}\ncomment: ${key.comment}\ntime: ${key.time}\npublic: ${key.publicKey}\n`;
  if (passphrase === undefined) return `${head}encryption: none\nsecret: ${key.secret.toHex()}\n`;
  const salt = crypto.getRandomValues(new Uint8Array(SALT_BYTES));
  const nonce = crypto.getRandomValues(new Uint8Array(NONCE_BYTES));
  const scheme = `encryption: scrypt logN=${cost.logN} r=${SCRYPT_R} p=${cost.p} ${CIPHER}\n`;
  const open = `${head}${scheme}salt: ${salt.toHex()}\nnonce: ${nonce.toHex()}\n`;
  const { createCipheriv } = nodeCrypto();
  const cipher = createCipheriv(CIPHER, derive(passphrase, salt, cost), nonce, { authTagLength: TAG_BYTES });
  cipher.setAAD(encoder.encode(open), { plaintextLength: key.secret.length });
  const body = [cipher.update(key.secret), cipher.final(), cipher.getAuthTag()];
  return `${open}secret: ${Buffer.concat(body).toString("hex")}\n`;
}

/** What a file tells without its passphrase. @throws {DxgError} trust/bad-key */
export function readKeyInfo(text: string): KeyInfo {
  const { info, rest } = readHead(text);
  if (PLAIN.test(rest)) return { ...info, encrypted: false };
  readScheme(rest);
  return { ...info, encrypted: true };
}

/**
 * The key of a file. Whether secret and public key belong together is for the caller to check.
 * @param passphrase asked for only when the file is encrypted
 * @throws {DxgError} trust/bad-key, trust/passphrase; what `passphrase` throws
 */
export async function readSecretKey(text: string, passphrase: () => Promise<string>): Promise<SecretKey> {
  const { info, rest } = readHead(text);
  const plain = PLAIN.exec(rest);
  if (plain !== null) return { ...info, secret: Uint8Array.fromHex(plain[1]!) };
  const { cost, salt, nonce, box } = readScheme(rest);
  const open = encoder.encode(text.slice(0, text.lastIndexOf("secret: ")));
  return { ...info, secret: decrypt(box, derive(await passphrase(), salt, cost), nonce, open) };
}

function readHead(text: string): { readonly info: Omit<SecretKey, "secret">; readonly rest: string } {
  const found = FIELDS.exec(text);
  const [head = "", name = "", comment = "", time = "", publicKey = ""] = found ?? [];
  if (found === null || !isSignatureText(comment) || Number(time) > TIME_MAX) throw badFile("it is no secret key file");
  return { info: { name, comment, time: Number(time), publicKey }, rest: text.slice(head.length) };
}

interface Scheme {
  readonly cost: ScryptCost;
  readonly salt: Uint8Array;
  readonly nonce: Uint8Array;
  /** The encrypted key and its tag. */
  readonly box: Uint8Array;
}

function readScheme(rest: string): Scheme {
  const found = ENCRYPTED.exec(rest);
  if (found === null) throw badFile("its lines from encryption on are not as this version reads them");
  const cost = { logN: Number(found[1]), p: Number(found[2]) };
  if (cost.logN < LOG_N_MIN || cost.p > P_MAX || 2 ** cost.logN * cost.p > BLOCKS_MAX) {
    throw badFile(`it asks for scrypt with logN=${cost.logN} p=${cost.p}, which is out of bounds`);
  }
  return {
    cost,
    salt: Uint8Array.fromHex(found[3]!),
    nonce: Uint8Array.fromHex(found[4]!),
    box: Uint8Array.fromHex(found[5]!),
  };
}

function badFile(what: string): DxgError {
  return new DxgError("trust/bad-key", what, { hint: "Restore the file from a backup, or make a new key" });
}

function decrypt(box: Uint8Array, key: Uint8Array, nonce: Uint8Array, open: Uint8Array): Uint8Array {
  const body = box.subarray(0, -TAG_BYTES);
  const decipher = nodeCrypto().createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG_BYTES });
  decipher.setAAD(open, { plaintextLength: body.length });
  decipher.setAuthTag(box.subarray(-TAG_BYTES));
  try {
    return new Uint8Array(Buffer.concat([decipher.update(body), decipher.final()]));
  } catch {
    throw new DxgError("trust/passphrase", "it does not open the key", {
      hint: "Either the passphrase is not the one of this key, or the file was changed",
    });
  }
}

/** Passphrases are in Unicode's form C, so that the same letters typed on another keyboard are the same bytes. */
function derive(passphrase: string, salt: Uint8Array, { logN, p }: ScryptCost): Uint8Array {
  const N = 2 ** logN;
  const maxmem = 2 * 128 * N * SCRYPT_R * p;
  return nodeCrypto().scryptSync(encoder.encode(passphrase.normalize("NFC")), salt, 32, { N, r: SCRYPT_R, p, maxmem });
}

/** Loaded late: it costs start-up time. */
function nodeCrypto(): typeof import("node:crypto") {
  return require("node:crypto");
}
