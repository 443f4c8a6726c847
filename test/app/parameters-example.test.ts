/** Examples in reports: whatever a parameter asks for, the example that is shown is one that it takes. */
import { describe, expect, test } from "bun:test";
import fc from "fast-check";
import { exampleArgument } from "../../src/app/parameters/example.ts";
import { resolveParameters } from "../../src/app/parameters/resolve.ts";
import { parseManifest } from "../../src/compile/manifest.ts";
import type { Parameter } from "../../src/format/manifest.ts";

const EXPRESSIONS = { value: () => null, reads: () => [] };

function parameter(definition: string): Parameter {
  const { params } = parseManifest(`name: a\nversion: 1.0.0\nparams:\n  key: ${definition}\n`, "template.yaml");
  return params[0]!;
}

/** The words that a shell makes of an argument. */
function words(argument: string): readonly string[] {
  const { stdout, exitCode } = Bun.spawnSync(["sh", "-c", `for word in ${argument}; do printf '%s\\0' "$word"; done`]);
  expect(exitCode).toBe(0);
  return stdout.toString().split("\0").slice(0, -1);
}

/** Resolves the parameter with its example, pasted. */
function paste(one: Parameter): string {
  const example = exampleArgument(one, one.choices);
  if (example === undefined) throw new Error("no example");
  const [flag, given] = words(example);
  const named = flag !== "-p";
  resolveParameters(
    { params: [one] },
    { name: named ? flag : undefined, flags: named ? [] : [given ?? ""], file: undefined },
    EXPRESSIONS,
  );
  return example;
}

describe("exampleArgument() can be pasted", () => {
  const CASES: readonly (readonly [definition: string, example: string])[] = [
    ["{}", "-p key=text"],
    ["{positional: true}", "NAME"],
    ["{positional: true, pattern: '[a-z]+'}", "text"],
    ["{min: 10}", "-p key=texttextte"],
    ["{max: 2}", "-p key=te"],
    ["{type: integer, min: 10}", "-p key=10"],
    ["{type: integer, max: -2}", "-p key=-2"],
    ["{type: number, min: 2.5, max: 2.75}", "-p key=2.5"],
    ["{type: boolean}", "-p key=true"],
    ["{type: object}", `-p key='{"key": "value"}'`],
    ["{type: array, items: string, min: 3}", "-p key=one,two,three"],
    ["{type: array, items: integer, max: 1}", "-p key=3"],
    ["{type: array, items: object}", `-p key='[{"key":"value"},{"key":"value"}]'`],
    ["{type: array, items: enum, choices: ['a,b', \"it's\"]}", `-p key='a\\,b,it'\\''s'`],
    ["{type: enum, choices: ['two words', x]}", "-p key='two words'"],
    ["{type: enum, choices: [2.5, true]}", "-p key=2.5"],
    ["{pattern: '[0-9]{4}-[0-9]{2}'}", "-p key=0000-00"],
    ["{pattern: 'v\\d+\\.\\d+(-rc\\d)?'}", "-p key=v1.1"],
    ["{pattern: '(?:feat|fix)/[a-z]{3,}'}", "-p key=feat/aaa"],
    ["{pattern: '[^a-zA-Z]{2}', min: 2}", "-p key=11"],
    ["{pattern: '\\$[A-Z]+ x', min: 8}", "-p key='$AAAAAAAA x'"],
    ["{type: array, items: string, pattern: '[A-Z]{3}', min: 2}", "-p key=AAA,AAA"],
  ];
  test.each(CASES)("%s", (definition, example) => {
    expect(paste(parameter(definition))).toBe(example);
  });

  test("for parameters of any limits", () => {
    const limits = fc.tuple(fc.integer({ min: -50, max: 50 }), fc.nat(40));
    const type = fc.constantFrom("string", "path", "integer", "number", "array");
    fc.assert(
      fc.property(type, limits, (kind, [low, span]) => {
        const sized = !["integer", "number"].includes(kind);
        const min = sized ? Math.abs(low) : low;
        const one = parameter(`{type: ${kind}, min: ${min}, max: ${min + span}}`);
        const example = exampleArgument(one, undefined);
        expect(example).toBeDefined();
        const [, given = ""] = /^-p (.*)$/.exec(example ?? "") ?? [];
        resolveParameters({ params: [one] }, { name: undefined, flags: [given], file: undefined }, EXPRESSIONS);
      }),
      { numRuns: 500 },
    );
  });
});

test("exampleArgument() shows nothing where it finds nothing right, and for secrets", () => {
  expect(exampleArgument(parameter("{type: secret}"), undefined)).toBeUndefined();
  expect(exampleArgument(parameter("{type: array, items: secret}"), undefined)).toBeUndefined();
  expect(exampleArgument(parameter("{pattern: 'a{20}', max: 3}"), undefined)).toBeUndefined();
});
