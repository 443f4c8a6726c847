/** Symbolic links in a template directory, and on the way to one. The numbers are those of the list of attacks. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, rmSync, symlinkSync } from "node:fs";
import { World } from "../e2e/world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

describe("A5 A6 links in a template", () => {
  const SECRET = "PRIVATE KEY";

  /** A template `q` in a project beside a folder with a secret. */
  function project(): void {
    world.write({
      "secret/id": SECRET,
      "secret/template.yaml": "name: q\nversion: 1.0.0\n",
      "p/.dx/templates/q/template.yaml": "name: q\nversion: 1.0.0\n",
      "p/.dx/templates/q/files/a.txt.j2": '{% include "id" %}',
      "p/.dx/templates/q/partials/id": "",
    });
  }

  /** Puts a link in the place of what is there. */
  function link(at: string, to: string): void {
    rmSync(world.path(at), { recursive: true, force: true });
    symlinkSync(to, world.path(at));
  }

  test.each([
    ["files/link", "../../../../../secret/id"],
    ["partials/link", "../../../../../secret/id"],
    ["files/folder", "../../../../../secret"],
    ["files", "../../../../secret"],
    ["files", "partials"],
    ["files", "nowhere"],
    ["partials", "../../../../secret"],
    ["template.yaml", "../../../../secret/template.yaml"],
  ])("are refused at %s, wherever they lead (%s)", (path, to) => {
    project();
    link(`p/.dx/templates/q/${path}`, to);
    const before = world.tree();
    for (const args of [
      ["generate", "q"],
      ["generate", "./.dx/templates/q"],
      ["template", "compile", "q", "-o", "q.dxf"],
      ["template", "check", "q"],
      ["template", "vars", "q"],
      ["template", "show", "q"],
    ]) {
      const { code, out, err } = world.dxg(args, { cwd: "p" });
      expect([args, code, out]).toEqual([args, 1, ""]);
      expect(err).toStartWith(
        `error[template/symlink]: Template holds a symbolic link: ${world.path(`p/.dx/templates/q/${path}`)}\n`,
      );
      expect(err).not.toContain(SECRET);
    }
    expect(world.tree()).toEqual(before);
  });

  test.each([
    ["p/.dx", "../elsewhere/dx"],
    ["p/.dx/templates", "../../elsewhere/dx/templates"],
    ["p/.dx/templates/q", "../../../elsewhere/dx/templates/q"],
  ])("on the way to it make it one from outside: %s", (at, to) => {
    project();
    world.shell("mkdir elsewhere && cp -r p/.dx elsewhere/dx");
    link(at, to);
    const { code, err } = world.dxg(["generate", "q"], { cwd: "p" });
    expect(code).toBe(1);
    expect(err).toStartWith("error[trust/untrusted]");
    expect(err).toContain("it is from outside");
    expect(world.dxg(["template", "list"], { cwd: "p" }).out).toMatch(/^q +/m);
    const trust = world.trusting("q", { cwd: "p" });
    expect(world.dxg(["generate", "q", ...trust], { cwd: "p" }).code).toBe(0);
  });

  test("to a template that is named by its path, and to a bundle, are asked for", () => {
    project();
    world.write({ "r/.keep": "" });
    symlinkSync("../p/.dx/templates/q", world.path("r/linked"));
    world.dxg(["template", "compile", "./p/.dx/templates/q", "-o", "q.dxf"]);
    mkdirSync(world.path("r/.dx/templates"), { recursive: true });
    symlinkSync("../../../q.dxf", world.path("r/.dx/templates/q.dxf"));
    for (const name of ["./linked", "q", "./.dx/templates/q.dxf"]) {
      expect(world.dxg(["generate", name], { cwd: "r" }).err).toContain("it is from outside");
      const trust = world.trusting(name, { cwd: "r" });
      expect(world.dxg(["generate", name, "-o", `out-${name.length}`, ...trust], { cwd: "r" }).code).toBe(0);
    }
  });

  test("that lead nowhere hide no template, and what they should be is told", () => {
    project();
    for (const name of ["lost", "lost.dxf", "round.dxf"]) {
      symlinkSync(name === "round.dxf" ? name : "nowhere", world.path(`p/.dx/templates/${name}`));
    }
    const { code, out } = world.dxg(["template", "list"], { cwd: "p" });
    expect(code).toBe(0);
    expect(out).toMatch(/^q +/m);
    expect(out).toMatch(/^round +/m);
    expect(world.dxg(["generate", "q"], { cwd: "p" }).code).toBe(0);
    expect(world.dxg(["generate", "lost"], { cwd: "p" }).err).toStartWith(
      `error[io/not-found]: No such file or directory: ${world.path("p/.dx/templates/lost.dxf")}\n`,
    );
  });
});
