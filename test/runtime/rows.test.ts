/**
 * Loops whose rows the kernel lays out give what the machine gives: the same bytes, and errors with the same places, hints
 * and chains.
 */
import { afterEach, describe, expect, spyOn, test } from "bun:test";
import fc from "fast-check";
import { compileTemplate } from "../../src/compile/template.ts";
import { Output } from "../../src/runtime/output.ts";
import { planning } from "../../src/runtime/rows.ts";
import { loadTemplate } from "../../src/runtime/template.ts";
import { Float, type UndefinedMode } from "../../src/value/value.ts";
import { outcome, type Sources } from "../harness/outcome.ts";

const { least } = planning;

afterEach(() => {
  planning.least = least;
});

const MACROS =
  "{% macro m(a, b) %}<{{ a }}{% if b %}!{% endif %}{{ a | upper }}>{% endmacro %}{% macro n(x) %}[{{ m(x.name, x.flag) }}{{ x.name }}]{% endmacro %}";

const BODIES: readonly (readonly [string, string, Sources])[] = [
  ["an include", '{% include "part" %}', { part: "{{ row.name }}:{% if row.flag %}yes{% endif %}{{ outside }}\n" }],
  [
    "an include of a filter",
    '{% include "part" %};',
    { part: "({{ row.name | trim | replace('a', 'bb') }})\n{{ row }}" },
  ],
  [
    "an include in an include",
    '{% include "part" %}',
    { part: "{% include 'leaf' %}{{ row.flag }}", leaf: "{{ row.name }}" },
  ],
  [
    "an include with a loop",
    '{% include "part" %}',
    { part: "{% for tag in row.tags %}{{ tag }}, {% endfor %}{{ row.name }}" },
  ],
  ["an include that assigns", '{% include "part" %}', { part: "{% set name = row.name %}{{ name ~ row.flag }}" }],
  ["an include in branches", '{% include "part" %}', { part: "{{ (row if row.flag else outside).name }}" }],
  ["an include with arguments", '{% include "part" with given = row.name %}', { part: "{{ given }}{{ given.x }}" }],
  ["a macro", "{{ m(row.name, row.flag) }}", {}],
  ["a macro in a macro", "{{ n(row) }}", {}],
  ["a macro in an include", '{% include "part" %}', { part: "{{ n(row) }}" }],
  ["a call of too many", "{{ m(row.name, row.flag, 1) }}", {}],
  ["a call by names", "{{ m(b=row.flag, a=row.name) }}", {}],
  [
    "loops in loops",
    "{% for tag in row.tags %}{{ tag }}{% for other in row.tags %}{{ m(tag, other) }}{% endfor %}{% endfor %}",
    {},
  ],
  ["an include without slots", '{% include "part" %}{{ row.name }}', { part: "text" }],
  ["items alone", "{% for tag in row.tags %}{{ tag }}{% if not tag %}?{% endif %},{% endfor %}", {}],
  ["the place in the loop", "{{ loop.index }}{% if not loop.last %}, {% endif %}{{ loop.length }}{{ row.name }}", {}],
  ["another part of the loop", "{{ loop.depth }}{{ loop.previtem }}{{ row.name }}", {}],
  ["values from around", "{{ outside }}{{ outside.name }}{% if outside %}{{ row.name }}{% endif %}{{ missing }}", {}],
  ["a value of the loop around", "{% for tag in row.tags %}{{ row.name }}{{ tag }}{% endfor %}", {}],
  ["fields of fields", "{{ row.name.name }}{{ row.flag }}", {}],
  ["fields that only JavaScript has", "{{ row.tags.length }}{% if row.name.length %}!{% endif %}", {}],
  ["what objects of JavaScript have", "{{ row.constructor }}{{ row.toString }}{{ row.__proto__ }}", {}],
  ["what dicts have", "{% if row.get %}{{ row.get }}{% endif %}{{ row.name }}", {}],
  ["and, or, not", "{% if row.name and not row.flag or row.tags %}{{ row.name }}{% else %}-{% endif %}", {}],
  [
    "or, and",
    "{% if (row.name or row.flag) and row.tags and row.name %}{{ row.name }}{% elif not row.flag %}-{% endif %}",
    {},
  ],
  ["a value that is tested and written twice", "{% if row.flag %}{{ row.flag }}{{ row.flag }}{% endif %}", {}],
  ["filters under conditions", "{% if row.flag %}{{ row.name | upper | replace('A', row.flag) }}{% endif %}", {}],
  ["a filter of several constants", "{{ row.name | replace('a', 'b') }}{{ row.name | replace('a', 'c') }}", {}],
  ["changes of letters", "{{ row.name | upper }}{{ row.name | lower }}{% if row.flag | upper %}!{% endif %}", {}],
  ["changes one after the other", "{{ row.name | trim | upper | replace('A', 'o') | replace('o', '') | lower }}", {}],
  [
    "white space that comes and goes",
    "{{ row.name | replace('x', ' ') | trim }}{{ row.name | replace(' ', 'x') | trim }}",
    {},
  ],
  ["trims behind what goes", "<{{ row.name | replace('a', '') | trim }}{{ row.name | trim | replace('a', '') }}>", {}],
  ["trims behind changes", "<{{ row.name | lower | trim }}{{ row.name | trim('a') }}{{ row.name | trim(none) }}>", {}],
  [
    "replacements of more",
    "{{ row.name | replace('', '-') }}{{ row.name | replace('a', 'bb') | upper | replace('é', 'e') }}",
    {},
  ],
  [
    "replacements that are counted",
    "{{ row.name | replace('a', 'b', 1) }}{{ row.name | replace('a', 'b', none) }}",
    {},
  ],
  ["lists that are joined", "{{ row.tags | join(', ') }}{{ row.tags | join }}{{ row.tags | join('é') | upper }}", {}],
  [
    "lists of lists that are joined",
    "{{ row.name | join('-') }}{{ row.tags | join('-', 'name') }}{{ row.flag | join(1) }}",
    {},
  ],
  ["places that are changed", "{{ loop.index | upper }}{{ outside | upper }}{{ (row.name | upper) == 'A' }}", {}],
  [
    "continue and break",
    "{% if row.flag %}{% continue %}{% endif %}{{ row.name }}{% if row.tags %}{% break %}{% endif %}",
    {},
  ],
  ["an assignment", "{% set x = row.name %}{{ x }}", {}],
  ["one of two values", "{{ row.name if row.flag else 'no' }}", {}],
  ["negated values that are written", "{{ not row.flag }}{{ row.name == 'a' }}", {}],
  ["comparisons", "{% if row.name == 'a' and row.flag != 1 %}{{ row.name }}{% elif row.name < 'b' %}-{% endif %}", {}],
];

const scalar = fc.oneof(
  { arbitrary: fc.string({ maxLength: 6 }), weight: 6 },
  {
    arbitrary: fc.constantFrom(" aé\u{1f9ea}", "\ud800", "x".repeat(300), "\x1f Ax\t", "\u3000a ", "née", "a x a"),
    weight: 2,
  },
  { arbitrary: fc.boolean(), weight: 3 },
  { arbitrary: fc.integer(), weight: 2 },
  { arbitrary: fc.constantFrom(null, new Float(1.5), [], ["a", 1], { name: "inner" }), weight: 1 },
);
const record = fc.record(
  { name: scalar, flag: scalar, tags: fc.array(scalar, { maxLength: 3 }) },
  { requiredKeys: ["tags"] },
);
const wholeRecord = fc.record({
  get: fc.constant("own"),
  name: scalar,
  flag: scalar,
  tags: fc.array(scalar, { maxLength: 3 }),
});
const parametersOf = fc.record({
  rows: fc.array(fc.oneof({ arbitrary: wholeRecord, weight: 9 }, { arbitrary: fc.oneof(record, scalar), weight: 1 }), {
    maxLength: 6,
  }),
  outside: fc.oneof(scalar, wholeRecord),
});

describe("runRows()", () => {
  test.each(BODIES)("gives for %s what the machine gives", (_, body, partials) => {
    const source = `${MACROS}\n{% for row in rows %}${body}{% endfor %}.`;
    fc.assert(
      fc.property(
        parametersOf,
        fc.constantFrom<UndefinedMode>("strict", "lenient", "chainable"),
        (parameters, mode) => {
          planning.least = 0;
          const planned = outcome(source, partials, mode, parameters);
          planning.least = Number.POSITIVE_INFINITY;
          expect(planned).toEqual(outcome(source, partials, mode, parameters));
        },
      ),
      { numRuns: 300, seed: 7 },
    );
  });

  test.each([
    ["texts and values", "<{{ row.name }}: {{ row.count }}, {{ row.none }}{{ outside }}>"],
    ["conditions", "{% if row.name and not row.none or row.no %}{{ row.name }}{% else %}-{% endif %}"],
    [
      "nested conditions",
      "{% if (row.no or row.yes) and row.name %}{% if row.no %}a{% elif row.yes %}b{% endif %}{% endif %}",
    ],
    ["comparisons and filters", "{% if row.name == 'a' %}{{ row.name | upper }}{% endif %}{{ row.tags | join(', ') }}"],
    ["the place in the loop", "{{ loop.index }}/{{ loop.length }}{% if not loop.last %}, {% endif %}{{ row.name }}"],
    ["macros", "{{ n(row) }}{{ m(row.name, row.yes) }}"],
    ["includes", '{% include "part" %}{{ row.name }}'],
  ])("lays out all rows of %s", (_, body) => {
    const partials = { part: "{{ row.name }}{% if row.yes %}{% include 'leaf' %}{% endif %}", leaf: "{{ row.count }}" };
    const loader = (name: string): string | undefined => partials[name as keyof typeof partials];
    const row = { name: "a", count: 7, none: null, yes: true, no: false, flag: "f", tags: ["x", "y"] };
    const template = loadTemplate(compileTemplate(`${MACROS}{% for row in rows %}${body}{% endfor %}`, { loader }));
    planning.least = 0;
    const ended = spyOn(Output.prototype, "endRows");
    template.render({ rows: [row, { ...row, name: "b" }, row], outside: "o" });
    expect(ended.mock.calls.map(([, rows]) => rows)).toEqual([3]);
    ended.mockRestore();
  });

  test.each([1, 63, 64, 65, 200])("writes rows of %d fields, and more instructions than a plan may have", (count) => {
    const names = Array.from({ length: count }, (_, index) => `f${index}`);
    const body = names.map((name) => `{{ row.${name} }},{% if row.${name} %}!{% endif %}`).join("");
    const template = loadTemplate(compileTemplate(`{% for row in rows %}${body};{% endfor %}`));
    const fields = loadTemplate(
      compileTemplate(`{% for row in rows %}${names.map((name) => `{{ row.${name} }}`).join("")}{% endfor %}`),
    );
    const row = Object.fromEntries(names.map((name, index) => [name, index % 3 === 0 ? "" : `<${index}>`]));
    planning.least = 0;
    const line = names.map((name) => `${row[name]},${row[name] === "" ? "" : "!"}`).join("");
    expect(template.render({ rows: [row, row] })).toBe(`${line};${line};`);
    const text = Object.values(row).join("");
    expect(fields.render({ rows: [row, row, row] })).toBe(text + text + text);
  });

  test("takes no more text than an output may have, however long the texts of a row are", () => {
    const text = "x".repeat(30 << 20);
    const rows = Array.from({ length: 64 }, () => ({ a: text, no: false }));
    planning.least = 0;
    const written = loadTemplate(compileTemplate("{% for row in rows %}{{ row.a }}{% endfor %}"));
    expect(() => written.renderBytes({ rows })).toThrow("the output is larger than");
    const unwritten = "{% for row in rows %}{{ row.no }}{% if row.no %}{{ row.a }}{% endif %}{% endfor %}";
    expect(loadTemplate(compileTemplate(unwritten)).render({ rows })).toBe("False".repeat(64));
  });

  test("gives a loop up whose rows the machine has to run", () => {
    const template = loadTemplate(
      compileTemplate("{% for row in rows %}{{ row.a }}{% endfor %}", { undefined: "lenient" }),
    );
    planning.least = 0;
    const begun = spyOn(Output.prototype, "beginRows");
    template.render({ rows: Array.from({ length: 500 }, () => ({})) });
    expect(begun.mock.calls.length).toBeLessThan(20);
    begun.mockClear();
    template.render({ rows: Array.from({ length: 500 }, (_, index) => (index % 10 === 0 ? {} : { a: "a" })) });
    expect(begun.mock.calls.length).toBe(51);
    begun.mockRestore();
  });

  test.each([1, 70, 5000])("has room for a value of %d units that all rows share", (length) => {
    const rows = Array.from({ length: 400 }, () => ({ x: "a" }));
    const shared = "é".repeat(length);
    planning.least = 0;
    const template = loadTemplate(compileTemplate("{% for r in rows %}{{ o }}{{ r.x }}{{ o }}{% endfor %}"));
    expect(template.render({ rows, o: shared })).toBe(`${shared}a${shared}`.repeat(400));
  });

  test("reads fields in whatever order loops before had them", () => {
    planning.least = 0;
    const names = Array.from({ length: 11 }, (_, index) => `field${index}`);
    for (const used of [names, names.toReversed(), names.slice(7), names.slice(2, 6).toReversed()]) {
      const body = used.map((name) => `{{ row.${name} }}{% if row.${name} %},{% endif %}`).join("");
      const template = loadTemplate(compileTemplate(`{% for row in rows %}${body};{% endfor %}`));
      const rows = Array.from({ length: 40 }, (_, row) =>
        Object.fromEntries(names.map((name, index) => [name, (row + index) % 3 === 0 ? row * index : `${name}é`])),
      );
      const expected = rows.map((row) => used.map((name) => `${row[name]}${row[name] ? "," : ""}`).join(""));
      expect(template.render({ rows })).toBe(`${expected.join(";")};`);
    }
  });

  test("tells the chain of includes of an error in a row", () => {
    planning.least = 0;
    const partials = { part: "{{ row.name }}\n  {{ row.name | int + row.missing }}" };
    expect(
      outcome('{% for row in rows %}{% include "part" %}{% endfor %}', partials, "strict", { rows: [{ name: "1" }] }),
    ).toMatchObject({
      code: "render/undefined",
      span: { source: "part", line: 2 },
      notes: ["included from <template>:1:22"],
    });
  });

  test("lays out all rows of long lists, whatever stands between them", () => {
    const source = "{% for row in rows %}{{ row.a }}:{% if row.b %}{{ row.b }}{% endif %};{{ row.a }}\n{% endfor %}";
    const template = loadTemplate(compileTemplate(source, { undefined: "lenient" }));
    const rows = Array.from({ length: 1000 }, (_, index) => ({
      a: index % 7 === 0 ? "é".repeat(index % 50) : `a${index}`,
      ...(index % 97 === 0 ? {} : { b: index % 3 === 0 ? -index : "b".repeat(index % 300) }),
    }));
    const expected = rows.map(({ a, b }) => `${a}:${b ? b : ""};${a}\n`).join("");
    planning.least = 0;
    expect(template.render({ rows })).toBe(expected);
    const out = new Uint8Array(new TextEncoder().encode(expected).length);
    expect(template.renderInto({ rows }, out)).toBe(out.length);
    expect(new TextDecoder().decode(out)).toBe(expected);
    expect(() => template.renderInto({ rows }, out.subarray(1))).toThrow("bytes available");
  });

  test("makes a plan once a loop has run for long, and drops it for a macro that became another", () => {
    const macros = ["a", "b"].map((name) => `{% macro ${name}(x) %}${name}{{ x }}{% endmacro %}`).join("");
    const choice = "{% set m = a if first else b %}";
    const template = loadTemplate(compileTemplate(`${macros}${choice}{% for x in xs %}{{ m(x) }}{% endfor %}`));
    const xs = Array.from({ length: 100 }, (_, index) => `${index};`);
    planning.least = xs.length;
    for (const first of [true, false, true]) {
      expect(template.render({ xs, first })).toBe(xs.map((x) => (first ? "a" : "b") + x).join(""));
    }
  });

  test("ends a macro that calls itself without an end with the limit of depth", () => {
    planning.least = 0;
    const source = "{% macro m(a) %}{{ a }}{{ m(a) }}{% endmacro %}{% for row in rows %}{{ m(row) }}{% endfor %}";
    expect(outcome(source, {}, "strict", { rows: ["x"] })).toMatchObject({ code: "render/limit" });
  });
});
