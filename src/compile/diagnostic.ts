/** What a check of a template finds, as data: faults, which are errors, and warnings, which stop nothing. */
import { DxgError } from "../base/error.ts";
import type { Span } from "../base/span.ts";

/** Warnings by code, in words. */
export const WARNINGS = {
  "check/unreachable": "Never runs",
  "check/unused-name": "Never read",
  "check/unknown-block": "No parent has this block",
  "check/unknown-name": "Nothing has this name",
  "check/loop-outside": "No loop around",
  "check/engine": "Not for this dxg",
  "check/other-delimiters": "Not rendered",
} as const;

export type WarningCode = keyof typeof WARNINGS;

export interface Warning {
  readonly code: WarningCode;
  /** No trailing full stop. */
  readonly detail: string;
  readonly span: Span;
  readonly hint?: string;
}

export type Finding = DxgError | Warning;

export function isFault(finding: Finding): finding is DxgError {
  return finding instanceof DxgError;
}
