/** docs/template.md: its tables list the keys, types and built-in values that the code knows, and no others. */
import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileBundle, DxgError, loadBundle, planGeneration } from "dx-generator";
import type { KeyDefinition } from "../../src/format/definition.ts";
import { CAPABILITIES, HOOKS, MANIFEST } from "../../src/format/manifest-definition.ts";
import { PARAMETER } from "../../src/format/manifest-definition-parameter.ts";
import { SETTINGS, UNDEFINED_MODES } from "../../src/format/manifest-definition-settings.ts";
import { PARAMETER_TYPES } from "../../src/format/parameter-types.ts";
import { rows } from "./markdown.ts";
import { checkPart, table } from "./parts.ts";

const PAGE = "docs/template.md";
/** Settings that a bundle carries; they come first. */
const IN_BUNDLE = 5;
const folder = mkdtempSync(join(tmpdir(), "dxg-template-page-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function compile(manifest: string, file = ""): Uint8Array {
  mkdirSync(join(folder, "files"), { recursive: true });
  writeFileSync(join(folder, "template.yaml"), `name: page\nversion: 1.0.0\n${manifest}`);
  writeFileSync(join(folder, "files/a.j2"), file);
  return compileBundle(folder);
}

/** The keys that an error lists after an unknown one. */
function knownKeys(manifest: string, file?: string): readonly string[] {
  try {
    compile(manifest, file);
  } catch (error) {
    if (error instanceof DxgError) return error.hint?.replace("The keys are: ", "").split(", ") ?? [];
    throw error;
  }
  throw new Error("the key is known");
}

/** The names in a column of the tables below a heading; a cell may hold several pieces of code. */
function listed(heading: string, column: string): readonly string[] {
  const cells = rows(PAGE, [column]).filter((row) => row.heading === heading);
  return cells.flatMap(({ cell }) => cell(column).split(/`?, `?/));
}

/** Keys of a definition that are made into a table: name, what holds without it where the table tells it, and the rest. */
const TABLES: Readonly<Record<string, readonly [head: readonly string[], rows: readonly (readonly string[])[]]>> = {
  manifest: [["KEY", "VALUE"], rowsOf(MANIFEST.keys)],
  parameter: [["KEY", "VALUE"], rowsOf(PARAMETER.keys)],
  capabilities: [["KEY", "VALUE"], rowsOf(CAPABILITIES.keys)],
  hooks: [["KEY", "VALUE"], rowsOf(HOOKS.keys)],
  settings: [["KEY", "DEFAULT", ""], rowsOf(SETTINGS.keys, true).slice(0, IN_BUNDLE)],
  lexical: [["KEY", "WITHOUT IT", ""], rowsOf(SETTINGS.keys, true).slice(IN_BUNDLE)],
};

function rowsOf(keys: Readonly<Record<string, KeyDefinition>>, without = false): readonly (readonly string[])[] {
  return Object.entries(keys).map(([name, key]) => [
    `\`${name}\``,
    ...(without ? [key.without === undefined ? "none" : `\`${key.without}\``] : []),
    key.doc,
  ]);
}

test.each(Object.keys(TABLES))("docs/template.md has the table %s as template.yaml is defined", async (name) => {
  const [head, rows] = TABLES[name]!;
  await checkPart(PAGE, name, () => table(head, rows));
});
test("docs/template.md lists every type of a parameter", () => {
  expect(listed("Parameters", "TYPE").map(trim).sort()).toEqual([...PARAMETER_TYPES].sort());
});
test("the definition of template.yaml is what its reader knows", () => {
  expect(Object.keys(MANIFEST.keys)).toEqual(knownKeys("zzzzzz: 1\n") as string[]);
});
test("docs/template.md lists every setting with its default", () => {
  expect(listed("Settings", "KEY")).toEqual(knownKeys("settings:\n  zzzzzz: 1\n"));
  const { settings } = loadBundle(compile("")).manifest;
  expect(listed("Settings", "DEFAULT")).toEqual(Object.values(settings).map(String));
});
test("docs/template.md lists every mode of undefined values", () => {
  const row = rows(PAGE, ["KEY", "DEFAULT"]).find(({ cell }) => cell("KEY") === "undefined");
  const words = [...(row?.cell("").matchAll(/`([^`]+)`/g) ?? [])].map(([, word]) => word ?? "");
  expect(words.sort()).toEqual([...UNDEFINED_MODES].sort());
});
test("docs/template.md lists every key of front matter", () => {
  expect(listed("Front matter", "KEY")).toEqual(knownKeys("", "{#---\nzzzzzz: 1\n---#}\n"));
});
test("docs/template.md lists values that there are", () => {
  const names = listed("What a template knows of its surroundings", "NAME").map(trim);
  expect(names.length).toBe(9);
  const bundle = loadBundle(compile("", names.map((name) => `{{ ${name} is defined }}\n`).join("")));
  const { changes } = planGeneration(bundle, {}, folder);
  expect(new TextDecoder().decode(changes[0]?.bytes)).toBe("True\n".repeat(9));
});

function trim(cell: string): string {
  return cell.replaceAll("`", "");
}
