/** Bytes of a file as text. A mark of the byte order at the beginning is no part of it. */
import { DxgError } from "./error.ts";

/**
 * @param name of the file, as an error shows it
 * @param hint what to do about bytes that are not UTF-8
 * @throws {DxgError} io/not-utf8
 */
export function decodeUtf8(bytes: Uint8Array, name: string, hint: string): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new DxgError("io/not-utf8", name, { cause, hint });
  }
}
