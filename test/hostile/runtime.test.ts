/** Rows E of the list of attacks, from the compiled executable: what surrounds a process must not change what it does. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { buildExecutable } from "../../build.ts";
import { embedLibraryPlugin } from "../../ffi/embed.ts";
import { embeddedLibrary } from "../../src/native/embedded.ts";
import { DXG, type RunOptions, type Tree, World } from "../e2e/world.ts";
import { atTerminal } from "./terminal.ts";

setDefaultTimeout(60_000);

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

const canTrace = Bun.which("strace") !== null;
if (!canTrace) console.log("not run: strace");
const emulator = Bun.which("qemu-x86_64") ?? Bun.which("qemu-x86_64-static");
if (emulator === null) console.log("not run: a processor without AVX2 (qemu-x86_64 is not installed)");

/** Files that Bun reads by itself where it is allowed to, each with what would show that it was read. */
const CONFIGURATION: Readonly<Record<string, string>> = {
  "bunfig.toml": 'preload = ["./evil.ts"]\n[run]\npreload = ["./evil.ts"]\n',
  ".bunfig.toml": 'preload = ["./evil.ts"]\n',
  ".env": "DXG_IMPL=ts\nCI=true\n",
  ".env.local": "DXG_IMPL=ts\n",
  ".env.production": "DXG_IMPL=ts\n",
  ".env.development": "DXG_IMPL=ts\n",
  "package.json": '{ "name": "evil", "imports": { "#x": "./evil.ts" }, "type": "commonjs" }',
  "tsconfig.json": '{ "compilerOptions": { "baseUrl": ".", "paths": { "*": ["./evil.ts"] } } }',
  "jsconfig.json": '{ "compilerOptions": { "paths": { "*": ["./evil.ts"] } } }',
  ".npmrc": "//registry/:_authToken=x\n",
  "node_modules/yaml/index.js": 'require("fs").writeFileSync("EVIL", "")',
  "node_modules/semver/index.js": 'require("fs").writeFileSync("EVIL", "")',
};
const EVIL = { "evil.ts": 'require("node:fs").writeFileSync("EVIL", "");\nconsole.log("evil");\n' };

const GENERATION = ["generate", "component-full", "A", "-p", "description=größe"] as const;

interface Made {
  readonly tree: Tree;
  readonly rendered: string;
  readonly bundle: string;
}

/** The files that a generation makes, and the bundle that a template is compiled to; nothing that depends on the place. */
function made(options: RunOptions = {}): Made {
  const { cwd = "." } = options;
  const generated = world.dxg(["generate", "component-full", "A", "-o", "made", "-q"], options);
  expect(generated).toMatchObject({ code: 0, err: "" });
  world.write({
    [`${cwd}/t.j2`]: "{% for i in range(300) %}{{ '<' ~ name ~ i }} größe 😀\n{% endfor %}{{ name | upper }}",
  });
  const rendered = world.dxg(["render", "t.j2", "-p", "name=Ünï"], options);
  expect(rendered).toMatchObject({ code: 0, err: "" });
  expect(world.dxg(["template", "compile", "t.j2", "-o", "t.dxt"], options).code).toBe(0);
  const bundle = new Bun.CryptoHasher("sha256").update(readFileSync(world.path(`${cwd}/t.dxt`))).digest("hex");
  const tree = world.tree(`${cwd}/made`);
  rmSync(world.path(`${cwd}/made`), { recursive: true });
  return { tree, rendered: rendered.out, bundle };
}

function nativeOf(options: RunOptions): { readonly implementation: string; readonly how: string } {
  const { out } = world.dxg(["doctor", "--json"], options);
  return (JSON.parse(out) as { native: { implementation: string; how: string } }).native;
}

describe("E1 files of the current folder and of the home that would configure the engine", () => {
  const commands = [
    GENERATION,
    ["generate", "own", "--dry-run"],
    ["template", "list"],
    ["template", "check", "own"],
    ["render", "t.j2", "--params", "p.yaml"],
    ["--version"],
    ["--help"],
    ["generate", "nothing"],
  ] as const;

  beforeEach(() => {
    world.write({
      ...EVIL,
      ...CONFIGURATION,
      "t.j2": "{{ a }}",
      "p.yaml": "a: 1\n",
      ".dx/templates/own/template.yaml": "name: own\nversion: 1.0.0\nengine: '>=0.0.1'\n",
      ".dx/templates/own/files/x.txt.j2": "{{ 1 | string | regex_replace('1', '2') }}",
      ...Object.fromEntries(Object.entries(CONFIGURATION).map(([name, text]) => [`../home/${name}`, text])),
      "../home/.config/bunfig.toml": "preload = ['./evil.ts']\n",
      "../home/.config/.bunfig.toml": "preload = ['./evil.ts']\n",
    });
  });

  test.if(canTrace).each(commands.map((args) => [args.join(" "), args] as const))("are not read: %s", (_, args) => {
    const trace = join(world.home, "..", "trace");
    const before = ["strace", "-f", "-o", trace, "-s", "4096", "-e", "trace=%file"];
    const { out, err } = world.dxg(args, { before });
    expect(out + err).not.toContain("evil");
    const calls = readFileSync(trace, "utf8").split("\n");
    expect(calls.length).toBeGreaterThan(20);
    const names = /bunfig\.toml|\/\.env|"\.env|package\.json|tsconfig\.json|jsconfig\.json|\.npmrc|node_modules|evil/;
    expect(calls.filter((line) => names.test(line))).toEqual([]);
    expect(world.files()).not.toContain("EVIL");
  });

  test("change neither what is done nor how", () => {
    expect(nativeOf({}).implementation).not.toBe("ts");
    for (const args of commands) expect(world.dxg(args).out).not.toContain("evil");
    expect(world.files()).not.toContain("EVIL");
    mkdirSync(world.path("../clean"));
    const here = made();
    expect(here).toEqual(made({ cwd: "../clean", env: { HOME: join(world.home, "..", "clean") } }));
  });
});

describe("E2 variables of the engine", () => {
  beforeEach(() => world.write({ ...EVIL, ...CONFIGURATION }));

  test.each([
    ["BUN_OPTIONS", "--preload HERE/evil.ts"],
    ["BUN_OPTIONS", "--preload=HERE/evil.ts"],
    ["BUN_OPTIONS", "-r HERE/evil.ts"],
    ["BUN_OPTIONS", "--require HERE/evil.ts"],
    ["BUN_OPTIONS", "--import HERE/evil.ts"],
    ["BUN_OPTIONS", "--config=HERE/bunfig.toml"],
    ["BUN_OPTIONS", '-e \'require("node:fs").writeFileSync("EVIL", "")\''],
    ["BUN_OPTIONS", "run HERE/evil.ts"],
    ["BUN_OPTIONS", "--inspect-wait=127.0.0.1:0"],
    ["BUN_INSPECT", "ws://127.0.0.1:0/x?wait=1"],
    ["BUN_INSPECT_PRELOAD", "HERE/evil.ts"],
    ["BUN_CONFIG_FILE", "HERE/bunfig.toml"],
    ["NODE_OPTIONS", "--require HERE/evil.ts"],
    ["NODE_OPTIONS", "--import HERE/evil.ts --experimental-loader HERE/evil.ts"],
    ["NODE_PATH", "HERE/node_modules"],
    ["BUN_RUNTIME_TRANSPILER_CACHE_PATH", "HERE/cache"],
  ] as const)("run no code, and change nothing unless dxg refuses to start: %s #%#", (name, value) => {
    const before = world.tree();
    const { code, out, err } = world.dxg([...GENERATION], { env: { [name]: value.replaceAll("HERE", world.folder) } });
    expect(out + err).not.toMatch(/^evil$/m);
    expect(world.files()).not.toContain("EVIL");
    expect([0, 1]).toContain(code);
    if (code === 1) expect(world.tree()).toEqual(before);
    else expect(world.files("A")).toHaveLength(5);
    expect(world.files().filter((file) => file.startsWith("cache"))).toEqual([]);
  });

  test("NODE_OPTIONS has no effect at all", () => {
    const { code, err } = world.dxg([...GENERATION, "-q"], {
      env: { NODE_OPTIONS: `--require ${world.path("evil.ts")} --nonsense` },
    });
    expect({ code, err }).toEqual({ code: 0, err: "" });
  });

  test.each([
    ["BUN_OPTIONS", "--inspect=127.0.0.1:47113"],
    ["BUN_INSPECT", "ws://127.0.0.1:47113/x"],
  ])("%s opens no port for a debugger", async (name, value) => {
    world.write({ "slow.j2": "{% for a in range(3000) %}{% for b in range(3000) %}{% endfor %}{% endfor %}" });
    const child = Bun.spawn([DXG, "render", "slow.j2"], {
      cwd: world.folder,
      env: { ...world.environment, [name]: value },
      stdio: ["ignore", "ignore", "ignore"],
    });
    await Bun.sleep(150);
    const answer = await fetch("http://127.0.0.1:47113/json/version").catch(() => undefined);
    child.kill();
    await child.exited;
    expect(answer).toBeUndefined();
  });
});

describe("E3 the folder for temporary files", () => {
  let plain: Made;
  let size: number;
  beforeEach(() => {
    plain = made();
    size = embeddedLibrary()?.length ?? 1_000_000;
  });

  /** The same output, with `doctor` saying how the library came in; what is in the folder stays as it is. */
  function same(folder: string, how = "memfd"): void {
    const env = { TMPDIR: folder, TMP: folder, TEMP: folder, BUN_TMPDIR: folder };
    expect(made({ env })).toEqual(plain);
    expect(nativeOf({ env }).how).toBe(how);
  }

  test.each(["zeroed", "short", "another library"])("may hold planted libraries: %s", (content) => {
    const user = process.getuid?.() ?? 0;
    const bytes = content === "short" ? new Uint8Array(3) : new Uint8Array(size);
    if (content === "another library") bytes.set([0x7f, 0x45, 0x4c, 0x46, 2, 1, 1]);
    const names = [`.bun-${user}-0000000000000000.so`, ".bun-0.so", "libdxg.so", "dxg.so"];
    world.write(Object.fromEntries(names.map((name) => [`tmp/${name}`, bytes])));
    const before = world.tree("tmp");
    same(world.path("tmp"));
    expect(world.tree("tmp")).toEqual(before);
  });

  test.if(canTrace)("is not even looked at", () => {
    mkdirSync(world.path("tmp"));
    const trace = join(world.home, "..", "trace");
    const before = ["strace", "-f", "-o", trace, "-e", "trace=%file,memfd_create"];
    expect(world.dxg([...GENERATION], { before, env: { TMPDIR: world.path("tmp") } }).code).toBe(0);
    const calls = readFileSync(trace, "utf8");
    expect(calls).toContain('memfd_create("dxg"');
    expect(calls).not.toContain(world.path("tmp"));
  });

  test.each(["/nowhere/at/all", "/dev/null", "/proc", ""])("may be missing or unusable: %j", (folder) => same(folder));

  test.each([
    ["full", "size=4k"],
    ["noexec", "size=64k,noexec"],
    ["read-only", "size=64k,ro"],
  ])("may be on a file system that is %s", (_, options) => {
    mkdirSync(world.path("tmp"));
    const inside = `mount -t tmpfs -o ${options} none tmp || exit 99; { head -c 4096 /dev/zero > tmp/filler; } 2>/dev/null; export TMPDIR=$PWD/tmp; "$DXG" doctor --json; "$DXG" generate component-full A -q -o made; ls -A tmp | grep -v filler`;
    const { out, err, code } = world.shell(`unshare -m bash -c '${inside}'`);
    if (code === 99 || err.includes("unshare")) return console.log("not run: mount is not permitted");
    expect(err).toBe("");
    expect(out).toContain('"how": "memfd"');
    expect(out).toEndWith("}\n");
    expect(world.tree("made")).toEqual(plain.tree);
  });

  test.if(canTrace)("and no memory file either: a private file or the TypeScript twins give the same output", () => {
    const before = ["strace", "-f", "-o", "/dev/null", "-e", "inject=memfd_create:error=ENOSYS"];
    const env = { TMPDIR: "/nowhere" };
    expect(nativeOf({ before, env }).how).toBe("cache-file");
    expect(made({ before, env })).toEqual(plain);
    const homeless = { ...env, HOME: "/proc", XDG_CACHE_HOME: "/proc" };
    expect(nativeOf({ before, env: homeless })).toMatchObject({ how: "typescript", implementation: "ts" });
    expect(made({ before, env: homeless })).toEqual(plain);
  });
});

describe("E4 a processor without AVX2", () => {
  test.each(["portable", "ts"])("gives the same bytes by DXG_IMPL=%s", (implementation) => {
    const env = { DXG_IMPL: implementation };
    expect(nativeOf({ env }).implementation).toBe(implementation);
    expect(made({ env })).toEqual(made());
  });

  test.if(emulator !== null)(
    "gives the same bytes on an emulated one",
    () => {
      const before = [emulator!, "-cpu", "Nehalem"];
      expect(nativeOf({ before })).toMatchObject({ implementation: "portable", how: "memfd" });
      expect(made({ before })).toEqual(made());
    },
    180_000,
  );
});

describe("E6 an error of dxg itself", () => {
  const folder = mkdtempSync(join(tmpdir(), "dxg-throw-"));
  const faulty = join(folder, "dxg");
  beforeAll(async () => {
    await buildExecutable([join(import.meta.dir, "throw.entry.ts")], faulty, [embedLibraryPlugin(embeddedLibrary())]);
  }, 120_000);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  beforeEach(() => {
    world.write({ "t/template.yaml": "name: t\nversion: 1.0.0\n", "t/files/a.txt": "a" });
    expect(world.dxg(["template", "compile", "./t", "-o", "t.dxf"]).code).toBe(0);
    mkdirSync(world.path("project"));
  });

  test.each(["throw", "reject", "key"])("while it asks ends it with the terminal as it was: %s", async (fault) => {
    const env = { DXG: faulty, FAULT: fault };
    const presses =
      fault === "key" ? [{ when: "May it run", after: 400, keys: "!" }] : [{ when: "May it run", keys: "" }];
    const started = performance.now();
    const session = await atTerminal(world, ["generate", "../t.dxf"], presses, { env, cwd: "project" });
    expect(performance.now() - started).toBeLessThan(4000);
    expect(session).toMatchObject({ code: 1, sane: true });
    expect(session.screen).toContain("a fault");
    expect(session.screen.lastIndexOf("\x1b[?25h")).toBeGreaterThanOrEqual(session.screen.lastIndexOf("\x1b[?25l"));
    expect(world.tree("project")).toEqual({});
  });

  test("at the top level ends it at once", () => {
    const started = performance.now();
    const { exitCode, stderr } = Bun.spawnSync([faulty, "generate", "../t.dxf"], {
      cwd: world.path("project"),
      env: { ...world.environment, FAULT: "top" },
      timeout: 10_000,
    });
    expect(exitCode).toBe(1);
    expect(performance.now() - started).toBeLessThan(1500);
    expect(stderr.toString()).toContain("a fault");
    expect(readdirSync(world.path("project"))).toEqual([]);
  });
});
