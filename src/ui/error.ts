/** The text of an error, made here and nowhere else: what, where, the line with a caret, notes and what to do. */
import type { DxgError } from "../base/error.ts";
import { ERROR_CODES } from "../base/error-codes.ts";
import type { Span } from "../base/span.ts";
import { wrap } from "./columns.ts";
import { printable } from "./printable.ts";

/**
 * For a person; ends in a newline. Text that comes from outside is escaped.
 * @param width characters in a line of the terminal that shows it: what to do is broken between words then
 */
export function formatError(error: DxgError, width?: number): string {
  const lines = [`error[${error.code}]: ${ERROR_CODES[error.code].title}: ${printable(error.detail)}`];
  if (error.span !== undefined) lines.push(...excerpt(error.span));
  for (const { label, span } of error.related) lines.push(`  = ${printable(label)}:`, ...excerpt(span));
  for (const note of error.notes) lines.push(`  ${error.span === undefined ? "-" : "= note:"} ${printable(note)}`);
  if (error.hint !== undefined) {
    const hint = printable(error.hint);
    const broken = width === undefined ? [hint] : wrap(hint, Math.max(HELP_WIDTH_MIN, width - HELP.length));
    lines.push(`${HELP}${broken.join(`\n${" ".repeat(HELP.length)}`)}`);
  }
  return `${lines.join("\n")}\n`;
}

const HELP = "  help: ";
const HELP_WIDTH_MIN = 20;

/** Where it is, and the line with the fault underlined. */
export function excerpt({ source, line, column, length, text }: Span): string[] {
  const place = `  --> ${printable(source)}:${line}:${column}`;
  if (text === undefined) return [place];
  const gutter = String(line);
  const margin = " ".repeat(gutter.length);
  const window = clip([...text], column - 1, length);
  const shown = printable(window.text, "\t");
  const pad = printable(window.before, "\t").replace(/[^\t]+/g, blank);
  const carets = "^".repeat(Math.max(1, blank(printable(window.fault, "\t")).length));
  return [place, `${margin} |`, `${gutter} | ${shown}`, `${margin} | ${pad}${carets}`];
}

/** Blanks that take the room of a text on a terminal, where some characters take two columns and some none. */
function blank(text: string): string {
  return " ".repeat(Bun.stringWidth(text));
}

/** Characters of a line that are shown; of a longer one only what is around the fault. */
const LINE_CHARACTERS_MAX = 160;
const BEFORE_FAULT_MAX = 60;

/** A line, or the part of it around a place, cut ends marked. */
function clip(
  characters: readonly string[],
  at: number,
  length: number,
): { readonly text: string; readonly before: string; readonly fault: string } {
  const fits = characters.length <= LINE_CHARACTERS_MAX;
  const start = fits ? 0 : Math.max(0, Math.min(at, characters.length) - BEFORE_FAULT_MAX);
  const end = fits ? characters.length : Math.min(characters.length, start + LINE_CHARACTERS_MAX);
  const head = start > 0 ? "…" : "";
  return {
    text: `${head}${characters.slice(start, end).join("")}${end < characters.length ? "…" : ""}`,
    before: `${head}${characters.slice(start, at).join("")}`,
    fault: characters.slice(at, Math.min(at + length, end)).join(""),
  };
}

/** The same as data, for `--json`. */
export function errorToJson(error: DxgError): { readonly error: Readonly<Record<string, unknown>> } {
  return {
    error: {
      code: error.code,
      title: ERROR_CODES[error.code].title,
      detail: error.detail,
      exitCode: error.exitCode,
      ...(error.span === undefined ? {} : { span: error.span }),
      ...(error.related.length === 0 ? {} : { related: error.related }),
      notes: error.notes,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    },
  };
}
