/** docs/language.md: its list of limits has every one of src/base/limits.ts with its number. */
import { expect, test } from "bun:test";
import * as limits from "../../src/base/limits.ts";
import { rows } from "./markdown.ts";

const UNITS: Readonly<Record<string, number>> = { MiB: 1024 * 1024, Mi: 1024 * 1024 };

/** `64 MiB`, `32 Mi characters`, `1,000,000 items`: the number that it says. */
function number(cell: string): number {
  const [digits = "", unit = ""] = cell.split(" ");
  return Number(digits.replaceAll(",", "")) * (UNITS[unit] ?? 1);
}

test("docs/language.md lists every limit with its number", () => {
  const listed = rows("docs/language.md", ["LIMIT", "AT MOST"]).map(({ cell }) => [
    cell("LIMIT"),
    number(cell("AT MOST")),
  ]);
  expect(Object.fromEntries(listed)).toEqual({ ...limits });
});
