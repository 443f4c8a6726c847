/**
 * Random templates of nothing but delimiters: tags, comments, raw blocks and line statements with all signs and options,
 * between texts full of white space and of things that look like delimiters.
 */
import type { CompileOptions } from "../../../src/compile/options.ts";
import type { NewlineSequence } from "../../../src/lang/syntax-options.ts";
import type { Random } from "../random.ts";
import type { JinjaOptions, JinjaSyntax } from "./oracle.ts";
import { list, type Part, type Piece, statement } from "./piece.ts";
import type { Generated } from "./statements.ts";

/** The options of a case as the compiler has them. */
export function syntaxOf({ syntax = {} }: Pick<JinjaOptions, "syntax">): CompileOptions {
  const delimiters: Record<string, string> = {};
  for (const [name, text] of Object.entries(syntax)) {
    const [what, which] = name.split("_");
    if (name.endsWith("_string")) delimiters[`${what}${which === "start" ? "Start" : "End"}`] = text;
  }
  const { line_statement_prefix: statements, line_comment_prefix: comments, newline_sequence: newline } = syntax;
  return {
    delimiters,
    ...(statements === undefined ? {} : { lineStatementPrefix: statements }),
    ...(comments === undefined ? {} : { lineCommentPrefix: comments }),
    ...(newline === undefined ? {} : { newlineSequence: newline as NewlineSequence }),
  };
}

/** Block, variable and comment: opening and closing of each. */
const SETS: readonly (readonly string[])[] = [
  ["{%", "%}", "{{", "}}", "{#", "#}"],
  ["<%", "%>", "<%=", "%>", "<%#", "%>"],
  ["<%", "%>", "${", "}", "<%#", "%>"],
  ["<?", "?>", "<?=", "?>", "<!--", "-->"],
  ["<!--", "-->", "{", "}", "<!--#", "-->"],
  ["[%", "%]", "[[", "]]", "[#", "#]"],
  ["[[%", "%]]", "[[", "]]", "[[#", "#]]"],
  ["\\BLOCK{", "}", "\\VAR{", "}", "\\#{", "}"],
  ["((*", "*))", "(((", ")))", "((=", "=))"],
  ["@", "@", "$", "$", "#", "#"],
  ["%%", "%%", "$$", "$$", "##", "##"],
  ["/*%", "%*/", "/*{", "}*/", "/*", "*/"],
  ["--", "--", "-=", "=-", "-#", "-#"],
  ["{-", "-}", "{+", "+}", "{*", "*}"],
  ["é<", ">é", "日", "日", "😀(", ")😀"],
  ["begin ", " end", "out ", " out", "rem ", " rem"],
  ["{%", "%}", "{%%", "%%}", "{%%%", "%%%}"],
  ["<", ">", "<<", ">>", "<<<", ">>>"],
];
const NAMES: readonly (keyof JinjaSyntax)[] = [
  "block_start_string",
  "block_end_string",
  "variable_start_string",
  "variable_end_string",
  "comment_start_string",
  "comment_end_string",
];
const STATEMENTS = ["#", "%", "%%", "--", ">", "@", "# ", "é", "::"];
const COMMENTS = ["##", "//", "#", "%#", "%%%", "--", ";"];
const SPACES = ["", "", " ", "  ", "\n", "\t", " \n ", "\n\n", "\r\n", "\r", "\v", "\f", "\u00a0", "\u2028", "\x1c"];
const TEXTS = [
  "a",
  "b\n",
  "\n  c",
  " ",
  "\n",
  "\n\n",
  "  \n\t",
  "x  ",
  "  y",
  "\r\n",
  "\r",
  "é\n",
  "-",
  "+",
  "\n ",
  "'",
];
const SIGNS = ["", "", "", "-", "+"];
const EXPRESSIONS = [
  "a",
  "b",
  "x",
  "'q'",
  "[1, 2]|length",
  "{'k': 1}.k",
  "'a\nb'",
  "(1,\n 2)|length",
  "{}|length",
  "- 1",
];

const CHARACTERS = [..."<>{}%#-+$@!*/\\[]()|~=.:é"];

/** Six delimiters of one to four characters; those that begin something differ. */
function randomSet(random: Random): readonly string[] {
  const set: string[] = [];
  while (set.length < NAMES.length) {
    const text = Array.from({ length: 1 + random.below(4) }, () => random.pick(CHARACTERS)).join("");
    if (set.length % 2 === 1 || !set.some((other, index) => index % 2 === 0 && other === text)) set.push(text);
  }
  return set;
}

export class Lexical {
  readonly #random: Random;
  readonly #syntax: JinjaSyntax;
  readonly #marks: readonly string[];

  constructor(random: Random) {
    this.#random = random;
    const set = random.below(4) === 0 ? randomSet(random) : random.pick(SETS);
    this.#marks = set;
    const syntax: { -readonly [name in keyof JinjaSyntax]: string } = {};
    for (const [index, name] of NAMES.entries()) syntax[name] = set[index]!;
    const starts = [set[0], set[2], set[4]];
    const statementPrefix = random.pick(STATEMENTS);
    const commentPrefix = random.pick(COMMENTS);
    if (random.below(2) === 0 && !starts.includes(statementPrefix)) syntax.line_statement_prefix = statementPrefix;
    if (random.below(2) === 0 && !starts.includes(commentPrefix) && commentPrefix !== syntax.line_statement_prefix) {
      syntax.line_comment_prefix = commentPrefix;
    }
    if (random.below(5) === 0) syntax.newline_sequence = random.pick(["\r\n", "\r", "\n"]);
    this.#syntax = syntax;
  }

  generate(): Generated {
    const random = this.#random;
    return {
      template: this.#body(3),
      includes: {},
      options: {
        undefined: "lenient",
        autoescape: false,
        faults: "render",
        trimBlocks: random.below(2) === 0,
        lstripBlocks: random.below(2) === 0,
        keepTrailingNewline: random.below(2) === 0,
        syntax: this.#syntax,
      },
      used: new Set(["lexical"]),
      lazy: false,
      lines: true,
    };
  }

  #body(depth: number): Part {
    return list(Array.from({ length: 1 + this.#random.below(6) }, () => this.#piece(depth)));
  }

  #piece(depth: number): Piece {
    const random = this.#random;
    switch (random.below(depth > 0 ? 12 : 8)) {
      case 0:
      case 1:
      case 2:
        return list([random.pick(TEXTS)]);
      case 3:
        return random.below(6) === 0 ? list([random.pick(this.#oddities())]) : list([random.pick(SPACES)]);
      case 4:
      case 5:
        return statement`${this.#tag(2, random.pick(EXPRESSIONS))}`;
      case 6:
        return statement`${this.#tag(4, random.pick(["", " c ", "c\nd", " - ", "-", "+", " {{ a }} ", "\n"]))}`;
      case 7:
        return statement`${this.#line("line_comment_prefix", random.pick(["", " c", "c", " {{ a", "-"]))}`;
      case 8:
        return statement`${this.#block("raw")}${this.#body(0)}${this.#block("endraw")}`;
      case 9:
        return statement`${this.#statement(random.pick(["if a", "if a:", "if (a\n)", "if x == ['n',\n\n'm']"]))}${this.#body(depth - 1)}${this.#statement("endif")}`;
      case 10:
        return statement`${this.#statement(random.pick(["for i in [1, 2]", "for i in (\n 1, 2 ) :"]))}${this.#body(depth - 1)}${this.#statement("endfor")}`;
      default:
        return statement`${this.#statement(random.pick(["set x = 1", "set x = 'a'\n", "set x = [\n1]|length"]))}`;
    }
  }

  /** A block tag or, where there is a prefix, now and then a line statement. */
  #statement(words: string): string {
    return this.#syntax.line_statement_prefix !== undefined && this.#random.below(2) === 0
      ? this.#line("line_statement_prefix", words)
      : this.#block(words);
  }

  #block(words: string): string {
    return this.#tag(0, words);
  }

  #tag(mark: number, words: string): string {
    const random = this.#random;
    const space = (): string => (random.below(3) === 0 ? random.pick(SPACES) : " ");
    return `${this.#marks[mark]}${random.pick(SIGNS)}${space()}${words}${space()}${random.pick(SIGNS)}${this.#marks[mark + 1]}`;
  }

  #line(prefix: "line_statement_prefix" | "line_comment_prefix", words: string): string {
    const random = this.#random;
    const mark = this.#syntax[prefix];
    if (mark === undefined) return words.includes("\n") ? "" : "t";
    const begin = random.below(8) === 0 ? "" : "\n";
    const end = random.below(8) === 0 ? "" : random.pick(["\n", "\n", "\n\n", " \n", "\r\n", "  \n \n  "]);
    return `${begin}${random.pick(["", "", " ", "\t", "  \v", "\f"])}${mark}${random.pick(SIGNS)} ${words}${end}`;
  }

  /** Delimiters and their parts where none should be. */
  #oddities(): readonly string[] {
    const marks = [...this.#marks, ...Object.values(this.#syntax)];
    return marks.flatMap((mark) => [mark, [...mark][0]!, [...mark].slice(1).join(""), `${mark}-`, `-${mark}`]);
  }
}
