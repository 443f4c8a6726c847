/** Every link between pages leads somewhere, and every file that a page names is there. */
import { expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { Glob } from "bun";
import { readPage } from "./markdown.ts";

const ROOT = join(import.meta.dir, "../..");
const PAGES = ["*.md", "docs/*.md", "bench/*.md"].flatMap((pattern) => [...new Glob(pattern).scanSync(ROOT)].sort());

/** Text outside fenced blocks. */
function prose(page: string): string {
  return readPage(page).replace(/^```[\s\S]*?^```$/gm, "");
}

/** The anchor that GitHub gives a heading. */
function anchor(heading: string): string {
  return heading
    .toLowerCase()
    .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
    .replaceAll(" ", "-");
}

test("there are pages", () => expect(PAGES.length).toBeGreaterThan(8));
for (const page of PAGES) {
  test(`the links of ${page} lead somewhere`, () => {
    const broken: string[] = [];
    for (const [, target = ""] of prose(page).matchAll(/\]\(([^)\s]+)\)/g)) {
      if (/^https?:/.test(target)) continue;
      const [path = "", fragment] = target.split("#");
      const file = path === "" ? page : join(dirname(page), path);
      if (!existsSync(join(ROOT, file))) broken.push(target);
      else if (fragment !== undefined) {
        const anchors = [...prose(file).matchAll(/^#+ (.*)$/gm)].map((match) => anchor(match[1] ?? ""));
        if (!anchors.includes(fragment)) broken.push(target);
      }
    }
    expect(broken).toEqual([]);
  });
  test(`the files that ${page} names are there`, () => {
    const named = [...prose(page).matchAll(/`((?:src|ffi|test|bench|templates|docs)\/[\w./-]+)`/g)];
    const missing = named.map((match) => match[1] ?? "").filter((path) => !existsSync(join(ROOT, path)));
    expect(missing).toEqual([]);
  });
}
