/**
 * `format(value, spec)`: Python's format specification mini-language for strings, integers and floats; every other kind
 * takes an empty one only. It knows no replacement fields. Source: the Python library reference, "Format Specification
 * Mini-Language".
 */
import { valueError } from "./errors.ts";
import { codePointCount } from "./iterate.ts";
import { floatOf, isIntegral, numericOf } from "./number.ts";
import { checkRoom, type FloatStyle, floatDigits, grouped, integerDigits, wholeDigits } from "./number-text.ts";
import { quote } from "./quote.ts";
import { substring } from "./string.ts";
import { toText } from "./text.ts";
import { typeName } from "./type-name.ts";
import { wrongType } from "./undefined.ts";
import { Float, isString, type Value } from "./value.ts";

interface Spec {
  readonly fill: string;
  readonly align: "" | "<" | ">" | "^" | "=";
  readonly sign: "" | "+" | "-" | " ";
  /** Negative zero loses its sign. */
  readonly positiveZero: boolean;
  readonly alternate: boolean;
  /** A `0` before the width. */
  readonly zero: boolean;
  readonly width: number;
  readonly grouping: "" | "," | "_";
  /** -1 when there is none. */
  readonly precision: number;
  readonly letter: string;
}

const SPEC = /^(?:(.)?([<>=^]))?([+\- ]?)(z?)(#?)(0?)(\d*)([,_]?)(?:\.(\d+))?(.?)$/su;

/**
 * `format(value, spec)`.
 * @throws {DxgError} render/value for a spec that does not fit, render/type for a value that takes none, render/limit.
 */
export function formatValue(value: Value, spec: string): string {
  if (spec === "") return toText(value);
  if (isString(value)) return formatText(toText(value), parse(spec, "str"));
  const number = numericOf(value);
  if (number === undefined) throw wrongType(value, `unsupported format string passed to ${typeName(value)}.__format__`);
  const parsed = parse(spec, typeName(value));
  if (isIntegral(number) && !"eEfFgG%".includes(parsed.letter || "d"))
    return formatInteger(number, parsed, typeName(value));
  return formatFloat(floatOf(number), parsed, number instanceof Float || !isIntegral(number));
}

function parse(spec: string, type: string): Spec {
  const match = SPEC.exec(spec);
  if (match === null) {
    if (/\.(?!\d)/.test(spec)) throw valueError("Format specifier missing precision");
    throw valueError(`Invalid format specifier ${quote(spec)} for object of type '${type}'`);
  }
  const [, given, align = "", sign = "", z, alternate, zero, width = "", grouping = "", precision, letter = ""] = match;
  // Beside a fill character of its own a zero is part of the width.
  const zeros = zero === "0" && given === undefined;
  const made: Spec = {
    fill: given ?? (zeros ? "0" : " "),
    align: align as Spec["align"],
    sign: sign as Spec["sign"],
    positiveZero: z === "z",
    alternate: alternate === "#",
    zero: zeros,
    width: Number(width),
    grouping: grouping as Spec["grouping"],
    precision: precision === undefined ? -1 : Number(precision),
    letter,
  };
  checkRoom(made.width);
  checkRoom(made.precision);
  return made;
}

function unknownLetter(letter: string, type: string): Error {
  return valueError(`Unknown format code '${letter}' for object of type '${type}'`);
}

function formatText(text: string, spec: Spec): string {
  const { letter, precision } = spec;
  if (letter !== "" && letter !== "s") throw unknownLetter(letter, "str");
  if (spec.sign === " ") throw valueError("Space not allowed in string format specifier");
  if (spec.sign !== "") throw valueError("Sign not allowed in string format specifier");
  if (spec.positiveZero) throw valueError("Negative zero coercion (z) not allowed in string format specifier");
  if (spec.alternate) throw valueError("Alternate form (#) not allowed in string format specifier");
  if (spec.grouping !== "") throw valueError(`Cannot specify '${spec.grouping}' with 's'.`);
  if (spec.align === "=") throw valueError("'=' alignment not allowed in string format specifier");
  const cut = precision < 0 || text.length <= precision ? text : substring(text, 0, precision);
  return padded("", cut, spec, "<");
}

function formatInteger(number: number | bigint, spec: Spec, type: string): string {
  const { letter, grouping } = spec;
  if (spec.precision >= 0) throw valueError("Precision not allowed in integer format specifier");
  if (spec.positiveZero) throw valueError("Negative zero coercion (z) not allowed in format specifier with integer");
  if (letter === "c") return formatCharacter(number, spec);
  const base = letter === "" || letter === "d" || letter === "n" ? 10 : BASES[letter];
  if (base === undefined) throw unknownLetter(letter, type === "bool" ? "int" : type);
  if (grouping !== "" && (letter === "n" || (grouping === "," && base !== 10))) throw badGrouping(spec);
  const digits = integerDigits(number, base);
  const prefix = spec.alternate && base !== 10 ? `0${letter}` : "";
  const shown = letter === "X" ? digits.toUpperCase() : digits;
  return numeric(signOf(number < 0, spec) + prefix, shown, spec, base === 10 ? 3 : 4);
}
const BASES: Readonly<Record<string, 2 | 8 | 16>> = { b: 2, o: 8, x: 16, X: 16 };

function badGrouping({ grouping, letter }: Spec): Error {
  return valueError(`Cannot specify '${grouping}' with '${letter}'.`);
}

function formatCharacter(number: number | bigint, spec: Spec): string {
  if (spec.sign !== "") throw valueError("Sign not allowed with integer format specifier 'c'");
  if (spec.alternate) throw valueError("Alternate form (#) not allowed with integer format specifier 'c'");
  if (spec.grouping !== "") throw badGrouping(spec);
  if (number < 0 || number > 0x10ffff) throw valueError("%c arg not in range(0x110000)");
  return numeric("", String.fromCodePoint(Number(number)), spec, 0);
}

function formatFloat(number: number, spec: Spec, isFloat: boolean): string {
  const { letter, grouping } = spec;
  if (letter !== "" && !"eEfFgG%n".includes(letter)) throw unknownLetter(letter, isFloat ? "float" : "int");
  if (grouping !== "" && letter === "n") throw badGrouping(spec);
  const negative = number < 0 || Object.is(number, -0);
  let digits = sizeText(number, spec);
  if (letter === "E" || letter === "F" || letter === "G") digits = digits.toUpperCase();
  const zero = spec.positiveZero && negative && !/[1-9i]/i.test(digits.replace(/e.*/i, ""));
  // Infinite numbers and those that are none have letters, which are not grouped.
  return numeric(signOf(negative && !zero, spec), digits, spec, Number.isFinite(number) ? 3 : 0);
}

/** The digits of a float's size in the notation of a spec. */
function sizeText(number: number, { letter, precision, alternate }: Spec): string {
  if (letter === "%") {
    const text = floatDigits(number * 100, { notation: "f", precision: precision < 0 ? 6 : precision, alternate });
    return `${text}%`;
  }
  if (letter === "" && precision < 0) {
    const text = toText(Number.isSafeInteger(number) ? new Float(Math.abs(number)) : Math.abs(number));
    return alternate && !/[.in]/.test(text) ? text.replace(/e|$/, ".$&") : text;
  }
  const notation = letter === "" || letter === "n" ? "g" : (letter.toLowerCase() as FloatStyle["notation"]);
  return floatDigits(number, { notation, precision: precision < 0 ? 6 : precision, alternate, point: letter === "" });
}

function signOf(negative: boolean, { sign }: Spec): string {
  return negative ? "-" : sign === "-" ? "" : sign;
}

/** Sign and digits, grouped and padded; zeros between both are grouped too. `size` 0 groups nothing. */
function numeric(sign: string, digits: string, spec: Spec, size: number): string {
  const { grouping, zero, width, fill } = spec;
  const align = spec.align === "" && zero ? "=" : spec.align;
  if (grouping === "" || size === 0) return padded(sign, digits, { ...spec, align }, ">");
  const zeros = align === "=" && fill === "0";
  const shown = zeros ? zeroGrouped(digits, width - sign.length, grouping, size) : grouped(digits, grouping, size);
  return padded(sign, shown, { ...spec, align }, ">");
}

/** Digits with zeros before them until the grouped text fills `room`; it never begins with a separator. */
function zeroGrouped(digits: string, room: number, separator: string, size: number): string {
  const whole = wholeDigits(digits, size);
  const rest = digits.length - whole;
  const wanted = room - rest;
  const lengthOf = (count: number): number => count + Math.floor((count - 1) / size);
  let count = Math.max(whole, wanted - Math.floor(wanted / (size + 1)));
  if (lengthOf(count) < wanted) count += 1;
  return grouped("0".repeat(count - whole) + digits, separator, size);
}

function padded(sign: string, body: string, { fill, align, width }: Spec, otherwise: "<" | ">"): string {
  const pad = width === 0 ? 0 : width - sign.length - codePointCount(body);
  if (pad <= 0) return sign + body;
  switch (align === "" ? otherwise : align) {
    case "<":
      return sign + body + fill.repeat(pad);
    case "^": {
      const left = Math.floor(pad / 2);
      return fill.repeat(left) + sign + body + fill.repeat(pad - left);
    }
    case "=":
      return sign + fill.repeat(pad) + body;
    default:
      return fill.repeat(pad) + sign + body;
  }
}
