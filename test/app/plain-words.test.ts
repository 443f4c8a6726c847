/** isPlain(): sentences of real errors that hold no value, and those that do or might. */
import { describe, expect, test } from "bun:test";
import { isPlain } from "../../src/app/parameters/plain-words.ts";
import { DxgError } from "../../src/base/error.ts";
import { compileTemplate } from "../../src/compile/template.ts";
import { loadTemplate } from "../../src/runtime/template.ts";
import { errorOf } from "./errors.ts";

async function errorIn(source: string): Promise<DxgError> {
  const template = loadTemplate(compileTemplate(source, { name: "t" }));
  return errorOf(() => template.render({ name: "VALUE", list: [1], record: {} }));
}

const isOfTemplate = (text: string): boolean => ["absent", "missing", "__class__"].includes(text);

describe("isPlain() takes the sentence of", () => {
  test.each([
    "{{ absent }}",
    "{{ name.missing }}",
    "{{ none.missing }}",
    "{{ record.missing }}",
    "{% for i in list %}{{ loop.missing }}{% endfor %}",
    "{{ name.__class__ }}",
    "{% macro m(absent) %}{{ absent }}{% endmacro %}{{ m() }}",
    "{{ name - 1 }}",
    "{{ name + 1 }}",
    "{{ 1 + name }}",
    "{{ list ** 2 }}",
    "{{ name * name }}",
    "{{ name < 1 }}",
    "{{ -name }}",
    "{{ name() }}",
    "{{ none | length }}",
    "{{ 1 in 2 }}",
    "{{ 1 in name }}",
    "{{ {list: 1} }}",
    "{{ '%d' % name }}",
    "{{ '%x' % absent }}",
    "{{ '%c' % absent }}",
    "{{ '{:d}'.format(absent) }}",
    "{{ absent | tojson }}",
    "{{ {(1, 2): 1} | tojson }}",
    "{{ record.missing | abs }}",
    "{{ absent | round }}",
    "{{ range(absent) }}",
    "{{ name | trim(absent) }}",
    "{{ name | attr(1) }}",
    "{{ name | urlize(extra_schemes=[absent]) }}",
    "{{ name.replace(absent, '') }}",
    "{{ ','.join([absent]) }}",
    "{{ list[absent:] }}",
    "{{ absent in name }}",
    "{{ 'a'.translate({97: absent}) }}",
    "{{ 1 / 0 }}",
    "{{ 1 // 0 }}",
    "{{ 1 % 0 }}",
    "{{ 1.5 // 0 }}",
    "{{ name * 9999999999 }}",
    "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}",
    "{% for i in 1 %}{% endfor %}",
  ])("%s", async (source) => {
    const error = await errorIn(source);
    const { detail } = error;
    expect({ detail, plain: isPlain(error, isOfTemplate) }).toEqual({ detail, plain: true });
  });
});

describe("isPlain() refuses the sentence of", () => {
  test.each([
    "{{ record[name] }}",
    "{{ list[1234567] }}",
    "{{ (1)[1234567] }}",
    "{{ record[name] | tojson }}",
    "{{ list[1234567] | abs }}",
    "{{ 'VALUE' | map(name) | list }}",
    "{{ name | to_datetime }}",
    "{{ list.index(name) }}",
    "{{ 'http://a' | urlsplit(name) }}",
    "{{ range(99999999999) }}",
    "{{ {}.gone | mandatory(name) }}",
    "{{ name | from_json }}",
  ])("%s", async (source) => {
    const error = await errorIn(source);
    const { detail } = error;
    expect({ detail, plain: isPlain(error, isOfTemplate) }).toEqual({ detail, plain: false });
  });

  test.each([
    "'VALUE' is undefined",
    "'VALUE' object is not iterable",
    "'str' object is not iterable\nVALUE",
    "VALUE: 'str' object is not iterable",
    "unsupported operand type(s) for +: 'VALUE' and 'int'",
    "unsupported operand type(s) for VALUE: 'int' and 'int'",
    "'VALUE object' has no attribute 'missing'",
    "'dict object' has no attribute 'missing' or 'VALUE'",
    "unsupported operand type(s) for +: 'str' and 'int'",
    "value is longer than 1234567",
    "sequence item 1234567: expected str instance, int found",
    "",
  ])("a template's own words that are like one of ours: %j", (words) => {
    for (const code of ["render/undefined", "render/refused", "render/value"] as const) {
      expect(isPlain(new DxgError(code, words), isOfTemplate)).toBe(false);
    }
  });
});
