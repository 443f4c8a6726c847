/** What of constants is too large to be worked out: a check shall not cost what a render may. It computes nothing itself. */
import type { BinaryOperator } from "../lang/ast.ts";
import { mappingPairs } from "../value/compare.ts";
import { lengthOf } from "../value/iterate.ts";
import { numericOf } from "../value/number.ts";
import { toText } from "../value/text.ts";
import { Dict, Float, SafeString, Tuple, type Value } from "../value/value.ts";

/** Values with more characters and items, inner ones counted, are not kept. */
const SIZE_MAX = 4096;

/** Methods that fill a text up to a width. */
const FILLING: ReadonlySet<string> = new Set(["ljust", "rjust", "center", "zfill", "expandtabs"]);

/** Whether a value is kept. */
export function isSmall(value: Value): boolean {
  let rest = SIZE_MAX;
  const fits = (part: Value): boolean => {
    rest -= 1 + (lengthOf(part) ?? 0);
    return rest >= 0 && innerOf(part).every(fits);
  };
  return fits(value);
}

/** Whether an operator repeats something, fills a text up, or makes an integer of so many bits, to a size that is too large. */
export function makesMuch(operator: BinaryOperator, left: Value, right: Value): boolean {
  if (operator === "*") return repeats(left, right) || repeats(right, left);
  if (operator === "**") return bitsOfPower(numericOf(left), numericOf(right)) > SIZE_MAX;
  return operator === "%" && isText(left) && fills(toText(left), /\*/, [right]);
}

/** Whether a method fills a text up to a size that is too large. */
export function fillsMuch(method: string, target: Value, args: readonly Value[]): boolean {
  if (!isText(target)) return false;
  if (method === "format" || method === "format_map") return fills(toText(target), /\{[^}]*\{/, args);
  return FILLING.has(method) && args.some(isMuch);
}

/** Bits of the integer that a power of integers is. */
function bitsOfPower(base: ReturnType<typeof numericOf>, exponent: ReturnType<typeof numericOf>): number {
  if (base === undefined || base instanceof Float || exponent === undefined || exponent instanceof Float) return 0;
  return Math.log2(Math.abs(Number(base))) * Number(exponent);
}

function repeats(sequence: Value, times: Value): boolean {
  const count = numericOf(times);
  if (numericOf(sequence) !== undefined || count === undefined || count instanceof Float) return false;
  return (lengthOf(sequence) ?? 0) * Number(count) > SIZE_MAX;
}

/** @param takes what a format has that gets a width from its arguments */
function fills(format: string, takes: RegExp, args: readonly Value[]): boolean {
  return isMuch(format) || (takes.test(format) && args.some(isMuch));
}

/** Whether a value is or holds a number that is too large a width, also in a text. */
function isMuch(value: Value): boolean {
  const number = numericOf(value);
  if (number !== undefined) return !(number instanceof Float) && number > SIZE_MAX;
  if (!isText(value)) return innerOf(value).some(isMuch);
  return (toText(value).match(/\d+/g) ?? []).some((digits) => Number(digits) > SIZE_MAX);
}

function isText(value: Value): boolean {
  return typeof value === "string" || value instanceof SafeString;
}

function innerOf(value: Value): readonly Value[] {
  if (Array.isArray(value)) return value;
  if (value instanceof Tuple) return value.items;
  return value instanceof Dict ? mappingPairs(value).map(([, inner]) => inner) : [];
}
