/**
 * Floats as decimal text: Python's shortest repr, and exact rounding to decimal places. JavaScript and CPython both give
 * the shortest digits that read back as the same float; only the notation differs.
 */

/** `repr(float)`: "1.0", "1e+16", "1e-05", "inf", "nan". */
export function floatText(number: number): string {
  if (!Number.isFinite(number)) return Number.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
  if (number === 0) return Object.is(number, -0) ? "-0.0" : "0.0";
  const size = Math.abs(number);
  if (size >= 1e-4 && size < 1e16) {
    const text = String(number);
    return Number.isInteger(number) ? `${text}.0` : text;
  }
  const text = number.toExponential();
  const mark = text.indexOf("e");
  const digits = text.slice(mark + 2);
  return text.slice(0, mark + 2) + (digits.length < 2 ? `0${digits}` : digits);
}

/** A finite float as an exact fraction `numerator / 2 ** shift` (shift may be negative). */
export function exactFraction(number: number): { readonly numerator: bigint; readonly shift: number } {
  const bits = new DataView(new ArrayBuffer(8));
  bits.setFloat64(0, number);
  const high = bits.getUint32(0);
  const exponent = (high >>> 20) & 0x7ff;
  const fraction = (BigInt(high & 0xfffff) << 32n) | BigInt(bits.getUint32(4));
  const mantissa = exponent === 0 ? fraction : fraction | (1n << 52n);
  return { numerator: high >>> 31 ? -mantissa : mantissa, shift: 1075 - Math.max(exponent, 1) };
}

/** `numerator / denominator` to the nearest integer, ties to even; the denominator is positive. */
export function divideHalfEven(numerator: bigint, denominator: bigint): bigint {
  const negative = numerator < 0n;
  const size = negative ? -numerator : numerator;
  let quotient = size / denominator;
  const twice = (size % denominator) * 2n;
  if (twice > denominator || (twice === denominator && (quotient & 1n) === 1n)) quotient += 1n;
  return negative ? -quotient : quotient;
}

/** The integer nearest to `number * 10 ** digits`, decided on the exact value, ties to even; `number` is finite. */
export function scaledDecimal(number: number, digits: number): bigint {
  const { numerator, shift } = exactFraction(number);
  const top = (digits > 0 ? numerator * 10n ** BigInt(digits) : numerator) << BigInt(Math.max(0, -shift));
  const bottom = (digits < 0 ? 10n ** BigInt(-digits) : 1n) << BigInt(Math.max(0, shift));
  return divideHalfEven(top, bottom);
}

/** Python's `round(float, digits)` for a finite number: correct to the last bit; infinite when out of range. */
export function roundDecimal(number: number, digits: number): number {
  // Beyond these CPython does not look at the digits either: nothing, or everything, is cut.
  if (digits > 323) return number;
  if (digits < -308) return 0 * number;
  const rounded = Number(`${scaledDecimal(number, digits)}e${-digits}`);
  return rounded === 0 && (number < 0 || Object.is(number, -0)) ? -0 : rounded;
}

/** Python's `format(number, ".{digits}f")` for a finite number. */
export function fixedText(number: number, digits: number): string {
  const scaled = scaledDecimal(Math.abs(number), digits)
    .toString()
    .padStart(digits + 1, "0");
  const sign = number < 0 || Object.is(number, -0) ? "-" : "";
  if (digits === 0) return sign + scaled;
  return `${sign}${scaled.slice(0, -digits)}.${scaled.slice(-digits)}`;
}
