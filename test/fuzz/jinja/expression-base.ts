/**
 * What the random expressions of expressions.ts are built with: atoms of each kind, filters and tests around an operand.
 * Most expressions fit the context, so that most templates render; a few do not, so that errors are compared too. What
 * Jinja2 answers with a generator is always consumed on the spot, as this engine has lists there (a generator has no
 * length, prints its address and can be read once).
 */
import type { Random } from "../random.ts";
import { type Kind, NAMES } from "./context.ts";
import { expression, type Part, type Piece, textOf } from "./piece.ts";

const KINDS: readonly Kind[] = ["int", "float", "str", "bool", "ints", "strs", "row", "rows", "dict", "any"];
const ODD = 4;

const TEXTS = [
  "''",
  "'a'",
  '"b"',
  "'é'",
  "'<'",
  "'😀'",
  "' '",
  "'o'",
  "','",
  "'x-y z'",
  "'\\n'",
  "'%s'",
  '"it\'s"',
  "'\\u00df'",
  "'ab' 'cd'",
  "'A'",
];
const INTEGERS = [
  "0",
  "1",
  "2",
  "3",
  "4",
  "7",
  "10",
  "100",
  "1_000",
  "0x1F",
  "0b101",
  "0o17",
  "12345678901234567890",
  "255",
];
const FLOATS = ["0.5", "1.0", "2.5", "1e3", "1.5e-3", "3.0", "0.0", "1e16", "12.75"];

export abstract class ExpressionBase {
  readonly #source: Random;
  /** Names set by the template, by kind. */
  readonly locals: [string, Kind][] = [];
  /** Loops around this place. */
  loops = 0;
  /** Filters, tests and functions used, for the report. */
  readonly used: Set<string> = new Set();
  /** What Jinja2 works out item by item: the first of several errors may be another one. */
  lazy = false;

  constructor(random: Random) {
    this.#source = random;
  }

  chance(percent: number): boolean {
    return this.#source.below(100) < percent;
  }

  pick<T>(items: readonly T[]): T {
    return this.#source.pick(items);
  }

  kind(): Kind {
    return this.pick(KINDS);
  }

  /** An expression of a kind, rarely of another one; `depth` bounds its height. */
  of(kind: Kind, depth: number): Part {
    if (this.chance(ODD)) return this.make(this.kind(), depth);
    return this.make(kind, depth);
  }

  protected make(kind: Kind, depth: number): Part {
    if (depth <= 0) return this.atom(kind);
    const made = this.chance(12) ? this.general(kind, depth - 1) : this.compound(kind, depth - 1);
    return this.chance(35) ? expression`(${made})` : made;
  }

  protected one(...makers: readonly (() => Part)[]): Part {
    return this.pick(makers)();
  }

  protected namesOf(kind: Kind): readonly string[] {
    const local = this.locals.filter((entry) => entry[1] === kind).map((entry) => entry[0]);
    return local.length > 0 && this.chance(50) ? local : NAMES[kind];
  }

  protected atom(kind: Kind): Part {
    const name = expression`${this.pick(this.namesOf(kind))}`;
    if (this.chance(60)) return name;
    switch (kind) {
      case "int":
        if (this.loops > 0 && this.chance(30))
          return expression`${this.pick(["loop.index", "loop.index0", "loop.revindex", "loop.revindex0", "loop.length", "loop.depth", "loop.depth0"])}`;
        return expression`${this.pick(INTEGERS)}`;
      case "float":
        return expression`${this.pick(FLOATS)}`;
      case "str":
        return expression`${this.pick(TEXTS)}`;
      case "bool":
        if (this.loops > 0 && this.chance(40)) return expression`${this.pick(["loop.first", "loop.last"])}`;
        return expression`${this.pick(["true", "false", "True", "False"])}`;
      case "ints":
        return expression`${this.pick(["[]", "[1, 2, 3]", "[3, 1]", "(4, 5)", "range(3)", "range(1, 10, 3)", "range(5, 0, -2)"])}`;
      case "strs":
        return expression`${this.pick(["['b', 'A', 'c']", "['x']", "('p', 'q')", "[]"])}`;
      case "dict":
        return expression`${this.pick(["{}", "{'a': 1}", "{'k': 'v', 'b': [1]}", "{1: 2}"])}`;
      case "any":
        if (this.loops > 0 && this.chance(20)) return expression`${this.pick(["loop.previtem", "loop.nextitem"])}`;
        return expression`${this.pick(["none", "None", "missing", "mixed", "d.zzz", "row.nope", "rows.0", "()"])}`;
      default:
        return name;
    }
  }

  /** What any kind can come from. */
  protected general(kind: Kind, depth: number): Part {
    return this.one(
      () => expression`(${this.of(kind, depth)} if ${this.of("bool", depth)} else ${this.of(kind, depth)})`,
      () => expression`${this.of(kind, depth)} or ${this.of(kind, depth)}`,
      () => expression`${this.of(kind, depth)} and ${this.of(kind, depth)}`,
      () =>
        this.filter(
          this.pick(["default", "default", "d"]),
          this.make(this.chance(50) ? "any" : kind, depth),
          this.of(kind, depth),
          ...(this.chance(30) ? [this.pick(["true", "boolean=true", "false"])] : []),
        ),
      () => expression`[${this.of(kind, depth)}, ${this.of(kind, depth)}][${this.pick(["0", "1", "-1"])}]`,
      () => expression`{'k': ${this.of(kind, depth)}}${this.pick([".k", "['k']", ".get('k')"])}`,
      () =>
        this.chance(30)
          ? expression`(${this.of(kind, depth)} if ${this.of("bool", depth)})`
          : expression`(${this.of(kind, depth)})`,
    );
  }

  protected filter(name: string, target: Piece, ...args: readonly Piece[]): Part {
    this.used.add(`filter ${name}`);
    const operand = /^[\w.'"\][]*$/.test(textOf(target)) ? target : expression`(${target})`;
    if (args.length === 0) return expression`${operand}|${name}${this.chance(5) ? "()" : ""}`;
    const parts = args.flatMap((arg, index) => (index === 0 ? [arg] : [", ", arg]));
    return { kind: "expression", parts: [operand, `|${name}(`, ...parts, ")"] };
  }

  protected lazily(name: string, target: Piece, ...args: readonly Piece[]): Part {
    this.lazy = true;
    return this.filter(name, target, ...args);
  }

  protected test(target: Piece, name: string, argument?: Piece): Part {
    this.used.add(`test ${name}`);
    const not = this.chance(25) ? "not " : "";
    if (argument === undefined) return expression`((${target}) is ${not}${name})`;
    return expression`((${target}) is ${not}${name}(${argument}))`;
  }

  /** A test that only filters can name, and its argument. */
  protected compared(): string {
    const name = this.pick(["==", "!=", "<", "<=", ">", ">="]);
    this.used.add(`test ${name}`);
    return `'${name}', ${this.pick(["1", "2", "n"])}`;
  }

  protected abstract compound(kind: Kind, depth: number): Part;
}
