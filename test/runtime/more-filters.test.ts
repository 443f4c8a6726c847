/**
 * The filters and tests of Ansible and the arguments of python-slugify, with the answers that they themselves give
 * (test/fixtures/filters/answer.py), and what those that draw at random or read the clock can be held to.
 */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { DxgError } from "../../src/base/error.ts";
import { compileTemplate } from "../../src/compile/template.ts";
import { loadTemplate } from "../../src/runtime/template.ts";

interface Case {
  readonly expression: string;
  readonly ok?: string;
  readonly error?: string;
}

function read(name: string): readonly Case[] {
  const path = new URL(`../fixtures/filters/${name}.json`, import.meta.url).pathname;
  return (JSON.parse(readFileSync(path, "utf8")) as { readonly cases: readonly Case[] }).cases;
}

const OPTIONS = { name: "filters", undefined: "lenient" } as const;

function evaluate(expression: string, parameters: { readonly [name: string]: unknown } = {}): string {
  return loadTemplate(compileTemplate(`{{ ${expression} }}`, OPTIONS)).render(parameters);
}

function errorOf(expression: string): DxgError {
  try {
    evaluate(expression);
  } catch (error) {
    if (error instanceof DxgError) return error;
    throw error;
  }
  throw new Error(`${expression} renders`);
}

for (const [name, least] of [
  ["ansible", 300],
  ["slugify", 20],
] as const) {
  describe(`${name}.json`, () => {
    const cases = read(name);
    test("has enough cases", () => expect(cases.length).toBeGreaterThanOrEqual(least));
    for (const { expression, ok } of cases) {
      test(expression, () => {
        if (ok !== undefined) return expect(evaluate(expression)).toBe(ok);
        const { code, span } = errorOf(expression);
        expect(code).toMatch(/^render\/(?:type|value|undefined)$/);
        expect(span).toBeDefined();
      });
    }
  });
}

describe("filters that would read the machine", () => {
  for (const name of ["abspath", "realpath", "expanduser", "expandvars", "fileglob", "password_hash"]) {
    test(`${name} is refused with a reason`, () => {
      const { code, message } = errorOf(`'~/$HOME/*' | ${name}`);
      expect(code).toBe("render/refused");
      expect(message).toContain(name);
    });
  }
  test("relpath is refused where only the working directory could tell", () => {
    expect(errorOf("'/a' | relpath").code).toBe("render/refused");
    expect(errorOf("'a' | relpath('../b')").code).toBe("render/refused");
  });
});

describe("what is drawn at random", () => {
  test("random takes an item of a sequence, each in time", () => {
    const seen = new Set(Array.from({ length: 200 }, () => evaluate("['a', 'b', 'c'] | random")));
    expect([...seen].sort()).toEqual(["a", "b", "c"]);
    expect(evaluate("[] | random")).toBe("");
    expect(errorOf("1 | random").code).toBe("render/type");
  });
  test("ans_random stays in its range and steps", () => {
    for (let round = 0; round < 50; round++) {
      expect(["2", "5", "8"]).toContain(evaluate("10 | ans_random(2, 3)"));
    }
  });
  test("shuffle keeps the items", () => {
    expect(evaluate("range(50) | shuffle | sort == range(50) | list")).toBe("True");
  });
  test("random_ascii_string has letters, and punctuation when asked", () => {
    expect(evaluate("random_ascii_string(40)")).toMatch(/^[A-Za-z]{40}$/);
    const text = evaluate("random_ascii_string(400, punctuation=true)");
    expect(text).toMatch(/[^A-Za-z]/);
    expect(text).not.toMatch(/['"]/);
  });
  test("uuid4 gives another UUID of version 4 each time", () => {
    const pattern = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
    expect(evaluate("uuid4()")).toMatch(pattern);
    expect(evaluate("uuid4() == uuid4()")).toBe("False");
  });
  test("random_mac fills a prefix up", () => {
    expect(evaluate("'52:54' | random_mac")).toMatch(/^52:54(?::[0-9a-f]{2}){4}$/);
  });
  test("lipsum gives paragraphs of the length asked for", () => {
    const paragraphs = evaluate("lipsum(3, html=false, min=5, max=9)").split("\n\n");
    expect(paragraphs.length).toBe(3);
    for (const paragraph of paragraphs) {
      expect(paragraph).toMatch(/^[A-Z][a-z ,.A-Z]*\.$/);
      expect(paragraph.split(" ").length).toBeWithin(5, 9);
    }
    expect(evaluate("lipsum(2)")).toMatch(/^<p>[^<]+<\/p>\n<p>[^<]+<\/p>$/);
    expect(evaluate("lipsum(1) is escaped")).toBe("True");
    expect(errorOf("lipsum(1, min=5, max=5)").code).toBe("render/value");
  });
  test("lipsum draws from a range of any width", () => {
    expect(evaluate("lipsum(3, false, -5000000000, 5)")).toMatch(/^[^\n]*\.\n\n[^\n]*\.\n\n[^\n]*\.$/);
    expect(evaluate("lipsum(1, false, -(10 ** 30), 1)")).toBe(".");
    expect(errorOf("lipsum(1, false, 5, 10 ** 30)").code).toBe("render/limit");
  });
  test("lipsum spends fuel for paragraphs without words", () => {
    expect(errorOf("lipsum(1000000, false, 0, 1)").code).toBe("render/limit");
  });
});

describe("functions", () => {
  test("now gives the time, as a text where a format is given", () => {
    const before = Math.floor(Date.now() / 1000);
    const seconds = Number(evaluate("now().timestamp()"));
    expect(seconds).toBeWithin(before, before + 5);
    expect(evaluate("now(utc=true, fmt='%Y-%m-%d')")).toMatch(/^\d{4}-\d\d-\d\d$/);
    expect(evaluate("now(true).year == now(true, '%Y') | int")).toBe("True");
  });
  test("pathjoin joins for a system", () => {
    expect(evaluate("pathjoin('a', 'b', '/c', 'd')")).toBe("/c/d");
    expect(evaluate("pathjoin('C:', '\\\\a', 'b', mode='windows')")).toBe("C:\\a\\b");
    expect(errorOf("pathjoin('a', mode='other')").code).toBe("render/value");
  });
  test("namespace takes a mapping, pairs and keywords", () => {
    expect(evaluate("namespace({'a': 1}, b=2).b")).toBe("2");
    expect(evaluate("namespace(a=[1]).a")).toBe("[1]");
    expect(evaluate("namespace(a=1).b is defined")).toBe("False");
    expect(evaluate("namespace(a='x')")).toBe("<Namespace {'a': 'x'}>");
  });
  test("namespace keeps what a loop sets", () => {
    const template =
      "{% set ns = namespace(n=0) %}{% for i in [1, 2] %}{% set ns.n = ns.n + i %}{% endfor %}{{ ns.n }}";
    expect(loadTemplate(compileTemplate(template, OPTIONS)).render({})).toBe("3");
  });
});

describe("other filters", () => {
  test("comment takes what it writes as it is", () => {
    expect(evaluate("'a\\nb' | comment(decoration='$$ ')")).toBe("$$\n$$ a\n$$ b\n$$");
    expect(evaluate("'a\\n\\nb' | comment(decoration='$& ', newline='\\n')")).toBe("$&\n$& a\n$&\n$& b\n$&");
    expect(evaluate("'a-b' | comment(newline='-', decoration=\"$'\", prefix='', postfix='')")).toBe("$'a-$'b-");
  });
  test("names that every object has are no encodings and no units of time", () => {
    for (const name of ["constructor", "toString", "__proto__"]) {
      expect(errorOf(`'a' | b64encode(encoding='${name}')`).code).toBe("render/value");
      expect(errorOf(`'YQ==' | b64decode(encoding='${name}')`).code).toBe("render/value");
      expect(errorOf(`time_in('utc', '%Y', '+${name}=1')`).code).toBe("render/value");
    }
  });
  test("to_datetime counts the days of a year past its end", () => {
    for (const [text, date] of [
      ["2023 366", "2024-01-01"],
      ["2024 366", "2024-12-31"],
      ["2023 001", "2023-01-01"],
    ] as const) {
      expect(evaluate(`('${text}' | to_datetime('%Y %j')).isoformat()`)).toBe(`${date}T00:00:00`);
    }
    expect(errorOf("'9999 366' | to_datetime('%Y %j')").code).toBe("render/value");
  });
  test("zip takes any true value for strict", () => {
    for (const strict of ["true", "1", "'yes'", "[0]"]) {
      expect(errorOf(`[1, 2] | zip('a', strict=${strict})`).code).toBe("render/value");
    }
    for (const strict of ["false", "0", "none", "''"]) {
      expect(evaluate(`[1, 2] | zip('a', strict=${strict})`)).toBe("[(1, 'a')]");
    }
  });
  test("jsonify indents by four and sorts keys", () => {
    expect(evaluate("{'b': [1], 'a': 'é'} | jsonify")).toBe('{\n    "a": "\\u00e9",\n    "b": [\n        1\n    ]\n}');
    expect(evaluate("{'b': 1} | jsonify(indent=none)")).toBe('{"b": 1}');
  });
  test("format fills a text in", () => {
    expect(evaluate("'%s, %03d!' | format('a', 7)")).toBe("a, 007!");
    expect(evaluate("'%(a)s' | format(a=1)")).toBe("1");
    expect(errorOf("'%s' | format(1, a=1)").code).toBe("render/type");
  });
  test("a dict that occurs twice is an anchor in YAML", () => {
    const shared = { a: 1 };
    expect(evaluate("v | to_nice_yaml", { v: [shared, shared] })).toBe("- &id001\n    a: 1\n- *id001\n");
  });
  test("to_yaml refuses what is no data", () => {
    expect(errorOf("range | to_yaml").code).toBe("render/type");
    expect(errorOf("[missing] | to_json").code).toBe("render/undefined");
  });
});
