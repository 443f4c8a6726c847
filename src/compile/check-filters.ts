/**
 * Filters and tests whose value or arguments are written out and of a type that they do not take, and names of filters and
 * tests that are given as text and do not exist. The tables hold what the runtime refuses; it is not asked, since the
 * compiler cannot see it.
 */
import { filtersByName, testsByName } from "../format/builtins.ts";
import type { ComparisonOperator, Expression, FilterCall, TestCall } from "../lang/ast.ts";
import { textOf } from "./check-lineage.ts";
import type { Constants } from "./constant.ts";
import { partsOf } from "./parts.ts";
import { comparisonFault, SHOWN, type StaticType, typeOf, type Wrong, wrong } from "./static-type.ts";
import { unknownName } from "./unknown-name.ts";

/** Filters of one number, filters that go through their value at once, and filters of dicts. */
const OF_NUMBERS: ReadonlySet<string> = new Set(["abs", "round"]);
const OF_SEQUENCES: ReadonlySet<string> = new Set([
  ..."length join list sort sum first last min max groupby random reverse".split(" "),
]);
const OF_DICTS: ReadonlySet<string> = new Set(["dictsort", "xmlattr"]);

/** Arguments that are numbers, or None in some of them. */
const NUMBERS: Readonly<Record<string, readonly string[]>> = {
  round: ["precision"],
  truncate: ["length", "leeway"],
  wordwrap: ["width"],
  center: ["width"],
  replace: ["count"],
};

/** Which argument of a filter is the name of a filter or test. */
const NAMED: Readonly<Record<string, readonly [what: "filter" | "test", place: number]>> = {
  map: ["filter", 0],
  select: ["test", 0],
  reject: ["test", 0],
  selectattr: ["test", 1],
  rejectattr: ["test", 1],
};

const COMPARISONS: ReadonlySet<string> = new Set<ComparisonOperator>(["<", "<=", ">", ">=", "in"]);

/** The names of filters and tests that expressions ask about: what depends on the answer is not judged. */
export function askedNames(expressions: Iterable<Expression>, into: Set<string> = new Set()): ReadonlySet<string> {
  for (const expression of expressions) {
    if (expression.kind === "test" && (expression.name === "filter" || expression.name === "test")) {
      const name = textOf(expression.target);
      if (name !== undefined) into.add(name);
    }
    askedNames(partsOf(expression), into);
  }
  return into;
}

/**
 * What is wrong with a filter, whatever the context is.
 * @param asked names of filters and tests that may be missing
 */
export function filterFault(
  { name, target, arguments: args }: FilterCall,
  asked: ReadonlySet<string>,
): Wrong | undefined {
  const signature = filtersByName().get(name);
  if (signature === undefined) return undefined;
  const named = own(NAMED, signature.name);
  const given = named && args.positional[named[1]];
  const wanted = given && textOf(given);
  if (named && given && wanted !== undefined && !asked.has(wanted) && !isKnown(named[0], wanted)) {
    return { ...unknownName(named[0], wanted), expression: given };
  }
  const type = typeOf(target);
  const of = type === undefined ? "" : `\`${name}\` of ${SHOWN[type]}`;
  if (OF_NUMBERS.has(signature.name) && isOther(type, "number")) {
    return wrong(of, "Convert it with `| int` or `| float` before.");
  }
  if (OF_SEQUENCES.has(signature.name) && (type === "number" || type === "none")) {
    return wrong(of, "It takes a list or a string.");
  }
  if (OF_DICTS.has(signature.name) && isOther(type, "dict")) return wrong(of, "It takes a dict.");
  for (const parameter of own(NUMBERS, signature.name) ?? []) {
    const keyword = args.keywords.find((one) => one.name === parameter);
    const argument = keyword?.value ?? args.positional[signature.params.indexOf(parameter)];
    const found = argument && typeOf(argument);
    if (found === undefined || found === "number" || found === "none") continue;
    return wrong(`\`${name}\` with ${SHOWN[found]} as \`${parameter}\``, "Write a whole number.");
  }
  return undefined;
}

/** What is wrong with a test, whatever the context is. */
export function testFault(
  { name, target, arguments: { positional } }: TestCall,
  constants: Constants,
): Wrong | undefined {
  const canonical = testsByName().get(name)?.name;
  const type = typeOf(target);
  const [other] = positional;
  if (isComparison(canonical)) return other && comparisonFault(canonical, type, typeOf(other));
  if (canonical !== "even" && canonical !== "odd" && canonical !== "divisibleby") return undefined;
  // A string before `%` is a format: of one without a place the rest cannot be taken.
  if (type === "text" && isFormat(target, constants)) return undefined;
  if (isOther(type, "number")) return wrong(`\`${name}\` asked of ${SHOWN[type]}`, "It takes a number.");
  if (canonical !== "divisibleby" || other === undefined) return undefined;
  if (constants.isZero(other)) {
    return { code: "render/division-by-zero", detail: `\`${name}\` zero`, hint: "Write another divisor." };
  }
  const divisor = typeOf(other);
  return isOther(divisor, "number") ? wrong(`\`${name}\` ${SHOWN[divisor]}`, "It takes a number.") : undefined;
}

function isFormat(expression: Expression, constants: Constants): boolean {
  const value = constants.valueOf(expression);
  return typeof value !== "string" || value.includes("%");
}

function isKnown(what: "filter" | "test", name: string): boolean {
  return (what === "filter" ? filtersByName() : testsByName()).has(name);
}

function isComparison(name: string | undefined): name is ComparisonOperator {
  return name !== undefined && COMPARISONS.has(name);
}

/** Whether a type is known, and another one. */
function isOther(type: StaticType | undefined, wanted: StaticType): type is StaticType {
  return type !== undefined && type !== wanted;
}

function own<T>(table: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(table, name) ? table[name] : undefined;
}
