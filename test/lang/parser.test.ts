/** Tests of the parser's two entries; grammar and errors are judged by the fixtures. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { DxgError } from "../../src/base/error.ts";
import { NO_SAMPLE, sampleOf } from "../../src/base/text-sample.ts";
import { DEFAULT_SYNTAX, parseExpression, parseTemplate } from "../../src/lang/parser.ts";

describe("parseTemplate()", () => {
  test("builds text and outputs with their positions", () => {
    const tree = parseTemplate("Hi {{ name }}!\n", "t.j2", DEFAULT_SYNTAX);
    expect(JSON.parse(JSON.stringify(tree))).toEqual({
      name: "t.j2",
      composed: false,
      body: [
        { kind: "text", at: { line: 1, column: 1, length: 3 }, text: "Hi ", sample: sampleOf("Hi ", 0, 3) },
        {
          kind: "output",
          at: { line: 1, column: 4, length: 10 },
          value: { kind: "name", at: { line: 1, column: 7, length: 4 }, name: "name" },
        },
        { kind: "text", at: { line: 1, column: 14, length: 1 }, text: "!\n", sample: sampleOf("!\n", 0, 2) },
      ],
    });
  });
});

test("parseTemplate() gives each text the sample of its units, or none where it has several parts", () => {
  const parts = [
    "a",
    " ",
    "\n",
    "bcd",
    "é",
    "😀",
    "{# c #}",
    "{{ x }}",
    "{{- x -}}",
    "{% raw %}r{% endraw %}",
    "{% set y = 1 %}",
  ];
  let own = 0;
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...parts), { maxLength: 20 }), (pieces) => {
      for (const newlineSequence of ["\n", "\r\n"] as const) {
        const { body } = parseTemplate(pieces.join(""), "t.j2", { ...DEFAULT_SYNTAX, newlineSequence });
        for (const statement of body) {
          if (statement.kind !== "text" || statement.sample === NO_SAMPLE) continue;
          own += 1;
          expect(statement.sample).toBe(sampleOf(statement.text, 0, statement.text.length));
        }
      }
    }),
    { numRuns: 1000 },
  );
  expect(own).toBeGreaterThan(100);
});

test("parseTemplate() takes strings as they are written, whatever was written like them before", () => {
  const strings = ["if", "true", "", "x".repeat(31), "x".repeat(32), "x".repeat(33), "é", "if", "'", "a b"];
  const source = strings.map((text) => `{{ "${text}" }}{{ if }}{{ true }}`).join("");
  const values = parseTemplate(source, "t.j2", DEFAULT_SYNTAX).body.map((statement) =>
    statement.kind === "output" ? { ...statement.value, at: undefined } : statement,
  );
  const [name, constant] = [
    { kind: "name", name: "if", at: undefined },
    { kind: "constant", value: true, at: undefined },
  ];
  expect(values).toEqual(
    strings.flatMap((value) => [{ kind: "constant", value, at: undefined }, name, constant] as never[]),
  );
});

test.each([
  [true, "{{ loop }}"],
  [true, "{{ x[loop.index] | f(a, b=loop) }}"],
  [true, "{% for y in z %}{{ loop }}{% endfor %}"],
  [true, "{% for y in z %}{% else %}{{ loop }}{% endfor %}"],
  [true, "{% for y in loop %}{% endfor %}"],
  [true, "{{ loop }}{% for y in z %}{% endfor %}"],
  [true, "{{ loop }}{% set y = 1 %}{% for y, z in a %}{% endfor %}"],
  [true, "{% set loop.x = 1 %}"],
  [true, "{% trans %}{{ loop }}{% endtrans %}"],
  [true, "{% trans loop %}{{ loop }}{% endtrans %}"],
  [true, "{% macro m(a=loop) %}{% endmacro %}"],
  [true, "{% call loop() %}{% endcall %}"],
  [true, "{{ loop }}{% block a %}{% endblock %}"],
  [true, "{% block a scoped %}{% endblock %}"],
  [true, "{% block a %}{% block b scoped %}{% endblock %}{% endblock %}"],
  [false, "{{ x.loop }}{{ x | loop }}{{ f(loop=1) }}{{ 'loop' }}{{ loops }}"],
  [false, "{% block a %}{{ loop }}{% endblock %}"],
  [false, "{% with loop = 1 %}{% endwith %}"],
  [false, "{% macro m(loop) %}{% endmacro %}"],
  [false, ""],
])("parseTemplate() tells whether a loop reads `loop`: %p for %s", (expected, body) => {
  for (const around of ["", "{{ loop }}", "{% block z scoped %}{% endblock %}"]) {
    const source = `${around}{% for x in xs if loop %}${body}{% else %}{{ loop }}{% endfor %}${around}`;
    const found = parseTemplate(source, "t.j2", DEFAULT_SYNTAX).body.find((statement) => statement.kind === "for");
    expect(found?.readsLoop).toBe(expected);
  }
});

test("parseTemplate() tells whether there is a block or an extends anywhere", () => {
  const composed = (source: string): boolean => parseTemplate(source, "t.j2", DEFAULT_SYNTAX).composed;
  expect(
    ["{% block a %}{% endblock %}", '{% extends "a" %}', "{% if a %}{% block a %}{% endblock %}{% endif %}"].map(
      composed,
    ),
  ).toEqual([true, true, true]);
  expect(composed('{% include "a" %}{% raw %}{% block a %}{% endraw %}')).toBe(false);
});

describe("parseTemplate() reads what a `from` imports as Jinja2 does", () => {
  test.each([
    ["one", ["one"], false],
    ["one, two as other without context", ["one", "two"], false],
    ["one, with context", ["one"], true],
    ["with context", [], true],
    ["without context", [], false],
    ["with", ["with"], false],
    ["with, without with context", ["with", "without"], true],
    ["with as context, one with context", ["with", "one"], true],
  ])("%s", (rest, wanted, context) => {
    const [statement] = parseTemplate(`{% from "lib" import ${rest} %}`, "t.j2", DEFAULT_SYNTAX).body;
    if (statement?.kind !== "from-import") throw new Error("no from-import");
    expect(statement.names.map(({ name }) => name)).toEqual(wanted);
    expect(statement.withContext).toBe(context);
  });

  test.each(["one,", "one with context,", "one with context, two", "one, with context, two", "", ","])(
    "not %p",
    (rest) => {
      expect(() => parseTemplate(`{% from "lib" import ${rest} %}`, "t.j2", DEFAULT_SYNTAX)).toThrow(DxgError);
    },
  );
});

describe("parseExpression()", () => {
  test("takes the whole text as one expression", () => {
    expect(JSON.parse(JSON.stringify(parseExpression(" a.b\n", "when")))).toEqual({
      kind: "attribute",
      at: { line: 1, column: 4, length: 1 },
      target: { kind: "name", at: { line: 1, column: 2, length: 1 }, name: "a" },
      name: "b",
    });
  });
});
