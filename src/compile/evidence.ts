/**
 * What filters, tests and methods tell about the value that they are used on. Only what holds for certain in every sound
 * template is here: a filter that takes several types tells nothing.
 */
import type { Value } from "../value/value.ts";
import { isMapping } from "../value/value.ts";
import type { ShapeType } from "./shape.ts";

const FILTERS: Readonly<Record<string, ShapeType>> = {
  ...of("string", "upper lower title capitalize trim center wordwrap wordcount striptags indent truncate urlize"),
  ...of("string", "pascal camel snake kebab constant plural singular slugify"),
  ...of("number", "abs round filesizeformat"),
  ...of("array", "join sort unique map select reject selectattr rejectattr sum batch slice groupby min max"),
  ...of("object", "dictsort xmlattr"),
};
const TESTS: Readonly<Record<string, ShapeType>> = of("number", "even odd divisibleby");
const METHODS: Readonly<Record<string, ShapeType>> = {
  ...of(
    "string",
    "upper lower title capitalize strip lstrip rstrip split rsplit splitlines replace startswith endswith",
  ),
  ...of("string", "format zfill ljust rjust center isdigit isalpha isupper islower removeprefix removesuffix swapcase"),
  ...of("object", "items keys values get update setdefault"),
  ...of("array", "append extend insert sort reverse"),
};

/** Names of methods, for suggestions. */
export const METHOD_NAMES: readonly string[] = [
  ...Object.keys(METHODS),
  ..."join find index count copy pop remove clear casefold encode istitle partition rpartition".split(" "),
];

function of(type: ShapeType, names: string): Record<string, ShapeType> {
  return Object.fromEntries(names.split(" ").map((name) => [name, type]));
}

function look(table: Readonly<Record<string, ShapeType>>, name: string): ShapeType | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}

/** The type of what a filter is applied to. */
export function typeForFilter(name: string): ShapeType | undefined {
  return look(FILTERS, name);
}

/** The type of what a test asks about. */
export function typeForTest(name: string): ShapeType | undefined {
  return look(TESTS, name);
}

/** The type of what a method is called on. */
export function typeForMethod(name: string): ShapeType | undefined {
  return look(METHODS, name);
}

/** Filters that give the items of a list, or some of them, as they are. */
export const KEEPS_ITEMS: ReadonlySet<string> = new Set(
  "list sort unique select reject selectattr rejectattr reverse".split(" "),
);

/** The type of a constant. */
export function typeOfValue(value: Value): ShapeType | undefined {
  if (typeof value === "string") return "string";
  if (typeof value === "boolean") return "boolean";
  if (value === null) return undefined;
  if (Array.isArray(value)) return "array";
  return isMapping(value) ? "object" : "number";
}
