/** The quick look that clears ordinary files is there twice, in TypeScript and in C: both have the same lists. */
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";

const ROOT = join(import.meta.dir, "../..");

/** The texts of a list that is written out in a source file. */
function listIn(file: string, opening: RegExp, end: string): readonly string[] {
  const text = readFileSync(join(ROOT, file), "utf8");
  const start = opening.exec(text);
  if (start === null) throw new Error(`${file} has no ${opening}`);
  const list = text.slice(start.index + start[0].length);
  return [...list.slice(0, list.indexOf(end)).matchAll(/"([^"]+)"/g)].map(([, one]) => one!);
}

test.each([
  ["endings", /PLAIN_ENDINGS: readonly string\[\] = \[/, /\*const endings\[\] = \{/],
  ["parts", /SPECIAL_PARTS: readonly string\[\] = \[/, /\*const parts\[\] = \{/],
])("the same %s", (_, inTypeScript, inC) => {
  const expected = listIn("src/trust/entry.ts", inTypeScript, "]");
  expect(expected.length).toBeGreaterThan(3);
  expect(listIn("ffi/fast/permissions.c", inC, "}")).toEqual(expected);
});
