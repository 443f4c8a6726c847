/** What a check may cost: little, whatever a template holds. */
import { describe, expect, test } from "bun:test";
import { checkText } from "../../src/compile/check-all.ts";
import { compileTemplate } from "../../src/compile/template.ts";

/** Each takes a fraction of a second; what was worked out, or looked through for each finding, took up to minutes. */
const ENDLESS_MS = 8000;

test("checkText() works out nothing that is large", () => {
  const started = performance.now();
  checkText(
    "{{ ','.join(range(10 ** 9)) }}{{ ([[[0] * 4000] * 4000] * 4000) ~ '' }}{{ 1 in [[0] * 4000] * 4000 }}",
    {},
  );
  expect(performance.now() - started).toBeLessThan(ENDLESS_MS);
});

describe("checkText() takes little time for", () => {
  const many = (line: (index: number) => string): string =>
    Array.from({ length: 4000 }, (_, index) => line(index)).join("");
  const macros = many((index) => `{% macro m${index}() %}{% endmacro %}`);
  const calls = many((index) => `{{ gone${index}() }}`);
  test.each([
    ["large values", Array.from({ length: 40 }, () => "{{ [0] * 30000000 }}{{ 30000000 * (1,) }}").join(""), ""],
    [
      "wide texts",
      Array.from({ length: 40 }, () => "{{ 'a'.ljust(30000000) }}{{ '1'.zfill(30000000) }}{{ '%30000000d' % 1 }}").join(
        "",
      ),
      "",
    ],
    [
      "formats",
      Array.from(
        { length: 40 },
        () =>
          "{{ '{:>30000000}'.format(1) }}{{ '{:>{}}'.format(1, 30000000) }}{{ '%*d' % (30000000, 1) }}{{ '\\t'.expandtabs(30000000) }}",
      ).join(""),
      "",
    ],
    ["replacements", many(() => "{{ ('a' * 4000).replace('a', 'b' * 4000) }}"), ""],
    ["large integers", Array.from({ length: 40 }, () => "{{ [3 ** 50000, 7 ** 30000] * 9 }}").join(""), ""],
    ["imports", many((index) => `{% import 'a' as m${index} %}{{ m${index}.f() }}`), "{% macro f() %}{% endmacro %}"],
    ["imports that are all wrong", many((index) => `{% import 'a' as m${index} %}{{ m${index}.gone() }}`), macros],
    ["imported names", many((index) => `{% from 'a' import gone${index} %}`), macros],
    ["unknown calls", macros + calls, ""],
    ["unknown calls on lines of their own", macros + calls.replaceAll("}{", "}\n{"), ""],
    [
      "unknown blocks",
      `${many((index) => `{{ self.gone${index}() }}`)}${many((index) => `{% block b${index} %}{% endblock %}`)}`,
      "",
    ],
    [
      "blocks of no layout",
      `{% extends 'a' %}${many((index) => `{% block gone${index} %}{{ super() }}{% endblock %}`)}`,
      many((index) => `{% block b${index} %}{% endblock %}`),
    ],
    ["names that nothing reads", `${many((index) => `{% set gone${index} = n${index} %}`)}x`, ""],
    [
      "arguments",
      `{% macro m(${many((index) => `, a${index}`).slice(2)}) %}{% endmacro %}${many((index) => `{{ m(gone${index}=1) }}`)}`,
      "",
    ],
    ["ranges", macros + many(() => "{{ range(3) }}"), ""],
    [
      "calls that a large macro does not take",
      `{% macro m() %}${many((index) => `{{ a${index} }}`)}{% endmacro %}${many((index) => `{{ m(gone${index}=1) }}`)}`,
      "",
    ],
    ["templates that include each other", many(() => "{% include 'a' %}"), many(() => "{% include 'b' %}")],
  ])(
    "%s",
    (_, text, other) => {
      const started = performance.now();
      checkText(text, { name: "main", loader: (name) => (name === "a" ? other : undefined) });
      expect(performance.now() - started).toBeLessThan(ENDLESS_MS);
    },
    60_000,
  );
});

test("checkText() lists some names only, and stops to suggest some", () => {
  const macros = Array.from({ length: 30 }, (_, index) => `{% macro macro${index} () %}{% endmacro %}`).join("");
  const text = Array.from({ length: 30 }, (_, index) => `{% from 'a' import macor${index} %}`).join("");
  const hints = checkText(`${text}{% from 'a' import other %}`, {
    name: "main",
    loader: (name) => (name === "a" ? macros : undefined),
  }).map(({ hint }) => hint);
  expect(hints[0]).toBe("Did you mean `macro0`?");
  expect(hints.at(-1)).toBe(
    "It has `macro0`, `macro1`, `macro2`, `macro3`, `macro4`, `macro5`, `macro6`, `macro7`, `macro8`, `macro9`, ….",
  );
});

test("compileTemplate() works out nothing that is large", () => {
  const constants = "{% if false %}{{ 'a' * 33000000 }}{{ '%30000000d' % 1 }}{{ 3 ** 70000 }}{% endif %}\n";
  const source = Array.from({ length: 2000 }, (_, index) => constants.replace("70000", `${70_000 + index}`)).join("");
  const started = performance.now();
  expect(compileTemplate(source).length).toBeLessThan(4 * source.length);
  expect(performance.now() - started).toBeLessThan(ENDLESS_MS);
  const folded = compileTemplate("{{ 'ab' * 3 }}{{ 2 ** 64 }}{{ -2 ** 3 }}");
  expect(folded.length).toBeLessThan(compileTemplate("{{ 'ab' * n }}").length);
});
