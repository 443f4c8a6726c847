/** Records of a template's parameters: one encoding for equal answers, and templates that grow. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { decodeDxp, describeDxp, encodeDxp } from "../../src/format/dxp.ts";
import type { Parameter, ParameterType } from "../../src/format/manifest.ts";
import { parameterSchema } from "../../src/format/parameter-schema.ts";
import { Dict, float, integer, type Value } from "../../src/value/value.ts";
import { codeOf } from "../harness/failure.ts";
import { anyValue, shown } from "./value-arbitrary.ts";

function parameter(name: string, type: ParameterType, more: Partial<Parameter> = {}): Parameter {
  return { name, type, required: false, positional: false, structural: false, private: false, ...more };
}

const VALUES: Readonly<Record<ParameterType, fc.Arbitrary<Value>>> = {
  string: fc.string({ unit: "grapheme" }),
  path: fc.string(),
  secret: fc.string(),
  integer: fc.bigInt({ min: -(2n ** 90n), max: 2n ** 90n }).map(integer),
  number: fc.oneof(fc.double({ noNaN: true }).map(float), fc.bigInt({ min: -9n, max: 9n }).map(integer)),
  boolean: fc.boolean(),
  array: fc.array(anyValue, { maxLength: 4 }),
  object: fc.array(fc.tuple(fc.string(), anyValue), { maxLength: 4 }).map((pairs) => Dict.of(pairs)),
  enum: fc.constantFrom<Value>("red", "green", 3),
};

const CHOICES: readonly Value[] = ["red", "green", 3];

interface Answered {
  readonly params: readonly Parameter[];
  readonly pairs: readonly (readonly [string, Value])[];
  readonly turned: readonly (readonly [string, Value])[];
}

/** Parameters of any types, answers to some of them, and the same answers in another order. */
const answered: fc.Arbitrary<Answered> = fc
  .array(fc.tuple(fc.constantFrom(...(Object.keys(VALUES) as ParameterType[])), fc.boolean()), { maxLength: 20 })
  .chain((types) => {
    const params = types.map(([type], index) =>
      parameter(`p${index}`, type, type === "enum" ? { choices: CHOICES } : {}),
    );
    const given = params.filter((_, index) => types[index]?.[1] === true);
    return fc
      .tuple(...given.map(({ name, type }) => fc.tuple(fc.constant(name), VALUES[type])))
      .chain((pairs) =>
        fc
          .shuffledSubarray(pairs, { minLength: pairs.length })
          .map((turned) => ({ params, pairs, turned }) satisfies Answered),
      );
  });

test("encodeDxp() gives equal answers equal bytes, and other answers other ones", () => {
  fc.assert(
    fc.property(answered, ({ params, pairs, turned }) => {
      const schema = parameterSchema("any", params);
      const bytes = encodeDxp(Dict.of(pairs), schema);
      expect(encodeDxp(Dict.of(turned), schema)).toEqual(bytes);
      const back = decodeDxp(bytes, schema) as Dict;
      const sorted = [...pairs].sort(([a], [b]) => Number(a.slice(1)) - Number(b.slice(1)));
      expect(shown(back)).toEqual(shown(Dict.of(sorted)));
      for (const [name] of pairs) {
        const fewer = encodeDxp(Dict.of(pairs.filter(([other]) => other !== name)), schema);
        expect(describeDxp(fewer).identity).not.toBe(describeDxp(bytes).identity);
      }
    }),
  );
});

test("decodeDxp() reads what was written before parameters were added behind", () => {
  fc.assert(
    fc.property(answered, answered, ({ params, pairs }, { params: added }) => {
      const bytes = encodeDxp(Dict.of(pairs), parameterSchema("any", params));
      const grown = [...params, ...added.map((one) => ({ ...one, name: `new_${one.name}` }))];
      const back = decodeDxp(bytes, parameterSchema("any", grown));
      expect(shown(back)).toEqual(shown(decodeDxp(bytes, parameterSchema("any", params))));
    }),
  );
});

test("decodeDxp() refuses a record when a parameter that it holds is another one now", () => {
  const bytes = encodeDxp(
    { colour: "red" },
    parameterSchema("any", [parameter("colour", "enum", { choices: CHOICES })]),
  );
  for (const other of [
    parameter("color", "enum", { choices: CHOICES }),
    parameter("colour", "string"),
    parameter("colour", "enum", { choices: ["green", "red", 3] }),
  ]) {
    expect(codeOf(() => decodeDxp(bytes, parameterSchema("any", [other])))).toBe("format/schema-mismatch");
  }
});

test("parameterSchema() stores an enum with choices that are worked out as its value", () => {
  const schema = parameterSchema("any", [parameter("kind", "enum"), parameter("kinds", "array", { items: "enum" })]);
  const answers = Dict.of([
    ["kind", "a"],
    ["kinds", ["b", 1]],
  ]);
  expect(shown(decodeDxp(encodeDxp(answers, schema), schema))).toEqual(shown(answers));
});
