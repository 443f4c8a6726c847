/**
 * `"…" % values`: Python's printf-style formatting of strings, and that of safe strings, whose arguments are escaped.
 * Source: the Python library reference, "printf-style String Formatting". Widths count characters.
 */
import { mappingGet } from "./compare.ts";
import { typeError, valueError } from "./errors.ts";
import { escapeHtml, escapeValue } from "./escape.ts";
import { codePointCount } from "./iterate.ts";
import { floatOf, indexOf, integerOf, numericOf } from "./number.ts";
import { checkRoom, floatDigits, integerDigits } from "./number-text.ts";
import { parseFloatText, parseIntegerText } from "./parse-number.ts";
import { quote } from "./quote.ts";
import { substring } from "./string.ts";
import { asciiOnly, repr, toText } from "./text.ts";
import { typeName } from "./type-name.ts";
import { refuseUndefined, undefinedError, wrongType } from "./undefined.ts";
import { Float, isMapping, isString, Range, SafeString, Tuple, Undefined, type Value } from "./value.ts";
import { addTextWork } from "./work.ts";

const TEXT_BEFORE_PERCENT =
  "A text before `%` is a format: give as many values as it has %s. For a remainder write `| int`.";

/**
 * `format % args`.
 * @throws {DxgError} render/type, render/value, render/undefined, render/limit as Python's errors stand for.
 */
export function formatPercent(format: string, args: Value): string {
  return new PercentFormatter(format, args, false).run();
}

/** `format % args` for a format of either kind; a safe one escapes what it takes in. @throws {DxgError} as `formatPercent` */
export function percent(format: string | SafeString, args: Value): Value {
  if (typeof format === "string") return formatPercent(format, args);
  return new SafeString(new PercentFormatter(format.text, args, true).run());
}

interface Conversion {
  readonly flags: string;
  readonly width: number;
  /** -1 when there is none. */
  readonly precision: number;
  readonly letter: string;
}

const FLAGS = "-+ #0";

class PercentFormatter {
  readonly #format: string;
  readonly #args: Value;
  readonly #escapes: boolean;
  readonly #items: readonly Value[];
  /** Whether `%(key)s` can read from the arguments; such arguments need not be used up. */
  readonly #keyed: boolean;
  #next = 0;
  #at = 0;
  /** Set by `%(key)`: the value that the conversion takes. */
  #picked: Value | undefined;

  constructor(format: string, args: Value, escapes: boolean) {
    this.#format = format;
    this.#args = args;
    this.#escapes = escapes;
    this.#items = args instanceof Tuple ? args.items : [args];
    this.#keyed = isMapping(args) || Array.isArray(args) || args instanceof Range || args instanceof Undefined;
  }

  run(): string {
    const format = this.#format;
    addTextWork(format.length);
    let out = "";
    for (;;) {
      const mark = format.indexOf("%", this.#at);
      if (mark < 0) break;
      out += format.slice(this.#at, mark);
      this.#at = mark + 1;
      if (format.charAt(this.#at) === "%") {
        out += "%";
        this.#at += 1;
      } else out += this.#conversion();
      checkRoom(out.length);
    }
    if (this.#next < this.#items.length && !this.#keyed) {
      throw typeError("not all arguments converted during string formatting", TEXT_BEFORE_PERCENT);
    }
    return out + format.slice(this.#at);
  }

  #conversion(): string {
    const format = this.#format;
    this.#picked = undefined;
    if (format.charAt(this.#at) === "(") this.#key();
    let flags = "";
    while (this.#at < format.length && FLAGS.includes(format.charAt(this.#at))) flags += format.charAt(this.#at++);
    let width = this.#number("width");
    if (width !== undefined && width < 0) {
      flags += "-";
      width = -width;
    }
    let precision = -1;
    if (format.charAt(this.#at) === ".") {
      this.#at += 1;
      precision = Math.max(0, this.#number("precision") ?? 0);
    }
    if ("hlL".includes(format.charAt(this.#at))) this.#at += 1;
    const code = format.codePointAt(this.#at);
    if (code === undefined) throw valueError("incomplete format", "Write %% for a percent sign.");
    const letter = String.fromCodePoint(code);
    const place = codePointCount(format.slice(0, this.#at));
    this.#at += letter.length;
    checkRoom(width ?? 0);
    return this.#apply({ flags, width: width ?? 0, precision, letter }, place);
  }

  #key(): void {
    const format = this.#format;
    if (!this.#keyed) throw typeError("format requires a mapping", "Give a dict where the format has %(name)s.");
    let depth = 1;
    const start = this.#at + 1;
    let at = start;
    for (; at < format.length; at += 1) {
      const character = format.charAt(at);
      if (character === "(") depth += 1;
      else if (character === ")") depth -= 1;
      if (depth === 0) break;
    }
    if (depth > 0) throw valueError("incomplete format key");
    this.#at = at + 1;
    // From here on each conversion needs a key of its own.
    this.#next = this.#items.length;
    this.#picked = keyOf(this.#args, format.slice(start, at));
  }

  /** A width or precision: digits, or `*` for the next argument. */
  #number(what: "width" | "precision"): number | undefined {
    const format = this.#format;
    if (format.charAt(this.#at) === "*") {
      this.#at += 1;
      const value = this.#take();
      // What a safe format takes in is wrapped, and no longer an integer.
      const given = this.#escapes ? undefined : integerOf(value);
      if (given === undefined) throw typeError("* wants int");
      if (typeof given === "bigint") throw valueError("Python int too large to convert to C int");
      return indexOf(given);
    }
    let value: number | undefined;
    for (;;) {
      const digit = format.charCodeAt(this.#at) - 0x30;
      if (!(digit >= 0 && digit <= 9)) return value;
      value = (value ?? 0) * 10 + digit;
      if (value > Number.MAX_SAFE_INTEGER) throw valueError(what === "width" ? "width too big" : "precision too big");
      this.#at += 1;
    }
  }

  #take(): Value {
    if (this.#picked !== undefined) {
      const value = this.#picked;
      this.#picked = undefined;
      return value;
    }
    const value = this.#items[this.#next];
    if (value === undefined) {
      throw typeError("not enough arguments for format string", "Give as many values as there are %s.");
    }
    this.#next += 1;
    return value;
  }

  #apply(conversion: Conversion, place: number): string {
    const { letter } = conversion;
    switch (letter) {
      case "s":
        return this.#text(conversion, this.#escapes ? escapeValue(this.#take()).text : toText(this.#take()));
      case "r":
        return this.#text(conversion, this.#repr(this.#take()));
      case "a":
        return this.#text(conversion, asciiOnly(this.#repr(this.#take())));
      case "c":
        return this.#text({ ...conversion, precision: -1 }, this.#character(this.#take()));
      case "d":
      case "i":
      case "u":
      case "o":
      case "x":
      case "X":
        return this.#integer(conversion);
      case "e":
      case "E":
      case "f":
      case "F":
      case "g":
      case "G":
        return this.#float(conversion);
      default:
        this.#take();
        throw valueError(
          `unsupported format character '${letter}' (0x${(letter.codePointAt(0) ?? 0).toString(16)}) at index ${place}`,
          "Write %% for a percent sign.",
        );
    }
  }

  #repr(value: Value): string {
    return this.#escapes ? escapeHtml(repr(value)) : repr(value);
  }

  #text({ flags, width, precision }: Conversion, text: string): string {
    const cut = precision < 0 || text.length <= precision ? text : substring(text, 0, precision);
    const pad = width === 0 ? 0 : width - codePointCount(cut);
    if (pad <= 0) return cut;
    return flags.includes("-") ? cut + " ".repeat(pad) : " ".repeat(pad) + cut;
  }

  #character(value: Value): string {
    if (this.#escapes) throw typeError("%c requires int or char");
    if (isString(value)) {
      const text = toText(value);
      if (text !== "" && codePointCount(text) === 1) return text;
      throw typeError("%c requires int or char");
    }
    const code = integerOf(value);
    if (code === undefined) throw wrongType(value, "%c requires int or char");
    if (code < 0 || code > 0x10ffff) throw valueError("%c arg not in range(0x110000)");
    return String.fromCodePoint(Number(code));
  }

  #integer(conversion: Conversion): string {
    const { flags, precision, letter } = conversion;
    const value = this.#take();
    const base = letter === "o" ? 8 : letter === "x" || letter === "X" ? 16 : 10;
    const whole = base === 10 ? this.#truncated(value, letter) : this.#index(value, letter);
    let digits = integerDigits(whole, base);
    if (precision > digits.length) {
      checkRoom(precision);
      digits = digits.padStart(precision, "0");
    }
    if (letter === "X") digits = digits.toUpperCase();
    const prefix = base !== 10 && flags.includes("#") ? `0${letter}` : "";
    return padNumber(conversion, whole < 0, prefix, digits);
  }

  /** `int(value)` for a number. */
  #truncated(value: Value, letter: string): number | bigint {
    const number = numericOf(value);
    if (number instanceof Float) return number.number + 0;
    if (typeof number === "bigint" || Number.isSafeInteger(number)) return number as number | bigint;
    if (number !== undefined) {
      if (Number.isNaN(number)) throw valueError("cannot convert float NaN to integer");
      if (!Number.isFinite(number)) throw valueError("cannot convert float infinity to integer");
      return BigInt(Math.trunc(number));
    }
    if (this.#escapes && isString(value)) {
      const parsed = parseIntegerText(toText(value), 10);
      if (parsed !== undefined) return integerOf(parsed) ?? 0;
      throw valueError(`invalid literal for int() with base 10: ${quote(toText(value))}`);
    }
    refuseUndefined(value);
    throw typeError(`%${letter} format: a real number is required, not ${typeName(value)}`);
  }

  #index(value: Value, letter: string): number | bigint {
    const whole = this.#escapes ? undefined : integerOf(value);
    if (whole === undefined)
      throw wrongType(value, `%${letter} format: an integer is required, not ${typeName(value)}`);
    return whole;
  }

  #float(conversion: Conversion): string {
    const { flags, precision, letter } = conversion;
    const number = this.#real(this.#take());
    const notation = letter.toLowerCase() as "e" | "f" | "g";
    const digits = floatDigits(number, {
      notation,
      precision: precision < 0 ? 6 : precision,
      alternate: flags.includes("#"),
    });
    const negative = number < 0 || Object.is(number, -0);
    return padNumber(conversion, negative, "", letter === notation ? digits : digits.toUpperCase());
  }

  #real(value: Value): number {
    const number = numericOf(value);
    if (number !== undefined) return floatOf(number);
    if (this.#escapes && isString(value)) {
      const parsed = parseFloatText(toText(value));
      if (parsed !== undefined) return parsed;
      throw valueError(`could not convert string to float: ${quote(toText(value))}`);
    }
    refuseUndefined(value);
    throw typeError(`must be real number, not ${typeName(value)}`);
  }
}

function keyOf(args: Value, key: string): Value {
  if (args instanceof Undefined) {
    if (args.mode === "chainable") return args;
    throw undefinedError(args);
  }
  if (!isMapping(args)) throw typeError(`${typeName(args)} indices must be integers or slices, not str`);
  const found = mappingGet(args, key);
  if (found === undefined) throw valueError(`the dict to format has no key ${quote(key)}`);
  return found;
}

function padNumber({ flags, width }: Conversion, negative: boolean, prefix: string, digits: string): string {
  const sign = negative ? "-" : flags.includes("+") ? "+" : flags.includes(" ") ? " " : "";
  const pad = width - sign.length - prefix.length - digits.length;
  if (pad <= 0) return sign + prefix + digits;
  if (flags.includes("-")) return sign + prefix + digits + " ".repeat(pad);
  if (flags.includes("0")) return sign + prefix + "0".repeat(pad) + digits;
  return " ".repeat(pad) + sign + prefix + digits;
}
