/**
 * Names in the styles of programming languages. A text is cut into words first; every style joins the same words. These
 * are filters of dxg, not of Jinja2: docs describe them and the tests fix them.
 */

/** Letters (with their marks) and digits; everything else separates words. */
const RUN = /[\p{L}\p{M}\p{N}]+/gu;
/** A border where a word of capitals ends and a capitalised word starts, or a capital follows a small letter or digit. */
const BORDER = /(?<=\p{Lu}\p{M}*)(?=\p{Lu}\p{M}*\p{Ll})|(?<=[\p{Ll}\p{Lo}\p{N}]\p{M}*)(?=\p{Lu})/u;
const ASCII = /^[\0-\x7f]*$/;

/** The words of a text: "HTTPServer2_main" gives HTTP, Server2, main. Digits stay with the word before them. */
export function words(text: string): string[] {
  if (ASCII.test(text)) return asciiWords(text);
  const found: string[] = [];
  for (const run of text.match(RUN) ?? []) found.push(...run.split(BORDER));
  return found;
}

/** `words` without regular expressions, for the text that names are nearly always made of. */
function asciiWords(text: string): string[] {
  const found: string[] = [];
  let start = 0;
  let before: Kind = OTHER;
  let kind: Kind = text === "" ? OTHER : kindOf(text.charCodeAt(0));
  for (let index = 0; index < text.length; index++) {
    const after = index + 1 < text.length ? kindOf(text.charCodeAt(index + 1)) : OTHER;
    const border =
      kind === OTHER ||
      (kind === UPPER && (before === LOWER || before === DIGIT || (before === UPPER && after === LOWER)));
    if (border) {
      if (start < index) found.push(text.slice(start, index));
      start = kind === OTHER ? index + 1 : index;
    }
    before = kind;
    kind = after;
  }
  if (start < text.length) found.push(text.slice(start));
  return found;
}

type Kind = 0 | 1 | 2 | 3;
const OTHER = 0;
const LOWER = 1;
const UPPER = 2;
const DIGIT = 3;

function kindOf(code: number): Kind {
  if (code >= 0x61 && code <= 0x7a) return LOWER;
  if (code >= 0x41 && code <= 0x5a) return UPPER;
  return code >= 0x30 && code <= 0x39 ? DIGIT : OTHER;
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
  return first.toLowerCase() + rest.map(capitalised).join("");
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
