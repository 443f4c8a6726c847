/** Every case of test/fixtures/render, in both modes, with contexts of the engine's dicts and of plain objects. */
import { describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { difference, ours } from "../fuzz/jinja/compare.ts";
import type { JinjaAnswer, JinjaCase, JinjaOptions } from "../fuzz/jinja/oracle.ts";
import type { Tagged } from "../value/case.ts";

interface Case {
  readonly template: string;
  readonly includes?: Readonly<Record<string, string>>;
  readonly context: Tagged;
  readonly options: JinjaOptions;
  readonly ok?: string;
  readonly error?: readonly string[];
}

function read(name: string): readonly Case[] {
  const path = new URL(`../fixtures/render/${name}.json`, import.meta.url).pathname;
  return (JSON.parse(readFileSync(path, "utf8")) as { readonly cases: readonly Case[] }).cases;
}

describe("templates render as Jinja2 renders them", () => {
  for (const [name, least] of [
    ["found", 30],
    ["generated", 300],
    ["objects", 800],
    ["scoping", 200],
    ["tags", 200],
    ["undefined", 600],
  ] as const) {
    for (const mode of ["auto", "macro"] as const) {
      test(`in ${name}.json, mode ${mode}`, () => {
        const cases = read(name);
        expect(cases.length).toBeGreaterThanOrEqual(least);
        for (const each of cases) {
          const { template, includes = {}, context, options, ok, error = [] } = each;
          const one: JinjaCase = { template, includes, context, options, folding: true, addresses: true, leaks: true };
          const jinja: JinjaAnswer = ok === undefined ? { error, message: "" } : { ok };
          const differing = [true, false].map((plain) => difference(ours(one, plain, mode), jinja, false));
          expect({ template, options, differing }).toEqual({ template, options, differing: [undefined, undefined] });
        }
      });
    }
  }
});
