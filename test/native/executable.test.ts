/**
 * The library inside a compiled executable, as users get it: with hostile, full, missing and noexec folders, planted
 * files, without memory files, and without a library. (Attacks E1, E2 and E3.)
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { embedLibraryPlugin } from "../../ffi/embed.ts";
import { embeddedLibrary } from "../../src/native/embedded.ts";

const root = mkdtempSync(join(tmpdir(), "dxg-exe-"));
const program = join(root, "program");
const bare = join(root, "bare");
const library = embeddedLibrary();
const mounts: string[] = [];
if (library === undefined) console.log("not run: library in the executable (no C compiler)");

beforeAll(async () => {
  if (library !== undefined) await compile(program, library);
  await compile(bare, undefined);
}, 120_000);

afterAll(() => {
  for (const path of mounts) Bun.spawnSync(["umount", path]);
  rmSync(root, { recursive: true, force: true });
});

async function compile(outfile: string, bytes: Uint8Array | undefined): Promise<void> {
  const { success, logs } = await Bun.build({
    entrypoints: [join(import.meta.dir, "report.entry.ts")],
    plugins: [embedLibraryPlugin(bytes)],
    bytecode: true,
    format: "esm",
    minify: true,
    compile: {
      outfile,
      autoloadBunfig: false,
      autoloadDotenv: false,
      execArgv: ["--disallow-code-generation-from-strings=strict", "--no-ffi-cc", "--no-addons"],
    },
  });
  if (!success) throw new Error(logs.join("\n"));
}

interface Run {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  readonly before?: readonly string[];
}

function run(file: string, args: readonly string[], { env = {}, cwd = root, before = [] }: Run = {}): unknown {
  const { stdout, stderr } = Bun.spawnSync([...before, file, ...args], { env: { ...env }, cwd });
  expect(stderr.toString()).toBe("");
  return JSON.parse(stdout.toString());
}

const IN_MEMORY = { how: "memfd", why: ["Loaded from a sealed file in memory."], marks: [0, 8] };

function folder(name: string): string {
  const path = join(root, name);
  mkdirSync(path, { recursive: true });
  return path;
}

/** A file system of its own, or undefined where mount is not permitted. */
function mounted(name: string, options: string): string | undefined {
  const path = folder(name);
  if (Bun.spawnSync(["mount", "-t", "tmpfs", "-o", options, "tmpfs", path]).exitCode !== 0) {
    console.log(`not run: ${name} file system (mount is not permitted)`);
    return undefined;
  }
  mounts.push(path);
  return path;
}

describe.if(library !== undefined && process.platform === "linux")("library in the executable", () => {
  test("is loaded from memory with an empty environment", () => {
    expect(run(program, [])).toMatchObject(IN_MEMORY);
  });

  test.each([
    ["missing", "/nowhere/at/all"],
    ["not a folder", "/dev/null"],
    ["not writable, even by root", "/proc"],
  ])("does not care for a TMPDIR and HOME that is %s", (_, path) => {
    expect(run(program, [], { env: { TMPDIR: path, HOME: path, XDG_CACHE_HOME: path } })).toMatchObject(IN_MEMORY);
  });

  test("does not care for a TMPDIR and HOME on a full file system", () => {
    const path = mounted("full", "size=4k");
    if (path === undefined) return;
    writeFileSync(join(path, "filler"), new Uint8Array(4096));
    expect(() => writeFileSync(join(path, "more"), "x")).toThrow("ENOSPC");
    const env = { TMPDIR: path, HOME: path };
    expect(run(program, [], { env })).toMatchObject(IN_MEMORY);
    expect(run(program, ["cache"], { env })).toMatchObject({ how: "typescript" });
    expect(readdirSync(path).sort()).toEqual([".cache", "filler", "more"]);
    expect(readdirSync(join(path, ".cache", "dxg", "native"))).toEqual([]);
  });

  test("does not care for a TMPDIR and HOME on a noexec file system", () => {
    const path = mounted("noexec", "noexec");
    if (path === undefined) return;
    const env = { TMPDIR: path, HOME: path };
    expect(run(program, [], { env })).toMatchObject(IN_MEMORY);
    expect(readdirSync(path)).toEqual([]);
    expect(run(program, ["cache"], { env })).toMatchObject({ how: "typescript" });
  });

  test("opens no file in TMPDIR, and so loads no planted one", () => {
    const path = folder("planted");
    const user = process.getuid?.() ?? 0;
    const planted = [`.bun-${user}-0.so`, ".bun-0.so", "libdxg.so", "dxg.so"];
    for (const name of planted) writeFileSync(join(path, name), new Uint8Array(library?.length ?? 0));
    const env = { TMPDIR: path, HOME: path };
    expect(run(program, [], { env, cwd: path })).toMatchObject(IN_MEMORY);
    expect(readdirSync(path).sort()).toEqual([...planted].sort());
    if (Bun.which("strace") === null) {
      console.log("not run: strace");
      return;
    }
    const trace = join(root, "trace");
    run(program, [], { env, before: ["strace", "-f", "-o", trace, "-e", "trace=openat,open,memfd_create"] });
    const calls = readFileSync(trace, "utf8");
    expect(calls).toContain('memfd_create("dxg"');
    expect(calls.split("\n").filter((line) => line.includes(`"${path}/`))).toEqual([]);
  });

  test("reads no bunfig.toml and no .env of the current folder", () => {
    const path = folder("hostile");
    writeFileSync(join(path, "bunfig.toml"), 'preload = ["./evil.ts"]\n');
    writeFileSync(join(path, "evil.ts"), 'console.log("evil");\n');
    writeFileSync(join(path, ".env"), "DXG_IMPL=ts\n");
    expect(run(program, [], { cwd: path })).toMatchObject(IN_MEMORY);
  });

  test("runs no code that BUN_OPTIONS names", () => {
    const path = folder("options");
    writeFileSync(join(path, "evil.js"), 'console.log("evil");\n');
    const { stdout } = Bun.spawnSync([program], { env: { BUN_OPTIONS: `--preload ${path}/evil.js` } });
    expect(stdout.toString()).not.toContain("evil");
  });

  test("is loaded from a private file where memory files are not to be had, also after tampering", () => {
    const home = folder("home");
    const env = { HOME: home };
    const good = { how: "cache-file", marks: [0, 8] };
    expect(run(program, ["cache"], { env })).toMatchObject(good);
    const directory = join(home, ".cache", "dxg", "native");
    const [name = ""] = readdirSync(directory);
    const path = join(directory, name);
    for (const content of [new Uint8Array(library!.length), tampered(library!), new Uint8Array(3)]) {
      writeFileSync(path, content);
      expect(run(program, ["cache"], { env })).toMatchObject(good);
      expect(Buffer.compare(readFileSync(path), library!)).toBe(0);
    }
    chmodSync(directory, 0o777);
    expect(run(program, ["cache"], { env })).toMatchObject(good);
    expect(readdirSync(directory)).toEqual([name]);
  });

  test.each(["portable", "ts"])("obeys DXG_IMPL=%s", (name) => {
    expect(run(program, [], { env: { DXG_IMPL: name } })).toMatchObject({ implementation: name, marks: [0, 8] });
  });

  test("takes less than 2 ms to load", () => {
    const times = Array.from({ length: 9 }, () => run(program, ["time"]) as { readonly loadMilliseconds: number });
    const [fastest = Number.NaN] = times.map(({ loadMilliseconds }) => loadMilliseconds).sort((a, b) => a - b);
    expect(fastest).toBeLessThan(2);
  });
});

describe("executable without a library", () => {
  test("runs on the twins and says why", () => {
    expect(run(bare, [])).toEqual({
      implementation: "ts",
      how: "typescript",
      why: ["This build has no native library, as when there is no C compiler."],
      marks: [0, 8],
    });
  });

  test("refuses a forced implementation", () => {
    expect(run(bare, [], { env: { DXG_IMPL: "avx2" } })).toMatchObject({ code: "native/unavailable" });
    expect(run(bare, [], { env: { DXG_IMPL: "ts" } })).toMatchObject({ implementation: "ts" });
  });
});

function tampered(bytes: Uint8Array): Uint8Array {
  const copy = bytes.slice();
  copy.fill(0xcc, copy.length >> 1, (copy.length >> 1) + 200);
  return copy;
}
