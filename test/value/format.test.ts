/** Formatting beyond the fixtures: limits in length and time, and what a format string cannot reach. */
import { describe, expect, test } from "bun:test";
import { getAttribute } from "../../src/value/access.ts";
import { formatValue } from "../../src/value/format-spec.ts";
import { formatPercent, percent } from "../../src/value/percent-format.ts";
import { Callable, SafeString, Tuple, type Value } from "../../src/value/value.ts";
import { codeOf } from "../harness/failure.ts";

function call(target: Value, name: string, ...positional: Value[]): Value {
  const method = getAttribute(target, name, "strict");
  if (!(method instanceof Callable)) throw new Error(`no method ${name}`);
  return method.call({ positional, keywords: new Map() });
}

describe("formatPercent()", () => {
  test("gives what printf gives", () => {
    expect(formatPercent("%s-%05.2f|%-4d|%+x|%%", new Tuple(["a", 3.375, 7, 255]))).toBe("a-03.38|7   |+ff|%");
    expect(percent(new SafeString("<b>%s</b>"), "<i>")).toEqual(new SafeString("<b>&lt;i&gt;</b>"));
  });
});

describe("what is too long or deep ends at a limit, in under a second", () => {
  const long = 10 ** 9;
  const cases: readonly (readonly [string, () => unknown])[] = [
    ["%*d", () => formatPercent("%*d", new Tuple([long, 1]))],
    ["%.9f", () => formatPercent("%.1000000000f", 1.5)],
    ["%d of many", () => formatPercent("%99999999d", 1)],
    ["{:…}", () => formatValue("a", "1000000000")],
    ["{:0…,}", () => formatValue(1, "01000000000,")],
    ["{:.…e}", () => formatValue(0.1, ".1000000000e")],
    ["zfill", () => call("1", "zfill", long)],
    ["ljust", () => call("1", "ljust", long)],
    ["center", () => call("1", "center", long, "é")],
    ["expandtabs", () => call("\t", "expandtabs", long)],
    [
      "join",
      () =>
        call(
          "x".repeat(1000),
          "join",
          Array.from({ length: 100_000 }, () => "a"),
        ),
    ],
    ["replace", () => call("a".repeat(10_000), "replace", "a", "b".repeat(10_000))],
    ["translate", () => call("a".repeat(10_000), "translate", call("", "maketrans", { a: "b".repeat(10_000) }))],
    ["format", () => call("{0}".repeat(1000), "format", "x".repeat(1_000_000))],
  ];
  test.each(cases.map(([name, run]) => ({ name, run })))("$name", ({ run }) => {
    const started = performance.now();
    expect(codeOf(run)).toBe("render/limit");
    expect(performance.now() - started).toBeLessThan(1000);
  });
  test("long precision within the limit is exact and quick", () => {
    const text = formatPercent("%.2000f", 0.1);
    expect(text.length).toBe(2002);
    expect(text).toStartWith("0.1000000000000000055511151231257827021181583404541015625000");
  });
});

describe("a format string", () => {
  test("reaches neither Python's inside nor a prototype", () => {
    for (const field of ["{0.__class__}", "{0.__init__.__globals__}", "{0[k].__class__}"]) {
      expect(codeOf(() => call(field, "format", { k: 1 }))).toBe("render/forbidden");
    }
    for (const field of ["{0.constructor}", "{0.__proto__}", "{0.toString}"]) {
      expect(codeOf(() => call(field, "format", { k: 1 }))).toBe("render/type");
    }
    expect(codeOf(() => call("{0[constructor]}", "format", { k: 1 }))).toBe("render/value");
  });
});
