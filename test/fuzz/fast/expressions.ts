/**
 * Random expressions in the language of the native fast path, by the kind of value that is wanted. Now and then another
 * kind stands there: taking what TypeScript refuses, or takes otherwise, is the likeliest fault of the fast path.
 */
import type { Random } from "../random.ts";
import { ANYTHING, ASCII, FOREIGN, LARGE, LISTS, MIXED_LISTS, ODD, OTHERS, WHOLES } from "./words.ts";

export type Kind = "text" | "whole" | "truth" | "list" | "dict" | "rows" | "any";

export interface Taste {
  /** How many of a hundred values are of any kind. */
  readonly mixing: number;
  /** How many of a hundred expressions and statements are none of the fast path's. */
  readonly foreign: number;
  /** Whether all literals are ASCII. */
  readonly ascii: boolean;
}

const KINDS: readonly Kind[] = ["text", "whole", "truth", "list", "any"];
export class Expressions {
  /** What is in scope, the nearest last. */
  readonly names: [name: string, kind: Kind][] = [];
  /** Loops around. */
  loops = 0;
  readonly #random: Random;
  readonly #taste: Taste;

  constructor(random: Random, taste: Taste) {
    this.#random = random;
    this.#taste = taste;
  }

  chance(percent: number): boolean {
    return this.#random.below(100) < percent;
  }

  pick<T>(items: readonly T[]): T {
    return this.#random.pick(items);
  }

  get foreign(): boolean {
    return this.chance(this.#taste.foreign);
  }

  of(wanted: Kind, depth: number): string {
    const kind = this.chance(this.#taste.mixing) ? this.pick(KINDS) : wanted;
    const known = this.names.filter(([, one]) => one === kind || kind === "any");
    if (known.length > 0 && this.chance(depth > 0 ? 30 : 60)) return this.pick(known)[0];
    switch (kind) {
      case "text":
        return this.foreign ? this.#foreign() : this.#text(depth);
      case "whole":
        return this.#whole(depth);
      case "truth":
        return this.#truth(depth);
      case "list":
        return this.#list(depth);
      case "dict":
        return this.chance(50) ? "{'name': 'x', 'size': 1}" : this.#list(0);
      case "rows":
        return "[{'name': 'x', 'type': 'y'}]";
      default:
        return this.#any(depth);
    }
  }

  literal(): string {
    return !this.#taste.ascii && this.chance(25) ? this.pick(OTHERS) : this.pick(ASCII);
  }

  #foreign(): string {
    return this.pick(FOREIGN).replaceAll("?", this.of("text", 0));
  }

  #text(depth: number): string {
    if (depth <= 0) return this.literal();
    const text = (): string => this.of("text", depth - 1);
    return this.pick<() => string>([
      () => `(${text()} ~ ${this.of(this.pick(["text", "whole", "truth"]), depth - 1)})`,
      () => `(${text()} ~ ${text()} ~ ${text()})`,
      () => `(${text()} + ${text()})`,
      () => this.#filtered(depth),
      () => this.#filtered(depth),
      () => this.#filtered(depth),
      () => `(${this.items(depth - 1)} | join(${this.pick(["", "", "d="])}${this.literal()}))`,
      () => `(${this.items(depth - 1)} | join)`,
      () =>
        `(${this.items(depth - 1)} | ${this.pick(["first", "last"])}${this.pick([" | default('-')", " | default('')", ""])})`,
      () => `${this.of("list", 0)}[${this.pick(["0", "-1", "1", this.of("whole", 0)])}]`,
      () => `${text()}[${this.#bound()}:${this.#bound()}]`,
      () => `(${text()} if ${this.of("truth", depth - 1)} else ${text()})`,
      () => `(${text()} if ${this.of("truth", depth - 1)})`,
      () => `(${text()} ${this.pick(["or", "and"])} ${text()})`,
      () => `dxg.${this.pick(["name", "prefix", "dest"])}`,
      () => `(${this.#odd(depth - 1)} | ${this.pick(["default", "d"])}(${this.literal()}))`,
      () => `(${this.#odd(depth - 1)} | default(${this.literal()}, ${this.pick(["true", "boolean=true", "false"])}))`,
      () => `(${this.of("whole", depth - 1)} | string)`,
      () => `(${this.of(this.pick(["text", "whole", "truth", "any"]), depth - 1)} | tojson)`,
      () => this.#field(),
    ])();
  }

  #filtered(depth: number): string {
    return `(${this.of("text", depth - 1)} | ${this.#textFilter()})`;
  }

  #textFilter(): string {
    return this.pick<() => string>([
      () => this.pick(["capitalize", "upper", "lower", "title", "trim", "string"]),
      () => this.pick(["pascal", "camel", "snake", "kebab", "constant", "slugify", "quote"]),
      () => this.pick(["pascal", "camel", "snake", "kebab", "constant", "slugify", "quote"]),
      () => `trim(${this.pick(["", "chars="])}${this.pick([this.literal(), "' -'", "'abc'", "none"])})`,
      () => `replace(${this.literal()}, ${this.of("text", 0)})`,
      () => `replace(old='a', new=${this.literal()})`,
      () =>
        `wordwrap(${this.pick(["1", "3", "5", "10", "20", "79"])}${this.pick(["", ", true", ", false", ", none"])})`,
      () => `wordwrap(${this.chance(10) ? this.of("whole", 0) : "12"})`,
      () => this.pick(["wordwrap", "wordwrap(width=8, break_long_words=false)", "wordwrap(break_long_words=true)"]),
    ])();
  }

  /** A value of a dict that is in scope. */
  #field(): string {
    const known = this.names.filter(([, kind]) => kind === "dict");
    if (known.length === 0) return this.literal();
    const [name] = this.pick(known);
    const key = this.pick(["name", "name", "type", "size", "items", "nope"]);
    const field = this.chance(70) ? `${name}.${key}` : `${name}['${key}']`;
    return this.chance(30) ? `(${field} | default('-'))` : field;
  }

  #bound(): string {
    return this.pick(["", "", "0", "1", "2", "-1", "-2", "5", "99", this.of("whole", 0), this.of("whole", 0)]);
  }

  #whole(depth: number): string {
    if (depth <= 0) return this.chance(this.#taste.mixing / 4) ? this.pick(LARGE) : this.pick(WHOLES);
    const whole = (): string => this.of("whole", depth - 1);
    return this.pick<() => string>([
      () => `(${whole()} + ${whole()})`,
      () => `(${whole()} - ${whole()})`,
      () => `(${this.of(this.pick(["list", "text"]), depth - 1)} | ${this.pick(["length", "count"])})`,
      () => (this.loops > 0 ? `loop.${this.pick(["index", "index0", "length", "revindex", "revindex0"])}` : whole()),
      () => `(${whole()} if ${this.of("truth", depth - 1)} else ${whole()})`,
      () => `[1, 2, 3][${this.pick(["0", "-1", "2", whole()])}]`,
    ])();
  }

  #truth(depth: number): string {
    if (depth <= 0) return this.pick(["true", "false"]);
    const truth = (): string => this.of("truth", depth - 1);
    const any = (): string => this.of("any", depth - 1);
    const alike = this.pick<Kind>(["text", "text", "whole", "any"]);
    const ordered = this.pick<Kind>(["text", "whole", "truth"]);
    return this.pick<() => string>([
      () => `(${this.of(alike, depth - 1)} ${this.pick(["==", "!="])} ${this.of(alike, depth - 1)})`,
      () => `(${this.of(ordered, depth - 1)} ${this.pick(["<", "<=", ">", ">="])} ${this.of(ordered, depth - 1)})`,
      () => `(${this.of(ordered, 0)} < ${this.of(ordered, depth - 1)} <= ${this.of(ordered, 0)})`,
      () => `(${this.of("text", depth - 1)} ${this.pick(["in", "not in"])} ${this.of("list", depth - 1)})`,
      () => `(${this.of("text", depth - 1)} ${this.pick(["in", "not in"])} ${this.of("text", depth - 1)})`,
      () => `(${any()} ${this.pick(["in", "not in"])} ${this.of("list", depth - 1)})`,
      () => `(${truth()} ${this.pick(["and", "or"])} ${truth()})`,
      () => `(not ${this.of(this.pick(["truth", "text", "list", "any"]), depth - 1)})`,
      () => this.#tested(depth - 1),
      () => `(${this.of("text", depth - 1)} is ${this.pick(["lower", "upper", "string", "defined", "eq('a')"])})`,
      () =>
        `(${this.of("whole", depth - 1)} is ${this.pick(["gt", "ge", "lt", "le", "eq", "ne"])}(${this.of("whole", 0)}))`,
      () => (this.loops > 0 ? `loop.${this.pick(["first", "last"])}` : truth()),
    ])();
  }

  #tested(depth: number): string {
    const is = this.pick(["is", "is not"]);
    return this.pick<() => string>([
      () =>
        `(${this.#odd(depth)} ${is} ${this.pick(["defined", "undefined", "none", "string", "boolean", "true", "false"])})`,
      () => `(${this.of(this.pick(["text", "any"]), depth)} ${is} ${this.pick(["lower", "upper"])})`,
      () => `(${this.of("any", depth)} ${is} ${this.pick(["eq", "ne", "equalto", "sameas"])}(${this.of("any", 0)}))`,
      () => `(${this.of("text", depth)} ${is} in(${this.of("list", 0)}))`,
      () => `(${this.of("whole", depth)} ${is} ${this.pick(["gt", "ge", "lessthan"])}(${this.of("whole", 0)}))`,
      () => `(${this.of("any", depth)} ${is} ${this.pick(["number", "integer", "mapping", "none", "string"])})`,
    ])();
  }

  #list(depth: number): string {
    if (depth <= 0) return this.chance(this.#taste.mixing * 2) ? this.pick(MIXED_LISTS) : this.pick(LISTS);
    const list = (): string => this.of("list", depth - 1);
    return this.pick<() => string>([
      () => `[${this.of("text", depth - 1)}, ${this.of("text", depth - 1)}]`,
      () => `[${this.of("any", depth - 1)}]`,
      () => `(${list()} + ${list()})`,
      () => `${list()}[${this.#bound()}:${this.#bound()}]`,
      () => `(${list()} | map(${this.#mapped()}) | list)`,
      () => `(${this.items(depth - 1)} | list)`,
      () => `(${list()} | ${this.pick(["select", "reject"])}(${this.#chosen()}) | list)`,
      () => `(${list()} | unique | list)`,
      () => `(${this.of("text", depth - 1)} | list)`,
      () => `(${list()} ${this.pick(["or", "and"])} ${list()})`,
      () => `(${list()} if ${this.of("truth", depth - 1)} else ${list()})`,
    ])();
  }

  #mapped(): string {
    return this.pick<() => string>([
      () => `'${this.pick(["camel", "pascal", "snake", "kebab", "constant", "slugify"])}'`,
      () => `'${this.pick(["upper", "lower", "capitalize", "title", "trim", "string"])}'`,
      () => `'replace', ${this.literal()}, ${this.literal()}`,
      () => `'trim', ${this.literal()}`,
      () => `'${this.chance(3) ? "nope" : this.pick(["first", "last", "length", "join", "default"])}'`,
    ])();
  }

  #chosen(): string {
    return this.pick<() => string>([
      () => `'in', ${this.of(this.pick(["list", "text"]), 0)}`,
      () => `'${this.pick(["eq", "ne", "=="])}', ${this.of(this.pick(["text", "any"]), 0)}`,
      () => `'${this.pick(["gt", "lt", "ge", "le"])}', ${this.of("text", 0)}`,
      () => `'${this.pick(["string", "lower", "upper", "none", "defined", "undefined", "true", "boolean"])}'`,
      () => "",
    ])();
  }

  #any(depth: number): string {
    if (this.chance(35)) return this.chance(this.#taste.mixing) ? this.pick(ODD) : this.pick(ANYTHING);
    return this.of(this.pick<Kind>(["text", "whole", "truth", "list"]), depth);
  }

  /** What may be missing. */
  #odd(depth: number): string {
    return this.chance(50)
      ? this.pick(ODD.slice(0, this.chance(this.#taste.mixing) ? undefined : 8))
      : this.of("any", depth);
  }

  /** What a loop goes over: a list, or what filters give. */
  items(depth: number): string {
    if (depth <= 0 || this.chance(60)) return this.of(this.chance(95) ? "list" : "dict", depth);
    const list = (): string => this.of("list", depth - 1);
    return this.pick<() => string>([
      () => `(${list()} | map(${this.#mapped()}))`,
      () => `(${list()} | map(${this.#mapped()}) | map(${this.#mapped()}))`,
      () => `(${list()} | ${this.pick(["select", "reject"])}(${this.#chosen()}))`,
      () => `(${list()} | unique)`,
      () => this.of("text", depth - 1),
    ])();
  }
}
