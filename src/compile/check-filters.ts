/**
 * Filters and tests whose value or arguments are written out and of a type that they do not take, and names of filters and
 * tests that are given as text and do not exist. The tables hold what the runtime refuses; it is not asked, since the
 * compiler cannot see it.
 */
import { filtersByName, testsByName } from "../format/builtins.ts";
import type { ComparisonOperator, FilterCall, TestCall } from "../lang/ast.ts";
import type { Constants } from "./constant.ts";
import { comparisonFault, SHOWN, type StaticType, typeOf, type Wrong, wrong } from "./static-type.ts";
import { unknownName } from "./unknown-name.ts";

/** Filters of one number, filters that go through their value, and filters of dicts. */
const OF_NUMBERS: ReadonlySet<string> = new Set(["abs", "round"]);
const OF_SEQUENCES: ReadonlySet<string> = new Set([
  ..."length join list sort sum first last min max unique batch slice groupby random reverse".split(" "),
]);
const OF_DICTS: ReadonlySet<string> = new Set(["dictsort", "xmlattr"]);

/** Arguments that are numbers, or None in some of them. */
const NUMBERS: Readonly<Record<string, readonly string[]>> = {
  round: ["precision"],
  slice: ["slices"],
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

/** What is wrong with a filter, whatever the context is. */
export function filterFault({ name, target, arguments: args }: FilterCall): Wrong | undefined {
  const signature = filtersByName().get(name);
  if (signature === undefined) return undefined;
  const named = own(NAMED, signature.name);
  const given = named && args.positional[named[1]];
  if (given?.kind === "constant" && typeof given.value === "string" && !isKnown(named![0], given.value)) {
    return { ...unknownName(named![0], given.value), expression: given };
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
  if (isOther(type, "number")) return wrong(`\`${name}\` asked of ${SHOWN[type]}`, "It takes a number.");
  if (canonical !== "divisibleby" || other === undefined) return undefined;
  if (constants.isZero(other)) {
    return { code: "render/division-by-zero", detail: `\`${name}\` zero`, hint: "Write another divisor." };
  }
  const divisor = typeOf(other);
  return isOther(divisor, "number") ? wrong(`\`${name}\` ${SHOWN[divisor]}`, "It takes a number.") : undefined;
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
