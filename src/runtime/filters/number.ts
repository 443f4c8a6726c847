/** The filters that make or round numbers. */
import { divide, multiply, negate, power } from "../../value/arithmetic.ts";
import { hashOf } from "../../value/compare.ts";
import { typeError, valueError } from "../../value/errors.ts";
import { divideHalfEven, fixedText, roundDecimal } from "../../value/float-text.ts";
import { floatOf, indexOf, integerOf, isIntegral, numericOf } from "../../value/number.ts";
import { parseFloatText, parseIntegerText } from "../../value/parse-number.ts";
import { quote } from "../../value/quote.ts";
import { truth } from "../../value/truth.ts";
import { typeName } from "../../value/type-name.ts";
import { refuseUndefined, wrongType } from "../../value/undefined.ts";
import { Float, float as floatValue, integer, SafeString, type Value } from "../../value/value.ts";
import type { Filter } from "./filter.ts";

export const abs: Filter = (_context, value) => {
  const number = numericOf(value);
  if (number === undefined) throw wrongType(value, `bad operand type for abs(): '${typeName(value)}'`);
  if (number instanceof Float) return new Float(Math.abs(number.number));
  return number < 0 ? negate(number) : typeof number === "number" ? number + 0 : number;
};

export const int: Filter = (_context, value, [otherwise = 0, base = 10]) => {
  refuseUndefined(value);
  const text = textOf(value);
  if (text === undefined) {
    const whole = integerOf(value);
    if (whole !== undefined) return whole;
  } else {
    const radix = integerOf(base);
    const whole = typeof radix === "number" ? parseIntegerText(text, radix) : undefined;
    if (whole !== undefined) return whole;
  }
  // Python's own quirk in Jinja2: "42.23" is an integer by way of a float, whatever the base is.
  const number = toFloat(value, text);
  // Jinja2 3.2 takes the default for an infinite number too; 3.1 lets Python's error through.
  if (number === undefined || !Number.isFinite(number)) return otherwise;
  return integer(BigInt(Math.trunc(number)));
};

export const float: Filter = (_context, value, [otherwise = ZERO]) => {
  refuseUndefined(value);
  const number = toFloat(value, textOf(value));
  return number === undefined ? otherwise : floatValue(number);
};
const ZERO = new Float(0);

function textOf(value: Value): string | undefined {
  if (typeof value === "string") return value;
  return value instanceof SafeString ? value.text : undefined;
}

function toFloat(value: Value, text: string | undefined): number | undefined {
  if (text !== undefined) return parseFloatText(text);
  const number = numericOf(value);
  return number === undefined ? undefined : floatOf(number);
}

export const round: Filter = (_context, value, [precision = 0, method = "common"]) => {
  // Jinja2 looks for it in a set.
  hashOf(method);
  const how = textOf(method);
  if (how !== "common" && how !== "ceil" && how !== "floor") {
    throw valueError("method must be common, ceil or floor");
  }
  if (how !== "common") {
    const scale = power(10, precision);
    return divide(wholeOf(multiply(value, scale), how), scale);
  }
  const number = numericOf(value);
  if (number === undefined) throw wrongType(value, `type ${typeName(value)} doesn't define __round__ method`);
  if (!isIntegral(number))
    return precision === null ? wholeOf(value, "even") : roundFloat(floatOf(number), indexOf(precision));
  const digits = precision === null ? 0 : indexOf(precision);
  if (digits >= 0) return number;
  // More zeros than a bounded integer can have digits leave nothing.
  if (digits < -1_000_000) return 0;
  const unit = 10n ** BigInt(-digits);
  return integer(divideHalfEven(BigInt(number), unit) * unit);
};

function roundFloat(number: number, digits: number): Value {
  if (!Number.isFinite(number)) return number;
  const rounded = roundDecimal(number, digits);
  if (!Number.isFinite(rounded)) throw valueError("rounded value too large to represent");
  return floatValue(rounded);
}

/** `math.ceil`, `math.floor` or `round` without places: an integer. */
function wholeOf(value: Value, how: "ceil" | "floor" | "even"): Value {
  const number = numericOf(value);
  if (number === undefined) throw typeError(`must be real number, not ${typeName(value)}`);
  if (isIntegral(number)) return number;
  const size = floatOf(number);
  if (!Number.isFinite(size)) {
    throw valueError(`cannot convert float ${Number.isNaN(size) ? "NaN" : "infinity"} to integer`);
  }
  if (how === "even") return integer(BigInt(roundDecimal(size, 0)));
  return integer(BigInt(how === "ceil" ? Math.ceil(size) : Math.floor(size)));
}

const PREFIXES = ["k", "M", "G", "T", "P", "E", "Z", "Y"];

export const filesizeformat: Filter = (_context, value, [binary = false]) => {
  refuseUndefined(value);
  const text = textOf(value);
  const bytes = toFloat(value, text);
  if (bytes === undefined) {
    if (text !== undefined) throw valueError(`could not convert string to float: ${quote(text)}`);
    throw typeError(`float() argument must be a string or a real number, not '${typeName(value)}'`);
  }
  const base = truth(binary) ? 1024 : 1000;
  if (bytes === 1) return "1 Byte";
  if (bytes < base) {
    if (!Number.isFinite(bytes)) throw valueError("cannot convert float infinity to integer");
    return `${BigInt(Math.trunc(bytes))} Bytes`;
  }
  // Integers, since 1000 to the eighth is no float: the nearest one is below it.
  const factor = BigInt(base);
  let unit = factor;
  let prefix = "";
  for (const each of PREFIXES) {
    prefix = each;
    unit *= factor;
    if (bytes < unit) break;
  }
  const amount = (base * bytes) / Number(unit);
  const shown = Number.isFinite(amount) ? fixedText(amount, 1) : Number.isNaN(amount) ? "nan" : "inf";
  return `${shown} ${base === 1024 ? `${prefix.toUpperCase()}iB` : `${prefix}B`}`;
};
