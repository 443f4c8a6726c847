/** A template cannot hang, exhaust memory or the call stack: each of these ends in render/limit with a place. */
import { afterEach, describe, expect, mock, spyOn, test } from "bun:test";
import { DxgError } from "../../src/base/error.ts";
import { compileTemplate } from "../../src/compile/template.ts";
import { loadTemplate } from "../../src/runtime/template.ts";

type Parameters = { readonly [name: string]: unknown };
type Loader = (name: string) => string | undefined;

function outcome(template: string, parameters: Parameters = {}, loader: Loader = () => undefined): string {
  try {
    const bytes = compileTemplate(template, { name: "main", loader });
    return `${loadTemplate(bytes).renderBytes(parameters).length} bytes`;
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
    return `${error.code}${error.span === undefined ? " without a place" : ""}`;
  }
}

const holdsItself: { [key: string]: unknown } = { n: 1 };
holdsItself["self"] = holdsItself;
const listOfItself: unknown[] = [];
listOfItself.push(listOfItself);
const otherListOfItself: unknown[] = [];
otherListOfItself.push(otherListOfItself);
let nested: unknown = [];
for (let level = 0; level < 100_000; level++) nested = [nested];
let shared: unknown = ["x"];
for (let level = 0; level < 60; level++) shared = [shared, shared];

describe("values that cannot be written end in render/limit", () => {
  for (const filter of ["|tojson", "|to_json", "|to_yaml", "|pprint"]) {
    test(`a dict that holds itself${filter}`, () => {
      expect(outcome(`{{ a${filter} }}`, { a: holdsItself })).toBe("render/limit");
    });
  }
  const cases: readonly (readonly [string, Parameters])[] = [
    ["{{ a == b }}", { a: listOfItself, b: otherListOfItself }],
    ["{{ a < b }}", { a: listOfItself, b: otherListOfItself }],
    ["{{ a in b }}", { a: listOfItself, b: otherListOfItself }],
    ["{{ [a, b]|sort }}", { a: listOfItself, b: otherListOfItself }],
    ["{{ a }}", { a: nested }],
    ["{{ a|tojson }}", { a: nested }],
    ["{{ a == [a] }}", { a: nested }],
    ["{{ a|pprint }}", { a: shared }],
    ["{{ a|string }}", { a: shared }],
  ];
  for (const [template, parameters] of cases) {
    test(template, () => expect(outcome(template, parameters)).toBe("render/limit"), 20_000);
  }
});

describe("results that are too large end in render/limit", () => {
  for (const expression of [
    "range(10 ** 9)",
    "range(10 ** 30)",
    "'ab' * 10 ** 9",
    "[1] * 10 ** 9",
    "'a'|center(10 ** 12)",
    "('a\n' * 10000)|indent(100000)",
    "'a'|indent(10 ** 9, true)",
    "[1]|batch(10 ** 9, 0)|list",
    "[1]|slice(10 ** 9)|list",
    "(['x' * 1000] * 100000)|join",
    "('a' * 100000)|replace('a', 'b' * 100000)",
    "[1]|tojson(10 ** 9)",
    "[1]|to_json(10 ** 9)",
    "range(100000)|permutations(3)",
    "range(12)|permutations",
    "(range(100)|list)|combinations(50)",
    "(range(2000)|list)|combinations(1999)",
    "'ab'|product(repeat=40)",
    "'a'|product(repeat=10 ** 12)",
    "'a'|comment(prefix_count=10 ** 12)",
    "'%999999999d'|format(1)",
    "lipsum(10 ** 9)",
    "random_ascii_string(10 ** 9)",
    "('[' * 100000)|from_json",
    "('[' * 100000)|from_yaml",
    "('- x\n' * 300000)|from_yaml",
    "('a ' * 10000000)|to_yaml",
    "('a' * 1000000)|regex_replace('a', 'b' * 100)",
    "10 ** (10 ** 10)",
    "(2 ** 100000) * (2 ** 100000)",
  ]) {
    test(expression.replaceAll("\n", "\\n"), () => expect(outcome(`{{ ${expression} }}`)).toBe("render/limit"), 20_000);
  }
  test("the whole output, in both modes", () => {
    const s = "é".repeat(50_000_000);
    expect(outcome("{{ s }}{{ s }}{{ s }}{{ s }}{{ s }}{{ s }}", { s })).toBe("render/limit");
    expect(outcome("{% for i in range(9) %}{{ s }}{% endfor %}", { s })).toBe("render/limit");
  }, 30_000);
});

describe("regular expressions end in time", () => {
  for (const [expression, answer] of [
    ["('a' * 30000000)|regex_search('(a*)*b')", "render/limit"],
    ["('a' * 1000000)|regex_findall('.*b|a')", "render/limit"],
    ["('a-b' * 300000)|regex_findall('foo.*bar|a.b')", "render/limit"],
    ["('a' * 1000000)|regex_replace('.*(b)|(a)', 'x')", "render/limit"],
    ["('hello world ' * 50000)|regex_findall('[a-z]+')|length", "6 bytes"],
    ["('joe@example.com, ' * 20000)|regex_replace('(\\\\w+)@(\\\\w+)', '\\\\2')|length", "6 bytes"],
    ["('a' * 100000)|regex_search('(a+)+$')|length", "6 bytes"],
    ["('ab' * 100000)|regex_search('(a|b|ab)*c')", "4 bytes"],
    ["'x'|regex_search('(((a{1,30}){1,30}){1,30}){1,30}')", "render/value"],
    ["'x'|regex_search('(' * 5000 ~ ')' * 5000)", "render/value"],
    ["'x'|regex_search('a' * 20000)", "render/limit"],
    ["('a@' * 500000)|urlize|length", "7 bytes"],
    ["('www.' ~ 'a.' * 100000)|urlize|length", "6 bytes"],
  ] as const) {
    test(expression, () => expect(outcome(`{{ ${expression} }}`)).toBe(answer), 20_000);
  }
});

describe("what regular expressions cost", () => {
  afterEach(() => mock.restore());
  test("is not what a clock shows: a machine may pause", () => {
    let now = 0;
    spyOn(performance, "now").mockImplementation(() => (now += 1000));
    expect(outcome("{{ 'a b c'|regex_findall('[a-z]')|join }}")).toBe("3 bytes");
  });
  test("counts matches that read next to nothing", () => {
    const template = "{{ s|regex_findall('x')|length }}";
    expect(outcome(template, { s: "x".repeat(300_000) })).toBe("6 bytes");
    expect(outcome(template, { s: "x".repeat(1_500_000) })).toBe("render/limit");
  });
});

describe("includes without end end in render/limit", () => {
  const endless = (): string => "x\n{% if true %}{% include 'inner' %}{% endif %}";
  test("by a constant name", () => expect(outcome("{% include 'inner' %}", {}, endless)).toBe("render/limit"));
  test("by a name from a parameter", () => {
    const loader = (name: string): string => (name === "inner" ? "{% include n %}" : "");
    expect(outcome("{% include n %}{% include 'inner' %}", { n: "inner" }, loader)).toBe("render/limit");
  });
  test("that double at each level", () => {
    const next = (name: string): string => `a${Number(name.slice(1)) + 1}`;
    const loader = (name: string): string =>
      name === "a60" ? "x" : `{% include '${next(name)}' %}{% include '${next(name)}' %}`;
    expect(outcome("{% include 'a0' %}", {}, loader)).toBe("render/limit");
  }, 20_000);
  test("but 150 levels render", () => {
    const loader = (name: string): string => (name === "a150" ? "x" : `{% include 'a${Number(name.slice(1)) + 1}' %}`);
    expect(outcome("{% include 'a0' %}", {}, loader)).toBe("1 bytes");
  });
});

describe("work without end ends in render/limit", () => {
  const twice = (setup: string, body: string): string =>
    `${setup}{% for i in range(100000) %}{% for j in range(100000) %}${body}{% endfor %}{% endfor %}`;
  const long = "{% set s = 'xé😀 ' * 500000 %}";
  const list = "{% set l = [1] * 1000000 %}";
  for (const [setup, body] of [
    ["", ""],
    ["", "{% set x = i + j * 3 %}"],
    ["", "{% set x = (i ~ j)|upper|title %}"],
    ["", "{% include 'b' %}"],
    [long, "{% set t = s ~ s %}"],
    [long, "{% set t = s|title %}"],
    [long, "{% set t = s|replace('x', 'y') %}"],
    [long, "{% set t = s[1] %}"],
    [long, "{% set t = s[::2] %}"],
    [long, "{% set t = s.split() %}"],
    [long, "{% set t = 'q' in s %}"],
    [list, "{% set t = l + l %}"],
    [list, "{% set t = 2 in l %}"],
    [list, "{% set t = l|string %}"],
    [list, "{% set t = l|sum %}"],
    ["{% set p = 3 ** 80000 %}", "{% set t = p % 7919 %}"],
    ["{% set p = 3 ** 40000 %}", "{% set t = p * p %}"],
    ["{% set p = 3 ** 80000 %}", "{% set t = p|string %}"],
  ] as const) {
    test(
      `${setup}${body}`,
      () => expect(outcome(twice(setup, body), {}, () => "{{ i }}")).toBe("render/limit"),
      60_000,
    );
  }
});
