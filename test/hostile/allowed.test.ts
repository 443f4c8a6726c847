/** What a template may do: the rows of the list of attacks that are about capabilities, by their numbers, from the compiled executable. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { UNSAFE } from "../e2e/unsafe.ts";
import { type Ended, World } from "../e2e/world.ts";
import { runInProject, writeTemplate } from "./in-project.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

const template = (path: string, capabilities?: string, files?: Readonly<Record<string, string>>): void =>
  writeTemplate(world, path, capabilities, files);
const inProject = (...args: readonly string[]): Ended => runInProject(world, ...args);

const ENVRC = 'capabilities:\n  can_create_files: ["**", ".envrc"]\n';

describe("A15: files that programs run by themselves", () => {
  test("are refused when no capability names them, in a project's own template too", () => {
    template("project/.dx/templates/svc", "", { ".envrc": "x" });
    const { code, err } = inProject("generate", "svc");
    expect(code).toBe(1);
    expect(err).toContain("- .envrc: can_create_files: it creates a file of its own class: ");
    expect(world.files("project")).not.toContain(".envrc");
  });

  test("are refused without a terminal, written with --trust, and listed before", () => {
    template("project/.dx/templates/svc", ENVRC, { ".envrc": "x" });
    const refused = inProject("generate", "svc");
    expect(refused.code).toBe(1);
    expect(refused.err).toStartWith(
      'error[trust/untrusted]: Template is not trusted: "svc": it asks for more than ordinary',
    );
    expect(refused.err).toContain("- it creates .envrc, which programs may run: direnv");
    expect(world.files("project")).not.toContain(".envrc");
    const [, hash = ""] = /--trust ([0-9a-f]{64})/.exec(refused.err) ?? [];
    const { code, err, out } = inProject("generate", "svc", "--trust", hash, "-q");
    expect({ code, out }).toEqual({ code: 0, out: "" });
    expect(err).toStartWith("Files that programs run by themselves:\n  - .envrc: direnv");
    expect(world.read("project/.envrc")).toBe("x");
  });

  test("are listed before they are written", () => {
    template("project/.dx/templates/svc", ENVRC, { ".envrc": "x", "sub/a.txt": "a" });
    world.write({ "project/out/sub": "in the way" });
    const flags = world.trusting("svc", { cwd: "project" });
    const { code, err } = inProject("generate", "svc", "-o", "out", ...flags);
    expect(code).toBe(1);
    expect(err).toStartWith("error[write/failed]");
    const fine = inProject("generate", "svc", "--dry-run", ...flags);
    expect(fine.err).toContain("  - .envrc: direnv");
    expect(fine.out).toContain("- creates .envrc, which programs may run: direnv");
    expect(world.files("project")).not.toContain(".envrc");
  });

  test("a package.json is one only by its scripts", () => {
    const plain = '{ "name": "a", "version": "1.0.0" }';
    template("project/.dx/templates/svc", "", { "package.json": plain });
    expect(inProject("generate", "svc")).toMatchObject({ code: 0 });
    template("project/.dx/templates/run", "", { "sub/package.json": '{ "scripts": { "test": "x" } }' });
    expect(inProject("generate", "run").err).toContain('package managers run its script "test"');
  });
});

describe("C4: a small template with a large result", () => {
  test("is stopped by max_output_size with the line to change, before anything is written", () => {
    template("project/.dx/templates/big", 'capabilities:\n  can_create_files: ["**"]\n  max_output_size: 10 KiB\n', {
      "{{ 1 }}.txt.j2": "{{ 'a' * 20000 }}",
    });
    const { code, err } = inProject("generate", "big");
    expect(code).toBe(1);
    expect(err).toContain(
      "the template: max_output_size: it writes 20000 bytes, more than 10240; max_output_size: 20000 (tem",
    );
    expect(err).toContain("(template.yaml, line 5)");
    expect(world.files("project")).not.toContain("1.txt");
  });
});

describe("D2: what is shown is what is granted", () => {
  const VALUES = [
    "a\\eb",
    "a\\u202eb",
    "a\\u200bb",
    "a\\u00adb",
    "a\\u2060b",
    "a\\u3164b",
    "a\\ufe0fb",
    "a\\nb",
    "a\\u0085b",
    "a\\u2028b",
  ];
  test.each(VALUES)("%s in a permission is refused and not left out", (value) => {
    for (const capability of ["can_create_files", "can_network", "can_run", "can_read_env", "can_add_dependencies"]) {
      template("t", `capabilities:\n  ${capability}: ["${value}"]\n`);
      const { code, err } = inProject("template", "show", "../t");
      expect(code).toBe(1);
      expect(err).toStartWith("error[template/bad-manifest]: ");
      expect(err).not.toMatch(UNSAFE);
    }
  });

  test("no two commands are shown alike", () => {
    const shown = ['["git", "add ."]', '["git", "add", "."]', '["git", "\\"add", ".\\""]', '["git add", "."]'].map(
      (words) => {
        template("t", `capabilities:\n  can_run: [${words}]\n`);
        return inProject("template", "show", "../t").out.match(/may run: .*/)?.[0];
      },
    );
    expect(new Set(shown).size).toBe(4);
    expect(shown[0]).toBe('may run: git "add ."');
  });
});

describe("D5: directions and invisible characters", () => {
  test.each(["a\\u202eb.txt", "a\\u2066b.txt", "a\\u200bb.txt", "a\\ufeffb.txt"])(
    "a file called %s is refused",
    (name) => {
      template("project/.dx/templates/t", "", { "x.j2": `{#---\nto: "${name}"\n---#}\nx` });
      const { code, err } = inProject("generate", "t");
      expect(code).toBe(1);
      expect(err).toStartWith("error[path/unsafe]");
      expect(err).not.toMatch(UNSAFE);
    },
  );
});

describe("D6: commands for GitHub Actions at the beginning of a line", () => {
  test("are broken up in violations, permissions and closing messages", () => {
    template("t", 'capabilities:\n  can_create_files: ["::add-mask::x", "a.txt"]\nmessage: "::set-env name=A::b"\n', {
      "a.txt": "a",
    });
    const flags = world.trusting("./t");
    for (const args of [
      ["template", "show", "../t"],
      ["generate", "../t"],
      ["generate", "../t", ...flags],
    ]) {
      const { out, err } = inProject(...args);
      expect(out + err).not.toMatch(/^\s*::/m);
    }
  });
});

describe("D7: allowed and denied", () => {
  test.each([
    ['can_create_files: ["a.txt"]\n  deny: { can_create_files: ["a.txt"] }', "a.txt"],
    ['can_create_files: ["**"]\n  deny: { can_create_files: ["*"] }', "a.txt"],
    ['can_create_files: ["**"]\n  deny: { can_create_files: ["A.TXT"] }', "a.txt"],
  ])("is denied: %s", (capabilities, path) => {
    template("project/.dx/templates/t", `capabilities:\n  ${capabilities}\n`, { [path]: "x" });
    const { code, err } = inProject("generate", "t");
    expect(code).toBe(1);
    expect(err).toContain("what `deny` forbids");
    expect(world.files("project")).not.toContain(path);
  });
});

describe("what a violation says to do", () => {
  const FILES = {
    ".envrc": "use flake\n",
    "package.json": '{ "dependencies": { "react": "19", "vue": "3" } }\n',
    "Cargo.toml": '[package]\nname = "a"\n[dependencies]\nserde = "1"\n',
    "src/a.rs": "unsafe {}\n",
  };

  test.each(["", 'capabilities:\n  can_create_files: ["**"]\n'])("mends all when it is done once: %j", (before) => {
    template("project/.dx/templates/all", before, FILES);
    const { code, err } = inProject("generate", "all");
    expect(code).toBe(1);
    const orders = [...err.matchAll(/^ {2}- to allow: (.*) \(template\.yaml(?:, line \d+)?\)$/gm)].map(
      ([, one]) => one ?? "",
    );
    expect(orders.length).toBe(before === "" ? 1 : 4);
    const added = orders.map((order) => {
      const list = /^add (".*") to can_create_files$/.exec(order)?.[1];
      return list === undefined
        ? order.replace(/^add /, before === "" ? "" : "  ")
        : `  can_create_files: ["**", ${list}]`;
    });
    template("project/.dx/templates/all", `${before.replace(/^ {2}.*\n/m, "")}${added.join("\n")}\n`, FILES);
    const hash = /--trust ([0-9a-f]{64})/.exec(inProject("generate", "all").err)?.[1] ?? "";
    expect(inProject("generate", "all", "--trust", hash).code).toBe(0);
  });

  test.each([
    ["package.json", '{\n  "dependencies": {,}\n}\n', " (line 2, column 20: a key in double quotes is expected)"],
    ["package.json", '{ "dependencies": 3 }\n', " (what stands where dependencies belong is none)"],
    ["pyproject.toml", "[project\n", " (line 1, column"],
  ])("names the place in %s that cannot be read: %j", (name, text, why) => {
    template("project/.dx/templates/all", "", { [name]: text });
    const { code, err } = inProject("generate", "all");
    expect(code).toBe(1);
    expect(err).toContain(
      `${name}: can_add_dependencies: it cannot be read, so nobody can tell which dependencies it adds${why}`,
    );
  });
});
