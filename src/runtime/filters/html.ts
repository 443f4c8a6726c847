/** The filters about markup, safe strings and URLs, and `default` and `join`, which know about them. */
import { VALUE_LENGTH_MAX } from "../../base/limits.ts";
import { mappingPairs } from "../../value/compare.ts";
import { limitError, typeError, valueError } from "../../value/errors.ts";
import { escapeHtml, escapeValue } from "../../value/escape.ts";
import { isIterable, iterate } from "../../value/iterate.ts";
import { stripTags } from "../../value/markup.ts";
import { quote } from "../../value/quote.ts";
import { toText } from "../../value/text.ts";
import { truth } from "../../value/truth.ts";
import { typeName } from "../../value/type-name.ts";
import { refuseUndefined } from "../../value/undefined.ts";
import { isMapping, isString, SafeString, Undefined, type Value } from "../../value/value.ts";
import { type Filter, type FilterContext, isMarkup } from "./filter.ts";
import { follow, parsePath } from "./path.ts";

export const escaped: Filter = (_context, value) => escapeValue(value);
export const forceescape: Filter = (_context, value) => new SafeString(escapeHtml(toText(value)));
export const safe: Filter = (_context, value) => (value instanceof SafeString ? value : new SafeString(toText(value)));

export const otherwise: Filter = (_context, value, [replacement = "", boolean = false]) =>
  value instanceof Undefined || (truth(boolean) && !truth(value)) ? replacement : value;

export const join: Filter = (context, value, [separator = "", attribute]) => {
  // The separator is made a text before there are items, but where these are markup or are to be looked up.
  const early = !context.autoescape && (attribute === undefined || attribute === null);
  const between = early ? toText(separator) : undefined;
  const items = joined(context, value, attribute);
  const isSafe = (): boolean => separator instanceof SafeString || (!isMarkup(separator) && items.some(isMarkup));
  if (!(context.autoescape && isSafe())) {
    return concatenate(areTexts(items) ? items : textsOf(items), between ?? toText(separator));
  }
  return new SafeString(
    concatenate(
      items.map((item) => escapeValue(item).text),
      escapeValue(separator).text,
    ),
  );
};

function joined(context: FilterContext, value: Value, attribute: Value | undefined): readonly Value[] {
  const items = iterate(value);
  context.spend(items.length);
  if (attribute === undefined || attribute === null) return items;
  const path = parsePath(attribute);
  return items.map((item) => follow(item, path, context.undefinedMode));
}

function areTexts(items: readonly Value[]): items is readonly string[] {
  for (const item of items) if (typeof item !== "string") return false;
  return true;
}

/** A loop, as in `concatenate` no Math: a cold process pays 100 microseconds for the first use of either. */
function textsOf(items: readonly Value[]): readonly string[] {
  const texts: string[] = [];
  for (const item of items) texts.push(toText(item));
  return texts;
}

function concatenate(parts: readonly string[], separator: string): string {
  if (parts.length === 0) return "";
  let length = separator.length * (parts.length - 1);
  for (const part of parts) length += part.length;
  if (length > VALUE_LENGTH_MAX) throw limitError(`result is longer than ${VALUE_LENGTH_MAX}`);
  return parts.join(separator);
}

/** The result is not safe. */
export const striptags: Filter = (_context, value) => stripTags(toText(value));

const BAD_ATTRIBUTE = /[ \t\n\v\f\r/>=]/;

export const xmlattr: Filter = (context, value, [autospace = true]) => {
  refuseUndefined(value);
  if (!isMapping(value)) throw typeError(`'${typeName(value)}' object has no attribute 'items'`);
  const attributes: string[] = [];
  for (const [key, item] of mappingPairs(value)) {
    if (item === null || item instanceof Undefined) continue;
    if (!isString(key)) throw typeError(`xmlattr: name of an attribute must be a string, not '${typeName(key)}'`);
    const name = toText(key);
    if (BAD_ATTRIBUTE.test(name)) throw valueError(`Invalid character in attribute name: ${quote(name)}`);
    attributes.push(`${escapeValue(key).text}="${escapeValue(item).text}"`);
  }
  const text = (truth(autospace) && attributes.length > 0 ? " " : "") + attributes.join(" ");
  return context.autoescape ? new SafeString(text) : text;
};

/** A string as part of a URL's path; a dict or pairs as a query string. */
export const urlencode: Filter = (_context, value) => {
  if (isMapping(value)) return mappingPairs(value).map(queryPair).join("&");
  if (isString(value) || !isIterable(value)) return percent(toText(value), false);
  return iterate(value)
    .map((pair) => {
      const parts = iterate(pair);
      if (parts.length !== 2) throw valueError(`urlencode takes pairs, not ${parts.length} values`);
      return queryPair(parts as readonly [Value, Value]);
    })
    .join("&");
};

function queryPair([key, value]: readonly [Value, Value]): string {
  return `${percent(toText(key), true)}=${percent(toText(value), true)}`;
}

const KEPT = /[A-Za-z0-9_.~-]/;

function percent(text: string, query: boolean): string {
  let out = "";
  for (const byte of new TextEncoder().encode(text)) {
    const character = String.fromCharCode(byte);
    if (byte < 0x80 && (KEPT.test(character) || (character === "/" && !query))) out += character;
    else if (character === " " && query) out += "+";
    else out += `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
  }
  return out;
}
