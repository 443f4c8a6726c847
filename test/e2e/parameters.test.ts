/** Where the values of parameters come from, what is told when they are wrong, and that secrets stay where they belong. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Ended, World } from "./world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

/** A template of the project, called `sample`, that writes what it gets. */
function template(manifest: string, text: string): void {
  world.write({
    ".dx/templates/sample/template.yaml": `name: sample\nversion: 1.0.0\n${manifest}`,
    ".dx/templates/sample/files/out.txt.j2": text,
  });
}

function config(text: string): void {
  mkdirSync(join(world.home, ".config/dxg"), { recursive: true });
  writeFileSync(join(world.home, ".config/dxg/config.yaml"), text);
}

function generate(...args: string[]): Ended {
  return world.dxg(["generate", "sample", ...world.trusting("sample"), ...args]);
}

/** What the template wrote. */
function made(args: readonly string[] = [], env: Readonly<Record<string, string>> = {}): string {
  const { code, err } = world.dxg(
    ["generate", "sample", ...world.trusting("sample"), "--on-conflict", "overwrite", ...args],
    { env },
  );
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return world.read("out.txt");
}

describe("a value comes from", () => {
  const MANIFEST = `capabilities: { can_create_files: ["**"], can_modify_files: ["**"], can_read_env: [SLUG, PORTS] }
params:
  slug: { env: SLUG, default: "'template'" }
  ports: { type: array, items: integer, env: PORTS, default: [1] }
  note: { default: "'none'" }
`;
  const TEXT = "{{ slug }} {{ ports }} {{ note }}";

  test("-p, the file, the environment, the user's defaults, the template, in this order", () => {
    template(MANIFEST, TEXT);
    expect(made()).toBe("template [1] none");
    config("defaults: { slug: shared, note: mine }\ntemplates:\n  other: { slug: other }\n");
    expect(made()).toBe("shared [1] mine");
    config("defaults: { slug: shared, note: mine, unrelated: 1 }\ntemplates:\n  sample: { slug: own }\n");
    expect(made()).toBe("own [1] mine");
    expect(made([], { SLUG: "variable", PORTS: "80,443" })).toBe("variable [80, 443] mine");
    expect(made([], { SLUG: "", PORTS: "" })).toBe("own [1] mine");
    world.write({ "answers.json": '{"slug": "file"}' });
    expect(made(["--params", "answers.json"], { SLUG: "variable" })).toBe("file [1] mine");
    expect(made(["--params", "answers.json", "-p", "slug=flag"], { SLUG: "variable" })).toBe("flag [1] mine");
  });

  test("XDG_CONFIG_HOME where it is set, and not where it is relative", () => {
    template(MANIFEST, TEXT);
    world.write({ "xdg/dxg/config.yaml": "defaults: { note: xdg }\n" });
    expect(made([], { XDG_CONFIG_HOME: world.path("xdg") })).toBe("template [1] xdg");
    expect(made([], { XDG_CONFIG_HOME: "xdg" })).toBe("template [1] none");
  });

  test("the environment only where the template may read it", () => {
    template(MANIFEST.replace("[SLUG, PORTS]", "[PORTS]"), TEXT);
    const { code, err } = generate();
    expect(code).toBe(1);
    expect(err).toContain(`"env" reads SLUG, which "can_read_env" does not list\n  --> template.yaml:5:11\n`);
    expect(err).toContain("help: Add it: capabilities: { can_read_env: [SLUG] }");
  });

  test("a variable that is no such value is told by its name", () => {
    template(MANIFEST, TEXT);
    const { code, err } = world.dxg(["generate", "sample", ...world.trusting("sample")], { env: { PORTS: "80,http" } });
    expect(code).toBe(2);
    expect(err).toContain(`ports: expected an integer, got "http" (from the variable PORTS)`);
  });

  test("a user's default that is no such value is told by its place", () => {
    template(MANIFEST, TEXT);
    config("defaults:\n  ports: many\n");
    const { code, err } = generate();
    expect(code).toBe(2);
    expect(err).toContain(`ports: expected a list, got 'many' (from ${world.home}/.config/dxg/config.yaml:2)`);
    expect(made(["-p", "ports=7"])).toBe("template [7] none");
  });

  test("a user's default for the template that it has not is told", () => {
    template(MANIFEST, TEXT);
    config("templates: { sample: { slugg: x } }\n");
    expect(generate()).toMatchObject({ code: 2, err: expect.stringContaining(`"slugg" (did you mean "slug"?) in `) });
  });

  test.each([
    ["defaults: [author]\n", '"defaults" must be', ":1:1\n"],
    ["defaults:\n  author: *x\n", "aliases and special YAML values", ":2:3\n"],
    ["default: {}\n", 'unknown key "default"', ":1:1\n"],
    ["defaults:\n  a: 1\n  a: 2\n", 'default "a" stands twice', ":3:3\n"],
    ["defaults: {__proto__: 4}\n", '"__proto__" is not allowed', ":1:12\n"],
    ["defaults: { o: { __proto__: 1 } }\n", '"__proto__" is not allowed', ":1:18\n"],
    ["defaults: {\n", "{ is never closed", ":1:11\n"],
    ["- a\n", "it must be a mapping", ":1:1\n"],
  ])("no config.yaml that is wrong: %j", (text, detail, place) => {
    template(MANIFEST, TEXT);
    config(text);
    const { code, out, err } = generate();
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toStartWith("error[cli/bad-config]: Bad config.yaml: ");
    expect(err).toContain(detail);
    expect(err).toContain(`.config/dxg/config.yaml${place}`);
    expect(world.files()).not.toContain("out.txt");
  });

  test("the reason why config.yaml is wrong, and nothing of it, where the template takes a secret", () => {
    world.write({
      ".dx/templates/quiet/template.yaml": "name: quiet\nversion: 1.0.0\nparams: { token: { type: secret } }\n",
      ".dx/templates/quiet/files/a.txt": "",
    });
    const errorOf = (text: string): string => {
      config(text);
      const { code, err } = world.dxg(["generate", "quiet", "-p", "token=t"]);
      expect({ code, quoted: err.includes("swordfish") }).toEqual({ code: 1, quoted: false });
      return err.replace(/ {2}--> .*config\.yaml/g, "  --> config.yaml");
    };
    const notShown = "The line is not shown, since the template takes a secret";
    expect(errorOf("defaults: swordfish\n")).toBe(
      `error[cli/bad-config]: Bad config.yaml: "defaults" must be a mapping\n  --> config.yaml:1:1\n  help: ${notShown}\n`,
    );
    expect(errorOf("swordfish: 1\n")).toBe(
      `error[cli/bad-config]: Bad config.yaml: an unknown key\n  --> config.yaml:1:1\n  = note: ${notShown}\n  help: The keys are: defaults, templates\n`,
    );
    const several = errorOf("default: { a: swordfish }\ntemplates: { quiet: swordfish, 'sword fish': {} }\n");
    expect(several).toStartWith(
      'error[cli/bad-config]: Bad config.yaml: an unknown key (Did you mean "defaults"?)\n  --> config.yaml:1:1\n',
    );
    expect(several).toContain("= what a template is given must be a mapping:\n  --> config.yaml:2:14\n");
    expect(several).toContain("= a key that is not a template name:\n  --> config.yaml:2:32\n");
    expect(several).toContain("= note: 3 faults in all\n");
  });

  test("no config.yaml that cannot be read", () => {
    template(MANIFEST, TEXT);
    config("");
    expect(made()).toBe("template [1] none");
    writeFileSync(join(world.home, ".config/dxg/config.yaml"), Uint8Array.of(0xff));
    expect(generate()).toMatchObject({ code: 1, err: expect.stringContaining("io/not-utf8") });
    if (process.getuid?.() !== 0) {
      chmodSync(join(world.home, ".config/dxg/config.yaml"), 0);
      expect(generate()).toMatchObject({ code: 1, err: expect.stringContaining("io/permission") });
    }
    world.shell('rm "$HOME/.config/dxg/config.yaml"; mkdir "$HOME/.config/dxg/config.yaml"');
    expect(generate()).toMatchObject({ code: 1, err: expect.stringContaining("io/is-directory") });
  });
});

describe("--defaults", () => {
  test("takes every default, and what has none is missing", () => {
    template("params:\n  a: { default: \"'x'\" }\n  b: {}\n", "{{ a }} {{ b }}");
    expect(generate("--defaults")).toMatchObject({ code: 2, err: expect.stringContaining("Missing parameters: b\n") });
    expect(made(["--defaults", "-p", "b=y"])).toBe("x y");
  });
});

describe("when", () => {
  const MANIFEST = `params:
  with_slug: { type: boolean, default: false }
  slug: { when: with_slug, default: "'none'", pattern: "[a-z]+" }
  depth: { when: with_slug, type: integer }
`;
  test("is not true: the default holds, or none", () => {
    template(MANIFEST, "{{ slug }} {{ depth }}");
    expect(made()).toBe("none None");
    expect(made(["-p", "with_slug", "-p", "slug=abc", "-p", "depth=2"])).toBe("abc 2");
  });
  test("is true: what has no default is missing", () => {
    template(MANIFEST, "");
    expect(generate("-p", "with_slug").err).toContain("depth: integer, for example -p depth=3");
  });
  test("is not true: a value is an error that says why; a user's default is none", () => {
    template(MANIFEST, "{{ slug }}");
    const { code, err } = generate("-p", "slug=abc", "-p", "depth=1");
    expect(code).toBe(2);
    expect(err).toStartWith("error[params/condition]: Parameter does not apply: 2 parameters\n");
    expect(err).toContain("- slug: it applies only when with_slug (template.yaml:5), which is not so\n");
    expect(err).toContain("- depth: it applies only when with_slug (template.yaml:6), which is not so\n");
    config("defaults: { slug: mine }\n");
    expect(made()).toBe("none");
  });
  test("reads a parameter that is wrong: nothing is said of it", () => {
    template(MANIFEST, "");
    const { err } = generate("-p", "with_slug=maybe");
    expect(err).toContain("with_slug: expected true or false");
    expect(err).not.toContain("depth");
  });
});

describe("choices", () => {
  const MANIFEST = `params:
  kind: { type: enum, choices: [fruit, number], default: "'fruit'" }
  one: { type: enum, choices: "['apple', 'pear'] if kind == 'fruit' else [1, 2]" }
  some: { type: array, items: enum, choices: "['x', 'y'] + [one]", default: [x] }
`;
  test("are worked out from earlier answers, and typed by them", () => {
    template(MANIFEST, "{{ one }} {{ one is number }} {{ some }}");
    expect(made(["-p", "one=pear", "-p", "some=x,pear"])).toBe("pear False ['x', 'pear']");
    expect(made(["-p", "kind=number", "-p", "one=2", "-p", "some=2,y"])).toBe("2 True [2, 'y']");
  });
  test("are told", () => {
    template(MANIFEST, "");
    expect(generate("-p", "one=plum", "-p", "some=q").err).toContain(
      "one: expected one of 'apple', 'pear', got 'plum'",
    );
    expect(generate("-p", "one=pear", "-p", "some=q").err).toContain(
      "some: expected items of 'x', 'y', 'pear', got 'q'",
    );
    expect(generate("-p", "kind=number").err).toContain("one: 1 | 2, for example -p one=1");
  });
  test("that are no list are the template's fault, with the place", () => {
    for (const choices of ["3", "''abc''", "{}"]) {
      template(`params:\n  a: { choices: '${choices}' }\n`, "");
      const { code, err } = generate("-p", "a=x");
      expect(code).toBe(1);
      expect(err).toContain("in the choices of a");
    }
  });
});

test("an example from the report of what is missing works when it is pasted", () => {
  template(
    `params:
  slug: { pattern: "[a-z]{3}-[0-9]+" }
  title: { type: enum, choices: ["it's so", "no"] }
  options: { type: object }
  ports: { type: array, items: integer, min: 2 }
  level: { type: number, min: 3, max: 3.5 }
`,
    "{{ slug }}|{{ title }}|{{ options }}|{{ ports }}|{{ level }}",
  );
  const { code, err } = generate();
  expect(code).toBe(2);
  const examples = [...err.matchAll(/^ {2}- .*, for example (.*)$/gm)].map(([, example]) => example);
  expect(examples).toHaveLength(5);
  expect(world.shell(`"$DXG" generate sample ${examples.join(" ")}`)).toMatchObject({ code: 0, err: "" });
  expect(world.read("out.txt")).toBe("aaa-0|it's so|{'key': 'value'}|[3, 3]|3");
});

test("everything that is wrong is told at once", () => {
  template(
    `params:
  a: { type: integer, max: 5 }
  b: { pattern: "[a-z]+" }
  c: { type: enum, choices: [x, y] }
  d: {}
  e: { type: boolean, default: false }
  f: { type: boolean, default: false }
  g: { when: e, default: "'q'" }
  h: { type: array, items: integer }
conflicts: [[e, f], [b, e], [f, g]]
`,
    "",
  );
  const { code, out, err } = generate(
    "-p",
    "a=9",
    "-p",
    "b=B",
    "-p",
    "c=z",
    "-p",
    "e",
    "-p",
    "f",
    "-p",
    "h=1,x",
    "-p",
    "zz=1",
  );
  expect({ code, out }).toEqual({ code: 2, out: "" });
  expect(err).toBe(`error[params/unknown]: Unknown parameter: "zz"
  - h: expected an integer, got "x"
  - a: expected at most 5, got 9
  - b: expected text that matches [a-z]+, got 'B'
  - c: expected one of 'x', 'y', got 'z'
  - e, f: one of them at most can be set
  - f, g: one of them at most can be set; g is set by default, -p g= unsets it
  - missing d: string, for example -p d=text
  help: The parameters are: a, b, c, d, e, f, g, h
`);
});

describe("C2: answers stay as they are", () => {
  test("integers of any size, from everywhere", () => {
    const big = "123456789012345678901234567890";
    template("params: { n: { type: integer } }\n", "{{ n + 1 }}");
    const next = `${big.slice(0, -1)}1`;
    world.write({ "a.json": `{"n": ${big}}`, "a.yaml": `n: ${big}\n` });
    expect(made(["-p", `n=${big}`])).toBe(next);
    expect(made(["--params", "a.json"])).toBe(next);
    expect(made(["--params", "a.yaml"])).toBe(next);
    config(`defaults: { n: ${big} }\n`);
    expect(made()).toBe("123456789012345678901234567891");
  });

  test.each(["__proto__", "constructor", "prototype"])("and never have the key %s", (key) => {
    template("params: { o: { type: object } }\n", "{{ o }}");
    world.write({
      "a.json": `{"o": {"${key}": 1}}`,
      "a.yaml": `o:\n  ${key}: 1\n`,
      "a.toml": `[o]\n${key} = 1\n`,
    });
    for (const file of ["a.json", "a.yaml", "a.toml"]) {
      const { code, err } = generate("--params", file);
      expect(code).toBe(1);
      expect(err).toContain(`the key "${key}" is not allowed\n  --> ${file}:`);
    }
    for (const flag of [`o.${key}=1`, `o={"a": {"${key}": 1}}`]) {
      expect(generate("-p", flag)).toMatchObject({ code: 2, err: expect.stringContaining(`"${key}" is not allowed`) });
    }
    world.write({ "t.j2": "{{ o }}" });
    expect(world.dxg(["render", "t.j2", "-p", `o={"${key}": 1}`])).toMatchObject({ code: 2 });
    expect(world.files()).not.toContain("out.txt");
  });

  test("and never have a key twice", () => {
    template("params: { o: { type: object } }\n", "{{ o }}");
    world.write({
      "a.json": '{"o": {"a": 1, "a": 2}}',
      "a.yaml": "o: { a: 1, a: 2 }\n",
      "a.toml": "[o]\na = 1\na = 2\n",
    });
    for (const file of ["a.json", "a.yaml", "a.toml"]) expect(generate("--params", file).code).toBe(1);
    expect(generate("-p", 'o={"a": 1, "a": 2}').err).toContain('the key "a" stands twice');
  });
});

describe("C10: a pattern takes time in proportion to the text", () => {
  test.each(["(a+)+b", "(a|a)*b", "(a*)*(a*)*(a*)*b", "(.*a){20}"])("%s", (pattern) => {
    template(`params: { slug: { pattern: ${JSON.stringify(pattern)} } }\n`, "");
    const begun = performance.now();
    const { code } = generate("-p", `slug=${"a".repeat(5000)}!`);
    expect(code).toBe(2);
    expect(performance.now() - begun).toBeLessThan(5000);
  });
  test("and a text that is too long for it is refused", () => {
    template('params: { slug: { pattern: "(?:[a-z]{1,50}-){1,20}" } }\n', "");
    world.write({ "a.json": JSON.stringify({ slug: "a".repeat(3_000_000) }) });
    expect(generate("--params", "a.json")).toMatchObject({ code: 1, err: expect.stringContaining("render/limit") });
  });
});

describe("D2: a permission that shows otherwise than it is, is refused and never made to fit", () => {
  test.each([
    ["\\u001b[2K", "U+001B"],
    ["\\u200b", "U+200B"],
    ["\\u202e", "U+202E"],
    ["\\u00a0", "U+00A0"],
    ["\\u00ad", "U+00AD"],
    ["\\u3164", "U+3164"],
    ["\\ufe0f", "U+FE0F"],
    ["\\0", "U+0000"],
    ["\\n", "U+000A"],
    ["\\U000E0041", "U+E0041"],
  ])("%s", (character, shown) => {
    for (const grant of [`can_create_files: ["src/a${character}b"]`, `can_run: [[cargo, "fmt${character}"]]`]) {
      template(`capabilities:\n  ${grant}\n`, "");
      const { code, out, err } = generate();
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toContain(`holds ${shown}, a character that does not show as what it is\n  --> template.yaml:4:`);
      for (const hidden of "\u001b\u200b\u202e\0") expect(err).not.toContain(hidden);
    }
    for (const grant of [
      `can_network: ["a${character}.org"]`,
      `can_read_env: ["A${character}"]`,
      `can_add_dependencies: ["a${character}"]`,
    ]) {
      template(`capabilities:\n  ${grant}\n`, "");
      expect(generate().code).toBe(1);
    }
  });
});

test("engine decides whether a template runs", () => {
  template('engine: ">=0.1.0 <99"\n', "yes");
  expect(made()).toBe("yes");
  template('engine: ">=99"\n', "no");
  const { code, err } = generate();
  expect(code).toBe(1);
  expect(err).toContain('error[template/engine]: Template needs another version of dxg: "sample" needs >=99, this is ');
});

test("dxg template schema prints a JSON Schema", () => {
  const { code, out } = world.dxg(["template", "schema"]);
  expect(code).toBe(0);
  expect(JSON.parse(out)).toMatchObject({
    $schema: "https://json-schema.org/draft/2020-12/schema",
    required: ["name", "version"],
  });
});
