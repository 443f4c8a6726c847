/** The two tags around raw text, which are read as a whole: where the text begins, and where it ends. */
import { isSpace, skipSpace } from "./lexer-characters.ts";
import type { Syntax } from "./syntax-options.ts";

const PLUS = 0x2b;
const MINUS = 0x2d;
const LETTER_R = 0x72;

/** Whether a character beside a delimiter is a sign of whitespace control. */
export function isSign(unit: number): boolean {
  return unit === MINUS || unit === PLUS;
}

/**
 * Offset of the text of a raw block whose tag's delimiter ends at `open`, or -1 when the tag is another one. As in Jinja2
 * the tag takes no `+` at its end and leaves the newline after it.
 */
export function rawStart(input: string, syntax: Syntax, open: number): number {
  const at = skipSpace(input, isSign(input.charCodeAt(open)) ? open + 1 : open);
  // Nearly every tag is another one, which its first character tells.
  if (input.charCodeAt(at) !== LETTER_R || !input.startsWith("raw", at)) return -1;
  const { blockEnd } = syntax.delimiters;
  const end = skipSpace(input, at + 3);
  if (input.charCodeAt(end) === MINUS && input.startsWith(blockEnd, end + 1)) {
    return skipSpace(input, end + 1 + blockEnd.length);
  }
  const close = closeAt(input, blockEnd, at + 3, end);
  return close < 0 ? -1 : close + blockEnd.length;
}

/** The end of a raw block: the offset after the delimiter of its tag, and the sign before it or 0. */
export interface RawEnd {
  readonly end: number;
  readonly sign: number;
}

/** The end tag of a raw block whose opening delimiter ends at `open`, or undefined when that is another tag. */
export function rawEnd(input: string, syntax: Syntax, open: number): RawEnd | undefined {
  const at = skipSpace(input, isSign(input.charCodeAt(open)) ? open + 1 : open);
  if (!input.startsWith("endraw", at)) return undefined;
  const { blockEnd } = syntax.delimiters;
  const end = skipSpace(input, at + 6);
  const sign = input.charCodeAt(end);
  if (isSign(sign) && input.startsWith(blockEnd, end + 1)) return { end: end + 1 + blockEnd.length, sign };
  const close = closeAt(input, blockEnd, at + 6, end);
  return close < 0 ? undefined : { end: close + blockEnd.length, sign: 0 };
}

/** Where a closing delimiter begins that follows the white space `from..end`, which its own first characters may be. */
function closeAt(input: string, delimiter: string, from: number, end: number): number {
  let own = 0;
  while (isSpace(delimiter.charCodeAt(own))) own++;
  const at = end - own;
  return at >= from && input.startsWith(delimiter, at) ? at : -1;
}
