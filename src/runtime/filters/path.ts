/** Attribute paths of filters, such as `map(attribute="address.lines.0")`. */
import { getItem } from "../../value/access.ts";
import { SafeString, Undefined, type UndefinedMode, type Value } from "../../value/value.ts";

/** The steps of a path: names and indices. None is the value itself. */
export type Path = readonly Value[];

const INDEX = /^\p{Nd}+$/u;

/** Cuts a path at its dots; a part of digits is an index, and a path that is not a string is one step. */
export function parsePath(path: Value | undefined): Path {
  if (path === undefined || path === null) return [];
  const text = path instanceof SafeString ? path.text : path;
  if (typeof text !== "string") return [text];
  const steps: Value[] = [];
  for (const part of text.split(".")) steps.push(INDEX.test(part) ? Number(part) : part);
  return steps;
}

/** The paths of `sort(attribute="a,b.c")`. */
export function parsePaths(paths: Value | undefined): readonly Path[] {
  const text = paths instanceof SafeString ? paths.text : paths;
  return typeof text === "string" ? text.split(",").map(parsePath) : [parsePath(text)];
}

/**
 * Follows a path. `otherwise` takes the place of every step that is missing, unless it is absent or None.
 * @throws {DxgError} render/undefined when a step follows a missing one.
 */
export function follow(value: Value, path: Path, mode: UndefinedMode, otherwise?: Value): Value {
  let item = value;
  for (const step of path) {
    item = getItem(item, step, mode);
    if (item instanceof Undefined && otherwise !== undefined && otherwise !== null) item = otherwise;
  }
  return item;
}

/** A string in lower case; anything else as it is: how sorting and grouping ignore case. */
export function ignoreCase(value: Value): Value {
  if (typeof value === "string") return value.toLowerCase();
  return value instanceof SafeString ? value.text.toLowerCase() : value;
}
