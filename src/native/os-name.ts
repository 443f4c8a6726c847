/**
 * File names as text. A system's names are bytes, which need not be UTF-8: a byte that is not becomes the lone surrogate
 * U+DC00 + byte, so that every name can be listed, shown and removed, and gets back to the same bytes (PEP 383 of Python,
 * `surrogateescape`). What dxg makes has well-formed names only; that is checked where it makes them.
 */

const encoder = new TextEncoder();
const ESCAPED_FIRST = 0xdc80;
const ESCAPED_LAST = 0xdcff;
const ESCAPE = 0xdc00;

/** Whether a code point stands for a byte of a name that is not UTF-8. */
export function isNameByte(code: number): boolean {
  return code >= ESCAPED_FIRST && code <= ESCAPED_LAST;
}

/** The byte that `isNameByte` tells of. */
export function nameByte(code: number): number {
  return code - ESCAPE;
}

/** Whether a system could have given this name: no half of a surrogate pair but those that stand for bytes. */
export function isNameText(name: string): boolean {
  if (name.isWellFormed()) return true;
  for (const char of name) {
    const code = char.codePointAt(0)!;
    if (code >= 0xd800 && code < 0xe000 && !isNameByte(code)) return false;
  }
  return true;
}

/** @param strict throws a TypeError for bytes that are not UTF-8 */
export function nameText(bytes: Uint8Array, strict: TextDecoder): string {
  try {
    return strict.decode(bytes);
  } catch {
    return escapedText(bytes, strict);
  }
}

/** The longest pieces that are UTF-8 as they are, each other byte by itself. */
function escapedText(bytes: Uint8Array, strict: TextDecoder): string {
  let text = "";
  for (let at = 0; at < bytes.length; ) {
    const length = sequenceLength(bytes, at, strict);
    text += length === 0 ? String.fromCharCode(ESCAPE + bytes[at]!) : strict.decode(bytes.subarray(at, at + length));
    at += Math.max(1, length);
  }
  return text;
}

const SEQUENCE_BYTES_MAX = 4;

/** Bytes of the one character that begins there, 0 when none does. */
function sequenceLength(bytes: Uint8Array, at: number, strict: TextDecoder): number {
  for (let length = 1; length <= SEQUENCE_BYTES_MAX && at + length <= bytes.length; length += 1) {
    try {
      strict.decode(bytes.subarray(at, at + length));
      return length;
    } catch {
      // A longer sequence may be one.
    }
  }
  return 0;
}

/** The bytes of a path, with `extra` zero bytes after them. */
export function pathBytes(path: string, extra: number): Uint8Array {
  const bytes = new Uint8Array(path.length * 3 + extra);
  if (path.isWellFormed()) {
    const { written } = encoder.encodeInto(path, bytes);
    return bytes.subarray(0, written + extra);
  }
  let end = 0;
  for (const char of path) {
    const code = char.codePointAt(0)!;
    if (isNameByte(code)) bytes[end++] = nameByte(code);
    else end += encoder.encodeInto(char, bytes.subarray(end)).written;
  }
  return bytes.subarray(0, end + extra);
}
