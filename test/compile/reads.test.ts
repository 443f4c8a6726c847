/** What templates read: names, types by use, whether they may be absent, and where they are read first. */
import { describe, expect, test } from "bun:test";
import type { Read } from "../../src/compile/reads.ts";
import { readsOfText, readsOfTree } from "../../src/compile/reads-of.ts";
import type { ShapeFacts } from "../../src/compile/shape.ts";

function reads(text: string, others: Readonly<Record<string, string>> = {}): readonly Read[] {
  return readsOfText(text, { name: "main", loader: (name) => others[name], names: () => Object.keys(others) });
}

function shape({ type, items, attributes }: ShapeFacts): string {
  if (items !== undefined) return `${type} of ${shape(items)}`;
  if (attributes === undefined) return type === "any" ? "unknown" : type;
  return `{${attributes.map((one) => `${one.name}${one.optional ? "?" : ""}: ${shape(one)}`).join(", ")}}`;
}

/** `name: type`, with a question mark where it may be absent. */
function told(text: string, others: Readonly<Record<string, string>> = {}): string {
  return reads(text, others)
    .map((read) => `${read.name}${read.optional ? "?" : ""}: ${shape(read)}`)
    .join("; ");
}

describe("readsOfText() infers", () => {
  test.each([
    ["{{ a }}", "a: unknown"],
    ["{{ a.b.c }}", "a: {b: {c: unknown}}"],
    ["{{ a['b'] }}", "a: {b: unknown}"],
    ["{% for x in a %}{{ x }}{% endfor %}", "a: array"],
    ["{% for x in a | sort %}{{ x.b | upper }}{% endfor %}", "a: array of {b: string}"],
    ["{% for x in a %}{% for y in x.list %}{{ y - 1 }}{% endfor %}{% endfor %}", "a: array of {list: array of number}"],
    ["{% for k, v in a.items() %}{{ k }}{{ v }}{% endfor %}", "a: object"],
    ["{{ a | upper }}", "a: string"],
    ["{{ a.strip() }}", "a: string"],
    ["{{ a - b }}", "a: number; b: number"],
    ["{{ a + 1 }}{{ b + 'x' }}", "a: number; b: string"],
    ["{{ a * b }}", "a: unknown; b: unknown"],
    ["{{ -a }}", "a: number"],
    ["{{ a | join(', ') }}", "a: array"],
    ["{% if a %}x{% endif %}", "a: boolean"],
    ["{% if a %}{{ a }}{% endif %}", "a: unknown"],
    ["{% if not a and b %}x{% endif %}", "a: boolean; b: boolean"],
    ["{% if a == 'x' %}y{% endif %}", "a: string"],
    ["{% if a in ['x', 'y'] %}y{% endif %}", "a: string"],
    ["{% if a > 3 %}y{% endif %}", "a: number"],
    ["{{ a | upper }}{{ a + 1 }}", "a: unknown"],
    ["{% if a is even %}x{% endif %}", "a: number"],
  ])("the types in %s", (text, expected) => expect(told(text)).toBe(expected));
});

describe("readsOfText() tells what may be absent", () => {
  test.each([
    ["{% if a is defined %}{{ a }}{% endif %}", "a?: unknown"],
    ["{% if a is not defined %}x{% else %}{{ a }}{% endif %}", "a?: unknown"],
    ["{% if a is undefined %}x{% elif a %}y{% endif %}", "a?: boolean"],
    ["{% if a is defined and a > 1 %}{{ a }}{% endif %}", "a?: number"],
    ["{% if a is defined or b %}{{ a }}{% endif %}", "a: unknown; b: boolean"],
    ["{{ a if a is defined else b }}", "a?: unknown; b: unknown"],
    ["{{ a | default('x') }}", "a?: unknown"],
    ["{{ a | d('x') }}{{ a }}", "a: unknown"],
    ["{{ a.b | default('x') }}", "a: {b?: unknown}"],
    ["{% if a.b is defined %}{{ a.b }}{% endif %}", "a: {b?: unknown}"],
    ["{% if a is defined %}x{% endif %}{{ a }}", "a: unknown"],
  ])("in %s", (text, expected) => expect(told(text)).toBe(expected));
});

describe("readsOfText() walks blocks where they run", () => {
  const others = {
    rows: "{% for i in xs %}{% block b scoped %}{{ i }}{% endblock %}{% endfor %}{% block c %}{{ t }}{% endblock %}",
    plain: "{% for i in xs %}{% block b %}{% endblock %}{% endfor %}",
    set: "{% set t = 1 %}{% if y %}{% set u = 1 %}{% block b %}{% endblock %}{% endif %}",
    mid: "{% extends 'rows' %}{% block b %}{{ super() }}{{ m }}{% block d %}{{ n }}{% endblock %}{% endblock %}",
  };
  test.each([
    ["{% extends 'rows' %}{% block b %}{{ i }}{{ z }}{% endblock %}", "xs: array; z: unknown; t: unknown"],
    ["{% extends 'plain' %}{% block b %}{{ i }}{% endblock %}", "xs: array; i: unknown"],
    ["{% for i in xs %}{% block b %}{{ i }}{% endblock %}{% endfor %}", "xs: array; i: unknown"],
    ["{% extends 'set' %}{% block b %}{{ t }}{{ u }}{% endblock %}", "y: boolean"],
    ["{% extends 'rows' %}{% set t = 1 %}", "xs: array"],
    [
      "{% extends 'mid' %}{% block d %}{{ i }}{{ k }}{% endblock %}",
      "xs: array; m: unknown; k: unknown; n: unknown; t: unknown",
    ],
    [
      "{% if y %}{% extends 'rows' %}{% endif %}{% block c %}{{ w }}{% endblock %}",
      "y: boolean; xs: array; w: unknown; t: unknown",
    ],
  ])("%s", (text, expected) => expect(told(text, others)).toBe(expected));
});

describe("readsOfText() knows scopes", () => {
  test.each([
    ["{% set a = 1 %}{{ a }}", ""],
    ["{{ a }}{% set a = 1 %}", "a: unknown"],
    ["{% if x %}{% set a = 1 %}{% endif %}{{ a }}", "x: boolean; a: unknown"],
    ["{% if x %}{% set a = 1 %}{% else %}{% set a = 2 %}{% endif %}{{ a }}", "x: boolean"],
    ["{% for a in [1] %}{{ a }}{{ loop.index }}{% endfor %}{{ a }}", "a: unknown"],
    ["{% with a = b %}{{ a | upper }}{% endwith %}", "b: string"],
    ["{% macro m(a) %}{{ a }}{{ b }}{{ varargs }}{% endmacro %}{{ m(1) }}", "b: unknown"],
    ["{% call(a) f() %}{{ a }}{% endcall %}", "f: unknown"],
    ["{{ range(3) }}{{ dict(a=1) }}", ""],
    ["{% include 'x' %}", "c: unknown"],
    ["{% set c = 1 %}{% include 'x' %}", ""],
    ["{% set c = 1 %}{% include 'x' without context %}", ""],
    ["{% import 'x' as y %}{{ y.z }}", ""],
    ["{% import 'x' as y with context %}", "c: unknown"],
    ["{% include name %}", "name: unknown; c: unknown; e: unknown"],
    ["{% extends 'x' %}{{ nobody }}{% block nowhere %}{{ d }}{% endblock %}", "c: unknown"],
    ["{% extends 'absent' %}{{ nobody }}{% block b %}{{ d }}{% endblock %}", "d: unknown"],
    ["{% include 'self' %}", "e: unknown"],
  ])("in %s", (text, expected) => {
    expect(told(text, { x: "{{ c }}", self: "{{ e }}{% include 'self' %}" })).toBe(expected);
  });

  test("gives the first place, in an included template too", () => {
    const found = reads("one\n  {{ a }}{{ a }}\n{% include 'x' %}", { x: "\n\n{{ b }}" });
    expect(found.map(({ name, span }) => [name, span.source, span.line, span.column])).toEqual([
      ["a", "main", 2, 6],
      ["b", "x", 3, 4],
    ]);
  });
});

test("readsOfTree() counts paths, front matter, defaults and the message", () => {
  const { manifest, reads: found } = readsOfTree({
    name: "t",
    manifest:
      "name: t\nversion: 1.0.0\nparams:\n  a: { type: string }\n  b: { type: string, default: a | upper }\n  c: { type: array }\n  d: { type: string }\n  e: { type: string }\n  f: { type: boolean }\nmessage: '{{ e }}'\n",
    files: [
      {
        path: "x.j2",
        bytes: new TextEncoder().encode(
          '{#---\nto: "{{ row.name | lower }}-{{ b }}"\neach: c as row\nwhen: f\n---#}\n{{ row.size + 1 }}',
        ),
        executable: false,
      },
    ],
    partials: new Map([["unused", "{{ d }}"]]),
  });
  expect(manifest.params).toHaveLength(6);
  expect(found.map((read) => `${read.name}: ${shape(read)} ${read.span.source}:${read.span.line}`)).toEqual([
    "a: string template.yaml:5",
    "f: unknown files/x.j2:4",
    "c: array of {name: string, size: number} files/x.j2:3",
    "b: unknown files/x.j2:2",
    "e: unknown template.yaml:10",
  ]);
});
