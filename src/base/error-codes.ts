/**
 * The table of error codes: `area/what`. A code is a promise to scripts: it is never renamed, reused or removed.
 * `exit` is the process exit code (1 failed, 2 wrong usage or missing answers, 130 cancelled).
 */
export interface ErrorCodeInfo {
  /** One human phrase, capital first, no full stop; the detail follows after a colon. */
  readonly title: string;
  readonly exit: number;
}

export const ERROR_CODES = {
  // Text of a template: lexer and parser.
  "lex/unterminated": { title: "Unterminated construct", exit: 1 },
  "lex/unexpected-character": { title: "Unexpected character", exit: 1 },
  "lex/bad-string": { title: "Bad string literal", exit: 1 },
  "lex/bad-number": { title: "Bad number literal", exit: 1 },
  "parse/unexpected-token": { title: "Unexpected token", exit: 1 },
  "parse/unknown-tag": { title: "Unknown tag", exit: 1 },
  "parse/unbalanced": { title: "Unbalanced tag or bracket", exit: 1 },
  "parse/bad-target": { title: "Cannot assign to this", exit: 1 },
  "parse/bad-block": { title: "Block is not allowed like this", exit: 1 },
  "parse/too-deep": { title: "Template is nested too deeply", exit: 1 },

  // Meaning of a template: checks and code generation.
  "compile/unknown-filter": { title: "Unknown filter", exit: 1 },
  "compile/unknown-test": { title: "Unknown test", exit: 1 },
  "compile/unknown-variable": { title: "Unknown variable", exit: 1 },
  "compile/bad-arguments": { title: "Wrong arguments", exit: 1 },
  "compile/bad-block": { title: "Block or macro is not allowed like this", exit: 1 },
  "compile/include-not-found": { title: "Included template not found", exit: 1 },
  "compile/secret": { title: "A secret would be shown", exit: 1 },
  "compile/bad-option": { title: "Bad option", exit: 2 },
  "compile/too-large": { title: "Template is too large", exit: 1 },

  // Running a template.
  "render/undefined": { title: "Undefined value", exit: 1 },
  "render/type": { title: "Wrong type", exit: 1 },
  "render/forbidden": { title: "Attribute is not allowed", exit: 1 },
  "render/refused": { title: "The template refuses this", exit: 1 },
  "render/value": { title: "Bad value", exit: 1 },
  "render/division-by-zero": { title: "Division by zero", exit: 1 },
  "render/limit": { title: "Limit exceeded", exit: 1 },
  "render/bad-target": { title: "Cannot assign to this", exit: 1 },
  "render/inheritance": { title: "Templates do not fit together", exit: 1 },
  "render/include-not-found": { title: "Included template not found", exit: 1 },
  "render/output-too-small": { title: "Output buffer is too small", exit: 1 },

  // Binary formats.
  "format/not-dxt": { title: "Not a dxg binary", exit: 1 },
  "format/truncated": { title: "Binary is cut short", exit: 1 },
  "format/version": { title: "Binary has an unsupported version", exit: 1 },
  "format/checksum": { title: "Binary is damaged", exit: 1 },
  "format/bad-section": { title: "Binary has a bad section", exit: 1 },
  "format/bad-string-table": { title: "Binary has a bad string table", exit: 1 },
  "format/bad-program": { title: "Binary has a bad program", exit: 1 },
  "format/bad-instruction": { title: "Binary has a bad instruction", exit: 1 },
  "format/bad-value": { title: "Binary has a bad value", exit: 1 },
  "format/bad-metadata": { title: "Binary has bad metadata", exit: 1 },
  "format/too-large": { title: "Binary is too large", exit: 1 },
  "format/schema-mismatch": { title: "Value does not match its schema", exit: 1 },
  "format/bad-header": { title: "Binary has a bad header", exit: 1 },
  "format/bad-patch": { title: "Bad patch", exit: 1 },
  "format/patch-mismatch": { title: "Patch does not belong to this content", exit: 1 },
  "format/bad-signature": { title: "Signatures are not well formed", exit: 1 },

  // Template directories and finding them.
  "template/not-found": { title: "Template not found", exit: 1 },
  "template/bad-manifest": { title: "Bad template.yaml", exit: 1 },
  "template/bad-front-matter": { title: "Bad front matter", exit: 1 },
  "template/bad-file": { title: "Bad file in template", exit: 1 },
  "template/symlink": { title: "Template holds a symbolic link", exit: 1 },
  "template/engine": { title: "Template needs another version of dxg", exit: 1 },
  "template/exists": { title: "Template already exists", exit: 1 },

  // Parameters.
  "params/missing": { title: "Missing parameters", exit: 2 },
  "params/unknown": { title: "Unknown parameter", exit: 2 },
  "params/type": { title: "Parameter has the wrong type", exit: 2 },
  "params/refused": { title: "The template refuses a parameter", exit: 2 },
  "params/condition": { title: "Parameter does not apply", exit: 2 },
  "params/conflict": { title: "Parameters exclude each other", exit: 2 },
  "params/bad-file": { title: "Cannot read parameters", exit: 1 },

  // Planning and writing.
  "path/unsafe": { title: "Unsafe output path", exit: 1 },
  "path/duplicate": { title: "Two outputs share a path", exit: 1 },
  "write/conflict": { title: "Files exist and differ", exit: 1 },
  "write/failed": { title: "Cannot write", exit: 1 },
  "write/refused": { title: "Refused to write", exit: 1 },
  "write/interrupted": { title: "Interrupted", exit: 130 },

  // Trust.
  "trust/not-allowed": { title: "The template does more than it may", exit: 1 },
  "trust/untrusted": { title: "Template is not trusted", exit: 1 },
  "trust/declined": { title: "You did not allow it", exit: 1 },
  "trust/cancelled": { title: "Cancelled", exit: 130 },
  // Keys and signatures.
  "trust/unsigned": { title: "Not signed", exit: 1 },
  "trust/unknown-key": { title: "Signed by a key that is not trusted", exit: 1 },
  "trust/bad-signature": { title: "Wrong signature", exit: 1 },
  "trust/revoked": { title: "Signed by a revoked key", exit: 1 },
  "trust/expired": { title: "Signature has expired", exit: 1 },
  "trust/clock": { title: "The clock is not to be relied on", exit: 1 },
  "trust/rollback": { title: "Older than a version seen before", exit: 1 },
  "trust/threshold": { title: "Too few signatures", exit: 1 },
  "trust/bad-key": { title: "Bad key", exit: 1 },
  "trust/no-key": { title: "No such key", exit: 1 },
  "trust/key-exists": { title: "Key already exists", exit: 1 },
  "trust/passphrase": { title: "Passphrase is missing or wrong", exit: 1 },
  "trust/bad-state": { title: "Cannot rely on the record of trust", exit: 1 },
  "trust/bad-version": { title: "Version is out of bounds", exit: 1 },
  "trust/changed": { title: "Loaded template has changed in memory", exit: 1 },

  // Hooks of a template.
  "hook/failed": { title: "A hook failed", exit: 1 },
  "hook/refused": { title: "A hook is not allowed to run", exit: 1 },
  "hook/cancelled": { title: "Cancelled while a hook ran", exit: 130 },

  // Operating system.
  "io/not-found": { title: "No such file or directory", exit: 1 },
  "io/permission": { title: "Permission denied", exit: 1 },
  "io/is-directory": { title: "Is a directory", exit: 1 },
  "io/not-directory": { title: "Not a directory", exit: 1 },
  "io/too-large": { title: "File is too large", exit: 1 },
  "io/no-space": { title: "No space left on device", exit: 1 },
  "io/not-utf8": { title: "Not valid UTF-8", exit: 1 },
  "io/failed": { title: "Input or output failed", exit: 1 },

  // Native library.
  "native/unknown-implementation": { title: "Unknown implementation", exit: 2 },
  "native/unavailable": { title: "Native library cannot be loaded", exit: 1 },

  // Command line.
  "cli/unknown-command": { title: "Unknown command", exit: 2 },
  "cli/unknown-flag": { title: "Unknown flag", exit: 2 },
  "cli/bad-argument": { title: "Bad argument", exit: 2 },
  "cli/missing-argument": { title: "Missing argument", exit: 2 },
  "cli/bad-config": { title: "Bad config.yaml", exit: 1 },
} as const satisfies Record<string, ErrorCodeInfo>;

export type ErrorCode = keyof typeof ERROR_CODES;
