/** What a check finds in templates, and that it finds no fault where a template renders. */
import { describe, expect, test } from "bun:test";
import { DxgError } from "../../src/base/error.ts";
import { checkText, checkTree } from "../../src/compile/check-all.ts";
import { isFault } from "../../src/compile/diagnostic.ts";
import { compileTemplate } from "../../src/compile/template.ts";
import { loadTemplate } from "../../src/runtime/template.ts";
import type { UndefinedMode } from "../../src/value/value.ts";

const OTHERS: Readonly<Record<string, string>> = {
  base: "{% block body %}{% endblock %}{% block foot %}{% endblock %}",
  middle: "{% extends 'base' %}{% block body %}{% block inner %}{% endblock %}{% endblock %}",
  lib: "{% set version = 1 %}{% macro m() %}{% endmacro %}{% macro _own() %}{% endmacro %}",
  above: "{% extends 'lib' %}{% macro n() %}{% endmacro %}",
  layout: "{{ self.tail() }}",
  item: "{{ loop.index }}",
  round: "{% if x %}{% endif %}{% include 'again' %}",
  again: "{% extends 'main' %}",
};
const loader = (name: string): string | undefined => OTHERS[name];

function loaderWith(main: string): (name: string) => string | undefined {
  return (name) => (name === "main" ? main : OTHERS[name]);
}

/** `code line:column detail` of each finding. */
function found(text: string): readonly string[] {
  return checkText(text, { name: "main", loader: loaderWith(text) }).map(
    ({ code, span, detail }) => `${code} ${span?.line}:${span?.column} ${detail}`,
  );
}

function renders(text: string, mode: UndefinedMode = "strict"): boolean {
  try {
    const compiled = compileTemplate(text, { name: "main", loader: loaderWith(text), undefined: mode });
    loadTemplate(compiled).render({ x: 1, n: [1], s: "a", f: true });
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
    ["{{ x + none }}", "render/type 1:4 `+` with None"],
    ["{{ x - 'a' }}", "render/type 1:4 `-` with a string"],
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
    ["{{ range(step=2) }}", "compile/bad-arguments 1:4 `range` gets no `start`"],
    ["{{ joiner(foo='x') }}", "compile/bad-arguments 1:4 `joiner` takes no argument `foo`"],
    ["{{ joiner('a', sep='b') }}", "compile/bad-arguments 1:4 `joiner` gets `sep` twice"],
    ["{{ lipsum(nn=1) }}", "compile/bad-arguments 1:4 `lipsum` takes no argument `nn`"],
    ["{{ uuid4(*[], version=1) }}", "compile/bad-arguments 1:4 `uuid4` takes no argument `version`"],
    ["{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}", "compile/bad-arguments 1:34 macro `m` gets 2 arguments"],
    ["{% macro m(a) %}{% endmacro %}{{ m(b=2) }}", "compile/bad-arguments 1:34 macro `m` takes no argument `b`"],
    ["{% macro m(a) %}{% endmacro %}{{ m(1, a=2) }}", "compile/bad-arguments 1:34 macro `m` gets `a` twice"],
    ["{% block b %}{{ super() }}{% endblock %}", "render/undefined 1:17 block `b` has no parent"],
    ["{{ super() }}", "render/undefined 1:4 `super` outside of a block"],
    ["{{ 1 | uper }}", 'compile/unknown-filter 1:8 "uper"'],
    ["{{ a b }}", "parse/unexpected-token 1:6 expected `}}`, got `b`"],
    ["{{ 'a'.uper() }}", "render/undefined 1:4 'str object' has no attribute 'uper'"],
    ["{{ [1].nope() }}", "render/undefined 1:4 'list object' has no attribute 'nope'"],
    ["{{ {}.items().nope() }}", "render/undefined 1:4 'dict_items object' has no attribute 'nope'"],
    ["{{ [3].index(4) }}", "render/value 1:4 4 is not in list"],
    ["{{ 'a'.join(5) }}", "render/type 1:4 'int' object is not iterable"],
    ["{{ range('a') }}", "render/type 1:4 'str' object cannot be interpreted as an integer"],
    ["{{ range(1, 2, 0) }}", "render/value 1:4 range() arg 3 must not be zero"],
    ["{{ '%d' % 'a' }}", "render/type 1:4 %d format: a real number is required, not str"],
    ["{{ 'abc'[1:'b'] }}", "render/type 1:4 slice indices must be integers or None"],
    ["{{ {[]: 1} }}", "render/type 1:4 unhashable type: 'list'"],
    ["{{ (0 if f else 1) / (2 - 2) }}", "render/division-by-zero 1:4 `/` by zero"],
    ["{{ 1 | round('x') }}", "render/type 1:8 `round` with a string as `precision`"],
    ["{{ s | truncate(leeway=[]) }}", "render/type 1:8 `truncate` with a list as `leeway`"],
    ["{{ 5 | max }}", "render/type 1:8 `max` of a number"],
    ["{{ 'a' | dictsort }}", "render/type 1:10 `dictsort` of a string"],
    ["{{ 'a' is odd }}", "render/type 1:11 `odd` asked of a string"],
    ["{{ 1 is divisibleby 'a' }}", "render/type 1:9 `divisibleby` a string"],
    ["{{ x is divisibleby 0 }}", "render/division-by-zero 1:9 `divisibleby` zero"],
    ["{{ 1 is gt 'a' }}", "render/type 1:9 a number `>` a string"],
    ["{{ n | map('uper') | list }}", 'compile/unknown-filter 1:12 "uper"'],
    ["{{ n | select('od') | list }}", 'compile/unknown-test 1:15 "od"'],
    ["{{ [{'a': 1}] | rejectattr('a', 'evn') | list }}", 'compile/unknown-test 1:33 "evn"'],
    ["{{ self.z() }}{% block y %}{% endblock %}", "render/undefined 1:9 no block is called `z`"],
    [
      "{% extends 'base' %}{% block body %}{{ self.fot() }}{% endblock %}",
      "render/undefined 1:45 no block is called `fot`",
    ],
    ["{% from 'lib' import g %}{{ g() }}", 'render/undefined 1:22 "lib" has no `g`'],
    ["{% from 'lib' import m, g as h %}{{ m() }}{{ h() }}", 'render/undefined 1:25 "lib" has no `g`'],
    ["{% import 'lib' as l %}{{ l.g() }}", 'render/undefined 1:29 "lib" has no `g`'],
    ["{% import 'lib' as l %}{{ l._own() }}", 'render/undefined 1:29 "lib" has no `_own`'],
    ["{% import 'above' as l %}{{ l.m() }}{{ l.n() }}{{ l.o() }}", 'render/undefined 1:53 "above" has no `o`'],
    ["{% import 'lib' as l %}{{ l['g']() }}", 'render/undefined 1:27 "lib" has no `g`'],
    ["{{ 1 < 2 < 'a' }}", "render/type 1:4 a number `<` a string"],
    ["{{ 'a' is divisibleby 3 }}", "render/type 1:11 `divisibleby` asked of a string"],
    ["a{% include 'main' %}", "render/limit 1:13 the template includes itself"],
    ["{% extends 'main' %}", "render/limit 1:12 the template extends itself"],
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
    [
      "{% extends 'base' %}{{ 1 / 0 }}{{ 1 / 0 }}",
      "check/unreachable 1:21 what stands behind `extends` and in no block is not written",
    ],
    ["{% set a = 1 %}{{ x }}", "check/unused-name 1:8 `a` is set"],
    ["{% macro m() %}{% set a = 1 %}{% endmacro %}{{ m() }}", "check/unused-name 1:23 `a` is set"],
    ["{% extends 'base' %}{% block bdy %}{% endblock %}", "check/unknown-block 1:21 `bdy`"],
    ["{{ loop is defined }}", "check/loop-outside 1:4 `loop` is read"],
    ["{% if 1 == 2 %}a{% endif %}", "check/unreachable 1:7 the condition never holds"],
    ["{% if not true %}a{% endif %}", "check/unreachable 1:7 the condition never holds"],
    ["{% if x and 'a'.upper() == 'a' %}a{% endif %}", "check/unreachable 1:7 the condition never holds"],
    ["{% if 1 < 2 < 3 %}a{% elif x %}b{% endif %}", "check/unreachable 1:28 a condition before it always holds"],
    ["{% if x or [1][0:] %}a{% else %}b{% endif %}", "check/unreachable 1:33 a condition before it always holds"],
    [
      "{% for i in n %}{% if i %}{% break %}{% else %}{% continue %}{% endif %}a{% endfor %}",
      "check/unreachable 1:73 nothing behind `continue` runs",
    ],
    [
      "{% for i in n %}{% with %}{% break %}{% endwith %}a{% endfor %}",
      "check/unreachable 1:51 nothing behind `break` runs",
    ],
    ["{% for i in '' %}a{% endfor %}", "check/unreachable 1:13 the loop has no items"],
    ["{% for i in range(3, 1) %}a{% endfor %}", "check/unreachable 1:13 the loop has no items"],
    ["{% for i in n if 1 > 2 %}a{% endfor %}", "check/unreachable 1:18 the condition never holds"],
    ["{{ x if 1 > 2 else s }}", "check/unreachable 1:4 the condition never holds"],
    ["{{ [x if s == s or true else s] }}", "check/unreachable 1:30 a condition before it always holds"],
    [
      "{% if f %}{{ s }}{% else %}{{ s() }}{% endif %}{% if not f %}{{ gone() }}{% endif %}",
      "check/unknown-name 1:65 `gone` is called",
    ],
    ["{% from 'lib' import g %}", 'check/unknown-name 1:22 "lib" has no `g`'],
    ["{% import 'lib' as l %}{{ f or l.g }}", 'check/unknown-name 1:34 "lib" has no `g`'],
    [
      "{% for i in n %}{% macro m() %}{{ loop is defined }}{% endmacro %}{{ m() }}{% endfor %}",
      "check/loop-outside 1:35 `loop` is read",
    ],
    [
      "{% extends 'base' %}{% block odd %}{{ self.other() }}{% endblock %}{% block other %}{% endblock %}",
      "check/unknown-block 1:21 `odd`",
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
    "{% extends x %}{% block any %}{{ super() }}{{ self.other() }}{% endblock %}",
    "{% extends 'layout' %}{% block tail %}{% endblock %}",
    "{% set super = 1 %}{{ super }}",
    "{{ none | select('odd') | list }}{{ 0 | map('upper') | list }}",
    "{% block b %}{% endblock %}{{ self.b() }}{% if self.c is defined %}{{ self.c() }}{% endif %}",
    "{% macro self() %}{% endmacro %}{{ self.b }}",
    "{{ s if true or 1 / 0 }}",
    "{{ 'a'.title }}{{ 'a'.nope is defined }}{{ [1].append(2) }}{{ '%s' % 'a' }}{{ 1 | round(none) }}",
    "{{ n | map('upper') | list }}{{ n | map(attribute='nope') | list }}{{ n | select('gt', 1) | list }}{{ n | select | list }}",
    "{% from 'lib' import m, g with context %}{{ m() }}{{ g() if g is defined }}",
    "{% from 'lib' import with context %}",
    "{% import 'lib' as l %}{{ l.version }}{{ l.g | default('') }}",
    "{% import 'lib' as l %}{% for l in [{'keys': 1}] %}{{ l.nope }}{% endfor %}",
    "{% if f %}{% import 'lib' as l %}{{ l.m() }}{% endif %}{{ l.nope }}",
    "{% macro range(a) %}{% endmacro %}{{ range('a') }}",
    "{% call(x) m2() %}{% endcall %}{% macro m2() %}{{ caller(1) }}{% endmacro %}{% for i in n recursive %}{{ loop([]) }}{% endfor %}",
    "{{ gone() if gone is defined }}{{ _('a') }}",
    "{% for i in range(99999999999) %}{% break %}{% endfor %}",
  ])("%s", (text) => {
    expect(found(text).filter((one) => !one.startsWith("check/unreachable 1:7"))).toEqual([]);
  });
});

describe("checkText() finds no fault where a render finds none, whatever undefined values may do, in", () => {
  test.each([
    "{% from 'lib' import g %}{% if g %}{{ g() }}{% endif %}",
    "{% import 'lib' as l %}{% if l.g %}{{ l.g() }}{% endif %}",
    "{% import 'lib' as l %}{% if l['g'] is defined %}{{ l.g() }}{% endif %}",
    "{% import 'lib' as l %}{% if l | attr('g') is defined %}{{ l.g() }}{% endif %}",
    "{% if self['side'] is defined %}{{ self.side() }}{% endif %}",
    "{% if self | attr('side') is defined %}{{ self['side']() }}{% endif %}",
    "{% block b %}{% if super is defined %}{{ super() }}{% endif %}x{% endblock %}",
    "{% block b %}{% if super %}{{ super() }}{% endif %}x{% endblock %}",
    "{% if super is defined %}{{ super() }}{% endif %}x",
    "{% if 'nope' is filter %}{{ [1] | map('nope') | join }}{% endif %}",
    "{% if 'nope' is test %}{{ [1] | select('nope') | join }}{% endif %}",
    "{% macro m(a) %}{{ a }}{{ kwargs }}{% endmacro %}{{ m(1, a=1) }}",
    "{{ 2 < 1 < 'a' }}{{ 2 < 1 < 1 / 0 }}",
    "{{ '%d' is even }}{{ '%s' is divisibleby 3 }}{{ '%s' is divisibleby 'a' }}",
    "{% set s = 5 | batch(2) %}{% set t = 5 | slice(2) %}{% set u = none | unique %}{{ s is defined and t is defined and u is defined }}",
    "{% if f %}a{% else %}{% include 'main' %}{% endif %}",
  ])("%s", (text) => {
    expect(checkText(text, { name: "main", loader: loaderWith(text) }).filter(isFault)).toEqual([]);
    expect(renders(text, "lenient")).toBe(true);
  });
});

test("checkText() finds templates that always lead back to themselves", () => {
  const text = "{% include 'lib' ignore missing %}{% include 'round' %}";
  expect(found(text)).toEqual([
    'render/limit 1:12 the template extends itself by way of "main"',
    'render/limit 1:46 the template includes itself by way of "round"',
    'render/limit 1:33 the template includes itself by way of "again"',
  ]);
  expect(renders(text)).toBe(false);
});

test("checkText() does not take a template for one that the loader does not have", () => {
  expect(checkText("{% include 'main' ignore missing %}", { name: "main", loader })).toEqual([]);
});

test("checkText() counts what a template calls of its own blocks as written", () => {
  expect(found("{% extends 'base' %}{% block body %}{{ self.c() }}{% endblock %}{% block c %}x{% endblock %}")).toEqual(
    [],
  );
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

test("checkTree() tells all faults of a message and of a path", () => {
  const findings = checkTree({
    name: "t",
    manifest: "name: t\nversion: 1.0.0\nmessage: '{{ nope }} {{ 1 | uper }} {{ 1 is evn }}'\n",
    files: [{ path: "{{ 'a' | lowr }}{{ 'b' | titel }}", bytes: new Uint8Array(), executable: false }],
    partials: new Map(),
  });
  expect(findings.map(({ code, span }) => `${code} ${span?.source}:${span?.column}`)).toEqual([
    "compile/unknown-filter files/{{ 'a' | lowr }}{{ 'b' | titel }}:10",
    "compile/unknown-filter files/{{ 'a' | lowr }}{{ 'b' | titel }}:26",
    "compile/unknown-variable template.yaml:14",
    "compile/unknown-filter template.yaml:29",
    "compile/unknown-test template.yaml:45",
  ]);
});

test("checkTree() warns of paths that are written with delimiters which their template does not have", () => {
  const codes = (settings: string): readonly string[] =>
    checkTree({
      name: "t",
      manifest: `name: t\nversion: 1.0.0\nparams:\n  a: { type: string }\n${settings}`,
      files: ["{{ a }}/x", "[[ a ]]", "{% if a %}b{% endif %}", "{% raw %}{{ a }}{% endraw %}"].map((path) => ({
        path,
        bytes: new Uint8Array(),
        executable: false,
      })),
      partials: new Map(),
    }).map(({ code, span }) => `${code} ${span?.source}`);
  expect(codes("")).toEqual([]);
  expect(codes('settings: { variable_start_string: "[[", variable_end_string: "]]" }\n')).toEqual([
    "check/other-delimiters files/{% raw %}{{ a }}{% endraw %}",
    "check/other-delimiters files/{{ a }}/x",
  ]);
  expect(codes('settings: { block_start_string: "<%", block_end_string: "%>" }\n')).toEqual([
    "check/other-delimiters files/{% if a %}b{% endif %}",
    "check/other-delimiters files/{% raw %}{{ a }}{% endraw %}",
    "check/other-delimiters files/{% raw %}{{ a }}{% endraw %}",
  ]);
});

test("checkText() tells all faults of a template at once, each with a hint", () => {
  const text = "{{ b | uper }}{% include 'no' %}{{ c is od(d | lowr) }}{% include 'bad' %}{{ e | round(x=1) }}";
  const others: Readonly<Record<string, string>> = {
    bad: "{% extends 'gone' %}{% block a %}{{ f | titel }}{% endblock %}",
  };
  const findings = checkText(text, { name: "main", loader: (name) => others[name], names: () => Object.keys(others) });
  expect(findings.map(({ code, span, hint }) => `${code} ${span?.source}:${span?.column} ${hint}`)).toEqual([
    "compile/include-not-found bad:12 Look for it among the template's files",
    'compile/unknown-filter bad:41 Did you mean "title"?',
    'compile/unknown-filter main:8 Did you mean "upper"?',
    "compile/include-not-found main:26 Look for it among the template's files",
    'compile/unknown-test main:41 Did you mean "odd"?',
    'compile/unknown-filter main:48 Did you mean "lower"?',
    "compile/bad-arguments main:82 Its parameters are: precision (optional), method (optional)",
  ]);
});

test("checkText() suggests names that are in scope", () => {
  const hints = (text: string): readonly (string | undefined)[] =>
    checkText(text, { name: "main", loader }).map(({ hint }) => hint);
  expect(hints("{{ 'a'.uper() }}")).toEqual(["Did you mean `upper`?"]);
  expect(hints("{{ [1].upper() }}")).toEqual(["It is a filter: write `… | upper`."]);
  expect(hints("{% macro table() %}{% endmacro %}{{ tabel() }}")).toEqual(["Did you mean `table`?"]);
  expect(hints("{{ upper('a') }}")).toEqual(["It is a filter: write `… | upper`."]);
  expect(hints("{% from 'lib' import verison %}")).toEqual(["Did you mean `version`?"]);
  expect(hints("{% import 'lib' as l %}{{ l.x() }}")).toEqual(["It has `version`, `m`."]);
  expect(hints("{% block body %}{% endblock %}{{ self.boddy() }}")).toEqual(["Did you mean `body`?"]);
});

test("checkTree() tells a fault of a partial once, under whatever names it is included", () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const findings = checkTree({
    name: "t",
    manifest: "name: t\nversion: 1.0.0\nparams:\n  kind: { type: string }\n",
    files: [{ path: "a.j2", bytes: bytes('{% include "zz" %}{% include "p" ~ kind %}'), executable: false }],
    partials: new Map([["zz.j2", "{{ name"]]),
  });
  expect(findings.map(({ code, span }) => `${code} ${span?.source}:${span?.line}`)).toEqual([
    "lex/unterminated zz.j2:1",
  ]);
});

test.each([
  "{% set done = names.append('c') %}{{ names }}",
  "{% set done = names.pop() ~ 'x' %}{{ names }}",
  "{% if x %}{% extends 'base' %}{% endif %}text{% block odd %}y{% endblock %}",
])("nothing is said of what is done, or written, in another way: %s", (text) => {
  expect(found(text)).toEqual([]);
});

test.each(["'part-' ~ a ~ '.j2'", "a"])(
  "checkTree() takes %s for the name of no partial that it may not mean",
  (name) => {
    const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
    const partials = new Map([
      ["zz.j2", "{{ z }}"],
      ["part-x.j2", "{{ a }}"],
    ]);
    const files = ["{% set z = 1 %}{% include 'zz' %}", `{% include ${name} %}`].map((text, index) => ({
      path: `${index}.j2`,
      bytes: bytes(text),
      executable: false,
    }));
    const manifest = "name: t\nversion: 1.0.0\nparams:\n  a: { type: string, default: \"'x'\" }\n";
    expect(checkTree({ name: "t", manifest, files, partials })).toEqual([]);
  },
);

test("checkTree() tells all faults of all files at once", () => {
  const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
  const findings = checkTree({
    name: "t",
    manifest:
      "name: t\nversion: 1.0.0\nparams:\n  a: { type: string, default: b }\n  c: { type: string, when: d | uper }\n  s: { type: secret }\n",
    files: [
      { path: "one.j2", bytes: bytes("{{ a | uper }}{{ e }}{{ f }}{% include 'p' %}"), executable: false },
      { path: "two.j2", bytes: bytes("{{ self.x() }}{{ c is od }}{% include 'no' %}"), executable: false },
      { path: "{{ a | cammel }}.txt", bytes: bytes(""), executable: false },
      { path: "three.j2", bytes: bytes("{#---\nwhen: a | lowr\n---#}\n"), executable: false },
      { path: "{{ s }}.txt", bytes: bytes(""), executable: false },
    ],
    partials: new Map([
      ["p.j2", "{% import 'q' as q %}{{ q.m() }}{{ a | lowr }}"],
      ["q.j2", "{% block x %}{% endblock %}"],
    ]),
  });
  expect(findings.map(({ code, span }) => `${code} ${span?.source}:${span?.line}:${span?.column}`)).toEqual([
    "compile/unknown-filter files/one.j2:1:8",
    "compile/unknown-variable files/one.j2:1:18",
    "compile/unknown-variable files/one.j2:1:25",
    "compile/unknown-filter files/three.j2:2:11",
    "render/undefined files/two.j2:1:9",
    "compile/unknown-test files/two.j2:1:23",
    "compile/include-not-found files/two.j2:1:39",
    "compile/unknown-filter files/{{ a | cammel }}.txt:1:8",
    "render/undefined p:1:27",
    "compile/unknown-filter p:1:40",
    "compile/unknown-variable template.yaml:4:31",
    "compile/unknown-filter template.yaml:5:32",
  ]);
});
