/** Locals in the hints of missing variables: where they are in sight, and how the source is written. */
import { expect, test } from "bun:test";
import { type FindSource, withExcerpt, withLocals } from "../../src/app/excerpt.ts";
import { DxgError } from "../../src/base/error.ts";
import { type CompileOptions, syntaxOf } from "../../src/compile/options.ts";
import { compileTemplate } from "../../src/compile/template.ts";
import { loadTemplate } from "../../src/runtime/template.ts";

const CONTEXT = { xs: [{ kids: [1] }] };

/** The hint of the error that the template's render ends with. */
async function hintOf(template: string, options: CompileOptions = {}): Promise<string | undefined> {
  const loaded = loadTemplate(compileTemplate(template, { ...options, name: "page" }));
  const source = (name: string): string | undefined => (name === "page" ? template : undefined);
  const find: FindSource = Object.assign(source, { syntax: () => Promise.resolve(syntaxOf(options, false)) });
  try {
    await withLocals(find, () => withExcerpt(find, () => loaded.render(CONTEXT)));
  } catch (error) {
    if (error instanceof DxgError) return error.hint;
    throw error;
  }
  return undefined;
}

test("withLocals() names a local also where what is missing is refused by its type", async () => {
  expect(await hintOf("{% for thing in xs %}{{ thng | tojson }}{% endfor %}")).toBe(
    "'thng' is undefined: did you mean 'thing'?",
  );
});

test("withLocals() names a local only where it is in sight", async () => {
  const seen = "Did you mean 'thing'?";
  for (const template of [
    "{% for thing in xs %}{{ thng }}{% endfor %}",
    "{% for thing in xs %}{% for kid in thng.kids %}{% endfor %}{% endfor %}",
    "{% for thing in xs recursive %}{{ loop(thng.kids) }}{% endfor %}",
    "{% for (a, thing) in [(1, 2)] %}{{ thng }}{% endfor %}",
    "{% set thing = 1 %}{% if thng %}{% endif %}",
    "{% if true %}{% set thing = 1 %}{% endif %}{{ thng }}",
    "{% set thing = 1 %}{% macro m() %}{{ thng }}{% endmacro %}{{ m() }}",
    "{% macro m(thing=1, b=thng) %}{{ b }}{% endmacro %}{{ m() }}",
    "{% macro m() %}{{ caller(1) }}{% endmacro %}{% call(thing) m() %}{{ thng }}{% endcall %}",
    "{% for thing in xs %}{% block b scoped %}{{ thng }}{% endblock %}{% endfor %}",
    "{% set thing %}a{% endset %}{% filter upper %}{{ thng }}{% endfilter %}",
  ]) {
    expect([template, await hintOf(template)]).toEqual([template, seen]);
  }
  for (const template of [
    "{% for thing in xs %}{% endfor %}{{ thng }}",
    "{% for thing in thng %}{% endfor %}",
    "{% for thing in [] %}{% else %}{{ thng }}{% endfor %}",
    "{{ thng }}{% set thing = 1 %}",
    "{% with thing = thng %}{{ thing }}{% endwith %}",
    "{% for thing in xs %}{% block b %}{{ thng }}{% endblock %}{% endfor %}",
    "{% macro m(thing) %}{% endmacro %}{{ thng }}",
    "{% for x in xs %}{% set thing = 1 %}{% endfor %}{{ thng }}",
  ]) {
    expect([template, await hintOf(template)]).toEqual([template, expect.stringContaining("Give it a value")]);
  }
});

test("withLocals() reads the source as it is written", async () => {
  const delimiters = { variableStart: "<<", variableEnd: ">>", blockStart: "<%", blockEnd: "%>" };
  expect(await hintOf("<% for thing in xs %><< thng >><% endfor %>", { delimiters })).toBe("Did you mean 'thing'?");
  expect(await hintOf("# for thing in xs\n{{ thng }}\n# endfor", { lineStatementPrefix: "#" })).toBe(
    "Did you mean 'thing'?",
  );
});
