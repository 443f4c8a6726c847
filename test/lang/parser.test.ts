/** Tests of the parser's two entries; grammar and errors are judged by the fixtures. */
import { describe, expect, test } from "bun:test";
import { DxgError } from "../../src/base/error.ts";
import { DEFAULT_SYNTAX, parseExpression, parseTemplate } from "../../src/lang/parser.ts";

describe("parseTemplate()", () => {
  test("builds text and outputs with their positions", () => {
    const tree = parseTemplate("Hi {{ name }}!\n", "t.j2", DEFAULT_SYNTAX);
    expect(JSON.parse(JSON.stringify(tree))).toEqual({
      name: "t.j2",
      composed: false,
      body: [
        { kind: "text", at: { line: 1, column: 1, length: 3 }, text: "Hi " },
        {
          kind: "output",
          at: { line: 1, column: 4, length: 10 },
          value: { kind: "name", at: { line: 1, column: 7, length: 4 }, name: "name" },
        },
        { kind: "text", at: { line: 1, column: 14, length: 1 }, text: "!\n" },
      ],
    });
  });
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
