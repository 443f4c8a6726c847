/** What is told of a path that cannot be written: what is there or wrong, and not something near it. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { World } from "../e2e/world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

function rowsTemplate(): void {
  world.write({
    ".dx/templates/rows/template.yaml":
      "name: rows\nversion: 1.0.0\ndescription: Rows\nparams:\n  rows:\n    type: array\n    items: string\n",
    ".dx/templates/rows/files/row.j2": '{#---\nto: "{{ row }}"\neach: rows as row\n---#}\n{{ row }}',
  });
}

describe("what is wrong is told as what it is", () => {
  const refused = (...rows: readonly string[]): string => {
    rowsTemplate();
    const { code, err } = world.dxg(["generate", "rows", ...rows.flatMap((row) => ["-p", `rows=${row}`])]);
    expect(code).toBe(1);
    return err;
  };

  test.each([
    [["C:/x"], '"C:/x" begins with "C:", a drive of Windows\n'],
    [["C:\\x"], '"C:\\x" begins with "C:", a drive of Windows\n'],
    [["a:b"], '"a:b" has a : in "a:b", which Windows does not allow\n'],
    [["x", "x/y"], '"x" is a file, and "x/y" needs a folder of that name\n'],
    [["d/.git/a", "d/.git/b/c", "d/.git/e"], '"d/.git/a" lies in a git folder, ".git"; so do 2 more in "d/.git"\n'],
    [
      ["con/a", "con/b", ".git/c"],
      '- "con/a" has the name "con", which is a device on Windows; so do 1 more in "con", from',
    ],
  ])("%j", (rows, said) => {
    expect(refused(...rows)).toContain(said);
  });

  test("a file and a folder of one name are no matter of case, unless they are", () => {
    expect(refused("x", "x/y")).toContain("  help: Give one of them another name\n");
    expect(refused("X", "x/y")).toContain("  help: Names that differ only in case or accents are one file");
  });

  test.each([[[]], [["--on-conflict", "overwrite"]]])("a folder in which nothing can be made, with %j", (flags) => {
    rowsTemplate();
    const { code, err } = world.dxg(["generate", "rows", "-p", "rows=a", "-o", "/proc/x", ...flags]);
    expect({ code, err }).toEqual({
      code: 1,
      err: "error[write/failed]: Cannot write: nothing can be made in /proc\n  help: Choose another folder with -o\n",
    });
  });

  test("a file that differs in the right to execute only", () => {
    rowsTemplate();
    expect(world.dxg(["generate", "rows", "-p", "rows=a"]).code).toBe(0);
    world.shell("chmod +x a");
    const { code, err } = world.dxg(["generate", "rows", "-p", "rows=a"]);
    expect(code).toBe(1);
    expect(err).toContain("  - a (the content is the same, but it is executable)\n");
  });
});
