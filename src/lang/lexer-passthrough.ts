/**
 * Text of another language that is left as it is, such as `${{ … }}` of GitHub's workflow files: where it ends. It knows
 * quotes and brackets, nothing else of that language.
 */
import type { SourceText } from "./source-text.ts";
import type { Passthrough } from "./syntax-options.ts";

const NEWLINE = 0x0a;
const DOUBLE_QUOTE = 0x22;
const SINGLE_QUOTE = 0x27;

/**
 * Offset after the closing that belongs to the opening at `start`. Inside quotes and inner brackets a closing does not
 * count; a quote without another one on its line is an apostrophe.
 * @throws {DxgError} lex/unterminated
 */
export function passthroughEnd(source: SourceText, start: number, { open, close }: Passthrough): number {
  const { text } = source;
  const opener = open.charCodeAt(open.length - 1);
  const closer = close.charCodeAt(0);
  let depth = 0;
  let at = start + open.length;
  while (at < text.length) {
    const unit = text.charCodeAt(at);
    if (unit === SINGLE_QUOTE || unit === DOUBLE_QUOTE) at = quoteEnd(text, at, unit);
    else if (depth === 0 && text.startsWith(close, at)) return at + close.length;
    else {
      if (unit === opener) depth++;
      else if (unit === closer && depth > 0) depth--;
      at++;
    }
  }
  throw source.error("lex/unterminated", start, start + open.length, `\`${open}\` is never closed`, {
    hint: `Close it with \`${close}\`; the setting \`passthrough\` leaves what is between them as it is.`,
  });
}

/** Offset after the quoted text that begins at `start`, or after the quote when no other one follows on its line. */
function quoteEnd(text: string, start: number, quote: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const unit = text.charCodeAt(at);
    if (unit === quote) return at + 1;
    if (unit === NEWLINE) break;
  }
  return start + 1;
}
