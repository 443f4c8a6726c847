/**
 * What macros, modules and plain loops see of the values around them, where slots are shared, copied or read by a short
 * cut. The answers are those of Jinja2 3.1.6, but for a macro that outlives its scope (COMPATIBILITY.md).
 */
import { expect, test } from "bun:test";
import { JINJA_DEFAULTS } from "../../src/compile/options.ts";
import { compileTemplate } from "../../src/compile/template.ts";
import { loadTemplate } from "../../src/runtime/template.ts";

function render(templates: Record<string, string>, parameters: Record<string, unknown> = {}): string {
  const loader = (name: string): string | undefined => templates[name];
  return loadTemplate(compileTemplate(templates["main"]!, { ...JINJA_DEFAULTS, loader })).render(parameters);
}

test("a module that gets the context sees the locals as they were when it was imported", () => {
  const m = "{% macro show() %}{{ x }}{% endmacro %}";
  const main = "{% set x = 1 %}{% import 'm' as m with context %}{% set x = 2 %}{{ m.show() }}";
  expect(render({ main, m })).toBe("1");
});

test("self that was kept before a template extends another has the other's blocks", () => {
  const main = '{% set kept = self %}{% extends "base" %}{% block x %}[{{ kept.y() }}{{ self.y() }}]{% endblock %}';
  expect(render({ main, base: "<{% block x %}{% endblock %}{% block y %}Y{% endblock %}>" })).toBe("<[YY]Y>");
});

test("what a module imports itself is not its own", () => {
  const main = "{% import 'mid' as mid %}{{ mid.a is defined }} {{ mid.b is defined }}";
  const mid = "{% from 'lib' import a %}{% set b = a %}";
  expect(render({ main, mid, lib: "{% set a = 1 %}" })).toBe("False True");
});

test("a macro that outlives its scope still sees the values of that scope", () => {
  const first = "{% with v = 1 %}{% macro m() %}{{ v }}{% endmacro %}{% set ns.m = m %}{% endwith %}";
  const main = `{% set ns = namespace() %}${first}{% with w = 7 %}{{ ns.m() }}{% endwith %}`;
  expect(render({ main })).toBe("1");
});

test("an empty text of a record is false, one that is not is true", () => {
  const main = "{% for r in rows %}{% if r.name %}Y{% else %}N{% endif %}{% endfor %}";
  expect(render({ main }, { rows: [{ name: "" }, { name: "a" }, { name: "" }] })).toBe("NYN");
});

test("an empty item is false, one that is not is true", () => {
  const main = "{% for x in xs %}{% if x %}Y{% else %}N{% endif %}{% endfor %}";
  expect(render({ main }, { xs: ["", "a", ""] })).toBe("NYN");
});

test("the tag now moves the time forwards and backwards", () => {
  const day = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
  const shifted = (): readonly string[] => [day(1), day(-1)];
  const before = shifted();
  const text = render({ main: "{% now 'utc' + 'days=1' %} {% now 'utc' - 'days=1' %}" });
  // The day may change while the test runs.
  expect([before.join(" "), shifted().join(" ")]).toContain(text);
});
