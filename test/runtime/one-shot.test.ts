/** Generators and views: read once, worked out when read, and what they print. */
import { describe, expect, test } from "bun:test";
import { DxgError } from "../../src/base/error.ts";
import { JINJA_DEFAULTS } from "../../src/compile/options.ts";
import { compileTemplate } from "../../src/compile/template.ts";
import { loadTemplate } from "../../src/runtime/template.ts";

const render = (source: string, parameters: Record<string, unknown> = {}): string =>
  loadTemplate(compileTemplate(source, JINJA_DEFAULTS)).render(parameters);

function codeOf(source: string): string {
  try {
    return render(source);
  } catch (error) {
    if (error instanceof DxgError) return error.code;
    throw error;
  }
}

const GENERATORS = [
  "map('string')",
  "select",
  "reject('none')",
  "selectattr('real')",
  "rejectattr('imag')",
  "unique",
  "batch(1)",
  "slice(2)",
];

describe("a generator", () => {
  test.each(GENERATORS)("of %s is read once, is true, and has no length", (filter) => {
    const set = `{% set g = [1, 2]|${filter} %}`;
    expect(render(`${set}{{ g|list|length }}{{ g|list }}{{ 'yes' if g }}`)).toBe("2[]yes");
    expect(codeOf(`${set}{{ g|length }}`)).toBe("render/type");
    expect(render(`${set}{{ g is iterable }}{{ g is sequence }}{{ g[0] is defined }}`)).toBe("TrueFalseFalse");
  });
  test("works when it is read, item by item", () => {
    expect(render("{% set g = [1, none]|map('abs') %}{{ g|first }}")).toBe("1");
    expect(codeOf("{% set g = [1, none]|map('abs') %}{{ g|list }}")).toBe("render/type");
    expect(render("{% set g = [1]|map('nope') %}unread")).toBe("unread");
    expect(render("{% set l = [1] %}{% set g = l|map('string') %}{{ l.append(2) or g|list }}")).toBe("['1', '2']");
    expect(render("{% set g = [1, 2, 3]|select %}{{ 2 in g }}{{ g|list }}")).toBe("True[3]");
  });
  test("prints what it is, the same in every run", () => {
    expect(render("{{ [1]|map('abs') }}{{ [1]|reverse }}")).toBe(
      "<generator object map><list_reverseiterator object reverse>",
    );
  });
  test("drives a loop with all that the loop knows", () => {
    expect(
      render("{% for x in [1, 2, 3]|select('odd') %}{{ loop.index }}/{{ loop.length }} {{ loop.last }};{% endfor %}"),
    ).toBe("1/2 False;2/2 True;");
  });
});

describe("a view of a dict", () => {
  test("prints, counts and follows its dict", () => {
    expect(
      render("{% set d = {'a': 1} %}{% set v = d.items() %}{{ d.update(b=2) or v }}{{ v|length }}{{ d.keys() }}"),
    ).toBe("dict_items([('a', 1), ('b', 2)])2dict_keys(['a', 'b'])");
    expect(
      render("{{ d.values() }}{{ 'a' in d.keys() }}{{ ('a', 1) in d.items() }}{{ 1 in d.values() }}", { d: { a: 1 } }),
    ).toBe("dict_values([1])TrueTrueTrue");
    expect(render("{{ {'a': 1}.keys() == {'a': 2}.keys() }}{{ {'a': 1}.items() == {'a': 2}.items() }}")).toBe(
      "TrueFalse",
    );
  });
});
