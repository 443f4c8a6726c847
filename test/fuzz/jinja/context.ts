/** Random contexts: the same names with values of the same kinds each time, so that templates mostly fit them. */
import type { Tagged } from "../../value/case.ts";
import type { Random } from "../random.ts";

/** Kinds that the expression generator asks for. */
export type Kind = "int" | "float" | "str" | "bool" | "ints" | "strs" | "row" | "rows" | "dict" | "any";

/** What each name of a context holds. */
export const NAMES: Readonly<Record<Kind, readonly string[]>> = {
  int: ["n", "m", "big"],
  float: ["f", "g"],
  str: ["s", "t", "html"],
  bool: ["yes", "no"],
  ints: ["xs", "ys"],
  strs: ["ws"],
  row: ["row"],
  rows: ["rows"],
  dict: ["d", "cfg"],
  any: ["none", "mixed", "missing", "pair", "safe"],
};

/** Attributes of a row and their kinds. */
export const FIELDS: readonly (readonly [string, Kind])[] = [
  ["id", "int"],
  ["name", "str"],
  ["price", "float"],
  ["ok", "bool"],
  ["tags", "strs"],
];

const WORDS = [
  "",
  "a",
  "foo",
  "Foo Bar",
  "hello world",
  "naïve café",
  "größe",
  "日本",
  "x😀y",
  "Ünï",
  "it's",
  'say "hi"',
  "<b>&amp;</b>",
  "a-b_c",
  "12",
  "3.5",
  " pad ",
  "line\nbreak",
  "tab\there",
  "UPPER",
  "items",
  "Straße",
  "a,b,c",
  "{{ x }}",
  "back\\slash",
];

export function randomText(random: Random): string {
  return random.below(3) > 0
    ? random.pick(WORDS)
    : `${random.pick(WORDS)}${random.pick([" ", "", "-", "\n"])}${random.pick(WORDS)}`;
}

const INTEGERS: readonly Tagged[] = [0, 1, 2, 3, 5, 7, 10, -1, -4, 42, 100, 255, 1000];
const BIG: readonly Tagged[] = [
  { i: "9007199254740993" },
  { i: "-123456789012345678901234567890" },
  { i: "18446744073709551616" },
];
const FLOATS = ["0.0", "1.0", "1.5", "-2.25", "3.14159", "0.1", "1e20", "1e-7", "2.5", "-0.5", "100.0", "1e16"];

function repeat<T>(random: Random, most: number, make: () => T): T[] {
  return Array.from({ length: random.below(most + 1) }, make);
}

const int = (random: Random): Tagged => random.pick(INTEGERS);
const float = (random: Random): Tagged => ({ f: random.pick(FLOATS) });

function row(random: Random): Tagged {
  const fields: (readonly [Tagged, Tagged])[] = [
    ["id", int(random)],
    ["name", randomText(random)],
    ["price", float(random)],
    ["ok", random.below(2) === 0],
    ["tags", repeat(random, 3, () => randomText(random))],
  ];
  return { d: random.below(12) === 0 ? fields.filter(() => random.below(4) > 0) : fields };
}

function scalar(random: Random): Tagged {
  switch (random.below(6)) {
    case 0:
      return null;
    case 1:
      return random.below(2) === 0;
    case 2:
      return float(random);
    case 3:
      return random.pick(BIG);
    case 4:
      return int(random);
    default:
      return randomText(random);
  }
}

function mixed(random: Random, depth: number): Tagged {
  if (depth === 0 || random.below(2) === 0) return scalar(random);
  const items = repeat(random, 3, () => mixed(random, depth - 1));
  switch (random.below(3)) {
    case 0:
      return items;
    case 1:
      return { t: items };
    default:
      return { d: items.map((item, index) => [random.below(4) === 0 ? index : `k${index}`, item]) };
  }
}

/** A value for every name but `missing`. */
export function randomContext(random: Random): { readonly d: readonly (readonly [string, Tagged])[] } {
  const texts = (): Tagged => repeat(random, 4, () => randomText(random));
  const ints = (): Tagged => repeat(random, 5, () => int(random));
  return {
    d: [
      ["n", int(random)],
      ["m", int(random)],
      ["big", random.pick(BIG)],
      ["f", float(random)],
      ["g", float(random)],
      ["s", randomText(random)],
      ["t", randomText(random)],
      ["html", random.pick(["<p class='x'>\"a\" & b</p>", "<b>é</b>", "a < b > c"])],
      ["yes", true],
      ["no", false],
      ["none", null],
      ["xs", ints()],
      ["ys", ints()],
      ["ws", texts()],
      ["row", row(random)],
      ["rows", repeat(random, 4, () => row(random))],
      [
        "d",
        {
          d: [
            ["a", int(random)],
            ["b", randomText(random)],
            ["c", ints()],
            ["items", int(random)],
          ],
        },
      ],
      [
        "cfg",
        {
          d: [
            ["debug", random.below(2) === 0],
            ["name", randomText(random)],
            [
              "sub",
              {
                d: [
                  ["k", int(random)],
                  ["v", null],
                ],
              },
            ],
          ],
        },
      ],
      ["mixed", mixed(random, 3)],
      ["pair", { t: [int(random), randomText(random)] }],
      ["safe", { m: random.pick(["<i>x</i>", "&lt;", "plain"]) }],
    ],
  };
}
