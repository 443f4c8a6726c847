/** DX Infinity values: round trips, sizes, hostile bytes. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { DxgError } from "../../src/base/error.ts";
import { VALUE_DEPTH_MAX } from "../../src/base/limits.ts";
import { decodeValue, encodeValue } from "../../src/format/infinity.ts";
import { Callable, Dict, Float, Range, SafeString, Tuple, Undefined, type Value } from "../../src/value/value.ts";
import { anyValue, shown } from "./value-arbitrary.ts";

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

/** Decodes any bytes; whatever is accepted must be the encoding of what came out. */
function acceptsOnlyCanonical(bytes: Uint8Array): void {
  let value: Value;
  try {
    value = decodeValue(bytes);
  } catch (error) {
    expect(error).toBeInstanceOf(DxgError);
    return;
  }
  expect(encodeValue(value).toHex()).toBe(bytes.toHex());
  expect(shown(decodeValue(bytes, "plain"))).toEqual(shown(value));
}

test("decodeValue() gives back what encodeValue() was given", () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      const bytes = encodeValue(value);
      expect(shown(decodeValue(bytes))).toEqual(shown(value));
      expect(shown(decodeValue(bytes, "plain"))).toEqual(shown(value));
      expect(encodeValue(decodeValue(bytes, "plain")).toHex()).toBe(bytes.toHex());
    }),
    { numRuns: 400 },
  );
});

test("decodeValue() refuses every change of one byte or gives what encodes to it", () => {
  fc.assert(
    fc.property(anyValue, fc.nat(), fc.integer({ min: 1, max: 255 }), (value, place, change) => {
      const bytes = encodeValue(value);
      bytes[place % bytes.length]! ^= change;
      acceptsOnlyCanonical(bytes);
    }),
    { numRuns: 3000 },
  );
});

test("decodeValue() accepts only canonical bytes among random ones", () => {
  const tag = fc.oneof(
    fc.constantFrom(0x20, 0x60, 0xa2, 0xb0, 0xd1, 0xd2, 0xe9, 0xea, 0xf3, 0xf4, 0xf5, 0xf6),
    fc.nat(255),
  );
  fc.assert(
    fc.property(
      fc.array(tag, { maxLength: 12 }),
      fc.array(fc.constantFrom(0x61, 0x62, 0xc3, 0xa9), { maxLength: 6 }),
      (tags, text) => {
        acceptsOnlyCanonical(Uint8Array.from([tags.length, ...tags, ...text]));
      },
    ),
    { numRuns: 20_000 },
  );
});

test("decodeValue() refuses an encoding cut at any length", () => {
  fc.assert(
    fc.property(anyValue, (value) => {
      const bytes = encodeValue(value);
      for (let length = 0; length < bytes.length; length++) {
        expect(codeOf(() => decodeValue(bytes.subarray(0, length)))).not.toBe("none");
      }
    }),
    { numRuns: 100 },
  );
});

test("encodeValue() gives equal bytes for a dict and an object with its entries", () => {
  const dict = Dict.of([
    ["a", 1],
    ["b", Dict.of([["c", null]])],
  ]);
  expect(encodeValue(dict).toHex()).toBe(encodeValue({ a: 1, b: { c: null } }).toHex());
});

test("encodeValue() keeps 1, 1.0, true, a string and a safe string apart", () => {
  const values: Value[] = [1, new Float(1), true, "1", new SafeString("1"), [1], new Tuple([1])];
  expect(new Set(values.map((value) => encodeValue(value).toHex())).size).toBe(values.length);
});

test("encodeValue() writes -0 as the integer 0 and -0.0 as its own float", () => {
  expect(encodeValue(-0).toHex()).toBe("0100");
  expect(shown(decodeValue(encodeValue(new Float(-0))))).toEqual({ float: "-0" });
});

test.each([
  ["1.5", 1.5, "02ea1e"],
  ["19.99", 19.99, "03eb9e1f"],
  ["0.0001", 0.0001, "02ed02"],
  ["1.0", new Float(1), "02e902"],
  ["NaN", Number.NaN, "09e8000000000000f87f"],
  ["1e300", 1e300, "09e89c7500883ce4377e"],
])("encodeValue() writes %s in its shortest form", (_name, value, bytes) => {
  expect(encodeValue(value).toHex()).toBe(bytes);
});

test("encodeValue() stores a string and a shape once", () => {
  const row = { name: "id", type: "name" };
  expect(encodeValue([row, row, [row]]).toHex()).toBe(
    hex("0d a3 d2 23 23 21 60 b0 62 60 a1 b0 62 60 6e616d65 74797065 6964").toHex(),
  );
  expect(encodeValue([row, row]).toHex()).toBe(hex("09 f600 d2 23 23 21 60 62 60 6e616d65 74797065 6964").toHex());
});

test.each([
  ["an undefined value", new Undefined("x", "", "strict")],
  ["a function", new Callable("f", () => null)],
  ["a range", new Range(0, 3, 1)],
  ["half of a surrogate pair", "\ud83d"],
  ["half of a surrogate pair as a key", { "\ude00": 1 }],
])("encodeValue() refuses %s", (_name, value) => {
  expect(codeOf(() => encodeValue([value as Value]))).toBe("format/bad-value");
});

test("encodeValue() refuses what is nested without end", () => {
  const list: Value[] = [];
  list.push(list);
  expect(codeOf(() => encodeValue(list))).toBe("format/too-large");
});

test("encodeValue() and decodeValue() agree on the depth limit", () => {
  let value: Value = 1;
  for (let depth = 0; depth < VALUE_DEPTH_MAX; depth++) value = [value];
  expect(decodeValue(encodeValue(value))).toEqual(value);
  const tooDeep = [value];
  expect(codeOf(() => encodeValue(tooDeep))).toBe("format/too-large");
  const bytes = new Uint8Array(VALUE_DEPTH_MAX + 4).fill(0xa1);
  bytes.set([0x80 | (VALUE_DEPTH_MAX + 2 - 128), 1]);
  bytes[bytes.length - 1] = 1;
  expect(codeOf(() => decodeValue(bytes))).toBe("format/too-large");
});

test("decodeValue() in plain form keeps keys that an object would lose or move in a Dict", () => {
  for (const key of ["__proto__", "1", "4294967296"]) {
    const value = decodeValue(
      encodeValue(
        Dict.of([
          ["a", 0],
          [key, 1],
        ] as const),
      ),
      "plain",
    );
    expect(value).toBeInstanceOf(Dict);
    expect(shown(value)).toEqual({
      dict: [
        ["a", 0],
        [key, 1],
      ],
    });
  }
  expect(decodeValue(encodeValue({ a: 1 }), "plain")).toEqual({ a: 1 });
});

test("decodeValue() finds a string stored twice among many, also where hashes collide", () => {
  for (const make of [(n: number) => `key ${n}`, (n: number) => `ab${String(n).padStart(6, "0")}xcd${"y".repeat(9)}`]) {
    const strings = Array.from({ length: 3000 }, (_, index) => make(index));
    const bytes = encodeValue(strings);
    expect(decodeValue(bytes)).toEqual(strings);
    const twice = encodeValue([...strings.slice(0, -1), strings[2999]!.replace("2999", "299:")]);
    const text = new TextDecoder("latin1").decode(twice);
    const changed = Uint8Array.from(text.replace("299:", "2998"), (char) => char.charCodeAt(0));
    expect(codeOf(() => decodeValue(changed))).toBe("format/bad-value");
  }
});

const REJECTED: readonly (readonly [string, string, string])[] = [
  ["nothing", "", "format/truncated"],
  ["no tags", "00", "format/truncated"],
  ["tags beyond the end", "05 00", "format/truncated"],
  ["an overlong size", "8100 00", "format/bad-value"],
  ["a size above 2^53", "ffffffffffffffff7f 00", "format/bad-value"],
  ["two values", "02 00 00", "format/bad-value"],
  ["text that no string uses", "01 00 61", "format/bad-value"],
  ["text that is cut", "01 21 61", "format/truncated"],
  ["text that is not UTF-8", "01 20 ff", "format/bad-value"],
  ["text in overlong UTF-8", "01 20 c080", "format/bad-value"],
  ["a surrogate in UTF-8", "01 20 eda080", "format/bad-value"],
  ["a string that ends within a character", "03 a2 20 20 f09f9880", "format/bad-value"],
  ["a tag that has no meaning", "01 f7", "format/bad-value"],
  ["an integer that should be large", "09 e4 ffffffffffffff0f", "format/bad-value"],
  ["an overlong integer", "03 e4 80 00", "format/bad-value"],
  ["an integer cut short", "02 e4 80", "format/truncated"],
  ["a large integer that is small", "03 e6 01 05", "format/bad-value"],
  ["a large integer with a leading zero", "0b e6 09 000000000000000100", "format/bad-value"],
  ["a large integer of no bytes", "02 e6 00", "format/bad-value"],
  ["a float with a decimal form", "09 e8 000000000000f83f", "format/bad-value"],
  ["another NaN", "09 e8 010000000000f87f", "format/bad-value"],
  ["a float cut short", "05 e8 00000000", "format/truncated"],
  ["a decimal with trailing zeros", "02 ea 14", "format/bad-value"],
  ["a decimal of too many bits", "06 ea ffffffff1f", "format/bad-value"],
  ["a reference to nothing", "01 60", "format/bad-value"],
  ["a reference forward", "03 a2 61 20 61", "format/bad-value"],
  ["a long reference to nothing", "02 ef 00", "format/bad-value"],
  ["a string stored twice", "03 a2 20 20 6161", "format/bad-value"],
  ["a shape that is not there", "01 b0", "format/bad-value"],
  ["a shape stored twice", "08 a3 d1 20 00 d1 60 00 00 61", "format/bad-value"],
  ["a key twice", "05 d2 20 60 00 00 61", "format/bad-value"],
  ["a shape's key that is a number", "03 d1 01 01", "format/bad-value"],
  ["a list as a key", "04 f4 01 a0 00", "format/bad-value"],
  ["a mixed dict with plain keys", "04 f4 01 20 00 61", "format/bad-value"],
  ["a mixed dict with a key twice", "06 f4 02 01 00 01 00", "format/bad-value"],
  ["a mixed dict with keys that are equal", "07 f4 02 01 00 e902 00", "format/bad-value"],
  ["an empty mixed dict", "02 f4 00", "format/bad-value"],
  ["a list that must be a table", "06 a2 d1 20 00 b0 00 61", "format/bad-value"],
  ["a table without keys", "04 f6 00 d0 00", "format/bad-value"],
  ["a table of a number", "04 f6 00 01 00", "format/bad-value"],
  ["a safe number", "02 f5 01", "format/bad-value"],
  ["a list longer than the bytes", "06 f0 ffffff7f 00", "format/truncated"],
  ["a tuple longer than the bytes", "06 f3 ffffff7f 00", "format/truncated"],
  ["a table longer than the bytes", "08 f6 ffffff7f d1 20 00 61", "format/truncated"],
  ["a string longer than the text", "05 ee ffffff7f 61", "format/truncated"],
];

test.each(REJECTED)("decodeValue() refuses %s", (_name, bytes, code) => {
  expect(codeOf(() => decodeValue(hex(bytes)))).toBe(code);
});
