/** What must never be printed. */

/** Controls, but for tab and newline, and characters that are not seen or turn the writing direction. */
export const UNSAFE: RegExp = /[^\P{Cc}\t\n]|[\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/u;
