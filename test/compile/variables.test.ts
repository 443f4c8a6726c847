/** Which names a template reads from its context: what is left when macros, blocks, imports and loops have theirs. */
import { describe, expect, test } from "bun:test";
import { SetCompiler } from "../../src/compile/compiler.ts";

const FILES: { readonly [name: string]: string } = {
  lib: "{% macro m(a) %}{{ a }}{{ fromLib }}{% endmacro %}",
  base: "{{ inBase }}{% block b %}{{ inBlock }}{% endblock %}",
  part: "{{ given }}{{ inPart }}",
};

function namesOf(template: string): readonly string[] {
  const compiler = new SetCompiler({ loader: (name) => FILES[name], faults: "render" });
  return [...compiler.variablesOf(compiler.template(template, "main"))].sort();
}

describe("variablesOf() of a name that is worked out", () => {
  const read = (template: string, which: "programs" | "meant"): readonly string[] => {
    const names = (): readonly string[] => Object.keys(FILES);
    const compiler = new SetCompiler({ loader: (name) => FILES[name] }, names);
    return [...compiler.variablesOf(compiler.template(template, "main"), which)].sort();
  };
  test("counts every template that may run", () => {
    expect(read("{% include 'pa' ~ x %}", "programs")).toEqual([
      "fromLib",
      "given",
      "inBase",
      "inBlock",
      "inPart",
      "x",
    ]);
  });
  test("takes those for meant whose names begin and end so", () => {
    expect(read("{% include 'pa' ~ x %}", "meant")).toEqual(["given", "inPart", "x"]);
    expect(read("{% include x ~ 'art' %}", "meant")).toEqual(["given", "inPart", "x"]);
    expect(read("{% include x %}", "meant")).toEqual(["x"]);
  });
});

describe("variablesOf() names what a template reads from its context", () => {
  const rows: readonly (readonly [string, readonly string[]])[] = [
    ["{% macro m(a, b=c) %}{{ a }}{{ b }}{{ d }}{% endmacro %}{{ m(e) }}", ["c", "d", "e"]],
    ["{% macro m() %}{{ varargs }}{{ kwargs }}{{ caller() }}{% endmacro %}", []],
    ["{{ varargs }}{{ caller }}", ["caller", "varargs"]],
    ["{% macro m() %}{{ m() }}{% endmacro %}", []],
    ["{% call(x) m() %}{{ x }}{{ y }}{% endcall %}", ["m", "y"]],
    ["{% block a %}{{ super() }}{{ self.a() }}{{ x }}{% endblock %}", ["x"]],
    ["{% for i in xs %}{% block a scoped %}{{ i }}{{ loop.index }}{% endblock %}{% endfor %}", ["xs"]],
    ["{% for i in xs recursive %}{{ loop(i.kids) }}{% endfor %}", ["xs"]],
    ["{% set a = b %}{% block c %}{{ a }}{% endblock %}", ["b"]],
    ["{% import 'lib' as l %}{{ l.m(x) }}", ["x"]],
    ["{% import 'lib' as l with context %}{{ l.m(x) }}", ["fromLib", "x"]],
    ["{% from 'lib' import m %}{{ m(x) }}", ["x"]],
    ["{% from 'lib' import m with context %}", ["fromLib"]],
    ["{% extends 'base' %}{% block b %}{{ mine }}{{ super() }}{% endblock %}", ["inBase", "inBlock", "mine"]],
    ["{% extends parent %}", ["parent"]],
    ["{% include 'part' %}", ["given", "inPart"]],
    ["{% include 'part' with given = x %}", ["inPart", "x"]],
    ["{% with a = b %}{{ a }}{{ c }}{% endwith %}", ["b", "c"]],
    ["{% set ns = namespace(a=b) %}{% set ns.a = c %}{{ ns.a }}", ["b", "c"]],
    ["{% filter indent(n) %}{{ x }}{% endfilter %}", ["n", "x"]],
    ["{% autoescape e %}{{ x }}{% endautoescape %}", ["e", "x"]],
    ["{% trans a=b %}{{ a }}{{ c }}{% endtrans %}", ["b", "c"]],
  ];
  for (const [template, names] of rows) {
    test(template, () =>
      expect(namesOf(template).filter((name) => name !== "namespace" && name !== "gettext")).toEqual([...names]),
    );
  }
});
