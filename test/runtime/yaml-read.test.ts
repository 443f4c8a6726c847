/** `from_yaml` against the answers of PyYAML (test/fixtures/render/answer.py), and what `to_yaml` writes is read back. */
import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { DxgError } from "../../src/base/error.ts";
import { compileTemplate } from "../../src/compile/template.ts";
import { loadTemplate } from "../../src/runtime/template.ts";

interface Case {
  readonly yaml: string;
  readonly ok?: string;
  readonly error?: string;
}

const path = new URL("../fixtures/render/yaml-scalars.json", import.meta.url).pathname;
const { cases } = JSON.parse(readFileSync(path, "utf8")) as { readonly cases: readonly Case[] };

/** Of lists, whose items are shown as Python shows them. */
const inList = (filters: string): ((v: unknown) => string) => {
  const template = loadTemplate(compileTemplate(`{{ [v | ${filters}] }}`, { name: "main" }));
  return (v) => template.render({ v });
};

const read = inList("from_yaml");

function outcome(yaml: string): string {
  try {
    return read(yaml);
  } catch (error) {
    if (error instanceof DxgError) return error.code;
    throw error;
  }
}

test("from_yaml reads scalars as PyYAML reads them", () => {
  expect(cases.length).toBeGreaterThan(900);
  for (const { yaml, ok } of cases) {
    expect([yaml, outcome(yaml)]).toEqual([yaml, ok === undefined ? "render/value" : `[${ok}]`]);
  }
});

test("from_yaml reads back the texts that to_yaml writes", () => {
  const again = inList("to_yaml | from_yaml");
  const same = loadTemplate(compileTemplate("{{ [v] }}", { name: "main" }));
  for (const { yaml } of cases) {
    const text = yaml.replace(/^- /, "").trimEnd();
    for (const v of [text, [text], { [text]: text }]) expect(again(v)).toBe(same.render({ v }));
  }
});

test("from_yaml refuses a sexagesimal number of too many bits", () => {
  expect(outcome(`1${":30".repeat(25_000)}`)).toBe("render/limit");
});
