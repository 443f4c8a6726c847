/**
 * The failures that the reader and the scan of DX Infinity values share, and the decoding of their text area.
 */
import { DxgError } from "../base/error.ts";

/** Refuses what is not UTF-8. A byte order mark is text like any other: it is neither dropped nor hidden. */
export const UTF8: TextDecoder = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** @throws {DxgError} format/bad-value when the bytes are not UTF-8 */
export function decodeText(bytes: Uint8Array): string {
  if (bytes.length === 0) return "";
  try {
    return UTF8.decode(bytes);
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
