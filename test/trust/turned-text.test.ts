/** Which bytes turn the direction of text. */
import { expect, test } from "bun:test";
import { turnsText } from "../../src/trust/turned-text.ts";

const TURNING = new Set([0x202a, 0x202b, 0x202c, 0x202d, 0x202e, 0x2066, 0x2067, 0x2068, 0x2069]);

test("turnsText() finds the nine characters and no other", () => {
  const encoder = new TextEncoder();
  const found: number[] = [];
  for (let code = 1; code <= 0x10ffff; code += 1) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    if (turnsText(encoder.encode(`ß…${String.fromCodePoint(code)}–`))) found.push(code);
  }
  expect(new Set(found)).toEqual(TURNING);
});

test("turnsText() takes what is cut off at the end", () => {
  for (const bytes of [[], [0xe2], [0xe2, 0x80], [0xe2, 0xe2, 0x81], [0x80, 0xae]]) {
    expect(turnsText(Uint8Array.from(bytes))).toBe(false);
  }
  expect(turnsText(Uint8Array.from([0xe2, 0xe2, 0x80, 0xae]))).toBe(true);
});

test("turnsText() takes a file for text unless there is a NUL near its beginning", () => {
  const turn = [0xe2, 0x80, 0xae];
  expect(turnsText(Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0, ...turn))).toBe(false);
  expect(turnsText(Uint8Array.of(...turn, ...new Uint8Array(100)))).toBe(false);
  expect(turnsText(Uint8Array.of(0xff, ...turn))).toBe(true);
  expect(turnsText(Uint8Array.of(...new Uint8Array(8000).fill(0x61), 0, ...turn))).toBe(true);
});
