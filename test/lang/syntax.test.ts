/**
 * Delimiters, line statements and newline sequences against answers of the real Jinja2 in `test/fixtures/lang/jinja_syntax*`;
 * passthrough and indented values, which Jinja2 has not; and that the search of delimiters finds what the scan kernel finds.
 */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import fc from "fast-check";
import { DxgError } from "../../src/base/error.ts";
import type { CompileOptions } from "../../src/compile/options.ts";
import { compileTemplate } from "../../src/compile/template.ts";
import { parseTemplate } from "../../src/lang/parser.ts";
import { loadTemplate } from "../../src/runtime/template.ts";
import { syntaxOf } from "../fuzz/jinja/lexical.ts";
import type { JinjaSyntax } from "../fuzz/jinja/oracle.ts";
import { dumpBody } from "./dump.ts";

interface Case {
  readonly source: string;
  /** `tlk` for trim, lstrip and keep; `-` where one is off. */
  readonly options: readonly string[];
  readonly syntax: JinjaSyntax;
  readonly ok?: string;
  readonly line?: number;
}

const CONTEXT = { a: "A", b: 5, x: "<x>" };

function render(source: string, options: CompileOptions): string {
  return loadTemplate(compileTemplate(source, { undefined: "lenient", ...options })).render(CONTEXT);
}

function answer({ source, syntax }: Case, options: string, lines: boolean): string | number {
  try {
    return render(source, {
      ...syntaxOf({ syntax }),
      trimBlocks: options[0] === "t",
      lstripBlocks: options[1] === "l",
      keepTrailingNewline: options[2] === "k",
    });
  } catch (error) {
    if (!(error instanceof DxgError) || !/^(?:lex|parse)\//.test(error.code)) throw error;
    const pointsBack = error.detail.includes("is never closed");
    return lines && !pointsBack ? (error.span?.line ?? -1) : 0;
  }
}

describe("templates with other syntax render as in Jinja2", () => {
  for (const name of ["jinja_syntax", "jinja_syntax_generated"]) {
    const path = new URL(`../fixtures/lang/${name}.json`, import.meta.url).pathname;
    const { cases } = JSON.parse(readFileSync(path, "utf8")) as { readonly cases: readonly Case[] };
    const lines = name === "jinja_syntax";
    test(`in ${name}.json`, () => {
      expect(cases.length).toBeGreaterThanOrEqual(120);
      for (const one of cases) {
        for (const options of one.options) {
          const got = answer(one, options, lines);
          // Zero stands for an error whose line is not compared: it points at a beginning, Jinja2 at the end.
          const wanted = one.ok ?? (got === 0 ? 0 : (one.line ?? 0));
          expect({ source: one.source, options, got }).toEqual({ source: one.source, options, got: wanted });
        }
      }
    });
  }
});

describe("the search of delimiters", () => {
  const piece = fc.constantFrom(
    ..."{{ }} {% %} {# #} {{- -}} {%- -%} {#- -#} + - a if endif raw endraw { } % # \n \t \u2028 é 😀 {%raw%} {%endraw%}".split(
      " ",
    ),
    " ",
    "\n",
    "{{ a }}",
    "{% if a %}",
    "{% endif %}",
    "{% raw %}",
    "{% endraw %}",
    "{# c #}",
  );
  const options = fc.record({
    trimBlocks: fc.boolean(),
    lstripBlocks: fc.boolean(),
    keepTrailingNewline: fc.boolean(),
  });
  const outcome = (parse: () => string): string => {
    try {
      return parse();
    } catch (error) {
      if (error instanceof DxgError) return `${error.code} ${error.span?.line}:${error.span?.column} ${error.message}`;
      throw error;
    }
  };
  test("finds what the scan kernel finds", () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), options, (pieces, given) => {
        const source = pieces.join("");
        const searched = { ...given, passthrough: ["\u0001("] };
        expect(outcome(() => dumpBody(parseTemplate(source, "t", searched).body))).toBe(
          outcome(() => dumpBody(parseTemplate(source, "t", given).body)),
        );
      }),
      { numRuns: 2000 },
    );
  });
});

describe("passthrough", () => {
  const open = "$".concat("{{");
  const pass = (source: string, more: CompileOptions = {}): string => render(source, { passthrough: [open], ...more });
  test.each([
    [`${open} secrets.A }} {{ a }}`, `${open} secrets.A }} A`],
    [`${open}secrets.A}}{{a}}`, `${open}secrets.A}}A`],
    [`${open} format('{0} }}', b) }}{{ a }}`, `${open} format('{0} }}', b) }}A`],
    [`${open} f("}}") }}{{ a }}`, `${open} f("}}") }}A`],
    [`${open} it's }}{{ a }}`, `${open} it's }}A`],
    [`${open} it''s }}{{ a }}`, `${open} it''s }}A`],
    [`${open} {a: {b: 1}} }}{{ a }}`, `${open} {a: {b: 1}} }}A`],
    [`${open} a\n && b }}\n{{ a }}`, `${open} a\n && b }}\nA`],
    [`{# ${open} #}{{ a }}`, "A"],
    [`{% raw %}${open} a{% endraw %}`, `${open} a`],
    [`${open} a }}  {%- if a %}x{% endif %}`, `${open} a }}x`],
    [`${open} a }}\n  {% if a %}\nx\n  {% endif %}\n`, `${open} a }}\nx\n`],
    [`{{ "${open} x" }}`, `${open} x`],
    ["$ {{ a }} $", "$ A $"],
    [`$${open} a }}{{ a }}`, `$${open} a }}A`],
  ])("leaves %j as %j", (source, expected) => {
    expect(pass(source)).toBe(expected);
  });
  test("mirrors the brackets of each opening", () => {
    const openings = ["$((", "<<", "%["];
    expect(render("$((1 + (2))) << a > b >> %[x[1]] {{ a }}", { passthrough: openings })).toBe(
      "$((1 + (2))) << a > b >> %[x[1]] A",
    );
  });
  test("goes with other delimiters, the longer one first", () => {
    const delimiters = { variableStart: "${", variableEnd: "}" };
    expect(pass(`\${a} ${open} a }}`, { delimiters })).toBe(`A ${open} a }}`);
  });
  test("that is never closed is an error where it begins", () => {
    expect(() => pass(`x\n ${open} a }`)).toThrow("is never closed");
  });
});

describe("indentValues", () => {
  const lines = "1\n2\n\n3\n";
  const indented = (source: string, more: CompileOptions = {}): string =>
    loadTemplate(compileTemplate(source, { indentValues: true, ...more })).render({ v: lines, n: 7, xs: ["a\nb", 1] });
  test.each([
    ["  {{ v }}", "  1\n  2\n\n  3\n"],
    ["x:\n\t{{ v }}\ny", "x:\n\t1\n\t2\n\n\t3\n\ny"],
    ["{{ v }}", lines],
    ["  {{ v }} ", `  ${lines} `],
    ["  - {{ v }}", `  - ${lines}`],
    ["  {{ n }}", "  7"],
    ["  {{ v | trim }}\n", "  1\n  2\n\n  3\n"],
    ["  {{- v }}", lines],
    ["a\n  {{ v -}}\n", `a\n  ${lines}`],
    ["  {{ v }}{{ n }}", `  ${lines}7`],
    ["{% if n %}\n    {{ v | trim }}\n{% endif %}\n", "    1\n    2\n\n    3\n"],
    ["{% for x in xs %}\n  {{ x }}\n{% endfor %}\n", "  a\n  b\n  1\n"],
    ["{% raw %}\n{% endraw %}  {{ v }}", `\n  ${lines}`],
    ["a{# #}\n  {{ v | trim }}\n", "a  1\n  2\n\n  3\n"],
    ["  {{ 'a\n b' }}\n", "  a\n   b\n"],
  ])("gives %j as %j", (source, expected) => {
    expect(indented(source)).toBe(expected);
    expect(indented(source, { mode: "macro" })).toBe(expected);
  });
  test("keeps what is escaped and what is safe", () => {
    const options = { autoescape: true, indentValues: true };
    const template = loadTemplate(compileTemplate("  {{ v }}\n  {{ v | safe }}\n", options));
    expect(template.render({ v: "<a>\n<b>" })).toBe("  &lt;a&gt;\n  &lt;b&gt;\n  <a>\n  <b>\n");
  });
  test("is off without the option", () => {
    expect(loadTemplate(compileTemplate("  {{ v }}")).render({ v: lines })).toBe(`  ${lines}`);
  });
});
