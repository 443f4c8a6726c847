/** COMPATIBILITY.md: dxg's answers on it are those of the code, and every syntax difference of the fixtures is listed. */
import { describe, expect, test } from "bun:test";
import { type CompileOptions, compileTemplate, DxgError, JINJA_DEFAULTS, loadTemplate } from "dx-generator";
import { FILTERS, FUNCTIONS, TESTS } from "../../src/format/builtins.ts";
import differs from "../fixtures/lang/jinja_differs.json";
import { readPage, rows } from "./markdown.ts";

const PAGE = "COMPATIBILITY.md";

/** Where the tables go on with what Jinja2 has not; these of Jinja2 came later. */
const FIRST_OWN_FILTER = 48;
const JINJA_TESTS = 30;
const JINJA_FUNCTIONS = 4;
const JINJA_LATER: readonly string[] = ["format", "random", "urlize", "namespace", "lipsum"];

function answer(source: string, options: CompileOptions = {}): string {
  try {
    return loadTemplate(compileTemplate(source, options)).render();
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
  for (const { cell, line } of rows(PAGE, ["LENIENT TEMPLATE", "JINJA2", "DXG"])) {
    test(`tells what dxg answers on line ${line}, where missing values print nothing: ${cell("LENIENT TEMPLATE")}`, () => {
      expect(answer(cell("LENIENT TEMPLATE"), { undefined: "lenient" })).toBe(cell("DXG"));
      expect(cell("JINJA2")).not.toBe(cell("DXG"));
    });
  }
  for (const { cell, line } of rows(PAGE, ["TEMPLATE", "DEBIAN 12", "JINJA2 3.2 AND DXG"])) {
    test(`tells what dxg answers on line ${line}: ${cell("TEMPLATE")}`, () => {
      expect(answer(cell("TEMPLATE"))).toBe(cell("JINJA2 3.2 AND DXG"));
      expect(cell("DEBIAN 12")).not.toBe(cell("JINJA2 3.2 AND DXG"));
    });
  }
  for (const other of ["ANSIBLE", "PYTHON-SLUGIFY"]) {
    for (const { cell, line } of rows(PAGE, ["EXPRESSION", other, "DXG"])) {
      test(`tells what dxg answers on line ${line}: ${cell("EXPRESSION")}`, () => {
        expect(answer(`{{ ${cell("EXPRESSION")} }}`)).toBe(cell("DXG"));
        expect([cell("WHY"), cell(other)]).not.toEqual(["", cell("DXG")]);
      });
    }
  }
  test("names every default that differs", () => {
    const listed = rows(PAGE, ["OPTION", "TURNED OFF BY"]).filter(({ cell }) => cell("TURNED OFF BY") !== "");
    const names = Object.keys(JINJA_DEFAULTS).map((name) => name.replace(/[A-Z]/g, (char) => `_${char.toLowerCase()}`));
    expect(listed.map(({ cell }) => cell("OPTION")).sort()).toEqual(names.sort());
  });
  test("lists every difference of jinja_differs.json, and no other", () => {
    const listed = rows(PAGE, ["DIFFERENCE", "WHY"]);
    expect(listed.map(({ cell }) => cell("DIFFERENCE"))).toEqual([...new Set(differs.cases.map(({ why }) => why))]);
    for (const { cell } of listed) expect(cell("WHY")).not.toBe("");
  });
  test("names every filter, test and function that Jinja2 has not", () => {
    const section = readPage(PAGE).split("## On top")[1] ?? "";
    const named = new Set(Array.from(section.matchAll(/`([a-z_0-9]+)`/g), ([, name]) => name));
    const added = [
      ...FILTERS.slice(FIRST_OWN_FILTER),
      ...TESTS.slice(JINJA_TESTS),
      ...FUNCTIONS.slice(JINJA_FUNCTIONS),
    ];
    const missing = added.filter(
      ({ name }) => !named.has(name) && !JINJA_LATER.includes(name) && !name.includes("gettext"),
    );
    expect(missing.map(({ name }) => name)).toEqual([]);
  });
});
