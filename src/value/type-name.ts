/** Python's names of the types of values, for messages and for nothing else. */
import {
  Callable,
  Float,
  Namespace,
  Range,
  SafeString,
  Tuple,
  Undefined,
  type UndefinedMode,
  type Value,
} from "./value.ts";

const UNDEFINED_NAMES: Readonly<Record<UndefinedMode, string>> = {
  strict: "StrictUndefined",
  lenient: "Undefined",
  chainable: "ChainableUndefined",
  debug: "DebugUndefined",
};

/** `type(v).__name__`: "int", "str", "NoneType", "dict" … */
export function typeName(value: Value): string {
  switch (typeof value) {
    case "string":
      return "str";
    case "boolean":
      return "bool";
    case "bigint":
      return "int";
    case "number":
      return Number.isSafeInteger(value) ? "int" : "float";
  }
  if (value === null) return "NoneType";
  if (Array.isArray(value)) return "list";
  if (value instanceof SafeString) return "Markup";
  if (value instanceof Float) return "float";
  if (value instanceof Tuple) return "tuple";
  if (value instanceof Range) return "range";
  if (value instanceof Undefined) return UNDEFINED_NAMES[value.mode];
  if (value instanceof Callable) return "function";
  if (value instanceof Namespace) return value.typeName;
  return "dict";
}

/** How messages name the owner of a missing attribute: "dict object", "None". */
export function ownerName(value: Value): string {
  return value === null ? "None" : `${typeName(value)} object`;
}
