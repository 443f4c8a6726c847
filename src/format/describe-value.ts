/**
 * Strings and constants of a binary as one short line of ASCII-safe text, for `dxg template show`. What it prints may
 * come from a hostile file: nothing in it may move a cursor or hide text. It is not the repr of the template language.
 */
import { Dict, Float, isPlainObject, SafeString, Tuple, type Value } from "../value/value.ts";

const TEXT_MAX = 72;
const ITEMS_MAX = 8;
const DEPTH_MAX = 4;

/** Control characters that JSON leaves alone, bidirectional overrides, invisible and line-breaking characters. */
const UNSAFE = /[\u007f-\u009f\u00ad\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\uffff]/g;

/** The text in quotes, escaped, cut after 72 UTF-16 units. */
export function describeText(text: string): string {
  const cut = text.length > TEXT_MAX ? text.slice(0, TEXT_MAX) : text;
  const escaped = JSON.stringify(cut).replace(UNSAFE, escapeUnit);
  return text.length > TEXT_MAX ? `${escaped}… (${text.length} characters)` : escaped;
}

function escapeUnit(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** The value with its kind visible, long and deep ones cut. */
export function describeValue(value: Value, depth = 0): string {
  if (value === null) return "none";
  if (typeof value === "string") return describeText(value);
  if (typeof value !== "object") return describeScalar(value);
  if (value instanceof Float) return Object.is(value.number, -0) ? "-0.0" : `${value.number}.0`;
  if (value instanceof SafeString) return `safe ${describeText(value.text)}`;
  if (depth === DEPTH_MAX) return "…";
  if (Array.isArray(value)) return `[${describeItems(value, depth)}]`;
  if (value instanceof Tuple) return `(${describeItems(value.items, depth)}${value.items.length === 1 ? "," : ""})`;
  if (value instanceof Dict) return `{${describeEntries([...value.entries.values()], depth)}}`;
  return isPlainObject(value) ? `{${describeEntries(Object.entries(value), depth)}}` : "?";
}

function describeScalar(value: boolean | number | bigint): string {
  const text = String(value);
  return text.length > TEXT_MAX ? `${text.slice(0, TEXT_MAX)}… (${text.length} digits)` : text;
}

function describeItems(items: readonly Value[], depth: number): string {
  const parts = items.slice(0, ITEMS_MAX).map((item) => describeValue(item, depth + 1));
  if (items.length > ITEMS_MAX) parts.push(`… ${items.length - ITEMS_MAX} more`);
  return parts.join(", ");
}

function describeEntries(entries: readonly (readonly [Value, Value])[], depth: number): string {
  const parts = entries
    .slice(0, ITEMS_MAX)
    .map(([key, value]) => `${describeValue(key, depth + 1)}: ${describeValue(value, depth + 1)}`);
  if (entries.length > ITEMS_MAX) parts.push(`… ${entries.length - ITEMS_MAX} more`);
  return parts.join(", ");
}
