/** Random template directories: a manifest, files with all that front matter can say, and partials. */
import { compileTree } from "../../../src/compile/bundle.ts";
import type { TemplateTree } from "../../../src/compile/template-tree.ts";
import { Random } from "../random.ts";
import { Expressions, type Kind } from "./expressions.ts";
import { type Answers, Parameters } from "./parameters.ts";

export interface GeneratedFile {
  readonly path: string;
  /** Undefined for a folder. */
  readonly text: string | undefined;
  readonly executable: boolean;
}

/** One case: a template and one set of answers. */
export interface FastCase {
  readonly manifest: Readonly<Record<string, unknown>>;
  readonly files: readonly GeneratedFile[];
  readonly partials: Readonly<Record<string, string>>;
  readonly answers: Answers;
  /** What stands after `-o`. */
  readonly output: string;
}

const TEXTS: readonly string[] = [
  "text",
  " ",
  "\n",
  "a line\n",
  "  indented\n",
  "\n\n",
  "x",
  "<p>",
  "{ } % #",
  "\t",
  "- item\n",
  ": ",
  "export const x = 1;\n",
];
const OTHER_TEXTS: readonly string[] = ["\n\t::x", "\n ::x\n", "é ", "😀\n", "日本\n", "\r\n", "\u00a0"];
const LOCALS: readonly string[] = ["x", "y", "item", "tags", "name", "part"];
const ENDINGS: readonly string[] = [
  ".txt.j2",
  ".txt.j2",
  ".md.j2",
  ".ts.j2",
  ".tsx.j2",
  ".css.j2",
  ".html.j2",
  ".md",
  ".txt",
];
const RARE_ENDINGS: readonly string[] = [".rs.j2", ".json.j2", ".sh", "", ".yaml.j2", ".bin"];
const OUTPUTS: readonly string[] = [
  "",
  "",
  "made",
  "made/below",
  "./made/../other",
  "../beside",
  "made/",
  ".",
  "::made",
];
const FOREIGN: readonly string[] = [
  "{% with x = 1 %}{{ x }}{% endwith %}",
  "{% macro m(x) %}[{{ x }}]{% endmacro %}{{ m('a') }}",
  "{% filter upper %}a{% endfilter %}",
  "{% block b %}b{% endblock %}",
  "{% set ns = namespace(x=1) %}{{ ns.x }}",
  "{% for x in [1, 2, 3] %}{% if x == 2 %}{% break %}{% endif %}{{ x }}{% endfor %}",
  "{% for x in [[1]] recursive %}{{ x }}{% endfor %}",
  "{% include ['nope', 'first'] ignore missing %}",
  "{% include 'nope' ignore missing %}",
  "{% set l = [] %}{{ l.append('a') }}{{ l | join }}",
  "{{ loop }}",
  "{% autoescape true %}{{ '<' }}{% endautoescape %}",
  "{% for k, v in {'a': 1}.items() %}{{ k }}{{ v }}{% endfor %}",
  "{% for x in 'ab' %}{{ loop.cycle('1', '2') }}{{ loop.previtem is defined }}{% endfor %}",
  "{% from 'first' import x %}",
];

export class Templates {
  readonly #random: Random;
  readonly #make: Expressions;
  readonly #parameters: Parameters;
  readonly #small: boolean;
  readonly #partials: Record<string, string> = {};

  constructor(seed: number) {
    const random = new Random(seed);
    // Templates with something odd are small: a single fault of any of it ends both ways.
    this.#small = random.below(2) === 0;
    const mixing = random.pick(this.#small ? [0, 15, 30, 50] : [0, 0, 0, 1]);
    const foreign = random.pick(this.#small ? [0, 0, 5, 20] : [0, 0, 0, 1]);
    this.#random = random;
    this.#make = new Expressions(random, { mixing, foreign, ascii: random.below(4) > 0 });
    this.#parameters = new Parameters(random, this.#make, this.#small ? 2 : 6);
  }

  /** Cases that differ in their answers alone. */
  generate(most: number): readonly FastCase[] {
    const make = this.#make;
    for (const name of ["first", "second"])
      if (make.chance(25)) this.#partials[name] = this.#apart(() => this.#body(1, 3));
    const files: GeneratedFile[] = [];
    const count = this.#small ? 1 : make.pick([1, 1, 2, 2, 3, 4]);
    for (let index = 0; index < count; index += 1) files.push(this.#file(index));
    files.sort((a, b) => (a.path < b.path ? -1 : 1));
    const manifest = this.#manifest();
    return Array.from({ length: most }, () => ({
      manifest,
      files,
      partials: this.#partials,
      answers: this.#parameters.answers(),
      output: make.chance(1) ? "::made" : make.pick(OUTPUTS),
    }));
  }

  #manifest(): Readonly<Record<string, unknown>> {
    const make = this.#make;
    const settings: Record<string, unknown> = {};
    if (make.chance(10)) settings["trim_blocks"] = false;
    if (make.chance(10)) settings["lstrip_blocks"] = false;
    if (make.chance(10)) settings["keep_trailing_newline"] = false;
    if (make.chance(1)) settings["undefined"] = make.pick(["lenient", "chainable", "debug", "semi-strict"]);
    if (make.chance(1)) settings["autoescape"] = make.pick<unknown>([true, ["html"]]);
    if (make.chance(2)) settings["newline_sequence"] = "\r\n";
    if (make.chance(1)) settings["indent_values"] = true;
    const words = Object.keys(this.#parameters.written);
    return {
      name: "sample",
      version: "1.0.0",
      params: this.#parameters.written,
      ...(make.chance(3) && words.length > 1 ? { conflicts: [words.slice(0, 2)] } : {}),
      ...(Object.keys(settings).length > 0 ? { settings } : {}),
      ...(make.chance(20) ? { capabilities: this.#capabilities() } : {}),
      ...(make.chance(40) ? { message: this.#apart(() => this.#body(1, 4)) } : {}),
      ...(make.chance(1) ? { engine: ">=0.0.1" } : {}),
    };
  }

  #capabilities(): Readonly<Record<string, unknown>> {
    const make = this.#make;
    const glob = (): string =>
      make.pick(["**", "*.txt", "**/*.txt", "sample*", "f*/**", "**/*.{md,ts}", "*", "**/*.*"]);
    return {
      can_create_files: [glob(), make.chance(60) ? "**" : glob()],
      ...(make.chance(30) ? { max_output_size: make.pick([1, 100, 10000, "1 MiB"]) } : {}),
      ...(make.chance(10) ? { can_execute_unsafe: make.chance(50) } : {}),
      ...(make.chance(10) ? { can_modify_files: [glob()] } : {}),
      ...(make.chance(5) ? { deny: { can_create_files: [glob()] } } : {}),
    };
  }

  #file(index: number): GeneratedFile {
    const make = this.#make;
    const executable = make.chance(15);
    const path = this.#path(index);
    if (!path.endsWith(".j2")) {
      if (make.chance(2)) return { path: `folder-${index}`, text: undefined, executable: false };
      return {
        path,
        text: make.chance(5) ? "\u202e" : make.pick(["", "as it is: {{ x }}\n", "é\u0000\n", "x".repeat(500)]),
        executable,
      };
    }
    const matter: string[] = [];
    const { names } = make;
    const before = names.length;
    if (make.chance(18)) {
      const item = make.pick(["item", "x", "part"]);
      matter.push(`each: ${JSON.stringify(`${make.items(2)} as ${item}`)}`);
      names.push([item, "text"]);
      matter.push(`to: ${JSON.stringify(`each-${index}/{{ ${item} | slugify }}-file.txt`)}`);
    } else if (make.chance(15)) matter.push(`to: ${JSON.stringify(this.#path(index).replace(/\.j2$/, ""))}`);
    if (make.chance(15)) matter.push(`when: ${JSON.stringify(make.of("truth", 2))}`);
    if (make.chance(8)) matter.push(`mode: ${make.pick(['"0755"', '"0644"'])}`);
    if (make.chance(8)) matter.push("once: true");
    const head = matter.length === 0 ? "" : `{#---\n${matter.join("\n")}\n---#}\n`;
    const text = head + this.#body(2, 5);
    names.length = before;
    return { path, text, executable };
  }

  #path(index: number): string {
    const make = this.#make;
    const ending = make.chance(4) ? make.pick(RARE_ENDINGS) : make.pick(ENDINGS);
    const name = (): string =>
      make.pick<() => string>([
        () => `sample${index}`,
        () => `f${index}`,
        () => `{{ ${make.of("text", 1)} | kebab }}-file${index}`,
        () => `{{ name | pascal }}File${index}`,
        () => `{{ name | slugify }}-x`,
        () =>
          make.chance(10)
            ? `{{ ${make.of("any", 1)} }}`
            : `${make.chance(10) ? "is" : "number"}-{{ ${make.of("whole", 0)} }}`,
      ])();
    const folder = make.pick<() => string>([
      () => "",
      () => "",
      () => "folder/",
      () => `below_{{ ${make.of("text", 0)} | snake }}x/`,
      () => `{% if ${make.of("truth", 1)} %}folder{% endif %}/`,
      () => "Folder/deeper/",
    ])();
    return `${folder}${name()}${ending}`.replaceAll("\n", "");
  }

  /** `ends`: what is set in it cannot be read after it; it can after an `if`, and may have no value then. */
  #body(depth: number, most: number, ends = true): string {
    const make = this.#make;
    const before = make.names.length;
    let text = "";
    const count = 1 + this.#random.below(this.#small ? 2 : most);
    for (let index = 0; index < count; index += 1) {
      text += this.#statement(depth);
      if (make.chance(60)) text += make.chance(6) ? make.pick(OTHER_TEXTS) : make.pick(TEXTS);
    }
    if (ends) make.names.length = before;
    return text;
  }

  /** What is set in it is not known outside. */
  #apart(body: () => string): string {
    const before = this.#make.names.length;
    const text = body();
    this.#make.names.length = before;
    return text;
  }

  #tag(words: string): string {
    const make = this.#make;
    return `{%${make.pick(["", "", "", "-", "+"])} ${words} ${make.pick(["", "", "", "-", "+"])}%}`;
  }

  #statement(depth: number): string {
    const make = this.#make;
    if (make.foreign) return make.pick(FOREIGN);
    const choice = this.#random.below(depth <= 0 ? 60 : 100);
    if (choice < 38)
      return `{{ ${make.of(make.pick(["text", "text", "text", "whole", "truth"]), 1 + this.#random.below(3))} }}`;
    if (choice < 42)
      return make.pick(["{# note #}", "{# a #}\n", "{% raw %}{{ x }}{% endraw %}", "{%- raw -%} { {% endraw %}"]);
    if (choice < 52) return this.#set();
    if (choice < 60) return this.#include();
    if (choice < 75) return this.#if(depth);
    if (choice < 94) return this.#for(depth);
    const name = make.pick(LOCALS);
    const text = `${this.#tag(`set ${name}${make.pick(["", "", " | upper", " | trim"])}`)}${this.#body(depth - 1, 2)}${this.#tag("endset")}`;
    make.names.push([name, "text"]);
    return text;
  }

  #set(): string {
    const make = this.#make;
    const name = make.pick(LOCALS);
    const kind = make.pick<Kind>(["text", "text", "whole", "truth", "list", "any"]);
    if (make.chance(10)) {
      const tag = this.#tag(`set ${name}, part = ${make.of(kind, 1)}, ${make.of("text", 1)}`);
      make.names.push([name, kind], ["part", "text"]);
      return tag;
    }
    const tag = this.#tag(`set ${name} = ${make.of(kind, 2)}`);
    make.names.push([name, kind]);
    return tag;
  }

  #include(): string {
    const known = Object.keys(this.#partials);
    const name = known.length === 0 ? "" : this.#make.pick(known);
    if (name === "") return this.#set();
    return this.#tag(
      `include '${name}${this.#make.pick(["", ".j2"])}'${this.#make.pick(["", "", "", " with context", " without context"])}`,
    );
  }

  #if(depth: number): string {
    const make = this.#make;
    const ends = make.chance(80);
    const test = (): string => make.of(make.chance(80) ? "truth" : "any", 2);
    let text = this.#tag(`if ${test()}`) + this.#body(depth - 1, 3, ends);
    while (make.chance(25)) text += this.#tag(`elif ${test()}`) + this.#body(depth - 1, 2);
    if (make.chance(45)) text += this.#tag("else") + this.#body(depth - 1, 2);
    return text + this.#tag("endif");
  }

  #for(depth: number): string {
    const make = this.#make;
    const tables = make.names.filter(([, kind]) => kind === "rows");
    if (tables.length > 0 && make.chance(60)) return this.#forRows(make.pick(tables)[0], depth);
    const pairs = make.chance(15);
    const name = make.pick(LOCALS);
    const items = pairs ? make.pick(["[['a', 1], ['b', 2]]", "[('x', 'y')]", "['ab', 'cd']"]) : make.items(2);
    const before = make.names.length;
    make.names.push([name, "text"]);
    if (pairs) make.names.push(["second", "any"]);
    const filter = make.chance(20) ? ` if ${make.of("truth", 1).replaceAll("loop.", "dxg.")}` : "";
    make.loops += 1;
    const body = this.#body(depth - 1, 3);
    make.loops -= 1;
    make.names.length = before;
    const otherwise = make.chance(30) ? this.#tag("else") + this.#body(depth - 1, 2) : "";
    return `${this.#tag(`for ${name}${pairs ? ", second" : ""} in ${items}${filter}`)}${body}${otherwise}${this.#tag("endfor")}`;
  }

  #forRows(table: string, depth: number): string {
    const make = this.#make;
    const before = make.names.length;
    make.names.push(["row", "dict"]);
    make.loops += 1;
    const body = `{{ row.name }}${this.#body(depth - 1, 3)}`;
    make.loops -= 1;
    make.names.length = before;
    return `${this.#tag(`for row in ${table}`)}${body}${this.#tag("endfor")}`;
  }
}

/** What the compiler takes. */
export function treeOf({ manifest, files, partials }: FastCase): TemplateTree {
  const encoder = new TextEncoder();
  return {
    name: "sample",
    manifest: JSON.stringify(manifest),
    files: files.map(({ path, text, executable }) => ({
      path,
      bytes: text === undefined ? undefined : encoder.encode(text),
      executable,
    })),
    partials: new Map(Object.entries(partials).map(([name, text]) => [`${name}.j2`, text])),
  };
}

/** @throws {DxgError} as the compiler does */
export function compileCase(one: FastCase): Uint8Array {
  return compileTree(treeOf(one));
}
