/**
 * Keeps the values of secrets out of errors: whatever leaves a run as text goes through here first. What a template makes
 * of a secret (its upper case, its hash) is not known here; it cannot reach paths and messages (format/secrets.ts), nor errors of
 * a render (quiet-render.ts).
 */
import { DxgError, type DxgErrorOptions } from "../../base/error.ts";
import type { Span } from "../../base/span.ts";
import { repr } from "../../value/text.ts";

const SHOWN_INSTEAD = "***";
/** Pieces of a longer secret that are hidden too: messages cut values and escape some of their characters. */
const PIECE_LENGTH = 8;
/** Secrets that are shorter stand in any sentence of ours by accident: there they are looked for between quotes alone. */
const SHORT_LENGTH = 4;
/** A quoted value in a sentence, also one that was cut; an apostrophe within a word is no quote. */
const QUOTED = /(?<![\p{L}\p{N}])(?:'(?:[^'\\]|\\.)*(?:'|$)|"(?:[^"\\]|\\.)*(?:"|$))/gsu;

export class Secrets {
  readonly #whole: Set<string> = new Set();
  readonly #pieces: Set<string> = new Set();

  readonly add = (text: string): void => {
    if (text === "" || this.#whole.has(text)) return;
    const json = JSON.stringify(text).slice(1, -1);
    const html = json.replace(/[<>&']/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
    for (const form of [text, repr(text).slice(1, -1), json, html]) this.#whole.add(form);
    for (const [word] of text.matchAll(/[\p{L}\p{N}]{5,}/gu)) this.#whole.add(word);
    for (let at = 0; at + PIECE_LENGTH <= text.length; at++) this.#pieces.add(text.slice(at, at + PIECE_LENGTH));
  };

  /** Runs `body`; an error that leaves it says nothing of a secret, and has no cause that could. @throws {DxgError} */
  guard<T>(body: () => T): T {
    try {
      return body();
    } catch (error) {
      if (this.#whole.size === 0 || !(error instanceof DxgError)) throw error;
      throw this.#hideIn(error);
    }
  }

  /** A text with every secret replaced. */
  hide(text: string): string {
    return this.#replace(text, this.#whole);
  }

  /** A sentence of an error, whose own words stay. */
  #hideInSentence(text: string): string {
    const short = [...this.#whole].filter((one) => one.length < SHORT_LENGTH);
    const rest = short.length === 0 ? text : text.replace(QUOTED, (quoted) => this.#replace(quoted, short));
    return this.#replace(rest, short.length === 0 ? this.#whole : this.#whole.difference(new Set(short)));
  }

  #replace(text: string, wholes: Iterable<string>): string {
    if (this.#whole.size === 0) return text;
    const secret = new Uint8Array(text.length);
    for (const whole of wholes) {
      for (let at = text.indexOf(whole); at >= 0; at = text.indexOf(whole, at + 1))
        secret.fill(1, at, at + whole.length);
    }
    for (let at = 0; this.#pieces.size > 0 && at < text.length; at++) {
      if (this.#pieces.has(text.slice(at, at + PIECE_LENGTH))) secret.fill(1, at, at + PIECE_LENGTH);
    }
    let out = "";
    for (let at = 0; at < text.length; at++) {
      if (secret[at] === 0) out += text[at];
      else if (at === 0 || secret[at - 1] === 0) out += SHOWN_INSTEAD;
    }
    return out;
  }

  #hideIn({ code, detail, span, related, notes, hint }: DxgError): DxgError {
    const options: DxgErrorOptions = {
      ...(span === undefined ? {} : { span: this.#hideSpan(span) }),
      related: related.map(({ label, span: place }) => ({
        label: this.#hideInSentence(label),
        span: this.#hideSpan(place),
      })),
      notes: notes.map((note) => (note.startsWith("hook> ") ? note : this.#hideInSentence(note))),
      ...(hint === undefined ? {} : { hint: this.#hideInSentence(hint) }),
    };
    return new DxgError(code, this.#hideInSentence(detail), options);
  }

  #hideSpan(span: Span): Span {
    return span.text === undefined ? span : { ...span, text: this.hide(span.text) };
  }
}
