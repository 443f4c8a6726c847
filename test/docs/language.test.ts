/**
 * docs/language.md: every example gives what the page says, and the tables of filters, tests and functions are complete.
 * With UPDATE_GOLDEN=1 the outputs on the page are written anew.
 */
import { describe, expect, test } from "bun:test";
import {
  type CompileOptions,
  compileTemplate,
  DxgError,
  JINJA_DEFAULTS,
  loadTemplate,
  type UndefinedMode,
} from "dx-generator";
import { parseManifest } from "../../src/compile/manifest.ts";
import { FILTERS, FUNCTIONS, type Signature, TESTS } from "../../src/format/builtins.ts";
import { formatError } from "../../src/ui/error.ts";
import { type Block, blocks, readPage, rows, UPDATE, writePage } from "./markdown.ts";

const PAGE = "docs/language.md";
type Context = { readonly [name: string]: unknown };

/** Stands for a line end in a table. */
const LINE_END = "⏎";

interface Example {
  readonly source: Block;
  readonly context: Context;
  readonly files: ReadonlyMap<string, string>;
  readonly options: CompileOptions;
  readonly output: Block;
}

/**
 * Triples of context, template and output; `jinja as NAME` is a file that later examples can include, `yaml settings` are
 * the settings of a template.yaml for the next example.
 */
function examples(): readonly Example[] {
  const found: Example[] = [];
  const files = new Map<string, string>();
  let context: Context = {};
  let options: CompileOptions = {};
  let source: Block | undefined;
  for (const block of blocks(PAGE)) {
    const [word, name] = block.words;
    if (block.language === "json") context = JSON.parse(block.text) as Context;
    else if (block.language === "yaml" && word === "settings") {
      options = parseManifest(`name: page\nversion: 1.0.0\n${block.text}`, "template.yaml").options;
    } else if (block.language === "jinja" && word === "as") files.set(name ?? "", block.text);
    else if (block.language === "jinja") source = block;
    else if (block.language === "text" && source !== undefined) {
      found.push({ source, context, files: new Map(files), options, output: block });
      source = undefined;
      options = {};
      context = {};
    }
  }
  return found;
}

function run({ source, context, files, options }: Example): string {
  const mode = ["lenient", "chainable", "debug", "semi-strict"].find((each) => source.words.includes(each));
  try {
    const bytes = compileTemplate(source.text, {
      ...options,
      name: "example.j2",
      loader: (name) => files.get(name),
      ...(source.words.includes("jinja-defaults") ? JINJA_DEFAULTS : {}),
      ...(mode === undefined ? {} : { undefined: mode as UndefinedMode }),
      autoescape: source.words.includes("autoescape") || options.autoescape === true,
    });
    return loadTemplate(bytes).render(context);
  } catch (error) {
    if (error instanceof DxgError) return formatError(error);
    throw error;
  }
}

/** The values that examples in tables read. */
function tableContext(): Context {
  const block = blocks(PAGE).find(({ language, words }) => language === "json" && words.includes("tables"));
  return JSON.parse(block?.text ?? "{}") as Context;
}

function evaluate(example: string): string {
  return loadTemplate(compileTemplate(`{{ ${example} }}`, { name: "table" })).render(tableContext());
}

/** `width, [first]`: parameters, those in brackets may be left out. */
function parameters({ params, required, variadic }: Signature): string {
  const all = params.map((name, index) => (index < required ? name : `[${name}]`));
  return [...all, ...(variadic ? ["…"] : [])].join(", ");
}

function update(): void {
  const lines = readPage(PAGE).split("\n");
  for (const { line, cell } of rows(PAGE, ["EXAMPLE", "GIVES"])) {
    const gives = evaluate(cell("EXAMPLE")).replaceAll("\n", LINE_END);
    const code = gives === "" ? "" : gives.includes("`") ? `\`\` ${gives} \`\`` : `\`${gives}\``;
    const before = /^(.*(?<!\\)\|)[^|]*(?:\\\|[^|]*)*\|$/.exec(lines[line - 1] ?? "")?.[1] ?? "";
    lines[line - 1] = `${before} ${code.replaceAll("|", "\\|")} |`;
  }
  for (const example of [...examples()].reverse()) {
    const { line, text } = example.output;
    lines.splice(line, text.split("\n").length - 1, ...run(example).replace(/\n$/, "").split("\n"));
  }
  writePage(PAGE, lines.join("\n"));
}
if (UPDATE) update();

describe("docs/language.md", () => {
  test("has examples", () => {
    expect(examples().length).toBeGreaterThan(20);
    expect(rows(PAGE, ["EXAMPLE", "GIVES"]).length).toBeGreaterThan(100);
  });
  for (const example of examples()) {
    test(`gives what it says on line ${example.source.line}`, () => {
      expect(run(example).replace(/\n$/, "")).toBe(example.output.text.replace(/\n$/, ""));
    });
  }
  for (const { line, cell } of rows(PAGE, ["EXAMPLE", "GIVES"])) {
    test(`gives what it says on line ${line}: ${cell("EXAMPLE")}`, () => {
      expect(evaluate(cell("EXAMPLE")).replaceAll("\n", LINE_END)).toBe(cell("GIVES"));
    });
  }
  const TABLES = [
    ["FILTER", FILTERS],
    ["TEST", TESTS],
    ["FUNCTION", FUNCTIONS],
  ] as const;
  for (const [column, table] of TABLES) {
    test(`lists every ${column.toLowerCase()} with its parameters`, () => {
      const listed = rows(PAGE, [column, "ARGUMENTS"]).map(({ cell }) => `${cell(column)}: ${cell("ARGUMENTS")}`);
      const known = table.map((one) => `${[one.name, ...(one.aliases ?? [])].join("`, `")}: ${parameters(one)}`);
      expect(listed.map((each) => each.replaceAll(/^`|`(?=:)/g, "")).sort()).toEqual(known.sort());
    });
  }
});
