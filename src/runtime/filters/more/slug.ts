/** `slugify` with the arguments of python-slugify. Its letters are those of value/slug.ts, not of a table of all scripts. */
import { unescapeHtml } from "../../../value/entities.ts";
import { valueError } from "../../../value/errors.ts";
import { iterate } from "../../../value/iterate.ts";
import { indexOf } from "../../../value/number.ts";
import { asciiLetters } from "../../../value/slug.ts";
import * as strings from "../../../value/string.ts";
import { truth } from "../../../value/truth.ts";
import type { Value } from "../../../value/value.ts";
import { type Bound, type FilterContext, stringArgument } from "../filter.ts";
import { Regex, substitute } from "./regex.ts";

/** What stands between words until the separator takes its place. */
const DASH = "-";

const string = (what: string, value: Value): string => stringArgument("slugify", what, value);

/** @throws {DxgError} render/type, render/value for arguments that python-slugify does not take. */
export function slugifyWith(context: FilterContext, text: string, args: Bound): string {
  const [entities = true, decimal = true, hexadecimal = true, maxLength = 0, wordBoundary = false] = args;
  const [separator = DASH, saveOrder = false, stopwords = null, pattern = null, lowercase = true] = args.slice(5);
  const [replacements = null, allowUnicode = false] = args.slice(10);
  const pairs = replacements === null ? [] : iterate(replacements).map(replacementPair);
  const lower = truth(lowercase);
  const unicode = truth(allowUnicode);
  context.spend(20 * text.length);
  let slug = replaceAll(text, pairs);
  slug = references(slug, truth(entities), truth(decimal), truth(hexadecimal));
  slug = unicode ? slug.normalize("NFKC") : asciiLetters(slug);
  if (lower) slug = slug.toLowerCase();
  slug = slug.replace(/'/g, "").replace(/(?<=[0-9]),(?=[0-9])/g, "");
  slug = withDashes(context, slug, pattern, lower, unicode);
  slug = words(slug).join(DASH);
  if (stopwords !== null) {
    const stops = iterate(stopwords).map((word) => string("a stopword", word));
    const left = new Set(lower ? stops.map((word) => word.toLowerCase()) : stops);
    slug = words(slug)
      .filter((word) => !left.has(word))
      .join(DASH);
  }
  slug = replaceAll(slug, pairs);
  const most = indexOf(maxLength);
  if (most > 0) slug = shortened(slug, most, truth(wordBoundary), truth(saveOrder));
  const mark = string("separator", separator);
  return mark === DASH ? slug : strings.replace(slug, DASH, mark, -1);
}

function replacementPair(pair: Value): readonly [string, string] {
  const [old, replacement, ...rest] = iterate(pair);
  if (old === undefined || replacement === undefined || rest.length > 0)
    throw valueError("slugify: a replacement has two parts");
  return [string("a replacement", old), string("a replacement", replacement)];
}

function replaceAll(text: string, pairs: readonly (readonly [string, string])[]): string {
  let out = text;
  for (const [old, replacement] of pairs) out = strings.replace(out, old, replacement, -1);
  return out;
}

/** Resolves the kinds of character references that are asked for. */
function references(text: string, entities: boolean, decimal: boolean, hexadecimal: boolean): string {
  if (!text.includes("&")) return text;
  return text.replace(/&(#x[0-9a-fA-F]+|#[0-9]+|[A-Za-z][A-Za-z0-9]*);/g, (whole: string, name: string) => {
    const wanted = name.startsWith("#x") ? hexadecimal : name.startsWith("#") ? decimal : entities;
    return wanted ? unescapeHtml(whole) : whole;
  });
}

function withDashes(context: FilterContext, text: string, pattern: Value, lower: boolean, unicode: boolean): string {
  if (pattern !== null) {
    const flags = { ignoreCase: false, multiline: false };
    return substitute(text, new Regex(context, string("regex_pattern", pattern), flags, text), [DASH]);
  }
  if (unicode) return text.replace(new RegExp(`(?:[^${strings.WORD}-]|_)+`, "gu"), DASH);
  return text.replace(lower ? /[^-a-z0-9]+/g : /[^-a-zA-Z0-9]+/g, DASH);
}

function words(slug: string): readonly string[] {
  return slug.split(DASH).filter((word) => word !== "");
}

/** Cut at a length, or after the last word that fits; in order means that no later, shorter word is taken. */
function shortened(slug: string, most: number, wholeWords: boolean, inOrder: boolean): string {
  if (slug.length < most) return slug;
  if (!wholeWords) return words(slug.slice(0, most)).join(DASH);
  if (!slug.includes(DASH)) return slug.slice(0, most);
  let kept = "";
  for (const word of words(slug)) {
    const length = kept.length + word.length;
    if (length < most) kept += word + DASH;
    else if (length === most) {
      kept += word;
      break;
    } else if (inOrder) break;
  }
  return strings.strip(kept === "" ? slug.slice(0, most) : kept, DASH, 0);
}
