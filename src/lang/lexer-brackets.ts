/**
 * The errors for brackets and tags that do not match: which of the two ends to point at, and what to write instead.
 */
import type { DxgError } from "../base/error.ts";
import type { Lexer } from "./lexer.ts";
import type { SourceText } from "./source-text.ts";
import { openedElsewhere } from "./unclosed-error.ts";

/** The error for a closing bracket at `at` where `open` is the innermost open one, if any. */
export function unbalanced(lexer: Lexer, at: number, open: number | undefined): DxgError {
  const { source, mode } = lexer;
  const { text } = source;
  const closer = text[at]!;
  if (open !== undefined) {
    const opening = text[open]!;
    if (endsTag(source, at) || (closer === "}" && opening !== "{")) {
      return neverClosed(source, open, at);
    }
    return source.error("parse/unbalanced", at, at + 1, `\`${closer}\` does not close \`${opening}\``, {
      hint: `Write \`${closerOf(opening)}\`.`,
      notes: [`\`${opening}\` was opened at line ${source.line(open)}, column ${source.column(open)}.`],
    });
  }
  if (mode === "line") {
    return source.error("parse/unbalanced", at, at + 1, `\`${closer}\` closes nothing`, {
      hint: "A line statement ends with its line; it takes no closing delimiter.",
    });
  }
  const { blockEnd, variableEnd } = source.syntax.delimiters;
  const ending = mode === "variable" ? variableEnd : blockEnd;
  if (mode !== "expression" && (closer === "}" || ending.includes(closer) || endsTag(source, at))) {
    const [begin, end] = mode === "variable" ? ["{{", "}}"] : ["{%", "%}"];
    const dict =
      source.usual && (text[at - 1] === "}" || text[at - 2] === "}") ? "; a dict takes a `}` of its own" : "";
    return source.error("parse/unbalanced", at, at + 1, `\`${closer}\` does not close the tag`, {
      hint: `A tag that begins with \`${begin}\` ends with \`${end}\`${dict}.`,
    });
  }
  return source.error("parse/unbalanced", at, at + 1, `\`${closer}\` closes nothing`, {
    hint: "Remove it, or open the bracket before it.",
  });
}

/**
 * The error for a token at `at` that has no place there because it belongs to a closing delimiter, which does not count
 * inside brackets; undefined when it is no such token.
 */
export function swallowedEnd(lexer: Lexer, at: number): DxgError | undefined {
  const { source } = lexer;
  const open = /[)\]}]/.test(source.text[at] ?? "") ? lexer.closedBracket : lexer.openBracket;
  if (open < 0 || !endsTag(source, at)) return undefined;
  return neverClosed(source, open, at);
}

/** The error for the bracket at `open`, whose tag seems to end at `at`. */
function neverClosed(source: SourceText, open: number, at: number): DxgError {
  const opening = source.text[open]!;
  return openedElsewhere(
    source,
    "parse/unbalanced",
    `\`${opening}\` is never closed`,
    { start: open, end: open + 1 },
    { start: at, end: at + 1 },
    { hint: `Add \`${closerOf(opening)}\` before the tag ends.` },
  );
}

/** Whether the character at `at` is part of a closing delimiter. */
function endsTag(source: SourceText, at: number): boolean {
  const { blockEnd, variableEnd } = source.syntax.delimiters;
  for (const end of [blockEnd, variableEnd]) {
    for (let offset = end.indexOf(source.text[at]!); offset >= 0; offset = end.indexOf(source.text[at]!, offset + 1)) {
      if (source.text.startsWith(end, at - offset)) return true;
    }
  }
  return false;
}

function closerOf(opening: string): string {
  if (opening === "(") return ")";
  return opening === "[" ? "]" : "}";
}
