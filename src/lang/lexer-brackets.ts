/**
 * The errors for brackets and tags that do not match: which of the two ends to point at, and what to write.
 */
import type { DxgError } from "../base/error.ts";
import type { SourceText } from "./source-text.ts";
import type { Mode } from "./token.ts";

/** The error for a closing bracket at `at` where `open` is the innermost open one, if any. */
export function unbalanced(source: SourceText, at: number, open: number | undefined, mode: Mode): DxgError {
  const { text } = source;
  const closer = text[at]!;
  if (open !== undefined) {
    const opening = text[open]!;
    const endsTag = closer === "}" && (text[at - 1] === "%" || text[at - 1] === "}" || text[at + 1] === "}");
    if (endsTag || (closer === "}" && opening !== "{")) {
      return source.error("parse/unbalanced", open, open + 1, `\`${opening}\` is never closed`, {
        hint: `Add \`${closerOf(opening)}\` before the tag ends.`,
      });
    }
    return source.error("parse/unbalanced", at, at + 1, `\`${closer}\` does not close \`${opening}\``, {
      hint: `Write \`${closerOf(opening)}\`.`,
      notes: [`\`${opening}\` was opened at line ${source.line(open)}, column ${source.column(open)}.`],
    });
  }
  if (closer === "}" && mode !== "expression") {
    const [begin, end] = mode === "variable" ? ["{{", "}}"] : ["{%", "%}"];
    return source.error("parse/unbalanced", at, at + 1, "`}` does not close the tag", {
      hint: `A tag that begins with \`${begin}\` ends with \`${end}\`${text[at - 1] === "}" || text[at - 2] === "}" ? "; a dict takes a `}` of its own" : ""}.`,
    });
  }
  return source.error("parse/unbalanced", at, at + 1, `\`${closer}\` closes nothing`, {
    hint: "Remove it, or open the bracket before it.",
  });
}

function closerOf(opening: string): string {
  if (opening === "(") return ")";
  return opening === "[" ? "]" : "}";
}
