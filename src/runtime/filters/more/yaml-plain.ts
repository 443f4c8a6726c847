/**
 * What a YAML 1.1 scalar without quotes stands for, as PyYAML resolves it, and the values of the texts that are no strings.
 */
import { INTEGER_BITS_MAX } from "../../../base/limits.ts";
import { limitError, valueError } from "../../../value/errors.ts";
import { parseFloatText, parseIntegerText } from "../../../value/parse-number.ts";
import { float, integer, type Value } from "../../../value/value.ts";

type PlainKind = "bool" | "null" | "int" | "float" | "timestamp" | "merge" | "value" | "indicator" | "str";

/** PyYAML's patterns; no text fits two kinds. */
const KINDS: readonly (readonly [kind: PlainKind, pattern: RegExp])[] = [
  ["bool", /^(?:yes|Yes|YES|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/],
  ["null", /^(?:~|null|Null|NULL|)$/],
  ["int", /^[-+]?(?:0b[01_]+|0[0-7_]+|0|[1-9][0-9_]*|0x[0-9a-fA-F_]+|[1-9][0-9_]*(?::[0-5]?[0-9])+)$/],
  ["float", /^(?:[-+]?[0-9][0-9_]*\.[0-9_]*(?:[eE][-+][0-9]+)?|\.[0-9][0-9_]*(?:[eE][-+][0-9]+)?)$/],
  ["float", /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+\.[0-9_]*$/],
  ["float", /^(?:[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN))$/],
  ["timestamp", /^[0-9]{4}-[0-9]{2}-[0-9]{2}$/],
  [
    "timestamp",
    /^[0-9]{4}-[0-9][0-9]?-[0-9][0-9]?(?:[Tt]|[ \t]+)[0-9][0-9]?:[0-9]{2}:[0-9]{2}(?:\.[0-9]*)?(?:[ \t]*(?:Z|[-+][0-9][0-9]?(?::[0-9]{2})?))?$/,
  ],
  ["merge", /^<<$/],
  ["value", /^=$/],
  ["indicator", /^[!&*]$/],
];

export function plainKind(text: string): PlainKind {
  if (text.length > 64 && !/^[-+.0-9]/.test(text)) return "str";
  return KINDS.find(([, pattern]) => pattern.test(text))?.[0] ?? "str";
}

const TRUE: readonly string[] = ["yes", "true", "on"];
const FALSE: readonly string[] = ["no", "false", "off"];

/** The value of a text that is resolved, or tagged, as a boolean. @throws {DxgError} render/value */
export function boolOf(text: string): boolean {
  const word = text.toLowerCase();
  if (!TRUE.includes(word) && !FALSE.includes(word)) throw valueError(`not YAML: '${text}' is no boolean`);
  return TRUE.includes(word);
}

const SIGN = /^[-+]/;

/** The same for an integer. @throws {DxgError} render/value, render/limit */
export function intOf(text: string): Value {
  const bare = text.replaceAll("_", "");
  const digits = bare.replace(SIGN, "");
  const size = digits.includes(":") ? sexagesimalInt(digits) : parseIntegerText(prefixed(digits), 0);
  if (typeof size !== "number" && typeof size !== "bigint") throw valueError(`not YAML: '${text}' is no integer`);
  return integer(bare.startsWith("-") ? -BigInt(size) : BigInt(size));
}

/** Octal digits stand behind a zero alone. */
function prefixed(digits: string): string {
  return /^0[0-9]/.test(digits) ? `0o${digits.slice(1)}` : digits;
}

/** Bits of a digit to the base 60. */
const SEXAGESIMAL_BITS = Math.log2(60);

function sexagesimalInt(digits: string): bigint | undefined {
  const parts: bigint[] = [];
  for (const part of digits.split(":")) {
    const number = parseIntegerText(part, 10);
    if (typeof number !== "number" && typeof number !== "bigint") return undefined;
    parts.push(BigInt(number));
  }
  if (parts.length * SEXAGESIMAL_BITS > INTEGER_BITS_MAX) {
    throw limitError(`integer has more than ${INTEGER_BITS_MAX} bits`);
  }
  return parts.reduce((total, part) => total * 60n + part);
}

/** The same for a float. @throws {DxgError} render/value */
export function floatTextOf(text: string): Value {
  const bare = text.replaceAll("_", "").toLowerCase();
  const size = sizeOf(bare.replace(SIGN, ""));
  if (size === undefined) throw valueError(`not YAML: '${text}' is no float`);
  return float(bare.startsWith("-") ? -size : size);
}

function sizeOf(digits: string): number | undefined {
  if (digits === ".inf") return Number.POSITIVE_INFINITY;
  if (digits === ".nan") return Number.NaN;
  // From the last part on, as PyYAML adds them: a sum of floats depends on its order.
  let total = 0;
  let base = 1;
  for (const part of digits.split(":").reverse()) {
    const number = parseFloatText(part);
    if (number === undefined || base === Number.POSITIVE_INFINITY) return undefined;
    total += number * base;
    base *= 60;
  }
  return total;
}
