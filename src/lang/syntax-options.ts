/**
 * The options that change how a template's text is read. They mean what they mean in Jinja2; nothing here acts on them.
 */
export interface SyntaxOptions {
  /** Drop the first newline after a block tag or a comment. */
  readonly trimBlocks: boolean;
  /** Drop the spaces between the start of a line and a block tag or a comment. */
  readonly lstripBlocks: boolean;
  /** Keep the last newline of the source. */
  readonly keepTrailingNewline: boolean;
}

/** The defaults of dxg: a tag alone on its line leaves no trace, and a file ends as its template does. */
export const DEFAULT_SYNTAX: SyntaxOptions = { trimBlocks: true, lstripBlocks: true, keepTrailingNewline: true };
