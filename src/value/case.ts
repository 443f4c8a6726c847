/**
 * Names in the styles of programming languages. A text is cut into words first; every style joins the same words. These
 * are filters of dxg, not of Jinja2: docs describe them and the tests fix them.
 */

/**
 * The words of a text: "HTTPServer2_main" gives HTTP, Server2, main. Letters with their marks and digits make words (the
 * square of "m²" is no digit); a word ends where a capital follows a small letter or digit, or where a capitalised word
 * follows a run of capitals.
 */
export function words(text: string): string[] {
  const found: string[] = [];
  let start = 0;
  let before: Kind = OTHER;
  let current: Kind = OTHER;
  /** Where the last capital is. */
  let capital = 0;
  let index = 0;
  while (index < text.length) {
    const code = text.codePointAt(index) ?? 0;
    const kind: Kind = code < 0x80 ? asciiKind(code) : kindOf(String.fromCodePoint(code), current);
    const place = index;
    index += code > 0xffff ? 2 : 1;
    if (kind === MARK) continue;
    if (kind === OTHER) {
      if (start < place) found.push(text.slice(start, place));
      start = index;
    } else if (kind === UPPER && current !== UPPER && current !== OTHER) {
      found.push(text.slice(start, place));
      start = place;
    } else if (kind === LOWER && current === UPPER && before === UPPER) {
      // The last of several capitals begins the word that these small letters belong to.
      found.push(text.slice(start, capital));
      start = capital;
    }
    if (kind === UPPER) capital = place;
    before = current;
    current = kind;
  }
  if (start < text.length) found.push(text.slice(start));
  return found;
}

type Kind = 0 | 1 | 2 | 3 | 4;
const OTHER = 0;
const LOWER = 1;
const UPPER = 2;
/** Digits, and letters without case. */
const PLAIN = 3;
/** Belongs to the character before it. */
const MARK = 4;

function asciiKind(code: number): Kind {
  if (code >= 0x61 && code <= 0x7a) return LOWER;
  if (code >= 0x41 && code <= 0x5a) return UPPER;
  return code >= 0x30 && code <= 0x39 ? PLAIN : OTHER;
}

const IS_LOWER = /^\p{Ll}$/u;
const IS_UPPER = /^\p{Lu}$/u;
/** Numbers that no identifier may have, such as a half or the square, are none of a word's (UAX #31). */
const IS_PLAIN = /^[\p{L}\p{Nd}\p{Nl}]$/u;
const IS_MARK = /^\p{M}$/u;

function kindOf(character: string, before: Kind): Kind {
  if (IS_LOWER.test(character)) return LOWER;
  if (IS_UPPER.test(character)) return UPPER;
  if (IS_PLAIN.test(character)) return PLAIN;
  if (!IS_MARK.test(character)) return OTHER;
  return before === OTHER ? PLAIN : MARK;
}

function capitalised(word: string): string {
  const first = String.fromCodePoint(word.codePointAt(0) ?? 0);
  return first.toUpperCase() + word.slice(first.length).toLowerCase();
}

/** "user profile" as UserProfile. */
export function pascalCase(text: string): string {
  let out = "";
  for (const word of words(text)) out += capitalised(word);
  return out;
}

/** "user profile" as userProfile. */
export function camelCase(text: string): string {
  const [first = "", ...rest] = words(text);
  let out = first.toLowerCase();
  for (const word of rest) out += capitalised(word);
  return out;
}

/** "userProfile" as user_profile. */
export function snakeCase(text: string): string {
  return words(text).join("_").toLowerCase();
}

/** "userProfile" as user-profile. */
export function kebabCase(text: string): string {
  return words(text).join("-").toLowerCase();
}

/** "userProfile" as USER_PROFILE. */
export function constantCase(text: string): string {
  return words(text).join("_").toUpperCase();
}
