/**
 * Python's arithmetic operators on values: exact unbounded integers, IEEE floats, concatenation and repetition of
 * strings and lists. Safe integers take the first lines of each operator; nothing here is a comparison.
 */
import { DxgError } from "../base/error.ts";
import { INTEGER_BITS_MAX, VALUE_LENGTH_MAX } from "../base/limits.ts";
import { limitError, typeError, valueError } from "./errors.ts";
import { escapeHtml, escapeValue } from "./escape.ts";
import { divideHalfEven, exactFraction } from "./float-text.ts";
import { bitLength, floatOf, integerOf, isIntegral, numericOf } from "./number.ts";
import { percent } from "./percent-format.ts";
import { typeName } from "./type-name.ts";
import { refuseUndefined } from "./undefined.ts";
import { Float, float, integer, SafeString, Tuple, Undefined, type Value } from "./value.ts";
import { addIntegerWork, addTextWork, addWork } from "./work.ts";

/**
 * `left + right`.
 * @throws {DxgError} render/type, render/undefined, render/limit.
 */
export function add(left: Value, right: Value): Value {
  if (typeof left === "number" && typeof right === "number") {
    if (Number.isSafeInteger(left) && Number.isSafeInteger(right)) {
      const sum = left + right;
      return Number.isSafeInteger(sum) ? sum : integer(BigInt(left) + BigInt(right));
    }
    return float(left + right);
  }
  if (typeof left === "string" && typeof right === "string") return limited(left, right);
  const a = numericOf(left);
  const b = numericOf(right);
  if (a !== undefined && b !== undefined) {
    if (isIntegral(a) && isIntegral(b)) return bounded(BigInt(a) + BigInt(b));
    return float(floatOf(a) + floatOf(b));
  }
  if (left instanceof SafeString && (typeof right === "string" || right instanceof SafeString || isChainable(right))) {
    return new SafeString(limited(left.text, escapeValue(right).text));
  }
  if (typeof left === "string" && right instanceof SafeString) {
    return new SafeString(limited(escapeHtml(left), right.text));
  }
  if (Array.isArray(left) && Array.isArray(right)) {
    checkLength(left.length + right.length);
    addWork(left.length + right.length);
    return left.concat(right);
  }
  if (left instanceof Tuple && right instanceof Tuple) {
    checkLength(left.items.length + right.items.length);
    addWork(left.items.length + right.items.length);
    return new Tuple([...left.items, ...right.items]);
  }
  refuseUndefined(left);
  refuseUndefined(right);
  const kind = concatenable(left);
  if (kind === undefined) throw unsupported("+", left, right);
  throw typeError(
    `can only concatenate ${kind} (not "${typeName(right)}") to ${kind}`,
    kind === "str" || concatenable(right) === "str" ? "Join texts with `~`, which converts its operands." : undefined,
  );
}

/** The one kind of undefined value that Jinja2 lets stand beside a safe string. */
function isChainable(value: Value): boolean {
  return value instanceof Undefined && value.mode === "chainable";
}

function concatenable(value: Value): string | undefined {
  if (typeof value === "string" || value instanceof SafeString) return "str";
  if (Array.isArray(value)) return "list";
  return value instanceof Tuple ? "tuple" : undefined;
}

function limited(left: string, right: string): string {
  const length = left.length + right.length;
  checkLength(length);
  addTextWork(length);
  return left + right;
}

function checkLength(length: number): void {
  if (length > VALUE_LENGTH_MAX) throw limitError(`result is longer than ${VALUE_LENGTH_MAX}`);
}

/** `left - right`. @throws {DxgError} as `add`. */
export function subtract(left: Value, right: Value): Value {
  if (typeof left === "number" && typeof right === "number") {
    if (Number.isSafeInteger(left) && Number.isSafeInteger(right)) {
      const difference = left - right;
      return Number.isSafeInteger(difference) ? difference : integer(BigInt(left) - BigInt(right));
    }
    return float(left - right);
  }
  const [a, b] = numerics("-", left, right);
  if (isIntegral(a) && isIntegral(b)) return bounded(BigInt(a) - BigInt(b));
  return float(floatOf(a) - floatOf(b));
}

/** `left * right`, with repetition of strings, lists and tuples. @throws {DxgError} as `add`. */
export function multiply(left: Value, right: Value): Value {
  if (typeof left === "number" && typeof right === "number") {
    if (Number.isSafeInteger(left) && Number.isSafeInteger(right)) {
      const product = left * right;
      return Number.isSafeInteger(product) ? product + 0 : integer(BigInt(left) * BigInt(right));
    }
    return float(left * right);
  }
  const a = numericOf(left);
  const b = numericOf(right);
  if (a !== undefined && b !== undefined) {
    if (!(isIntegral(a) && isIntegral(b))) return float(floatOf(a) * floatOf(b));
    const bits = bitLength(a);
    const otherBits = bitLength(b);
    checkBits(bits + otherBits);
    addIntegerWork(bits, otherBits);
    return integer(BigInt(a) * BigInt(b));
  }
  refuseUndefined(left);
  refuseUndefined(right);
  if (concatenable(left) !== undefined) return repeat(left, right);
  if (concatenable(right) !== undefined) return repeat(right, left);
  throw unsupported("*", left, right);
}

function repeat(sequence: Value, times: Value): Value {
  const whole = integerOf(times);
  if (whole === undefined) throw typeError(`can't multiply sequence by non-int of type '${typeName(times)}'`);
  const count = whole <= 0 ? 0 : Number(whole);
  if (typeof sequence === "string") return repeatText(sequence, count);
  if (sequence instanceof SafeString) return new SafeString(repeatText(sequence.text, count));
  const items = sequence instanceof Tuple ? sequence.items : (sequence as readonly Value[]);
  if (items.length > 0) {
    checkLength(items.length * count);
    addWork(items.length * count);
  }
  const out: Value[] = [];
  for (let round = 0; items.length > 0 && round < count; round++) {
    for (let index = 0; index < items.length; index++) out.push(items[index] as Value);
  }
  return sequence instanceof Tuple ? new Tuple(out) : out;
}

function repeatText(text: string, count: number): string {
  if (text === "") return "";
  checkLength(text.length * count);
  addTextWork(text.length * count);
  return text.repeat(count);
}

/** `left / right`: always a float. @throws {DxgError} as `add`; render/division-by-zero. */
export function divide(left: Value, right: Value): Value {
  const [a, b] = numerics("/", left, right);
  if (isIntegral(a) && isIntegral(b)) {
    if (b === 0) throw divisionByZero("division by zero");
    return float(typeof a === "number" && typeof b === "number" ? (a + 0) / b : divideBig(BigInt(a), BigInt(b)));
  }
  const bottom = floatOf(b);
  if (bottom === 0) throw divisionByZero("float division by zero");
  return float(floatOf(a) / bottom);
}

/** The float nearest to a quotient of large integers: 64 significant bits and a sticky one are enough to round once. */
function divideBig(top: bigint, bottom: bigint): number {
  const negative = top < 0n !== bottom < 0n;
  const a = top < 0n ? -top : top;
  const b = bottom < 0n ? -bottom : bottom;
  const bits = bitLength(a);
  const otherBits = bitLength(b);
  const shift = otherBits - bits + 72;
  addIntegerWork(bits, otherBits);
  // Far below the smallest float: its rounding does not need the digits.
  if (shift > 1300) return negative ? -0 : 0;
  const scaledTop = shift > 0 ? a << BigInt(shift) : a;
  const scaledBottom = shift < 0 ? b << BigInt(-shift) : b;
  let quotient = scaledTop / scaledBottom;
  if (scaledTop % scaledBottom !== 0n) quotient |= 1n;
  // Below the normal floats the rounding place moves, so it is done on the integer.
  const size =
    shift > 1000
      ? Number(divideHalfEven(quotient, 1n << BigInt(Math.max(0, shift - 1074)))) * 2 ** -Math.min(shift, 1074)
      : Number(quotient) * 2 ** -shift;
  if (!Number.isFinite(size)) throw valueError("integer division result too large for a float");
  return negative ? -size : size;
}

/** `left // right`: rounds down. @throws {DxgError} as `divide`. */
export function floorDivide(left: Value, right: Value): Value {
  const [a, b] = numerics("//", left, right);
  if (isIntegral(a) && isIntegral(b)) {
    if (b === 0) throw divisionByZero("integer division or modulo by zero");
    if (typeof a === "number" && typeof b === "number") {
      const whole = a - floorModulo(a, b);
      if (Number.isSafeInteger(whole)) return whole / b + 0;
    }
    const top = BigInt(a);
    const bottom = BigInt(b);
    addIntegerWork(bitLength(top), bitLength(bottom));
    const quotient = top / bottom;
    return integer(top % bottom !== 0n && top < 0n !== bottom < 0n ? quotient - 1n : quotient);
  }
  const top = floatOf(a);
  const bottom = floatOf(b);
  if (bottom === 0) throw divisionByZero("float floor division by zero");
  return float(floatDivmod(top, bottom).quotient);
}

/** `left % right`: has the sign of `right`; strings are formatted. @throws {DxgError} as `divide` and `percent`. */
export function modulo(left: Value, right: Value): Value {
  if (typeof left === "string" || left instanceof SafeString) return percent(left, right);
  const [a, b] = numerics("%", left, right);
  if (isIntegral(a) && isIntegral(b)) {
    if (b === 0) throw divisionByZero("integer modulo by zero");
    if (typeof a === "number" && typeof b === "number") return floorModulo(a, b);
    const bottom = BigInt(b);
    addIntegerWork(bitLength(a), bitLength(bottom));
    const rest = BigInt(a) % bottom;
    return integer(rest !== 0n && rest < 0n !== bottom < 0n ? rest + bottom : rest);
  }
  const bottom = floatOf(b);
  if (bottom === 0) throw divisionByZero("float modulo");
  return float(floatDivmod(floatOf(a), bottom).rest);
}

/** Python's `%` on safe integers; never negative zero. */
function floorModulo(a: number, b: number): number {
  const rest = a % b;
  return rest !== 0 && rest < 0 !== b < 0 ? rest + b : rest + 0;
}

/** Python's `divmod` of floats: the quotient is made whole from the exact remainder, not from the division. */
function floatDivmod(top: number, bottom: number): { readonly quotient: number; readonly rest: number } {
  let rest = top % bottom;
  let quotient = (top - rest) / bottom;
  if (rest === 0) rest = bottom < 0 ? -0 : 0;
  else if (bottom < 0 !== rest < 0) {
    rest += bottom;
    quotient -= 1;
  }
  if (quotient === 0) return { quotient: top < 0 !== bottom < 0 && top !== 0 ? -0 : signedZero(top / bottom), rest };
  const down = Math.floor(quotient);
  return { quotient: quotient - down > 0.5 ? down + 1 : down, rest };
}

function signedZero(sign: number): number {
  return sign < 0 || Object.is(sign, -0) ? -0 : 0;
}

/** `left ** right`. @throws {DxgError} as `divide`; render/value for a result that is complex or beyond floats. */
export function power(left: Value, right: Value): Value {
  const [a, b] = numerics("** or pow()", left, right);
  if (isIntegral(a) && isIntegral(b) && b >= 0) return integerPower(BigInt(a), b);
  const base = floatOf(a);
  const exponent = floatOf(b);
  if (base === 1 || exponent === 0) return float(1);
  if (base === -1 && !Number.isFinite(exponent)) return float(Number.isNaN(exponent) ? Number.NaN : 1);
  if (base === 0 && exponent < 0 && Number.isFinite(exponent))
    throw divisionByZero("0.0 cannot be raised to a negative power");
  if (base < 0 && Number.isFinite(base) && Number.isFinite(exponent) && !Number.isInteger(exponent)) {
    throw valueError("a negative number to a fractional power is a complex number");
  }
  const result = floatPower(base, exponent);
  if (!Number.isFinite(result) && Number.isFinite(base) && Number.isFinite(exponent)) {
    throw valueError("numerical result out of range");
  }
  return float(result);
}

/** Whole exponents up to this are computed by the engine with repeated, inexact multiplications. */
const INEXACT_EXPONENT_MAX = 1000;

/** A finite power to the last bit, as libm gives it; engines of JavaScript may be several bits off. */
function floatPower(base: number, exponent: number): number {
  const bits = exponent * Math.log2(Math.abs(base));
  const small = Number.isInteger(exponent) && Math.abs(exponent) <= INEXACT_EXPONENT_MAX;
  if (!small || !(Math.abs(bits) < 1100)) return base ** exponent;
  const { numerator, shift } = exactFraction(base);
  const size = BigInt(Math.abs(exponent));
  const scale = 1n << (BigInt(Math.abs(shift)) * size);
  const top = numerator ** size * (shift < 0 ? scale : 1n);
  const bottom = shift < 0 ? 1n : scale;
  return exponent < 0 ? divideBig(bottom, top) : divideBig(top, bottom);
}

function integerPower(base: bigint, exponent: number | bigint): Value {
  // 0, 1 and -1 stay small whatever the exponent is.
  if (base >= -1n && base <= 1n) return base === 0n ? (exponent === 0 ? 1 : 0) : base === 1n ? 1 : evenOdd(exponent);
  if (typeof exponent === "bigint") throw limitError(`integer has more than ${INTEGER_BITS_MAX} bits`);
  checkBits((bitLength(base) - 1) * exponent);
  const result = base ** BigInt(exponent);
  const bits = bitLength(result);
  checkBits(bits);
  addIntegerWork(bits, bits);
  return integer(result);
}

function evenOdd(exponent: number | bigint): number {
  return BigInt(exponent) % 2n === 0n ? 1 : -1;
}

/** `-operand`. @throws {DxgError} render/type, render/undefined. */
export function negate(operand: Value): Value {
  if (typeof operand === "number") return Number.isSafeInteger(operand) ? 0 - operand : -operand;
  if (operand instanceof Float) return new Float(-operand.number);
  const whole = integerOf(operand);
  if (whole === undefined) throw badUnary("-", operand);
  return typeof whole === "bigint" ? integer(-whole) : 0 - whole;
}

/** `+operand`. @throws {DxgError} render/type, render/undefined. */
export function positive(operand: Value): Value {
  const number = numericOf(operand);
  if (number === undefined) throw badUnary("+", operand);
  return number;
}

function badUnary(operator: string, operand: Value): DxgError {
  refuseUndefined(operand);
  return typeError(`bad operand type for unary ${operator}: '${typeName(operand)}'`);
}

function numerics(
  operator: string,
  left: Value,
  right: Value,
): readonly [number | bigint | Float, number | bigint | Float] {
  const a = numericOf(left);
  const b = numericOf(right);
  if (a !== undefined && b !== undefined) return [a, b];
  refuseUndefined(left);
  refuseUndefined(right);
  throw unsupported(operator, left, right);
}

function unsupported(operator: string, left: Value, right: Value): DxgError {
  return typeError(`unsupported operand type(s) for ${operator}: '${typeName(left)}' and '${typeName(right)}'`);
}

function divisionByZero(detail: string): DxgError {
  return new DxgError("render/division-by-zero", detail);
}

function bounded(big: bigint): Value {
  const result = integer(big);
  if (typeof result === "bigint") {
    const bits = bitLength(result);
    checkBits(bits);
    addIntegerWork(bits, 64);
  }
  return result;
}

function checkBits(bits: number): void {
  if (bits > INTEGER_BITS_MAX) throw limitError(`integer has more than ${INTEGER_BITS_MAX} bits`);
}
