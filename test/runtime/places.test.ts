/** Where run-time errors are said to be: file, line and column of the operation or the missing name, and the chain of includes. */
import { describe, expect, test } from "bun:test";
import { DxgError } from "../../src/base/error.ts";
import { compileTemplate } from "../../src/compile/template.ts";
import { loadTemplate } from "../../src/runtime/template.ts";

interface Row {
  readonly template: string;
  readonly parameters?: { readonly [name: string]: unknown };
  readonly includes?: { readonly [name: string]: string };
  /** `source:line:column+length`, then the notes. */
  readonly place: readonly string[];
}

const row = (template: string, place: string, parameters: Row["parameters"] = {}): Row => ({
  template,
  parameters,
  place: [place],
});

/** Templates that can be micro, so that `auto` and `macro` take different ways. */
const FIXED: readonly Row[] = [
  row("{{ x }}", "main:1:4+1"),
  row("ab\ncd {{ x }}", "main:2:7+1"),
  row("é😀 {{ x }}", "main:1:7+1"),
  row("a\r\nb\r\n  {{ x }}", "main:3:6+1"),
  row("{{ x|upper }}", "main:1:4+1"),
  row("{{ s|upper|center('a') }}", "main:1:12+6", { s: 1 }),
  row("{{ s|\n  upper|\n  center('a') }}", "main:3:3+6", { s: 1 }),
  row("{{ s }}{{ t }}\n{{ u }}", "main:2:4+1", { s: "a", t: "b" }),
  row("{{ l }}", "main:1:4+1", { l: new Date(0) }),
  row("{{ s|int }}{{ s|wordwrap(0) }}", "main:1:17+8", { s: "a" }),
];

const FLOWING: readonly Row[] = [
  row("{{ 1 + s }}", "main:1:4+5", { s: "a" }),
  row("{{ 1 +\n  (2 * n) / z }}", "main:2:3+11", { n: 1, z: 0 }),
  row("{{ a.b }}", "main:1:4+1"),
  row("{{ loop.index }}", "main:1:4+4"),
  row("{{ (a if false else b).c }}", "main:1:21+1"),
  row("{{ (a if true else b).c }}", "main:1:5+1"),
  row("{{ a.b.c.d }}", "main:1:8+1", { a: { b: {} } }),
  row("{{ a.b['c'].d }}", "main:1:4+8", { a: { b: {} } }),
  row("{{ a[0] }}", "main:1:4+4", { a: [] }),
  row("{{ a.b }}{{ a\n.c }}", "main:2:2+1", { a: { b: 1 } }),
  row("{% if a > 'x' %}{% endif %}", "main:1:7+7", { a: 1 }),
  row("{% if no %}{% elif\n x %}{% endif %}", "main:2:2+1", { no: false }),
  row("{{ 1 if x else 2 }}", "main:1:9+1"),
  row("{{ x and 1 }}", "main:1:4+1"),
  row("{{ not x }}", "main:1:8+1"),
  row("{% for a in 5 %}{% endfor %}", "main:1:13+1"),
  row("{% for a, b in l %}{% endfor %}", "main:1:8+4", { l: [[1, 2], [1]] }),
  row("{% for a in l if a.x > 1 %}{% endfor %}", "main:1:20+1", { l: [1] }),
  row("{% for a in l %}\n  {{ a.b }}\n{% endfor %}", "main:2:8+1", { l: [{ b: 1 }, {}] }),
  row("{% for i in [1] %}{{ i.x.y }}{% endfor %}", "main:1:24+1"),
  row("{% set a, b = [1] %}", "main:1:8+4"),
  row("{% set x %}{{ y }}{% endset %}", "main:1:15+1"),
  row("{% set x | center('q') %}a{% endset %}", "main:1:12+6"),
  row("{% set q =\n\n   x + 1 -%}", "main:3:4+1"),
  row("{{ 1 +\n  n * x }}", "main:2:7+1", { n: 1 }),
  row("{{ x == 1 and y }}", "main:1:4+1"),
  row("{{ n < x < 2 }}", "main:1:4+9", { n: 1 }),
  row("{{ n|replace(1, x|upper) }}", "main:1:17+1", { n: "a" }),
  row("{{ n(1, x)|upper + y }}", "main:1:4+1"),
  row("{{ d['k'] ~ 1 }}", "main:1:4+6", { d: {} }),
  row("{{ d.q + d[n] }}", "main:1:6+1", { d: { k: 1 }, n: "k" }),
  row("{{ d.k ~ d[n] }}", "main:1:10+4", { d: { k: 1 }, n: "q" }),
  row("{% set d = {} %}{{ 1 ~ d.k }}", "main:1:26+1"),
  row("{% if no %}{% set q = 1 %}{% endif %}{{ 1 + q }}", "main:1:45+1", { no: false }),
  row("{% for a in [1] %}{% if no %}{% set q = 1 %}{% endif %}{{ 1 + q }}{% endfor %}", "main:1:63+1", { no: false }),
  row("{% set q = x %}{{ x is defined }}{{ 1 + q }}", "main:1:37+5"),
  row("{% set q = x %}{% set r = 1 + q %}", "main:1:27+5"),
  row("{{ x is defined }}{{ 1 + x }}", "main:1:26+1"),
  row("{{ range(1, 2, 0) }}", "main:1:4+14"),
  row("{{ s.foo() }}", "main:1:6+3", { s: "a" }),
  row("{{ s.split(1) }}", "main:1:4+10", { s: "a" }),
  row("{{ dict(**n) }}", "main:1:4+9", { n: 1 }),
  row("{{ [1]|map('upper')|join(',') ~ (x|default(1/0)) }}", "main:1:44+3"),
  row("{{ l|map(attribute='a.b')|list }}", "main:1:27+4", { l: [{}] }),
  row("{{ l|sort }}", "main:1:6+4", { l: [1, "a"] }),
  row("{{ (a, b)[2:'x'] }}", "main:1:4+13", { a: 1, b: 2 }),
  row("{{ {[]: 1} }}", "main:1:4+7"),
  row("{{ 1 < n < 'a' }}", "main:1:4+11", { n: 2 }),
  row("{{ n is divisibleby(0) }}", "main:1:9+11", { n: 2 }),
  row("{% include n %}", "main:1:1+15", { n: "zz" }),
  {
    template: "{% macro m(a=1 + b, b=2) %}{{ a }}{% endmacro %}{{ m() }}",
    place: ["main:1:18+1", "called from main:1:52"],
  },
  {
    template: "a\n {% include 'inner' %}",
    includes: { inner: "é\r\n{{ y }}" },
    place: ["inner:2:4+1", "included from main:2:2"],
  },
  {
    template: "a\n {% include 'inner' %}",
    includes: { inner: "{% include 'last' %}", last: "\n\n  {{ 1/0 }}" },
    place: ["last:3:6+3", "included from inner:1:1", "included from main:2:2"],
  },
  {
    template: "{% macro m(a) %}\n{{ 1/a }}\n{% endmacro %}\n  {{ m(0) }}",
    place: ["main:2:4+3", "called from main:4:6"],
  },
  {
    template: "{% macro m() %}{{ caller(0) }}{% endmacro %}\n{% call(a) m() %}{{ 1/a }}{% endcall %}",
    place: ["main:2:21+3", "called from main:1:19", "called from main:2:12"],
  },
  {
    template: "{% import 'lib' as l %}\n{% set x = l.m() %}",
    includes: { lib: "\n{% macro m() %}{{ 1/0 }}{% endmacro %}" },
    place: ["lib:2:19+3", "called from main:2:12"],
  },
  {
    template: "\n{% from 'lib' import m %}",
    includes: { lib: "{{ 1/0 }}" },
    place: ["lib:1:4+3", "imported from main:2:1"],
  },
  {
    template: "{% extends 'base' %}\n{% block b %}{{ 1/0 }}{% endblock %}",
    includes: { base: "<\n {% block b %}{% endblock %}>" },
    place: ["main:2:17+3", "in the block at base:2:2", "extended by main:1:1"],
  },
  {
    template: "{% extends 'base' %}{% block b %}{{ super() }}{% endblock %}",
    includes: { base: "{% block b %}\n{{ 1/0 }}{% endblock %}" },
    place: ["base:2:4+3", "called from main:1:37", "in the block at base:1:1", "extended by main:1:1"],
  },
  {
    template: "{% for i in [[[0]]] recursive %}{{ loop(i) if i is iterable else 1/i }}{% endfor %}",
    place: ["main:1:66+3", "called from main:1:36", "called from main:1:36", "called from main:1:13"],
  },
];

function placeOf({ template, parameters = {}, includes = {} }: Row, mode: "auto" | "macro"): readonly string[] {
  const loader = (name: string): string | undefined => includes[name];
  try {
    loadTemplate(compileTemplate(template, { name: "main", loader, mode })).render(parameters);
  } catch (error) {
    if (!(error instanceof DxgError) || error.span === undefined) throw error;
    const { source, line, column, length } = error.span;
    return [`${source}:${line}:${column}+${length}`, ...error.notes];
  }
  throw new Error("nothing was thrown");
}

describe("a run-time error has the place of its operation, or of the name that is missing", () => {
  for (const mode of ["auto", "macro"] as const) {
    for (const each of [...FIXED, ...FLOWING]) {
      test(`in ${JSON.stringify(each.template)}, mode ${mode}`, () => {
        expect(placeOf(each, mode)).toEqual(each.place);
      });
    }
  }
});
