/** The filters on numbers: logarithms, powers, roots, and sizes written for people. */
import { typeError, valueError } from "../../../value/errors.ts";
import { fixedText } from "../../../value/float-text.ts";
import { floatOf, numericOf } from "../../../value/number.ts";
import { parseFloatText } from "../../../value/parse-number.ts";
import { toText } from "../../../value/text.ts";
import { truth } from "../../../value/truth.ts";
import { typeName } from "../../../value/type-name.ts";
import { refuseUndefined } from "../../../value/undefined.ts";
import { float, integer, type Value } from "../../../value/value.ts";
import { type Filter, stringArgument } from "../filter.ts";

function real(filter: string, value: Value): number {
  refuseUndefined(value);
  const number = numericOf(value);
  if (number === undefined) throw typeError(`${filter}() can only be used on numbers, not '${typeName(value)}'`);
  return floatOf(number);
}

function result(number: number, inputs: readonly number[]): Value {
  if (Number.isNaN(number) && !inputs.some(Number.isNaN)) throw valueError("math domain error");
  if (!Number.isFinite(number) && inputs.every(Number.isFinite)) throw valueError("math range error");
  return float(number);
}

export const log: Filter = (_context, value, [base]) => {
  const number = real("log", value);
  if (number <= 0) throw valueError("math domain error");
  if (base === undefined) return float(Math.log(number));
  const given = real("log", base);
  if (given <= 0 || given === 1) throw valueError("math domain error");
  return float(given === 10 ? Math.log10(number) : Math.log(number) / Math.log(given));
};

export const pow: Filter = (_context, value, [exponent = null]) => {
  const inputs = [real("pow", value), real("pow", exponent)] as const;
  // Of 1 every power is 1, in Python also that of NaN.
  return inputs[0] === 1 ? float(1) : result(inputs[0] ** inputs[1], inputs);
};

export const root: Filter = (_context, value, [base = 2]) => {
  const number = real("root", value);
  const degree = real("root", base);
  if (degree === 0) throw valueError("root: the base is zero");
  return result(degree === 2 ? Math.sqrt(number) : number ** (1 / degree), [number]);
};

/** From the largest; each is a power of 1024. */
const UNITS = "YZEPTGMKB";

const limitOf = (unit: string): number => 2 ** (10 * (UNITS.length - 1 - UNITS.indexOf(unit)));

export const humanReadable: Filter = (_context, value, [bits = false, unit = null]) => {
  const size = real("human_readable", value);
  const wanted = unit === null ? undefined : stringArgument("human_readable", "unit", unit).toUpperCase();
  const found = [...UNITS].find((each) => (wanted === undefined ? size >= limitOf(each) : wanted === each)) ?? "B";
  const whole = truth(bits) ? "bits" : "Bytes";
  const scaled = size / limitOf(found);
  if (!Number.isFinite(scaled)) throw valueError("human_readable: not a finite number");
  return `${fixedText(scaled, 2)} ${found === "B" ? whole : found + whole.charAt(0)}`;
};

const SIZE = /^\s*([0-9]*\.?[0-9]*)\s*([A-Za-z]+)?/;

export const humanToBytes: Filter = (_context, value, [defaultUnit = null, bits = false]) => {
  refuseUndefined(value);
  const text = toText(value);
  const [, digits = "", given] = SIZE.exec(text.slice(0, 1000)) ?? [];
  const number = parseFloatText(digits);
  if (number === undefined)
    throw valueError(`human_to_bytes() can't interpret following string: ${text.slice(0, 100)}`);
  const unit =
    given ?? (defaultUnit === null ? undefined : stringArgument("human_to_bytes", "default_unit", defaultUnit));
  if (unit === undefined || unit === "") return rounded(number);
  const first = unit.charAt(0).toUpperCase();
  const [letter, word] = truth(bits) ? ["b", "bit"] : ["B", "byte"];
  const known =
    UNITS.includes(first) && (unit.length === 1 || unit.toLowerCase().includes(word) || unit.charAt(1) === letter);
  if (!known)
    throw valueError(
      `human_to_bytes() failed to convert ${text.slice(0, 100)}: expected ${first}${letter} or ${first}`,
    );
  return rounded(number * limitOf(first));
};

/** To the nearest, ties to even. */
function rounded(number: number): Value {
  if (!Number.isFinite(number)) throw valueError("human_to_bytes: not a finite number");
  const floor = Math.floor(number);
  const up = number - floor > 0.5 || (number - floor === 0.5 && floor % 2 === 1);
  return integer(BigInt(up ? floor + 1 : floor));
}
