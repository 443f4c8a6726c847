/**
 * Where a text that is compiled stands in its file: a whole file, what follows front matter, or a value inside YAML. It
 * turns positions of the text into places of the file and knows neither language.
 */
import { DxgError } from "../base/error.ts";
import type { Span } from "../base/span.ts";
import type { Position } from "../lang/ast.ts";

export type Origin =
  /** The text stands in the file as it is, further down and further right. */
  | {
      readonly kind: "shifted";
      /** Lines of the file before the text. */
      readonly lines: number;
      /** Code points before the first line of the text, and before each further one. */
      readonly first: number;
      readonly rest: number;
    }
  /** The file writes the text in another way, with escapes or over several lines: every position is this place. */
  | { readonly kind: "fixed"; readonly at: Position };

/** A text to compile and where it stands. */
export interface SourceInfo {
  /** The file as errors show it. */
  readonly name: string;
  readonly text: string;
  readonly origin: Origin;
  /** The whole file, when the text is only a part of it. */
  readonly file?: string;
}

/** The origin of a text that begins a line of its file after `lines` others. */
export function atLine(lines: number): Origin {
  return { kind: "shifted", lines, first: 0, rest: 0 };
}

/** The line in the file of a line of the text. */
export function lineIn(origin: Origin, line: number): number {
  return origin.kind === "fixed" ? origin.at.line : line + origin.lines;
}

/** The column in the file of a column of a line of the text. */
export function columnIn(origin: Origin, line: number, column: number): number {
  if (origin.kind === "fixed") return origin.at.column;
  return column + (line === 1 ? origin.first : origin.rest);
}

/** The code points of the file that a position in the text underlines. */
export function lengthIn(origin: Origin, length: number): number {
  return origin.kind === "fixed" ? origin.at.length : length;
}

/** The origin of what begins `characters` code points after the start of a text. */
export function later(origin: Origin, characters: number): Origin {
  return origin.kind === "fixed" ? origin : { ...origin, first: origin.first + characters };
}

/** The span of a position in a text, with its line. */
export function spanOf(source: SourceInfo, at: Position): Span {
  const { origin } = source;
  const line = lineIn(origin, at.line);
  const shown = source.file === undefined ? lineOf(source.text, at.line) : lineOf(source.file, line);
  return {
    source: source.name,
    line,
    column: columnIn(origin, at.line, at.column),
    length: lengthIn(origin, at.length),
    ...(shown === undefined ? {} : { text: shown }),
  };
}

/** A line of a text, counted from 1. */
export function lineOf(text: string, line: number): string | undefined {
  return text.split(/\r\n|\r|\n/, line)[line - 1];
}

/** Parses; the place of a syntax error is that in the file. */
export function relocate<T>(source: SourceInfo, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    throw relocated(source, error);
  }
}

/** A fault with its place in the file; anything else as it is. */
export function relocated(source: SourceInfo, error: unknown): unknown {
  if (!(error instanceof DxgError) || error.span === undefined) return error;
  return error.at({ ...error.span, ...spanOf(source, error.span) });
}
