/** The settings of template.yaml as they are defined, by their names in Jinja2. What they mean is in compile/options.ts. */
import type { UndefinedMode } from "../value/value.ts";
import type { Definition } from "./definition.ts";

export const UNDEFINED_MODES = [
  "strict",
  "lenient",
  "chainable",
  "debug",
  "semi-strict",
] as const satisfies readonly UndefinedMode[];

export const SETTINGS = {
  kind: "object",
  keys: {
    trim_blocks: { value: { kind: "flag" }, without: "true", doc: "a statement takes the line end after it" },
    lstrip_blocks: { value: { kind: "flag" }, without: "true", doc: "and the white space before it in its line" },
    keep_trailing_newline: {
      value: { kind: "flag" },
      without: "true",
      doc: "the line end at the end of a file stays",
    },
    undefined: {
      value: { kind: "text", options: UNDEFINED_MODES },
      without: "strict",
      doc: "what a missing name does: `strict`, `lenient`, `chainable`, `debug` or `semi-strict`",
    },
    autoescape: {
      value: { kind: "either", of: [{ kind: "flag" }, { kind: "list", items: { kind: "text" } }] },
      expected: "true or false",
      without: "false",
      doc: "values are escaped for HTML: `true`, or in files of some endings: `[html, xml]`",
    },
    block_start_string: { value: { kind: "text" }, without: "{%", doc: "before a statement" },
    block_end_string: { value: { kind: "text" }, without: "%}", doc: "after it" },
    variable_start_string: { value: { kind: "text" }, without: "{{", doc: "before a value" },
    variable_end_string: { value: { kind: "text" }, without: "}}", doc: "after it" },
    comment_start_string: { value: { kind: "text" }, without: "{#", doc: "before a comment" },
    comment_end_string: { value: { kind: "text" }, without: "#}", doc: "after it" },
    line_statement_prefix: { value: { kind: "text" }, doc: "makes a line a statement" },
    line_comment_prefix: { value: { kind: "text" }, doc: "makes the rest of a line a comment" },
    newline_sequence: { value: { kind: "text" }, without: '"\\n"', doc: "what a line end of a template becomes" },
    passthrough: {
      value: { kind: "list", items: { kind: "text" } },
      without: "[]",
      doc: 'openings such as `"${{"`: what is between them and their mirrored closing stays as it is',
    },
    indent_values: {
      value: { kind: "flag" },
      without: "false",
      doc: "a value alone on its line gets its indentation on every line",
    },
    policies: {
      value: { kind: "value" },
      without: "{}",
      doc: "defaults of filters, such as `truncate.leeway: 0`",
    },
  },
} as const satisfies Definition;
