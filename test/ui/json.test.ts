/** JSON for standard output: the same data, and nothing in it that steers a terminal. */
import { expect, test } from "bun:test";
import { jsonText } from "../../src/ui/json.ts";
import { printable } from "../../src/ui/printable.ts";

test("jsonText() escapes what a terminal would obey, and keeps the data", () => {
  const data = { "k\u009b2J": ["\u007f\u001b[2J\u0085", "\u202e\u2066\u200b\ufeff\u061c", "größe\n😀"] };
  const text = jsonText(data);
  expect(JSON.parse(text)).toEqual(data);
  expect(printable(text, "\n")).toBe(text);
  expect(text).toContain("größe\\n😀");
});

test("jsonText() writes big integers as text", () => {
  expect(jsonText({ big: 2n ** 64n })).toBe('{\n  "big": "18446744073709551616"\n}\n');
});
