/** Small filters of Ansible: truth from words, choices, texts cut apart. */
import { DxgError } from "../../../base/error.ts";
import { equals } from "../../../value/compare.ts";
import { typeError } from "../../../value/errors.ts";
import { indexOf } from "../../../value/number.ts";
import { split as splitText } from "../../../value/string.ts";
import { toText } from "../../../value/text.ts";
import { truth } from "../../../value/truth.ts";
import { typeName } from "../../../value/type-name.ts";
import { refuseUndefined, undefinedError } from "../../../value/undefined.ts";
import { isString, Undefined } from "../../../value/value.ts";
import { type Filter, stringArgument } from "../filter.ts";

const TRUE_WORDS = ["yes", "on", "1", "true"];

/** True for the words of Ansible and for 1; everything else is false, and None stays. */
export const bool: Filter = (_context, value) => {
  refuseUndefined(value);
  if (value === null || typeof value === "boolean") return value;
  return isString(value) ? TRUE_WORDS.includes(toText(value).toLowerCase()) : equals(value, 1);
};

export const ternary: Filter = (_context, value, [ifTrue = null, ifFalse = null, ifNone = null]) => {
  if (value === null && ifNone !== null) return ifNone;
  return truth(value) ? ifTrue : ifFalse;
};

export const mandatory: Filter = (_context, value, [message = null]) => {
  if (!(value instanceof Undefined)) return value;
  if (message === null) throw undefinedError(value);
  throw new DxgError("render/undefined", toText(message));
};

export const typeDebug: Filter = (_context, value) => typeName(value);

/** The method of texts as a filter. */
export const split: Filter = (context, value, [separator = null, limit = -1]) => {
  if (!isString(value)) {
    refuseUndefined(value);
    throw typeError(`split takes a text, not '${typeName(value)}'`);
  }
  const text = toText(value);
  context.spend(text.length);
  return splitText(text, separator === null ? undefined : stringArgument("split", "sep", separator), indexOf(limit));
};
