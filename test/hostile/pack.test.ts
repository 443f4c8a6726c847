/** Rows C of the list of attacks, and A10 for binaries: what a hostile template or bundle may not do to the process that runs it. */
import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { RULES } from "../../src/format/rules.ts";
import { UNSAFE } from "../e2e/unsafe.ts";
import { DXG, type Ended, World } from "../e2e/world.ts";
import { BAD_CONTAINERS } from "../format/bad-containers.ts";
import { BAD_PROGRAMS } from "../format/bad-programs.ts";
import { fuzz } from "../fuzz/fuzz.ts";

setDefaultTimeout(60_000);

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

const PARAMETERS = `params:
  text: { type: string, default: "'text'" }
  list: { type: array, default: "[1, 2]" }
  big: { type: integer, default: "3" }
`;

/** A template of the project with one file, `out.txt`. */
function template(body: string, manifest = ""): void {
  world.write({
    ".dx/templates/t/template.yaml": `name: t\nversion: 1.0.0\n${PARAMETERS}${manifest}`,
    ".dx/templates/t/files/out.txt.j2": body,
  });
}

/** Fails with the code in so many milliseconds, and changes nothing here and at home. */
function refused(code: RegExp, args: readonly string[], limit = 10_000, input?: string): Ended {
  world.dxg(["template", "show", "t"]);
  world.dxg(["generate", "t", "--dry-run"]);
  const before = [world.tree(), world.homeTree()];
  const started = performance.now();
  const ended = world.dxg(args, input === undefined ? {} : { input });
  expect(performance.now() - started).toBeLessThan(limit);
  expect(ended.err.slice(0, 300)).toMatch(code);
  expect(ended.err).not.toMatch(UNSAFE);
  expect([1, 2]).toContain(ended.code);
  expect(ended.out).toBe("");
  expect([world.tree(), world.homeTree()]).toEqual(before);
  return ended;
}

const GENERATE = ["generate", "t"] as const;

describe("C1 values have nothing of the host's", () => {
  /** Names by which objects of JavaScript and of Python lead to functions and classes. */
  const NAMES = [
    "constructor",
    "__proto__",
    "prototype",
    "toString",
    "valueOf",
    "__defineGetter__",
    "__lookupGetter__",
    "hasOwnProperty",
    "__class__",
    "__init__",
    "__globals__",
    "__subclasses__",
    "__mro__",
    "mro",
    "func_globals",
    "gi_frame",
    "caller",
    "arguments",
  ];

  test.each(NAMES)("there is no %s of any value", (name) => {
    const holders = ["text", "list", "big", "dxg", "true", "1.5", "{'a': 1}", "(1, 2)", "range(3)"];
    const ways: readonly ((of: string) => string)[] = [
      (of) => `(${of}).${name} is defined`,
      (of) => `(${of})['${name}'] is defined`,
      (of) => `(${of}) | attr('${name}') is defined`,
      (of) => `([${of}] | map(attribute='${name}') | first) is defined`,
    ];
    for (const way of ways) {
      template(holders.map((of) => `{{ ${way(of)} }}`).join("\n"));
      const { code, err } = world.dxg([...GENERATE, "--on-conflict", "overwrite"]);
      if (code === 0) expect(new Set(world.read("out.txt").trim().split("\n"))).toEqual(new Set(["False"]));
      else expect(err).toMatch(/^error\[(?:compile|render)\/.*\n/);
      expect(code === 0 || (code === 1 && /such names belong to the inside of Python/.test(err))).toBe(true);
    }
  });

  test.each([
    "{{ text.constructor('return process')() }}",
    "{{ list.constructor.constructor('return this')() }}",
    "{{ ''.__class__.__mro__[1].__subclasses__() }}",
    "{{ '{0.__class__}'.format(text) }}",
    "{{ '{0[__proto__]}'.format({}) }}",
    "{{ '{a.constructor}'.format_map({'a': text}) }}",
    "{{ text.format.__globals__ }}",
    "{{ ('{0.constructor}' | attr('format'))(1) }}",
    "{{ self.__init__.__globals__ }}",
    "{{ cycler.__init__.__globals__ }}",
    "{{ joiner.constructor }}",
    "{{ process.env.HOME }}",
    "{{ globalThis }}",
    "{{ require('fs') }}",
    "{{ Bun.version }}",
    "{% set text.constructor = 1 %}",
    "{{ list | map('constructor') | list }}",
    "{{ list | map(attribute='constructor.name') | list }}",
    "{{ list | sort(attribute='__proto__.x') }}",
    "{{ text is constructor }}",
    "{{ text | constructor }}",
    "{{ constructor }}",
    "{{ lipsum.__globals__ }}",
    "{% include constructor %}",
    "{% import '__proto__' as x %}",
  ])("%s is an error", (body) => {
    template(body);
    expect(refused(/^error\[(?:lex|parse|compile|render|params)\//, GENERATE).err).not.toContain("internal error");
  });

  test("text is never a template, neither that of parameters nor that which a template makes", () => {
    template("{{ text }}{% set made = '{' ~ '{ big }' ~ '}' %}{{ made }}");
    expect(world.dxg([...GENERATE, "-p", "text={{ big }}{% include 'x' %}"]).code).toBe(0);
    expect(world.read("out.txt")).toBe("{{ big }}{% include 'x' %}{{ big }}");
  });
});

describe("C2 data with keys that lead to prototypes, or twice", () => {
  test.each(["__proto__", "constructor", "prototype"])("%s is refused in parameters from everywhere", (key) => {
    template("{{ o }}", "  o: { type: object, default: '{}' }\n");
    for (const text of [`{"o": {"${key}": {"x": 1}}}`, `{"${key}": {"x": 1}}`, `{"o": {"a": [{"${key}": 1}]}}`]) {
      refused(/^error\[params\//, [...GENERATE, "--params", "-"], 10_000, text);
    }
  });

  test.each(['{"text": "a", "text": "b"}', '{"o": {"a": 1, "a": 2}}', '{"o": {"a": 1, "\\u0061": 2}}'])(
    "%s is refused",
    (text) => {
      template("{{ o }}", "  o: { type: object, default: '{}' }\n");
      refused(/^error\[params\//, [...GENERATE, "--params", "-"], 10_000, text);
    },
  );

  test.each(["name: t\nname: u\nversion: 1.0.0\n", "name: t\nversion: 1.0.0\n__proto__: { x: 1 }\n"])(
    "%j is refused as a manifest",
    (manifest) => {
      template("x");
      world.write({ ".dx/templates/t/template.yaml": manifest });
      refused(/^error\[template\/bad-manifest\]/, GENERATE);
    },
  );

  test("a template's own dictionaries have such keys as data only", () => {
    template(
      "{% set d = {'__proto__': {'x': 1}, 'constructor': 2} %}{{ d.x is defined }} {{ d['constructor'] }} {{ {}.x is defined }}",
    );
    const { code } = world.dxg([...GENERATE]);
    if (code === 0) expect(world.read("out.txt")).toBe("False 2 False");
    else expect(world.files()).not.toContain("out.txt");
  });
});

describe("C3 C4 work and results without end", () => {
  const SECOND = 1000;

  test.each([
    ["a loop in a loop", "{% for a in range(1000000) %}{% for b in range(1000000) %}{% endfor %}{% endfor %}"],
    ["a macro that calls itself", "{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"],
    [
      "macros that call each other twice",
      "{% macro m(n) %}{% if n > 0 %}{{ m(n - 1) }}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(100) }}",
    ],
    ["a file that includes itself", "{% include 'self' %}"],
    ["a recursive loop", "{% for a in [[1]] recursive %}{{ loop([[1]]) }}{% endfor %}"],
    ["a range", "{{ range(1000000000) | list }}"],
    ["a power", "{{ 9 ** 999999999 }}"],
    [
      "text that is doubled",
      "{% set n = namespace(s='xx') %}{% for i in range(60) %}{% set n.s = n.s ~ n.s %}{% endfor %}{{ n.s }}",
    ],
    [
      "lists that are doubled",
      "{% set n = namespace(s=[1]) %}{% for i in range(60) %}{% set n.s = n.s + n.s %}{% endfor %}{{ n.s }}",
    ],
    ["text times a number", "{{ 'x' * 10000000000 }}"],
    ["a width", "{{ '%1000000000d' | format(1) }}"],
    ["a width of format()", "{{ '{:1000000000}'.format(1) }}"],
    ["a filter that widens", "{{ 'x' | center(10000000000) }}"],
    ["an indent", "{{ 'x\n' * 100000 | indent(1000000) }}"],
    ["replacing nothing by much", "{{ ('x' * 1000000) | replace('', 'y' * 1000000) }}"],
    ["joining with much", "{{ range(1000000) | join('y' * 1000000) }}"],
    ["batches with much to fill", "{{ [1] | batch(1000000000, 'x') | list }}"],
    ["slices without end", "{{ [1] | slice(1000000000) | list }}"],
    [
      "lists that hold themselves",
      "{% set l = [] %}{% for i in range(300) %}{% set l = [l] %}{% endfor %}{% set n = namespace(l=[]) %}{% for i in range(3000) %}{% set n.l = [n.l] %}{% endfor %}{{ n.l }}",
    ],
    ["lorem ipsum", "{{ lipsum(n=100000000) }}"],
  ])("%s is stopped", (_, body) => {
    template(body);
    world.write({ ".dx/templates/t/partials/self.j2": "{% include 'self' %}" });
    refused(/^error\[(?:render|compile|parse)\//, GENERATE, 5 * SECOND);
  });

  test("steps run out in less than a second of work", () => {
    template("{% for a in range(1000000) %}{% for b in range(1000000) %}{% endfor %}{% endfor %}");
    // Time of the processor, of the quickest run: others may be at work as well.
    const times = Array.from({ length: 3 }, () => {
      const { resourceUsage, stderr } = Bun.spawnSync([DXG, ...GENERATE], {
        cwd: world.folder,
        env: world.environment,
        stderr: "pipe",
      });
      expect(stderr.toString()).toStartWith("error[render/limit]");
      return Number(resourceUsage.cpuTime.total) / 1000;
    });
    expect(Math.min(...times)).toBeLessThan(SECOND);
  });

  test.each([
    ["10 GB in one file", "{% for i in range(1000000) %}{{ 'x' * 10000 }}{% endfor %}", ""],
    ["10 GB in many files", "{#---\nto: 'd/{{ i }}'\neach: range(1000) as i\n---#}\n{{ 'x' * 10000000 }}", ""],
    ["10 million files", "{#---\nto: '{{ i }}/{{ j }}'\neach: range(10000000) as i\n---#}\n", ""],
    ["a million files and one", "{#---\nto: '{{ i }}'\neach: (range(1000000) | list) + [1000000] as i\n---#}\n", ""],
    ["a name of a megabyte", "{#---\nto: \"{{ 'x' * 1048576 }}\"\n---#}\n", ""],
    ["a path of a megabyte", "{#---\nto: \"{{ 'x/' * 1048576 }}x\"\n---#}\n", ""],
    ["folders that are too deep", "{#---\nto: \"{{ 'x/' * 2100 }}x\"\n---#}\n", ""],
    ["a default of gigabytes", "{{ d }}", "  d: { type: string, default: \"'x' * 10000000000\" }\n"],
    ["a message of gigabytes", "", "message: \"{{ 'x' * 10000000000 }}\"\n"],
  ])("%s is refused before anything is written", (_, body, manifest) => {
    template(body, manifest);
    refused(/^error\[(?:render\/|path\/unsafe|compile\/|params\/)/, GENERATE, 20 * SECOND);
  });
});

describe("A10 C5 C6 C7 bundles that are not what they say", () => {
  const hostile = [...BAD_CONTAINERS, ...BAD_PROGRAMS];

  test("every one of more than a hundred is refused with its code before anything runs", () => {
    expect(hostile.length).toBeGreaterThan(100);
    const wrong: string[] = [];
    const before = hostile.map(({ rule, edit, kind, bytes }, index) => {
      const file = `bad/${index}.${kind}`;
      world.write({ [file]: bytes() });
      return { rule, edit, kind, file };
    });
    const tree = [world.tree(), world.homeTree()];
    for (const { rule, edit, kind, file } of before) {
      const started = performance.now();
      const args = kind === "dxf" ? ["generate", `./${file}`] : ["render", file];
      const { code, out, err } = world.dxg(args);
      const expected =
        code === 1 && out === "" && err.startsWith(`error[${RULES[rule]}]: `) && !err.includes("internal");
      if (!expected || performance.now() - started > 2000) wrong.push(`${rule} (${edit}): ${err.split("\n")[0]}`);
    }
    expect(wrong).toEqual([]);
    expect([world.tree(), world.homeTree()]).toEqual(tree);
  });

  test.each([
    "section-offset",
    "section-length",
    "section-tag",
    "file-end",
    "blob-offsets",
    "string-offsets",
    "file-path",
  ])("the rule %s is among them", (rule) => {
    expect(hostile.map((bad) => bad.rule as string)).toContain(rule);
  });

  test("C7 C8 mutated files with repaired checksums end in a DxgError or run, and none takes a second", async () => {
    const cases = 2000;
    for (const only of [".dxt", ".dxf"]) {
      // What takes a second is among the failures.
      const { failures, decoders } = await fuzz({ cases, seed: 7, only });
      expect(failures).toEqual([]);
      expect(decoders[0]?.accepted).toBeGreaterThan(100);
    }
  }, 60_000);
});

describe("C9 nesting and aliases in data", () => {
  const DEEP = 200_000;
  const deep = (open: string, close: string): string => open.repeat(DEEP) + close.repeat(DEEP);
  const bomb = `a0: &a0 [x, x, x, x, x, x, x, x, x]\n${Array.from({ length: 12 }, (_, at) => `a${at + 1}: &a${at + 1} [${Array.from({ length: 9 }, () => `*a${at}`).join(", ")}]\n`).join("")}`;

  test.each([
    ["json", `{"list": ${deep("[", "]")}}`],
    ["json", `{"list": ${'{"a":'.repeat(DEEP)}1${"}".repeat(DEEP)}}`],
    ["json", "[".repeat(DEEP)],
    ["yaml", `list: ${deep("[", "]")}`],
    ["yaml", `list: ${deep("{a: ", "}")}`],
    ["yaml", bomb],
    ["yaml", "a: &a [*a]\n"],
    ["toml", `list = ${deep("[", "]")}`],
    ["toml", `${"a.".repeat(DEEP)}b = 1\n`],
  ])("is refused in parameters: %s #%#", (extension, text) => {
    template("{{ list }}");
    world.write({ [`p.${extension}`]: text });
    expect(refused(/^error\[params\//, [...GENERATE, "--params", `p.${extension}`], 15_000).err.length).toBeLessThan(
      5000,
    );
  });

  test.each([`params: ${deep("[", "]")}\n`, `x: ${deep("{a: ", "}")}\n`, bomb, "params: &a { b: *a }\n"])(
    "is refused in a manifest #%#",
    (text) => {
      template("x");
      world.write({ ".dx/templates/t/template.yaml": `name: t\nversion: 1.0.0\n${text}` });
      refused(/^error\[template\/bad-manifest\]/, GENERATE, 15_000);
    },
  );

  test.each([
    ["brackets", `{{ ${deep("(", ")")} }}`],
    ["lists", `{{ ${deep("[", "]")} }}`],
    ["conditions", "{% if a %}".repeat(DEEP)],
    ["signs", `{{ ${"-".repeat(DEEP)}1 }}`],
    ["not", `{{ ${"not ".repeat(DEEP)}1 }}`],
    ["filters", `{{ 1${"|abs".repeat(DEEP)} }}`],
    ["sums", `{{ 1${"+1".repeat(DEEP)} }}`],
    ["attributes", `{{ text${".a".repeat(DEEP)} }}`],
    ["calls", `{{ ${"f(".repeat(DEEP)}${")".repeat(DEEP)} }}`],
  ])("is refused in a template: %s", (_, body) => {
    template(body);
    expect(refused(/^error\[(?:parse|lex|compile|render)\//, GENERATE, 15_000).err.length).toBeLessThan(5000);
  });
});

describe("C10 regular expressions of a template", () => {
  test("in a filter take linear time", () => {
    template("{{ ('a' * 5000) | regex_search('^(a+)+$(a|aa)+(.*a){20}b') }}");
    const started = performance.now();
    expect(world.dxg([...GENERATE])).toMatchObject({ code: 0 });
    expect(performance.now() - started).toBeLessThan(2000);
  });

  test.each(["^(a+)+$", "^(a|aa)+$", "^(a*)*b$", "(.*a){25}", "(x+x+)+y"])("%s takes linear time", (pattern) => {
    template("{{ text }}", `  slug: { type: string, pattern: '${pattern}', default: "'a'" }\n`);
    const started = performance.now();
    const { code, err } = world.dxg([...GENERATE, "-p", `slug=${"a".repeat(20_000)}!`]);
    expect(performance.now() - started).toBeLessThan(5000);
    expect([1, 2]).toContain(code);
    expect(err).toStartWith("error[");
    expect(world.files()).not.toContain("out.txt");
  });
});
