/** Limits of the operators: a render can neither hang nor exhaust memory through one operation. */
import { describe, expect, test } from "bun:test";
import { getAttribute } from "../../src/value/access.ts";
import { add, multiply, power } from "../../src/value/arithmetic.ts";
import { center, replace } from "../../src/value/string.ts";
import { toText } from "../../src/value/text.ts";
import { missingAttribute, missingElement, undefinedError } from "../../src/value/undefined.ts";
import { Dict, hashKey, NamedTuple, Range, Tuple, Undefined, type Value } from "../../src/value/value.ts";
import { codeOf } from "../harness/failure.ts";

describe("operators", () => {
  test("refuse results that are too large", () => {
    const big = power(2, 100_000);
    const long = "x".repeat(40 * 1024 * 1024);
    for (const run of [
      () => power(10, 10 ** 9),
      () => power(power(2, 1000), power(2, 1000)),
      () => multiply(big, big),
      () => multiply("ab", 10 ** 9),
      () => multiply([1], power(10, 30)),
      () => add(long, long),
      () => center("x", 10 ** 12),
      () => replace("a".repeat(1000), "a", "b".repeat(1_000_000), -1),
    ]) {
      expect(codeOf(run)).toBe("render/limit");
    }
  });
  test("keep what only looks large", () => {
    expect(power(1, power(10, 30))).toBe(1);
    expect(power(-1, power(10, 30))).toBe(1);
    expect(power(0, power(10, 30))).toBe(0);
    expect(multiply("", power(10, 30))).toBe("");
    expect(multiply([], power(10, 30))).toEqual([]);
  });
});

describe("hashKey()", () => {
  test("gives equal keys for what Python takes for one key", () => {
    const dict = Dict.of([
      [1, "int"],
      [true, "bool"],
      ["1", "text"],
      [new Tuple([1, "a"]), "tuple"],
      [10n ** 16n, "big"],
    ]);
    expect([dict.size, dict.get(1), dict.get(new Tuple([true, "a"])), dict.get(1e16)]).toEqual([
      4,
      "bool",
      "tuple",
      "big",
    ]);
    expect(dict.get(new Range(0, 1, 1))).toBeUndefined();
  });
  test("does not confuse tuples of different parts", () => {
    const keys = [["a", "b"], ["a,1:sb"], ["a"], [1], ["1"], [], [new Tuple([])]].map((items) =>
      hashKey(new Tuple(items as Value[])),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });
  test("refuses a key that is too deep", () => {
    let deep: Value = 1;
    for (let level = 0; level < 300; level++) deep = new Tuple([deep]);
    expect(codeOf(() => hashKey(deep))).toBe("render/limit");
  });
});

describe("undefinedError()", () => {
  test("says what is missing, as Jinja2 does, and hints at default", () => {
    const error = undefinedError(new Undefined("user", "", "strict"));
    expect([error.code, error.detail]).toEqual(["render/undefined", "'user' is undefined"]);
    expect(error.hint).toContain("user|default(");
    expect(undefinedError(missingAttribute({}, "y", "strict")).detail).toBe("'dict object' has no attribute 'y'");
    expect(undefinedError(missingAttribute(null, "y", "strict")).detail).toBe("'None' has no attribute 'y'");
    expect(undefinedError(missingElement([], "3", "strict")).detail).toBe("list object has no element 3");
    expect(undefinedError(new Undefined("", "", "strict", "No first item")).detail).toBe("No first item");
  });
  test("is what debug values print in braces", () => {
    expect(toText(new Undefined("x", "", "debug"))).toBe("{{ x }}");
    expect(toText(missingAttribute({}, "y", "debug"))).toBe("{{ no such element: dict object['y'] }}");
    expect(toText(missingElement([], "3", "debug"))).toBe("{{ no such element: list object[3] }}");
  });
});

test("NamedTuple gives its items by name", () => {
  const group = new NamedTuple(["grouper", "list"], ["a", [1]]);
  expect(getAttribute(group, "grouper", "strict")).toBe("a");
  expect(getAttribute(group, "list", "strict")).toEqual([1]);
  expect(toText(group)).toBe("('a', [1])");
});
