/** The tests of `is`, by their numbers in format/builtins.ts. */
import { filtersByName, isKnown, type Signature, testsByName } from "../format/builtins.ts";
import { modulo } from "../value/arithmetic.ts";
import { compareOrdered, contains, equals, hashOf, type OrderOperator } from "../value/compare.ts";
import { isIterable } from "../value/iterate.ts";
import { isLower, isUpper } from "../value/string.ts";
import { toText } from "../value/text.ts";
import {
  type CallArguments,
  Callable,
  Float,
  isFloat,
  isInteger,
  isMapping,
  isNumber,
  isStrict,
  isString,
  Namespace,
  Range,
  SafeString,
  Tuple,
  Undefined,
  type Value,
} from "../value/value.ts";
import { bindArguments, type FilterContext, findTest, type Test } from "./filters/filter.ts";
import { more } from "./more.ts";

const ordered =
  (operator: OrderOperator): Test =>
  (_context, value, [other = null]) =>
    compareOrdered(operator, value, other);

const remainder =
  (divisor: Value, rest: Value): Test =>
  (_context, value) =>
    equals(modulo(value, divisor), rest);

const named =
  (what: "filter" | "test", names: () => ReadonlyMap<string, Signature>): Test =>
  ({ set }, value) => {
    // A value that could be no key is refused, as by Python's `in` on a dict.
    hashOf(value);
    const found = isString(value) ? names().get(toText(value)) : undefined;
    return found !== undefined && isKnown(set?.builtins, what, found.id);
  };

const isSequence: Test = (_context, value) => {
  if (value instanceof Undefined) return !isStrict(value.mode);
  return (
    isString(value) || Array.isArray(value) || value instanceof Tuple || value instanceof Range || isMapping(value)
  );
};

/** Identity: the same object, or equal constants of one kind. */
const sameAs: Test = (_context, value, [other = null]) => {
  if (value instanceof Float && other instanceof Float) return Object.is(value.number, other.number);
  return value === other;
};

/** In the order of their numbers. */
const IMPLEMENTATIONS: readonly Test[] = [
  (_context, value) => typeof value === "boolean",
  // Jinja2's undefined values have `__call__`.
  (_context, value) =>
    value instanceof Callable || value instanceof Undefined || (value instanceof Namespace && value.isCallable),
  (_context, value) => !(value instanceof Undefined),
  (_context, value, [divisor = null]) => equals(modulo(value, divisor), 0),
  (_context, value, [other = null]) => equals(value, other),
  (_context, value) => value instanceof SafeString || (value instanceof Undefined && value.mode === "chainable"),
  remainder(2, 0),
  (_context, value) => value === false,
  named("filter", filtersByName),
  (_context, value) => isFloat(value),
  ordered(">="),
  ordered(">"),
  (_context, value, [container = null]) => contains(container, value),
  (_context, value) => isInteger(value),
  (_context, value) => isIterable(value),
  ordered("<="),
  (_context, value) => isLower(toText(value)),
  ordered("<"),
  (_context, value) => isMapping(value),
  (_context, value, [other = null]) => !equals(value, other),
  (_context, value) => value === null,
  (_context, value) => isNumber(value) || typeof value === "boolean",
  remainder(2, 1),
  sameAs,
  isSequence,
  (_context, value) => isString(value),
  named("test", testsByName),
  (_context, value) => value === true,
  (_context, value) => value instanceof Undefined,
  (_context, value) => isUpper(toText(value)),
];

/** The test with a number; undefined when there is none. The code of those that few templates use is loaded here. */
export function testById(id: number): Test | undefined {
  return id < IMPLEMENTATIONS.length ? IMPLEMENTATIONS[id] : more().MORE_TESTS[id - IMPLEMENTATIONS.length];
}

/**
 * Applies a test by its name: what `FilterContext.test` does.
 * @throws {DxgError} compile/unknown-test, compile/bad-arguments, and what the test throws.
 */
export function applyTest(context: FilterContext, name: string, value: Value, args: CallArguments): boolean {
  const signature = findTest(name, context.set?.builtins);
  const test = testById(signature.id) as Test;
  return test(context, value, bindArguments(signature, args));
}
