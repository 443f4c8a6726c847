/**
 * The failures that the reader and the scan of DX Infinity values share, and the decoding of their text area.
 */
import { DxgError } from "../base/error.ts";

const textDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** @throws {DxgError} format/bad-value when the bytes are not UTF-8 */
export function decodeText(bytes: Uint8Array): string {
  if (bytes.length === 0) return "";
  try {
    return textDecoder.decode(bytes);
  } catch (cause) {
    throw new DxgError("format/bad-value", "the text area is not valid UTF-8", { cause });
  }
}

export function bad(detail: string): DxgError {
  return new DxgError("format/bad-value", detail);
}

export function truncated(): DxgError {
  return new DxgError("format/truncated", "the value goes on after the end");
}
