/** The numbers of filters and tests in the sources of the fast path are those of the table that binaries are made by. */
import { describe, expect, test } from "bun:test";
import { join } from "node:path";
import { FILTERS, type Signature, TESTS } from "../../src/format/builtins.ts";

const FOLDER = join(import.meta.dir, "../../ffi/fast");

/** The constants of an enumeration, in order. */
async function enumeration(file: string, name: string): Promise<readonly (readonly [name: string, value: number])[]> {
  const body = new RegExp(`enum ${name} \\{([^}]*)\\}`).exec(await Bun.file(join(FOLDER, file)).text())?.[1] ?? "";
  return [...body.matchAll(/(\w+) = (\d+)/g)].map(([, key = "", value]) => [key, Number(value)]);
}

function idOf(table: readonly Signature[], name: string): number | undefined {
  return table.find((one) => one.name === name || one.aliases?.includes(name))?.id;
}

describe("the fast path has the numbers of builtins.ts", () => {
  test("for filters", async () => {
    const found = await enumeration("filters.c", "filter");
    expect(found.length).toBeGreaterThan(20);
    for (const [name, value] of found) expect([name, value]).toEqual([name, idOf(FILTERS, name.toLowerCase())!]);
  });

  test("for tests, by their names for `select`", async () => {
    const numbers = new Map(await enumeration("tests.c", "test"));
    const source = await Bun.file(join(FOLDER, "tests.c")).text();
    const named = [...source.matchAll(/\{"(\w+)", (IS_\w+), \d\}/g)];
    expect(named.length).toBe(numbers.size);
    for (const [, name = "", key = ""] of named) expect([name, numbers.get(key)]).toEqual([name, idOf(TESTS, name)]);
  });
});
