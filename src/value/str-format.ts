/**
 * `"{…}".format(…)`: the replacement fields of Python's str.format, of `format_map`, and of safe strings, which escape
 * what they take in. How attributes and items are found is handed in. Source: the Python library reference, "Format String
 * Syntax".
 */
import { valueError } from "./errors.ts";
import { escapeHtml, escapeValue } from "./escape.ts";
import { formatValue } from "./format-spec.ts";
import { checkRoom } from "./number-text.ts";
import { asciiOnly, repr, toText } from "./text.ts";
import { SafeString, Undefined, type Value } from "./value.ts";
import { addTextWork } from "./work.ts";

/** Where the values of fields come from. */
export interface FieldSource {
  positional(index: number): Value;
  named(name: string): Value;
  /** `target.name`; it throws when there is none. */
  attribute(target: Value, name: string): Value;
  /** `target[key]`; it throws when there is none. */
  item(target: Value, key: string | number): Value;
}

/**
 * `format.format(…)`; with `escapes`, that of a safe string.
 * @throws {DxgError} render/value for a bad format string, and what the values throw.
 */
export function formatFields(format: string, source: FieldSource, escapes: boolean): string {
  return new FieldFormatter(source, escapes).run(format, 2);
}

interface Field {
  readonly name: string;
  /** `r`, `s` or `a`; empty when there is none. */
  readonly conversion: string;
  readonly spec: string;
}

class FieldFormatter {
  readonly #source: FieldSource;
  readonly #escapes: boolean;
  #numbering: "none" | "automatic" | "manual" = "none";
  #next = 0;

  constructor(source: FieldSource, escapes: boolean) {
    this.#source = source;
    this.#escapes = escapes;
  }

  /** `depth` is how many levels of fields are left. */
  run(format: string, depth: number): string {
    if (depth === 0) throw valueError("Max string recursion exceeded");
    addTextWork(format.length);
    let out = "";
    let at = 0;
    while (at < format.length) {
      const mark = nextBrace(format, at);
      out += format.slice(at, mark);
      if (mark === format.length) break;
      const brace = format.charAt(mark);
      if (format.charAt(mark + 1) === brace) {
        out += brace;
        at = mark + 2;
        continue;
      }
      if (brace === "}") throw valueError("Single '}' encountered in format string", "Write }} for a brace.");
      const end = fieldEnd(format, mark + 1);
      out += this.#field(format.slice(mark + 1, end), depth);
      checkRoom(out.length);
      at = end + 1;
    }
    return out;
  }

  #field(text: string, depth: number): string {
    const { name, conversion, spec } = parseField(text);
    let value = this.#value(name);
    if (conversion !== "") value = converted(value, conversion);
    const made = spec.includes("{") || spec.includes("}") ? this.run(spec, depth - 1) : spec;
    if (!this.#escapes) return formatValue(value, made);
    // Chainable undefined values count as markup too.
    if (value instanceof SafeString || (value instanceof Undefined && value.mode === "chainable")) {
      if (made !== "") throw valueError("Unsupported format specification for Markup.");
      return escapeValue(value).text;
    }
    return escapeHtml(formatValue(value, made));
  }

  #value(name: string): Value {
    const first = /^[^.[]*/.exec(name)?.[0] ?? "";
    let value = this.#first(first);
    let at = first.length;
    while (at < name.length) {
      if (name.charAt(at) === ".") {
        const attribute = /^[^.[]*/.exec(name.slice(at + 1))?.[0] ?? "";
        if (attribute === "") throw valueError("Empty attribute in format string");
        value = this.#source.attribute(value, attribute);
        at += 1 + attribute.length;
        continue;
      }
      if (name.charAt(at) !== "[") throw valueError("Only '.' or '[' may follow ']' in format field specifier");
      const close = name.indexOf("]", at);
      if (close < 0) throw valueError("Missing ']' in format string");
      const key = name.slice(at + 1, close);
      if (key === "") throw valueError("Empty attribute in format string");
      value = this.#source.item(value, indexIn(key) ?? key);
      at = close + 1;
    }
    return value;
  }

  #first(name: string): Value {
    const index = indexIn(name);
    if (name !== "" && index === undefined) return this.#source.named(name);
    const numbering = name === "" ? "automatic" : "manual";
    if (this.#numbering !== "none" && this.#numbering !== numbering) {
      const [from, to] =
        numbering === "manual"
          ? ["automatic field numbering", "manual field specification"]
          : ["manual field specification", "automatic field numbering"];
      throw valueError(`cannot switch from ${from} to ${to}`);
    }
    this.#numbering = numbering;
    return this.#source.positional(index ?? this.#next++);
  }
}

function nextBrace(format: string, from: number): number {
  for (let at = from; at < format.length; at += 1) {
    const unit = format.charCodeAt(at);
    if (unit === 0x7b || unit === 0x7d) return at;
  }
  return format.length;
}

/** The brace that closes a field; fields may be nested, and brackets of keys may hold braces. */
function fieldEnd(format: string, start: number): number {
  if (start >= format.length) throw valueError("Single '{' encountered in format string", "Write {{ for a brace.");
  let depth = 1;
  let bracket = false;
  let inSpec = false;
  for (let at = start; at < format.length; at += 1) {
    const character = format.charAt(at);
    if (bracket) {
      if (character === "]") bracket = false;
    } else if (character === "[" && !inSpec) bracket = true;
    else if (character === "{") depth += 1;
    else if (character === "}") {
      depth -= 1;
      if (depth === 0) return at;
    } else if ((character === ":" || character === "!") && depth === 1) inSpec = true;
  }
  throw valueError("expected '}' before end of string");
}

function parseField(text: string): Field {
  let at = 0;
  let bracket = false;
  for (; at < text.length; at += 1) {
    const character = text.charAt(at);
    if (bracket) bracket = character !== "]";
    else if (character === "[") bracket = true;
    else if (character === "{") throw valueError("unexpected '{' in field name");
    else if (character === ":" || character === "!") break;
  }
  const name = text.slice(0, at);
  if (text.charAt(at) !== "!") return { name, conversion: "", spec: text.slice(at + 1) };
  const [conversion = ""] = text.slice(at + 1);
  if (conversion === "") throw valueError("end of string while looking for conversion specifier");
  const rest = text.slice(at + 1 + conversion.length);
  if (rest !== "" && !rest.startsWith(":")) throw valueError("expected ':' after conversion specifier");
  return { name, conversion, spec: rest.slice(1) };
}

function indexIn(text: string): number | undefined {
  if (!/^[0-9]+$/.test(text)) return undefined;
  const index = Number(text);
  if (!Number.isSafeInteger(index)) throw valueError("Too many decimal digits in format string");
  return index;
}

function converted(value: Value, conversion: string): Value {
  switch (conversion) {
    case "s":
      return toText(value);
    case "r":
      return repr(value);
    case "a":
      return asciiOnly(repr(value));
    default:
      throw valueError(`Unknown conversion specifier '${conversion}'`);
  }
}
