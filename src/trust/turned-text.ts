/**
 * Whether a file holds characters that turn the direction of the text around them, so that it reads otherwise than it is
 * compiled (Boucher and Anderson, "Trojan Source", 2021). It looks at bytes alone: every generation goes through it.
 */

/** The first byte of U+2000 to U+2FFF in UTF-8. */
const LEAD = 0xe2;

/** Where a NUL tells that a file is no text, as git has it: images and archives hold any three bytes by chance. */
const BINARY_WITHIN = 8000;

/**
 * Whether a file is text and holds one of U+202A to U+202E (E2 80 AA to AE) or U+2066 to U+2069 (E2 81 A6 to A9). What is
 * not UTF-8 may still be text to a compiler.
 */
export function turnsText(bytes: Uint8Array): boolean {
  return holdsTurn(bytes) && bytes.subarray(0, BINARY_WITHIN).indexOf(0) === -1;
}

function holdsTurn(bytes: Uint8Array): boolean {
  for (let at = bytes.indexOf(LEAD); at !== -1; at = bytes.indexOf(LEAD, at + 1)) {
    const second = bytes[at + 1];
    const third = bytes[at + 2] ?? 0;
    if (second === 0x80 && third >= 0xaa && third <= 0xae) return true;
    if (second === 0x81 && third >= 0xa6 && third <= 0xa9) return true;
  }
  return false;
}
