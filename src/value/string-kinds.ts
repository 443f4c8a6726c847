/** The questions of Python's `str`: `isalnum` to `isupper`, on JavaScript strings. Source: the Python library reference. */

import { escapeOf } from "./quote.ts";
import { isAlpha, isAscii, isDigit, isSpaceUnit } from "./string.ts";

const DECIMAL = /^\p{Nd}+$/u;
/** Letters of Han script that are numbers, beside the characters whose category is a number. */
const NUMERIC =
  /^[\p{N}\u3405\u3483\u382a\u3b4d\u4e00\u4e03\u4e07\u4e09\u4e5d\u4e8c\u4e94\u4e96\u4ebf\u4ec0\u4edf\u4ee8\u4f0d\u4f70\u5104\u5146\u5169\u516b\u516d\u5341\u5343-\u5345\u534c\u53c1-\u53c4\u56db\u58f1\u58f9\u5e7a\u5efe\u5eff\u5f0c-\u5f0e\u5f10\u62fe\u634c\u67d2\u6f06\u7396\u767e\u8086\u842c\u8cae\u8cb3\u8d30\u9621\u9646\u964c\u9678\u96f6\uf96b\uf973\uf978\uf9b2\uf9d1\uf9d3\uf9fd\u{20001}\u{20064}\u{200e2}\u{20121}\u{2092a}\u{20983}\u{2098c}\u{2099c}\u{20aea}\u{20afd}\u{20b19}\u{22390}\u{22998}\u{23b1b}\u{2626d}\u{2f890}]+$/u;
const ALPHANUMERIC = /^[\p{L}\p{N}]+$/u;
const IDENTIFIER = /^[\p{XID_Start}_]\p{XID_Continue}*$/u;
const UPPER = /^[\p{Uppercase}\p{Lt}]$/u;
const LOWER = /^\p{Lowercase}$/u;
const NOT_PRINTABLE = /[\p{C}\p{Z}]/gu;

/** `text.isdecimal()`. */
export function isDecimal(text: string): boolean {
  return DECIMAL.test(text);
}

/** `text.isnumeric()`. */
export function isNumeric(text: string): boolean {
  return NUMERIC.test(text);
}

/** `text.isalnum()`. */
export function isAlphanumeric(text: string): boolean {
  return ALPHANUMERIC.test(text);
}

/** `text.isidentifier()`. */
export function isIdentifier(text: string): boolean {
  return IDENTIFIER.test(text);
}

/** `text.isspace()`. */
export function isSpace(text: string): boolean {
  for (let index = 0; index < text.length; index++) if (!isSpaceUnit(text.charCodeAt(index))) return false;
  return text !== "";
}

/** `text.isprintable()`: whether `repr` would escape nothing but quotes and backslashes. */
export function isPrintable(text: string): boolean {
  for (const character of text.match(NOT_PRINTABLE) ?? []) if (escapeOf(character) !== character) return false;
  return true;
}

/** `text.istitle()`: every run of cased letters begins with an upper or title case one and goes on in lower case. */
export function isTitle(text: string): boolean {
  let cased = false;
  let previous = false;
  for (const character of text) {
    const upper = UPPER.test(character);
    if (!upper && !LOWER.test(character)) {
      previous = false;
      continue;
    }
    if (upper === previous) return false;
    previous = true;
    cased = true;
  }
  return cased;
}

/** The questions by the names of their methods. */
export const KINDS: Readonly<Record<string, (text: string) => boolean>> = {
  isalnum: isAlphanumeric,
  isalpha: isAlpha,
  isascii: isAscii,
  isdecimal: isDecimal,
  isdigit: isDigit,
  isidentifier: isIdentifier,
  isnumeric: isNumeric,
  isprintable: isPrintable,
  isspace: isSpace,
  istitle: isTitle,
};
