/** Python's `bool(v)`. */

import { hasKeys } from "./host.ts";
import { undefinedError } from "./undefined.ts";
import {
  Callable,
  Dict,
  DictView,
  Float,
  Namespace,
  OneShot,
  Range,
  SafeString,
  Tuple,
  Undefined,
  type Value,
} from "./value.ts";

/** @throws {DxgError} render/undefined for an undefined value in strict mode. */
export function truth(value: Value): boolean {
  switch (typeof value) {
    case "boolean":
      return value;
    case "string":
      return value !== "";
    case "number":
      // NaN is true in Python.
      return value !== 0;
    case "bigint":
      return true;
  }
  if (value === null) return false;
  if (Array.isArray(value)) return value.length > 0;
  if (value instanceof SafeString) return value.text !== "";
  if (value instanceof Float) return value.number !== 0;
  if (value instanceof Dict) return value.size > 0;
  if (value instanceof Tuple) return value.items.length > 0;
  if (value instanceof Range) return value.length > 0;
  if (value instanceof Undefined) {
    if (value.mode === "strict") throw undefinedError(value);
    return false;
  }
  if (value instanceof Namespace || value instanceof Callable || value instanceof OneShot) return true;
  if (value instanceof DictView) return truth(value.dict);
  return hasKeys(value);
}
