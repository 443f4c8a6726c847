/** The text of an error, made here and nowhere else: what, where, the line with a caret, notes and what to do. */
import type { DxgError } from "../base/error.ts";
import { ERROR_CODES } from "../base/error-codes.ts";
import type { Span } from "../base/span.ts";
import { printable } from "./printable.ts";

/** For a person; ends in a newline. Text that comes from outside is escaped. */
export function formatError(error: DxgError): string {
  const lines = [`error[${error.code}]: ${ERROR_CODES[error.code].title}: ${printable(error.detail)}`];
  if (error.span !== undefined) lines.push(...excerpt(error.span));
  for (const note of error.notes) lines.push(`  ${error.span === undefined ? "-" : "= note:"} ${printable(note)}`);
  if (error.hint !== undefined) lines.push(`  help: ${printable(error.hint)}`);
  return `${lines.join("\n")}\n`;
}

/** Where it is, and the line with the fault underlined. */
function excerpt({ source, line, column, length, text }: Span): string[] {
  const place = `  --> ${printable(source)}:${line}:${column}`;
  if (text === undefined) return [place];
  const gutter = String(line);
  const margin = " ".repeat(gutter.length);
  const shown = printable(text, "\t");
  const before = [...text].slice(0, column - 1).join("");
  const pad = printable(before, "\t").replace(/[^\t]/gu, " ");
  const rest = [...text].length - (column - 1);
  const carets = "^".repeat(Math.max(1, Math.min(length, rest)));
  return [place, `${margin} |`, `${gutter} | ${shown}`, `${margin} | ${pad}${carets}`];
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
      notes: error.notes,
      ...(error.hint === undefined ? {} : { hint: error.hint }),
    },
  };
}
