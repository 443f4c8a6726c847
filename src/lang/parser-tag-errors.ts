/**
 * The errors for tags that do not belong where they stand: unknown ones, ends without a
 * beginning and beginnings without an end. It decides nothing; the statement parser has found the fault.
 */
import type { DxgError } from "../base/error.ts";
import { suggest } from "../base/suggest.ts";
import type { Lexer } from "./lexer.ts";
import { lastToken } from "./lexer-last.ts";
import { shown, unclosedTag } from "./parser-errors.ts";
import type { SourceText } from "./source-text.ts";
import { END_TAGS, EXTENSION_TAGS, FOREIGN_TAGS, INNER_TAGS, KNOWN_TAGS } from "./tags.ts";
import { T_BLOCK_END, T_END, T_NAME } from "./token.ts";
import { openedElsewhere } from "./unclosed-error.ts";

/** A block whose end tag has not come yet. */
export interface OpenBlock {
  readonly tag: string;
  /** Offsets of its opening tag, delimiters included. */
  readonly start: number;
  readonly end: number;
  /** Whether its `else` has come. */
  readonly hasElse: boolean;
}

/** The error for a current token that is no tag of a statement; `open` is the innermost open block. */
export function tagError(lexer: Lexer, open: OpenBlock | undefined): DxgError {
  const { kind, source, start, end, text: tag } = lexer;
  if (kind === T_END) {
    return unclosedTag(lexer, source.text.slice(lexer.tagStart, lexer.tagOpen));
  }
  if (kind < T_NAME) {
    const hint =
      kind === T_BLOCK_END
        ? "Write a tag such as `if`, `for`, `set` or `include`, or a comment as `{# … #}`."
        : "Values are written as `{{ … }}`.";
    return source.error("parse/unexpected-token", start, end, `expected a tag's name, got ${shown(lexer)}`, { hint });
  }
  if (tag === "raw") {
    return source.error("parse/unexpected-token", start, end, "`raw` takes nothing but `-` at its ends", {
      hint: "Write `{% raw %}`, `{%- raw %}` or `{% raw -%}`.",
    });
  }
  const extension = Object.hasOwn(EXTENSION_TAGS, tag) ? EXTENSION_TAGS[tag] : undefined;
  if (extension !== undefined) {
    return source.error("parse/unknown-tag", start, end, `\`${tag}\``, {
      hint: `Turn on the extension \`${extension}\`.`,
    });
  }
  if (Object.hasOwn(INNER_TAGS, tag)) return misplaced(lexer, open);
  return source.error("parse/unknown-tag", start, end, `\`${tag}\``, { hint: unknownTagHint(lexer, open) });
}

const ALL_TAGS = "The tags most used are `if`, `for`, `set`, `macro`, `block` and `include`.";

function misplaced(lexer: Lexer, open: OpenBlock | undefined): DxgError {
  const { source, start, end, text: tag } = lexer;
  if (open === undefined || !tag.startsWith("end")) {
    if (open?.hasElse === true) {
      return source.error("parse/unbalanced", start, end, `\`${tag}\` after the \`else\` of \`${open.tag}\``, {
        hint: `Move it before \`{% else %}\`, or close the block with \`{% ${END_TAGS[open.tag]} %}\` first.`,
        notes: [openedAt(source, open)],
      });
    }
    if (open !== undefined) {
      return source.error("parse/unbalanced", start, end, `\`${tag}\` does not belong to \`${open.tag}\``, {
        hint: `It belongs to \`${INNER_TAGS[tag]}\`: open that inside, or close the block with \`{% ${END_TAGS[open.tag]} %}\` first.`,
        notes: [openedAt(source, open)],
      });
    }
    return source.error("parse/unbalanced", start, end, `\`${tag}\` without \`${INNER_TAGS[tag]}\``, {
      hint: `Remove it, or look for the \`${INNER_TAGS[tag]}\` that is closed too early before it.`,
    });
  }
  return source.error("parse/unbalanced", start, end, `\`${tag}\` does not close \`${open.tag}\``, {
    hint: `Write \`{% ${END_TAGS[open.tag]} %}\` first.`,
    notes: [openedAt(source, open)],
  });
}

function unknownTagHint(lexer: Lexer, open: OpenBlock | undefined): string | undefined {
  const { text: tag, source, end } = lexer;
  if (Object.hasOwn(FOREIGN_TAGS, tag)) return FOREIGN_TAGS[tag];
  if (tag === "end") {
    const word = /^\s*([a-z]+)\b/.exec(source.text.slice(end, end + 20))?.[1] ?? open?.tag;
    return word === undefined || !Object.hasOwn(END_TAGS, word) ? undefined : `Write \`{% ${END_TAGS[word]} %}\`.`;
  }
  const nearest = suggest(tag, KNOWN_TAGS);
  if (nearest !== undefined) return `Did you mean \`${nearest}\`?`;
  const next = source.text.slice(end, end + 20).trimStart();
  if (next.startsWith("=") && !next.startsWith("==")) return `Write \`{% set ${tag} = … %}\`.`;
  if (/^[-+]?%/.test(next) || next.startsWith(source.syntax.delimiters.blockEnd))
    return `${ALL_TAGS.slice(0, -1)}; values are written as \`{{ ${tag} }}\`.`;
  if (/^[.|([]/.test(next)) return `Values are written as \`{{ ${tag} }}\`.`;
  return ALL_TAGS;
}

/** The error for a block that is still open at the end of the template. */
export function unclosed(source: SourceText, open: OpenBlock, outer: OpenBlock | undefined): DxgError {
  const detail = `\`${open.tag}\` is never closed`;
  return openedElsewhere(source, "parse/unbalanced", detail, open, lastToken(source), {
    hint: `Add \`{% ${END_TAGS[open.tag]} %}\`.`,
    ...(outer === undefined ? {} : { notes: [`It is inside the ${describe(source, outer)}.`] }),
  });
}

function openedAt(source: SourceText, open: OpenBlock): string {
  return `The ${describe(source, open)} is still open.`;
}

function describe(source: SourceText, open: OpenBlock): string {
  return `\`${open.tag}\` of line ${source.line(open.start)}, column ${source.column(open.start)}`;
}
