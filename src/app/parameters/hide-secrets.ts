/**
 * Keeps the values of secrets out of errors: whatever leaves a run as text goes through here first. What a template makes
 * of a secret (its upper case, its hash) is not known here; it cannot reach paths and messages (format/secrets.ts), nor errors of
 * a render (quiet-render.ts).
 */
import { DxgError, type DxgErrorOptions } from "../../base/error.ts";
import { repr } from "../../value/text.ts";

const SHOWN_INSTEAD = "***";
/** Pieces of a longer secret that are hidden too: messages cut values and escape some of their characters. */
const PIECE_LENGTH = 8;
/**
 * What no sentence of ours holds by accident: letters and digits in one, or characters that are rare in prose. Anything else
 * is looked for between quotes alone, where values stand: hidden in our own words it would be told by what is missing there.
 */
const TOKEN = /^(?=.{4})(?:(?=.*\d)(?=.*\p{L})|.*[^\p{L}\d\s.,:;'"`()/-])/su;
/**
 * Quoted values in a sentence, also one that was cut, from the first double quote to the last: values hold quotes themselves. An
 * apostrophe within a word is no quote.
 */
const QUOTED = /(?<![\p{L}\p{N}])(?:".*"|"[^"]*$|'(?:[^'\\]|\\.)*(?:'|$))/gsu;
/** Secrets that are shorter stand within other words by accident: they are hidden as words of their own. */
const SHORT_LENGTH = 4;
const WORD_CHARACTER = /[\p{L}\p{N}_]/u;

export class Secrets {
  readonly #whole: Set<string> = new Set();
  readonly #pieces: Set<string> = new Set();

  readonly add = (text: string): void => {
    if (text === "" || this.#whole.has(text)) return;
    const json = JSON.stringify(text).slice(1, -1);
    const html = json.replace(/[<>&']/g, (char) => `\\u00${char.charCodeAt(0).toString(16)}`);
    const url = encodeURIComponent(text.toWellFormed());
    for (const form of [text, repr(text).slice(1, -1), json, html, url]) this.#whole.add(form);
    for (const [word] of text.matchAll(/[\p{L}\p{N}]{5,}/gu)) this.#whole.add(word);
    for (let at = 0; at + PIECE_LENGTH <= text.length; at++) this.#pieces.add(text.slice(at, at + PIECE_LENGTH));
  };

  /**
   * Runs `body`; an error that leaves it says nothing of a secret, and has no cause that could. The lines that it shows are the
   * template's own: nothing of an answer is in them. @throws {DxgError}
   */
  guard<T>(body: () => T): T {
    try {
      return body();
    } catch (error) {
      throw this.hideIn(error);
    }
  }

  /** As `guard`, for what takes time. */
  async guardAsync<T>(body: () => Promise<T>): Promise<T> {
    try {
      return await body();
    } catch (error) {
      throw this.hideIn(error);
    }
  }

  /** A text with every secret replaced. */
  readonly hide = (text: string): string => replace(text, this.#whole, this.#pieces);

  /** A sentence of an error, whose own words stay. */
  #hideInSentence(text: string): string {
    const values = text.replace(QUOTED, (quoted) => this.hide(quoted));
    return replace(values, [...this.#whole].filter(isToken), new Set([...this.#pieces].filter(isToken)));
  }

  /** An error without secrets, which `guard` throws; anything else as it is. */
  hideIn<T>(error: T): T | DxgError {
    if (this.#whole.size === 0 || !(error instanceof DxgError)) return error;
    const { code, detail, span, related, notes, hint } = error;
    const options: DxgErrorOptions = {
      ...(span === undefined ? {} : { span }),
      related: related.map(({ label, span: place }) => ({ label: this.#hideInSentence(label), span: place })),
      notes: notes.map((note) => (note.startsWith("hook> ") ? note : this.#hideInSentence(note))),
      ...(hint === undefined ? {} : { hint: this.#hideInSentence(hint) }),
    };
    return new DxgError(code, this.#hideInSentence(detail), options);
  }
}

function isToken(text: string): boolean {
  return TOKEN.test(text);
}

function isWithinWord(text: string, start: number, end: number): boolean {
  const isWord = (at: number): boolean => WORD_CHARACTER.test(text[at] ?? "");
  return (isWord(start) && isWord(start - 1)) || (isWord(end - 1) && isWord(end));
}

function replace(text: string, wholes: Iterable<string>, pieces: ReadonlySet<string>): string {
  const secret = new Uint8Array(text.length);
  for (const whole of wholes) {
    for (let at = text.indexOf(whole); at >= 0; at = text.indexOf(whole, at + 1)) {
      const end = at + whole.length;
      if (whole.length >= SHORT_LENGTH || !isWithinWord(text, at, end)) secret.fill(1, at, end);
    }
  }
  for (let at = 0; pieces.size > 0 && at < text.length; at++) {
    if (pieces.has(text.slice(at, at + PIECE_LENGTH))) secret.fill(1, at, at + PIECE_LENGTH);
  }
  let out = "";
  for (let at = 0; at < text.length; at++) {
    if (secret[at] === 0) out += text[at];
    else if (at === 0 || secret[at - 1] === 0) out += SHOWN_INSTEAD;
  }
  return out;
}
