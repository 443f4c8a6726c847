/** `dxg generate` with the built-in templates: its forms, parameters, reports and what it does to files that are there. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmodSync, statSync } from "node:fs";
import { encodeDxp } from "../../src/format/dxp.ts";
import { golden } from "../format/golden.ts";
import { World } from "./world.ts";

const FIVE = ["README.md", "component.bench.tsx", "component.test.tsx", "component.tsx", "state.ts"];

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

function five(folder: string): readonly string[] {
  return FIVE.map((name) => `${folder}/${name}`);
}

describe("dxg generate", () => {
  test("writes the five files of component-full, and nothing else", () => {
    const { code, out, err } = world.dxg(["generate", "component-full", "Counter"]);
    expect(code).toBe(0);
    expect(out).toBe(
      five("Counter")
        .map((path) => `created ${path}\n`)
        .join(""),
    );
    expect(err).toStartWith("The tests need react");
    expect(world.files()).toEqual([...five("Counter")]);
    expect(world.read("Counter/component.tsx")).toContain("export function Counter(");
    expect(Object.values(world.tree())).toSatisfy((all: string[]) =>
      all.every((one) => /^(?:file 0644|folder 0755)/.test(one)),
    );
  });

  test("leaves nothing in the home folder for a built-in template", () => {
    world.dxg(["g", "component", "Counter"]);
    expect(world.shell('find "$HOME" -mindepth 1').out).toBe("");
  });

  test("understands the short name and the colon form with flags", () => {
    expect(world.dxg(["g", "component-full:counter:no-with_state", "-o", "a"]).code).toBe(0);
    expect(world.dxg(["generate", "component-full", "counter", "-p", "no-with_state", "-o", "b"]).code).toBe(0);
    expect(world.tree("a")).toEqual(world.tree("b"));
    expect(world.dxg(["g", "component-full:counter:with_state", "-o", "c"]).code).toBe(0);
    expect(world.dxg(["g", "component-full", "counter", "-o", "d"]).code).toBe(0);
    expect(world.tree("c")).toEqual(world.tree("d"));
    expect(world.tree("a")).not.toEqual(world.tree("c"));
  });

  test("refuses a name that is given twice, after the colon too", () => {
    for (const [args, how] of [
      [["component:counter", "other"], "after the template's colon"],
      [["component", "other", "-p", "name=counter"], "with -p"],
      [["component:counter", "-p", "name=other"], "with -p"],
    ] as const) {
      expect(world.dxg(["g", ...args])).toEqual({
        code: 2,
        out: "",
        err: `error[params/type]: Parameter has the wrong type: name: given both as NAME and ${how}\n`,
      });
    }
    expect(world.files()).toEqual([]);
    expect(world.dxg(["g", "component::no-with_test", "Other"]).code).toBe(0);
    expect(world.files()).toEqual(["Other.tsx"]);
  });

  test.each([
    ["compnent:counter", 'Did you mean "component"?'],
    ["componentfull:a/b:no-with_state", 'Did you mean "component-full"?'],
    ["compnent", 'Did you mean "component"?'],
    ["nothing-like-it:counter", "`dxg template list` shows the templates; a path needs a slash"],
  ])("suggests a template for %s", (written, hint) => {
    const { code, err } = world.dxg(["g", written]);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining(`"${written}"`) });
    expect(err).toEndWith(`\n  help: ${hint}\n`);
  });

  test.each([
    ["repeated", ["-p", "state_vars=count", "-p", "state_vars=loading"]],
    ["with commas", ["-p", "state_vars=count,loading"]],
    ["attached", ["-pstate_vars=count,loading"]],
    ["by its long name", ["--param", "state_vars=count,loading"]],
    ["with an equals sign", ["--param=state_vars=count,loading"]],
    ["beside a boolean", ["-p", "with_state=yes", "-p", "state_vars=count,loading"]],
  ])("takes a list given %s", (_, flags) => {
    expect(world.dxg(["generate", "component-full", "Counter", ...flags]).code).toBe(0);
    expect(world.read("Counter/state.ts")).toContain("loading: boolean");
  });

  const YAML = "# answers\nname: Counter\nstate_vars: [count, loading]\n";
  test.each([
    ["answers.json", '{"name": "Counter", "state_vars": ["count", "loading"]}'],
    ["answers.yaml", YAML],
    ["answers.yml", YAML],
    ["answers.toml", 'name = "Counter"\nstate_vars = ["count", "loading"]\n'],
    ["answers.dxp", encodeDxp({ name: "Counter", state_vars: ["count", "loading"] })],
  ])("reads parameters from %s", (name, content) => {
    world.write({ [name]: content });
    expect(world.dxg(["generate", "component-full", "--params", name, "-o", "out"])).toMatchObject({ code: 0 });
    expect(world.read("out/Counter/state.ts")).toContain("loading: boolean");
  });

  test.each([
    ["JSON", '{"name": "Counter", "state_vars": ["count", "loading"]}'],
    ["YAML", YAML],
    [".dxp", encodeDxp({ name: "Counter", state_vars: ["count", "loading"] })],
  ])("reads parameters as %s from standard input", (_, input) => {
    const { code } = world.dxg(["generate", "component-full", "--params", "-"], { input });
    expect(code).toBe(0);
    expect(world.read("Counter/state.ts")).toContain("loading: boolean");
  });

  test("lets flags win over the file", () => {
    world.write({ "a.json": '{"name": "Other", "with_state": true}' });
    expect(world.dxg(["generate", "component-full", "--params", "a.json", "-p", "name=Mine"]).code).toBe(0);
    expect(world.files()).toContain("Mine/state.ts");
  });

  test("--dry-run draws a tree and writes nothing", () => {
    world.write({ "Counter/notes.txt": "mine" });
    const before = world.tree();
    const { code, out, err } = world.dxg(["generate", "component-full", "Counter", "--dry-run"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(out.replaceAll(/\d+\.\d KiB|\d+ B/g, "SIZE")).toBe(
      [
        "Counter/",
        "├── README.md            SIZE, create",
        "├── component.bench.tsx  SIZE, create",
        "├── component.test.tsx   SIZE, create",
        "├── component.tsx        SIZE, create",
        "└── state.ts             SIZE, create",
        "",
        "5 files, SIZE; dry run, nothing was written",
        "",
      ].join("\n"),
    );
    expect(world.tree()).toEqual(before);
  });

  test("--json gives one documented object", () => {
    const { code, out, err } = world.dxg(["generate", "component-full", "Counter", "--json"]);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    const { files, ...rest } = JSON.parse(out) as { files: readonly object[] };
    expect(rest).toEqual({
      template: "component-full",
      version: "1.0.0",
      destination: world.folder,
      dryRun: false,
      message: expect.stringContaining("bun test Counter"),
    });
    expect(files).toEqual(
      five("Counter").map((path) => ({ path, change: "create", bytes: statSync(world.path(path)).size, mode: "0644" })),
    );
  });

  test("--json gives errors as an object too", async () => {
    const { code, out, err } = world.dxg(["generate", "component-full", "--json"]);
    expect({ code, err }).toEqual({ code: 2, err: "" });
    await golden("test/fixtures/e2e/error.json", out);
  });

  test("-q prints nothing", () => {
    expect(world.dxg(["generate", "component-full", "Counter", "-q"])).toEqual({ code: 0, out: "", err: "" });
    expect(world.files()).toHaveLength(5);
  });

  test("-o makes the folders that are missing", () => {
    expect(world.dxg(["generate", "component-full", "Counter", "-o", "a/b/c"]).out).toStartWith(
      "created a/b/c/Counter/",
    );
    expect(world.files()).toEqual([...five("a/b/c/Counter")]);
  });
});

describe("dxg generate over files that are there", () => {
  beforeEach(() => {
    world.dxg(["generate", "component-full", "Counter", "-q"]);
  });

  test("does not touch what is unchanged", () => {
    const stamp = (path: string): object => {
      const { mtimeMs, ctimeMs, ino } = statSync(world.path(path));
      return { mtimeMs, ctimeMs, ino };
    };
    const before = five("Counter").map(stamp);
    const { code, out } = world.dxg(["generate", "component-full", "Counter"]);
    expect(code).toBe(0);
    expect(out).toBe(
      five("Counter")
        .map((path) => `unchanged ${path}\n`)
        .join(""),
    );
    expect(five("Counter").map(stamp)).toEqual(before);
  });

  test("writes nothing when a file differs, and lists every one that does", () => {
    world.write({ "Counter/state.ts": "mine", "Counter/README.md": "mine too" });
    world.shell("rm Counter/component.tsx");
    const before = world.tree();
    const { code, out, err } = world.dxg(["generate", "component-full", "Counter"]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toBe(
      [
        "error[write/conflict]: Files exist and differ: 2 of 5 files; nothing was written",
        "  - Counter/README.md",
        "  - Counter/state.ts",
        "  help: Use --on-conflict overwrite to replace them, or -o to choose another folder",
        "",
      ].join("\n"),
    );
    expect(world.tree()).toEqual(before);
    expect(world.dxg(["generate", "component-full", "Counter", "--dry-run"]).code).toBe(1);
    expect(world.dxg(["generate", "component-full", "Counter", "--on-conflict", "fail"]).code).toBe(1);
    expect(world.tree()).toEqual(before);
  });

  test("--on-conflict overwrite replaces what differs and keeps its permissions", () => {
    const good = world.tree();
    world.write({ "Counter/state.ts": "mine" });
    chmodSync(world.path("Counter/state.ts"), 0o640);
    const { code, out } = world.dxg(["generate", "component-full", "Counter", "--on-conflict", "overwrite"]);
    expect(code).toBe(0);
    expect(out).toContain("overwritten Counter/state.ts\n");
    expect(out).toContain("unchanged Counter/README.md\n");
    expect(world.tree()).toEqual({
      ...good,
      "Counter/state.ts": good["Counter/state.ts"]?.replace("0644", "0640") ?? "",
    });
  });

  test("leaves other files and other names of a file alone", () => {
    world.write({ "Counter/mine.txt": "mine" });
    world.shell("echo old > Counter/state.ts; ln Counter/state.ts other-name.ts");
    expect(world.dxg(["generate", "component-full", "Counter", "--on-conflict=overwrite"]).code).toBe(0);
    expect(world.read("other-name.ts")).toBe("old\n");
    expect(world.read("Counter/mine.txt")).toBe("mine");
  });
});
