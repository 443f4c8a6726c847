/**
 * The one class for expected failures. An error is data (code, detail, place, notes, hint); its text is made at the
 * edge by `ui/report.ts`. A programmer's mistake is never a DxgError: it throws from `assert` and ends as a bug report.
 */
import type { ErrorCode } from "./error-codes.ts";
import { ERROR_CODES } from "./error-codes.ts";
import type { Span } from "./span.ts";

/** A further place that an error is about, such as where what is never closed begins. */
export interface RelatedPlace {
  /** What is there: a few words without a full stop. */
  readonly label: string;
  readonly span: Span;
}

export interface DxgErrorOptions {
  /** Where in a text the fault is. */
  readonly span?: Span;
  /** Further places, in the order in which a reader wants them. */
  readonly related?: readonly RelatedPlace[];
  /** Further facts, one sentence each, e.g. the chain of includes. */
  readonly notes?: readonly string[];
  /** What the reader can do about it, one sentence. */
  readonly hint?: string;
  readonly cause?: unknown;
}

export class DxgError extends Error {
  override readonly name = "DxgError";
  readonly code: ErrorCode;
  /** The particular of this failure: names, values, paths; no trailing full stop. */
  readonly detail: string;
  readonly span: Span | undefined;
  readonly related: readonly RelatedPlace[];
  readonly notes: readonly string[];
  readonly hint: string | undefined;

  constructor(code: ErrorCode, detail: string, options: DxgErrorOptions = {}) {
    super(`${ERROR_CODES[code].title}: ${detail}`, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.detail = detail;
    this.span = options.span;
    this.related = options.related ?? [];
    this.notes = options.notes ?? [];
    this.hint = options.hint;
  }

  /** Process exit code for this failure, from the code table. */
  get exitCode(): number {
    return ERROR_CODES[this.code].exit;
  }

  /** The same failure at another place. */
  at(span: Span): DxgError {
    const { code, detail, related, notes, hint, cause } = this;
    return new DxgError(code, detail, { span, related, notes, cause, ...(hint === undefined ? {} : { hint }) });
  }

  /** The same failure with a place, notes or hint that only the caller knows; what is already set wins. */
  with(extra: DxgErrorOptions): DxgError {
    const span = this.span ?? extra.span;
    const hint = this.hint ?? extra.hint;
    return new DxgError(this.code, this.detail, {
      ...(span === undefined ? {} : { span }),
      ...(hint === undefined ? {} : { hint }),
      related: [...this.related, ...(extra.related ?? [])],
      notes: [...this.notes, ...(extra.notes ?? [])],
      cause: this.cause,
    });
  }
}

/**
 * States what the program itself guarantees.
 * @throws {Error} when it does not hold: a bug of ours, reported with exit code 70, never caused by input.
 */
export function assert(condition: boolean, what: string): asserts condition {
  if (!condition) throw new Error(`Internal error: ${what}`);
}
