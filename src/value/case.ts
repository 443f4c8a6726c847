/**
 * Names in the styles of programming languages. A text is cut into words first; every style joins the same words. These
 * are filters of dxg, not of Jinja2: docs describe them and the tests fix them.
 */

/** Letters (with their marks) and digits; everything else separates words. */
const RUN = /[\p{L}\p{M}\p{N}]+/gu;
/** A border where a word of capitals ends and a capitalised word starts, or a capital follows a small letter or digit. */
const BORDER = /(?<=\p{Lu}\p{M}*)(?=\p{Lu}\p{M}*\p{Ll})|(?<=[\p{Ll}\p{Lo}\p{N}]\p{M}*)(?=\p{Lu})/u;
const SIMPLE = /^[a-z0-9]+$/;

/** The words of a text: "HTTPServer2_main" gives HTTP, Server2, main. Digits stay with the word before them. */
export function words(text: string): string[] {
  if (SIMPLE.test(text)) return [text];
  const found: string[] = [];
  for (const run of text.match(RUN) ?? []) found.push(...run.split(BORDER));
  return found;
}

function capitalised(word: string): string {
  const first = String.fromCodePoint(word.codePointAt(0) ?? 0);
  return first.toUpperCase() + word.slice(first.length).toLowerCase();
}

/** "user profile" as UserProfile. */
export function pascalCase(text: string): string {
  return words(text).map(capitalised).join("");
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
