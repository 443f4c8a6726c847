/** What is told of parameters that are missing, wrong or not for the user to give. */
import { afterEach, beforeEach, expect, test } from "bun:test";
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
