/**
 * The table of error codes: `area/what`. A code is a promise to scripts: it is never renamed, reused or removed.
 * `exit` is the process exit code (1 failed, 2 wrong usage or missing answers).
 */
export interface ErrorCodeInfo {
  /** One human phrase, capital first, no full stop; the detail follows after a colon. */
  readonly title: string;
  readonly exit: number;
}

const failed = (title: string): ErrorCodeInfo => ({ title, exit: 1 });
const usage = (title: string): ErrorCodeInfo => ({ title, exit: 2 });

export const ERROR_CODES = {
  // Text of a template: lexer and parser.
  "lex/unterminated": failed("Unterminated construct"),
  "lex/unexpected-character": failed("Unexpected character"),
  "lex/bad-string": failed("Bad string literal"),
  "lex/bad-number": failed("Bad number literal"),
  "parse/unexpected-token": failed("Unexpected token"),
  "parse/unknown-tag": failed("Unknown tag"),
  "parse/unbalanced": failed("Unbalanced tag or bracket"),
  "parse/bad-target": failed("Cannot assign to this"),
  "parse/too-deep": failed("Template is nested too deeply"),
  "parse/unsupported-tag": failed("Tag is not supported in this version"),

  // Meaning of a template: checks and code generation.
  "compile/unknown-filter": failed("Unknown filter"),
  "compile/unknown-test": failed("Unknown test"),
  "compile/unknown-function": failed("Unknown function"),
  "compile/unknown-variable": failed("Unknown variable"),
  "compile/bad-arguments": failed("Wrong arguments"),
  "compile/include-not-found": failed("Included template not found"),
  "compile/include-cycle": failed("Templates include each other without end"),
  "compile/too-large": failed("Template is too large"),
  "compile/bad-option": usage("Bad compiler option"),

  // Running a template.
  "render/undefined": failed("Undefined value"),
  "render/type": failed("Wrong type"),
  "render/value": failed("Bad value"),
  "render/division-by-zero": failed("Division by zero"),
  "render/limit": failed("Limit exceeded"),
  "render/include-not-found": failed("Included template not found"),
  "render/output-too-small": failed("Output buffer is too small"),

  // Binary formats.
  "format/not-dxt": failed("Not a dxg binary"),
  "format/truncated": failed("Binary is cut short"),
  "format/version": failed("Binary has an unsupported version"),
  "format/checksum": failed("Binary is damaged"),
  "format/bad-section": failed("Binary has a bad section"),
  "format/bad-string-table": failed("Binary has a bad string table"),
  "format/bad-program": failed("Binary has a bad program"),
  "format/bad-instruction": failed("Binary has a bad instruction"),
  "format/bad-value": failed("Binary has a bad value"),
  "format/bad-metadata": failed("Binary has bad metadata"),
  "format/too-large": failed("Binary is too large"),
  "format/schema-mismatch": failed("Value does not match its schema"),
  "format/bad-header": failed("Binary has a bad header"),
  "format/bad-patch": failed("Bad patch"),
  "format/patch-mismatch": failed("Patch does not belong to this content"),

  // Template directories and finding them.
  "template/not-found": failed("Template not found"),
  "template/bad-manifest": failed("Bad template.yaml"),
  "template/bad-front-matter": failed("Bad front matter"),
  "template/bad-file": failed("Bad file in template"),
  "template/symlink": failed("Template holds a symbolic link"),
  "template/exists": failed("Template already exists"),

  // Parameters.
  "params/missing": usage("Missing parameters"),
  "params/unknown": usage("Unknown parameter"),
  "params/type": usage("Parameter has the wrong type"),
  "params/bad-file": failed("Cannot read parameters"),

  // Planning and writing.
  "path/unsafe": failed("Unsafe output path"),
  "path/duplicate": failed("Two outputs share a path"),
  "write/conflict": failed("Files exist and differ"),
  "write/failed": failed("Cannot write"),

  // Operating system.
  "io/not-found": failed("No such file or directory"),
  "io/permission": failed("Permission denied"),
  "io/is-directory": failed("Is a directory"),
  "io/not-directory": failed("Not a directory"),
  "io/too-large": failed("File is too large"),
  "io/no-space": failed("No space left on device"),
  "io/not-utf8": failed("Not valid UTF-8"),
  "io/failed": failed("Input or output failed"),

  // Native library.
  "native/unknown-implementation": usage("Unknown implementation"),
  "native/unavailable": failed("Native library cannot be loaded"),

  // Command line.
  "cli/unknown-command": usage("Unknown command"),
  "cli/unknown-flag": usage("Unknown flag"),
  "cli/bad-argument": usage("Bad argument"),
  "cli/missing-argument": usage("Missing argument"),
} as const satisfies Record<string, ErrorCodeInfo>;

export type ErrorCode = keyof typeof ERROR_CODES;
