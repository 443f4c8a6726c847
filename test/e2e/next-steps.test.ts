/** What is shown after a generation can be done as it stands, from where the user is. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { World } from "./world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

const STEPS: readonly (readonly [template: string, name: string, path: string])[] = [
  ["component", "Card", "Card"],
  ["component-full", "Card", "Card"],
  ["component-full", "Card", "Card/component.bench.tsx"],
  ["route-crud", "Post", "posts"],
  ["crate-complete", "my-crate", "my-crate"],
];

describe("dxg generate names paths from the current folder", () => {
  test.each(STEPS)("of %s %s: %s", (template, name, path) => {
    const here = world.dxg(["generate", template, name]).err;
    expect(here).toContain(` ${path}`);
    const below = world.dxg(["generate", template, name, "-o", "some/where"]).err;
    expect(below).toContain(` some/where/${path}`);
    expect(below.replaceAll("some/where/", "")).toBe(here);
    expect(world.files("some/where").some((file) => file.startsWith(path))).toBe(true);
    const outside = world.dxg(["generate", template, name, "-o", "../out"], { cwd: "some" }).err;
    expect(outside).toContain(` ${world.path("out")}/${path}`);
  });

  test.each([
    ["component", "Card", "bun test '$/Card'"],
    ["component-full", "Card", "bun test '$/Card'"],
    ["component-full", "Card", "bun '$/Card/component.bench.tsx'"],
    ["route-crud", "Post", "Start them:  bun '$/posts/server.ts'"],
    ["route-crud", "Post", "Test them:   bun test '$/posts'"],
    ["crate-complete", "my-crate", "cd '$/my-crate' && cargo test"],
  ])("of %s %s as words of a shell: %s", (template, name, command) => {
    const flags = template === "route-crud" ? ["-p", "server=true"] : [];
    for (const [folder, shown] of [
      ["my dir", "my dir"],
      ["it's", `it'"'"'s`],
      ["a$b", "a$b"],
      ["\u00fc b", "\u00fc b"],
      ["new\nline\t\u001b", "new\\nline\\x09\\x1b"],
    ] as const) {
      const { code, err } = world.dxg(["generate", template, name, "-o", folder, ...flags]);
      expect(code).toBe(0);
      expect(err.split("\n").map((line) => line.trim())).toContain(command.replace("$", () => shown));
      const again = world.dxg(["generate", template, name, "-o", folder, ...flags, "--on-conflict", "overwrite"]);
      expect(again.err).toBe(err);
    }
  });

  test.each(["component", "route-crud"])("of %s without blank lines, as text and as data", (template) => {
    const { err } = world.dxg(["generate", template, "Card"]);
    expect(err).toMatch(/^\S.*\n(?:.*\S.*\n)+$/);
    const { message } = JSON.parse(world.dxg(["generate", template, "Card", "--dry-run", "--json"]).out) as {
      readonly message?: string;
    };
    expect(`${message}\n`).toBe(err);
    world.write({
      ".dx/templates/mute/template.yaml": "name: mute\nversion: 1.0.0\nmessage: '{% if 0 %}x{% endif %}\n\n '\n",
    });
    expect(world.dxg(["generate", "mute"])).toMatchObject({ code: 0, err: "" });
    expect(world.dxg(["generate", "mute", "--json"]).out).not.toContain("message");
  });

  test("in a template that `template init` made", () => {
    world.dxg(["template", "init", "service"]);
    expect(world.dxg(["generate", "service", "x", "-o", "a/"]).err).toBe("Made x. Next: read a/x/README.md\n");
    expect(world.dxg(["generate", "service", "x", "-o", "."]).err).toBe("Made x. Next: read x/README.md\n");
  });
});
