/** Text from outside on its way to a terminal or a CI log. */
import { expect, test } from "bun:test";
import { printable, printableLines } from "../../src/ui/printable.ts";

test("printable() leaves ordinary text alone", () => {
  for (const text of ["", "plain text: a/b", "über 日本 🎉", "a::b", " leading"]) expect(printable(text)).toBe(text);
});

test("printable() shows what could steer a terminal", () => {
  const unsafe: readonly (readonly [text: string, shown: string])[] = [
    ["\u001b[31m", "\\x1b[31m"],
    ["a\u0007", "a\\x07"],
    ["a\u007f", "a\\x7f"],
    ["a\u009b31m", "a\\x9b31m"],
    ["a\r\nb", "a\\x0d\\nb"],
    ["a\tb", "a\\x09b"],
    ["a\u202eb", "a\\u202eb"],
    ["a\u2066b", "a\\u2066b"],
    ["a\u200bb", "a\\u200bb"],
    ["\ufeffa", "\\ufeffa"],
  ];
  for (const [text, shown] of unsafe) expect(printable(text)).toBe(shown);
  expect(printable("a\tb\u001b", "\t")).toBe("a\tb\\x1b");
});

test("printable() breaks commands of GitHub Actions at the start of a line", () => {
  for (const text of ["::set-env name=A::b", "  ::stop-commands::x"]) expect(printable(text)).not.toMatch(/^\s*::/);
});

test("printableLines() keeps line ends and guards each line", () => {
  expect(printableLines("a\n\n::error::x\n\u001b")).toBe("a\n\n: :error::x\n\\x1b");
});
