/**
 * Includes and macros that a loop over records runs in place give what the whole machine gives: the same bytes, and errors
 * with the same places, hints and chains. A loop that has a `loop` object is never run by record-loop.ts.
 */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { DxgError } from "../../src/base/error.ts";
import { compileTemplate } from "../../src/compile/template.ts";
import { loadTemplate } from "../../src/runtime/template.ts";
import { Float, type UndefinedMode } from "../../src/value/value.ts";

/** After the body, so that no place in it differs. */
const WITH_LOOP_OBJECT = "{% if loop.first %}{% endif %}{% endfor %}";

type Sources = Readonly<Record<string, string>>;

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
  ["comparisons", "{% if row.name == 'a' and row.flag != 1 %}{{ row.name }}{% elif row.name < 'b' %}-{% endif %}", {}],
];

function outcome(source: string, partials: Sources, mode: UndefinedMode, parameters: object): unknown {
  const loader = (name: string): string | undefined => partials[name];
  try {
    return loadTemplate(compileTemplate(source, { loader, undefined: mode })).render({ ...parameters });
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
    const { code, detail, span, hint, notes } = error;
    return { code, detail, span, hint, notes };
  }
}

const scalar = fc.oneof(
  { arbitrary: fc.string({ maxLength: 6 }), weight: 6 },
  { arbitrary: fc.constantFrom(" aé\u{1f9ea}", "\ud800", "x".repeat(300)), weight: 1 },
  { arbitrary: fc.boolean(), weight: 3 },
  { arbitrary: fc.integer(), weight: 2 },
  { arbitrary: fc.constantFrom(null, new Float(1.5), [], ["a", 1], { name: "inner" }), weight: 1 },
);
const record = fc.record(
  { name: scalar, flag: scalar, tags: fc.array(scalar, { maxLength: 3 }) },
  { requiredKeys: ["tags"] },
);
const wholeRecord = fc.record({ name: scalar, flag: scalar, tags: fc.array(scalar, { maxLength: 3 }) });
const parametersOf = fc.record({
  rows: fc.array(fc.oneof({ arbitrary: wholeRecord, weight: 9 }, { arbitrary: fc.oneof(record, scalar), weight: 1 }), {
    maxLength: 6,
  }),
  outside: fc.oneof(scalar, wholeRecord),
});

describe("runRecords()", () => {
  test.each(BODIES)("gives for %s what the whole machine gives", (_, body, partials) => {
    const source = `${MACROS}\n{% for row in rows %}${body}`;
    fc.assert(
      fc.property(
        parametersOf,
        fc.constantFrom<UndefinedMode>("strict", "lenient", "chainable"),
        (parameters, mode) => {
          const fast = outcome(`${source}{% endfor %}.`, partials, mode, parameters);
          expect(fast).toEqual(outcome(`${source}${WITH_LOOP_OBJECT}.`, partials, mode, parameters));
        },
      ),
      { numRuns: 300, seed: 7 },
    );
  });

  test("tells the chain of includes of an error in what runs in place", () => {
    const partials = { part: "{{ row.name }}\n  {{ row.name | int + row.missing }}" };
    expect(
      outcome('{% for row in rows %}{% include "part" %}{% endfor %}', partials, "strict", { rows: [{ name: "1" }] }),
    ).toMatchObject({
      code: "render/undefined",
      span: { source: "part", line: 2 },
      notes: ["included from <template>:1:22"],
    });
  });

  test("ends a macro that calls itself without an end with the limit of depth", () => {
    const source = "{% macro m(a) %}{{ a }}{{ m(a) }}{% endmacro %}{% for row in rows %}{{ m(row) }}{% endfor %}";
    expect(outcome(source, {}, "strict", { rows: ["x"] })).toMatchObject({ code: "render/limit" });
  });
});
