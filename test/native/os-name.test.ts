/** Names as text and back: every name that a system can have, UTF-8 or not. */
import { expect, test } from "bun:test";
import fc from "fast-check";
import { isNameText, nameText, pathBytes } from "../../src/native/os-name.ts";

const strict = (): TextDecoder => new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

test("nameText() and pathBytes() give the bytes back, whatever they are", () => {
  const name = fc.oneof(
    fc.uint8Array({ min: 1, maxLength: 12 }),
    fc.string({ unit: "binary", minLength: 1 }).map((text) => new TextEncoder().encode(text)),
  );
  fc.assert(
    fc.property(fc.array(name, { minLength: 1, maxLength: 3 }), (parts) => {
      const bytes = Uint8Array.from(parts.flatMap((part) => [...part]));
      const text = nameText(bytes, strict());
      expect(isNameText(text)).toBe(true);
      expect(pathBytes(text, 0)).toEqual(bytes);
      expect(pathBytes(text, 1)).toEqual(Uint8Array.of(...bytes, 0));
    }),
  );
});

test("nameText() keeps what is UTF-8 and escapes the rest byte by byte", () => {
  expect(nameText(new TextEncoder().encode("é\u{1f600}\ufeff"), strict())).toBe("é\u{1f600}\ufeff");
  expect(nameText(Uint8Array.of(0x61, 0xff, 0xc3, 0xa9, 0xc3), strict())).toBe("a\udcffé\udcc3");
});

test("isNameText() refuses halves of surrogate pairs that stand for no byte", () => {
  expect(["a", "\udc80", "\u{1f600}\udcff"].map(isNameText)).toEqual([true, true, true]);
  expect(["\ud800", "\udc7f", "\udd00", "a\udcff\ud83d"].map(isNameText)).toEqual([false, false, false, false]);
});
