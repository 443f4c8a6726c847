/** Conversions between the kinds of numbers, as Python's arithmetic needs them. It has no operators. */
import { valueError } from "./errors.ts";
import { typeName } from "./type-name.ts";
import { wrongType } from "./undefined.ts";
import { Float, type Value } from "./value.ts";
import { addWork } from "./work.ts";

/** A number of JavaScript that stands for a float, or an integer; undefined when `value` is no number. Booleans count. */
export function numericOf(value: Value): number | bigint | Float | undefined {
  switch (typeof value) {
    case "number":
    case "bigint":
      return value;
    case "boolean":
      return value ? 1 : 0;
  }
  return value instanceof Float ? value : undefined;
}

/** An integer or boolean as an integer; undefined for anything else, floats too. */
export function integerOf(value: Value): number | bigint | undefined {
  switch (typeof value) {
    case "number":
      return Number.isSafeInteger(value) ? value : undefined;
    case "bigint":
      return value;
    case "boolean":
      return value ? 1 : 0;
    default:
      return undefined;
  }
}

/**
 * A count, width or index: an integer that JavaScript can hold; one beyond that is cut to the largest.
 * @throws {DxgError} render/type when it is not an integer.
 */
export function indexOf(value: Value): number {
  const index = integerOf(value);
  if (index === undefined) throw wrongType(value, `'${typeName(value)}' object cannot be interpreted as an integer`);
  if (typeof index === "number") return index;
  return index > 0n ? Number.MAX_SAFE_INTEGER : Number.MIN_SAFE_INTEGER;
}

/**
 * The float of a numeric as a JavaScript number.
 * @throws {DxgError} render/value when an integer is too large.
 */
export function floatOf(number: number | bigint | Float): number {
  if (typeof number === "number") return number + 0;
  if (number instanceof Float) return number.number;
  const float = Number(number);
  if (!Number.isFinite(float)) throw valueError("int too large to convert to float");
  return float;
}

/** True when a numeric is an integer. */
export function isIntegral(number: number | bigint | Float): number is number | bigint {
  return typeof number === "bigint" || (typeof number === "number" && Number.isSafeInteger(number));
}

const WORD_RANGE = 2 ** 32;

/** How many bits the size of an integer has. */
export function bitLength(integer: number | bigint): number {
  if (typeof integer === "number") {
    const size = Math.abs(integer);
    return size < WORD_RANGE ? 32 - Math.clz32(size) : 64 - Math.clz32(size / WORD_RANGE);
  }
  const digits = (integer < 0n ? -integer : integer).toString(16);
  addWork(digits.length / 2);
  return digits.length * 4 - (Math.clz32(Number.parseInt(digits.charAt(0), 16)) - 28);
}
