/**
 * `urlize`: addresses in a text as links, by the rules that Jinja2 documents. The text is escaped; what looks like an
 * address is decided word by word, with expressions that do not go back.
 */
import { VALUE_LENGTH_MAX } from "../../../base/limits.ts";
import { compareOrdered } from "../../../value/compare.ts";
import { limitError, valueError } from "../../../value/errors.ts";
import { escapeHtml, escapeValue } from "../../../value/escape.ts";
import { codePointCount, iterate } from "../../../value/iterate.ts";
import { indexOf } from "../../../value/number.ts";
import { quote } from "../../../value/quote.ts";
import { split, substring, WORD } from "../../../value/string.ts";
import { toText } from "../../../value/text.ts";
import { truth } from "../../../value/truth.ts";
import { typeName } from "../../../value/type-name.ts";
import { wrongType } from "../../../value/undefined.ts";
import { isString, SafeString, type Value } from "../../../value/value.ts";
import { type Filter, stringArgument } from "../filter.ts";

/** What Python's expressions take for white space, as the inside of a character class. */
const BLANK = "\\t-\\r\\x1c-\\x20\\x85\\xa0\\u1680\\u2000-\\u200a\\u2028\\u2029\\u202f\\u205f\\u3000";
const DIGITS = "\\p{Nd}";
const LABEL = `[${WORD}%-]`;

/** Ways for a host to be one, each for the host alone; what follows it is checked apart. */
interface Patterns {
  readonly host: RegExp;
  readonly mail: RegExp;
  readonly blanks: RegExp;
}

let patterns: Patterns | undefined;

function expressions(): Patterns {
  patterns ??= {
    host: new RegExp(
      `^(?:(?:https?://|www\\.)(?:(?:${LABEL}+\\.)+)?(?:[a-z]{2,63}|xn--[${WORD}%]{2,59})` +
        `|(?:[${WORD}%-]{2,63}\\.)+(?:com|net|int|edu|gov|org|info|mil)` +
        `|https?://(?:${DIGITS}{1,3}(?:\\.${DIGITS}{1,3}){3}|\\[(?:[${DIGITS}a-f]{0,4}:){2}(?:[${DIGITS}a-f]{0,4}:?){1,6}\\]))` +
        `(?::${DIGITS}{1,5})?(?:[/?#][^${BLANK}]*)?$`,
      "iu",
    ),
    mail: new RegExp(`^[^${BLANK}]+@[${WORD}][${WORD}.-]*\\.[${WORD}]+$`, "u"),
    blanks: new RegExp(`([${BLANK}]+)`, "u"),
  };
  return patterns;
}

/** Longer words are no addresses: the expressions are not run on them. */
const WORD_LENGTH_MAX = 100_000;

const OPENING = /^(?:[(<]|&lt;)+/;
const PAIRS = [
  ["(", ")"],
  ["<", ">"],
  ["&lt;", "&gt;"],
] as const;

interface Links {
  /** ` rel="…" target="…"` */
  readonly attributes: string;
  /** Looked at where there is a link. */
  readonly limit: Value;
  readonly schemes: readonly string[];
}

export const urlize: Filter = (
  context,
  value,
  [limit = null, nofollow = false, target = null, rel = null, schemes = null, always = "noopener"],
) => {
  const relations = new Set(!truth(rel) ? [] : split(stringArgument("urlize", "rel", rel), undefined, -1));
  if (truth(nofollow)) relations.add("nofollow");
  if (always !== null)
    for (const one of split(stringArgument("urlize", "default_rel", always), undefined, -1)) relations.add(one);
  const prefixes = schemes === null ? [] : iterate(schemes).map(scheme);
  const text = escapeValue(value).text;
  const place = target === null || !truth(target) ? "" : ` target="${escapeValue(target).text}"`;
  const links: Links = {
    attributes: `${relations.size === 0 ? "" : ` rel="${escapeHtml([...relations].sort().join(" "))}"`}${place}`,
    limit,
    schemes: prefixes,
  };
  context.spend(10 * text.length);
  let out = "";
  for (const word of text.split(expressions().blanks)) {
    out += linked(word, links);
    if (out.length > VALUE_LENGTH_MAX) throw limitError(`result is longer than ${VALUE_LENGTH_MAX}`);
  }
  return context.autoescape ? new SafeString(out) : out;
};

const SCHEME = /^[\w.+-]{2,}:(?:\/){0,2}$/;

function scheme(value: Value): string {
  if (!isString(value)) throw wrongType(value, `urlize takes strings as schemes, not '${typeName(value)}'`);
  const text = toText(value);
  if (!SCHEME.test(text)) throw valueError(`${quote(text)} is not a valid URI scheme prefix.`);
  return text;
}

function linked(word: string, links: Links): string {
  if (word.length > WORD_LENGTH_MAX) return word;
  const head = OPENING.exec(word)?.[0] ?? "";
  let middle = word.slice(head.length);
  let tail = middle.slice(endOf(middle));
  middle = middle.slice(0, middle.length - tail.length);
  for (const [open, close] of PAIRS) {
    const opened = count(middle, open);
    if (opened <= count(middle, close)) continue;
    for (let moved = Math.min(opened, count(tail, close)); moved > 0; moved--) {
      const end = tail.indexOf(close) + close.length;
      middle += tail.slice(0, end);
      tail = tail.slice(end);
    }
  }
  return head + link(middle, links) + tail;
}

/** Where the punctuation at the end of a word begins. */
function endOf(word: string): number {
  let end = word.length;
  for (;;) {
    if (word.endsWith("&gt;", end)) end -= 4;
    else if (end > 0 && ")>.,\n".includes(word.charAt(end - 1))) end--;
    else return end;
  }
}

const count = (text: string, part: string): number => text.split(part).length - 1;

function link(word: string, { attributes, limit, schemes }: Links): string {
  const { host, mail } = expressions();
  if (host.test(word)) {
    const address = word.startsWith("https://") || word.startsWith("http://") ? word : `https://${word}`;
    return `<a href="${address}"${attributes}>${trimmed(word, limit)}</a>`;
  }
  if (word.startsWith("mailto:") && mail.test(word.slice(7))) return `<a href="${word}">${word.slice(7)}</a>`;
  if (word.includes("@") && !/^(?:www\.|@)/.test(word) && !word.includes(":") && mail.test(word)) {
    return `<a href="mailto:${word}">${word}</a>`;
  }
  const found = schemes.find((each) => word !== each && word.startsWith(each));
  return found === undefined ? word : `<a href="${word}"${attributes}>${word}</a>`;
}

function trimmed(word: string, limit: Value): string {
  if (limit === null || !compareOrdered(">", codePointCount(word), limit)) return word;
  return `${substring(word, 0, indexOf(limit))}...`;
}
