/** What a check finds in templates, and that it finds no fault where a template renders. */
import { describe, expect, test } from "bun:test";
import { DxgError } from "../../src/base/error.ts";
import { checkText, checkTree } from "../../src/compile/check-all.ts";
import { isFault } from "../../src/compile/diagnostic.ts";
import { compileTemplate } from "../../src/compile/template.ts";
import { loadTemplate } from "../../src/runtime/template.ts";

const OTHERS: Readonly<Record<string, string>> = {
  base: "{% block body %}{% endblock %}{% block foot %}{% endblock %}",
  middle: "{% extends 'base' %}{% block body %}{% block inner %}{% endblock %}{% endblock %}",
  lib: "{% set version = 1 %}{% macro m() %}{% endmacro %}",
  item: "{{ loop.index }}",
};
const loader = (name: string): string | undefined => OTHERS[name];

/** `code line:column detail` of each finding. */
function found(text: string): readonly string[] {
  return checkText(text, { name: "main", loader }).map(
    ({ code, span, detail }) => `${code} ${span?.line}:${span?.column} ${detail}`,
  );
}

function renders(text: string): boolean {
  try {
    loadTemplate(compileTemplate(text, { name: "main", loader })).render({ x: 1, n: [1], s: "a", f: true });
    return true;
  } catch (error) {
    if (error instanceof DxgError) return false;
    throw error;
  }
}

describe("checkText() finds the fault that a render meets in", () => {
  test.each([
    ["{{ 1 + 'a' }}", "render/type 1:4 `+` of a number and a string"],
    ["{{ 'a' + 1 }}", "render/type 1:4 `+` of a string and a number"],
    ["{{ [1] + (2,) }}", "render/type 1:4 `+` of a list and a tuple"],
    ["{{ x + none }}", "render/type 1:4 `+` of another value and None"],
    ["{{ x - 'a' }}", "render/type 1:4 `-` of another value and a string"],
    ["{{ 'a' * 'b' }}", "render/type 1:4 `*` of a string and a string"],
    ["{{ {} * 2 }}", "render/type 1:4 `*` of a dict and a number"],
    ["{{ 1 % 'a' }}", "render/type 1:4 `%` of a number and a string"],
    ["{{ -'a' }}", "render/type 1:4 `-` before a string"],
    ["{{ x / 0 }}", "render/division-by-zero 1:4 `/` by zero"],
    ["{{ x % 0 }}", "render/division-by-zero 1:4 `%` by zero"],
    ["{{ 1 < 'a' }}", "render/type 1:4 a number `<` a string"],
    ["{{ 1 in 'abc' }}", "render/type 1:4 a number `in` a string"],
    ["{{ s in 5 }}", "render/type 1:4 `in` a number"],
    ["{{ 'a' | abs }}", "render/type 1:10 `abs` of a string"],
    ["{{ 5 | length }}", "render/type 1:8 `length` of a number"],
    ["{{ 'a'() }}", "render/type 1:4 a string is called"],
    ["{% for i in 3 %}{% endfor %}", "render/type 1:13 a number has no items to go through"],
    ["{{ range() }}", "compile/bad-arguments 1:4 `range` gets no arguments"],
    ["{{ range(1, 2, 3, 4) }}", "compile/bad-arguments 1:4 `range` gets 4 arguments"],
    ["{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}", "compile/bad-arguments 1:34 macro `m` gets 2 arguments"],
    ["{% macro m(a) %}{% endmacro %}{{ m(b=2) }}", "compile/bad-arguments 1:34 macro `m` takes no argument `b`"],
    ["{% macro m(a) %}{% endmacro %}{{ m(1, a=2) }}", "compile/bad-arguments 1:34 macro `m` gets `a` twice"],
    ["{% block b %}{{ super() }}{% endblock %}", "render/undefined 1:17 block `b` has no parent"],
    ["{{ super() }}", "render/undefined 1:4 `super` outside of a block"],
    ["{{ 1 | uper }}", 'compile/unknown-filter 1:8 "uper"'],
    ["{{ a b }}", "parse/unexpected-token 1:6 expected `}}`, got `b`"],
  ])("%s", (text, expected) => {
    expect(found(text)).toEqual([expected]);
    expect(renders(text)).toBe(false);
  });
});

describe("checkText() warns of", () => {
  test.each([
    ["{% if false %}a{% endif %}", "check/unreachable 1:7 the condition never holds"],
    ["{% if x %}a{% elif true %}b{% else %}c{% endif %}", "check/unreachable 1:38 a condition before it always holds"],
    ["{% for i in n %}{% break %}a{% endfor %}", "check/unreachable 1:28 nothing behind `break` runs"],
    ["{% for i in [] %}a{% endfor %}", "check/unreachable 1:13 the loop has no items"],
    ["{% extends 'base' %}a", "check/unreachable 1:21 what stands behind `extends` and in no block is not written"],
    ["{% set a = 1 %}{{ x }}", "check/unused-name 1:8 `a` is set"],
    ["{% macro m() %}{% set a = 1 %}{% endmacro %}{{ m() }}", "check/unused-name 1:23 `a` is set"],
    ["{% extends 'base' %}{% block bdy %}{% endblock %}", "check/unknown-block 1:21 `bdy`"],
    ["{{ loop is defined }}", "check/loop-outside 1:4 `loop` is read"],
    [
      "{% for i in n %}{% macro m() %}{{ loop is defined }}{% endmacro %}{{ m() }}{% endfor %}",
      "check/loop-outside 1:35 `loop` is read",
    ],
  ])("%s", (text, expected) => {
    expect(found(text)).toEqual([expected]);
    expect(renders(text)).toBe(true);
  });
});

describe("checkText() finds nothing in", () => {
  test.each([
    "{{ 'a' + 'b' }}{{ 1 + true }}{{ 'a' * 3 }}{{ [1] + [2] }}{{ 2 * [1] }}{{ '%s' % 3 }}{{ 'a' in 'abc' }}",
    "{% if false %}{{ 1 + 'a' }}{% endif %}",
    "{% for i in n %}{{ i }}{% break %} \n{% endfor %}",
    "{% extends 'base' %}\n{% block body %}{{ super() }}{% endblock %}",
    "{% extends 'middle' %}{% block inner %}a{% endblock %}{% block foot %}{{ super() }}{% endblock %}",
    "{% extends 'base' %}{% block body %}{% block own %}{% endblock %}{% endblock %}",
    "{% macro m(a) %}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, b=3) }}",
    "{% macro m(a) %}{% endmacro %}{% call m(1) %}{% endcall %}{{ m(caller=1) }}",
    "{% macro m() %}{% endmacro %}{% for m in [dict] %}{{ m(a=1) }}{% endfor %}",
    "{% set a = 1 %}{{ a }}{% set _b = 2 %}",
    "{% import 'lib' as l %}{{ l.m() }}",
    "{% for i in n %}{{ loop.index }}{% include 'item' %}{% else %}a{% endfor %}",
    "{% set a = [] %}{% for i in n %}{% set a = a + [i] %}{% endfor %}",
    "{% extends x %}{% block any %}{{ super() }}{% endblock %}",
  ])("%s", (text) => {
    expect(found(text).filter((one) => !one.startsWith("check/unreachable 1:7"))).toEqual([]);
  });
});

test("checkTree() looks at every text of a template, and tells several faults at once", () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const findings = checkTree({
    name: "t",
    manifest: "name: t\nversion: 1.0.0\nparams:\n  a: { type: string, default: 1 - 'x' }\n",
    files: [
      { path: "bad.j2", bytes: bytes("{{ a b }}"), executable: false },
      { path: "odd.j2", bytes: bytes("{#---\nwhen: a < 3\n---#}\n{% set q = 1 %}{{ a }}"), executable: false },
    ],
    partials: new Map([["p.j2", "{{ 1 / 0 }}"]]),
  });
  expect(findings.map(({ code, span }) => `${code} ${span?.source}:${span?.line}`)).toEqual([
    "parse/unexpected-token files/bad.j2:1",
    "check/unused-name files/odd.j2:4",
    "render/division-by-zero p:1",
    "render/type template.yaml:4",
  ]);
  expect(findings.filter(isFault)).toHaveLength(3);
});
