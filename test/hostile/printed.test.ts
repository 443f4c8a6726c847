/** Text of templates, parameters and paths that would steer a terminal or a CI log if it were printed as it is. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { UNSAFE } from "../e2e/unsafe.ts";
import { World } from "../e2e/world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

describe("A13 characters that steer a terminal", () => {
  const evil = "x\x1b[2J\x07\x9b31m\u202egnp\u2066\u200b\r::error::x";

  test.each([
    ["in a template's name", ["generate", evil]],
    ["in a path", ["render", `${evil}.j2`]],
    ["in a flag", ["generate", "component", `--${evil}`]],
    ["in a command", [evil]],
    ["in a parameter's name", ["generate", "component", "A", "-p", `${evil}=1`]],
    ["in a parameter's value", ["generate", "component", "A", "-p", `with_state=${evil}`]],
    ["in an argument too many", ["generate", "component", "A", evil]],
    ["in a shell's name", ["completion", evil]],
    ["in a file of parameters", ["generate", "component", "A", "--params", `${evil}.json`]],
    ["in the destination", ["render", "-", "-o", `${evil}/x`]],
    ["in a template's new name", ["template", "init", evil]],
  ])("%s are shown as escapes", (_, args) => {
    const { code, out, err } = world.dxg(args);
    expect(code).toBeGreaterThan(0);
    expect(out).toBe("");
    expect(err).toContain("\\x1b[2J");
    expect(err).not.toMatch(UNSAFE);
    expect(err).not.toMatch(/^\s*::/m);
  });

  test("in the line of an error are shown as escapes, with the caret in place", () => {
    world.write({ "t.j2": "\x1b[31m\u202e{{ nothing }}\n", "p.json": `{"a": "\x1b[2J"}` });
    for (const args of [
      ["render", "t.j2"],
      ["render", "-", "--params", "p.json"],
    ]) {
      const { code, err } = world.dxg(args);
      expect(code).toBe(1);
      expect(err).toContain("\\x1b[");
      expect(err).not.toMatch(UNSAFE);
    }
  });

  test("in what a template says at the end, in file names and descriptions are shown as escapes", () => {
    world.write({
      ".dx/templates/evil/template.yaml":
        'name: evil\nversion: 1.0.0\ndescription: "\\e[2Jd\\u202e"\nmessage: "done {{ x }}\\n::error::y"\nparams:\n  x:\n    type: string\n    help: "\\e[2Jh"\n    default: "\'\\e[2J\\u202e\'"\n',
      ".dx/templates/evil/files/a.txt.j2": "{{ x }}",
    });
    const outputs = [
      world.dxg(["generate", "evil"]),
      world.dxg(["template", "list"]),
      world.dxg(["template", "show", "evil"]),
      world.dxg(["template", "show", "evil", "--code"]),
      world.dxg(["generate", "evil", "--json", "--dry-run"]),
      world.dxg(["template", "show", "evil", "--json"]),
      world.dxg(["template", "list", "--json"]),
    ];
    for (const { code, out, err } of outputs) {
      expect(code).toBe(0);
      expect(out + err).not.toMatch(/[^\P{Cc}\t\n]/u);
      expect(err).not.toMatch(UNSAFE);
      expect(err).not.toMatch(/^\s*::/m);
    }
    for (const { out } of outputs.slice(0, 4)) expect(out).not.toMatch(UNSAFE);
    // The file holds what the template gives; only the terminal is protected.
    expect(world.read("a.txt")).toBe("\x1b[2J\u202e");
  });
});
