/** What a caller's data may be, and that nothing but data is reachable through it. */
import { describe, expect, test } from "bun:test";
import { getAttribute, getItem } from "../../src/value/access.ts";
import { contains, equals } from "../../src/value/compare.ts";
import { fromHost } from "../../src/value/host.ts";
import { iterate } from "../../src/value/iterate.ts";
import { repr, toText } from "../../src/value/text.ts";
import { Callable, Dict, Undefined, type Value } from "../../src/value/value.ts";
import { codeOf } from "../harness/failure.ts";

/** The code of the DxgError that `run` throws; anything else fails. */
/** A caller's value as the type checker would not let it through. */
const host = (value: unknown): Value => value as Value;

class Secret {
  readonly password = "x";
}

describe("fromHost()", () => {
  test("passes data as it is", () => {
    const list = [1];
    const object = { a: 1 };
    for (const value of [null, true, 1, 1.5, "x", list, object, Object.create(null)])
      expect(fromHost(value)).toBe(value);
  });
  test("normalises bigints and copies Maps", () => {
    expect(fromHost(5n)).toBe(5);
    expect(fromHost(10n ** 20n)).toBe(10n ** 20n);
    expect(repr(fromHost(new Map<unknown, unknown>([["a", new Map([[1, "b"]])]])))).toBe("{'a': {1: 'b'}}");
  });
  test("refuses what is not data, naming it", () => {
    for (const value of [() => 1, Symbol("s"), new Date(), new Secret(), /x/, new Set([1]), new Map([[{}, 1]])]) {
      expect(codeOf(() => fromHost(value))).toBe("render/type");
    }
    expect(() => fromHost(new Secret())).toThrow("class Secret");
  });
  test("refuses a Map that holds itself, and works again after it", () => {
    const map = new Map<string, unknown>();
    map.set("self", map);
    expect(codeOf(() => fromHost(map))).toBe("render/limit");
    map.delete("self");
    expect(repr(fromHost(map))).toBe("{}");
    let deep = new Map<string, unknown>();
    for (let level = 0; level < 40; level++)
      deep = new Map([
        ["a", deep],
        ["b", deep],
      ]);
    expect(fromHost(deep)).toBeInstanceOf(Dict);
    for (let level = 0; level < 300; level++) deep = new Map([["a", deep]]);
    expect(codeOf(() => fromHost(deep))).toBe("render/limit");
  });
});

describe("values inside a caller's data", () => {
  test("are checked when they are read, wherever they are", () => {
    const date = host({ when: new Date(), list: [new Secret()] });
    expect(codeOf(() => getAttribute(date, "when", "strict"))).toBe("render/type");
    expect(codeOf(() => getItem(date, "when", "strict"))).toBe("render/type");
    expect(codeOf(() => toText(date))).toBe("render/type");
    expect(codeOf(() => iterate(host([() => 1])))).toBe("render/type");
    expect(codeOf(() => getItem(host([Symbol("s")]), 0, "strict"))).toBe("render/type");
    expect(codeOf(() => equals(host([new Secret()]), [1]))).toBe("render/type");
    expect(codeOf(() => contains(host([new Secret()]), 1))).toBe("render/type");
  });
  test("of undefined are missing in objects and None in lists", () => {
    expect(repr(host({ a: undefined, b: 1 }))).toBe("{'b': 1}");
    expect(repr(host([undefined, 1]))).toBe("[None, 1]");
    expect(getAttribute(host({ a: undefined }), "a", "strict")).toBeInstanceOf(Undefined);
    expect(equals(host({ a: undefined }), {})).toBe(true);
  });
});

describe("prototypes", () => {
  const names = ["__proto__", "constructor", "toString", "hasOwnProperty", "valueOf", "prototype", "length", "call"];
  const values: readonly Value[] = [{}, { a: 1 }, [], "text", 5, new Dict(), new Callable("f", () => null), null, true];
  test("are never found by attribute or item", () => {
    for (const value of values) {
      for (const name of names) {
        expect(getAttribute(value, name, "strict")).toBeInstanceOf(Undefined);
        expect(getItem(value, name, "strict")).toBeInstanceOf(Undefined);
      }
    }
  });
  test("do not lend their keys, and a key of that name is only data", () => {
    const inherited = Object.create({ secret: 1 }) as Value;
    expect(codeOf(() => fromHost(inherited))).toBe("render/type");
    expect(getItem(host(JSON.parse('{"__proto__": 7}')), "__proto__", "strict")).toBe(7);
    expect(contains({}, "toString")).toBe(false);
  });
  test("are not reached through the names of methods", () => {
    expect(getAttribute({ a: 1 }, "items", "strict")).toBeInstanceOf(Callable);
    expect(getItem({ items: 5 }, "items", "strict")).toBe(5);
  });
});

describe("data that holds itself", () => {
  /** A dict whose list holds the dict. */
  const cycle = (): Value => {
    const list: Value[] = [];
    list.push({ name: "x", list });
    return list;
  };
  test("is written as Python writes it", () => {
    const list: Value[] = [1];
    list.push(list);
    expect(toText(list)).toBe("[1, [...]]");
    expect(toText([list, list])).toBe("[[1, [...]], [1, [...]]]");
    const dict = new Dict();
    dict.set("self", dict);
    expect(toText(dict)).toBe("{'self': {...}}");
    expect(toText(cycle())).toContain("...");
  });
  test("gives render/limit in comparisons", () => {
    expect(codeOf(() => equals(cycle(), cycle()))).toBe("render/limit");
  });
  test("gives render/limit when its parts are shared exponentially often", () => {
    const grow = (): Value => {
      let value: Value = [1];
      for (let level = 0; level < 40; level++) value = [value, value];
      return value;
    };
    expect(codeOf(() => equals(grow(), grow()))).toBe("render/limit");
  });
});
