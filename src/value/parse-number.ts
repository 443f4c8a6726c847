/** Numbers in text, as Python's `int(text, base)` and `float(text)` read them. */
import { INTEGER_BITS_MAX } from "../base/limits.ts";
import { limitError } from "./errors.ts";
import { strip } from "./string.ts";
import { integer, type Value } from "./value.ts";

const PREFIXED = /^0([xob])_?/i;
const GROUPED = /^[0-9a-z]+(?:_[0-9a-z]+)*$/i;
const PREFIX_BASES: Readonly<Record<string, number>> = { x: 16, o: 8, b: 2 };

/**
 * The integer that a text spells; undefined when it spells none, or when the base is neither 0 nor from 2 to 36.
 * @throws {DxgError} render/limit for one that is too long.
 */
export function parseIntegerText(text: string, base: number): Value | undefined {
  if (base !== 0 && (base < 2 || base > 36)) return undefined;
  let body = asciiDigits(strip(text, undefined, 0));
  const negative = body.startsWith("-");
  if (negative || body.startsWith("+")) body = body.slice(1);
  let radix = base;
  const prefix = PREFIXED.exec(body);
  const prefixBase = prefix === null ? undefined : PREFIX_BASES[(prefix[1] ?? "").toLowerCase()];
  if (prefix !== null && prefixBase !== undefined && (base === 0 || base === prefixBase)) {
    radix = prefixBase;
    body = body.slice(prefix[0].length);
  } else if (base === 0) {
    radix = 10;
    if (/^0[0_]*[1-9]/.test(body)) return undefined;
  }
  if (!GROUPED.test(body)) return undefined;
  const digits = body.replaceAll("_", "").toLowerCase();
  for (const digit of digits) {
    if (Number.parseInt(digit, 36) >= radix) return undefined;
  }
  const size = digitsValue(digits, radix);
  return integer(negative ? -size : size);
}

function digitsValue(digits: string, radix: number): bigint {
  if (digits.length * Math.log2(radix) > INTEGER_BITS_MAX) {
    throw limitError(`integer has more than ${INTEGER_BITS_MAX} bits`);
  }
  const native: Readonly<Record<number, string>> = { 2: "0b", 8: "0o", 10: "", 16: "0x" };
  const prefix = native[radix];
  if (prefix !== undefined) return BigInt(prefix + digits);
  const small = Number.parseInt(digits, radix);
  if (Number.isSafeInteger(small)) return BigInt(small);
  // Halves keep the work near that of the multiplications alone.
  const low = Math.floor(digits.length / 2);
  const high = digitsValue(digits.slice(0, -low), radix);
  return high * BigInt(radix) ** BigInt(low) + digitsValue(digits.slice(-low), radix);
}

const FLOAT = /^[+-]?(?:\d+(?:_\d+)*(?:\.(?:\d+(?:_\d+)*)?)?|\.\d+(?:_\d+)*)(?:e[+-]?\d+(?:_\d+)*)?$/i;
const SPECIAL = /^([+-]?)(?:(inf|infinity)|nan)$/i;

/** The float that a text spells; undefined when it spells none. */
export function parseFloatText(text: string): number | undefined {
  const body = asciiDigits(strip(text, undefined, 0));
  if (FLOAT.test(body)) return Number(body.replaceAll("_", ""));
  const special = SPECIAL.exec(body);
  if (special === null) return undefined;
  if (special[2] === undefined) return Number.NaN;
  return special[1] === "-" ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY;
}

const OTHER_DIGIT = /[^\0-\x7f]/u;
const DECIMAL_DIGIT = /\p{Nd}/gu;

/** Decimal digits of other scripts as ASCII: each block of ten starts at its zero. */
function asciiDigits(text: string): string {
  return OTHER_DIGIT.test(text) ? text.replace(DECIMAL_DIGIT, digitOf) : text;
}

function digitOf(character: string): string {
  const plain = character.normalize("NFKD");
  if (plain >= "0" && plain <= "9") return plain;
  const code = character.codePointAt(0) ?? 0;
  let zero = code;
  while (code - zero < 9 && IS_DIGIT.test(String.fromCodePoint(zero - 1))) zero--;
  return String((code - zero) % 10);
}
const IS_DIGIT = /^\p{Nd}$/u;
