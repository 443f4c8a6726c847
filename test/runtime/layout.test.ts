/** Micro templates: what the fast ways of taking values in must not change. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { compileTemplate } from "../../src/compile/template.ts";
import { loadTemplate, type Template } from "../../src/runtime/template.ts";

const SEED = 20_261_122;
const decoder = new TextDecoder();

function micro(source: string): Template {
  const template = loadTemplate(compileTemplate(source));
  expect(template.program.mode).toBe("micro");
  return template;
}

/** Rendered twice: the second render knows the order of the keys. */
function twice(template: Template, parameters: Record<string, unknown>): string {
  const first = template.render(parameters);
  const out = new Uint8Array(4096);
  expect(decoder.decode(out.subarray(0, template.renderInto(parameters, out)))).toBe(first);
  return first;
}

describe("Layout", () => {
  test("renders any texts as they are, half surrogate pairs as U+FFFD, in any order of keys", () => {
    const template = micro("<{{ a }}|{{ b }}{{ a }}|{{ c }}>");
    const text = fc.oneof(
      fc.string({ unit: "binary", maxLength: 200, size: "max" }),
      fc.string({ unit: "binary-ascii", maxLength: 20 }),
      fc.constantFrom("\ud83d", "\ude00", "😀", "é", "", "x".repeat(5000), "é".repeat(97)),
    );
    const order = fc.shuffledSubarray(["a", "b", "c", "d"], { minLength: 4 });
    fc.assert(
      fc.property(order, fc.dictionary(fc.constantFrom("a", "b", "c", "d"), text, { minKeys: 4 }), (keys, texts) => {
        const parameters = Object.fromEntries(keys.map((key) => [key, texts[key] ?? ""]));
        const [a, b, c] = ["a", "b", "c"].map((key) => (texts[key] ?? "").toWellFormed());
        const bytes = template.renderBytes(parameters);
        expect(decoder.decode(bytes)).toBe(`<${a}|${b}${a}|${c}>`);
        const out = new Uint8Array(bytes.length);
        expect(template.renderInto(parameters, out)).toBe(bytes.length);
        expect(Buffer.compare(out, bytes)).toBe(0);
      }),
      { seed: SEED, numRuns: 400 },
    );
  });

  test("keeps a byte order mark, in captures too", () => {
    expect(micro("\ufeff{{ a }}").render({ a: "\ufeffx" })).toBe("\ufeff\ufeffx");
    const capture = "{% set text %}{% include 'part' %}{% endset %}{{ text | length }}";
    const template = loadTemplate(compileTemplate(capture, { loader: () => "\ufeff{{ a }}" }));
    expect(template.render({ a: "x" })).toBe("2");
  });

  test("renders integers of any size, and what is no text, as the machine does", () => {
    const template = micro("{{ a }},{{ b }}");
    expect(twice(template, { a: 0, b: -7 })).toBe("0,-7");
    expect(twice(template, { a: Number.MAX_SAFE_INTEGER, b: 2 ** 31 })).toBe("9007199254740991,2147483648");
    expect(twice(template, { a: 1.5, b: true })).toBe("1.5,True");
    expect(twice(template, { a: null, b: [1] })).toBe("None,[1]");
    expect(twice(template, { a: "x", b: "y" })).toBe("x,y");
  });

  test("writes integers and texts in turn at the same slots, again where they come again, into exactly their bytes", () => {
    const template = micro("{{ a }}|{{ b }}|{{ a }}");
    const values = [0, 9, 10, 99, 100, 2 ** 31 - 1, 2 ** 31, -1, -0, "", "é", "12"];
    for (const a of values) {
      for (const b of values) {
        const expected = new TextEncoder().encode(`${a}|${b}|${a}`);
        expect(template.renderBytes({ a, b })).toEqual(expected);
        const out = new Uint8Array(expected.length);
        expect([template.renderInto({ a, b }, out), out]).toEqual([expected.length, expected]);
        expect(() => template.renderInto({ a, b }, new Uint8Array(expected.length - 1))).toThrow("bytes available");
      }
    }
  });

  test("sees own keys only, whatever a prototype has", () => {
    const template = micro("{{ a }}{{ b }}");
    expect(template.render({ a: "1", b: "2" })).toBe("12");
    const inherited = Object.assign(Object.create({ b: "inherited" }) as Record<string, unknown>, { a: "1" });
    expect(() => template.render(inherited)).toThrow("b");
    const own = Object.assign(Object.create({ c: "inherited" }) as Record<string, unknown>, { a: "1", b: "2" });
    expect(template.render(own)).toBe("12");
    Object.assign(Object.prototype, { b: "everywhere" });
    try {
      expect(() => template.render({ a: "1" })).toThrow("b");
      expect(template.render({ a: "1", b: "2" })).toBe("12");
    } finally {
      delete (Object.prototype as { b?: string }).b;
    }
    expect(() => micro("{{ constructor }}{{ a }}").render({ a: "1" })).toThrow("constructor");
    expect(micro("{{ constructor }}{{ a }}").render({ a: "1", constructor: "2" })).toBe("21");
  });

  test("reads any number of names, whatever templates before had", () => {
    for (const count of [1, 7, 8, 9, 40]) {
      const names = Array.from({ length: count }, (_, index) => `name${(index * 7) % 40}`);
      const template = micro(names.map((name) => `{{ ${name} }},`).join(""));
      const values = names.map((name, index) => (index % 3 === 0 ? index : `${name}é`));
      const parameters = Object.fromEntries(names.map((name, index) => [name, values[index]!]));
      expect(twice(template, parameters)).toBe(`${values.join()},`);
      const missing = names[count - 1]!;
      expect(() => template.render({ ...parameters, [missing]: undefined })).toThrow(missing);
    }
  });

  test("is not disturbed by a value that renders the template meanwhile", () => {
    const template = micro("{{ a }}{{ b }}{{ a }}");
    const parameters = {
      a: "outer",
      get b(): string {
        return `(${template.render({ a: "inner, which is longer", b: "-" })})`;
      },
    };
    const inner = "inner, which is longer";
    expect(template.render(parameters)).toBe(`outer(${inner}-${inner})outer`);
    const numbers = {
      a: 12_345,
      get b(): number {
        return template.render({ a: 6, b: "text" }).length;
      },
    };
    expect(template.render(numbers)).toBe("12345612345");
  });

  test("fails for a missing value although another render had it", () => {
    const template = micro("{{ a }}{{ b }}");
    expect(template.render({ a: "1", b: "2" })).toBe("12");
    expect(() => template.render({ a: "1" })).toThrow("b");
    expect(() => template.render({ a: "1", c: "2" })).toThrow("b");
    expect(template.render({ b: "2", a: "1" })).toBe("12");
  });

  test("refuses a buffer that is too small by one byte", () => {
    const template = micro("<{{ a }}>");
    for (const a of ["abc", "é", "x".repeat(500)]) {
      const { length } = template.renderBytes({ a });
      expect(() => template.renderInto({ a }, new Uint8Array(length - 1))).toThrow("bytes available");
      expect(template.renderInto({ a }, new Uint8Array(length + 3), 3)).toBe(length);
    }
  });

  test("escapes where the template says so", () => {
    const template = loadTemplate(compileTemplate("{{ a }}", { autoescape: true }));
    expect(twice(template, { a: "<b>" })).toBe("&lt;b&gt;");
  });

  test("keeps no memory of a hundred thousand renders", () => {
    const template = micro("{{ a }}-{{ b }}");
    const out = new Uint8Array(100);
    const run = (count: number): void => {
      for (let index = 0; index < count; index += 1) template.renderInto({ a: `a${index}`, b: index }, out);
      Bun.gc(true);
    };
    run(20_000);
    const before = process.memoryUsage().heapUsed;
    run(100_000);
    expect(process.memoryUsage().heapUsed - before).toBeLessThan(1 << 20);
  });
});
