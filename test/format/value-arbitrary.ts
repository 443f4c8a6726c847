/** Values of every kind that is data, for property tests of their encoding. */
import fc from "fast-check";
import { Dict, Float, float, integer, SafeString, Tuple, type Value } from "../../src/value/value.ts";

const text = fc.oneof(
  fc.string({ maxLength: 8 }),
  fc.string({ unit: "grapheme", maxLength: 6 }),
  fc.constantFrom("name", "type", "a", "b", "", "string", "x".repeat(70), "__proto__", "12", "😀"),
);
const scalar: fc.Arbitrary<Value> = fc.oneof(
  fc.constant(null),
  fc.boolean(),
  fc.integer({ min: -40, max: 300 }),
  fc.maxSafeInteger(),
  fc.bigInt({ min: -(2n ** 130n), max: 2n ** 130n }).map(integer),
  fc.double().map(float),
  fc.integer({ min: -5000, max: 5000 }).map((n) => float(n / 100)),
  fc.constantFrom(new Float(-0), new Float(0), float(Number.NaN), float(2 ** 60)),
  text,
  text.map((one) => new SafeString(one)),
);
const key: fc.Arbitrary<Value> = fc.oneof(
  { weight: 5, arbitrary: text },
  { weight: 1, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 2 }).map((items) => new Tuple(items)) },
);

function dictOf(pairs: readonly (readonly [Value, Value])[]): Dict {
  return Dict.of(pairs);
}

/** Any data, nested a few levels; lists of like dicts among them. */
export const anyValue: fc.Arbitrary<Value> = fc.letrec<{ value: Value }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalar,
    fc.array(tie("value"), { maxLength: 5 }),
    fc.array(tie("value"), { maxLength: 3 }).map((items) => new Tuple(items)),
    fc.array(fc.tuple(key, tie("value")), { maxLength: 5 }).map(dictOf),
    fc
      .tuple(
        fc.uniqueArray(text, { minLength: 1, maxLength: 3 }),
        fc.array(fc.array(tie("value"), { minLength: 3, maxLength: 3 }), { maxLength: 4 }),
      )
      .map(([keys, rows]) => rows.map((row) => dictOf(keys.map((one, index) => [one, row[index] ?? null] as const)))),
  ),
})).value;

/** The value as something `toEqual` compares by kind and order. */
export function shown(value: Value): unknown {
  if (value instanceof Float) return { float: Object.is(value.number, -0) ? "-0" : value.number };
  if (typeof value === "number" && !Number.isSafeInteger(value)) return { float: String(value) };
  if (typeof value === "number") return value + 0;
  if (value instanceof SafeString) return { safe: value.text };
  if (value instanceof Tuple) return { tuple: value.items.map(shown) };
  if (Array.isArray(value)) return value.map(shown);
  if (value instanceof Dict)
    return { dict: [...value.entries.values()].map(([name, one]) => [shown(name), shown(one)]) };
  if (typeof value === "object" && value !== null) {
    return { dict: Object.entries(value).map(([name, one]) => [name, shown(one as Value)]) };
  }
  return value;
}
