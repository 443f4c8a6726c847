/** `pprint`: a value over several lines, as Python's `pprint.pformat` lays it out for 80 columns. */

import { DxgError } from "../../base/error.ts";
import { VALUE_DEPTH_MAX } from "../../base/limits.ts";
import { compareOrdered, mappingPairs } from "../../value/compare.ts";
import { limitError } from "../../value/errors.ts";
import { readItems } from "../../value/host.ts";
import { codePointCount } from "../../value/iterate.ts";
import { sortItems } from "../../value/sort.ts";
import { repr } from "../../value/text.ts";
import { typeName } from "../../value/type-name.ts";
import { type Dict, isMapping, NamedTuple, type PlainObject, Tuple, type Value } from "../../value/value.ts";
import type { Filter } from "./filter.ts";

const WIDTH = 80;

/** Values visited in one call: parts that are shared are visited each time, which can be exponentially often. */
const VISITS_MAX = 2_000_000;
let visits = 0;

export const pprint: Filter = (_context, value) => {
  visits = 0;
  return format(value, 0, 0, 0);
};

/** Lays out a value that starts at column `indent` and has `allowance` characters behind it on its last line. */
function format(value: Value, indent: number, allowance: number, depth: number): string {
  if (depth > VALUE_DEPTH_MAX) throw limitError(`value is nested deeper than ${VALUE_DEPTH_MAX} levels`);
  const line = flat(value, depth);
  if (codePointCount(line) <= WIDTH - indent - allowance) return line;
  if (Array.isArray(value)) return formatItems("[", readItems(value), "]", indent, allowance, depth);
  if (value instanceof NamedTuple) return line;
  if (value instanceof Tuple) {
    return formatItems("(", value.items, value.items.length === 1 ? ",)" : ")", indent, allowance, depth);
  }
  if (isMapping(value)) return formatMapping(value, indent, allowance, depth);
  return typeof value === "string" ? formatText(value, line, indent, allowance, depth) : line;
}

/** One line; unlike repr, dicts are in the order of their keys. */
function flat(value: Value, depth: number): string {
  if (++visits > VISITS_MAX) throw limitError(`pprint visits more than ${VISITS_MAX} values`);
  if (depth > VALUE_DEPTH_MAX) throw limitError(`value is nested deeper than ${VALUE_DEPTH_MAX} levels`);
  const inner = (item: Value): string => flat(item, depth + 1);
  if (Array.isArray(value)) return `[${readItems(value).map(inner).join(", ")}]`;
  // A type with a repr of its own is printed by that, with dicts in their own order.
  if (value instanceof NamedTuple) return repr(value);
  if (value instanceof Tuple) return `(${value.items.map(inner).join(", ")}${value.items.length === 1 ? "," : ""})`;
  if (!isMapping(value)) return repr(value);
  return `{${sortedPairs(value)
    .map(([key, item]) => `${inner(key)}: ${inner(item)}`)
    .join(", ")}}`;
}

/** Keys without an order among them are ordered by the names of their types. */
function sortedPairs(mapping: Dict | PlainObject): (readonly [Value, Value])[] {
  const before = (a: Value, b: Value): boolean => {
    try {
      return compareOrdered("<", a, b);
    } catch (error) {
      if (!(error instanceof DxgError) || error.code !== "render/type") throw error;
      return typeName(a) < typeName(b);
    }
  };
  const pairs = mappingPairs(mapping);
  sortItems(pairs, ([a], [b]) => before(a, b));
  return pairs;
}

function formatItems(
  open: string,
  items: readonly Value[],
  close: string,
  indent: number,
  allowance: number,
  depth: number,
): string {
  const separator = `,\n${" ".repeat(indent + 1)}`;
  const last = items.length - 1;
  const parts = items.map((item, index) =>
    format(item, indent + 1, index === last ? allowance + close.length : 1, depth + 1),
  );
  return open + parts.join(separator) + close;
}

function formatMapping(mapping: Dict | PlainObject, indent: number, allowance: number, depth: number): string {
  const pairs = sortedPairs(mapping);
  const separator = `,\n${" ".repeat(indent + 1)}`;
  const parts = pairs.map(([key, item], index) => {
    const name = flat(key, depth + 1);
    const behind = index === pairs.length - 1 ? allowance + 1 : 1;
    return `${name}: ${format(item, indent + codePointCount(name) + 3, behind, depth + 1)}`;
  });
  return `{${parts.join(separator)}}`;
}

/** A long string is cut at its line ends and words; the pieces stand below each other. */
function formatText(text: string, line: string, indent: number, allowance: number, depth: number): string {
  const outer = depth === 0;
  const start = outer ? indent + 1 : indent;
  const end = outer ? allowance + 1 : allowance;
  const pieces = textPieces(text, WIDTH - start, end);
  if (pieces.length <= 1) return line;
  const joined = pieces.join(`\n${" ".repeat(start)}`);
  return outer ? `(${joined})` : joined;
}

function textPieces(text: string, room: number, allowance: number): string[] {
  const lines = text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
  const pieces: string[] = [];
  lines.forEach((line, index) => {
    const last = index === lines.length - 1;
    const whole = repr(line);
    if (codePointCount(whole) <= room - (last ? allowance : 0)) pieces.push(whole);
    else pieces.push(...wordPieces(line, room, last ? allowance : 0));
  });
  return pieces;
}

function wordPieces(line: string, room: number, allowance: number): string[] {
  const words = line.match(/\S*\s*/g) ?? [];
  while (words.length > 0 && words[words.length - 1] === "") words.pop();
  const pieces: string[] = [];
  let current = "";
  words.forEach((word, index) => {
    const candidate = current + word;
    const limit = room - (index === words.length - 1 ? allowance : 0);
    if (codePointCount(repr(candidate)) > limit) {
      if (current !== "") pieces.push(repr(current));
      current = word;
    } else current = candidate;
  });
  if (current !== "") pieces.push(repr(current));
  return pieces;
}
