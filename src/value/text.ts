/** Python's `str(v)` and `repr(v)`. The output of a template goes through `toText`, so common kinds come first. */
import { VALUE_DEPTH_MAX, VALUE_LENGTH_MAX } from "../base/limits.ts";
import { limitError } from "./errors.ts";
import { floatText } from "./float-text.ts";
import { readItems, readKey, readKeys } from "./host.ts";
import { iterate } from "./iterate.ts";
import { escapeOf, quote } from "./quote.ts";
import { undefinedText } from "./undefined.ts";
import {
  Callable,
  Class,
  Dict,
  DictView,
  Float,
  isMapping,
  Namespace,
  OneShot,
  type PlainObject,
  Range,
  SafeString,
  Tuple,
  Undefined,
  type Value,
} from "./value.ts";
import { addWork } from "./work.ts";

/**
 * `str(v)`.
 * @throws {DxgError} render/undefined for an undefined value in strict mode, render/limit for values nested too deeply.
 */
export function toText(value: Value): string {
  if (typeof value === "string") return value;
  if (typeof value === "number") return Number.isSafeInteger(value) ? String(value) : floatText(value);
  if (value instanceof SafeString) return value.text;
  if (value instanceof Undefined) return undefinedText(value);
  if (value instanceof Namespace) return value.text();
  return repr(value);
}

/**
 * `repr(v)`.
 * @throws {DxgError} render/limit for values nested too deeply (or holding themselves) or a text that is too long.
 */
export function repr(value: Value): string {
  switch (typeof value) {
    case "string":
      return quote(value);
    case "number":
      return Number.isSafeInteger(value) ? String(value) : floatText(value);
    case "boolean":
      return value ? "True" : "False";
    case "bigint": {
      const digits = value.toString();
      addWork((digits.length * digits.length) / 1024);
      return digits;
    }
  }
  if (value === null) return "None";
  const out: Out = { parts: [], length: 0, open: [] };
  write(value, 0, out);
  addWork(out.length);
  return out.parts.join("");
}

interface Out {
  readonly parts: string[];
  length: number;
  /** The containers around this place: one that holds itself is not gone into again. */
  readonly open: Value[];
}

function push(out: Out, text: string): void {
  out.length += text.length;
  if (out.length > VALUE_LENGTH_MAX) throw limitError(`text of a value is longer than ${VALUE_LENGTH_MAX}`);
  out.parts.push(text);
}

function write(value: Value, depth: number, out: Out): void {
  if (depth > VALUE_DEPTH_MAX) throw limitError(`value is nested deeper than ${VALUE_DEPTH_MAX} levels`);
  if (typeof value === "object" && out.open.includes(value)) push(out, Array.isArray(value) ? "[...]" : "{...}");
  else if (Array.isArray(value)) {
    out.open.push(value);
    writeItems("[", readItems(value), "]", depth, out);
    out.open.pop();
  } else if (value instanceof Tuple) writeItems("(", value.items, value.items.length === 1 ? ",)" : ")", depth, out);
  else if (isMapping(value)) {
    out.open.push(value);
    writeMapping(value, depth, out);
    out.open.pop();
  } else if (value instanceof DictView) {
    push(out, `dict_${value.part}(`);
    writeItems("[", iterate(value), "]", depth + 1, out);
    push(out, ")");
  } else push(out, leafText(value));
}

function leafText(value: Value): string {
  if (value instanceof SafeString) return `Markup(${quote(value.text)})`;
  if (value instanceof Float) return floatText(value.number);
  if (value instanceof Range) {
    return `range(${value.start}, ${value.stop}${value.step === 1 ? "" : `, ${value.step}`})`;
  }
  if (value instanceof Undefined) return "Undefined";
  if (value instanceof Class) return `<class '${value.name}'>`;
  if (value instanceof Callable) return `<function ${value.name}>`;
  if (value instanceof OneShot) return `<${value.typeName} object ${value.name}>`;
  if (value instanceof Namespace) return value.repr();
  return repr(value);
}

function writeMapping(mapping: Dict | PlainObject, depth: number, out: Out): void {
  let separator = "{";
  if (mapping instanceof Dict) {
    for (const [key, item] of mapping.entries.values()) {
      push(out, separator);
      write(key, depth + 1, out);
      push(out, ": ");
      write(item, depth + 1, out);
      separator = ", ";
    }
  } else {
    for (const key of readKeys(mapping)) {
      push(out, `${separator}${quote(key)}: `);
      write(readKey(mapping, key) ?? null, depth + 1, out);
      separator = ", ";
    }
  }
  push(out, separator === "{" ? "{}" : "}");
}

function writeItems(open: string, items: readonly Value[], close: string, depth: number, out: Out): void {
  push(out, open);
  for (let index = 0; index < items.length; index++) {
    if (index > 0) push(out, ", ");
    write(items[index] as Value, depth + 1, out);
  }
  push(out, close);
}

const NOT_ASCII = /[^\0-\x7f]/gu;

/** A text with Python's escapes for every character that is not ASCII: what `ascii()` makes of a repr. */
export function asciiOnly(text: string): string {
  return text.replace(NOT_ASCII, escapeOf);
}
