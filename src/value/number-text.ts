/**
 * Numbers in the notations of C's printf and Python's format(): fixed, exponent and general floats, integers in a base,
 * grouped digits, padding between sign and digits. Digits are exact, ties go to the even one. It knows no format string.
 * Source: the Python library reference, "Format Specification Mini-Language" and "printf-style String Formatting".
 */
import { VALUE_LENGTH_MAX } from "../base/limits.ts";
import { limitError } from "./errors.ts";
import { fixedText, scaledDecimal } from "./float-text.ts";
import { addWork } from "./work.ts";

/** No float has more digits behind its decimal point; all further ones are zeros. */
const DIGITS_MAX = 1100;

export interface FloatStyle {
  readonly notation: "f" | "e" | "g";
  /** Digits behind the point; significant ones for `g`. */
  readonly precision: number;
  /** Keeps the point, and for `g` the zeros at the end. */
  readonly alternate: boolean;
  /** `g` with at least one digit behind the point, which `format()` without a type letter has. */
  readonly point?: boolean;
}

/** The size of a float in a notation, without its sign. @throws {DxgError} render/limit */
export function floatDigits(number: number, style: FloatStyle): string {
  const size = Math.abs(number);
  if (!Number.isFinite(size)) return Number.isNaN(size) ? "nan" : "inf";
  checkRoom(style.precision);
  addWork(Math.min(style.precision, DIGITS_MAX));
  switch (style.notation) {
    case "f":
      return fixed(size, style.precision, style.alternate);
    case "e": {
      const { digits, exponent } = significant(size, style.precision + 1);
      return exponential(digits, exponent, style.alternate);
    }
    case "g":
      return general(size, style);
  }
}

function fixed(size: number, precision: number, alternate: boolean): string {
  const kept = Math.min(precision, DIGITS_MAX);
  const text = fixedText(size, kept) + "0".repeat(precision - kept);
  return precision === 0 && alternate ? `${text}.` : text;
}

/** The first `count` decimal digits, rounded, and the exponent of the first one. */
function significant(size: number, count: number): { readonly digits: string; readonly exponent: number } {
  if (size === 0) return { digits: "0".repeat(count), exponent: 0 };
  const kept = Math.min(count, DIGITS_MAX);
  const shortest = size.toExponential();
  let exponent = Number(shortest.slice(shortest.indexOf("e") + 1));
  let digits = scaledDecimal(size, kept - 1 - exponent).toString();
  if (digits.length > kept) {
    // Rounded up to the next power of ten.
    exponent += 1;
    digits = digits.slice(0, kept);
  }
  return { digits: digits + "0".repeat(count - kept), exponent };
}

function exponential(digits: string, exponent: number, alternate: boolean): string {
  const rest = digits.slice(1);
  const sign = exponent < 0 ? "-" : "+";
  const size = String(Math.abs(exponent)).padStart(2, "0");
  return `${digits.charAt(0)}${rest === "" && !alternate ? "" : `.${rest}`}e${sign}${size}`;
}

function general(size: number, { precision, alternate, point = false }: FloatStyle): string {
  const count = Math.max(1, precision);
  const { digits, exponent } = significant(size, count);
  const kept = alternate ? digits : digits.replace(/0+$/, "").padEnd(1, "0");
  if (exponent < -4 || exponent >= (point ? count - 1 : count)) return exponential(kept, exponent, alternate);
  if (exponent < 0) return `0.${"0".repeat(-exponent - 1)}${kept}`;
  const whole = kept.slice(0, exponent + 1).padEnd(exponent + 1, "0");
  const rest = kept.slice(exponent + 1);
  if (rest === "" && point) return `${whole}.0`;
  return rest === "" && !alternate ? whole : `${whole}.${rest}`;
}

/** The size of an integer in a base, without sign or prefix; the work of it is counted. */
export function integerDigits(integer: number | bigint, base: 2 | 8 | 10 | 16): string {
  const digits = (integer < 0 ? -integer : integer).toString(base);
  addWork(base === 10 ? (digits.length * digits.length) / 1024 : digits.length);
  return digits;
}

/** How many digits there are before a point or an exponent. Groups of four are those of other bases than ten. */
export function wholeDigits(digits: string, size: number): number {
  return (size === 4 ? /^[0-9a-f]*/i : /^[0-9]*/).exec(digits)?.[0].length ?? 0;
}

/** Puts a separator between groups of `size` digits of the part before `.` or an exponent. */
export function grouped(digits: string, separator: string, size: number): string {
  const whole = digits.slice(0, wholeDigits(digits, size));
  let out = "";
  for (let end = whole.length; end > 0; end -= size) {
    const group = whole.slice(Math.max(0, end - size), end);
    out = out === "" ? group : group + separator + out;
  }
  return out + digits.slice(whole.length);
}

/** @throws {DxgError} render/limit for a width or precision beyond any value. */
export function checkRoom(width: number): void {
  if (width > VALUE_LENGTH_MAX) throw limitError(`result is longer than ${VALUE_LENGTH_MAX}`);
}
