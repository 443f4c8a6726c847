/**
 * The rules that a reader of `.dxt` and `.dxf` enforces, by short stable names. The name ends the error's detail, so
 * that tests, the fuzzer and docs/formats.md can speak about the same rule. It must not know any layout.
 */
import { DxgError } from "../base/error.ts";
import type { ErrorCode } from "../base/error-codes.ts";

/** Rule → the error code of a file that breaks it. */
export const RULES = {
  // Header and section directory.
  length: "format/truncated",
  size: "format/too-large",
  magic: "format/not-dxt",
  version: "format/version",
  flags: "format/bad-header",
  reserved: "format/bad-header",
  checksum: "format/checksum",
  cut: "format/truncated",
  "section-count": "format/bad-section",
  "section-tag": "format/bad-section",
  "section-offset": "format/bad-section",
  "section-length": "format/bad-section",
  "section-padding": "format/bad-section",
  "file-end": "format/bad-section",

  // Strings.
  "string-table": "format/bad-string-table",
  "string-offsets": "format/bad-string-table",
  "string-utf8": "format/bad-string-table",
  "string-boundary": "format/bad-string-table",

  // Constants.
  constants: "format/bad-value",
  "constant-changes": "format/bad-value",

  // Program records and what they own.
  "program-records": "format/bad-program",
  "program-totals": "format/bad-program",
  "program-name": "format/bad-program",
  "program-mode": "format/bad-program",
  "program-layout": "format/bad-program",
  "program-slots": "format/bad-program",
  "program-locals": "format/bad-program",
  "program-stack": "format/bad-program",
  "program-size-hint": "format/bad-program",
  "program-entry": "format/bad-program",
  "variable-string": "format/bad-program",
  "slot-offset": "format/bad-program",
  "slot-boundary": "format/bad-program",
  "slot-variable": "format/bad-program",
  "slot-hint": "format/bad-program",
  "slot-code": "format/bad-program",

  // Instructions.
  opcode: "format/bad-instruction",
  "operand-missing": "format/bad-instruction",
  "operand-none": "format/bad-instruction",
  "operand-string": "format/bad-instruction",
  "operand-constant": "format/bad-instruction",
  "operand-names": "format/bad-instruction",
  "operand-scope": "format/bad-instruction",
  "operand-variable": "format/bad-instruction",
  "operand-local": "format/bad-instruction",
  "operand-program": "format/bad-instruction",
  "operand-filter": "format/bad-instruction",
  "operand-test": "format/bad-instruction",
  "operand-arguments": "format/bad-instruction",
  "operand-flags": "format/bad-instruction",
  "operand-macro": "format/bad-instruction",
  "operand-blocks": "format/bad-instruction",
  "operand-fault": "format/bad-instruction",
  "jump-range": "format/bad-instruction",
  "jump-boundary": "format/bad-instruction",
  "jump-back": "format/bad-instruction",
  join: "format/bad-instruction",
  "stack-underflow": "format/bad-instruction",
  "stack-overflow": "format/bad-instruction",
  "loop-depth": "format/bad-instruction",
  "capture-depth": "format/bad-instruction",
  "code-end": "format/bad-instruction",
  "end-kind": "format/bad-instruction",
  "end-depth": "format/bad-instruction",
  output: "format/bad-instruction",

  // Metadata, files of a bundle.
  metadata: "format/bad-metadata",
  parameters: "format/bad-metadata",
  capabilities: "format/bad-metadata",
  dependencies: "format/bad-metadata",
  compatibility: "format/bad-metadata",
  "file-records": "format/bad-metadata",
  "file-source": "format/bad-metadata",
  "file-path": "format/bad-metadata",
  "file-body": "format/bad-metadata",
  "file-flags": "format/bad-metadata",
  "file-mode": "format/bad-metadata",
  "file-when": "format/bad-metadata",
  "file-each": "format/bad-metadata",
  "blob-table": "format/bad-metadata",
  "blob-offsets": "format/bad-metadata",

  // Signatures.
  "signature-count": "format/bad-signature",
  "signature-record": "format/bad-signature",
  "signature-field": "format/bad-signature",
  "signature-order": "format/bad-signature",
} as const satisfies Record<string, ErrorCode>;

export type Rule = keyof typeof RULES;

/**
 * Refuses a file.
 * @throws {DxgError} the rule's code; the detail ends in `(rule NAME)`.
 */
export function refuse(rule: Rule, detail: string, cause?: unknown): never {
  throw new DxgError(RULES[rule], `${detail} (rule ${rule})`, cause === undefined ? {} : { cause });
}

/** The rule that an error of `refuse` names, or undefined for any other error. */
export function ruleOf(error: DxgError): Rule | undefined {
  const name = /\(rule ([a-z0-9-]+)\)$/.exec(error.detail)?.[1];
  return name !== undefined && Object.hasOwn(RULES, name) ? (name as Rule) : undefined;
}
