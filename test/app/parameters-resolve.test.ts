/** `-p` arguments and their resolution; every error text in `test/fixtures/params/*.txt`. */
import { describe, expect, test } from "bun:test";
import { freeParameters } from "../../src/app/parameters/arguments.ts";
import { exampleArgument } from "../../src/app/parameters/example.ts";
import { parseJson } from "../../src/app/parameters/json.ts";
import { resolveParameters } from "../../src/app/parameters/resolve.ts";
import type { UserDefault } from "../../src/app/parameters/sources.ts";
import type { DxgError } from "../../src/base/error.ts";
import { parseManifest } from "../../src/compile/manifest.ts";
import type { Parameter } from "../../src/format/manifest.ts";
import { Dict, Undefined, type Value } from "../../src/value/value.ts";
import { shown } from "../format/value-arbitrary.ts";
import { errorOf, expectErrorFile } from "./errors.ts";

const PARAMS = manifestParams(`
  name: {type: string, positional: true, prompt: Name of the component, min: 2, max: 12}
  version: {type: string, default: "'0.1.0'"}
  count: {type: integer, default: 1, min: 0, max: 9}
  ratio: {type: number, default: 0.5}
  state: {type: boolean, default: false}
  vars: {type: array, items: string, default: []}
  ports: {type: array, items: integer, default: [], max: 3}
  fields: {type: array, items: object, default: []}
  style: {type: enum, choices: [none, css-modules, tailwind], default: "'none'"}
  level: {type: enum, choices: [1, 2.5, true], default: 1}
  targets: {type: array, items: enum, choices: [web, node], default: [web]}
  options: {type: object, default: {}}
  token: {type: secret, required: false, min: 4}
  file: {type: path, default: "name ~ '.ts'"}
  folder: {type: string, private: true, default: "name ~ '/'"}
`);

function manifestParams(params: string): readonly Parameter[] {
  return parseManifest(`name: test\nversion: 1.0.0\nparams:${params}`, "template.yaml").params;
}

/** Stands for the machine: the expressions above by hand. */
function evaluate(params: readonly Parameter[]): (program: number, known: Dict) => Value {
  const texts = params.map((one) => (one.default?.kind === "expression" ? one.default.text : undefined));
  return (program, known) => {
    const [, quoted] = /^'(.*)'$/.exec(texts[program] ?? "") ?? [];
    if (quoted !== undefined) return quoted;
    if (texts[program] === "other") return "x";
    if (texts[program] === "missing") return new Undefined("state_vars: a list of names", "dict object", "strict");
    const [, joined] = /^name ~ '(.*)'$/.exec(texts[program] ?? "") ?? [];
    return `${known.get("name")}${joined}`;
  };
}

/** The parameters with each expression's program set to its place, as the bundle compiler does. */
function compiled(params: readonly Parameter[]): readonly Parameter[] {
  return params.map((one, index) =>
    one.default?.kind === "expression" ? { ...one, default: { ...one.default, program: index } } : one,
  );
}

interface Given {
  readonly name?: string;
  readonly flags?: readonly string[];
  readonly file?: string;
  readonly params?: readonly Parameter[];
}

function resolve({ name, flags = [], file, params = PARAMS }: Given): Dict {
  const read = file === undefined ? undefined : (parseJson(file, "params.json") as Dict);
  const expressions = { value: evaluate(params), reads: () => [] };
  return resolveParameters({ params: compiled(params) }, { name, flags, file: read }, expressions);
}

function one(flag: string, name: string): unknown {
  return shown(resolve({ name: "Counter", flags: [flag] }).get(name)!);
}

test("resolveParameters() fills defaults in the order of the manifest", () => {
  expect(shown(resolve({ name: "Counter" }))).toEqual(
    shown({
      name: "Counter",
      version: "0.1.0",
      count: 1,
      ratio: 0.5,
      state: false,
      vars: [],
      ports: [],
      fields: [],
      style: "none",
      level: 1,
      targets: ["web"],
      options: {},
      token: null,
      file: "Counter.ts",
      folder: "Counter/",
    }),
  );
});

test("resolveParameters() takes -p over the file, the file over defaults", () => {
  const resolved = resolve({ name: "Counter", flags: ["count=3"], file: '{"count": 2, "ratio": 2}' });
  expect([resolved.get("count"), resolved.get("ratio")]).toEqual([3, 2]);
});

describe("null counts as not given", () => {
  const NULLS = `{${PARAMS.filter((one) => !one.private && one.name !== "name").map((one) => `"${one.name}": null`)}}`;

  test("for every type, so that defaults hold", () => {
    expect(resolve({ name: "Counter", file: NULLS })).toEqual(resolve({ name: "Counter" }));
  });

  test("so that a flag and a default of the user hold, and no condition is broken", () => {
    expect(resolve({ name: "Counter", flags: ["count=3"], file: '{"count": null}' }).get("count")).toBe(3);
    const own = (value: Value): ReadonlyMap<string, UserDefault> => new Map([["count", { value, place: "config:1" }]]);
    const count = (shared: Value, mine: Value, file?: Value): Value | undefined =>
      resolveParameters(
        { params: compiled(PARAMS) },
        {
          name: "Counter",
          flags: [],
          file: file === undefined ? undefined : Dict.of([["count", file]]),
          defaults: { shared: own(shared), own: own(mine) },
        },
        { value: evaluate(PARAMS), reads: () => [] },
      ).get("count");
    expect([count(4, 5, null), count(4, null), count(null, null), count(4, null, null)]).toEqual([5, 4, 1, 4]);
  });

  test("but an unknown name is unknown, whatever it has", async () => {
    expect((await errorOf(() => resolve({ name: "Counter", file: '{"nmae": null}' }))).code).toBe("params/unknown");
  });

  test("where the list says of what type its items are, an item is no null", async () => {
    for (const [name, type] of [
      ["vars", "string"],
      ["ports", "integer"],
      ["fields", "object"],
    ]) {
      const error = await errorOf(() => resolve({ name: "Counter", file: `{"${name}": [${EXAMPLES[type!]}, null]}` }));
      expect([error.code, error.detail]).toEqual([
        "params/type",
        `${name}: expected a list of ${type}, got the item None (item 2)`,
      ]);
    }
    const error = await errorOf(() => resolve({ name: "Counter", file: '{"targets": ["web", null]}' }));
    expect(error.detail).toBe("targets: expected items of 'web', 'node', got None (item 2)");
  });

  test("but within an object, and in a list of anything, it is a value", () => {
    const params = manifestParams("\n  any: {type: array}\n  options: {type: object}\n");
    const resolved = resolve({ params, file: '{"any": [1, null], "options": {"a": null}}' });
    expect(shown(resolved)).toEqual(shown({ any: [1, null], options: { a: null } }));
  });
});

const EXAMPLES: Readonly<Record<string, string>> = { string: '"a"', integer: "80", object: "{}" };

test("resolveParameters() takes the name from NAME, -p or the file", () => {
  expect(resolve({ name: "Counter", file: '{"name": "Other"}' }).get("folder")).toBe("Counter/");
  expect(resolve({ flags: ["name=Counter"] }).get("name")).toBe("Counter");
  expect(resolve({ file: '{"name": "Counter"}' }).get("name")).toBe("Counter");
});

test.each<[string, string, unknown]>([
  ["version=1.0", "version", "1.0"],
  ["version=", "version", ""],
  ["version=a=b", "version", "a=b"],
  ["count=+7", "count", 7],
  ["ratio=3", "ratio", 3],
  ["ratio=3.0", "ratio", { float: 3 }],
  ["ratio=-1e-3", "ratio", { float: "-0.001" }],
  ["ratio=123456789012345678901", "ratio", 123456789012345678901n],
  ["state", "state", true],
  ["no-state", "state", false],
  ["state=off", "state", false],
  ["state=True", "state", true],
  ["vars=a,b", "vars", ["a", "b"]],
  ["vars=1.0", "vars", ["1.0"]],
  ["vars=", "vars", []],
  ["vars=a\\,b,c\\\\,d\\e", "vars", ["a,b", "c\\", "d\\e"]],
  ["vars=[a,b]", "vars", ["[a", "b]"]],
  ["ports=80,443", "ports", [80, 443]],
  ["ports=[80, 443]", "ports", [80, 443]],
  [
    'fields={"name": "id", "type": "int"}',
    "fields",
    [
      {
        dict: [
          ["name", "id"],
          ["type", "int"],
        ],
      },
    ],
  ],
  ['fields=[{"a": 1}, {"a": 2}]', "fields", [{ dict: [["a", 1]] }, { dict: [["a", 2]] }]],
  ["style=tailwind", "style", "tailwind"],
  ["level=2.5", "level", { float: "2.5" }],
  ["level=true", "level", true],
  ["targets=node,web", "targets", ["node", "web"]],
  ['options={"a": [1]}', "options", { dict: [["a", [1]]] }],
  ["options.a.b=1", "options", { dict: [["a", { dict: [["b", 1]] }]] }],
  ["token=1234", "token", "1234"],
])("-p %s sets %s", (flag, name, expected) => {
  expect(one(flag, name)).toEqual(expected);
});

test("a repeated -p adds to an array and to an object", () => {
  const resolved = resolve({ name: "Counter", flags: ["vars=a,b", "vars=c", "options.a=1", "options.b.c=x"] });
  expect(shown(resolved.get("vars")!)).toEqual(["a", "b", "c"]);
  expect(shown(resolved.get("options")!)).toEqual(shown({ a: 1, b: { c: "x" } }));
});

test("-p no-k is the parameter of that name where there is one", () => {
  const params = manifestParams("\n  cache: {type: boolean, default: true}\n");
  expect(resolve({ params, flags: ["no-cache"] }).get("cache")).toBe(false);
});

test.each(["__proto__=1", "constructor", "prototype={}"])("freeParameters() refuses the key of %s", async (flag) => {
  const error = await errorOf(() => freeParameters([flag]));
  expect(error.code).toBe("cli/bad-argument");
});

test("freeParameters() reads JSON where it is JSON, else text", () => {
  expect(shown(freeParameters(["a=1", "b=x", 'c={"d": [true]}', "e", "f=1.0"]))).toEqual(
    shown(
      Dict.of([
        ["a", 1],
        ["b", "x"],
        ["c", Dict.of([["d", [true]]])],
        ["e", true],
        ["f", parseJson("1.0", "")],
      ]),
    ),
  );
});

const BAD: Readonly<Record<string, Given>> = {
  missing: {},
  missing_many: {
    params: manifestParams(`
  name: {type: string, positional: true, help: "PascalCase\\nor not"}
  style: {type: enum, choices: [none, tailwind]}
  count: {type: integer}
  vars: {type: array, items: string}
  options: {type: object}
  flag: {type: boolean}
  token: {type: secret}
`),
  },
  unknown: { name: "Counter", flags: ["conut=3", "colour=red"] },
  unknown_in_file: { name: "Counter", file: '{"versoin": "1", "folder": "x"}' },
  unknown_with_others: { flags: ["nmae=Counter", "count=x"] },
  unknown_without_parameters: { params: [], flags: ["name=x"] },
  private: { name: "Counter", flags: ["folder=x"] },
  types: {
    name: "Counter",
    flags: ["count=1.5", "ratio=half", "state=maybe", "ports=80,http", "style=scss", "options=[1]", "level=3"],
  },
  type_in_file: {
    name: "Counter",
    file: '{"count": 1.0, "version": 1, "vars": ["a", 1], "options": [], "state": "true"}',
  },
  faulty_is_not_missing: { params: manifestParams("\n  count: {type: integer}\n"), flags: ["count=x"] },
  null_for_required: { file: '{"name": null}' },
  range: { name: "CounterCounter", flags: ["count=10", "ports=1,2,3,4"] },
  choices_of_items: { name: "Counter", flags: ["targets=web,bun"] },
  twice: { name: "Counter", flags: ["count=1", "count=2"] },
  name_twice: { name: "Counter", flags: ["name=Timer"] },
  proto: { name: "Counter", flags: ["options.__proto__=x", 'fields={"constructor": 1}', 'ports=[{"a": 1, "a": 2}]'] },
  bare: { name: "Counter", flags: ["count", "no-vars"] },
  name_not_taken: { params: [], name: "Counter" },
  secret: { name: "Counter", flags: ["token=abc"] },
  secret_in_file: { name: "Counter", file: '{"token": 987654}' },
  default_undefined: { params: manifestParams("\n  names: {type: array, private: true, default: missing}\n") },
  default: { params: manifestParams("\n  name: {type: integer, default: other}\n") },
};

describe("resolveParameters() refuses", () => {
  for (const [name, given] of Object.entries(BAD)) {
    test(`${name} as its golden says`, async () => {
      const error = await errorOf(() => resolve(given));
      expectErrorFile(error, `test/fixtures/params/err_resolve_${name}.txt`);
      if (!name.startsWith("default")) expect(error.exitCode).toBe(2);
    });
  }
  test("secrets without showing them", async () => {
    for (const given of [BAD["secret"]!, BAD["secret_in_file"]!]) {
      const error = await errorOf(() => resolve(given));
      expect(JSON.stringify([error.message, error.notes, error.hint])).not.toMatch(/abc|987654/);
    }
  });
});

describe("resolveParameters() takes no number that is not finite", () => {
  const params = manifestParams(`
  ratio: {type: number, required: false, min: 0, max: 1}
  ratios: {type: array, items: number, required: false}
  computed: {type: number, default: other}
`);
  const dict = (name: string, value: Value): Dict => Dict.of([[name, value]]);
  const finding = (value: Value, name = "ratio"): Promise<DxgError> =>
    errorOf(() =>
      resolveParameters(
        { params: compiled(params) },
        { name: undefined, flags: [], file: dict(name, value) },
        { value: () => Number.NaN, reads: () => [] },
      ),
    );

  test.each([Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY])("given: %p", async (value) => {
    expect((await finding(value)).detail).toStartWith("ratio: expected a number, got ");
    expect((await finding([1, value], "ratios")).detail).toStartWith(
      "ratios: expected a list of number, got the item ",
    );
  });

  test("computed", async () => {
    expect((await finding(0.5)).detail).toBe("computed: expected a number, got nan");
  });

  test.each([".nan", ".inf", "-.inf"])("as a default: %s", async (text) => {
    const error = await errorOf(() => manifestParams(`\n  ratio: {type: number, default: ${text}}\n`));
    expect(error.detail).toBe('the default of "ratio" is not finite');
  });
});

describe("min and max are exact", () => {
  const params = manifestParams(`
  least: {type: integer, min: 9007199254740993, required: false}
  most: {type: integer, max: 99999999999999999999, required: false}
`);
  test.each([
    ["least", 9007199254740992n, false],
    ["least", 9007199254740993n, true],
    ["most", 99999999999999999999n, true],
    ["most", 100000000000000000000n, false],
  ])("%s takes %p: %p", async (name, value, taken) => {
    const run = (): Dict => resolve({ flags: [`${name}=${value}`], params });
    if (taken) expect(run().get(name)).toBe(value);
    else
      expect((await errorOf(run)).detail).toContain(
        `${name === "least" ? "least 9007199254740993" : "most 99999999999999999999"}, got ${value}`,
      );
  });

  test("an example of such a number is one that is taken", () => {
    const parameter = manifestParams("\n  id: {type: integer, min: 9007199254740993}\n")[0]!;
    expect(exampleArgument(parameter, undefined)).toBe("-p id=9007199254740993");
  });
});

test.each([
  ["options..x=1", "options: the name options..x has an empty part"],
  ["options.=1", "options: the name options. has an empty part"],
  ["options.a.=1", "options: the name options.a. has an empty part"],
])("a name with an empty part is refused: %s", async (flag, detail) => {
  const error = await errorOf(() => resolve({ name: "Counter", flags: [flag] }));
  expect([error.code, error.detail]).toEqual(["params/type", detail]);
});

test.each(["", "=x", "=a=b"])("a -p without a name is refused: %j", async (flag) => {
  const error = await errorOf(() => resolve({ name: "Counter", flags: [flag] }));
  expect([error.code, error.detail]).toEqual(["params/unknown", '"" (a name is missing: write -p key=value)']);
});

test("a NAME is refused beside one after the template's colon", async () => {
  const run = (namedTwice: boolean, flags: readonly string[] = []): Dict =>
    resolveParameters(
      { params: compiled(PARAMS) },
      { name: "Other", namedTwice, flags, file: undefined },
      { value: evaluate(PARAMS), reads: () => [] },
    );
  expect(run(false).get("name")).toBe("Other");
  expect((await errorOf(() => run(true))).detail).toBe("name: given both as NAME and after the template's colon");
  expect((await errorOf(() => run(true, ["name=x"]))).detail).toBe("name: given both as NAME and with -p");
});

test.each([
  [["options.a=1", "options.a.c=2"], "options: a.c: a is given twice"],
  [["options.a.c=2", "options.a=1"], "options: a is given twice"],
  [["options.a=1", "options.a=2"], "options: a is given twice"],
  [['options={"a": 1}', "options.a.b=2"], "options: a.b: a is given twice"],
])("a key of an object that is given twice is refused: %p", async (flags, detail) => {
  const error = await errorOf(() => resolve({ name: "Counter", flags }));
  expect([error.code, error.detail]).toEqual(["params/type", detail]);
});
