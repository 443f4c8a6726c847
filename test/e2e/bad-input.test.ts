/**
 * Bad input: each ends in one clear error with its code and exit code 1, with nothing on standard output, nothing
 * written and no temporary file left.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, copyFileSync, mkdirSync, readFileSync, truncateSync, writeFileSync } from "node:fs";
import { encodeDxp } from "../../src/format/dxp.ts";
import { DXG, World } from "./world.ts";

const world = new World();
const HUGE = 2 ** 31;
const LATIN = Uint8Array.of(0x61, 0xff, 0x62);

beforeAll(() => {
  world.dxg(["template", "init", "service"]);
  world.write({
    "hi.j2": "Hi {{ name }}!\n",
    "empty.dxt": "",
    "empty.dxf": "",
    "empty.dxp": "",
    "empty.json": "",
    "latin.j2": LATIN,
    "latin.json": LATIN,
    "latin.yaml": LATIN,
    "latin.toml": LATIN,
    "list.json": "[1, 2]",
    "twice.json": '{"name": "A", "name": "B"}',
    "bad.json": '{"name": }',
    "bad.yaml": "name: [a\n",
    "twice.yaml": "name: A\nname: B\n",
    "bad.toml": "name = \n",
    "bad.txt": "name: A\n",
    "good.dxp": encodeDxp({ name: "Counter" }),
    "folder/inner.txt": "x",
    "mixed/template.yaml": "name: mixed\nversion: 1.0.0\n",
    "mixed/files/latin.txt.j2": LATIN,
    "folder.dxf/inner.txt": "x",
    "text.dxt": "Hi {{ name }}",
    "text.dxf": "Hi {{ name }}",
    "text.dxp": "name: A",
  });
  world.dxg(["template", "compile", "hi.j2", "-o", "good.dxt"]);
  world.dxg(["template", "compile", "service", "-o", "good.dxf"]);
  for (const kind of ["dxt", "dxf", "dxp"]) {
    const good = readFileSync(world.path(`good.${kind}`));
    writeFileSync(world.path(`cut.${kind}`), good.subarray(0, good.length - 7));
    const flipped = Buffer.from(good);
    flipped[good.length >> 1] = (flipped[good.length >> 1] ?? 0) ^ 0x10;
    writeFileSync(world.path(`flipped.${kind}`), flipped);
    writeFileSync(world.path(`longer.${kind}`), Buffer.concat([good, Buffer.alloc(8)]));
  }
  for (const name of ["huge.j2", "huge.dxt", "huge.dxf", "huge.dxp", "huge.json", "huge.yaml", "huge.toml"]) {
    world.write({ [name]: "" });
    truncateSync(world.path(name), HUGE);
  }
  world.write({ ".dx/templates/huge/template.yaml": "", ".dx/templates/latin/template.yaml": LATIN });
  truncateSync(world.path(".dx/templates/huge/template.yaml"), HUGE);
  world.shell("mkfifo pipe.j2 pipe.json");
});
afterAll(() => world[Symbol.dispose]());

const generate = (...flags: readonly string[]): readonly string[] => ["generate", "component-full", "A", ...flags];
const params = (file: string): readonly string[] => generate("--params", file);
/** What an error says besides its code: the name of the file that is at fault. */
const CASES: readonly (readonly [args: readonly string[], code: string, says: string])[] = [
  [["render", "empty.dxt"], "format/truncated", "empty.dxt"],
  [["render", "cut.dxt"], "format/", "cut.dxt"],
  [["render", "flipped.dxt"], "format/checksum", "flipped.dxt"],
  [["render", "longer.dxt"], "format/", "longer.dxt"],
  [["render", "text.dxt"], "format/", "text.dxt"],
  [["render", "huge.dxt"], "io/too-large", "huge.dxt"],
  [["render", "huge.j2"], "io/too-large", "huge.j2"],
  [["render", "latin.j2"], "io/not-utf8", "latin.j2"],
  [["render", "folder"], "io/is-directory", "folder"],
  [["render", "nowhere.j2"], "io/not-found", "nowhere.j2"],
  [["render", "hi.j2/x"], "io/not-directory", "hi.j2/x"],
  [["render", "pipe.j2"], "io/failed", "pipe.j2"],
  [["render", "/dev/zero"], "io/failed", "/dev/zero"],
  [["render", "good.dxf", "-p", "name=A"], "format/not-dxt", "good.dxf"],
  [["template", "show", "flipped.dxt"], "format/checksum", "flipped.dxt"],
  [["template", "show", "empty.dxf"], "format/truncated", "empty.dxf"],
  [["template", "compile", "latin.j2"], "io/not-utf8", "latin.j2"],
  [["template", "compile", "huge.j2"], "io/too-large", "huge.j2"],
  [["template", "compile", "folder"], "template/not-found", "folder"],
  [["generate", "./empty.dxf", "A"], "format/truncated", "empty.dxf"],
  [["generate", "./cut.dxf", "A"], "format/", "cut.dxf"],
  [["generate", "./flipped.dxf", "A"], "format/checksum", "flipped.dxf"],
  [["generate", "./longer.dxf", "A"], "format/", "longer.dxf"],
  [["generate", "./text.dxf", "A"], "format/", "text.dxf"],
  [["generate", "./huge.dxf", "A"], "io/too-large", "huge.dxf"],
  [["generate", "./good.dxt", "A"], "format/not-dxt", "good.dxt"],
  [["generate", "./folder.dxf", "A"], "template/not-found", "folder.dxf"],
  [["generate", "./nowhere", "A"], "template/not-found", "nowhere"],
  [["generate", "huge", "A"], "io/too-large", "huge/template.yaml"],
  [["generate", "latin", "A"], "io/not-utf8", "latin/template.yaml"],
  [["generate", "./mixed"], "io/not-utf8", "files/latin.txt.j2"],
  [["template", "compile", "./mixed"], "io/not-utf8", "files/latin.txt.j2"],
  [["template", "vars", "./mixed"], "io/not-utf8", "files/latin.txt.j2"],
  [params("empty.dxp"), "format/", "empty.dxp"],
  [params("cut.dxp"), "format/", "cut.dxp"],
  [params("flipped.dxp"), "format/", "flipped.dxp"],
  [params("longer.dxp"), "format/", "longer.dxp"],
  [params("text.dxp"), "format/", "text.dxp"],
  [params("huge.dxp"), "io/too-large", "huge.dxp"],
  [params("empty.json"), "params/bad-file", "empty.json"],
  [params("bad.json"), "params/bad-file", "bad.json:1:10"],
  [params("twice.json"), "params/bad-file", "twice.json:1:15"],
  [params("bad.yaml"), "params/bad-file", "bad.yaml:"],
  [params("twice.yaml"), "params/bad-file", "twice.yaml:2:1"],
  [params("bad.toml"), "params/bad-file", "bad.toml:1:"],
  [params("bad.txt"), "params/bad-file", "bad.txt"],
  [params("list.json"), "params/bad-file", "list.json"],
  [params("latin.json"), "io/not-utf8", "latin.json"],
  [params("latin.yaml"), "io/not-utf8", "latin.yaml"],
  [params("latin.toml"), "io/not-utf8", "latin.toml"],
  [params("huge.json"), "io/too-large", "huge.json"],
  [params("huge.yaml"), "io/too-large", "huge.yaml"],
  [params("huge.toml"), "io/too-large", "huge.toml"],
  [params("folder"), "io/is-directory", "folder"],
  [params("pipe.json"), "params/bad-file", "pipe.json"],
  [params("nowhere.json"), "io/not-found", "nowhere.json"],
  [params("-"), "params/bad-file", "standard input"],
  [generate("-o", "hi.j2"), "io/not-directory", "hi.j2"],
  [generate("-o", "hi.j2/deeper"), "io/not-directory", "hi.j2"],
  ...["component", "component-full"].map(
    (template) =>
      [
        ["generate", template, "A", "-o", `hi/${"a".repeat(300)}/x`],
        "io/failed",
        `"${"a".repeat(40)}\u2026" in `,
      ] as const,
  ),
  [
    generate("-o", "\u00fc".repeat(128)),
    "io/failed",
    "is too long for a name: 256 bytes, more than 255\n  help: Choose a shorter one\n",
  ],
  [["render", "hi.j2", "-p", "name=A", "-o", "o".repeat(300)], "io/failed", "is too long for a name: 300 bytes"],
  [["render", "a".repeat(300)], "io/failed", "is too long for a name: 300 bytes"],
  [params("p".repeat(300)), "io/failed", "is too long for a name: 300 bytes"],
  [["render", "hi.j2", "-p", "name=A", "-o", "folder"], "io/is-directory", "such as -o folder/NAME"],
  [["render", "hi.j2", "-p", "name=A", "-o", "nowhere/x"], "io/not-found", "nowhere/x"],
];

describe("bad input", () => {
  test.each(CASES)("%j is %s", (args, code, says) => {
    const before = world.tree();
    const started = performance.now();
    const ended = world.dxg(args);
    expect(performance.now() - started).toBeLessThan(3000);
    expect({ code: ended.code, out: ended.out }).toEqual({ code: 1, out: "" });
    expect(ended.err).toStartWith(`error[${code}`);
    expect(ended.err.match(/^error\[/gm)).toHaveLength(1);
    expect(ended.err).toContain(says);
    expect(world.tree()).toEqual(before);
  });

  test("a path that is too long is told by its beginning", () => {
    const { code, err } = world.dxg(generate("-o", "b/".repeat(3000)));
    expect(code).toBe(1);
    expect(err).toMatch(
      /^error\[io\/failed\]: Input or output failed: "\/.{39}\u2026" is too long for a path: \d+ bytes\n {2}help: Choose a shorter one\n$/,
    );
  });

  test("a text is told the limit of texts, a binary that of binaries", () => {
    for (const name of ["mid.j2", "mid.dxp"]) {
      world.write({ [name]: "" });
      truncateSync(world.path(name), 100 * 1024 * 1024);
    }
    const limitOf = (...args: readonly string[]): string =>
      / has more than (\d+) bytes\n/.exec(world.dxg(args).err)?.[1] ?? "none";
    for (const command of [["render"], ["template", "show"], ["template", "vars"], ["template", "check"]]) {
      expect([command, limitOf(...command, "huge.j2")]).toEqual([command, "67108864"]);
      expect([command, limitOf(...command, "mid.j2")]).toEqual([command, "67108864"]);
    }
    expect(limitOf("template", "compile", "huge.j2")).toBe("67108864");
    for (const command of [["render"], ["template", "show"], ["template", "vars"]]) {
      expect([command, limitOf(...command, "huge.dxt")]).toEqual([command, "268435456"]);
    }
    world.write({
      "both/template.yaml": "name: both\nversion: 1.0.0\n",
      "both/files/a.txt.j2": "",
      "both/files/b.bin": "",
      "both/partials/p.txt": "",
    });
    for (const [name, limit] of [
      ["files/a.txt.j2", "67108864"],
      ["partials/p.txt", "67108864"],
      ["files/b.bin", "none"],
    ] as const) {
      truncateSync(world.path(`both/${name}`), 100 * 1024 * 1024);
      expect([name, limitOf("generate", "./both", "--dry-run")]).toEqual([name, limit]);
      truncateSync(world.path(`both/${name}`), 0);
    }
    expect(limitOf(...params("huge.json"))).toBe("67108864");
    expect(limitOf(...params("huge.dxp"))).toBe("268435456");
    expect(limitOf("params", "show", "huge.dxp")).toBe("268435456");
    expect(world.dxg(params("mid.dxp")).err).toStartWith("error[format/not-dxt]");
  });

  test("an endless standard input is refused at the limit", () => {
    const { code, err } = world.shell('"$DXG" render - < /dev/zero');
    expect(code).toBe(1);
    expect(err).toStartWith("error[io/too-large]: File is too large: standard input");
  });

  test("an empty template is a template", () => {
    world.write({ "nothing.j2": "" });
    expect(world.dxg(["render", "nothing.j2"])).toEqual({ code: 0, out: "", err: "" });
  });
});

describe("without permission", () => {
  /** Root may do everything, so it becomes somebody else. */
  const root = process.getuid?.() === 0;
  const before = root ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
  const own = new World();
  afterAll(() => own[Symbol.dispose]());

  if (root && Bun.which("setpriv") === null) {
    test("nothing can be shown by root", () => console.log("not run: setpriv"));
    return;
  }

  beforeAll(() => {
    chmodSync(own.path(".."), 0o755);
    copyFileSync(DXG, own.path("../dxg"));
    own.write({ "secret.j2": "{{ 1 }}", "secret.json": "{}", "open.j2": "{{ 1 }}" });
    for (const name of ["secret.j2", "secret.json"]) chmodSync(own.path(name), 0o000);
    mkdirSync(own.path("closed"));
    mkdirSync(own.path("blind/A"), { recursive: true });
    chmodSync(own.path("closed"), 0o555);
    chmodSync(own.path("blind"), 0o000);
  });

  test.each([
    [["render", "secret.j2"], "secret.j2"],
    [generate("--params", "secret.json"), "secret.json"],
    [generate("-o", "closed"), "closed/A"],
    [generate("-o", "closed/deep/er"), "closed/deep"],
    [generate("-o", "blind"), "blind"],
    [["render", "open.j2", "-o", "closed/x"], "closed/x"],
    [["template", "init", "./closed/service"], "closed/service"],
    [["template", "compile", "open.j2", "-o", "closed/x.dxt"], "closed/x.dxt"],
  ])("%j is io/permission", (args, says) => {
    const tree = own.tree();
    const { exitCode, stdout, stderr } = Bun.spawnSync([...before, own.path("../dxg"), ...args], {
      cwd: own.folder,
      env: { ...own.environment, HOME: "/nowhere" },
      stdin: "ignore",
    });
    expect({ code: exitCode, out: stdout.toString() }).toEqual({ code: 1, out: "" });
    expect(stderr.toString()).toStartWith("error[io/permission]: Permission denied: ");
    expect(stderr.toString()).toContain(says);
    expect(own.tree()).toEqual(tree);
  });

  test("a template that cannot be entered is listed with the reason", () => {
    for (const name of ["shut", "usable"]) {
      own.write({
        [`.dx/templates/${name}/template.yaml`]: `name: ${name}\nversion: 1.0.0\n`,
        [`.dx/templates/${name}/files/a.txt`]: "x",
      });
    }
    chmodSync(own.path(".dx/templates/shut"), 0o000);
    const run = (...args: readonly string[]): { readonly out: string; readonly err: string } => {
      const { stdout, stderr } = Bun.spawnSync([...before, own.path("../dxg"), ...args], {
        cwd: own.folder,
        env: { ...own.environment, HOME: "/nowhere" },
        stdin: "ignore",
      });
      return { out: stdout.toString(), err: stderr.toString() };
    };
    const { out, err } = run("template", "list");
    expect(err).toBe("");
    expect(out).toMatch(/^shut +project +cannot be used: Permission denied: .*\.dx\/templates\/shut\/template\.yaml$/m);
    expect(out).toMatch(/^usable +project/m);
    expect(run("generate", "usible").err).toContain('help: Did you mean "usable"?');
    expect(run("generate", "shut").err).toStartWith("error[io/permission]: ");
  });
});

test.each([
  ["template list"],
  ["generate component Counter"],
  ["template show component"],
  ["template init service"],
  ["template check x"],
])("a current folder that has been removed is told as such: dxg %s", (words) => {
  const { code, out, err } = world.shell(`mkdir gone; cd gone; rmdir ../gone; "$DXG" ${words}`);
  expect({ code, out }).toEqual({ code: 1, out: "" });
  expect(err).toBe(
    "error[io/not-found]: No such file or directory: the current folder\n  help: It has been removed: go to a folder that exists\n",
  );
});

describe("bytes that are not UTF-8", () => {
  const own = new World();
  afterAll(() => own[Symbol.dispose]());
  beforeAll(() => {
    own.write({ "odd/template.yaml": "name: odd\nversion: 1.0.0\n", "odd/files/a.txt": "x" });
    own.shell("touch odd/files/$'n\\xff'");
  });

  test.each([
    ["generate ./odd -o out", 1, "error[io/not-utf8]: Not valid UTF-8: the file name ", "/odd/files/n\\xff\n"],
    ["template compile ./odd", 1, "error[io/not-utf8]: Not valid UTF-8: the file name ", "/odd/files/n\\xff\n"],
    ["generate component A -o $'o\\xff'", 2, "error[cli/bad-argument]: Bad argument: ", '"o\\xff" is not UTF-8\n'],
    [
      "generate component -p name=$'\\xe4'",
      2,
      "error[cli/bad-argument]: Bad argument: ",
      '"name=\\xe4" is not UTF-8\n',
    ],
  ])("are told as such: dxg %s", (words, code, begins, says) => {
    const ended = own.shell(`"$DXG" ${words}`);
    expect({ code: ended.code, out: ended.out }).toEqual({ code, out: "" });
    expect(ended.err).toStartWith(begins);
    expect(ended.err).toContain(says);
    expect(own.shell("ls -R -b").out).toBe(".:\nodd\n\n./odd:\nfiles\ntemplate.yaml\n\n./odd/files:\na.txt\nn\\377\n");
  });

  test("are told of the current folder and of HOME, where nothing is written beside them", () => {
    using world = new World();
    const begins = "error[io/not-utf8]: Not valid UTF-8: the ";
    const folder = world.shell("mkdir $'d\\xff'; cd $'d\\xff'; \"$DXG\" generate component A");
    expect(folder).toMatchObject({ code: 1, out: "" });
    expect(folder.err).toStartWith(`${begins}current folder ${world.folder}/d\\xff\n`);
    const below = world.shell(
      "mkdir $'d\\xff/\u00fc' $'d\\xff/e\\xfe' && cd $'d\\xff/e\\xfe' && \"$DXG\" generate component A",
    );
    expect(below.err).toStartWith(`${begins}current folder ${world.folder}/d\\xff/e\\xfe\n`);
    const home = world.shell(`HOME=$PWD/$'h\\xff' "$DXG" key generate a --no-passphrase`);
    expect(home).toMatchObject({ code: 1, out: "" });
    expect(home.err).toStartWith(`${begins}variable HOME=`);
    expect(world.shell("ls -A").out).toBe("d\ufffd\n");
  });

  test("are told from the character that stands for them", () => {
    expect(own.dxg(["generate", "component", "A", "-o", "o\ufffd"]).code).toBe(0);
    expect(own.shell("ls").out).toBe("odd\no\ufffd\n");
  });
});

test("template check counts a file that is not UTF-8 among its findings", () => {
  const { code, out, err } = world.dxg(["template", "check", "./mixed"]);
  expect({ code, out }).toEqual({ code: 1, out: "1 error, no warnings\n" });
  expect(err).toContain("error[io/not-utf8]: Not valid UTF-8: files/latin.txt.j2\n");
});
