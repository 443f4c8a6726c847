/**
 * The filters, tests and functions that templates can name: their numbers, parameters and aliases. Numbers are stored in
 * binaries: an entry is never renumbered, reused or removed, new ones get the next number. The compiler binds arguments
 * with this table, the runtime finds implementations by number. It must not import anything: both sides load it.
 */
export interface Signature {
  /** Stored in binaries; each of the three tables counts from 0. */
  readonly id: number;
  readonly name: string;
  /** Other names of the same thing. */
  readonly aliases?: readonly string[];
  /** Parameters in order; for filters and tests those after the value. */
  readonly params: readonly string[];
  /** How many of `params` must be given. */
  readonly required: number;
  /** Takes any positionals and keywords after `params`. */
  readonly variadic?: true;
}

export const FILTERS: readonly Signature[] = [
  { id: 0, name: "abs", params: [], required: 0 },
  { id: 1, name: "attr", params: ["name"], required: 1 },
  { id: 2, name: "batch", params: ["linecount", "fill_with"], required: 1 },
  { id: 3, name: "capitalize", params: [], required: 0 },
  { id: 4, name: "center", params: ["width"], required: 0 },
  { id: 5, name: "length", aliases: ["count"], params: [], required: 0 },
  { id: 6, name: "default", aliases: ["d"], params: ["default_value", "boolean"], required: 0 },
  { id: 7, name: "dictsort", params: ["case_sensitive", "by", "reverse"], required: 0 },
  { id: 8, name: "escape", aliases: ["e"], params: [], required: 0 },
  { id: 9, name: "filesizeformat", params: ["binary"], required: 0 },
  { id: 10, name: "first", params: [], required: 0 },
  { id: 11, name: "float", params: ["default"], required: 0 },
  { id: 12, name: "forceescape", params: [], required: 0 },
  { id: 13, name: "groupby", params: ["attribute", "default", "case_sensitive"], required: 1 },
  { id: 14, name: "indent", params: ["width", "first", "blank"], required: 0 },
  { id: 15, name: "int", params: ["default", "base"], required: 0 },
  { id: 16, name: "items", params: [], required: 0 },
  { id: 17, name: "join", params: ["d", "attribute"], required: 0 },
  { id: 18, name: "last", params: [], required: 0 },
  { id: 19, name: "list", params: [], required: 0 },
  { id: 20, name: "lower", params: [], required: 0 },
  { id: 21, name: "map", params: [], required: 0, variadic: true },
  { id: 22, name: "max", params: ["case_sensitive", "attribute"], required: 0 },
  { id: 23, name: "min", params: ["case_sensitive", "attribute"], required: 0 },
  { id: 24, name: "pprint", params: [], required: 0 },
  { id: 25, name: "reject", params: [], required: 0, variadic: true },
  { id: 26, name: "rejectattr", params: [], required: 0, variadic: true },
  { id: 27, name: "replace", params: ["old", "new", "count"], required: 2 },
  { id: 28, name: "reverse", params: [], required: 0 },
  { id: 29, name: "round", params: ["precision", "method"], required: 0 },
  { id: 30, name: "safe", params: [], required: 0 },
  { id: 31, name: "select", params: [], required: 0, variadic: true },
  { id: 32, name: "selectattr", params: [], required: 0, variadic: true },
  { id: 33, name: "slice", params: ["slices", "fill_with"], required: 1 },
  { id: 34, name: "sort", params: ["reverse", "case_sensitive", "attribute"], required: 0 },
  { id: 35, name: "string", params: [], required: 0 },
  { id: 36, name: "striptags", params: [], required: 0 },
  { id: 37, name: "sum", params: ["attribute", "start"], required: 0 },
  { id: 38, name: "title", params: [], required: 0 },
  { id: 39, name: "tojson", params: ["indent"], required: 0 },
  { id: 40, name: "trim", params: ["chars"], required: 0 },
  {
    id: 41,
    name: "truncate",
    params: ["length", "killwords", "end", "leeway"],
    required: 0,
  },
  { id: 42, name: "unique", params: ["case_sensitive", "attribute"], required: 0 },
  { id: 43, name: "upper", params: [], required: 0 },
  { id: 44, name: "urlencode", params: [], required: 0 },
  { id: 45, name: "wordcount", params: [], required: 0 },
  {
    id: 46,
    name: "wordwrap",
    params: ["width", "break_long_words", "wrapstring", "break_on_hyphens"],
    required: 0,
  },
  { id: 47, name: "xmlattr", params: ["autospace"], required: 0 },
  { id: 48, name: "pascal", params: [], required: 0 },
  { id: 49, name: "camel", params: [], required: 0 },
  { id: 50, name: "snake", params: [], required: 0 },
  { id: 51, name: "kebab", params: [], required: 0 },
  { id: 52, name: "constant", params: [], required: 0 },
  { id: 53, name: "slugify", params: [], required: 0 },
  { id: 54, name: "plural", params: [], required: 0 },
  { id: 55, name: "singular", params: [], required: 0 },
];

export const TESTS: readonly Signature[] = [
  { id: 0, name: "boolean", params: [], required: 0 },
  { id: 1, name: "callable", params: [], required: 0 },
  { id: 2, name: "defined", params: [], required: 0 },
  { id: 3, name: "divisibleby", params: ["num"], required: 1 },
  { id: 4, name: "==", aliases: ["eq", "equalto"], params: ["other"], required: 1 },
  { id: 5, name: "escaped", params: [], required: 0 },
  { id: 6, name: "even", params: [], required: 0 },
  { id: 7, name: "false", params: [], required: 0 },
  { id: 8, name: "filter", params: [], required: 0 },
  { id: 9, name: "float", params: [], required: 0 },
  { id: 10, name: ">=", aliases: ["ge"], params: ["other"], required: 1 },
  { id: 11, name: ">", aliases: ["gt", "greaterthan"], params: ["other"], required: 1 },
  { id: 12, name: "in", params: ["seq"], required: 1 },
  { id: 13, name: "integer", params: [], required: 0 },
  { id: 14, name: "iterable", params: [], required: 0 },
  { id: 15, name: "<=", aliases: ["le"], params: ["other"], required: 1 },
  { id: 16, name: "lower", params: [], required: 0 },
  { id: 17, name: "<", aliases: ["lt", "lessthan"], params: ["other"], required: 1 },
  { id: 18, name: "mapping", params: [], required: 0 },
  { id: 19, name: "!=", aliases: ["ne"], params: ["other"], required: 1 },
  { id: 20, name: "none", params: [], required: 0 },
  { id: 21, name: "number", params: [], required: 0 },
  { id: 22, name: "odd", params: [], required: 0 },
  { id: 23, name: "sameas", params: ["other"], required: 1 },
  { id: 24, name: "sequence", params: [], required: 0 },
  { id: 25, name: "string", params: [], required: 0 },
  { id: 26, name: "test", params: [], required: 0 },
  { id: 27, name: "true", params: [], required: 0 },
  { id: 28, name: "undefined", params: [], required: 0 },
  { id: 29, name: "upper", params: [], required: 0 },
];

export const FUNCTIONS: readonly Signature[] = [
  { id: 0, name: "range", params: ["start", "stop", "step"], required: 1 },
  { id: 1, name: "dict", params: [], required: 0, variadic: true },
  { id: 2, name: "cycler", params: [], required: 0, variadic: true },
  { id: 3, name: "joiner", params: ["sep"], required: 0 },
  { id: 4, name: "fail", params: ["message"], required: 1 },
  { id: 5, name: "gettext", aliases: ["_"], params: ["message"], required: 1 },
  { id: 6, name: "ngettext", params: ["singular", "plural", "n"], required: 3 },
  { id: 7, name: "pgettext", params: ["context", "message"], required: 2 },
  { id: 8, name: "npgettext", params: ["context", "singular", "plural", "n"], required: 4 },
  { id: 9, name: "newstyle_gettext", aliases: ["newstyle__"], params: ["message"], required: 1, variadic: true },
  { id: 10, name: "newstyle_ngettext", params: ["singular", "plural", "n"], required: 3, variadic: true },
  { id: 11, name: "newstyle_pgettext", params: ["context", "message"], required: 2, variadic: true },
  { id: 12, name: "newstyle_npgettext", params: ["context", "singular", "plural", "n"], required: 4, variadic: true },
];

let filters: ReadonlyMap<string, Signature> | undefined;
let tests: ReadonlyMap<string, Signature> | undefined;
let functions: ReadonlyMap<string, Signature> | undefined;

/** Every filter by name and alias. Built on first use, as a binary needs it only where a filter is named at run time. */
export function filtersByName(): ReadonlyMap<string, Signature> {
  filters ??= byName(FILTERS);
  return filters;
}

/** Every test by name and alias. */
export function testsByName(): ReadonlyMap<string, Signature> {
  tests ??= byName(TESTS);
  return tests;
}

/** Every function by name and alias. */
export function functionsByName(): ReadonlyMap<string, Signature> {
  functions ??= byName(FUNCTIONS);
  return functions;
}

function byName(table: readonly Signature[]): ReadonlyMap<string, Signature> {
  const map = new Map<string, Signature>();
  for (const signature of table) {
    map.set(signature.name, signature);
    for (const alias of signature.aliases ?? []) map.set(alias, signature);
  }
  return map;
}
