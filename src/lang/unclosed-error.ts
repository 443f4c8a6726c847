/**
 * The error for what is never closed. Jinja2 tells the line where reading stopped, so that is the error's line; where the
 * opening is on another line it comes as a second place, since that is where a reader looks for the mistake.
 */
import type { DxgError } from "../base/error.ts";
import type { ErrorCode } from "../base/error-codes.ts";
import type { ErrorExtras, SourceText } from "./source-text.ts";

/** Offsets of a piece of the source. */
export interface Piece {
  readonly start: number;
  readonly end: number;
}

/** The error for `opening`, whose missing end was noticed at `stop`; both are pointed at, or the opening on one line. */
export function openedElsewhere(
  source: SourceText,
  code: ErrorCode,
  detail: string,
  opening: Piece,
  stop: Piece,
  extras: ErrorExtras,
): DxgError {
  const line = source.line(opening.start);
  if (line === source.line(stop.start)) return source.error(code, opening.start, opening.end, detail, extras);
  const word = source.text.slice(opening.start, opening.end).split("\n", 1)[0]!;
  return source.error(code, stop.start, stop.end, `${detail}; it begins at line ${line}`, {
    ...extras,
    related: [{ label: `\`${word}\` begins here`, span: source.span(opening.start, opening.end) }],
  });
}
