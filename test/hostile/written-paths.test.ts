/**
 * A2 and A13: paths that a template's author has written absolute, with empty names or with NUL. They are refused and not
 * taken for files that are left out, which only a part does that renders to nothing.
 */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { World } from "../e2e/world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

/** A template of one file at a path, with parameters that are empty if they are not given. */
function at(to: string): void {
  const parameters = ["gone", "some"].map((name) => `  ${name}: { type: string, default: "''" }\n`).join("");
  world.write({
    ".dx/templates/t/template.yaml": `name: t\nversion: 1.0.0\nparams:\n${parameters}`,
    ".dx/templates/t/files/x.j2": `{#---\nto: ${JSON.stringify(to)}\n---#}\nx`,
  });
}

function refused(params: Readonly<Record<string, string>> = {}): string {
  // What a first run keeps of a template is kept before.
  world.dxg(["generate", "t", "--dry-run"]);
  const before = [world.tree(), world.homeTree()];
  const input = JSON.stringify(params);
  const { code, out, err } = world.dxg(["generate", "t", "--params", "-"], { input });
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toStartWith("error[path/unsafe]: Unsafe output path: ");
  expect([world.tree(), world.homeTree()]).toEqual(before);
  return err;
}

describe("A2 a path that is written absolute or with an empty name", () => {
  test.each([
    ["/etc/x", '"/etc/x" is absolute'],
    ["//srv/share", '"//srv/share" is absolute'],
    ["/", '"/" is absolute'],
    ["/{{ some }}", '"/" is absolute'],
    ["{% if not gone %}/etc/x{% endif %}", '"/etc/x" is absolute'],
    ["{% if gone %}{{ gone }}{% else %}/etc{% endif %}/x", '"/etc/x" is absolute'],
    ["a//b", '"a//b" has an empty name between slashes'],
    ["a/", '"a/" has an empty name between slashes, or a slash at its end'],
    ["{{ 'a' }}/", '"a/" has an empty name between slashes, or a slash at its end'],
    ["{{ 'a' }}//b", '"a//b" has an empty name'],
    ["a{% if not gone %}//{% endif %}b", '"a//b" has an empty name'],
    ["\\\\srv\\share\\x", '"\\\\srv\\share\\x" is absolute'],
    ["\\\\?\\C:\\x", '"\\\\?\\C:\\x" is absolute'],
    ["C:x", '"C:x" has a :'],
    ["~/x", '"~/x" begins with ~'],
  ])("is refused: %s", (to, why) => {
    at(to);
    expect(refused()).toContain(why);
  });

  test.each([
    ["{{ some }}", "/etc/x", '"/etc/x" is absolute'],
    ["{{ some }}/x", "/etc", '"/etc/x" is absolute'],
    ["a/{{ some }}", "/etc/x", '"a//etc/x" has an empty name'],
    ["{% if some %}{{ some }}{% endif %}/x", "/etc", '"/etc/x" is absolute'],
  ])("is refused: %s with %s", (to, some, why) => {
    at(to);
    expect(refused({ some })).toContain(why);
  });

  test("is refused as the name of a folder below files/ that renders to one", () => {
    at("fine.txt");
    world.write({ ".dx/templates/t/files/{{ some }}/y.txt": "y" });
    expect(refused({ some: "/etc" })).toContain('"/etc/y.txt" is absolute');
  });

  test.each(["{{ gone }}", "{{ gone }}/x", "a/{{ gone }}", "a/{{ gone }}/b", "a/{% if gone %}b{% endif %}/c"])(
    "is another than one with a part that renders to nothing, which leaves the file out: %s",
    (to) => {
      at(to);
      const before = world.tree();
      expect(world.dxg(["generate", "t"])).toMatchObject({ code: 0, err: "" });
      expect(world.tree()).toEqual(before);
    },
  );

  test.each([
    ["{% if some %}{{ some }}/{% endif %}x", "a", "a/x"],
    ["a/{% if gone %}b/{% endif %}c", "", "a/c"],
    ["{{ some }}/x", "a/b/", "a/b/x"],
  ])("is another than one with folders that are there or not: %s", (to, some, path) => {
    at(to);
    expect(world.dxg(["generate", "t", "-p", `some=${some}`])).toMatchObject({ code: 0, err: "" });
    expect(world.files()).toContain(path);
  });
});

describe("A13 NUL in a path", () => {
  test.each([
    "{{ some }}",
    "a/{{ some }}.txt",
    "{% set s = some %}{{ s }}",
    "{% set s %}{{ some }}{% endset %}{{ s }}",
  ])("from a value is refused: %s", (to) => {
    for (const some of ["a\0b", "\0", "a\0", "a\0..\0..\0b"]) {
      at(to);
      expect(refused({ some })).toContain("\\x00");
    }
  });

  test.each(["a\0b", "\0", "{{ 'a\\x00b' }}", "{{ 'a%cb' % 0 }}"])(
    "that the author has written is refused: %j",
    (to) => {
      at(to);
      expect(refused()).toContain("holds a control or invisible character");
    },
  );
});
