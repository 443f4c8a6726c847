/** A place in a text, as people count: lines and columns start at 1, columns count Unicode code points. */
export interface Span {
  /** Name of the text as the reader knows it: a path, or `<string>`. */
  readonly source: string;
  readonly line: number;
  readonly column: number;
  /** Code points to underline from `column`; 1 when unknown. */
  readonly length: number;
  /** The whole line without its line end, when the text is at hand. */
  readonly text?: string;
}

/** The source of a template that was given no name. */
export const UNNAMED = "<template>";
