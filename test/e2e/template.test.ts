/** `dxg template init`, `compile`, `list` and `show`. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { golden } from "../format/golden.ts";
import { World } from "./world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

describe("dxg template init", () => {
  test("makes a template that generates, and says how", () => {
    const { code, out } = world.dxg(["template", "init", "service"]);
    expect(code).toBe(0);
    expect(out).toBe("Made .dx/templates/service\nTry it: dxg generate service hello --dry-run\n");
    const before = world.tree();
    expect(world.shell('"$DXG" generate service hello --dry-run').out).toContain("hello/\n├── README.md");
    expect(world.tree()).toEqual(before);
    expect(world.dxg(["generate", "service", "Hello World"])).toMatchObject({
      code: 0,
      out: "created hello-world/README.md\ncreated hello-world/hello-world.test.txt\n",
      err: "Made hello-world. Next: read hello-world/README.md\n",
    });
    expect(world.read("hello-world/README.md")).toStartWith("# Hello World\n\nA short description of Hello World\n");
    expect(world.read("hello-world/hello-world.test.txt")).toBe(
      "Hello World: made by dxg from a template\nTests of Hello World go here.\n",
    );
    expect(world.dxg(["generate", "service", "x", "-p", "no-with_tests"]).out).toBe("created x/README.md\n");
  });

  test("takes a path, and says how to use it", () => {
    const { out } = world.dxg(["template", "init", "./templates/service"]);
    expect(out).toBe("Made templates/service\nTry it: dxg generate ./templates/service hello --dry-run\n");
    expect(world.dxg(["generate", "./templates/service", "hello", "--dry-run"]).code).toBe(0);
  });

  test("never touches a template that is there", () => {
    world.dxg(["template", "init", "service"]);
    const before = world.tree();
    expect(world.dxg(["template", "init", "service"])).toMatchObject({
      code: 1,
      err: `error[template/exists]: Template already exists: .dx/templates/service
  help: Choose another name, or remove what is there
`,
    });
    expect(world.tree()).toEqual(before);
  });

  test.each(["Service", "a b", "../x/Y", "-x", "ä"])("refuses the name %s", (name) => {
    const before = world.tree();
    expect(world.dxg(["template", "init", "--", name])).toMatchObject({ code: 2, out: "" });
    expect(world.tree()).toEqual(before);
  });
});

describe("dxg template compile", () => {
  test("makes a bundle that generates the same", () => {
    world.dxg(["template", "init", "service"]);
    const { code, out } = world.dxg(["template", "compile", "service", "-o", "service.dxf"]);
    expect(code).toBe(0);
    expect(out).toMatch(
      /^\.dx\/templates\/service -> service\.dxf\n[\d.]+ \S+ of text, [\d.]+ \S+ compiled; programs: /,
    );
    world.dxg(["generate", "service", "hello", "-o", "a"]);
    expect(world.dxg(["generate", "./service.dxf", "hello", "-o", "b", ...world.trusting("./service.dxf")]).code).toBe(
      0,
    );
    expect(world.tree("a")).toEqual(world.tree("b"));
  });

  test("gives the same bytes again", () => {
    world.dxg(["template", "init", "service"]);
    world.dxg(["template", "compile", "service", "-o", "a.dxf"]);
    world.dxg(["template", "compile", "service", "-o", "b.dxf"]);
    expect(Buffer.compare(readFileSync(world.path("a.dxf")), readFileSync(world.path("b.dxf")))).toBe(0);
  });

  test("--json tells the modes", () => {
    world.write({ "a.txt.j2": "{{ a }}", "b.txt.j2": "{% for x in a %}{{ x }}{% endfor %}" });
    const modes = ["a", "b"].map((name) => {
      const { out } = world.dxg(["template", "compile", `${name}.txt.j2`, "--json"]);
      return (JSON.parse(out) as { readonly programs: readonly { readonly mode: string }[] }).programs[0]?.mode;
    });
    expect(modes).toEqual(["micro", "macro"]);
    expect(world.files()).toEqual(["a.txt.dxt", "a.txt.j2", "b.txt.dxt", "b.txt.j2"]);
  });

  test("writes nothing for a template with a fault, and tells where it is", () => {
    world.dxg(["template", "init", "service"]);
    world.write({ ".dx/templates/service/files/bad.txt.j2": "ok\n{{ nam }}\n" });
    const before = world.tree();
    const { code, err } = world.dxg(["template", "compile", "service"]);
    expect(code).toBe(1);
    expect(err).toContain("error[compile/unknown-variable]");
    expect(err).toContain("files/bad.txt.j2:2:4");
    expect(err).toContain('help: Did you mean "name"?');
    expect(err).toContain(".dx/templates/service");
    expect(world.tree()).toEqual(before);
  });
});

describe("a template that calls itself otherwise than its folder", () => {
  beforeEach(() => {
    world.dxg(["template", "init", "service"]);
    expect(world.dxg(["generate", "service", "x", "-o", "a"]).code).toBe(0);
    world.shell("mv .dx/templates/service .dx/templates/server");
  });

  test("is refused where it is found by its name, compiled before or not", () => {
    const { code, out, err } = world.dxg(["generate", "server", "x"]);
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(
      err,
    ).toBe(`error[template/bad-manifest]: Bad template.yaml: the template is called "service" but its folder "server"
  --> template.yaml:1:1
  |
1 | name: service
  | ^^^^^^^^^^^^^
  = note: in the template ${world.path(".dx/templates/server")}
  help: Call both the same: write name: server, or rename the folder to service
`);
    expect(world.dxg(["template", "list"]).out).toContain("cannot be used: Bad template.yaml: the template is called");
    world.shell("sed -i s/service/server/ .dx/templates/server/template.yaml");
    expect(world.dxg(["generate", "server", "x"]).code).toBe(0);
  });

  test("is refused as a bundle, too", () => {
    world.dxg(["template", "compile", "./.dx/templates/server", "-o", ".dx/templates/other.dxf"]);
    expect(world.dxg(["generate", "other", "x"]).err).toContain(
      'is called "service" but its file "other.dxf"\n  - in the template ',
    );
  });

  test("is taken where its path is given", () => {
    expect(world.dxg(["generate", "./.dx/templates/server", "x"]).code).toBe(0);
  });
});

describe("dxg template list", () => {
  test("lists what there is, and the reason why one cannot be used", () => {
    world.dxg(["template", "init", "service"]);
    world.write({ ".dx/templates/broken/template.yaml": "name: [", ".dx/templates/note.txt": "" });
    const { code, out } = world.dxg(["template", "list"]);
    expect(code).toBe(0);
    const lines = out.trimEnd().split("\n");
    expect(lines.map((line) => line.split(/\s+/).slice(0, 2).join(" "))).toEqual([
      "broken project",
      "component builtin",
      "component-full builtin",
      "crate-complete builtin",
      "route-crud builtin",
      "service project",
    ]);
    expect(lines[0]).toContain("cannot be used: Bad template.yaml");
  });

  test.each([
    ["junk\n", "the first bytes are not those of .dxf"],
    ["junk that is longer than the header of a binary\n", "the first bytes are not those of .dxf"],
    ["x", "1 bytes are less than a header"],
  ])("and tells of a file that is no binary what using it tells: %j", (content, why) => {
    world.write({ ".dx/templates/junk.dxf": content });
    const [, said = ""] = /^junk +project +cannot be used: (.*)$/m.exec(world.dxg(["template", "list"]).out) ?? [];
    expect(said).toContain(why);
    for (const command of [["generate"], ["template", "show"]]) {
      const { code, err } = world.dxg([...command, "junk"]);
      expect(code).toBe(1);
      expect(err.replace(/^error\[[^\]]*\]: /, "")).toStartWith(
        `${said}\n  - in the file ${world.path(".dx/templates/junk.dxf")}\n`,
      );
    }
  });

  test("--json gives the same as data", () => {
    world.dxg(["template", "init", "service"]);
    const { templates } = JSON.parse(world.dxg(["template", "list", "--json"]).out) as {
      readonly templates: readonly Readonly<Record<string, unknown>>[];
    };
    expect(templates).toHaveLength(5);
    expect(templates.at(-1)).toEqual({
      name: "service",
      origin: "project",
      path: world.path(".dx/templates/service"),
      version: "0.1.0",
      description: "Describe in one line what this template makes",
    });
  });
});

describe("dxg template show", () => {
  beforeEach(() => {
    world.dxg(["template", "init", "service"]);
  });

  test("shows parameters, files and programs", async () => {
    const { code, out } = world.dxg(["template", "show", "service"]);
    expect(code).toBe(0);
    await golden("test/fixtures/e2e/show.txt", out.replace(/[\d.]+ KiB/, "SIZE"));
  });

  test("--json shows them as data", () => {
    const shown = JSON.parse(world.dxg(["template", "show", "service", "--json"]).out) as Readonly<
      Record<string, unknown>
    >;
    expect(shown).toMatchObject({ kind: "bundle", manifest: { name: "service", version: "0.1.0" } });
    expect(shown).toHaveProperty("files.length", 2);
    expect(shown).not.toHaveProperty("listing");
  });

  test("--code disassembles, a bundle and a single template", () => {
    expect(world.dxg(["template", "show", "service", "--code"]).out).toContain("test.txt.j2");
    world.write({ "hi.j2": "Hi {% for x in xs %}{{ x | upper }}{% endfor %}" });
    const text = world.dxg(["template", "show", "hi.j2", "--code"]).out;
    expect(text.toLowerCase()).toContain("upper");
    world.dxg(["template", "compile", "hi.j2", "-o", "hi.dxt"]);
    expect(world.dxg(["template", "show", "hi.dxt", "--code"]).out).toBe(text);
  });

  test("shows every built-in template", () => {
    for (const name of ["component", "component-full", "crate-complete", "route-crud"]) {
      const { out } = world.dxg(["template", "show", name]);
      expect(out).toStartWith(`${name} 1.0.0, `);
      expect(out.split("\n").filter((line) => line.length > 80)).toEqual([]);
    }
  });

  test("has each partial once, names parameters where files depend on them, and no functions", () => {
    world.write({
      ".dx/templates/t/template.yaml":
        "name: t\nversion: 1.0.0\nparams: { a: {}, b: {}, c: { private: true, default: b }, key: { type: secret, default: \"'hunter2'\" } }\n",
      ".dx/templates/t/files/x.j2": '{% include "p.j2" %}{% for i in range(2) %}{{ i }}{{ key }}{% endfor %}\n',
      ".dx/templates/t/partials/p.j2": "{{ c }}\n",
      ".dx/templates/t/partials/unused.j2": "{{ a }}\n",
    });
    const { out } = world.dxg(["template", "show", "t"]);
    expect(out).not.toContain("hunter2");
    expect(out.slice(out.indexOf("Files")).replaceAll(/ +/g, " ")).toBe(`Files
 files/x.j2 template depends on b, key

Programs
 files/x.j2 macro, 64 B: loops, includes, computation reads key
 p.j2 micro, 8 B: fixed layout, few placeholders reads c
 unused micro, 8 B: fixed layout, few placeholders reads a
`);
    const json = world.dxg(["template", "show", "t", "--json"]).out;
    expect(json).not.toContain("hunter2");
    expect(JSON.parse(json)).toMatchObject({ files: [{ parameters: ["b", "key"] }] });
  });
});

describe("dxg template vars", () => {
  test("lists what a template reads, and parameters that nothing reads", () => {
    world.write({
      ".dx/templates/t/template.yaml":
        "name: t\nversion: 1.0.0\nparams:\n  a: { type: string, required: true }\n  b: { type: boolean, default: false }\n",
      ".dx/templates/t/files/x.j2": "{{ a }}\n",
    });
    const text = "a  string  required  files/x.j2:1:4\n\nNever read: b\n";
    expect(world.dxg(["template", "vars", "t"])).toMatchObject({ code: 0, out: text, err: "" });
    expect(world.dxg(["template", "compile", "t", "-o", "t.dxf"]).code).toBe(0);
    expect(world.dxg(["template", "vars", "t.dxf"]).out).toBe(text);
  });

  test("tells what must be given, what has a default and what the template works out", () => {
    world.write({
      ".dx/templates/t/template.yaml":
        "name: t\nversion: 1.0.0\nparams: { a: {}, b: { default: [] , type: array }, c: { required: false }, d: { private: true, default: a } }\n",
      ".dx/templates/t/files/x.j2": '{{ a }}{{ b }}{{ c }}{% include "p" %}\n',
      ".dx/templates/t/partials/p.j2": "{{ a }} {{ d }}\n",
    });
    const text = `a  string  required                  files/x.j2:1:4
b  array   optional (has a default)  files/x.j2:1:11
c  string  optional                  files/x.j2:1:18
d  string  private                   partials/p.j2:1:12

Private: worked out by the template, never given
`;
    expect(world.dxg(["template", "vars", "t"]).out).toBe(text.replace("files/x.j2:1:4\n", "template.yaml:3:105\n"));
    const { variables } = JSON.parse(world.dxg(["template", "vars", "t", "--json"]).out) as {
      readonly variables: readonly { readonly need: string }[];
    };
    expect(variables.map(({ need }) => need)).toEqual(["required", "default", "optional", "private"]);
  });

  test("leaves out what a binary does not tell", () => {
    world.write({ "a.j2": "{{ a }}{{ b }}" });
    world.dxg(["template", "compile", "a.j2", "-o", "a.dxt"]);
    expect(world.dxg(["template", "vars", "a.dxt"]).out).toBe("a  any  a.j2:1:4\nb  any  a.j2:1:11\n");
  });

  test("tells a name of the template that is no parameter, and the fault of one that cannot be read", () => {
    world.write({
      ".dx/templates/t/template.yaml": "name: t\nversion: 1.0.0\nparams: {}\n",
      ".dx/templates/t/files/x.j2": "{{ a }}\n",
      "bad.j2": "{{ a b }}",
    });
    expect(world.dxg(["template", "vars", "t"]).out).toBe("a  any  required, no parameter  files/x.j2:1:4\n");
    expect(world.dxg(["template", "vars", "bad.j2"])).toMatchObject({ code: 1, out: "" });
  });
});

describe("dxg template check", () => {
  test("ends with 0 when all is well or only odd, with 1 when something is wrong", () => {
    world.write({ "good.j2": "{{ a }}", "odd.j2": "{% set a = 1 %}x", "bad.j2": "{{ 1 + 'a' }}{{ x | uper }}" });
    expect(world.dxg(["template", "check", "good.j2"])).toMatchObject({
      code: 0,
      out: "no errors, no warnings\n",
      err: "",
    });
    const odd = world.dxg(["template", "check", "odd.j2"]);
    expect(odd).toMatchObject({ code: 0, out: "no errors, 1 warning\n" });
    expect(odd.err).toStartWith("warning[check/unused-name]: Never read: `a` is set\n  --> odd.j2:1:8\n");
    expect(world.dxg(["template", "check", "bad.j2"])).toMatchObject({ code: 1, out: "2 errors, no warnings\n" });
    const { code, out } = world.dxg(["template", "check", "bad.j2", "--json"]);
    expect(code).toBe(1);
    expect(JSON.parse(out)).toEqual({
      diagnostics: [
        {
          code: "render/type",
          severity: "error",
          message: "Wrong type: `+` of a number and a string",
          hint: "Join text with `~`, or convert it to a number with `| int`.",
          file: "bad.j2",
          line: 1,
          column: 4,
          endColumn: 11,
        },
        {
          code: "compile/unknown-filter",
          severity: "error",
          message: 'Unknown filter: "uper"',
          hint: 'Did you mean "upper"?',
          file: "bad.j2",
          line: 1,
          column: 21,
          endColumn: 25,
        },
      ],
    });
  });

  test("of what is compiled already is an error", () => {
    world.dxg(["template", "init", "service"]);
    world.dxg(["template", "compile", "service", "-o", "service.dxf"]);
    expect(world.dxg(["template", "check", "service"])).toMatchObject({ code: 0, out: "no errors, no warnings\n" });
    expect(world.dxg(["template", "check", "service.dxf"])).toMatchObject({ code: 1, out: "" });
    world.write({ "a.j2": "a" });
    world.dxg(["template", "compile", "a.j2", "-o", "a.dxt"]);
    world.shell("cp a.dxt a.txt");
    for (const name of ["a.dxt", "a.txt"]) {
      expect(world.dxg(["template", "check", name]).err).toContain(
        `"${name}" is compiled: only sources can be checked`,
      );
    }
  });

  test("warns of versions of dxg that this one is none of", () => {
    world.write({
      ".dx/templates/new/template.yaml": 'name: new\nversion: 1.0.0\nengine: ">=99.0.0"\n',
      ".dx/templates/new/files/a.txt": "a",
    });
    const { code, out, err } = world.dxg(["template", "check", "new"]);
    expect({ code, out }).toEqual({ code: 0, out: "no errors, 1 warning\n" });
    expect(err).toStartWith('warning[check/engine]: Not for this dxg: "new" needs >=99.0.0, this is ');
    expect(err).toContain("--> template.yaml:3:1");
  });

  test("stops template compile at an error, and prints its warnings there", () => {
    world.write({ "odd.j2": "{% set a = 1 %}x", "bad.j2": "{{ 1 + 'a' }}" });
    const odd = world.dxg(["template", "compile", "odd.j2"]);
    expect(odd.code).toBe(0);
    expect(odd.err).toStartWith("warning[check/unused-name]");
    expect(world.dxg(["template", "compile", "bad.j2"])).toMatchObject({ code: 1, out: "" });
    expect(JSON.stringify(world.tree())).not.toContain("bad.dxt");
  });
});

test("dxg template show tells limits, and of what a list is made", () => {
  world.write({
    ".dx/templates/sizes/template.yaml":
      "name: sizes\nversion: 1.0.0\nparams:\n  n: { type: integer, min: 1, max: 9007199254740993 }\n  tags: { type: array, min: 2, choices: [a, b] }\n",
    ".dx/templates/sizes/files/a.txt": "a",
  });
  const { out } = world.dxg(["template", "show", "sizes"]);
  expect(out).toContain("required, from 1 to 9007199254740993");
  expect(out).toContain("any of 'a', 'b'");
  expect(out).toContain("of at least 2 items");
});
