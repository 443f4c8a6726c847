/** What `dxg template check` prints, and the warnings of other commands. */
import { ERROR_CODES } from "../base/error-codes.ts";
import { type Finding, isFault, WARNINGS } from "../compile/diagnostic.ts";
import { excerpt, formatError } from "./error.ts";
import { jsonText } from "./json.ts";
import { printable } from "./printable.ts";

/** For a person: each finding as an error is told. */
export function reportFindings(findings: readonly Finding[]): string {
  return findings.map((finding) => (isFault(finding) ? formatError(finding) : formatWarning(finding))).join("\n");
}

function formatWarning({ code, detail, span, hint }: Exclude<Finding, Error>): string {
  const lines = [`warning[${code}]: ${WARNINGS[code]}: ${printable(detail)}`, ...excerpt(span)];
  if (hint !== undefined) lines.push(`  help: ${printable(hint)}`);
  return `${lines.join("\n")}\n`;
}

/** `2 errors, 1 warning`. */
export function summary(findings: readonly Finding[]): string {
  const errors = findings.filter(isFault).length;
  return `${count(errors, "error")}, ${count(findings.length - errors, "warning")}\n`;
}

function count(number: number, what: string): string {
  return `${number === 0 ? "no" : number} ${what}${number === 1 ? "" : "s"}`;
}

/** The same as data. */
export function findingsToJson(findings: readonly Finding[]): string {
  return jsonText({ diagnostics: findings.map(diagnostic) });
}

/** One finding as data; columns count from 1, `endColumn` is the one behind. */
export function diagnostic(finding: Finding): Readonly<Record<string, unknown>> {
  const { code, detail, span, hint } = finding;
  const title = isFault(finding) ? ERROR_CODES[finding.code].title : WARNINGS[finding.code];
  return {
    code,
    severity: isFault(finding) ? "error" : "warning",
    message: `${title}: ${detail}`,
    ...(hint === undefined ? {} : { hint }),
    ...(span === undefined
      ? {}
      : { file: span.source, line: span.line, column: span.column, endColumn: span.column + span.length }),
  };
}
