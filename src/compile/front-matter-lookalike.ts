/**
 * Finds comments at the head of a source that look like front matter and are not in its form. Jinja drops them, so what
 * they say would silently not be done. It only finds them; what the form is, front-matter.ts knows.
 */

export interface Lookalike {
  /** UTF-16 units of the source. */
  readonly start: number;
  readonly end: number;
  /** What is wrong with its form. */
  readonly why: string;
}

const KEY = /^[ \t]*["']?(?:to|when|each|mode|once|inject|append|prepend)["']?[ \t]*:(?:\s|$)/m;
/** The opening with what is after it in its line. */
const OPENING = /^\{#[ \t]*-{2,}[^\n]*/;

/**
 * The first such comment before anything else in the source.
 * @param text line ends as `\n`
 */
export function findLookalike(text: string): Lookalike | undefined {
  for (let at = blanksEnd(text, 0); text.startsWith("{#", at); ) {
    const close = text.indexOf("#}", at + 2);
    if (close < 0) return undefined;
    const comment = text.slice(at, close);
    const [opening] = OPENING.exec(comment) ?? [];
    if (opening !== undefined && KEY.test(comment.replace(/^\{#[ \t]*-+/, ""))) {
      return { start: at, end: at + opening.length, why: whyNot(text, at, opening) };
    }
    at = blanksEnd(text, close + 2);
  }
  return undefined;
}

function whyNot(text: string, at: number, opening: string): string {
  if (opening.trimEnd() === "{#---") {
    if (opening !== "{#---") return "there are blanks after {#---";
    return text.slice(0, at).trim() === "" ? "there are blanks before {#---" : "it is not at the start of the file";
  }
  return opening.includes(":") ? "{#--- must stand alone in its line" : "it does not begin with {#---";
}

function blanksEnd(text: string, from: number): number {
  let at = from;
  while (at < text.length && /\s/.test(text[at]!)) at += 1;
  return at;
}
