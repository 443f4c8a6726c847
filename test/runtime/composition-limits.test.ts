/** Macros, includes and templates that never end, or nest as deep as nobody would: clear limits, soon, with a place. */
import { describe, expect, test } from "bun:test";
import { DxgError } from "../../src/base/error.ts";
import { compileTemplate } from "../../src/compile/template.ts";
import { loadTemplate } from "../../src/runtime/template.ts";

/** Far above what each takes, far below a hang. */
const MILLISECONDS_MAX = 5000;

function errorOf(files: { readonly [name: string]: string }): DxgError {
  const started = performance.now();
  try {
    const loader = (name: string): string | undefined => files[name];
    loadTemplate(compileTemplate(files["main"] ?? "", { name: "main", loader })).render();
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
    expect(performance.now() - started).toBeLessThan(MILLISECONDS_MAX);
    return error;
  }
  throw new Error("nothing was thrown");
}

const ENDLESS: readonly { readonly [name: string]: string }[] = [
  { main: "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}" },
  { main: "{% macro m() %}{% set x = m() %}{% endmacro %}{{ m() }}" },
  { main: "{% macro m(n) %}{{ m(n + 1) }}{{ m(n + 1) }}{% endmacro %}{{ m(0) }}" },
  { main: "{% macro m() %}{{ k() }}{% endmacro %}{% macro k() %}{{ m() }}{% endmacro %}{{ m() }}" },
  { main: "{% macro m() %}{% call m() %}{{ caller() }}{% endcall %}{% endmacro %}{{ m() }}" },
  { main: "{% include 'main' %}" },
  { main: "{% include 'a' %}", a: "{% include 'b' %}", b: "{% include 'a' %}" },
  { main: "{% extends 'main' %}" },
  { main: "{% extends 'a' %}", a: "{% extends 'b' %}", b: "{% extends 'a' %}" },
  { main: "{% import 'main' as m %}" },
  { main: "{% from 'a' import x %}", a: "{% from 'main' import y %}" },
  { main: "{% block b %}{{ self.b() }}{% endblock %}" },
  { main: "{% for i in [[]] recursive %}{{ loop([i]) }}{% endfor %}" },
  {
    main: "{% macro m() %}{% for a in range(99999) %}{% for b in range(99999) %}{% endfor %}{% endfor %}{% endmacro %}{{ m() }}",
  },
];

describe("what never ends ends in render/limit", () => {
  for (const files of ENDLESS) {
    test(JSON.stringify(files), () => {
      const { code, span } = errorOf(files);
      expect({ code, isPlaced: span !== undefined }).toEqual({ code: "render/limit", isPlaced: true });
    });
  }
});

test("blocks and macros nest no deeper than the parser's limit", () => {
  const levels = Array.from({ length: 3000 }, (_, index) => index);
  const blocks = `${levels.map((index) => `{% block b${index} %}`).join("")}${levels.map(() => "{% endblock %}").join("")}`;
  const macros = `${levels.map((index) => `{% macro m${index}() %}`).join("")}${levels.map(() => "{% endmacro %}").join("")}`;
  for (const main of [blocks, macros]) expect(errorOf({ main }).code).toMatch(/^parse\//);
});

test("thousands of blocks side by side render", () => {
  const main = Array.from({ length: 3000 }, (_, index) => `{% block b${index} %}x{% endblock %}`).join("");
  expect(loadTemplate(compileTemplate(main)).render()).toBe("x".repeat(3000));
});
