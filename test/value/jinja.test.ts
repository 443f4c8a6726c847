/** Every case of test/fixtures/values, once with dicts of the engine and once with plain objects of a caller. */
import { describe, expect, test } from "bun:test";
import access from "../fixtures/values/access.json";
import filters from "../fixtures/values/filters.json";
import markup from "../fixtures/values/markup.json";
import methods from "../fixtures/values/methods.json";
import operators from "../fixtures/values/operators.json";
import tests from "../fixtures/values/tests.json";
import { answer, type Case } from "./case.ts";

const FILES: readonly (readonly [string, { readonly cases: readonly unknown[] }])[] = [
  ["access", access],
  ["filters", filters],
  ["markup", markup],
  ["methods", methods],
  ["operators", operators],
  ["tests", tests],
];

/** The cases that differ, in words; a case is data, so a failure must name it. */
function differences(cases: readonly Case[], plain: boolean): string[] {
  return cases.flatMap((each) => {
    const got = answer(each, plain);
    if (got.ok === each.ok && got.error === each.error) return [];
    return [`${JSON.stringify(each)} gave ${JSON.stringify(got)}`];
  });
}

for (const [name, file] of FILES) {
  const cases = file.cases as readonly Case[];
  describe(`${name} agree with Jinja2`, () => {
    test(`on ${cases.length} cases with dicts of the engine`, () => {
      expect(cases.length).toBeGreaterThan(500);
      expect(differences(cases, false)).toEqual([]);
    });
    test("on the same cases with plain objects", () => {
      const dicts = cases.filter((each) => JSON.stringify(each.args).includes('"d":'));
      expect(dicts.length).toBeGreaterThan(20);
      expect(differences(dicts, true)).toEqual([]);
    });
  });
}
