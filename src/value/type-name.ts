/** Python's names of the types of values, for messages and for nothing else. */
import {
  Callable,
  Class,
  DictView,
  Float,
  Method,
  NamedTuple,
  Namespace,
  OneShot,
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
  "semi-strict": "StrictUndefined",
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
  if (value instanceof Tuple) return value instanceof NamedTuple ? "_GroupTuple" : "tuple";
  if (value instanceof Range) return "range";
  if (value instanceof Undefined) return UNDEFINED_NAMES[value.mode];
  if (value instanceof Callable) return callableName(value);
  if (value instanceof DictView) return `dict_${value.part}`;
  if (value instanceof OneShot) return value.typeName;
  if (value instanceof Namespace) return value.typeName;
  return "dict";
}

function callableName(value: Callable): string {
  if (value instanceof Class) return "type";
  return value instanceof Method ? "builtin_function_or_method" : "function";
}

/** The modules of the classes that are not Python's own, as Jinja2's messages have them. */
const MODULES: Readonly<Record<string, string>> = {
  Markup: "markupsafe",
  _GroupTuple: "jinja2.filters",
  LoopContext: "jinja2.runtime",
  Macro: "jinja2.runtime",
  BlockReference: "jinja2.runtime",
  TemplateReference: "jinja2.runtime",
  TemplateModule: "jinja2.environment",
  Cycler: "jinja2.utils",
  Joiner: "jinja2.utils",
  Namespace: "jinja2.utils",
};

/** How messages name the owner of a missing attribute: "dict object", "None". */
export function ownerName(value: Value): string {
  if (value === null) return "None";
  const name = typeName(value);
  const module = Object.hasOwn(MODULES, name) ? MODULES[name] : undefined;
  return module === undefined ? `${name} object` : `${module}.${name} object`;
}
