/** `format`: the operator `%` on a text as a filter. */
import { modulo } from "../../../value/arithmetic.ts";
import { typeError } from "../../../value/errors.ts";
import { toText } from "../../../value/text.ts";
import { Dict, SafeString, Tuple, type Value } from "../../../value/value.ts";
import type { Filter } from "../filter.ts";

const NO_KEYWORDS: ReadonlyMap<string, Value> = new Map();

export const format: Filter = (_context, value, args, keywords = NO_KEYWORDS) => {
  if (args.length > 0 && keywords.size > 0) {
    throw typeError("format can't handle positional and keyword arguments at the same time");
  }
  const values = keywords.size > 0 ? Dict.of(keywords) : new Tuple(args as readonly Value[]);
  return modulo(value instanceof SafeString ? value : toText(value), values);
};
