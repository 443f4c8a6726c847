/** `.dxp` files: what is written is read again, and what is damaged is refused. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { DxgError } from "../../src/base/error.ts";
import { decodeDxp, encodeDxp, isDxp, openDxp } from "../../src/format/dxp.ts";
import type { RecordSchema } from "../../src/format/infinity.ts";
import { native } from "../../src/native/native.ts";
import type { Value } from "../../src/value/value.ts";
import { anyValue, shown } from "./value-arbitrary.ts";

const SCHEMA: RecordSchema = {
  name: "component",
  fields: [
    { id: 0, name: "name", type: "string" },
    { id: 1, name: "with_state", type: "boolean" },
  ],
};
const VALUE = { name: "Counter", with_state: true };

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (error instanceof DxgError) return error.code;
    throw error;
  }
  return "none";
}

/** The file with its hash made right again. */
function rehashed(file: Uint8Array): Uint8Array {
  file.set(native().blake3(file.subarray(32), 24), 8);
  return file;
}

test("decodeDxp() gives back what encodeDxp() was given", () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      expect(shown(decodeDxp(encodeDxp(value)))).toEqual(shown(value));
    }),
    { numRuns: 100 },
  );
  expect(shown(decodeDxp(encodeDxp(VALUE, SCHEMA), SCHEMA))).toEqual(shown(VALUE));
  expect(openDxp(encodeDxp(VALUE, SCHEMA), SCHEMA).get("with_state")).toBe(true);
});

test("decodeDxp() refuses a file with any byte changed or cut at any length", () => {
  for (const file of [encodeDxp(VALUE), encodeDxp(VALUE, SCHEMA)]) {
    for (let at = 0; at < file.length; at++) {
      const changed = file.slice();
      changed[at]! ^= 1 << (at % 8);
      expect(codeOf(() => decodeDxp(changed, SCHEMA))).not.toBe("none");
      expect(codeOf(() => decodeDxp(file.subarray(0, at), SCHEMA))).not.toBe("none");
    }
  }
});

test("decodeDxp() refuses a changed payload with its hash made right, or reads what encodes to it", () => {
  fc.assert(
    fc.property(anyValue, fc.nat(), fc.nat(255), (value, place, byte) => {
      const file = encodeDxp(value);
      file[32 + (place % (file.length - 32))] = byte;
      rehashed(file);
      let read: Value;
      try {
        read = decodeDxp(file, SCHEMA);
      } catch (error) {
        expect(error).toBeInstanceOf(DxgError);
        return;
      }
      expect(encodeDxp(read).toHex()).toBe(file.toHex());
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ["an empty file", [], "format/not-dxt"],
  ["another magic", [0x44, 0x58, 0x49, 0x01], "format/not-dxt"],
  ["a header alone", [0x44, 0x58, 0x49, 0x00], "format/truncated"],
])("decodeDxp() refuses %s", (_name, start, code) => {
  const file = new Uint8Array(start.length === 0 ? 0 : 32);
  file.set(start);
  expect(codeOf(() => decodeDxp(file))).toBe(code);
  expect(isDxp(file)).toBe(code === "format/truncated");
});

test.each([
  ["version 2", 4, 2, "format/version"],
  ["a signed file", 5, 1, "format/version"],
  ["a compressed file", 5, 2, "format/version"],
  ["an unknown flag", 5, 4, "format/bad-header"],
  ["reserved bits", 7, 1, "format/bad-header"],
  ["a damaged hash", 8, 0, "format/checksum"],
  ["damaged content", 33, 0x31, "format/checksum"],
])("decodeDxp() refuses %s", (_name, at, byte, code) => {
  const file = encodeDxp(VALUE);
  file[at] = file[at] === byte ? byte ^ 1 : byte;
  expect(codeOf(() => decodeDxp(file))).toBe(code);
});

test("decodeDxp() refuses a payload of no known kind", () => {
  const file = encodeDxp(VALUE);
  file[32] = 2;
  expect(codeOf(() => decodeDxp(rehashed(file)))).toBe("format/bad-value");
});

test("decodeDxp() refuses a record without its schema, or with another", () => {
  const file = encodeDxp(VALUE, SCHEMA);
  expect(codeOf(() => decodeDxp(file))).toBe("format/schema-mismatch");
  const [name, flag] = SCHEMA.fields;
  const others: RecordSchema[] = [
    { name: "other", fields: SCHEMA.fields },
    { name: "component", fields: [name!] },
    { name: "component", fields: [name!, { ...flag!, name: "with_tests" }] },
    { name: "component", fields: [{ ...name!, type: "path" }, flag!] },
    { name: "component", fields: [{ ...name!, choices: ["a"] }, flag!] },
  ];
  for (const other of others) expect(codeOf(() => decodeDxp(file, other))).toBe("format/schema-mismatch");
});

test("decodeDxp() reads a record after its schema gained a field", () => {
  const grown: RecordSchema = {
    name: "component",
    fields: [...SCHEMA.fields, { id: 7, name: "style", type: "string" }],
  };
  expect(shown(decodeDxp(encodeDxp(VALUE, SCHEMA), grown))).toEqual(shown(VALUE));
});

test("openDxp() refuses a value that is no record", () => {
  expect(codeOf(() => openDxp(encodeDxp(VALUE), SCHEMA))).toBe("format/schema-mismatch");
});
