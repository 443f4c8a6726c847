/** The wrappers around the kernels: growing arrays, results of their own size, errors, and refused arguments. */
import { describe, expect, test } from "bun:test";
import { STATUS, VALUE_UNITS } from "../../src/native/abi.ts";
import { native } from "../../src/native/native.ts";

const encoder = new TextEncoder();

describe("native()", () => {
  test("scan() grows its arrays when a text has more marks and lines than they hold", () => {
    const text = encoder.encode("{{\n".repeat(5000));
    const { marks, lines } = native().scan(text);
    expect([marks.length, lines.length, marks[4999], lines[4999]]).toEqual([5000, 5000, 14_997, 15_000]);
  });

  test("isBlake3() compares the first bytes of the hash with those stored, and no others", () => {
    const text = encoder.encode("abc");
    const stored = new Uint8Array(40).fill(1);
    stored.set(native().blake3(text, 8), 5);
    expect(native().isBlake3(text, stored, 5, 8)).toBe(true);
    expect(native().isBlake3(text, stored, 5, 9)).toBe(false);
    expect(native().isBlake3(encoder.encode("abd"), stored, 5, 8)).toBe(false);
    stored[12]! ^= 1;
    expect(native().isBlake3(text, stored, 5, 8)).toBe(false);
    expect(native().isBlake3(text, stored, 5, 7)).toBe(true);
  });

  test("xorApply() gives back what xorDiff() was made from, in both directions", () => {
    const [before, after] = [encoder.encode("one two three"), encoder.encode("one 2 three and four")];
    const patch = native().xorDiff(before, after);
    expect(native().xorApply(patch, before)).toEqual(after);
    expect(native().xorApply(patch, after, true)).toEqual(before);
  });

  test("xorApply() refuses another input and a damaged patch", () => {
    const patch = native().xorDiff(encoder.encode("aaaa"), encoder.encode("bbbbb"));
    const code = (call: () => unknown): string => {
      try {
        call();
        return "none";
      } catch (error) {
        return (error as { readonly code: string }).code;
      }
    };
    expect(code(() => native().xorApply(patch, encoder.encode("aaa")))).toBe("format/patch-mismatch");
    expect(code(() => native().xorApply(patch.subarray(0, 30), encoder.encode("aaaa")))).toBe("format/bad-patch");
    expect(code(() => native().xorApply(patch.subarray(0, 3), encoder.encode("aaaa")))).toBe("format/bad-patch");
    expect(code(() => native().xorApply(new Uint8Array(8).fill(0xff), new Uint8Array(0)))).toBe("format/too-large");
  });

  test("gather() refuses counts that lead outside its arrays, and writes from the offset on", () => {
    const [text, values, out] = [encoder.encode("<>"), Uint16Array.of(97, 98, 99), new Uint8Array(20)];
    const ops = Int32Array.of(0, 1, 0, VALUE_UNITS | 3, 1, 1);
    expect(native().gather(text, ops, 4, values, 3, out, 0)).toBe(STATUS.argument);
    expect(native().gather(text, ops, 3, values, 4, out, 0)).toBe(STATUS.argument);
    expect(native().gather(text, ops, 3, values, 3, out, 21)).toBe(STATUS.argument);
    expect(native().gather(text, ops, 3, values, 3, out, 15)).toBe(5);
    expect(new TextDecoder().decode(out.subarray(15))).toBe("<abc>");
  });
});
