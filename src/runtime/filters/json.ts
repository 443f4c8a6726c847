/** `tojson`: JSON that is safe inside HTML, written as Python's `json.dumps(sort_keys=True)` writes it. */
import { VALUE_DEPTH_MAX, VALUE_LENGTH_MAX } from "../../base/limits.ts";
import { compareOrdered, mappingPairs } from "../../value/compare.ts";
import { limitError, typeError } from "../../value/errors.ts";
import { floatText } from "../../value/float-text.ts";
import { readItems } from "../../value/host.ts";
import { indexOf } from "../../value/number.ts";
import { toText } from "../../value/text.ts";
import { typeName } from "../../value/type-name.ts";
import { refuseUndefined } from "../../value/undefined.ts";
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
import type { Filter } from "./filter.ts";

export const tojson: Filter = (_context, value, [indent]) => {
  const unit = indent === undefined || indent === null ? undefined : indentation(indent);
  const writer = new JsonWriter(unit);
  writer.write(value, 0);
  return new SafeString(writer.text());
};

function indentation(indent: Value): string {
  if (isString(indent)) return toText(indent).replace(MARKUP, escapeUnit);
  const width = indexOf(indent);
  if (width > VALUE_LENGTH_MAX) throw limitError(`result is longer than ${VALUE_LENGTH_MAX}`);
  return " ".repeat(Math.max(0, width));
}

/** What tojson escapes on top of JSON, also in an indentation. */
const MARKUP = /[<>&']/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: JSON escapes controls.
const ESCAPED = /["\\\x00-\x1f\x7f-\uffff<>&']/g;
const SHORT: Readonly<Record<string, string>> = {
  '"': '\\"',
  "\\": "\\\\",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\f": "\\f",
  "\b": "\\b",
};

/** ASCII only; `< > & '` are escaped too, so that the text can stand in a script element or a quoted attribute. */
function jsonString(text: string): string {
  return `"${text.replace(ESCAPED, escapeUnit)}"`;
}

function escapeUnit(unit: string): string {
  return SHORT[unit] ?? `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

class JsonWriter {
  readonly #parts: string[] = [];
  readonly #indent: string | undefined;
  #length = 0;

  constructor(indent: string | undefined) {
    this.#indent = indent;
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
    else this.#push(scalar(value));
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
    const pairs = mappingPairs(mapping).sort(([a], [b]) => {
      if (compareOrdered("<", a, b)) return -1;
      return compareOrdered("<", b, a) ? 1 : 0;
    });
    this.#push("{");
    for (let index = 0; index < pairs.length; index++) {
      const [key, value] = pairs[index] as readonly [Value, Value];
      this.#separate(index, depth + 1);
      this.#push(`${keyText(key)}: `);
      this.write(value, depth + 1);
    }
    this.#close("}", pairs.length, depth);
  }

  #separate(index: number, depth: number): void {
    if (this.#indent !== undefined) this.#push(`${index > 0 ? "," : ""}\n${this.#indent.repeat(depth)}`);
    else if (index > 0) this.#push(", ");
  }

  #close(bracket: string, count: number, depth: number): void {
    if (this.#indent !== undefined && count > 0) this.#push(`\n${this.#indent.repeat(depth)}`);
    this.#push(bracket);
  }
}

function keyText(key: Value): string {
  if (key === null || typeof key === "boolean" || typeof key === "number" || typeof key === "bigint") {
    return jsonString(scalar(key));
  }
  if (typeof key === "string" || key instanceof SafeString) return scalar(key);
  if (key instanceof Float) return jsonString(scalar(key));
  throw typeError(`keys must be str, int, float, bool or None, not ${typeName(key)}`);
}

function scalar(value: Value): string {
  switch (typeof value) {
    case "string":
      return jsonString(value);
    case "boolean":
      return value ? "true" : "false";
    case "bigint":
      return value.toString();
    case "number":
      return Number.isSafeInteger(value) ? String(value) : jsonFloat(value);
  }
  if (value === null) return "null";
  if (value instanceof SafeString) return jsonString(value.text);
  if (value instanceof Float) return floatText(value.number);
  refuseUndefined(value);
  throw typeError(`Object of type ${typeName(value)} is not JSON serializable`);
}

function jsonFloat(number: number): string {
  if (Number.isFinite(number)) return floatText(number);
  return Number.isNaN(number) ? "NaN" : number > 0 ? "Infinity" : "-Infinity";
}
