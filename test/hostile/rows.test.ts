/** Every attack of the list is run by tests that carry its number, or says why it is not. */
import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { ROWS } from "./rows.ts";

const ROOT = join(import.meta.dir, "../..");
const LIST = join(ROOT, "../shared/research/bun-security.md");
const COUNTS = { A: 18, B: 16, C: 10, D: 7, E: 7 };

test("the groups A to E are whole", () => {
  const ids = Object.entries(COUNTS).flatMap(([group, count]) =>
    Array.from({ length: count }, (_, index) => `${group}${index + 1}`),
  );
  expect(Object.keys(ROWS)).toEqual(ids);
});

test("the list has these numbers and no others", () => {
  if (!existsSync(LIST)) return console.log("not run: shared material");
  const ids = [...readFileSync(LIST, "utf8").matchAll(/^\| ([A-E]\d+) \|/gm)].map(([, id = ""]) => id);
  expect(ids).toEqual(Object.keys(ROWS));
});

test.each(Object.entries(ROWS))("%s has a test with its number, or a reason", (id, row) => {
  if (row.kind === "not run") return expect(row.reason.length).toBeGreaterThan(15);
  expect(row.files.length).toBeGreaterThan(0);
  for (const file of row.files) {
    // In a text of the file, which is the name of a test or a group, or in the comment that is about all of it.
    const text = readFileSync(join(ROOT, file), "utf8");
    const found = new RegExp(`["'\`][^"'\`\n]*\\b${id}\\b|^/\\*\\*(?:(?!\\*/).)*\\b${id}\\b`, "s").test(text);
    expect({ file, found }).toEqual({ file, found: true });
  }
});
