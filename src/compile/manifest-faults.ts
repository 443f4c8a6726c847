/**
 * The faults of one YAML text, gathered so that all can be told at once, each with its line and column. It knows places
 * and words, not what the text is about.
 */
import type { LineCounter } from "yaml";
import { DxgError } from "../base/error.ts";
import type { ErrorCode } from "../base/error-codes.ts";
import type { Span } from "../base/span.ts";
import type { Place } from "../format/definition.ts";

/** Faults that are told; of more only the number. */
const SHOWN_MAX = 20;

interface Fault {
  readonly span: Span;
  /** The fault by itself, which is told where it is the only one. */
  readonly error: DxgError;
  /** What it is called among others: a few words without a full stop. */
  readonly detail: string;
}

export class Faults {
  readonly text: string;
  /** The file in messages. */
  readonly name: string;
  readonly #code: ErrorCode;
  readonly #counter: LineCounter;
  readonly #found: Fault[] = [];

  constructor(code: ErrorCode, text: string, name: string, counter: LineCounter) {
    this.#code = code;
    this.text = text;
    this.name = name;
    this.#counter = counter;
  }

  get count(): number {
    return this.#found.length;
  }

  add(at: Place, detail: string, hint?: string): void {
    const span = this.#span(at);
    const error = new DxgError(this.#code, detail, { span, ...(hint === undefined ? {} : { hint }) });
    this.#found.push({ span, error, detail });
  }

  /** A fault with a code of its own, of what the text holds in another language; its place is one of this file. */
  addError(error: DxgError): void {
    const { line = 1, column = 1, length = 1, text = this.#line(line) } = error.span ?? {};
    const span = { source: this.name, line, column, length, ...(text === undefined ? {} : { text }) };
    this.#found.push({ span, error, detail: error.message });
  }

  /** 1-based line of a place. */
  line(offset: number): number {
    return Math.max(1, this.#counter.linePos(offset).line);
  }

  /** Throws when there are faults: the first in the text, with the others as further places. @throws {DxgError} */
  throwAny(): void {
    const found = this.#found.toSorted((a, b) => a.span.line - b.span.line || a.span.column - b.span.column);
    const [first, ...others] = found;
    if (first === undefined) return;
    if (others.length === 0) throw first.error;
    const shown = others.slice(0, SHOWN_MAX - 1);
    const more = others.length - shown.length;
    throw new DxgError(this.#code, sentence(first), {
      span: first.span,
      related: shown.map((fault) => ({ label: sentence(fault), span: fault.span })),
      notes: [`${found.length} faults in all${more === 0 ? "" : `: the first ${SHOWN_MAX}, and ${more} more`}`],
    });
  }

  #span({ start, end }: Place): Span {
    const { line, col } = this.#counter.linePos(start);
    const text = this.#line(line);
    const column = text === undefined ? col : [...text.slice(0, col - 1)].length + 1;
    const length = Math.max(1, end - start);
    return { source: this.name, line: Math.max(1, line), column, length, ...(text === undefined ? {} : { text }) };
  }

  #line(line: number): string | undefined {
    return this.text.split(/\r\n|\r|\n/, line)[line - 1];
  }
}

/** A fault with what to do about it, where several are told. */
function sentence({ detail, error: { hint } }: Fault): string {
  return hint === undefined ? detail : `${detail} (${hint})`;
}
