/**
 * Compiling takes time in proportion to the source, whatever it repeats. What would take quadratic time does not end
 * within the time that a test has; nothing is timed here.
 */
import { describe, expect, test } from "bun:test";
import { DxgError } from "../../src/base/error.ts";
import { compileTemplate } from "../../src/compile/template.ts";
import { decodeDxt } from "../../src/format/dxt.ts";
import { loadTemplate } from "../../src/runtime/template.ts";

const MEGABYTE = 1_000_000;

/** Pieces, each told its number, until there is a megabyte of them. */
function fill(piece: (index: number) => string): string {
  const pieces: string[] = [];
  for (let size = 0; size < MEGABYTE; size += pieces.at(-1)!.length) pieces.push(piece(pieces.length));
  return pieces.join("");
}

/** So many sets that their names are few enough for a program's slots, and then a megabyte of something. */
function afterSets(piece: (index: number) => string): string {
  const sets = Array.from({ length: 30_000 }, (_, index) => `{% set a${index} = ${index} %}`);
  return sets.join("") + fill(piece);
}

/** A short name for a number. */
function name(index: number): string {
  return `a${index.toString(36)}`;
}

const DEEP = 140;

const SHAPES: readonly (readonly [string, () => string, string?])[] = [
  ["text", () => fill(() => "hello world\n")],
  ["text outside ASCII between outputs", () => fill((index) => `ü${index % 500}{{ x }}🚀\n`)],
  ["attributes", () => fill(() => "{{ a.b.c }}")],
  ["filters with arguments", () => fill((index) => `{{ a | pascal | default("x${index}") }}`)],
  ["long sums", () => fill(() => `{{ ${"a + ".repeat(400)}b }}`)],
  ["long sums of constants", () => fill(() => `{{ ${"1 + ".repeat(400)}b }}`)],
  ["one concatenation", () => `{{ ${fill((index) => `"a${index}" ~ `)}b }}`],
  ["one list", () => `{{ [${fill((index) => `${index},`)}] }}`],
  ["one dict", () => `{{ {${fill((index) => `"k${index}": ${index},`)}} }}`],
  ["different texts", () => fill((index) => `{{ f("text ${index}") }}`)],
  ["different keywords", () => fill((index) => `{{ f(a${index}=1, b=2) }}`)],
  ["conditions", () => fill(() => "{% if x %}y{% endif %}")],
  ["branches of one condition", () => `{% if x %}${fill((index) => `{% elif x == ${index} %}y`)}{% endif %}`],
  ["deep conditions", () => fill(() => "{% if x %}".repeat(DEEP) + "{% endif %}".repeat(DEEP))],
  ["conditions after sets", () => afterSets(() => "{% if x %}y{% endif %}")],
  ["sets in branches after sets", () => afterSets((index) => `{% if x %}{% set a${index} = 1 %}{% endif %}`)],
  ["sets of one name", () => fill(() => "{% set a = a + 1 %}")],
  ["loops", () => fill(() => "{% for x in xs %}{{ loop.index }}{% else %}z{% endfor %}")],
  [
    "deep loops",
    () => fill(() => `${"{% for x in xs %}".repeat(DEEP)}{{ loop.index }}{% break %}${"{% endfor %}".repeat(DEEP)}`),
  ],
  ["macros", () => fill((index) => `{% macro m${index}(a, b=1) %}{{ varargs }}{% endmacro %}`)],
  ["deep macros", () => fill(() => "{% macro m() %}".repeat(DEEP) + "{% endmacro %}".repeat(DEEP))],
  [
    "parameters of one macro",
    () => `{% macro m(${fill((index) => `p${index},`)}z) %}{% endmacro %}`,
    "compile/too-large",
  ],
  ["blocks", () => fill((index) => `{% block b${index} %}x{% endblock %}`)],
  ["blocks and sets", () => fill((index) => `{% set a${index} = 1 %}{% block b${index} %}x{% endblock %}`)],
  ["includes and sets", () => fill((index) => `{% set a${index} = 1 %}{% include "x" %}`)],
  ["includes after sets", () => afterSets(() => '{% include "x" %}')],
  ["captures", () => fill(() => "{% set b %}{{ a }}{% endset %}")],
  ["more names than a program has slots", () => fill((index) => `{%set ${name(index)}=1%}`), "compile/too-large"],
];

function outcome(source: string): string {
  try {
    compileTemplate(source, { loader: (wanted) => (wanted === "x" ? "included" : undefined) });
    return "ok";
  } catch (error) {
    if (error instanceof DxgError) return error.code;
    throw error;
  }
}

describe("compileTemplate() takes a megabyte of", () => {
  for (const [title, source, expected = "ok"] of SHAPES) {
    test(title, () => {
      expect(outcome(source())).toBe(expected);
    });
  }
});

test("compileTemplate() gives a million placeholders a slot each, and they render", () => {
  const template = loadTemplate(compileTemplate("{{ x }}".repeat(1_000_000)));
  expect(template.program.slots.length).toBe(1_000_000);
  expect(template.renderBytes({ x: "ab" }).length).toBe(2_000_000);
});

test("compileTemplate() gives a million placeholders on the machine an instruction each, and they render", () => {
  const bytes = compileTemplate("{{ x }}".repeat(1_000_000), { mode: "macro" });
  expect(decodeDxt(bytes).programs[0]?.code.length).toBe(1_000_001);
  expect(loadTemplate(bytes).renderBytes({ x: "ab" }).length).toBe(2_000_000);
});
