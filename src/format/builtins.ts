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
  /** Parameters after `params` that only policies fill. */
  readonly policies?: readonly string[];
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
  { id: 39, name: "tojson", params: ["indent"], required: 0, policies: ["sort_keys", "ensure_ascii", "separators"] },
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
  {
    id: 53,
    name: "slugify",
    params: [
      "entities",
      "decimal",
      "hexadecimal",
      "max_length",
      "word_boundary",
      "separator",
      "save_order",
      "stopwords",
      "regex_pattern",
      "lowercase",
      "replacements",
      "allow_unicode",
    ],
    required: 0,
  },
  { id: 54, name: "plural", params: [], required: 0 },
  { id: 55, name: "singular", params: [], required: 0 },
  { id: 56, name: "format", params: [], required: 0, variadic: true },
  { id: 57, name: "random", params: [], required: 0 },
  {
    id: 58,
    name: "urlize",
    params: ["trim_url_limit", "nofollow", "target", "rel", "extra_schemes"],
    required: 0,
    policies: ["default_rel"],
  },
  { id: 59, name: "jsonify", params: ["indent"], required: 0 },
  { id: 60, name: "to_json", params: ["indent", "sort_keys", "ensure_ascii", "separators"], required: 0 },
  { id: 61, name: "to_nice_json", params: ["indent", "sort_keys", "ensure_ascii"], required: 0 },
  { id: 62, name: "from_json", params: [], required: 0 },
  {
    id: 63,
    name: "to_yaml",
    params: ["default_flow_style", "indent", "width", "sort_keys", "explicit_start", "explicit_end"],
    required: 0,
  },
  {
    id: 64,
    name: "to_nice_yaml",
    params: ["indent", "width", "sort_keys", "explicit_start", "explicit_end"],
    required: 0,
  },
  { id: 65, name: "from_yaml", params: [], required: 0 },
  { id: 66, name: "from_yaml_all", params: [], required: 0 },
  { id: 67, name: "b64encode", params: ["encoding"], required: 0 },
  { id: 68, name: "b64decode", params: ["encoding"], required: 0 },
  { id: 69, name: "hash", params: ["hashtype"], required: 0 },
  { id: 70, name: "md5", params: [], required: 0 },
  { id: 71, name: "sha1", aliases: ["checksum"], params: [], required: 0 },
  { id: 72, name: "password_hash", params: [], required: 0, variadic: true },
  { id: 73, name: "to_uuid", params: ["namespace"], required: 0 },
  { id: 74, name: "quote", params: [], required: 0 },
  {
    id: 75,
    name: "comment",
    params: [
      "style",
      "newline",
      "beginning",
      "prefix",
      "prefix_count",
      "decoration",
      "postfix",
      "postfix_count",
      "end",
    ],
    required: 0,
  },
  { id: 76, name: "bool", params: [], required: 0 },
  { id: 77, name: "ternary", params: ["true_val", "false_val", "none_val"], required: 2 },
  { id: 78, name: "mandatory", params: ["msg"], required: 0 },
  { id: 79, name: "type_debug", params: [], required: 0 },
  { id: 80, name: "basename", params: [], required: 0 },
  { id: 81, name: "dirname", params: [], required: 0 },
  { id: 82, name: "splitext", params: [], required: 0 },
  { id: 83, name: "path_join", params: [], required: 0 },
  { id: 84, name: "relpath", params: ["start"], required: 0 },
  { id: 85, name: "win_basename", params: [], required: 0 },
  { id: 86, name: "win_dirname", params: [], required: 0 },
  { id: 87, name: "win_splitdrive", params: [], required: 0 },
  { id: 88, name: "abspath", params: [], required: 0 },
  { id: 89, name: "realpath", params: [], required: 0 },
  { id: 90, name: "expanduser", params: [], required: 0 },
  { id: 91, name: "expandvars", params: [], required: 0 },
  { id: 92, name: "fileglob", params: [], required: 0 },
  { id: 93, name: "regex_escape", params: ["re_type"], required: 0 },
  { id: 94, name: "regex_search", params: [], required: 0, variadic: true },
  { id: 95, name: "regex_findall", params: ["regex", "multiline", "ignorecase"], required: 1 },
  { id: 96, name: "regex_replace", params: ["pattern", "replacement", "ignorecase", "multiline"], required: 0 },
  { id: 97, name: "split", params: ["sep", "maxsplit"], required: 0 },
  { id: 98, name: "ans_random", params: ["start", "step", "seed"], required: 0 },
  { id: 99, name: "shuffle", params: ["seed"], required: 0 },
  { id: 100, name: "random_mac", params: ["seed"], required: 0 },
  { id: 101, name: "strftime", params: ["second", "utc"], required: 0 },
  { id: 102, name: "to_datetime", params: ["format"], required: 0 },
  { id: 103, name: "combine", params: [], required: 0, variadic: true },
  { id: 104, name: "extract", params: ["container", "morekeys"], required: 1 },
  { id: 105, name: "flatten", params: ["levels", "skip_nulls"], required: 0 },
  { id: 106, name: "ans_groupby", params: ["attribute"], required: 1 },
  { id: 107, name: "dict2items", params: ["key_name", "value_name"], required: 0 },
  { id: 108, name: "items2dict", params: ["key_name", "value_name"], required: 0 },
  { id: 109, name: "subelements", params: ["subelements", "skip_missing"], required: 1 },
  { id: 110, name: "rekey_on_member", params: ["key", "duplicates"], required: 1 },
  { id: 111, name: "union", params: ["b"], required: 1 },
  { id: 112, name: "intersect", params: ["b"], required: 1 },
  { id: 113, name: "difference", params: ["b"], required: 1 },
  { id: 114, name: "symmetric_difference", params: ["b"], required: 1 },
  { id: 115, name: "zip", params: [], required: 0, variadic: true },
  { id: 116, name: "zip_longest", params: [], required: 0, variadic: true },
  { id: 117, name: "product", params: [], required: 0, variadic: true },
  { id: 118, name: "permutations", params: ["r"], required: 0 },
  { id: 119, name: "combinations", params: ["r"], required: 1 },
  { id: 120, name: "log", params: ["base"], required: 0 },
  { id: 121, name: "pow", params: ["y"], required: 1 },
  { id: 122, name: "root", params: ["base"], required: 0 },
  { id: 123, name: "human_readable", params: ["isbits", "unit"], required: 0 },
  { id: 124, name: "human_to_bytes", params: ["default_unit", "isbits"], required: 0 },
  { id: 125, name: "urlsplit", params: ["query"], required: 0 },
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
  { id: 30, name: "match", params: ["pattern", "ignorecase", "multiline"], required: 0 },
  { id: 31, name: "search", params: ["pattern", "ignorecase", "multiline"], required: 0 },
  { id: 32, name: "regex", params: ["pattern", "ignorecase", "multiline", "match_type"], required: 0 },
  { id: 33, name: "contains", params: ["value"], required: 1 },
  { id: 34, name: "subset", aliases: ["issubset"], params: ["b"], required: 1 },
  { id: 35, name: "superset", aliases: ["issuperset"], params: ["b"], required: 1 },
  { id: 36, name: "truthy", params: ["convert_bool"], required: 0 },
  { id: 37, name: "falsy", params: ["convert_bool"], required: 0 },
  { id: 38, name: "any", params: [], required: 0 },
  { id: 39, name: "all", params: [], required: 0 },
  {
    id: 40,
    name: "version",
    aliases: ["version_compare"],
    params: ["version", "operator", "strict", "version_type"],
    required: 1,
  },
  { id: 41, name: "nan", aliases: ["isnan"], params: [], required: 0 },
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
  { id: 13, name: "namespace", params: [], required: 0, variadic: true },
  { id: 14, name: "lipsum", params: ["n", "html", "min", "max"], required: 0 },
  { id: 15, name: "random_ascii_string", params: ["length", "punctuation"], required: 1 },
  { id: 16, name: "uuid4", params: [], required: 0 },
  { id: 17, name: "now", params: ["utc", "fmt"], required: 0 },
  { id: 18, name: "pathjoin", params: [], required: 0, variadic: true },
  { id: 19, name: "time_in", params: ["zone", "format", "shift"], required: 1 },
];

/** Whose a built-in is: Jinja2's own, its i18n extension's in the old or new style, the extension `time`'s, or another's. */
export type BuiltinOrigin = "jinja" | "i18n" | "newstyle" | "time" | "other";
export const BUILTIN_ORIGINS: readonly BuiltinOrigin[] = ["jinja", "i18n", "newstyle", "time", "other"];

/** Whose the filter, test or function with a number is. */
function originOf(what: "filter" | "test" | "function", id: number): BuiltinOrigin {
  if (what === "test") return id <= 29 ? "jinja" : "other";
  if (what === "filter") return id <= 47 || (id >= 56 && id <= 58) ? "jinja" : "other";
  if (id <= 3 || id === 13 || id === 14) return "jinja";
  if (id >= 5 && id <= 12) return id <= 8 ? "i18n" : "newstyle";
  return id === 19 ? "time" : "other";
}

/** Whether templates that know the built-ins of some origins only, or of all where none are given, know one of them. */
export function isKnown(
  origins: readonly string[] | undefined,
  what: "filter" | "test" | "function",
  id: number,
): boolean {
  return origins === undefined || origins.includes(originOf(what, id));
}

/** The keyword by which `map` gets the policies, as tuples of filter, place and value; no template can write it. */
export const POLICIES_KEYWORD = " policies";

/** Every parameter of a filter, test or function, in order. */
export function allParameters({ params, policies }: Signature): readonly string[] {
  return policies === undefined ? params : [...params, ...policies];
}

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
