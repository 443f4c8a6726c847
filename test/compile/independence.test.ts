/** The compiler keeps buffers and tables from one template to the next: nothing of one may show in another. */
import { expect, test } from "bun:test";
import { compileTemplate } from "../../src/compile/template.ts";
import { decodeDxt } from "../../src/format/dxt.ts";
import { loadTemplate } from "../../src/runtime/template.ts";
import { Tuple } from "../../src/value/value.ts";

/** Sizes on both sides of every limit up to which something is kept. */
const TEXTS = [0, 10, 4000, 33_000, 70_000].map((units) => "x{ü}".repeat(units / 4));
const SOURCES = TEXTS.flatMap((text) => [
  text,
  `${text}{{ name }}`,
  `{% for not_in in ifs %}${text}{{ not_in.if_name or elses }}{% else %}${text}{% endfor %}`,
  `{{ "${text}" ~ [1, -1, none, true, "1", 2.5] }}{# ${text} #}`,
]);

test("a template has the same bytes whatever was compiled before", () => {
  const first = SOURCES.map((source) => compileTemplate(source));
  const kept = first.map((bytes) => Buffer.from(bytes));
  for (const stride of [1, 3, 7, 11]) {
    for (let index = 0; index < SOURCES.length; index += 1) {
      const at = (index * stride) % SOURCES.length;
      expect(compileTemplate(SOURCES[at]!)).toEqual(first[at]!);
    }
  }
  for (const [index, bytes] of first.entries()) expect(kept[index]!.equals(bytes)).toBe(true);
});

test("names keep their kinds from template to template", () => {
  const params = { a: 1, i: [], s: "in" };
  const render = (source: string): string => loadTemplate(compileTemplate(source)).render(params);
  expect(render("{{ a if a is number or not i else s }}")).toBe("1");
  expect(render("{{ {'if': 3}.if }}{{ a and s in 'in' }}")).toBe("3True");
  expect(render("{{ a if not i is defined else 'or' }}")).toBe("or");
});

test("constants that look alike stay apart", () => {
  const source =
    "{{ [none, true, false, 0, 1, -1, '', '1', '(', '#1', '?true', 1.0, -0.0, (1,), ('1',), (), ((1,),)] }}";
  expect(loadTemplate(compileTemplate(source)).render({})).toBe(
    "[None, True, False, 0, 1, -1, '', '1', '(', '#1', '?true', 1.0, -0.0, (1,), ('1',), (), ((1,),)]",
  );
  const each = [
    "none",
    "true",
    "77777777",
    "'77777777'",
    "'#77777777'",
    "'?true'",
    "1.0",
    "(77777777,)",
    "('77777777',)",
  ];
  const outputs = each.map((one) => `{% set v = ${one} %}{{ [v] }};`).join("");
  expect(loadTemplate(compileTemplate(outputs)).render({})).toBe(
    "[None];[True];[77777777];['77777777'];['#77777777'];['?true'];[1.0];[(77777777,)];[('77777777',)];",
  );
  const twice = compileTemplate("{% set a = (1, 'x') %}{% set b = (1, 'x') %}{% set c = 1000 %}{% set d = 1000 %}");
  const constants = decodeDxt(twice).constants.length;
  expect(constants).toBe(decodeDxt(compileTemplate("{% set a = (1, 'x') %}{% set c = 1000 %}")).constants.length);
});

test("includes see the names around them, however many sets of names there were before", () => {
  const loops = Array.from(
    { length: 20 },
    (_, index) => `{% for v${index} in [${index}] %}{% include "i" %}{% endfor %}`,
  );
  const shadowed =
    "{% set v0 = 'a' %}{% for v0 in ['b'] %}{% set v1 = v0 %}{% include 'i' %}{% endfor %}{% include 'i' %}";
  const included = Array.from({ length: 20 }, (_, index) => `{{ v${index} | default("") }}`).join("");
  const options = { loader: (name: string) => (name === "i" ? `${included};` : undefined) };
  const source = [...loops, ...loops, shadowed].join("");
  const expected = Array.from({ length: 20 }, (_, index) => `${index};`).join("");
  const compiled = compileTemplate(source, options);
  expect(loadTemplate(compiled).render({})).toBe(`${expected}${expected}bb;a;`);
  const seen = decodeDxt(compiled).constants.flatMap((value) => (value instanceof Tuple ? [value.items] : []));
  for (const items of seen)
    expect(new Set(items.filter((item) => typeof item === "string")).size).toBe(items.length / 2);
  expect(seen.length).toBeGreaterThan(20);
});

test("a file holds the templates that its includes may name, and no others", () => {
  const names = ["one", "two", "three"];
  const options = { loader: (name: string) => (names.includes(name) ? name : undefined), names: () => names };
  const programs = (source: string): number => decodeDxt(compileTemplate(source, options)).programs.length;
  expect(programs('{% include "one" %}')).toBe(2);
  expect(programs('{% include "one" without context %}')).toBe(2);
  expect(programs('{% include "one" with a = 1 without context %}{% include "two" ignore missing %}')).toBe(3);
  expect(programs('{% include "none" ignore missing without context %}')).toBe(1);
  expect(programs("{% include name %}")).toBe(4);
});

test("a file holds each text once, however it is put together", () => {
  const source =
    "{% if x %}ab{{ 'cd' }}{{ x }}{{ 'ab' }}cd{{ x }}abcd{{ x }}cd{{ x }}ab{# c #}cd{{ x }}{% raw %}ab{% endraw %}cd{{ x }}ab{% endif %}";
  const strings = decodeDxt(compileTemplate(source)).strings.all();
  expect(strings.toSorted()).toEqual([...new Set(strings)].toSorted());
  expect(strings).toEqual(expect.arrayContaining(["ab", "abcd", "cd"]));
});
