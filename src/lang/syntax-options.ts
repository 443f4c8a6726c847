/**
 * The options that change how a template's text is read, and the check that they fit together. They mean what they mean
 * in Jinja2, except `passthrough` and `indentValues`, which Jinja2 has not; nothing here acts on them.
 */
import { DxgError } from "../base/error.ts";

/** The strings around tags and comments. */
export interface Delimiters {
  readonly blockStart: string;
  readonly blockEnd: string;
  readonly variableStart: string;
  readonly variableEnd: string;
  readonly commentStart: string;
  readonly commentEnd: string;
}

/** Extensions of Jinja2 that bring tags: `do`, `break` and `continue`, `trans`, `debug`; Cookiecutter's, `now`. */
export type Extension = "do" | "loopcontrols" | "i18n" | "debug" | "time";
export const EXTENSIONS: readonly Extension[] = ["do", "loopcontrols", "i18n", "debug", "time"];

export type NewlineSequence = "\n" | "\r\n" | "\r";

export interface SyntaxOptions {
  /** Drop the first newline after a block tag or a comment. */
  readonly trimBlocks: boolean;
  /** Drop the spaces between the start of a line and a block tag or a comment. */
  readonly lstripBlocks: boolean;
  /** Keep the last newline of the source. */
  readonly keepTrailingNewline: boolean;
  /** Other strings around tags and comments; what is left out stays as it is. */
  readonly delimiters?: Partial<Delimiters> | undefined;
  /** What makes the rest of its line a block tag when only blanks stand before it. */
  readonly lineStatementPrefix?: string | undefined;
  /** What makes the rest of its line a comment. */
  readonly lineCommentPrefix?: string | undefined;
  /** What a newline of the template becomes. Default `\n`. */
  readonly newlineSequence?: NewlineSequence | undefined;
  /** Openings such as `${{` whose text stays as it is, to the mirrored closing `}}`. */
  readonly passthrough?: readonly string[] | undefined;
  /** Give every line of a value that stands alone on its line the indentation of the first. Default false. */
  readonly indentValues?: boolean | undefined;
  /** Extensions whose tags are known. Default all. */
  readonly extensions?: readonly Extension[] | undefined;
}

/** A text that is left alone: from its opening to its closing. */
export interface Passthrough {
  readonly open: string;
  readonly close: string;
}

/** Options that are complete and checked. */
export interface Syntax {
  readonly trimBlocks: boolean;
  readonly lstripBlocks: boolean;
  readonly keepTrailingNewline: boolean;
  readonly delimiters: Delimiters;
  readonly lineStatementPrefix: string | undefined;
  readonly lineCommentPrefix: string | undefined;
  readonly newlineSequence: NewlineSequence;
  readonly passthrough: readonly Passthrough[];
  readonly indentValues: boolean;
  readonly extensions: readonly Extension[];
  /** Whether tags begin as in Jinja2's defaults and only there, so that the scan kernel finds them. */
  readonly plain: boolean;
}

export const DEFAULT_DELIMITERS: Delimiters = {
  blockStart: "{%",
  blockEnd: "%}",
  variableStart: "{{",
  variableEnd: "}}",
  commentStart: "{#",
  commentEnd: "#}",
};

/** The defaults of dxg: a tag alone on its line leaves no trace, and a file ends as its template does. */
export const DEFAULT_SYNTAX: Syntax = {
  trimBlocks: true,
  lstripBlocks: true,
  keepTrailingNewline: true,
  delimiters: DEFAULT_DELIMITERS,
  lineStatementPrefix: undefined,
  lineCommentPrefix: undefined,
  newlineSequence: "\n",
  passthrough: [],
  indentValues: false,
  extensions: EXTENSIONS,
  plain: true,
};

/** Names of the options in Jinja2, in templates and on the command line. */
export const DELIMITER_NAMES: { readonly [key in keyof Delimiters]: string } = {
  blockStart: "block_start_string",
  blockEnd: "block_end_string",
  variableStart: "variable_start_string",
  variableEnd: "variable_end_string",
  commentStart: "comment_start_string",
  commentEnd: "comment_end_string",
};
const NEWLINES: readonly string[] = ["\n", "\r\n", "\r"];

/**
 * The options with their defaults filled in.
 * @throws {DxgError} compile/bad-option when a string is empty, holds a newline, or begins two things
 */
export function completeSyntax(options: SyntaxOptions | Syntax): Syntax {
  if ("plain" in options) return options;
  if (isDefault(options)) return DEFAULT_SYNTAX;
  const given = options.delimiters ?? {};
  const own = Object.entries(given).filter(([, text]) => text !== undefined);
  const delimiters = own.length === 0 ? DEFAULT_DELIMITERS : { ...DEFAULT_DELIMITERS, ...Object.fromEntries(own) };
  const { lineStatementPrefix, lineCommentPrefix, newlineSequence = "\n" } = options;
  const starts: [string, string][] = [];
  for (const key of Object.keys(DEFAULT_DELIMITERS) as (keyof Delimiters)[]) {
    checkMark(DELIMITER_NAMES[key], delimiters[key]);
    if (key.endsWith("Start")) starts.push([DELIMITER_NAMES[key], delimiters[key]]);
  }
  if (lineStatementPrefix !== undefined) starts.push(["line_statement_prefix", lineStatementPrefix]);
  if (lineCommentPrefix !== undefined) starts.push(["line_comment_prefix", lineCommentPrefix]);
  const passthrough = (options.passthrough ?? []).map(passthroughOf);
  for (const { open } of passthrough) starts.push(["passthrough", open]);
  checkStarts(starts);
  if (!NEWLINES.includes(newlineSequence)) {
    throw bad("newline_sequence", `${show(newlineSequence)} is no newline`, "Choose one of: \\n, \\r\\n, \\r");
  }
  return {
    trimBlocks: options.trimBlocks,
    lstripBlocks: options.lstripBlocks,
    keepTrailingNewline: options.keepTrailingNewline,
    delimiters,
    lineStatementPrefix,
    lineCommentPrefix,
    newlineSequence,
    passthrough,
    indentValues: options.indentValues ?? false,
    extensions: options.extensions ?? EXTENSIONS,
    plain:
      delimiters.blockStart === "{%" &&
      delimiters.variableStart === "{{" &&
      delimiters.commentStart === "{#" &&
      starts.length === 3,
  };
}

/** Whether nothing is set but what is so anyway. */
function isDefault(options: SyntaxOptions): boolean {
  return (
    options.trimBlocks &&
    options.lstripBlocks &&
    options.keepTrailingNewline &&
    options.delimiters === undefined &&
    options.lineStatementPrefix === undefined &&
    options.lineCommentPrefix === undefined &&
    options.newlineSequence === undefined &&
    options.passthrough === undefined &&
    options.indentValues === undefined &&
    options.extensions === undefined
  );
}

function checkMark(name: string, text: string): void {
  if (typeof text !== "string") throw bad(name, "it is not text");
  if (text === "") throw bad(name, "it is empty", "Leave the option out to get the default.");
  if (/[\n\r]/.test(text)) throw bad(name, `${show(text)} holds a newline`);
  if (text.trim() === "") throw bad(name, `${show(text)} is nothing but white space`);
}

/** Every start must be told from the others. */
function checkStarts(starts: readonly (readonly [string, string])[]): void {
  const known = new Map<string, string>();
  for (const [name, text] of starts) {
    checkMark(name, text);
    const other = known.get(text);
    if (other !== undefined) {
      throw bad(
        name,
        `${show(text)} is also the ${other}`,
        "Choose strings that differ; one may begin with the other.",
      );
    }
    known.set(text, name);
  }
}

const CLOSINGS: Readonly<Record<string, string>> = { "{": "}", "[": "]", "(": ")", "<": ">" };

/** The closing of an opening is the mirror of the brackets that it ends with. */
function passthroughOf(open: string): Passthrough {
  checkMark("passthrough", open);
  let close = "";
  for (let at = open.length - 1; at >= 0 && Object.hasOwn(CLOSINGS, open[at]!); at--) close += CLOSINGS[open[at]!];
  if (close === "") {
    throw bad(
      "passthrough",
      `${show(open)} ends with no bracket`,
      `Write an opening such as \`\${{\`; its closing is \`}}\`.`,
    );
  }
  return { open, close };
}

function show(text: string): string {
  return JSON.stringify(text);
}

function bad(name: string, detail: string, hint?: string): DxgError {
  return new DxgError("compile/bad-option", `${name}: ${detail}`, hint === undefined ? {} : { hint });
}
