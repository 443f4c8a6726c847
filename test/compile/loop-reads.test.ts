/** What compiled loops read of the context: `loop` is the loop's own, also where a macro inside keeps what it reads. */
import { expect, test } from "bun:test";
import { compileTemplate } from "../../src/compile/template.ts";
import { decodeDxt } from "../../src/format/dxt.ts";

const LAYOUT = "{% block list %}{% endblock %}";
const TEMPLATE = `{% extends "layout" %}{% block list %}{% for row in rows %}{% macro show() %}{{ loop }}{{ title }}{% endmacro %}\
{{ loop.index }}{{ title }}{{ show() }}{% endfor %}{% endblock %}`;

test("a loop does not read `loop` from the context", () => {
  const bytes = compileTemplate(TEMPLATE, {
    loader: (name) => (name === "layout" ? LAYOUT : undefined),
    names: () => ["layout"],
    faults: "render",
  });
  const { programs, strings } = decodeDxt(bytes);
  const read = new Set(programs.flatMap(({ variables }) => variables.map((id) => strings.get(id))));
  expect([...read].sort()).toEqual(["rows", "title"]);
});
