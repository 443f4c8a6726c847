/**
 * Random sets of templates for the tags that make templates of parts: inheritance, imports, includes, macros and their
 * calls, and what goes with them. Few names and short bodies, so that scopes meet; templates mostly refer to later ones.
 */
import { list, type Part, type Piece, statement, textOf } from "./piece.ts";
import type { Generated } from "./statements.ts";
import { BLOCKS, FILTERS, MACROS, MODULES, NAMES, TagValues, TEMPLATES } from "./tag-values.ts";

export class Tags extends TagValues {
  generate(): Generated {
    const texts: Record<string, Piece> = {};
    for (const [index, name] of TEMPLATES.entries()) {
      this.template = index;
      this.blocks = new Set();
      this.known = [];
      this.heads.clear();
      texts[name] = this.#wholeTemplate(name, index);
    }
    return {
      template: texts["main"]!,
      includes: texts,
      options: {
        undefined: this.pick([
          "lenient",
          "lenient",
          "lenient",
          "lenient",
          "debug",
          "debug",
          "chainable",
          "strict",
        ] as const),
        autoescape: this.chance(35),
        trimBlocks: this.chance(20),
        lstripBlocks: this.chance(20),
        keepTrailingNewline: false,
        newstyleGettext: this.chance(50),
        faults: "render",
      },
      used: this.used,
      lazy: false,
    };
  }

  #wholeTemplate(name: string, index: number): Part {
    const parts: Piece[] = [];
    if (name === "leaf")
      return statement`{% set a = 'la' %}{% macro m(a=1) %}lm{{ a }}{% endmacro %}leaf{{ a }}{{ x }}`;
    const extending = index < 3 && this.chance(index === 0 ? 65 : 55);
    if (this.chance(15)) parts.push(this.#body(0));
    if (extending) {
      this.used.add("tag extends");
      const parent = this.target(["mid", "base", "top"]);
      const tag = statement`{% extends ${parent} %}`;
      parts.push(this.chance(85) ? tag : statement`{% if ${this.test()} %}${tag}{% endif %}`);
    }
    const count = 2 + this.random.below(4);
    for (let made = 0; made < count; made += 1) {
      if (extending && this.chance(50)) parts.push(this.#block(2));
      else parts.push(this.#statement(2));
      if (this.chance(10)) parts.push("\n");
    }
    return list(parts);
  }

  #body(depth: number): Part {
    const known = this.known;
    const parts: Piece[] = Array.from({ length: 1 + this.random.below(3) }, () => this.#statement(depth));
    this.known = known;
    return list(this.chance(20) ? [...parts, this.pick(["\n", " ", "t", "<"])] : parts);
  }

  #statement(depth: number): Part {
    const choice = this.random.below(depth <= 0 ? 40 : 100);
    if (choice < 18) return statement`[{{ ${this.value(2)} }}]`;
    if (choice < 27) return this.#set();
    if (choice < 31) return this.#import();
    if (choice < 34) return this.#include();
    if (choice < 36) return this.#do();
    if (choice < 40) return this.loops > 0 && this.chance(70) ? this.#control() : statement`{{ ${this.value()} }}`;
    if (choice < 53) return this.#macro(depth);
    if (choice < 58) return this.#callBlock(depth);
    if (choice < 66) return this.#block(depth);
    if (choice < 75) return this.#for(depth);
    if (choice < 82) return this.#if(depth);
    if (choice < 86) return this.#with(depth);
    if (choice < 89) return this.#tag("filter", ` ${this.pick(FILTERS)}${this.chance(20) ? "|upper" : ""}`, depth);
    if (choice < 93) return this.#autoescape(depth);
    if (choice < 96)
      return this.#tag("set", ` ${this.name()}${this.chance(40) ? `|${this.pick(FILTERS)}` : ""}`, depth);
    if (choice < 98) return this.#debug();
    return this.#trans();
  }

  #tag(name: string, head: string, depth: number): Part {
    this.used.add(name === "set" ? "tag set block" : `tag ${name}`);
    if (name === "set" || name === "filter") return this.#capturing(() => this.#plainTag(name, head, depth));
    return this.#plainTag(name, head, depth);
  }

  /**
   * Where only the render knows whether it escapes, `~` of Jinja2 forgets what is markup; and macros from outside escape
   * by half where escaping is off: neither is in it. Nor is an undefined value, which Jinja2 refuses only at the first text.
   */
  #autoescape(depth: number): Part {
    const condition = this.pick(["true", "false", "a|default(0)", "absent is defined", "b|default(1)"]);
    const joins = this.joins;
    this.joins &&= condition === "true" || condition === "false";
    const known = this.known;
    this.known = [];
    const made = this.#tag("autoescape", ` ${condition}`, depth);
    this.known = known;
    this.joins = joins;
    return made;
  }

  #capturing<T>(make: () => T): T {
    this.captures += 1;
    const made = make();
    this.captures -= 1;
    return made;
  }

  #plainTag(name: string, head: string, depth: number): Part {
    return statement`{% ${name}${head} %}${this.#body(depth - 1)}{% end${name} %}`;
  }

  #set(): Part {
    if (this.chance(15)) {
      const pair = this.chance(50) ? "a, b" : "(x, c)";
      return statement`{% set ${pair} = ${this.value()}, ${this.value()} %}`;
    }
    if (this.chance(15)) {
      this.used.add("function namespace");
      if (this.sight(["sp"]) === undefined) {
        this.see("sp");
        return statement`{% set sp = namespace(a=${this.value(0)}) %}`;
      }
      return statement`{% set sp.${this.name()} = ${this.value()} %}`;
    }
    return statement`{% set ${this.name()} = ${this.value()} %}`;
  }

  #do(): Part {
    this.used.add("tag do");
    return statement`{% do ${this.value()} %}`;
  }

  /** How it begins: the names that follow are not the same. */
  #debug(): Part {
    this.used.add("tag debug");
    return statement`{% set t %}{% debug %}{% endset %}{{ t[:10] }}`;
  }

  #control(): Part {
    const tag = this.pick(["break", "continue"]);
    this.used.add(`tag ${tag}`);
    return statement`{% if ${this.pick(["loop.index == 2", "loop.first", this.test()])} %}{% ${tag} %}{% endif %}`;
  }

  /** An include without context inside what is captured ends as an error of Python's. */
  #context(): string {
    return this.pick(["", "", "", " with context", " without context"]);
  }

  #import(): Part {
    const target = this.target(["lib", "lib", "part", "top"]);
    if (this.chance(50)) {
      this.used.add("tag import");
      const name = this.pick(MODULES);
      this.see(name);
      return statement`{% import ${target} as ${name}${this.#context()} %}`;
    }
    this.used.add("tag from");
    const names = Array.from({ length: 1 + this.random.below(2) }, () => {
      const name = this.pick([...MACROS, ...MACROS, ...NAMES]);
      return this.chance(25) ? `${name} as ${this.pick([...MACROS, ...NAMES])}` : name;
    });
    return statement`{% from ${target} import ${names.join(", ")}${this.#context()} %}`;
  }

  #include(): Part {
    this.used.add("tag include");
    const plain = this.target(["part", "part", "lib", "top"]);
    const target = this.chance(15) ? `['none', ${plain}]` : plain;
    const missing = this.chance(15) ? " ignore missing" : "";
    const context = this.captures > 0 ? "" : this.#context();
    return statement`{% include ${this.chance(1) ? "'none'" : target}${missing}${context} %}`;
  }

  #parameters(names: readonly string[] = NAMES.slice(0, this.random.below(4))): string {
    const plain = this.random.below(names.length + 1);
    return names.map((name, index) => (index < plain ? name : `${name}=${this.value(1)}`)).join(", ");
  }

  #inside<T>(make: () => T): T {
    const loops = this.loops;
    const inMacro = this.inMacro;
    this.loops = 0;
    this.inMacro = true;
    const made = make();
    this.loops = loops;
    this.inMacro = inMacro;
    return made;
  }

  #macro(depth: number): Part {
    this.used.add("tag macro");
    const name = this.pick(MACROS);
    const names = NAMES.slice(0, this.random.below(4));
    const parameters = this.#parameters(names);
    const level = this.macroLevel;
    this.macroLevel = Math.max(level, MACROS.indexOf(name));
    const inner = this.#inside(() => this.#capturing(() => this.#body(depth - 1)));
    const body = this.chance(60) ? list(["{{ caller() if caller }}", inner]) : inner;
    this.macroLevel = level;
    const text = textOf(body);
    const mentions = (word: string): boolean => text.includes(word);
    this.heads.set(name, {
      parameters: names,
      positionals: mentions("varargs"),
      keywords: mentions("kwargs"),
      caller: mentions("caller"),
    });
    this.see(name);
    const macro = statement`{% macro ${name}(${parameters}) %}${body}{% endmacro %}`;
    return this.chance(60) ? list([macro, statement`({{ ${name}(${this.arguments(name, 1)}) }})`]) : macro;
  }

  #callBlock(depth: number): Part {
    this.used.add("tag call");
    const parameters = this.chance(35) ? `(${this.#parameters()})` : "";
    const name = this.sight(MACROS);
    if (name === undefined) return this.#macro(depth);
    if (this.heads.get(name)?.caller === false && this.chance(90)) return this.#macro(depth);
    const call = `${name}(${this.arguments(name, 1).replace(/(?:, )?caller=.*/u, "")})`;
    const body = this.#inside(() => this.#capturing(() => this.#body(depth - 1)));
    return statement`{% call${parameters} ${call} %}${body}{% endcall %}`;
  }

  #block(depth: number): Part {
    const free = BLOCKS.filter((name) => !this.blocks.has(name));
    const name = free.length === 0 || this.chance(1) ? this.pick(BLOCKS) : this.pick(free);
    if (this.blocks.has(name) && !this.chance(4)) return statement`[{{ ${this.value()} }}]`;
    this.used.add("tag block");
    this.blocks.add(name);
    const scoped = this.chance(30) ? " scoped" : "";
    if (this.chance(1)) return statement`{% block ${name}${scoped} required %}{% endblock %}`;
    const inBlock = this.inBlock;
    const inMacro = this.inMacro;
    const loops = this.loops;
    const level = this.blockLevel;
    this.blockLevel = Math.max(level, BLOCKS.indexOf(name));
    this.inBlock = true;
    this.inMacro = false;
    this.loops = 0;
    const body = this.#body(depth - 1);
    this.blockLevel = level;
    this.inBlock = inBlock;
    this.inMacro = inMacro;
    this.loops = loops;
    return statement`{% block ${name}${scoped} %}${body}{% endblock ${this.pick(["", name])} %}`;
  }

  #if(depth: number): Part {
    const otherwise: Piece = this.chance(40) ? statement`{% else %}${this.#body(depth - 1)}` : "";
    return statement`{% if ${this.test()} %}${this.#body(depth - 1)}${otherwise}{% endif %}`;
  }

  #with(depth: number): Part {
    this.used.add("tag with");
    const head = this.pick([
      "",
      ` ${this.name()} = ${this.value()}`,
      ` a = ${this.value()}, b = a`,
      ` a, b = (${this.value()}, ${this.value()})`,
      ` (a, b) = (1, ${this.value()})`,
    ]);
    return this.#tag("with", head, depth);
  }

  #for(depth: number): Part {
    this.loops += 1;
    const recursive = this.chance(25);
    const filter = this.chance(15) ? ` if ${this.test()}` : "";
    const target = recursive ? "i" : this.pick(["i", "i", "a", "x", "a, b"]);
    const iterable =
      target === "a, b" ? "[(1, 2), (3, 4)]" : this.pick(["xs", "[]", "[1, 2]", "'pq'", "tree", "absent"]);
    if (recursive) this.used.add("tag for recursive");
    const again = recursive
      ? this.pick([
          "{{ loop(i.kids) }}",
          "{{ loop(i.kids|default([])) }}|{{ loop.depth }}",
          "{{ loop(tree) if loop.depth < 3 }}",
        ])
      : "";
    const make = (): Part => this.#body(depth - 1);
    const inner = recursive ? this.#capturing(make) : make();
    const body = list([inner, again, this.chance(40) ? "{{ i }}" : ""]);
    this.loops -= 1;
    const otherwise: Piece = this.chance(30) ? statement`{% else %}${recursive ? this.#capturing(make) : make()}` : "";
    const source = recursive ? this.pick(["tree", "tree", "xs", "[]"]) : iterable;
    return statement`{% for ${target} in ${source}${filter}${recursive ? " recursive" : ""} %}${body}${otherwise}{% endfor %}`;
  }

  #trans(): Part {
    this.used.add("tag trans");
    const text = (): string =>
      this.pick(["hi", "100%", " {{ a }} ", "{{ b }} of {{ a }}", "<b>\n  {{ x }}", "{{ num }}"]);
    const head = this.pick([
      "",
      "",
      " a=b",
      " trimmed",
      " b",
      " count=xs|length",
      " a=b|string|length, b",
      ' "ctx"',
      " num=b",
    ]);
    const counts = head.includes(" b") || head.includes("=");
    const which = this.pick(["", "", head.includes("count") ? " count" : head.endsWith(" b") ? " b" : ""]);
    const plural = this.chance(counts ? 50 : 2) ? `{% pluralize${which} %}${text()}` : "";
    if (plural !== "") this.used.add("tag pluralize");
    return statement`{% trans${head} %}${text()}${plural}{% endtrans %}`;
  }
}
