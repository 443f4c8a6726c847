/**
 * Parameters, templates and folders that are out to do harm: paths that lead elsewhere, links in the way, characters
 * that steer a terminal.
 */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { UNSAFE } from "./unsafe.ts";
import { World } from "./world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

const generate = ["generate", "component-full", "A"] as const;

describe("an output path from a parameter", () => {
  test.each([
    "../x",
    "..",
    "a/../../x",
    "a/..",
    "./x",
    "/etc/x",
    "//x",
    "C:/x",
    "c:x",
    "\\\\server\\share",
    "a\\b",
    "~/x",
    "~root/x",
    "a//b",
    "CON",
    "con.txt",
    "aux/x",
    "a/NUL",
    "COM1",
    "com¹",
    ".git",
    ".git/hooks",
    "a/.GIT",
    "GIT~1",
    ".dx",
    ".dx/templates/x",
    "dxg.lock",
    "a.",
    "a ",
    "a*b",
    "a?b",
    "a|b",
    'a"b',
    "a<b",
    "a:b",
    "a\nb",
    "a\x1b[31mb",
    "a\x7fb",
    "a\u202eb",
    "a\u200bb",
    "a\ufeffb",
    "x".repeat(256),
    "x/".repeat(2100),
  ])("%j is refused and nothing is written", (folder) => {
    mkdirSync(world.path("deep/er"), { recursive: true });
    const before = world.tree();
    const { code, out, err } = world.dxg([...generate, "-p", `folder=${folder}`], { cwd: "deep/er" });
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toStartWith("error[path/unsafe]: Unsafe output path: ");
    expect(err).toContain("files/{{ folder }}/");
    expect(err).not.toMatch(UNSAFE);
    expect(world.tree()).toEqual(before);
  });

  test("may hold what is only unusual", () => {
    for (const folder of ["ü/日本", "a b", "-x", "...x", "console", "x.git", "a'b", "$HOME", "a;b&c"]) {
      expect(world.dxg([...generate, "-p", `folder=${folder}`])).toMatchObject({ code: 0 });
      expect(world.files()).toContain(`${folder}/state.ts`);
    }
  });

  test("may not meet another one, not even in another case or spelling", () => {
    const matter = '{#---\nto: "{{ row }}.txt"\neach: rows as row\n---#}\n';
    world.write({
      ".dx/templates/rows/template.yaml":
        "name: rows\nversion: 1.0.0\ndescription: Rows\nparams:\n  rows:\n    type: array\n    items: string\n",
      ".dx/templates/rows/files/row.j2": `${matter}{{ row }}`,
    });
    const before = world.tree();
    for (const rows of ["a,a", "a,A", "\u00e9,e\u0301", "a,a.txt/b", "straße,STRASSE"]) {
      const { code, err } = world.dxg(["generate", "rows", "-p", `rows=${rows}`]);
      expect(code).toBe(1);
      expect(err).toStartWith("error[path/duplicate]: Two outputs share a path: ");
      expect(world.tree()).toEqual(before);
    }
  });
});

describe("what is in the way", () => {
  const outside = "outside";

  beforeEach(() => {
    world.write({ [`${outside}/state.ts`]: "theirs" });
  });

  function refused(...flags: readonly string[]): string {
    const before = world.tree();
    const { code, out, err } = world.dxg([...generate, "-o", "out", ...flags]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(world.tree()).toEqual(before);
    return err;
  }

  test.each([[[]], [["--on-conflict", "overwrite"]]])("a link for a folder is never followed, with %j", (flags) => {
    mkdirSync(world.path("out"));
    symlinkSync(world.path(outside), world.path("out/A"));
    expect(refused(...flags)).toContain("A is a symbolic link, which is never followed");
    expect(world.read(`${outside}/state.ts`)).toBe("theirs");
  });

  test.each([[[]], [["--on-conflict", "overwrite"]]])("a link for a file is never followed, with %j", (flags) => {
    mkdirSync(world.path("out/A"), { recursive: true });
    symlinkSync(world.path(`${outside}/state.ts`), world.path("out/A/state.ts"));
    expect(refused(...flags)).toStartWith("error[write/failed]: Cannot write: 1 of 5 outputs; nothing was written\n");
    expect(world.read(`${outside}/state.ts`)).toBe("theirs");
  });

  test("a dangling link is told, and makes no file where it leads", () => {
    mkdirSync(world.path("out/A"), { recursive: true });
    symlinkSync(world.path("outside/new.ts"), world.path("out/A/state.ts"));
    expect(refused("--on-conflict", "overwrite")).toContain("- A/state.ts is there and is not a file\n");
  });

  test("a folder for a file is told", () => {
    mkdirSync(world.path("out/A/state.ts"), { recursive: true });
    expect(refused("--on-conflict", "overwrite")).toContain("- A/state.ts is there and is not a file\n");
  });

  test("a file for a folder is told", () => {
    world.write({ "out/A": "mine" });
    expect(refused("--on-conflict", "overwrite")).toContain("- A is not a directory\n");
  });

  test("a pipe for a file is told, and not waited for", () => {
    mkdirSync(world.path("out/A"), { recursive: true });
    world.shell("mkfifo out/A/state.ts");
    expect(refused("--on-conflict", "overwrite")).toContain("- A/state.ts is there and is not a file\n");
  });

  test("a destination that the user reaches by a link is used", () => {
    mkdirSync(world.path("real"));
    symlinkSync("real", world.path("out"));
    expect(world.dxg([...generate, "-o", "out"]).code).toBe(0);
    expect(world.files("real")).toContain("A/state.ts");
  });

  test.each([
    ["a link", "ln -s outside/state.ts target"],
    ["a dangling link", "ln -s nowhere target"],
    ["a pipe", "mkfifo target"],
  ])("%s is neither replaced nor followed by -o", (_, make) => {
    world.write({ "t.j2": "mine" });
    world.shell(make);
    const before = world.tree();
    for (const args of [
      ["render", "t.j2", "-o", "target"],
      ["template", "compile", "t.j2", "-o", "target"],
    ]) {
      const { code, out, err } = world.dxg(args);
      expect({ code, out }).toEqual({ code: 1, out: "" });
      expect(err).toStartWith("error[write/failed]: Cannot write: target is ");
      expect(world.tree()).toEqual(before);
    }
  });
});

describe("links in a template", () => {
  test.each(["files/link", "partials/link", "files/folder"])("are refused at %s", (path) => {
    world.dxg(["template", "init", "service"]);
    rmSync(world.path(`.dx/templates/service/${path}`), { force: true });
    symlinkSync(path.endsWith("folder") ? "/etc" : "/etc/passwd", world.path(`.dx/templates/service/${path}`));
    const before = world.tree();
    const { code, err } = world.dxg(["generate", "service", "x"]);
    expect(code).toBe(1);
    expect(err).toStartWith("error[template/symlink]: Template holds a symbolic link: ");
    expect(world.tree()).toEqual(before);
  });
});

describe("characters that steer a terminal", () => {
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
