/**
 * Errors of compiling, checking and rendering as the command line prints them: `test/fixtures/errors/cases.json` and the
 * texts in `test/fixtures/errors/cases.txt`. UPDATE_GOLDEN=1 writes the texts anew. Syntax errors are in test/lang.
 */
import { expect, test } from "bun:test";
import { readdirSync, readFileSync } from "node:fs";
import { withExcerpt, withLocals } from "../src/app/excerpt.ts";
import { DxgError } from "../src/base/error.ts";
import { checkText } from "../src/compile/check-all.ts";
import { isFault } from "../src/compile/diagnostic.ts";
import { compileTemplate } from "../src/compile/template.ts";
import { loadTemplate } from "../src/runtime/template.ts";
import { formatError } from "../src/ui/error.ts";
import { golden } from "./format/golden.ts";

interface Case {
  readonly name: string;
  readonly template: string;
  readonly others?: Readonly<Record<string, string>>;
  readonly context?: Readonly<Record<string, unknown>>;
  /** How the error comes out: when it is compiled or rendered, or by `template check`. */
  readonly by?: "check";
}

const FILE = new URL("fixtures/errors/cases.json", import.meta.url);
const CASES = JSON.parse(readFileSync(FILE, "utf8")) as readonly Case[];

/** The error of a case as a reader sees it. */
async function textOf({ template, others = {}, context = {}, by }: Case): Promise<string> {
  const name = "page.j2";
  const loader = (wanted: string): string | undefined => (Object.hasOwn(others, wanted) ? others[wanted] : undefined);
  const options = { name, loader, names: () => Object.keys(others) };
  if (by === "check") {
    const fault = checkText(template, options).find(isFault);
    return fault === undefined ? "no error" : formatError(fault);
  }
  try {
    const loaded = loadTemplate(compileTemplate(template, options));
    const find = (source: string): string | undefined => (source === name ? template : loader(source));
    await withLocals(find, () => withExcerpt(find, () => loaded.render(context)));
  } catch (error) {
    if (error instanceof DxgError) return formatError(error);
    throw error;
  }
  return "no error";
}

test("errors of templates have a place, the line with a caret, and what to do", async () => {
  const syntax = readdirSync(new URL("fixtures/lang/", import.meta.url)).filter((name) => name.endsWith(".err"));
  expect(syntax.length + CASES.length).toBeGreaterThanOrEqual(300);
  expect(new Set(CASES.map(({ name }) => name)).size).toBe(CASES.length);
  const texts = await Promise.all(CASES.map(async (one) => ({ name: one.name, text: await textOf(one) })));
  for (const { name, text } of texts) {
    expect([name, text]).toEqual([
      name,
      expect.stringMatching(/^error\[.*\]: .*\n {2}--> .*:\d+:\d+\n *\|\n\d+ \| .*\n *\| +\^/),
    ]);
    expect([name, text]).toEqual([name, expect.stringContaining("\n  help: ")]);
  }
  await golden("test/fixtures/errors/cases.txt", texts.map(({ name, text }) => `## ${name}\n\n${text}`).join("\n"));
});
