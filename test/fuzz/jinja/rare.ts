/**
 * Random outputs of the tests and filters that ordinary templates (statements.ts) come to seldom, each as often as the
 * others. A template is a few outputs, so that an error hides little.
 */
import type { Random } from "../random.ts";
import { Expressions } from "./expressions.ts";
import { expression, list, type Part, type Piece } from "./piece.ts";
import type { Generated } from "./statements.ts";

const TESTS = [
  "boolean",
  "defined",
  "escaped",
  "even",
  "false",
  "float",
  "integer",
  "iterable",
  "lower",
  "mapping",
  "none",
  "number",
  "odd",
  "sequence",
  "string",
  "true",
  "undefined",
  "upper",
] as const;
const COMPARISONS = ["eq", "equalto", "ge", "greaterthan", "gt", "le", "lessthan", "lt", "ne"] as const;
/** Names of tests that only filters can name. */
const OPERATORS = ["!=", "<", "<=", "==", ">", ">="] as const;
const FILTERS = [
  "capitalize",
  "count",
  "e",
  "escape",
  "forceescape",
  "lower",
  "safe",
  "string",
  "striptags",
  "title",
  "upper",
] as const;
const OUTPUTS = 3;

export class Rare extends Expressions {
  readonly #random: Random;

  constructor(random: Random) {
    super(random);
    this.#random = random;
  }

  generate(): Generated {
    const parts: Piece[] = [];
    for (let index = 0; index < OUTPUTS; index += 1) parts.push("{{ ", this.#output(), " }}|");
    return {
      template: list(parts),
      includes: {},
      options: {
        undefined: this.pick(["lenient", "lenient", "strict", "chainable", "debug", "semi-strict"] as const),
        autoescape: this.chance(50),
        trimBlocks: false,
        lstripBlocks: false,
        keepTrailingNewline: false,
      },
      used: this.used,
      lazy: this.lazy,
    };
  }

  #output(): Part {
    const kind = this.kind();
    const depth = this.#random.below(3);
    const at = this.#random.below(TESTS.length + COMPARISONS.length + OPERATORS.length + FILTERS.length);
    const [test, comparison, operator, filter] = [
      TESTS[at],
      COMPARISONS[at - TESTS.length],
      OPERATORS[at - TESTS.length - COMPARISONS.length],
      FILTERS[at - TESTS.length - COMPARISONS.length - OPERATORS.length],
    ];
    if (test !== undefined) return this.test(this.of(kind, depth), test);
    // Few kinds have an order.
    const same = this.chance(80) ? this.pick(["int", "float", "str"] as const) : kind;
    if (comparison !== undefined) return this.test(this.of(same, depth), comparison, this.of(same, depth));
    if (filter !== undefined) return this.filter(filter, this.of(this.chance(60) ? "str" : kind, depth));
    this.used.add(`test ${operator}`);
    const items = expression`[${this.of(same, depth)}, ${this.of(same, depth)}]`;
    const other = this.of(same, depth);
    return this.filter("list", this.lazily(this.pick(["select", "reject"]), items, `'${operator}'`, other));
  }
}
