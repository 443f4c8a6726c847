/** DX Infinity records against their schemas: round trips, lazy reading, hostile bytes. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { DxgError } from "../../src/base/error.ts";
import {
  decodePlainRecord,
  decodeRecord,
  encodeRecord,
  type FieldSchema,
  openRecord,
  type RecordSchema,
} from "../../src/format/infinity.ts";
import { recordFieldIds } from "../../src/format/infinity-record.ts";
import { Dict, float, Tuple, type Value } from "../../src/value/value.ts";
import { anyValue, shown } from "./value-arbitrary.ts";

const COMPONENT: RecordSchema = {
  name: "component",
  fields: [
    { id: 0, name: "name", type: "string" },
    { id: 1, name: "with_state", type: "boolean" },
    { id: 2, name: "state_vars", type: "array", items: "string" },
  ],
};
const COUNTER = { name: "Counter", with_state: true, state_vars: ["count", "loading"] };

const hex = (text: string): Uint8Array => Uint8Array.fromHex(text.replaceAll(" ", ""));

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof DxgError) return error.code;
    throw error;
  }
  return "none";
}

test("encodeRecord() takes 26 bytes for the component of the design", () => {
  const bytes = encodeRecord(COUNTER, COMPONENT);
  expect(bytes.length).toBe(26);
  expect(decodePlainRecord(bytes, COMPONENT)).toEqual(COUNTER);
  expect(shown(decodeRecord(bytes, COMPONENT))).toEqual(shown(COUNTER));
});

test("encodeRecord() gives the same bytes for any order of keys", () => {
  const turned = { state_vars: COUNTER.state_vars, name: "Counter", with_state: true };
  expect(encodeRecord(turned, COMPONENT)).toEqual(encodeRecord(COUNTER, COMPONENT));
});

/** Fields of type `any` with numbers far apart, some left out. */
const anyRecord = fc
  .uniqueArray(fc.tuple(fc.nat(1023), anyValue), { maxLength: 8, selector: ([id]) => id })
  .map((pairs) => ({
    schema: { name: "any", fields: pairs.map(([id]): FieldSchema => ({ id, name: `f${id}`, type: "any" })) },
    dict: Dict.of(pairs.map(([id, value]) => [`f${id}`, value] as const)),
  }));

test("openRecord() gives for each field what decodeRecord() gives, in any order and again", () => {
  fc.assert(
    fc.property(anyRecord, fc.infiniteStream(fc.nat()), ({ schema, dict }, picks) => {
      const bytes = encodeRecord(dict, schema);
      const whole = decodeRecord(bytes, schema);
      expect(whole.size).toBe(dict.size);
      const view = openRecord(bytes, schema);
      for (let turn = 0; turn < 2 * schema.fields.length; turn++) {
        const { name } = schema.fields[picks.next().value! % schema.fields.length]!;
        expect(shown(view.get(name)!)).toEqual(shown(dict.get(name)!));
        expect(shown(whole.get(name)!)).toEqual(shown(dict.get(name)!));
      }
    }),
    { numRuns: 300 },
  );
});

test("openRecord() and decodeRecord() never fail by anything but a DxgError", () => {
  fc.assert(
    fc.property(anyRecord, fc.nat(), fc.nat(255), ({ schema, dict }, place, byte) => {
      const bytes = encodeRecord(dict, schema);
      bytes[place % bytes.length] = byte;
      const whole = codeOf(() => decodeRecord(bytes, schema));
      const lazy = codeOf(() => {
        const view = openRecord(bytes, schema);
        for (const { name } of schema.fields) view.get(name);
      });
      if (whole === "none") {
        expect(lazy).toBe("none");
        const known = recordFieldIds(bytes).every((id) => schema.fields.some((field) => field.id === id));
        if (known) expect(encodeRecord(decodeRecord(bytes, schema), schema).toHex()).toBe(bytes.toHex());
      }
    }),
    { numRuns: 3000 },
  );
});

test("openRecord() refuses a record cut at any length", () => {
  const bytes = encodeRecord(COUNTER, COMPONENT);
  for (let length = 0; length < bytes.length; length++) {
    expect(codeOf(() => openRecord(bytes.subarray(0, length), COMPONENT))).not.toBe("none");
    expect(codeOf(() => decodeRecord(bytes.subarray(0, length), COMPONENT))).not.toBe("none");
  }
});

test("openRecord() tells a field that is absent from one that is none", () => {
  const view = openRecord(encodeRecord({ name: null }, COMPONENT), COMPONENT);
  expect([view.has("name"), view.get("name")]).toEqual([true, null]);
  expect([view.has("with_state"), view.get("with_state")]).toEqual([false, undefined]);
  expect([view.has("other"), view.get("other")]).toEqual([false, undefined]);
});

test("decodeRecord() passes over the fields of a newer schema", () => {
  const newer: RecordSchema = {
    name: "component",
    fields: [...COMPONENT.fields, { id: 9, name: "props", type: "any" }, { id: 4, name: "style", type: "string" }],
  };
  const value = { ...COUNTER, props: [{ a: 1 }, { a: "count" }], style: "none" };
  const bytes = encodeRecord(value, newer);
  expect(decodePlainRecord(bytes, COMPONENT)).toEqual(COUNTER);
  expect(openRecord(bytes, COMPONENT).get("state_vars")).toEqual(["count", "loading"]);
});

test("decodeRecord() reads a record of an older schema", () => {
  const older: RecordSchema = { name: "component", fields: COMPONENT.fields.slice(0, 1) };
  expect(decodePlainRecord(encodeRecord({ name: "A" }, older), COMPONENT)).toEqual({ name: "A" });
});

const CHOICES: RecordSchema = {
  name: "choices",
  fields: [
    { id: 0, name: "style", type: "enum", choices: ["none", "css-modules", "tailwind"] },
    { id: 1, name: "level", type: "enum", choices: [1, 2, float(2), true] },
    { id: 2, name: "targets", type: "array", items: "enum", choices: ["web", "node"] },
  ],
};

test("encodeRecord() stores an enum as its place among the choices", () => {
  const value: Value = { style: "tailwind", level: float(2), targets: ["node", "web", "node"] };
  const bytes = encodeRecord(value, CHOICES);
  expect(bytes.toHex()).toBe("07070202a3010001");
  expect(shown(decodeRecord(bytes, CHOICES))).toEqual(shown(value));
  expect(shown(openRecord(bytes, CHOICES).get("level")!)).toEqual({ float: 2 });
  expect(openRecord(bytes, CHOICES).get("targets")).toEqual(["node", "web", "node"]);
});

test.each<[string, Value]>([
  ["a name that the schema does not have", { nam: "x" }],
  ["a string that is a number", { name: 1 }],
  ["a boolean that is a number", { with_state: 1 }],
  ["a list that is a string", { state_vars: "count" }],
  ["an item of another type", { state_vars: ["count", 1] }],
  ["what is no dict", [1]],
])("encodeRecord() refuses %s", (_name, value) => {
  expect(codeOf(() => encodeRecord(value, COMPONENT))).toBe("format/schema-mismatch");
});

test("encodeRecord() refuses an enum that is none of its choices", () => {
  expect(codeOf(() => encodeRecord({ style: "scss" }, CHOICES))).toBe("format/schema-mismatch");
  expect(codeOf(() => encodeRecord({ targets: ["web", "bun"] }, CHOICES))).toBe("format/schema-mismatch");
});

test.each([
  ["a field of another type", "02 01 01", "format/schema-mismatch"],
  ["an item of another type", "04 04 a2 01 02", "format/schema-mismatch"],
  ["presence bits longer than needed", "03 81 00 01", "format/bad-value"],
  ["presence bits without end", "02 81 81", "format/truncated"],
  ["fewer values than fields", "02 03 e3", "format/truncated"],
  ["more values than fields", "03 01 e3 e3", "format/bad-value"],
])("decodeRecord() refuses %s", (_name, bytes, code) => {
  expect(codeOf(() => decodeRecord(hex(bytes), COMPONENT))).toBe(code);
});

test("decodeRecord() refuses a field number above 1023", () => {
  const long = new Uint8Array(149).fill(0x80);
  long[148] = 1;
  expect(codeOf(() => decodeRecord(Uint8Array.from([0x95, 0x01, ...long]), COMPONENT))).toBe("format/bad-value");
});

test("decodeRecord() refuses an enum's place that no choice has", () => {
  expect(codeOf(() => decodeRecord(hex("02 01 03"), CHOICES))).toBe("format/schema-mismatch");
  expect(codeOf(() => decodeRecord(hex("03 01 20 61"), CHOICES))).toBe("format/truncated");
  expect(codeOf(() => decodeRecord(hex("02 01 20 61"), CHOICES))).toBe("format/schema-mismatch");
});

test("a schema with a number or name twice, or a number out of range, is refused", () => {
  for (const fields of [
    [
      { id: 0, name: "a" },
      { id: 0, name: "b" },
    ],
    [
      { id: 0, name: "a" },
      { id: 1, name: "a" },
    ],
    [{ id: 1024, name: "a" }],
    [{ id: -1, name: "a" }],
  ]) {
    const schema: RecordSchema = { name: "bad", fields: fields.map((field) => ({ ...field, type: "any" })) };
    expect(codeOf(() => encodeRecord({}, schema))).toBe("format/schema-mismatch");
  }
});

test("encodeRecord() keeps tuples in arrays as tuples", () => {
  const bytes = encodeRecord({ state_vars: new Tuple(["a"]) }, COMPONENT);
  expect(shown(decodeRecord(bytes, COMPONENT))).toEqual({ dict: [["state_vars", { tuple: ["a"] }]] });
});
