/**
 * Lexical errors with other delimiters than Jinja2's own: `test/fixtures/lang/err_syntax.json` and the messages in
 * `err_syntax.txt`, which name the delimiters as they are configured. UPDATE_GOLDEN=1 writes the messages anew.
 */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { completeSyntax, DEFAULT_SYNTAX, parseTemplate, type SyntaxOptions } from "../../src/lang/parser.ts";
import { formatError } from "../../src/ui/error.ts";
import { golden } from "../format/golden.ts";
import { errorOf } from "../harness/failure.ts";

interface Case {
  readonly source: string;
  readonly options: Partial<SyntaxOptions>;
}

const CASES = JSON.parse(
  readFileSync(new URL("../fixtures/lang/err_syntax.json", import.meta.url), "utf8"),
) as readonly Case[];
const PLAIN = { trimBlocks: true, lstripBlocks: true, keepTrailingNewline: true };

test("parseTemplate() names delimiters in errors as they are configured", async () => {
  expect(CASES.length).toBeGreaterThanOrEqual(40);
  const messages = CASES.map(({ source, options }) => {
    const error = errorOf(() => parseTemplate(source, "t", { ...PLAIN, ...options }));
    expect(error.span?.text).toBeDefined();
    // No delimiter of Jinja2 may be left in what tells the author what to write.
    if (options.delimiters?.blockStart !== undefined) expect(error.hint ?? "").not.toMatch(/\{%|%\}/);
    if (options.delimiters?.variableStart !== undefined) expect(error.hint ?? "").not.toContain("{{");
    return formatError(error);
  });
  await golden("test/fixtures/lang/err_syntax.txt", messages.join("\n"));
});

describe("completeSyntax()", () => {
  const bad: readonly (readonly [Partial<SyntaxOptions>, string])[] = [
    [{ delimiters: { blockStart: "" } }, "block_start_string: it is empty"],
    [{ delimiters: { variableEnd: "" } }, "variable_end_string: it is empty"],
    [{ delimiters: { commentEnd: "}\n" } }, 'comment_end_string: "}\\n" holds a newline'],
    [{ delimiters: { commentEnd: "\r" } }, 'comment_end_string: "\\r" holds a newline'],
    [{ delimiters: { blockEnd: " \t" } }, 'block_end_string: " \\t" is nothing but white space'],
    [{ delimiters: { blockStart: "{{" } }, 'variable_start_string: "{{" is also the block_start_string'],
    [{ delimiters: { commentStart: "{%" } }, 'comment_start_string: "{%" is also the block_start_string'],
    [{ lineStatementPrefix: "" }, "line_statement_prefix: it is empty"],
    [{ lineStatementPrefix: " " }, 'line_statement_prefix: " " is nothing but white space'],
    [{ lineStatementPrefix: "{#" }, 'line_statement_prefix: "{#" is also the comment_start_string'],
    [
      { lineStatementPrefix: "#", lineCommentPrefix: "#" },
      'line_comment_prefix: "#" is also the line_statement_prefix',
    ],
    [{ lineCommentPrefix: "#\n" }, 'line_comment_prefix: "#\\n" holds a newline'],
    [{ newlineSequence: "\t" as "\n" }, 'newline_sequence: "\\t" is no newline'],
    [{ passthrough: ["$"] }, 'passthrough: "$" ends with no bracket'],
    [{ passthrough: [""] }, "passthrough: it is empty"],
    [{ passthrough: ["{{"] }, 'passthrough: "{{" is also the variable_start_string'],
    [{ passthrough: ["<<", "<<"] }, 'passthrough: "<<" is also the passthrough'],
  ];
  test.each(bad)("refuses %j", (options, detail) => {
    const error = errorOf(() => completeSyntax({ ...PLAIN, ...options }));
    expect([error.code, error.detail]).toEqual(["compile/bad-option", detail]);
  });

  test("keeps what is complete and fills in the rest", () => {
    expect(completeSyntax(DEFAULT_SYNTAX)).toBe(DEFAULT_SYNTAX);
    expect(completeSyntax(PLAIN)).toEqual(DEFAULT_SYNTAX);
    expect(completeSyntax({ ...PLAIN, delimiters: { variableStart: undefined as unknown as string } }).plain).toBe(
      true,
    );
    expect(completeSyntax({ ...PLAIN, delimiters: { variableEnd: "}" } })).toMatchObject({
      plain: true,
      delimiters: { variableStart: "{{", variableEnd: "}" },
    });
    expect(completeSyntax({ ...PLAIN, passthrough: ["${{", "$(("] }).passthrough).toEqual([
      { open: "${{", close: "}}" },
      { open: "$((", close: "))" },
    ]);
  });
});
