/** COMPATIBILITY.md: dxg's answers on it are those of the code, and every syntax difference of the fixtures is listed. */
import { describe, expect, test } from "bun:test";
import { compileTemplate, DxgError, JINJA_DEFAULTS, loadTemplate } from "dx-generator";
import differs from "../fixtures/lang/jinja_differs.json";
import { readPage, rows } from "./markdown.ts";

const PAGE = "COMPATIBILITY.md";

function answer(source: string): string {
  try {
    return loadTemplate(compileTemplate(source)).render();
  } catch (error) {
    if (error instanceof DxgError) return error.code;
    throw error;
  }
}

describe("COMPATIBILITY.md", () => {
  const differences = rows(PAGE, ["TEMPLATE", "JINJA2", "DXG"]);
  test("has differences with reasons", () => {
    expect(differences.length).toBeGreaterThan(5);
    for (const { cell } of differences) expect([cell("WHY"), cell("JINJA2")]).not.toEqual(["", cell("DXG")]);
  });
  for (const { cell, line } of differences) {
    test(`tells what dxg answers on line ${line}: ${cell("TEMPLATE")}`, () => {
      expect(answer(cell("TEMPLATE"))).toBe(cell("DXG"));
    });
  }
  test("names every default that differs", () => {
    const listed = rows(PAGE, ["OPTION", "TURNED OFF BY"]).filter(({ cell }) => cell("TURNED OFF BY") !== "");
    const names = Object.keys(JINJA_DEFAULTS).map((name) => name.replace(/[A-Z]/g, (char) => `_${char.toLowerCase()}`));
    expect(listed.map(({ cell }) => cell("OPTION")).sort()).toEqual(names.sort());
  });
  test("lists every difference of jinja_differs.json, and no other", () => {
    const section = readPage(PAGE).split("## Syntax")[1]?.split("\n## ")[0] ?? "";
    const listed = section.split("\n").filter((line) => line.startsWith("- "));
    expect(listed).toEqual([...new Set(differs.cases.map(({ why }) => `- ${why}`))]);
  });
});
