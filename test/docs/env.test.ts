/** docs/env.md lists exactly the variables of src/base/env.ts, and who reads them. */
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { Glob } from "bun";
import { ENVIRONMENT } from "../../src/base/env.ts";
import { rows } from "./markdown.ts";

const ROOT = join(import.meta.dir, "../..");
const NOTHING = "nothing in this version";

test("docs/env.md lists every variable with its meaning and readers", () => {
  const sources = [...new Glob("src/**/*.ts").scanSync(ROOT)]
    .sort()
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), "utf8") }));
  const expected = Object.entries(ENVIRONMENT).map(([key, { name, description }]) => {
    const readers = sources.filter(({ text }) => text.includes(`environment("${key}")`)).map(({ path }) => path);
    return { name, description, readers: readers.join(", ") || NOTHING };
  });
  const listed = rows("docs/env.md", ["NAME", "MEANING", "READ BY"]).map(({ cell }) => ({
    name: cell("NAME"),
    description: cell("MEANING"),
    readers: cell("READ BY").replaceAll("`", ""),
  }));
  expect<unknown>(listed).toEqual(expected);
});
