/** What is told of parameters that are missing, wrong or not for the user to give. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Ended, World } from "./world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

function generate(manifest: string, ...args: readonly string[]): Ended {
  world.write({
    ".dx/templates/t/template.yaml": `name: t\nversion: 1.0.0\n${manifest}`,
    ".dx/templates/t/files/a.txt.j2": "{{ x }}",
  });
  return world.dxg(["generate", "t", ...world.trusting("t"), ...args]);
}

test.each([
  ["{ type: array, items: string, min: 1 }", "[]", "x: expected at least 1 item, got []"],
  ["{ type: array, items: string, max: 1 }", '["a", "b"]', "x: expected at most 1 item, got ["],
  ["{ type: string, min: 1 }", '""', "x: expected at least 1 character, got ''"],
  ["{ type: string, min: 2 }", '""', "x: expected at least 2 characters, got ''"],
])("one is one: %s", (parameter, value, fault) => {
  world.write({ "p.json": `{ "x": ${value} }` });
  expect(generate(`params:\n  x: ${parameter}\n`, "--params", "p.json").err).toContain(fault);
});

test("one is one in what is missing", () => {
  const { err } = generate("params:\n  x: { type: string, max: 1 }\n  y: { type: array, min: 1 }\n");
  expect(err).toContain("- x: string of at most 1 character, ");
  expect(err).toContain("- y: array of at least 1 item, ");
});

test("a private parameter is told as private, however it is given", () => {
  const manifest = "params:\n  x: { default: \"'x'\" }\n  priv: { private: true, default: 1, type: integer }\n";
  world.write({ "p.json": '{ "priv": 3 }' });
  const said = 'Unknown parameter: "priv" (it is private: only the template sets it)\n';
  expect(generate(manifest, "-p", "priv=3").err).toContain(said);
  expect(generate(manifest, "--params", "p.json").err).toContain(said);
  expect(generate(manifest, "-p", "pri=3").err).not.toContain("priv");
});

test("a choice that stands twice is refused", () => {
  const manifest = "params:\n  x: { type: array, items: enum, choices: [u, v, w], min: 2 }\n";
  for (const flags of [
    ["-p", "x=u,v,u"],
    ["-p", "x=u,v", "-p", "x=u"],
  ]) {
    const { code, err } = generate(manifest, ...flags);
    expect({ code, err }).toEqual({ code: 2, err: expect.stringContaining("x: a choice stands twice: 'u'\n") });
  }
  expect(generate(manifest, "-p", "x=u,v").code).toBe(0);
  expect(generate("params:\n  x: { type: array, choices: [u, v], default: [u, u] }\n").err).toContain(
    'the default of "x" has a choice twice',
  );
  expect(
    generate("params:\n  x: { type: array, items: string }\n", "-p", "x=u,u", "--on-conflict", "overwrite").code,
  ).toBe(0);
});

test("a secret that is missing is not asked for among the arguments", () => {
  const { code, err } = generate("params:\n  x: { type: secret }\n");
  expect({ code, err }).toEqual({
    code: 2,
    err: "error[params/missing]: Missing parameters: x\n  - x: secret, from --params FILE or --params - (arguments can be seen by everybody)\n  help: Give them with --params FILE\n",
  });
  const both = generate(
    'capabilities: { can_create_files: ["**"], can_read_env: [TOKEN] }\nparams:\n  x: { type: secret, env: TOKEN, prompt: The token }\n  y: {}\n',
  ).err;
  expect(both).toContain(
    "- x: secret, from the variable TOKEN, --params FILE or --params - (arguments can be seen by everybody)  (The token)\n",
  );
  expect(both).toContain("  help: Give them with -p key=value or --params FILE\n");
});

describe("null counts as not given", () => {
  const manifest = `params:
  x: { choices: [a, b], default: "'a'" }
  n: { type: integer, min: 1, default: 3 }
  l: { type: array, items: string, min: 1, default: [q] }
  w: { when: n > 3, default: 1, type: integer }
`;
  const JSON_NULLS = '{ "x": null, "n": null, "l": null, "w": null }';
  const YAML_NULLS = "x:\nn: null\nl: ~\nw:\n";

  test.each([
    ["p.json", JSON_NULLS],
    ["p.yaml", YAML_NULLS],
  ])("in %s, and from standard input", (file, text) => {
    world.write({ [file]: text });
    expect(generate(manifest, "--params", file)).toMatchObject({ code: 0, err: "" });
    expect(world.read("a.txt")).toBe("a");
    const args = ["generate", "t", ...world.trusting("t"), "--params", "-", "-o", "o"];
    expect(world.dxg(args, { input: text })).toMatchObject({ code: 0, err: "" });
    expect(world.read("o/a.txt")).toBe("a");
  });

  test("in a .dxp, with a template and without", () => {
    generate(manifest, "-q", "-o", "first");
    world.write({ "p.json": JSON_NULLS, "none.json": "{}" });
    for (const [file, more] of [
      ["own.dxp", []],
      ["record.dxp", ["-t", "t"]],
    ] as const) {
      expect(world.dxg(["params", "encode", "p.json", ...more, "-o", file])).toMatchObject({ code: 0, err: "" });
      expect(generate(manifest, "--params", file, "-o", file.slice(0, 3))).toMatchObject({ code: 0, err: "" });
      expect(world.read(`${file.slice(0, 3)}/a.txt`)).toBe("a");
    }
    world.dxg(["params", "encode", "none.json", "-t", "t", "-o", "none.dxp"]);
    expect(world.read("record.dxp")).toBe(world.read("none.dxp"));
  });

  test("in config.yaml", () => {
    mkdirSync(join(world.home, ".config/dxg"), { recursive: true });
    const config = "defaults: { x: b, n: }\ntemplates: { t: { x: , l: null } }\n";
    writeFileSync(join(world.home, ".config/dxg/config.yaml"), config);
    expect(generate(manifest)).toMatchObject({ code: 0, err: "" });
    expect(world.read("a.txt")).toBe("b");
  });

  test("so that a required parameter is missing", () => {
    world.write({ "p.yaml": "x:\n" });
    const missing = generate("params:\n  x: { type: integer }\n");
    expect(missing).toMatchObject({ code: 2, err: expect.stringContaining("error[params/missing]: ") });
    expect(generate("params:\n  x: { type: integer }\n", "--params", "p.yaml")).toEqual(missing);
  });

  test("but not as an item of a list, for generate and encode alike", () => {
    world.write({ "p.yaml": "l: [a, ]\n", "q.yaml": "l:\n  - a\n  -\n" });
    expect(generate(manifest, "--params", "p.yaml").code).toBe(0);
    const err =
      "error[params/type]: Parameter has the wrong type: l: expected a list of string, got the item None (item 2)\n";
    expect(generate(manifest, "--params", "q.yaml")).toEqual({ code: 2, out: "", err });
    expect(world.dxg(["params", "encode", "q.yaml", "-t", "t", "-o", "q.dxp"])).toEqual({ code: 2, out: "", err });
  });
});

test("a file of YAML that holds nothing gives no parameters, no input and no JSON are an error", () => {
  const manifest = "params:\n  x: { default: \"'a'\" }\n";
  world.write({ "p.yaml": "# x: b\n", "empty.yml": "", "empty.toml": "", "empty.json": "" });
  for (const file of ["p.yaml", "empty.yml", "empty.toml"]) {
    expect(generate(manifest, "--params", file)).toMatchObject({ code: 0, err: "" });
  }
  for (const file of ["empty.json", "/dev/null", "-"]) {
    expect(generate(manifest, "--params", file).err).toStartWith("error[params/bad-file]: ");
  }
});

test("an equals sign behind a short flag, and an empty name, are told as what they are", () => {
  const manifest = "params:\n  x: { default: \"'a'\" }\n  o: { type: object, default: {} }\n";
  const told = (...args: readonly string[]): string => generate(manifest, ...args).err;
  expect(told("-p=x=secret")).toBe(
    'error[cli/bad-argument]: Bad argument: -p takes its value without "=" before it\n  help: Write -p key=value, or --param=key=value\n',
  );
  expect(told("-o=x")).toEndWith("  help: Write -o dir, or --output=dir\n");
  expect(told("-p", "=x")).toBe(
    'error[params/unknown]: Unknown parameter: "" (a name is missing: write -p key=value)\n  help: The parameters are: x, o\n',
  );
  expect(told("-p", "o..x=1")).toBe(
    "error[params/type]: Parameter has the wrong type: o: the name o..x has an empty part\n",
  );
  expect(world.files().filter((path) => !path.startsWith(".dx/"))).toEqual([]);
});
