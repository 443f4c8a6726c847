/**
 * Where a filter or test that does not exist is told when faults wait for the render. The answers are those of Jinja2 3.1.2 and 3.2:
 * in what hangs on a condition a name is looked for when a render comes there, in scopes inside it when the template is
 * compiled.
 */
import { describe, expect, test } from "bun:test";
import { compileTemplate, DxgError, JINJA_DEFAULTS, loadTemplate } from "../../src/index.ts";
import { parseExpression } from "../../src/lang/parser.ts";

/** The output, or when a fault is told, and its code. */
function answer(source: string): string {
  let bytes: Uint8Array;
  try {
    bytes = compileTemplate(source, JINJA_DEFAULTS);
  } catch (error) {
    return `compiled: ${(error as DxgError).code}`;
  }
  try {
    return loadTemplate(bytes).render({ xs: [] });
  } catch (error) {
    if (error instanceof DxgError) return `rendered: ${error.code}`;
    throw error;
  }
}

const FILTER = "compile/unknown-filter";
const TEST = "compile/unknown-test";

describe("with faults: render, a name that does not exist is told", () => {
  test.each([
    "{{ u | nope }}",
    "{% for a in [] %}{{ u | nope }}{% endfor %}",
    "{% if no %}{% for a in [] %}{{ u | nope }}{% endfor %}{% endif %}",
    "{% if no %}{% for a in xs if u | nope %}{% endfor %}{% endif %}",
    "{% if no %}{% for a in [] %}{% else %}{{ u | nope }}{% endfor %}{% endif %}",
    "{% if no %}{% macro m() %}{{ u | nope }}{% endmacro %}{% endif %}",
    "{% if no %}{% macro m(a=(u | nope)) %}{% endmacro %}{% endif %}",
    "{% if no %}{% with q = 1 %}{{ u | nope }}{% endwith %}{% endif %}",
    "{% if no %}{% set q %}{{ u | nope }}{% endset %}{% endif %}",
    "{% if no %}{% set q | nope %}{% endset %}{% endif %}",
    "{% if no %}{% filter nope %}{% endfilter %}{% endif %}",
    "{% if no %}{% autoescape u | nope %}{% endautoescape %}{% endif %}",
    "{% if no %}{% if no %}{% endif %}{% endif %}{{ u | nope }}",
    "{{ (1 if no else 2) | nope }}",
    "{{ (1 if no else 2) ~ (u | nope) }}",
  ])("when it is compiled: %s", (source) => {
    expect(answer(source)).toBe(`compiled: ${FILTER}`);
  });

  test.each([
    "{% for a in [] %}{% if u is nope %}{% endif %}{% endfor %}",
    "{% macro m() %}{% if u | nope %}{% endif %}{% endmacro %}",
    "{% for a in [1] %}{% else %}{{ 1 if (u is nope) else 2 }}{% endfor %}",
    "{% if no %}{{ u | nope }}{% elif no %}{{ u is nope }}{% else %}{% endif %}",
    "{% if no %}{% for a in (u | nope) %}{% endfor %}{% endif %}",
    "{% if no %}{% with q = u | nope %}{% endwith %}{% endif %}",
    "{% if no %}{% set q = u | nope %}{% endif %}",
    "{% if no %}{% for a in [] %}{% endfor %}{{ u | nope }}{% endif %}",
    "{% if no %}{% for a in [] %}{% if u is nope %}{% endif %}{% endfor %}{% endif %}",
  ])("by no render that does not come there: %s", (source) => {
    expect(answer(source)).toBe("");
  });

  test.each([
    ["{% if u is nope %}{% endif %}", TEST],
    ["{% if no %}{% elif u | nope %}{% endif %}", FILTER],
    ["{{ 1 if u is nope else 2 }}", TEST],
    ["{{ 1 if true else u | nope }}{{ 1 if no else u | nope }}", FILTER],
    ["{{ u.v }}{% if u is nope %}{% endif %}", "render/undefined"],
    ["{% if u | nope(u.v) %}{% endif %}", "render/undefined"],
  ])("by a render that comes there, behind what is worked out before: %s", (source, code) => {
    expect(answer(source)).toBe(`rendered: ${code}`);
  });

  test.each(["{{ 1 | default(q.w, recursive=true) }}", "{{ 1 | upper(u.v) }}", "{{ 1 is even(u.v) }}"])(
    "behind its arguments, where those are wrong: %s",
    (source) => {
      expect(answer(source)).toBe("rendered: render/undefined");
      expect(answer(source.replaceAll(/[qu]\.[wv]/g, "1"))).toBe("rendered: compile/bad-arguments");
    },
  );

  test.each([
    ["{{ x\n|a\n|b }}", 3],
    ["{{ (x is\na)\n|b }}", 3],
    ["{{ 1|a(2\n|b) }}", 1],
    ["{% set q\n|a\n|b %}{% endset %}", 3],
    ["{% set q|a %}\n{{ x|b }}{% endset %}", 2],
    ["{% filter a %}\n{% filter b %}{% endfilter %}{% endfilter %}", 2],
    ["{% block q %}{{ x|a }}{% endblock %}\n{{ x|b }}", 2],
    ["{% block q %}{{ x|a }}{% endblock %}\n{% block r %}{{ x|b }}{% endblock %}", 1],
  ])("of several the one that Jinja2 tells: %j on line %d", (source, line) => {
    expect(() => compileTemplate(source, JINJA_DEFAULTS)).toThrow(
      expect.objectContaining({ code: FILTER, span: expect.objectContaining({ line }) }),
    );
  });

  test.each([
    ["{% break %}\n{% if %}", "parse/unexpected-token", 2],
    ["{% break x %}", "parse/unexpected-token", 1],
    ["{% break %}\n{{ a | nope }}", FILTER, 2],
    ["{% break %}\n{% block b %}{{ a | nope }}{% endblock %}", FILTER, 2],
    ["{{ f(a=1, a=2) }}\n{% if %}", "parse/unexpected-token", 2],
    ["{% macro m(a, a) %}{% endmacro %}\n{{ a | nope }}", FILTER, 2],
    ["a\n{% continue %}", "parse/unbalanced", 2],
    ["a\n{{ f(a=1, a=2) }}", "parse/unexpected-token", 2],
    ["a\n{{ x | default(boolean=1, boolean=2) }}", "parse/unexpected-token", 2],
    ["a\n{% macro m(a, a) %}{% endmacro %}", "parse/bad-target", 2],
  ])("before what Jinja2 leaves to Python: %j has %s on line %d", (source, code, line) => {
    expect(() => compileTemplate(source, JINJA_DEFAULTS)).toThrow(
      expect.objectContaining({ code, span: expect.objectContaining({ line }) }),
    );
  });
});

test("a keyword that comes twice is told where it does, in filters and in bare expressions", () => {
  const twice = expect.objectContaining({
    code: "parse/unexpected-token",
    span: expect.objectContaining({ column: 27 }),
  });
  expect(() => compileTemplate("{{ x | default(boolean=1, boolean=2) }}")).toThrow(twice);
  expect(() => parseExpression("some_functions(boolean=1, boolean=2)", "when")).toThrow(twice);
});
