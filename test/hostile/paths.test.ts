/**
 * Parameters, templates and folders that are out to do harm: paths that lead elsewhere, links in the way, modes, names
 * of dxg's own. The numbers are those of the list of attacks.
 */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmodSync, linkSync, mkdirSync, statSync, symlinkSync } from "node:fs";
import { RULES } from "../../src/format/rules.ts";
import { UNSAFE } from "../e2e/unsafe.ts";
import { World } from "../e2e/world.ts";
import { BAD_PROGRAMS } from "../format/bad-programs.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

const generate = ["generate", "component-full", "A"] as const;

describe("A1 A2 A12 A13 A14 A17 an output path from a parameter", () => {
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

  test("A10 A11 may not meet another one, not even in another case or spelling", () => {
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

describe("two files of a template with one path", () => {
  test.each([
    ["a.txt", '"a.txt"', "Give one of them another path"],
    ["A.txt", '"a.txt" and "A.txt"', "Names that differ only in case or accents"],
  ])("are told as what they are: a.txt and %s", (path, says, help) => {
    world.write({
      "both/template.yaml": "name: both\nversion: 1.0.0\n",
      "both/files/1.j2": `{#---\nto: ${path}\n---#}\n1`,
      "both/files/2.j2": "{#---\nto: a.txt\n---#}\n2",
    });
    const { code, err } = world.dxg(["generate", "./both"]);
    expect(code).toBe(1);
    expect(err).toStartWith(`error[path/duplicate]: Two outputs share a path: ${says}\n`);
    expect(err).toMatch(/files\/2\.j2 and files\/1\.j2/);
    expect(err).toContain(`help: ${help}`);
  });
});

describe("A7 what is in the way", () => {
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

  test("a destination that is a link is gone through, one that leads nowhere is told as such", () => {
    world.shell("ln -s nowhere dangling; mkdir real; ln -s real alias; ln -s nowhere real/dangling; ln -s self self");
    const before = world.tree();
    for (const [output, link] of [
      ["dangling", "dangling"],
      ["dangling/below/it", "dangling"],
      ["alias/dangling", "alias/dangling"],
    ] as const) {
      for (const command of [["generate", "component", "A"], generate]) {
        const { code, err } = world.dxg([...command, "-o", output]);
        expect(code).toBe(1);
        expect(err).toStartWith(
          `error[write/failed]: Cannot write: ${world.path(link)} is a symbolic link that leads nowhere\n  help: Make the folder that`,
        );
        expect(err).not.toContain("never followed");
      }
    }
    expect(world.tree()).toEqual(before);
    expect(world.dxg(["generate", "component", "A", "-o", "alias/new"]).code).toBe(0);
    expect(world.files("real/new")).toEqual(["A.test.tsx", "A.tsx"]);
  });

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
    expect(refused("--on-conflict", "overwrite")).toContain(
      "- A/state.ts is a symbolic link, which is never followed\n",
    );
  });

  test("a folder for a file is told", () => {
    mkdirSync(world.path("out/A/state.ts"), { recursive: true });
    expect(refused("--on-conflict", "overwrite")).toContain("- A/state.ts is a directory, not a file\n");
  });

  test("a file for a folder is told", () => {
    world.write({ "out/A": "mine" });
    expect(refused("--on-conflict", "overwrite")).toContain("- A is not a directory\n");
  });

  test("a pipe for a file is told, and not waited for", () => {
    mkdirSync(world.path("out/A"), { recursive: true });
    world.shell("mkfifo out/A/state.ts");
    expect(refused("--on-conflict", "overwrite")).toContain("- A/state.ts is neither a file nor a directory\n");
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

/** A template of the project that makes one file for each row, at the row's path. */
function rowsTemplate(): void {
  world.write({
    ".dx/templates/rows/template.yaml":
      "name: rows\nversion: 1.0.0\ndescription: Rows\nparams:\n  rows:\n    type: array\n    items: string\n",
    ".dx/templates/rows/files/row.j2": '{#---\nto: "{{ row }}"\neach: rows as row\n---#}\n{{ row }}',
  });
}

describe("A7 links further up and further on", () => {
  beforeEach(() => {
    rowsTemplate();
    world.write({ "outside/kept": "theirs" });
    mkdirSync(world.path("out/deep"), { recursive: true });
  });

  test.each([
    ["a chain of links", ["ln -s b out/a", "ln -s c out/b", "ln -s ../outside out/c"], "a/x"],
    ["a link in the middle", ["ln -s ../../outside out/deep/link"], "deep/link/x/y"],
    ["a link to the folder itself", ["ln -s . out/self"], "self/self/x"],
    ["a link that goes round", ["ln -s round out/round"], "round/x"],
    ["a link to the root", ["ln -s / out/root"], "root/tmp/x"],
    ["a link through /proc", ["ln -s /proc/self/cwd out/proc"], "proc/x"],
    ["a dangling link for a folder", ["ln -s ../nowhere out/gone"], "gone/x"],
    ["a dangling chain for a file", ["ln -s b out/a", "ln -s ../outside/new out/b"], "a"],
    ["a link of .dx", ["ln -s ../outside out/.dx"], "fine.txt"],
  ])("%s is not followed", (_, commands, row) => {
    for (const command of commands) world.shell(command);
    const before = [world.tree(), home()];
    const flags = ["-o", "out", "--on-conflict", "overwrite"];
    const { code, out, err } = world.dxg(["generate", "rows", "-p", `rows=${row}`, "-p", "rows=other.txt", ...flags]);
    if (row === "fine.txt") {
      // What dxg does not need it does not look at.
      expect(code).toBe(0);
      expect(world.files("outside")).toEqual(["kept"]);
      return;
    }
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toStartWith("error[write/failed]: ");
    expect([world.tree(), home()]).toEqual(before);
  });
});

/** All that is in the home folder, but for compiled templates. */
function home(): string {
  return world.shell('find "$HOME" -path "$HOME/.cache" -prune -o -print | sort').out;
}

describe("all that is wrong is told at once", () => {
  test("A1 A2 A12 A14 each path with its reason", () => {
    rowsTemplate();
    const before = [world.tree(), home()];
    const rows = ["../up", "fine", "con", ".git/config", "c:x"].map((row) => `rows=${row}`);
    const { code, err } = world.dxg(["generate", "rows", ...rows.flatMap((row) => ["-p", row])]);
    expect(code).toBe(1);
    expect(err).toStartWith("error[path/unsafe]: Unsafe output path: 4 of 5 outputs; nothing was written\n");
    for (const said of ['"../up" has ..', '"c:x" has a :', '"con" has', '".git/config" lies in']) {
      expect(err).toContain(said);
    }
    expect([world.tree(), home()]).toEqual(before);
  });
});

describe("A3 A4 a template cannot name a place of the host", () => {
  test.each([
    ["an include", '{% include "../../../../etc/passwd" %}'],
    ["an absolute include", '{% include "/etc/passwd" %}'],
    ["an import", '{% import "../secret.j2" as s %}{{ s }}'],
    ["a parent template", '{% extends "../secret.j2" %}'],
    ["a name that is computed", '{% include row ~ "/etc/passwd" %}'],
  ])("by %s", (_, body) => {
    world.write({ "secret.j2": "secret" });
    rowsTemplate();
    world.write({ ".dx/templates/rows/files/row.j2": `{#---\nto: "{{ row }}"\neach: rows as row\n---#}\n${body}` });
    const before = [world.tree(), home()];
    const { code, out, err } = world.dxg(["generate", "rows", "-p", "rows=.."]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toMatch(/^error\[(?:compile|render)\/include-not-found\]: |^error\[path\/unsafe\]: /);
    expect(err).not.toContain("root:");
    expect([world.tree(), home()]).toEqual(before);
  });

  test("by a manifest that names a root", () => {
    rowsTemplate();
    const path = ".dx/templates/rows/template.yaml";
    world.write({ [path]: `root: ..\n${world.read(path)}` });
    const { code, err } = world.dxg(["generate", "rows", "-p", "rows=x"]);
    expect(code).toBe(1);
    expect(err).toStartWith("error[template/bad-manifest]: ");
    expect(world.files()).not.toContain("x");
  });

  const unknown = BAD_PROGRAMS.filter(({ rule }) => RULES[rule] === "format/bad-instruction");

  test.each(unknown)("A4 $rule: an instruction that does not exist is refused before anything runs", (bad) => {
    const file = `bad.${bad.kind}`;
    world.write({ [file]: bad.bytes() });
    const before = [world.tree(), home()];
    const { code, out, err } = world.dxg(bad.kind === "dxf" ? ["generate", `./${file}`] : ["template", "show", file]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toStartWith("error[format/bad-instruction]: ");
    expect([world.tree(), home()]).toEqual(before);
  });
});

describe("A9 a file with other names", () => {
  test("is replaced, and what has the other name keeps its bytes", () => {
    rowsTemplate();
    world.write({ "outside/secret": "theirs" });
    linkSync(world.path("outside/secret"), world.path("row.txt"));
    const flags = ["--on-conflict", "overwrite"];
    expect(world.dxg(["generate", "rows", "-p", "rows=row.txt", ...flags])).toMatchObject({ code: 0 });
    expect([world.read("row.txt"), world.read("outside/secret")]).toEqual(["row.txt", "theirs"]);
    expect(statSync(world.path("outside/secret")).nlink).toBe(1);
  });
});

describe("A16 modes", () => {
  test.each(["4755", "2755", "1777", "0777", "0666", "0600"])("%s in front matter is refused or masked", (mode) => {
    rowsTemplate();
    const row = ".dx/templates/rows/files/row.j2";
    world.write({ [row]: world.read(row).replace("each:", `mode: "${mode}"\neach:`) });
    const { code, err } = world.shell('umask 0; "$DXG" generate rows -p rows=sub/x');
    if (code === 0) expect([0o644, 0o755]).toContain(statSync(world.path("sub/x")).mode & 0o7777);
    else {
      expect(err).toStartWith("error[template/bad-front-matter]: ");
      expect(world.files()).not.toContain("sub/x");
    }
  });

  test("of a file that is copied byte for byte are masked, folders included", () => {
    rowsTemplate();
    world.write({ ".dx/templates/rows/files/bin/tool": "#!/bin/sh\n" });
    chmodSync(world.path(".dx/templates/rows/files/bin/tool"), 0o6777);
    expect(world.shell('umask 0; "$DXG" generate rows -p rows=sub/x').code).toBe(0);
    expect(statSync(world.path("bin/tool")).mode & 0o7777).toBe(0o755);
    expect(statSync(world.path("sub/x")).mode & 0o7777).toBe(0o644);
    for (const folder of ["bin", "sub"]) expect(statSync(world.path(folder)).mode & 0o7777).toBe(0o755);
  });

  test("a file that is overwritten loses set-id bits", () => {
    rowsTemplate();
    world.write({ "x.txt": "old" });
    chmodSync(world.path("x.txt"), 0o6755);
    const flags = ["--on-conflict", "overwrite"];
    expect(world.dxg(["generate", "rows", "-p", "rows=x.txt", ...flags])).toMatchObject({ code: 0 });
    expect(statSync(world.path("x.txt")).mode & 0o7111).toBe(0);
  });
});

describe("A17 names of dxg's own", () => {
  test("that are links already are never written through", () => {
    rowsTemplate();
    world.write({ "outside/kept": "theirs" });
    // Every name that the next process numbers could take, for a minute around now, would be too many: one of each shape.
    for (const name of [".dxg-1-0-1.tmp", ".dxg-999999-0-1.tmp"])
      symlinkSync(world.path("outside/kept"), world.path(name));
    expect(world.dxg(["generate", "rows", "-p", "rows=x.txt"])).toMatchObject({ code: 0 });
    expect(world.read("outside/kept")).toBe("theirs");
    // The one of a process that has ended is gone, the link and not what it leads to; process 1 is alive.
    expect(world.files().filter((name) => name.startsWith(".dxg-"))).toEqual([".dxg-1-0-1.tmp"]);
  });

  test("that are anything else's are left alone", () => {
    rowsTemplate();
    const foreign = [
      ".dxg-notes",
      ".dxg-999999-0-1.tmp.bak",
      "x.dxg-999999-0-1.tmp",
      ".dxg-0-0-1.tmp",
      ".dxg-999999--1.tmp",
    ];
    for (const name of foreign) world.write({ [name]: "theirs" });
    expect(world.dxg(["generate", "rows", "-p", "rows=x.txt"])).toMatchObject({ code: 0 });
    for (const name of foreign) expect(world.read(name)).toBe("theirs");
  });
});

describe("A18 a file that the user has edited", () => {
  test("is never overwritten unasked; a dry run shows what asking would do", () => {
    rowsTemplate();
    world.dxg(["generate", "rows", "-p", "rows=x.txt"]);
    world.write({ "x.txt": "edited" });
    const before = [world.tree(), home()];
    for (const flags of [[], ["--on-conflict", "fail"], ["--dry-run"]]) {
      const { code, err } = world.dxg(["generate", "rows", "-p", "rows=x.txt", ...flags]);
      expect(code).toBe(1);
      expect(err).toStartWith("error[write/conflict]: ");
      expect(err).toContain("- x.txt\n");
    }
    const shown = world.dxg(["generate", "rows", "-p", "rows=x.txt", "--dry-run", "--on-conflict", "overwrite"]);
    expect(shown.out).toContain("overwrite");
    expect([world.tree(), home()]).toEqual(before);
  });
});
