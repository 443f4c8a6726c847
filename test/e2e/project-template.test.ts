/** Templates of a project: what their files can do, how they are found, compiled and kept. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, utimesSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Ended, World } from "./world.ts";

const BINARY = Uint8Array.from({ length: 512 }, (_, index) => (index * 7) & 0xff);

const SERVICE: Readonly<Record<string, string | Uint8Array>> = {
  "template.yaml": `name: service
version: 1.2.0
description: A service
params:
  name:
    type: string
    positional: true
    required: true
  rows:
    type: array
    items: object
    default: []
  extra:
    type: boolean
    default: false
exclude: ["**/*.bak"]
message: |
  Made {{ name }} with {{ rows | length }} rows
`,
  "files/{{ name }}/README.md.j2": "# {{ name | title }}\n{% include 'footer.md' %}\n",
  "files/{{ name }}/run.sh.j2": '{#---\nmode: "0755"\n---#}\n#!/bin/sh\necho {{ name }}\n',
  "files/{{ name }}/tool.sh": "#!/bin/sh\necho {{ as it is }}\n",
  "files/{{ name }}/logo.bin": BINARY,
  "files/{{ name }}/notes.bak": "not for anybody",
  "files/{{ name }}/{{ 'extra' if extra }}/more.txt.j2": "more of {{ name }}\n",
  "files/{{ name }}/when.txt.j2": "{#---\nwhen: extra\n---#}\nextra\n",
  "files/row.txt.j2":
    '{#---\nto: "{{ name }}/rows/{{ row.id }}.txt"\neach: rows as row\n---#}\n{{ row.id }}: {{ row.title }}\n',
  "files/{{ name }}/config.ini.j2": "{#---\nonce: true\n---#}\nname = {{ name }}\n",
  "files/{{ name }}/data/.dxkeep": "",
  "partials/footer.md.j2": "made for {{ name }}\n",
};

let world: World;
beforeEach(() => {
  world = new World();
  for (const [path, content] of Object.entries(SERVICE)) world.write({ [`.dx/templates/service/${path}`]: content });
  chmodSync(world.path(".dx/templates/service/files/{{ name }}/tool.sh"), 0o755);
});
afterEach(() => world[Symbol.dispose]());

function generate(...args: readonly string[]): Ended {
  return world.dxg(["generate", "service", ...args]);
}

/** The compiled bundles in the user's cache. */
function kept(): readonly string[] {
  try {
    return readdirSync(cache()).map((name) => join(cache(), name));
  } catch {
    return [];
  }
}

function cache(): string {
  return join(world.home, ".cache/dxg/bundles");
}

describe("a template of a project", () => {
  test("does all that its files and front matter say", () => {
    world.write({ "rows.json": '{"rows": [{"id": "a", "title": "First"}, {"id": "b", "title": "Zweite ü"}]}' });
    const { code, err } = generate("shop", "--params", "rows.json", "-p", "extra", "-o", "out");
    expect({ code, err }).toEqual({ code: 0, err: "Made shop with 2 rows\n" });
    expect(Object.keys(world.tree("out/shop"))).toEqual([
      "README.md",
      "config.ini",
      "data",
      "extra",
      "extra/more.txt",
      "logo.bin",
      "rows",
      "rows/a.txt",
      "rows/b.txt",
      "run.sh",
      "tool.sh",
      "when.txt",
    ]);
    expect(world.read("out/shop/README.md")).toBe("# Shop\nmade for shop\n");
    expect(world.read("out/shop/rows/b.txt")).toBe("b: Zweite ü\n");
    expect(world.read("out/shop/tool.sh")).toBe("#!/bin/sh\necho {{ as it is }}\n");
    expect(new Uint8Array(readFileSync(world.path("out/shop/logo.bin")))).toEqual(BINARY);
    const tree = world.tree("out/shop");
    for (const [name, mode] of [
      ["run.sh", "0755"],
      ["tool.sh", "0755"],
      ["config.ini", "0644"],
    ] as const) {
      expect(tree[name]).toStartWith(`file ${mode} `);
    }
    expect(world.shell("out/shop/run.sh").out).toBe("shop\n");
  });

  test("leaves out what its conditions leave out", () => {
    expect(generate("shop", "-o", "out").code).toBe(0);
    expect(Object.keys(world.tree("out/shop"))).toEqual([
      "README.md",
      "config.ini",
      "data",
      "logo.bin",
      "run.sh",
      "tool.sh",
    ]);
  });

  test("writes a file with `once` only where there is none", () => {
    expect(generate("shop").code).toBe(0);
    world.write({ "shop/config.ini": "mine\n" });
    const { code, out } = generate("shop");
    expect(code).toBe(0);
    expect(out).toContain("kept shop/config.ini\n");
    expect(world.read("shop/config.ini")).toBe("mine\n");
    expect(generate("shop", "--on-conflict", "overwrite").code).toBe(0);
    expect(world.read("shop/config.ini")).toBe("mine\n");
  });

  test("tells a lost execute bit as a difference, and overwriting gives it back", () => {
    generate("shop");
    chmodSync(world.path("shop/run.sh"), 0o644);
    expect(generate("shop").err).toContain("- shop/run.sh (the content is the same, but it is not executable)\n");
    expect(generate("shop", "--on-conflict", "overwrite").code).toBe(0);
    expect(world.tree("shop")["run.sh"]).toStartWith("file 0755 ");
  });

  test("is found from folders below the project's", () => {
    mkdirSync(world.path("packages/deep"), { recursive: true });
    const { code } = world.dxg(["generate", "service", "shop"], { cwd: "packages/deep" });
    expect(code).toBe(0);
    expect(world.files("packages")).toContain("deep/shop/README.md");
    expect(world.dxg(["template", "list"], { cwd: "packages/deep" }).out).toContain(
      "service         project  A service",
    );
  });

  test("is found by its path, and in the user's folder", () => {
    expect(world.dxg(["generate", "./.dx/templates/service", "shop", "-o", "a"]).code).toBe(0);
    world.shell(
      'mkdir -p "$HOME/.local/share/dxg/templates" && mv .dx/templates/service "$HOME/.local/share/dxg/templates/"',
    );
    expect(world.dxg(["generate", "service", "shop", "-o", "b"]).code).toBe(0);
    expect(world.tree("a")).toEqual(world.tree("b"));
  });

  test("hides a built-in template of the same name", () => {
    world.shell(
      "mv .dx/templates/service .dx/templates/component; sed -i s/service/component/ .dx/templates/component/template.yaml",
    );
    const { code, err } = world.dxg(["generate", "component", "shop"]);
    expect(code).toBe(1);
    expect(err).toContain("- it runs in place of the built-in template component\n");
    expect(world.dxg(["generate", "component", "shop", ...world.trusting("component")]).code).toBe(0);
    expect(world.files("shop")).toContain("run.sh");
  });
});

describe("the cache of compiled templates", () => {
  test("is filled on first use, in a private folder, and used again", () => {
    expect(kept()).toEqual([]);
    generate("shop", "-o", "a");
    const [bundle = "", ...others] = kept();
    expect(others).toEqual([]);
    expect(statSync(cache()).mode & 0o777).toBe(0o700);
    expect(statSync(bundle).mode & 0o777).toBe(0o600);
    const { ino } = statSync(bundle);
    generate("shop", "-o", "b");
    expect(kept()).toEqual([bundle]);
    expect(statSync(bundle).ino).toBe(ino);
    expect(world.tree("a")).toEqual(world.tree("b"));
  });

  test.each([
    ["a template", "files/{{ name }}/README.md.j2", "title", "upper"],
    ["a partial", "partials/footer.md.j2", "made", "done"],
    ["the manifest", "template.yaml", "Made", "Done"],
    ["a verbatim file", "files/{{ name }}/tool.sh", "as it", "is it"],
  ])("is not used when %s has changed, not even with its old time and size", (_, path, from, to) => {
    const first = generate("shop", "-o", "a");
    const file = world.path(`.dx/templates/service/${path}`);
    const { atime, mtime, size } = statSync(file);
    writeFileSync(file, readFileSync(file, "utf8").replace(from, to));
    utimesSync(file, atime, mtime);
    expect(statSync(file).size).toBe(size);
    const second = generate("shop", "-o", "b");
    expect(second.code).toBe(0);
    expect([world.tree("b"), second.err]).not.toEqual([world.tree("a"), first.err]);
  });

  test("is not used when an execute bit or a file's name has changed", () => {
    generate("shop", "-o", "a");
    chmodSync(world.path(".dx/templates/service/files/{{ name }}/tool.sh"), 0o644);
    generate("shop", "-o", "b");
    expect(world.tree("b")["shop/tool.sh"]).toStartWith("file 0644 ");
    world.shell('cd ".dx/templates/service/files/{{ name }}" && mv logo.bin mark.bin');
    generate("shop", "-o", "c");
    expect(world.files("c")).toContain("shop/mark.bin");
    expect(world.files("c")).not.toContain("shop/logo.bin");
  });

  test.each([
    ["empty", new Uint8Array(0)],
    ["cut", undefined],
    ["other bytes", new Uint8Array(4096).fill(0x89)],
  ])("mends an entry that is %s", (_, content) => {
    generate("shop", "-o", "a");
    const [bundle = ""] = kept();
    const good = readFileSync(bundle);
    writeFileSync(bundle, content ?? good.subarray(0, good.length >> 1));
    expect(generate("shop", "-o", "b")).toMatchObject({ code: 0 });
    expect(world.tree("a")).toEqual(world.tree("b"));
    expect(Buffer.compare(readFileSync(bundle), good)).toBe(0);
  });

  test("does not use an entry that others may write", () => {
    generate("shop", "-o", "a");
    const [bundle = ""] = kept();
    chmodSync(bundle, 0o666);
    expect(generate("shop", "-o", "b").code).toBe(0);
    expect(statSync(bundle).mode & 0o777).toBe(0o600);
  });

  test.each([
    ["is a file", { XDG_CACHE_HOME: "/dev/null" }],
    ["cannot be made", { XDG_CACHE_HOME: "/proc/nothing" }],
    ["is nowhere", { HOME: "" }],
  ])("is done without where its folder %s", (_, env) => {
    expect(world.dxg(["generate", "service", "shop"], { env }).code).toBe(0);
    expect(world.read("shop/README.md")).toContain("made for shop");
  });
});
