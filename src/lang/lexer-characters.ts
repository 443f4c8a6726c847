/**
 * What single characters are: Python's whitespace and identifiers, and advice on characters that no template uses.
 */
import type { DxgError } from "../base/error.ts";
import type { SourceText } from "./source-text.ts";

/** Whitespace as Python's `str.isspace` has it; JavaScript's `\s` differs in U+001C–U+001F, U+0085 and U+FEFF. */
export function isSpace(unit: number): boolean {
  if (unit <= 0x20) return unit === 0x20 || (unit >= 9 && unit <= 13) || unit >= 0x1c;
  return unit >= 0x85 && isRareSpace(unit);
}

function isRareSpace(unit: number): boolean {
  if (unit < 0x1680) return unit === 0x85 || unit === 0xa0;
  if (unit < 0x2000) return unit === 0x1680;
  return unit <= 0x200a || unit === 0x2028 || unit === 0x2029 || unit === 0x202f || unit === 0x205f || unit === 0x3000;
}

/** Offset of the first character at or after `from` that is not whitespace. */
export function skipSpace(text: string, from: number): number {
  let at = from;
  while (isSpace(text.charCodeAt(at))) at++;
  return at;
}

export function isDigit(unit: number): boolean {
  return unit >= 0x30 && unit <= 0x39;
}

/** Letters, digits and the underscore of ASCII. */
export function isAsciiWord(unit: number): boolean {
  return (
    (unit >= 0x61 && unit <= 0x7a) || (unit >= 0x41 && unit <= 0x5a) || unit === 0x5f || (unit >= 0x30 && unit <= 0x39)
  );
}

/** Value of a hexadecimal digit, or -1. */
export function hexDigit(unit: number): number {
  if (unit >= 0x30 && unit <= 0x39) return unit - 0x30;
  const lower = unit | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

const IDENTIFIER_START = /^[\p{XID_Start}_]/u;
// Unicode 15.1 lets two invisible joiners go on a name; Python did not, and nobody could tell such names apart.
const IDENTIFIER_REST = /[\p{XID_Continue}--[\u200c\u200d]]*/vy;

/** End of the identifier at `start`, which may hold letters of any script; `start` itself when none begins there. */
export function identifierEnd(text: string, start: number): number {
  if (!IDENTIFIER_START.test(String.fromCodePoint(text.codePointAt(start) ?? 0))) return start;
  IDENTIFIER_REST.lastIndex = start;
  return start + (IDENTIFIER_REST.exec(text)?.[0].length ?? 0);
}

const ADVICE: Readonly<Record<string, string>> = {
  "!": 'Write `not` for negation, `!=` for inequality, `"!"` for the character itself.',
  "&": "Write `and`; there are no bit operators.",
  "?": "Write a condition as `a if test else b`.",
  "^": "Write `**` for powers; there are no bit operators.",
  $: "Variables have no `$`: write the bare name.",
  "@": "Variables have no `@`: write the bare name.",
  "`": "Write strings in single or double quotes.",
  "\\": "A backslash is allowed inside strings only.",
  "#": "Comments stand outside tags: `{# … #}`.",
  "“": "Write strings in straight quotes: `\"` or `'`.",
  "”": "Write strings in straight quotes: `\"` or `'`.",
  "„": "Write strings in straight quotes: `\"` or `'`.",
  "‘": "Write strings in straight quotes: `\"` or `'`.",
  "’": "Write strings in straight quotes: `\"` or `'`.",
  "–": "This is a dash; write the minus sign `-`.",
  "—": "This is a dash; write the minus sign `-`.",
  "−": "This is a typographic minus; write `-`.",
  "…": "Write the expression out; `…` has no meaning here.",
  "×": "Write `*` to multiply.",
  "÷": "Write `/` to divide.",
  "≠": "Write `!=`.",
  "≤": "Write `<=`.",
  "≥": "Write `>=`.",
};

/** The error for a character that has no meaning in a tag, with what to write instead. */
export function unexpectedCharacter(source: SourceText, at: number): DxgError {
  const character = String.fromCodePoint(source.text.codePointAt(at)!);
  const detail = `${showCharacter(character)} has no meaning inside a tag`;
  return source.error("lex/unexpected-character", at, at + character.length, detail, {
    hint: adviceOnCharacter(character),
  });
}

function adviceOnCharacter(character: string): string | undefined {
  if (Object.hasOwn(ADVICE, character)) return ADVICE[character];
  if (isInvisible(character)) return "The character is invisible; remove it.";
  return undefined;
}

/** How a message shows a character: itself, or its code where it cannot be seen. */
function showCharacter(character: string): string {
  const code = (character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  if (character === "`") return "the backtick";
  return isInvisible(character) ? `U+${code}` : `\`${character}\``;
}

function isInvisible(character: string): boolean {
  return /^[\p{Cc}\p{Cf}\p{Cs}\p{Cn}\p{Co}]/u.test(character);
}
