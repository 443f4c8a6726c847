/**
 * HTML character references to text, for `striptags` and `unescape`: as Python's `html.unescape`. It holds the names that
 * need no semicolon, the runtime the others. Source: the WHATWG HTML standard, "Named character references" and "Numeric
 * character reference end state".
 */

/** Names that also count without a semicolon, from U+00A0 to U+00FF in order. */
const LATIN =
  "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml";

let loose: ReadonlyMap<string, string> | undefined;

/** The names that need no semicolon and what they stand for. */
function looseNames(): ReadonlyMap<string, string> {
  if (loose !== undefined) return loose;
  const names = new Map([
    ["amp", "&"],
    ["AMP", "&"],
    ["lt", "<"],
    ["LT", "<"],
    ["gt", ">"],
    ["GT", ">"],
    ["quot", '"'],
    ["QUOT", '"'],
    ["COPY", "\u00a9"],
    ["REG", "\u00ae"],
  ]);
  let code = 0xa0;
  for (const name of LATIN.split(" ")) names.set(name, String.fromCharCode(code++));
  loose = names;
  return names;
}

/** What a name that needs its semicolon stands for. */
export type NamedReference = (name: string) => string | undefined;

let strictName: NamedReference = () => undefined;

/** Says where the two thousand names that need their semicolon are: too many to be read at every start. */
export function setNamedReferences(find: NamedReference): void {
  strictName = find;
}

const REFERENCE = /&(?:#(?:x([0-9a-f]+)|([0-9]+));?|([a-z][a-z0-9]{0,31})(;?))/gi;

/** Resolves every character reference; what is none stays. */
export function unescapeHtml(text: string): string {
  if (!text.includes("&")) return text;
  return text.replace(REFERENCE, (whole: string, hex?: string, decimal?: string, name?: string, end?: string) => {
    if (hex !== undefined) return numeric(Number.parseInt(hex, 16));
    if (decimal !== undefined) return numeric(Number.parseInt(decimal, 10));
    return named(name ?? "", end ?? "") ?? whole;
  });
}

function named(name: string, end: string): string | undefined {
  const loose = looseNames();
  const exact = loose.get(name) ?? (end === ";" ? strictName(name) : undefined);
  if (exact !== undefined) return exact;
  // A name that needs no semicolon may have letters right behind it.
  for (let length = name.length - 1; length > 1; length--) {
    const found = loose.get(name.slice(0, length));
    if (found !== undefined) return found + name.slice(length) + end;
  }
  return undefined;
}

/** What Windows-1252 has from 0x80 to 0x9f; HTML reads these numbers so. */
const WINDOWS =
  "\u20ac\x81\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\x8d\u017d\x8f\x90\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\x9d\u017e\u0178";

function numeric(code: number): string {
  if (code === 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) return "\ufffd";
  if (code >= 0x80 && code <= 0x9f) return WINDOWS.charAt(code - 0x80);
  const control = code < 0x20 && code !== 9 && code !== 10 && code !== 12 && code !== 13;
  const noncharacter = (code >= 0xfdd0 && code <= 0xfdef) || (code & 0xfffe) === 0xfffe;
  return control || code === 0x7f || code === 0xb || noncharacter ? "" : String.fromCodePoint(code);
}
