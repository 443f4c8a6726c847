/**
 * Hostile templates: whatever the shape, a megabyte gives a tree or a DxgError within the runner's time limit. A step that
 * takes quadratic time needs minutes for these sizes.
 */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { DxgError } from "../../src/base/error.ts";
import { EXPRESSION_HEIGHT_MAX, PARSE_DEPTH_MAX } from "../../src/base/limits.ts";
import {
  DEFAULT_SYNTAX,
  parseExpression,
  parseTemplate,
  type Syntax,
  type SyntaxOptions,
} from "../../src/lang/parser.ts";

/** "ok" or the code of the error. */
function outcome(source: string, syntax: SyntaxOptions | Syntax = DEFAULT_SYNTAX): string {
  try {
    parseTemplate(source, "hostile", syntax);
    return "ok";
  } catch (error) {
    if (error instanceof DxgError) {
      expect(error.span?.line).toBeGreaterThan(0);
      expect(error.span?.column).toBeGreaterThan(0);
      return error.code;
    }
    throw error;
  }
}

const MEGABYTE = 1 << 20;
const fill = (unit: string, bytes: number = MEGABYTE): string => unit.repeat(Math.floor(bytes / unit.length));

const SHAPES: readonly (readonly [string, string, string])[] = [
  ["text", fill("hello world\n"), "ok"],
  ["a million outputs", "{{1}}".repeat(1_000_000), "ok"],
  ["statements", fill("{%set a=1%}\n"), "ok"],
  ["blocks", fill("{%if a%}x{%endif%}"), "ok"],
  ["comments", fill("{##}"), "ok"],
  ["raw blocks", fill("{%raw%}{%endraw%}"), "ok"],
  ["branches", `{%if a%}${fill("{%elif a%}")}{%endif%}`, "ok"],
  ["text outside ASCII", fill("é😀{{a}}\n"), "ok"],
  ["braces", fill("{"), "parse/too-deep"],
  ["closing delimiters", fill("%}"), "ok"],
  ["opening blocks", fill("{%"), "parse/unexpected-token"],
  ["opening comments", fill("{#"), "lex/unterminated"],
  ["raw text full of openings", `{%raw%}${fill("{%      ")}`, "lex/unterminated"],
  ["spaces before a tag", `${fill(" ")}{%- set a=1 %}`, "ok"],
  ["spaces between outputs", `${fill("{{a}} ")}{%- set a=1 %}`, "ok"],
  ["strings", `{{ [${fill("'ab',")}] }}`, "ok"],
  ["strings with escapes", `{{ [${fill("'\\n',")}] }}`, "ok"],
  ["strings side by side", `{{ ${fill("'ab' ")} }}`, "ok"],
  ["one string of escapes", `{{ '${fill("\\x41")}' }}`, "ok"],
  ["quotes", `{{ ${fill("'\"")} }}`, "lex/unterminated"],
  ["an unterminated string of escapes", `{{ '${fill("\\'")}`, "lex/unterminated"],
  ["parentheses", `{{ ${fill("(")}`, "parse/too-deep"],
  ["200,000 brackets that match", `{{ ${"[".repeat(200_000)}${"]".repeat(200_000)} }}`, "parse/too-deep"],
  ["200,000 blocks", "{% if a %}".repeat(200_000), "parse/too-deep"],
  ["signs", `{{ ${fill("-")}1 }}`, "parse/too-deep"],
  ["negations", `{{ ${fill("not ")}1 }}`, "parse/too-deep"],
  ["conditions", `{{ 1${fill(" if 1 else 1")} }}`, "parse/too-deep"],
  ["sums", `{{ 1${fill("+1")} }}`, "parse/too-deep"],
  ["attributes", `{{ a${fill(".b")} }}`, "parse/too-deep"],
  ["filters", `{{ a${fill("|b")} }}`, "parse/too-deep"],
  ["calls", `{{ a${fill("()")} }}`, "parse/too-deep"],
  ["negated tests", `{{ a${fill(" is not b()")} }}`, "parse/too-deep"],
  ["nested targets", `{% for ${fill("(")}`, "parse/too-deep"],
  ["concatenations", `{{ 1${fill("~1")} }}`, "ok"],
  ["comparisons", `{{ 1${fill("<1")} }}`, "ok"],
  ["memberships", `{{ a${fill(" not in b")} }}`, "ok"],
  ["lists", `{{ [${fill("1,")}] }}`, "ok"],
  ["dicts", `{{ {${fill("1:1,")}} }}`, "ok"],
  ["keyword arguments", `{{ f(${Array.from({ length: 100_000 }, (_, i) => `k${i}=1`).join()}) }}`, "ok"],
  ["digits", `{{ ${fill("1")} }}`, "lex/bad-number"],
  ["digits after a point", `{{ 1.${fill("1")} }}`, "ok"],
  ["a name", `{{ ${fill("a")} }}`, "ok"],
  ["a name outside ASCII", `{{ ${fill("é")} }}`, "ok"],
  ["targets", `{% for ${fill("a,")}b in x %}{%endfor%}`, "ok"],
];

describe("parseTemplate() takes a megabyte of", () => {
  for (const [name, source, expected] of SHAPES) {
    test(name, () => {
      expect(outcome(source)).toBe(expected);
    });
  }
});

const PLAIN = { trimBlocks: true, lstripBlocks: true, keepTrailingNewline: true };
const OTHER: SyntaxOptions = {
  ...PLAIN,
  delimiters: { blockStart: "<%", blockEnd: "%>", variableStart: "<%=", variableEnd: "%>", commentStart: "<!--" },
  lineStatementPrefix: "%",
  lineCommentPrefix: "##",
  passthrough: ["$((", "<<"],
  indentValues: true,
};
const OTHER_SHAPES: readonly (readonly [string, string, string])[] = [
  ["text", fill("hello world\n"), "ok"],
  ["a million outputs", "<%=1%>".repeat(1_000_000), "ok"],
  ["indented outputs", fill("    <%=1%>\n"), "ok"],
  ["line statements", fill("  % set a = 1\n"), "ok"],
  ["line comments", fill("a    ## c\n"), "ok"],
  ["prefixes inside lines", fill("x % ## % "), "ok"],
  ["percent signs", fill("x%"), "ok"],
  ["one line of number signs", fill("#"), "ok"],
  ["white space", fill(" "), "ok"],
  ["white space before prefixes that are none", fill("   x %"), "ok"],
  ["empty lines after a line statement", `% set a = 1${fill("\n")}`, "ok"],
  ["comments", fill("<!--#}"), "ok"],
  ["raw blocks", fill("<%raw%><%endraw%>"), "ok"],
  ["raw text full of openings", `<%raw%>${fill("<%      ")}`, "lex/unterminated"],
  ["passthroughs", fill("$((a))"), "ok"],
  ["passthroughs with quotes", fill("$(('))' ' '))"), "ok"],
  ["apostrophes in a passthrough", `$((${fill("'\n")}))`, "ok"],
  ["quotes without another one", `$((${fill(`"' \n`)}))`, "ok"],
  ["brackets in a passthrough", `$((${fill("(")}`, "lex/unterminated"],
  ["openings of passthroughs", fill("$(("), "lex/unterminated"],
  ["two openings that begin alike", fill("<<<%=1%>>>"), "ok"],
  ["half delimiters", fill("<"), "lex/unterminated"],
  ["a line statement that goes on in brackets", `% set a = [${fill("1,\n")}]`, "ok"],
  ["spaces before a sign", `${fill(" ")}<%- set a=1 %>`, "ok"],
];

describe("parseTemplate() with other delimiters takes a megabyte of", () => {
  for (const [name, source, expected] of OTHER_SHAPES) {
    test(name, () => {
      expect(outcome(source, OTHER)).toBe(expected);
    });
  }
});

describe("parseTemplate() limits", () => {
  const nested = (depth: number): string => `{{ ${"(".repeat(depth)}1${")".repeat(depth)} }}`;
  test("nesting to PARSE_DEPTH_MAX", () => {
    expect(outcome(nested(PARSE_DEPTH_MAX))).toBe("ok");
    expect(outcome(nested(PARSE_DEPTH_MAX + 1))).toBe("parse/too-deep");
  });
  test("nesting of blocks and brackets together", () => {
    const inner = "{% if a %}".repeat(100);
    expect(outcome(`${inner}${nested(50)}${"{% endif %}".repeat(100)}`)).toBe("ok");
    expect(outcome(`${inner}${nested(51)}${"{% endif %}".repeat(100)}`)).toBe("parse/too-deep");
  });
  test("the height of trees, not the number of operators", () => {
    const sum = `1${"+1".repeat(EXPRESSION_HEIGHT_MAX)}`;
    expect(outcome(`{{ ${sum} }}`)).toBe("ok");
    expect(outcome(`{{ ${sum}+1 }}`)).toBe("parse/too-deep");
    expect(outcome(`{{ [${`${sum},`.repeat(5)}] }}`)).toBe("parse/too-deep");
    expect(outcome(`{{ [${`1${"+1".repeat(EXPRESSION_HEIGHT_MAX - 1)},`.repeat(5)}] }}`)).toBe("ok");
    expect(outcome(`{{ f(a${".b".repeat(600)})${".c".repeat(600)} }}`)).toBe("parse/too-deep");
    expect(outcome(`{{ a${".b".repeat(600)} + a${".b".repeat(600)} }}`)).toBe("ok");
  });
});

describe("parseTemplate() and parseExpression() of any text", () => {
  const piece = fc.constantFrom(
    ..."{{ }} {% %} {# #} ( ) [ ] { } ' \" \\ - + * ** / // % ~ | . , : = == != < > if else elif endif for in endfor set".split(
      " ",
    ),
    ..."endset include raw endraw is not and or a b 1 2.5 é 😀 \ud800 \u2028".split(" "),
    " ",
    "\n",
    "\r\n",
  );
  test("give a tree or a DxgError, nothing else", () => {
    fc.assert(
      fc.property(
        fc.array(fc.oneof(piece, fc.string({ unit: "binary", maxLength: 3 })), { maxLength: 40 }),
        (pieces) => {
          const source = pieces.join("");
          outcome(source);
          try {
            parseExpression(source, "any");
          } catch (error) {
            expect(error).toBeInstanceOf(DxgError);
          }
        },
      ),
      { numRuns: 3000 },
    );
  });
  test("keep text without tags as it is, newlines normalised", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary" }), (text) => {
        fc.pre(!/\{[{%#]/.test(text));
        const { body } = parseTemplate(text, "any", DEFAULT_SYNTAX);
        const normal = text.replace(/\r\n?/g, "\n");
        expect(body.map((node) => (node.kind === "text" ? node.text : node.kind))).toEqual(
          normal === "" ? [] : [normal],
        );
      }),
    );
  });
});
