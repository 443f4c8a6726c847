/** Public keys as one line of text: `dxg-ed25519 HEX COMMENT`, for files, mails and command lines. Strict in reading. */
import { DxgError } from "../base/error.ts";
import { isSignatureText } from "../format/signature.ts";

export interface PublicKey {
  /** 64 hexadecimal digits. */
  readonly publicKey: string;
  readonly comment: string;
}

const PREFIX = "dxg-ed25519";
const LINE = /^dxg-ed25519 ([0-9a-f]{64})(?: (.+))?$/;
/** A key alone, as `dxg key list --json` tells it. */
const BARE = /^[0-9a-f]{64}$/;
/** A file of one public key. */
export const PUBLIC_KEY_FILE_MAX = 1024;

/** The line of a key, without a line end. */
export function writePublicKey({ publicKey, comment }: PublicKey): string {
  return `${PREFIX} ${publicKey}${comment === "" ? "" : ` ${comment}`}`;
}

/** Whether a text is meant as a key rather than as the name of a file. */
export function looksLikePublicKey(text: string): boolean {
  return BARE.test(text) || text.startsWith(`${PREFIX} `);
}

/**
 * The key of a line, with or without its line end; whether it is a sound one is for `checkKey` to say.
 * @throws {DxgError} trust/bad-key
 */
export function readPublicKey(text: string): PublicKey {
  if (BARE.test(text)) return { publicKey: text, comment: "" };
  const found = LINE.exec(text.endsWith("\n") ? text.slice(0, -1) : text);
  const comment = found?.[2] ?? "";
  if (found === null || !isSignatureText(comment) || comment !== comment.trim()) {
    throw new DxgError("trust/bad-key", "it is not one line of a public key", {
      hint: `A public key is written as: ${PREFIX} 64-HEXADECIMAL-DIGITS COMMENT`,
    });
  }
  return { publicKey: found[1]!, comment };
}
