/** The tests of Ansible that templates of others use, in the order of their numbers. Loaded when one is first applied. */
import { contains as isIn } from "../value/compare.ts";
import { valueError } from "../value/errors.ts";
import { iterate } from "../value/iterate.ts";
import { floatOf, numericOf } from "../value/number.ts";
import { toText } from "../value/text.ts";
import { truth } from "../value/truth.ts";
import { refuseUndefined } from "../value/undefined.ts";
import { isString, type Value } from "../value/value.ts";
import { type FilterContext, stringArgument, type Test } from "./filters/filter.ts";
import { Regex } from "./filters/more/regex.ts";
import { ValueSet } from "./filters/more/value-set.ts";
import { compareVersions, VERSION_TYPES } from "./version.ts";

const MATCH_TYPES = ["search", "match", "fullmatch"] as const;
type MatchType = (typeof MATCH_TYPES)[number];

function fits(context: FilterContext, value: Value, args: readonly (Value | undefined)[], where: MatchType): boolean {
  const [pattern = "", ignoreCase = false, multiline = false] = args;
  refuseUndefined(value);
  const flags = { ignoreCase: truth(ignoreCase), multiline: truth(multiline) };
  const regex = new Regex(context, stringArgument(where, "pattern", pattern), flags, toText(value));
  return regex.first(where) !== undefined;
}

const match: Test = (context, value, args) => fits(context, value, args, "match");
const search: Test = (context, value, args) => fits(context, value, args, "search");

const regex: Test = (context, value, args) => {
  const type = stringArgument("regex", "match_type", args[3] ?? "search");
  const where = MATCH_TYPES.find((each) => each === type);
  if (where === undefined) throw valueError(`regex: match_type is one of ${MATCH_TYPES.join(", ")}`);
  return fits(context, value, args, where);
};

const contains: Test = (_context, value, [item = null]) => isIn(value, item);

/** Whether all of `parts` are in `whole`. */
function covers(context: FilterContext, whole: Value, parts: Value): boolean {
  const items = iterate(whole);
  context.spend(items.length);
  const known = new ValueSet((units) => context.spend(units), items);
  return iterate(parts).every((part) => known.has(part));
}

const subset: Test = (context, value, [other = null]) => covers(context, other, value);
const superset: Test = (context, value, [other = null]) => covers(context, value, other);

const TRUE_WORDS = ["y", "yes", "on", "1", "true", "t"];
const FALSE_WORDS = ["n", "no", "off", "0", "false", "f"];

const truthy: Test = (_context, value, [convert = false]) => {
  if (!truth(convert)) return truth(value);
  const word = isString(value) ? toText(value).toLowerCase().trim() : undefined;
  if (word !== undefined && TRUE_WORDS.includes(word)) return true;
  return word !== undefined && FALSE_WORDS.includes(word) ? false : truth(value);
};

const falsy: Test = (context, value, args) => !truthy(context, value, args);
const any: Test = (context, value) => {
  const items = iterate(value);
  context.spend(items.length);
  return items.some(truth);
};
const all: Test = (context, value) => {
  const items = iterate(value);
  context.spend(items.length);
  return items.every(truth);
};

const OPERATORS: Readonly<Record<string, (order: number) => boolean>> = {
  eq: (order) => order === 0,
  "==": (order) => order === 0,
  "=": (order) => order === 0,
  ne: (order) => order !== 0,
  "!=": (order) => order !== 0,
  "<>": (order) => order !== 0,
  lt: (order) => order < 0,
  "<": (order) => order < 0,
  le: (order) => order <= 0,
  "<=": (order) => order <= 0,
  gt: (order) => order > 0,
  ">": (order) => order > 0,
  ge: (order) => order >= 0,
  ">=": (order) => order >= 0,
};

const version: Test = (context, value, [other = null, operator = "eq", strict = null, type = null]) => {
  if (strict !== null && type !== null) throw valueError("version: strict and version_type cannot both be given");
  if (!truth(value) || !truth(other)) throw valueError("version: a version is empty");
  const name = stringArgument("version", "operator", operator);
  const holds = Object.hasOwn(OPERATORS, name) ? OPERATORS[name] : undefined;
  if (holds === undefined) throw valueError(`version: operator is one of ${Object.keys(OPERATORS).join(" ")}`);
  const wanted = type === null ? (strict !== null && truth(strict) ? "strict" : "loose") : toText(type);
  const known = VERSION_TYPES.find((each) => each === wanted);
  if (known === undefined) throw valueError(`version: version_type is one of ${VERSION_TYPES.join(", ")}`);
  context.spend(100);
  return holds(compareVersions(toText(value), toText(other), known));
};

const nan: Test = (_context, value) => {
  const number = numericOf(value);
  if (number === undefined) {
    refuseUndefined(value);
    return false;
  }
  return typeof number !== "bigint" && Number.isNaN(floatOf(number));
};

/** In the order of their numbers, which follow those of Jinja2's tests. */
export const MORE_TESTS: readonly Test[] = [
  match,
  search,
  regex,
  contains,
  subset,
  superset,
  truthy,
  falsy,
  any,
  all,
  version,
  nan,
];
