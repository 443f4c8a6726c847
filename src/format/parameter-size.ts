/** The limits `min` and `max` of a parameter: of a number its value, of a text or list its length. */
import { lengthOf } from "../value/iterate.ts";
import { isFloat, isNumber, type Value } from "../value/value.ts";

/** What was expected of a value that is too small or too large, such as `at least 2 items`; undefined when it is neither. */
export function sizeFault(value: Value, min: number | undefined, max: number | undefined): string | undefined {
  if (min === undefined && max === undefined) return undefined;
  const size = isNumber(value)
    ? Number(isFloat(value) && typeof value === "object" ? value.number : value)
    : lengthOf(value);
  const what = isNumber(value) ? "" : Array.isArray(value) ? " items" : " characters";
  if (size !== undefined && min !== undefined && size < min) return `at least ${min}${what}`;
  if (size !== undefined && max !== undefined && size > max) return `at most ${max}${what}`;
  return undefined;
}
