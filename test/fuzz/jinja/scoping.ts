/** Random programs of nothing but scopes: `set`, block `set`, loops, branches and includes over four names. */
import type { Random } from "../random.ts";
import { list, type Part, type Piece, statement } from "./piece.ts";
import type { Generated } from "./statements.ts";

const NAMES = ["a", "b", "c", "x"];

/** Names of the included templates; the second may include the first. */
const FIRST = "one";
const SECOND = "two";

export class Scoping {
  readonly #random: Random;
  readonly #includes: Record<string, Piece> = {};
  #number = 0;
  #loops = 0;
  #captures = 0;
  /** Off while an included template is made, as includes without end are no subject here. */
  #includesAllowed = false;

  constructor(random: Random) {
    this.#random = random;
  }

  generate(): Generated {
    this.#includes[FIRST] = this.#body(1);
    this.#includes[SECOND] = list([this.#body(1), statement`{% include 'one' %}`]);
    this.#includesAllowed = true;
    const template = this.#body(3);
    return {
      template,
      includes: this.#includes,
      options: {
        undefined: this.#random.pick(["lenient", "debug", "chainable", "lenient", "debug", "strict"] as const),
        autoescape: this.#random.below(4) === 0,
        trimBlocks: false,
        lstripBlocks: false,
        keepTrailingNewline: false,
      },
      used: new Set(["scoping"]),
      lazy: false,
    };
  }

  #body(depth: number): Part {
    return list(Array.from({ length: 1 + this.#random.below(4) }, () => this.#statement(depth)));
  }

  #name(): string {
    return this.#random.pick(NAMES);
  }

  /** Two names: Jinja2 tells an included template the first value where a target has a name twice. */
  #pair(): string {
    const name = this.#name();
    return `${name}, ${this.#random.pick(NAMES.filter((other) => other !== name))}`;
  }

  #show(): Part {
    const names = this.#random.below(3) === 0 ? NAMES : [this.#name()];
    return statement`[${names.map((name) => `{{ ${name} }}`).join(",")}]`;
  }

  #loop(): Part {
    if (this.#loops === 0 && this.#random.below(3) > 0) return this.#show();
    return statement`${this.#random.pick(["({{ loop.index }})", "({{ loop.index0 }}/{{ loop.length }})", "{{ loop is defined }}", "{{ loop.last }}"])}`;
  }

  #value(): string {
    this.#number += 1;
    return this.#random.pick([
      `${this.#number}`,
      `'v${this.#number}'`,
      this.#name(),
      `${this.#name()} ~ '+'`,
      `'<' ~ ${this.#name()}`,
    ]);
  }

  #statement(depth: number): Part {
    const choice = depth <= 0 ? this.#random.below(50) : this.#random.below(100);
    if (choice < 18) return this.#show();
    if (choice < 24) return this.#loop();
    if (choice < 44) return statement`{% set ${this.#name()} = ${this.#value()} %}`;
    if (choice < 50) return statement`{% set ${this.#pair()} = ${this.#value()}, ${this.#value()} %}`;
    if (choice < 60) return this.#includesAllowed ? this.#include() : this.#show();
    if (choice < 74) return this.#if(depth);
    if (choice < 92) return this.#for(depth);
    this.#captures += 1;
    const body = this.#body(depth - 1);
    this.#captures -= 1;
    return statement`{% set ${this.#name()}${this.#random.pick(["", "|upper", "|trim"])} %}${body}{% endset %}`;
  }

  #include(): Part {
    const pick = <T>(items: readonly T[]): T => this.#random.pick(items);
    const target = pick(["'one'", "'one'", "'two'", "['no', 'one']", "'one' if true else 'two'"]);
    // In a set block Jinja2 writes an include without context past the block.
    const context = this.#captures > 0 ? "" : pick(["", "", "", " without context", " with context"]);
    return statement`{% include ${target}${context} %}`;
  }

  #if(depth: number): Part {
    const test = (): string =>
      this.#random.pick(["true", "false", this.#name(), `not ${this.#name()}`, "a is defined", "loop is defined"]);
    const otherwise: Piece = this.#random.below(2) === 0 ? statement`{% else %}${this.#body(depth - 1)}` : "";
    return statement`{% if ${test()} %}${this.#body(depth - 1)}${otherwise}{% endif %}`;
  }

  #for(depth: number): Part {
    const pick = <T>(items: readonly T[]): T => this.#random.pick(items);
    const [target, iterable] = pick([
      [this.#name(), pick(["[1, 2]", "[]", "[7]", "'pq'", "missing", this.#name()])],
      [this.#pair(), pick(["[(1, 2), (3, 4)]", "[]", "{'k': 'v'}.items()"])],
      ["i", "[1, 2]"],
    ] as const);
    const filter =
      this.#random.below(5) === 0 ? pick([` if ${this.#name()}`, " if true", " if loop is defined", " if not c"]) : "";
    this.#loops += 1;
    const body = this.#body(depth - 1);
    this.#loops -= 1;
    const otherwise: Piece = this.#random.below(3) === 0 ? statement`{% else %}${this.#body(depth - 1)}` : "";
    return statement`{% for ${target} in ${iterable}${filter} %}${body}${otherwise}{% endfor %}`;
  }
}
