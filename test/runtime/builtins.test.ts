/** The tables of built-ins against their implementations, binding by name, and what only dxg's filters do. */
import { describe, expect, test } from "bun:test";
import { FILTERS, FUNCTIONS, filtersByName, type Signature, TESTS, testsByName } from "../../src/format/builtins.ts";
import { Context } from "../../src/runtime/context.ts";
import { bindArguments, type FilterContext } from "../../src/runtime/filters/filter.ts";
import { filterById } from "../../src/runtime/filters/index.ts";
import { functionById } from "../../src/runtime/functions.ts";
import { applyTest, testById } from "../../src/runtime/tests.ts";
import { getAttribute } from "../../src/value/access.ts";
import { iterate } from "../../src/value/iterate.ts";
import { repr } from "../../src/value/text.ts";
import { type CallArguments, type Callable, Dict, SafeString, Undefined, type Value } from "../../src/value/value.ts";
import { errorOf } from "../harness/failure.ts";
import { applyFilter } from "./apply-filter.ts";

let spent = 0;
const CONTEXT: FilterContext = {
  undefinedMode: "strict",
  autoescape: false,
  spend: (units) => {
    spent += units;
  },
  filter: (name, value, args) => applyFilter(CONTEXT, name, value, args),
  applyFilter: (id, value, args, keywords) => filterById(id)!(CONTEXT, value, args, keywords),
  test: (name, value, args) => applyTest(CONTEXT, name, value, args),
};

const call = (positional: readonly Value[] = [], keywords: Readonly<Record<string, Value>> = {}): CallArguments => ({
  positional,
  keywords: new Map(Object.entries(keywords)),
});

const make = (name: string, args: CallArguments): Value => {
  const id = FUNCTIONS.find((each) => each.name === name)?.id ?? -1;
  return functionById(id)?.(CONTEXT, new Context({})).call(args) ?? null;
};

/** Tests of Ansible, with their aliases, which follow those of Jinja2. */
const ANSIBLE_TESTS = 16;

describe("the tables", () => {
  const tables: readonly (readonly [string, readonly Signature[], (id: number) => unknown])[] = [
    ["filters", FILTERS, filterById],
    ["tests", TESTS, testById],
    ["functions", FUNCTIONS, functionById],
  ];
  for (const [what, table, find] of tables) {
    test(`number the ${what} in order, each with one implementation`, () => {
      expect(table.map(({ id }) => id)).toEqual(table.map((_, index) => index));
      for (const { id, params, required } of table) {
        expect(find(id)).toBeFunction();
        expect(required).toBeLessThanOrEqual(params.length);
      }
      expect(find(table.length)).toBeUndefined();
      expect(find(-1)).toBeUndefined();
      const names = table.flatMap(({ name, aliases = [] }) => [name, ...aliases]);
      expect(new Set(names).size).toBe(names.length);
    });
  }
  test("know the aliases of Jinja2", () => {
    expect(filtersByName().get("d")).toBe(filtersByName().get("default") as Signature);
    expect(filtersByName().get("count")).toBe(filtersByName().get("length") as Signature);
    expect(filtersByName().get("e")).toBe(filtersByName().get("escape") as Signature);
    expect(testsByName().get("lessthan")).toBe(testsByName().get("<") as Signature);
    expect([...testsByName().keys()].length).toBe(39 + ANSIBLE_TESTS);
  });
});

describe("bindArguments()", () => {
  const replace = filtersByName().get("replace") as Signature;
  test("orders keywords by the signature", () => {
    expect(bindArguments(replace, call(["a"], { count: 2, new: "b" }))).toEqual(["a", "b", 2]);
  });
  test("refuses too many, unknown, doubled and missing arguments", () => {
    for (const args of [
      call(["a", "b", 1, 2]),
      call(["a", "b"], { foo: 1 }),
      call(["a", "b"], { old: "x" }),
      call(["a"]),
    ]) {
      expect(errorOf(() => bindArguments(replace, args)).code).toBe("compile/bad-arguments");
    }
  });
});

describe("names at run time", () => {
  test("that are unknown are refused with a suggestion", () => {
    const filter = errorOf(() => iterate(applyFilter(CONTEXT, "map", ["a"], call(["uper"]))));
    expect([filter.code, filter.hint]).toEqual(["compile/unknown-filter", "Did you mean upper?"]);
    const check = errorOf(() => iterate(applyFilter(CONTEXT, "select", [1], call(["evn"]))));
    expect([check.code, check.hint]).toEqual(["compile/unknown-test", "Did you mean even?"]);
  });
});

test("the case filters keep safe strings safe and refuse undefined values", () => {
  expect(applyFilter(CONTEXT, "pascal", new SafeString("a b"), call())).toEqual(new SafeString("AB"));
  expect(applyFilter(CONTEXT, "plural", "UserBox", call())).toBe("UserBoxes");
  expect(applyFilter(CONTEXT, "snake", 12, call())).toBe("12");
  expect(errorOf(() => applyFilter(CONTEXT, "kebab", new Undefined("n", "", "strict"), call())).code).toBe(
    "render/undefined",
  );
});

test("filters on sequences spend fuel for each item", () => {
  spent = 0;
  applyFilter(CONTEXT, "join", [1, 2, 3], call());
  expect(spent).toBeGreaterThanOrEqual(3);
  const before = spent;
  applyFilter(CONTEXT, "sort", [3, 1, 2, 0], call());
  expect(spent - before).toBeGreaterThan(8);
});

test("groupby gives groups with names", () => {
  const groups = applyFilter(CONTEXT, "groupby", [{ a: "x" }, { a: "X" }, { a: "b" }], call(["a"])) as readonly Value[];
  expect(groups.map((group) => repr(getAttribute(group, "grouper", "strict")))).toEqual(["'b'", "'x'"]);
  expect(repr(getAttribute(groups[1] as Value, "list", "strict"))).toBe("[{'a': 'x'}, {'a': 'X'}]");
});

describe("functions", () => {
  test("range refuses more items than the limit", () => {
    expect(errorOf(() => make("range", call([1_000_001]))).code).toBe("render/limit");
    expect(repr(make("range", call([1_000_000])))).toBe("range(0, 1000000)");
  });
  test("dict takes a mapping, pairs and keywords", () => {
    const made = make("dict", call([{ a: 1, b: 2 }], { b: 3, c: 4 }));
    expect(made).toBeInstanceOf(Dict);
    expect(repr(made)).toBe("{'a': 1, 'b': 3, 'c': 4}");
  });
  test("cycler gives its items in turn until it is reset", () => {
    const cycler = make("cycler", call(["odd", "even"]));
    const run = (name: string): Value => (getAttribute(cycler, name, "strict") as Callable).call(call());
    expect([run("next"), run("next"), run("next"), getAttribute(cycler, "current", "strict")]).toEqual([
      "odd",
      "even",
      "odd",
      "even",
    ]);
    run("reset");
    expect(run("next")).toBe("odd");
    expect(errorOf(() => make("cycler", call())).code).toBe("render/type");
  });
  test("joiner is empty the first time only", () => {
    const joiner = make("joiner", call([";"])) as Callable;
    expect([joiner.call(call()), joiner.call(call()), joiner.call(call())]).toEqual(["", ";", ";"]);
  });
});
