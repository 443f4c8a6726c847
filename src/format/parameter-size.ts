/** Which numbers a parameter takes; and its limits `min` and `max`: of a number its value, of a text or list its length. */
import { lengthOf } from "../value/iterate.ts";
import { Float, isNumber, type Value } from "../value/value.ts";

/** A least or greatest value; a big one is a bigint, so that it is exact. */
export type Limit = number | bigint;

/** What was expected of a value that is too small or too large, such as `at least 2 items`; undefined when it is neither. */
export function sizeFault(value: Value, min: Limit | undefined, max: Limit | undefined): string | undefined {
  if (min === undefined && max === undefined) return undefined;
  // JavaScript compares a number with a bigint exactly.
  const size = isNumber(value) ? (value instanceof Float ? value.number : value) : lengthOf(value);
  const text = (limit: Limit): string =>
    isNumber(value) ? String(limit) : countText(limit, Array.isArray(value) ? "item" : "character");
  if (size !== undefined && min !== undefined && size < min) return `at least ${text(min)}`;
  if (size !== undefined && max !== undefined && size > max) return `at most ${text(max)}`;
  return undefined;
}

/** `1 item`, `2 items`. */
export function countText(count: Limit, noun: string): string {
  return `${count} ${noun}${Number(count) === 1 ? "" : "s"}`;
}

/** False for NaN and infinities, which no JSON has and no limit keeps out: parameters never hold them as a `number`. */
export function isFiniteNumber(value: Value): boolean {
  return typeof value === "bigint" || Number.isFinite(value instanceof Float ? value.number : value);
}
