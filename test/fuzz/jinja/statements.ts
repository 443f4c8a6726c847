/** Random templates: text, tags and whitespace control around the expressions of expressions.ts, and their includes. */
import type { Random } from "../random.ts";
import type { Kind } from "./context.ts";
import { Expressions } from "./expressions.ts";
import type { JinjaOptions } from "./oracle.ts";
import { expression, list, type Part, type Piece, statement } from "./piece.ts";

export interface Generated {
  readonly template: Piece;
  readonly includes: Readonly<Record<string, Piece>>;
  readonly options: JinjaOptions;
  /** Tags, filters, tests and functions of it. */
  readonly used: ReadonlySet<string>;
  /** The order of several errors may differ: Jinja2 works out some items only when they are needed. */
  readonly lazy: boolean;
  /** The lines of syntax errors count. */
  readonly lines?: boolean;
}

const TEXTS = [
  " ",
  "\n",
  "a",
  "text ",
  "\n\n",
  "  ",
  "x\n",
  "\n  ",
  "<p>",
  "é ",
  "😀",
  "\t",
  " - ",
  "}",
  "%}",
  "line\n  next\n",
  "\r\n",
  "#",
  "}}",
];
const BLOCK_NAMES = ["a", "b", "c", "v"];

/** Names of the included templates; the second may include the first. */
const FIRST = "one";
const SECOND = "two";

export class Statements {
  readonly #random: Random;
  readonly #make: Expressions;
  readonly #includes: Record<string, Piece> = {};
  #captures = 0;

  constructor(random: Random) {
    this.#random = random;
    this.#make = new Expressions(random);
  }

  generate(): Generated {
    const { pick, chance } = this.#bound();
    if (chance(35)) {
      this.#includes[FIRST] = this.#body(1, 2);
      this.#includes[SECOND] = chance(30) ? list(["[", statement`{% include 'one' %}`, "]"]) : this.#body(0, 3);
    }
    const template = this.#body(chance(30) ? 3 : 2, 5);
    return {
      template,
      includes: this.#includes,
      options: {
        undefined: pick(["lenient", "lenient", "strict", "chainable", "debug", "semi-strict"] as const),
        autoescape: chance(35),
        trimBlocks: chance(40),
        lstripBlocks: chance(40),
        keepTrailingNewline: chance(40),
      },
      used: this.#make.used,
      lazy: this.#make.lazy,
    };
  }

  #bound(): { pick: <T>(items: readonly T[]) => T; chance: (percent: number) => boolean } {
    return { pick: (items) => this.#random.pick(items), chance: (percent) => this.#random.below(100) < percent };
  }

  #body(depth: number, most: number): Part {
    const parts: Piece[] = [];
    const count = 1 + this.#random.below(most);
    const { locals } = this.#make;
    const before = locals.length;
    for (let index = 0; index < count; index++) {
      parts.push(this.#statement(depth));
      if (this.#random.below(2) === 0) parts.push(this.#random.pick(TEXTS));
    }
    locals.length = before;
    return list(parts);
  }

  #open(): string {
    return this.#random.pick(["{%", "{%", "{%", "{%-", "{%+"]);
  }
  #close(): string {
    return this.#random.pick(["%}", "%}", "%}", "-%}", "+%}"]);
  }

  #statement(depth: number): Part {
    const { pick, chance } = this.#bound();
    const make = this.#make;
    const choice = depth <= 0 ? this.#random.below(56) : this.#random.below(100);
    const tag = (words: readonly Piece[]): Part => ({
      kind: "statement",
      parts: [this.#open(), " ", ...words, " ", this.#close()],
    });
    if (choice < 40) return this.#output();
    if (choice < 43) return list([pick(TEXTS), pick(TEXTS)]);
    if (choice < 46)
      return statement`${pick(["{#", "{#-"])} note ${pick(TEXTS.filter((text) => !text.includes("#")))}${pick(["#}", "-#}"])}`;
    if (choice < 48) {
      make.used.add("tag raw");
      return statement`${this.#open().replace("+", "")} raw ${pick(["%}", "-%}"])}${pick(["{{ x }}", "{% if %}", "\n y \n", "{# c #}"])}${this.#open().replace("+", "")} endraw ${this.#close()}`;
    }
    if (choice < 50 && make.loops === 0) return this.#change(tag);
    if (choice < 56) {
      make.used.add("tag set");
      const kind = make.kind();
      if (chance(10)) {
        const value = make.of(kind, 2);
        const other = make.of("int", 1);
        const made = tag(["set ", pick(["a, b", "(a, b)"]), " = ", value, ", ", other]);
        make.locals.push(["a", kind], ["b", "int"]);
        return made;
      }
      const name = pick(BLOCK_NAMES);
      const made = tag(["set ", name, " = ", make.of(kind, 2)]);
      make.locals.push([name, kind]);
      return made;
    }
    if (choice < 70) return this.#if(depth, tag);
    if (choice < 88) return this.#for(depth, tag);
    if (choice < 93) {
      make.used.add("tag set block");
      const name = pick(BLOCK_NAMES);
      const filter = chance(30)
        ? pick([" | upper", " | trim | length", "|replace('a', 'b')", " | indent(2)", "|safe", "|e"])
        : "";
      this.#captures += 1;
      const body = this.#body(depth - 1, 3);
      this.#captures -= 1;
      const made: Part = { kind: "statement", parts: [tag(["set ", name, filter]), body, tag(["endset"])] };
      make.locals.push([name, "str"]);
      return made;
    }
    return this.#include(tag);
  }

  /** Changes a list or dict of the context. Not in loops, which would go on for ever in Python. */
  #change(tag: (words: readonly Piece[]) => Part): Part {
    const make = this.#make;
    const { pick } = this.#bound();
    const target = pick(["xs", "ws", "ys", "d.c", "row.tags", "cfg.list"]);
    const dict = pick(["d", "row", "cfg.sub"]);
    make.used.add("method of change");
    const call = pick<() => Part>([
      () => expression`${target}.append(${make.of(make.kind(), 1)})`,
      () => expression`${target}.extend(${make.of("ints", 1)})`,
      () => expression`${target}.insert(${pick(["0", "1", "-1", "9"])}, ${make.of("str", 1)})`,
      () =>
        expression`${target}.${pick(["pop()", "pop(0)", "clear()", "reverse()", "sort()", "sort(reverse=true)", "copy()"])}`,
      () => expression`${target}.remove(${make.of("int", 0)})`,
      () => expression`${dict}.update(${pick(["zz=1", "{'a': 2}", "[('p', 3)]", "d", "{'k': 1}, q=2"])})`,
      () => expression`${dict}.${pick(["setdefault", "pop"])}(${make.of("str", 0)}, ${make.of("int", 1)})`,
      () => expression`${dict}.${pick(["popitem()", "clear()", "copy()", "pop('a')", "setdefault('n', [])"])}`,
    ])();
    return list([tag(["set changed = ", call]), `{{ changed }}{{ ${pick([target, dict])} }}`]);
  }

  #output(): Part {
    const { pick, chance } = this.#bound();
    const kind = this.#make.kind();
    const value = this.#make.of(chance(60) ? "str" : kind, 1 + this.#random.below(3));
    return statement`${pick(["{{", "{{", "{{", "{{-"])} ${value} ${pick(["}}", "}}", "}}", "-}}"])}`;
  }

  #if(depth: number, tag: (words: readonly Piece[]) => Part): Part {
    const { chance } = this.#bound();
    const make = this.#make;
    make.used.add("tag if");
    const test = (): Part => make.of(chance(70) ? "bool" : make.kind(), 2);
    const parts: Piece[] = [tag(["if ", test()]), this.#body(depth - 1, 3)];
    while (chance(25)) {
      make.used.add("tag elif");
      parts.push(list([tag(["elif ", test()]), this.#body(depth - 1, 2)]));
    }
    if (chance(45)) parts.push(tag(["else"]), this.#body(depth - 1, 2));
    parts.push(tag(["endif"]));
    return { kind: "statement", parts };
  }

  #for(depth: number, tag: (words: readonly Piece[]) => Part): Part {
    const { pick, chance } = this.#bound();
    const make = this.#make;
    make.used.add("tag for");
    const [target, names, iterable] = this.#loopHead();
    const before = make.locals.length;
    make.locals.push(...names);
    let filter: Piece = "";
    if (chance(20)) {
      make.used.add("tag for if");
      make.lazy = true;
      const inLoop = make.loops;
      make.loops = 0;
      filter = list([" if ", make.of("bool", 1)]);
      make.loops = inLoop;
    }
    const head: readonly Piece[] = [
      "for ",
      target,
      " in ",
      iterable,
      ...(filter === "" ? [] : [" if ", ...filterParts(filter)]),
    ];
    make.loops += 1;
    const body = this.#body(depth - 1, 3);
    make.loops -= 1;
    make.locals.length = before;
    const parts: Piece[] = [tag(head), body];
    if (chance(35)) {
      make.used.add("tag for else");
      parts.push(tag(["else"]), this.#body(depth - 1, 2));
    }
    parts.push(tag([pick(["endfor"])]));
    return { kind: "statement", parts };
  }

  #loopHead(): [string, [string, Kind][], Piece] {
    const make = this.#make;
    const name = this.#random.pick(["i", "item", "x", "a", "n", "s"]);
    switch (this.#random.below(8)) {
      case 0:
        return [
          this.#random.pick(["k, v", "(k, v)"]),
          [
            ["k", "str"],
            ["v", "any"],
          ],
          this.#random.pick(["d.items()", "d|items", "d|dictsort", "cfg.items()", "row.items()"]),
        ];
      case 1:
        return [
          "(p, q), r",
          [
            ["p", "int"],
            ["q", "str"],
            ["r", "int"],
          ],
          "[((1, 'a'), 2), ((3, 'b'), 4)]",
        ];
      case 2:
        return [
          "g, rs",
          [
            ["g", "any"],
            ["rs", "rows"],
          ],
          "rows|groupby('ok')",
        ];
      case 3:
      case 4:
        return [name, [[name, "int"]], make.of("ints", 2)];
      case 5:
        return [name, [[name, "str"]], make.of(this.#random.pick(["strs", "str"]), 2)];
      case 6:
        return [name, [[name, "row"]], make.of("rows", 2)];
      default:
        // Some of these are worked out item by item.
        make.lazy = true;
        return [
          name,
          [[name, "any"]],
          this.#random.pick([
            make.of("any", 2),
            "ws|map('upper')",
            "xs|select('odd')",
            "xs|batch(2)",
            "rows|selectattr('ok')",
            "mixed",
            "d",
            "d.values()",
            "missing",
          ]),
        ];
    }
  }

  #include(tag: (words: readonly Piece[]) => Part): Part {
    const { pick, chance } = this.#bound();
    this.#make.used.add("tag include");
    const known = Object.keys(this.#includes);
    const name = known.length === 0 ? "nope" : pick(known);
    const target = pick([
      `'${name}'`,
      `'${name}'`,
      `['nope', '${name}']`,
      `'${name}' if yes else 'nope'`,
      `name_${name}|default('${name}')`,
      `('zz', '${name}')`,
    ]);
    const missing =
      known.length === 0 || chance(25)
        ? pick([" ignore missing", " ignore missing", known.length === 0 ? " ignore missing" : ""])
        : "";
    // In a set block Jinja2 writes an include without context past the block.
    const context = this.#captures === 0 && chance(25) ? pick([" without context", " with context"]) : "";
    return tag(["include ", target, missing, context]);
  }
}

function filterParts(filter: Piece): readonly Piece[] {
  return typeof filter === "string" ? [filter] : filter.parts.slice(1);
}
