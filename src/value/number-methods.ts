/**
 * The attributes and methods of Python's int, bool and float. Source: the Python library reference, "Numeric Types".
 */
import { INTEGER_BITS_MAX } from "../base/limits.ts";
import { typeError, valueError } from "./errors.ts";
import { exactFraction } from "./float-text.ts";
import { bind, simple, table } from "./method.ts";
import { bitLength } from "./number.ts";
import { integerDigits } from "./number-text.ts";
import { Float, float, integer, Tuple, type Value } from "./value.ts";

const INTEGER_METHODS = table<number | bigint>(() => ({
  bit_length: simple((number) => bitLength(number)),
  bit_count: simple((number) => bitCount(number)),
  conjugate: simple((number) => number),
  as_integer_ratio: simple((number) => new Tuple([number, 1])),
  to_bytes: {
    params: ["length", "byteorder"],
    required: 0,
    variadic: true,
    run: () => {
      throw typeError("to_bytes() makes bytes, which templates do not have");
    },
  },
}));

const FLOAT_METHODS = table<number>(() => ({
  is_integer: simple((number) => Number.isInteger(number)),
  conjugate: simple((number) => float(number)),
  hex: simple((number) => hexText(number)),
  as_integer_ratio: simple((number) => ratio(number)),
}));

/** The attribute `name` of an integer, boolean or float; undefined when there is none. */
export function numberAttribute(value: number | bigint | boolean | Float, name: string): Value | undefined {
  if (value instanceof Float || (typeof value === "number" && !Number.isSafeInteger(value))) {
    const number = value instanceof Float ? value.number : value;
    if (name === "real") return value;
    return name === "imag" ? new Float(0) : bind(FLOAT_METHODS(), name, number, 0, value);
  }
  const whole = typeof value === "boolean" ? Number(value) : value;
  switch (name) {
    case "real":
    case "numerator":
      return whole;
    case "imag":
      return 0;
    case "denominator":
      return 1;
    default:
      return bind(INTEGER_METHODS(), name, whole, 0, whole);
  }
}

function bitCount(number: number | bigint): number {
  const digits = integerDigits(number, 2);
  let count = 0;
  for (let index = 0; index < digits.length; index++) if (digits.charCodeAt(index) === 0x31) count++;
  return count;
}

function ratio(number: number): Value {
  if (Number.isNaN(number)) throw valueError("cannot convert NaN to integer ratio");
  if (!Number.isFinite(number)) throw valueError("cannot convert Infinity to integer ratio");
  const { numerator, shift } = exactFraction(number);
  if (shift <= 0) return new Tuple([integer(numerator << BigInt(Math.min(-shift, INTEGER_BITS_MAX))), 1]);
  let top = numerator;
  let left = shift;
  while (left > 0 && (top & 1n) === 0n) {
    top >>= 1n;
    left -= 1;
    if (top === 0n) left = 0;
  }
  return new Tuple([integer(top), integer(1n << BigInt(left))]);
}

/** `float.hex()`: "0x1.8000000000000p+1". */
function hexText(number: number): string {
  if (!Number.isFinite(number)) return Number.isNaN(number) ? "nan" : number > 0 ? "inf" : "-inf";
  const sign = number < 0 || Object.is(number, -0) ? "-" : "";
  if (number === 0) return `${sign}0x0.0p+0`;
  const { numerator, shift } = exactFraction(Math.abs(number));
  const subnormal = numerator < 1n << 52n;
  const fraction = (numerator & ((1n << 52n) - 1n)).toString(16).padStart(13, "0");
  const exponent = subnormal ? -1022 : 52 - shift;
  return `${sign}0x${subnormal ? 0 : 1}.${fraction}p${exponent < 0 ? "-" : "+"}${Math.abs(exponent)}`;
}
