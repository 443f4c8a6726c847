/** Writes JSON as Python's `json.dumps` does, with its options. It knows no HTML but for the characters it may escape. */

import { VALUE_DEPTH_MAX, VALUE_LENGTH_MAX } from "../../base/limits.ts";
import { multiply } from "../../value/arithmetic.ts";
import { compareOrdered, mappingPairs } from "../../value/compare.ts";
import { limitError } from "../../value/errors.ts";
import { floatText } from "../../value/float-text.ts";
import { readItems } from "../../value/host.ts";
import { sortItems } from "../../value/sort.ts";
import { toText } from "../../value/text.ts";
import { typeName } from "../../value/type-name.ts";
import { refuseUndefined, wrongType } from "../../value/undefined.ts";
import {
  type Dict,
  Float,
  isMapping,
  isString,
  type PlainObject,
  SafeString,
  Tuple,
  type Value,
} from "../../value/value.ts";

export interface JsonStyle {
  /** What one level is moved to the right by; undefined writes one line. */
  readonly indent: string | undefined;
  readonly sortKeys: boolean;
  /** Between items, and between a key and its value. */
  readonly separators: readonly [string, string];
  /** `ascii` escapes everything else; `html` escapes `< > & '` too, so that the text can stand in a script element. */
  readonly escapes: "ascii" | "html" | "least";
  /** An undefined value is refused as undefined, as by Ansible, and not by its type, as by Python's own writer. */
  readonly refusesUndefined?: true;
}

/** The indentation of a number of blanks, or of a text. @throws {DxgError} render/limit, render/type */
export function jsonIndent(indent: Value): string {
  if (isString(indent)) return toText(indent);
  return toText(multiply(" ", indent));
}

/** The JSON text of a value. @throws {DxgError} render/type for what JSON has no form of; render/limit. */
export function writeJson(value: Value, style: JsonStyle): string {
  const writer = new JsonWriter(style);
  writer.write(value, 0);
  return writer.text();
}

/** What `tojson` escapes on top of JSON. */
export const MARKUP: RegExp = /[<>&']/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON escapes controls.
const HTML_ESCAPED = /["\\\x00-\x1f\x7f-\uffff<>&']/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON escapes controls; Python leaves DEL alone.
const ASCII_ESCAPED = /["\\\x00-\x1f\x80-\uffff]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON escapes controls.
const LEAST_ESCAPED = /["\\\x00-\x1f]/g;
const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\f": "\\f",
  "\b": "\\b",
};

/** A code unit as an escape of JSON. */
export function escapeUnit(unit: string): string {
  return SHORT[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

class JsonWriter {
  readonly #parts: string[] = [];
  readonly #style: JsonStyle;
  readonly #escaped: RegExp;
  #length = 0;

  constructor(style: JsonStyle) {
    this.#style = style;
    const { escapes } = style;
    this.#escaped = escapes === "html" ? HTML_ESCAPED : escapes === "ascii" ? ASCII_ESCAPED : LEAST_ESCAPED;
  }

  text(): string {
    return this.#parts.join("");
  }

  #push(text: string): void {
    this.#length += text.length;
    if (this.#length > VALUE_LENGTH_MAX) throw limitError(`result is longer than ${VALUE_LENGTH_MAX}`);
    this.#parts.push(text);
  }

  write(value: Value, depth: number): void {
    if (depth > VALUE_DEPTH_MAX) throw limitError(`value is nested deeper than ${VALUE_DEPTH_MAX} levels`);
    if (Array.isArray(value)) this.#list(readItems(value), depth);
    else if (value instanceof Tuple) this.#list(value.items, depth);
    else if (isMapping(value)) this.#object(value, depth);
    else this.#push(this.#scalar(value));
  }

  #list(items: readonly Value[], depth: number): void {
    this.#push("[");
    for (let index = 0; index < items.length; index++) {
      this.#separate(index, depth + 1);
      this.write(items[index] as Value, depth + 1);
    }
    this.#close("]", items.length, depth);
  }

  #object(mapping: Dict | PlainObject, depth: number): void {
    const pairs = mappingPairs(mapping);
    if (this.#style.sortKeys) sortItems(pairs, ([a], [b]) => compareOrdered("<", a, b));
    this.#push("{");
    for (let index = 0; index < pairs.length; index++) {
      const [key, value] = pairs[index] as readonly [Value, Value];
      this.#separate(index, depth + 1);
      this.#push(`${this.#key(key)}${this.#style.separators[1]}`);
      this.write(value, depth + 1);
    }
    this.#close("}", pairs.length, depth);
  }

  #separate(index: number, depth: number): void {
    const { indent, separators } = this.#style;
    if (indent !== undefined) this.#push(`${index > 0 ? separators[0] : ""}\n${indent.repeat(depth)}`);
    else if (index > 0) this.#push(separators[0]);
  }

  #close(bracket: string, count: number, depth: number): void {
    const { indent } = this.#style;
    if (indent !== undefined && count > 0) this.#push(`\n${indent.repeat(depth)}`);
    this.#push(bracket);
  }

  #string(text: string): string {
    return `"${text.replace(this.#escaped, escapeUnit)}"`;
  }

  #key(key: Value): string {
    if (typeof key === "string" || key instanceof SafeString) return this.#scalar(key);
    if (key === null || typeof key !== "object" || key instanceof Float) return this.#string(this.#scalar(key));
    throw wrongType(key, `keys must be str, int, float, bool or None, not ${typeName(key)}`);
  }

  #scalar(value: Value): string {
    switch (typeof value) {
      case "string":
        return this.#string(value);
      case "boolean":
        return value ? "true" : "false";
      case "bigint":
        return value.toString();
      case "number":
        return Number.isSafeInteger(value) ? String(value) : jsonFloat(value);
    }
    if (value === null) return "null";
    if (value instanceof SafeString) return this.#string(value.text);
    if (value instanceof Float) return floatText(value.number);
    if (this.#style.refusesUndefined === true) refuseUndefined(value);
    throw wrongType(value, `Object of type ${typeName(value)} is not JSON serializable`);
  }
}

function jsonFloat(number: number): string {
  if (Number.isFinite(number)) return floatText(number);
  return Number.isNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
}
