/** The loader: both ways in this process, what it refuses, and what DXG_IMPL asks for. */
import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ABI_SYMBOLS } from "../../src/native/abi.ts";
import { embeddedLibrary } from "../../src/native/embedded.ts";
import { ABI_VERSION } from "../../src/native/fast-abi.ts";
import { loadBytes } from "../../src/native/load.ts";
import { storeInCache } from "../../src/native/load-cache.ts";

const root = mkdtempSync(join(tmpdir(), "dxg-load-"));
const home = join(root, "home");
const cache = join(home, "dxg", "native");
const library = embeddedLibrary();
const { XDG_CACHE_HOME: oldCacheHome, HOME: oldHome } = process.env;
if (library === undefined) console.log("not run: loading the library (no C compiler)");

function setEnvironment(name: string, value: string | undefined): void {
  if (value === undefined) delete process.env[name];
  else process.env[name] = value;
}

afterAll(() => {
  setEnvironment("XDG_CACHE_HOME", oldCacheHome);
  setEnvironment("HOME", oldHome);
  rmSync(root, { recursive: true, force: true });
});

/** Runs report.entry.ts from source. */
function reported(env: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  const entry = `${import.meta.dir}/report.entry.ts`;
  const { stdout } = Bun.spawnSync([process.execPath, entry], { env: { ...env } });
  return JSON.parse(stdout.toString());
}

describe.if(library !== undefined)("loadBytes()", () => {
  const bytes = library ?? new Uint8Array(0);

  beforeEach(() => {
    rmSync(home, { recursive: true, force: true });
    mkdirSync(home);
    setEnvironment("XDG_CACHE_HOME", home);
  });

  test.if(process.platform === "linux")("loads from memory and leaves no file", () => {
    const { library: loaded, why } = loadBytes(bytes, ["memfd"]);
    expect([loaded?.how, why]).toEqual(["memfd", ["Loaded from a sealed file in memory."]]);
    expect(loaded?.symbols.dxg_xor_bound(1, 1)).toBe(80);
    expect(readdirSync(home)).toEqual([]);
  });

  test.if(process.platform === "linux")("seals the memory: nobody can change or grow it any more", () => {
    loadBytes(bytes, ["memfd"]);
    const held = readdirSync("/proc/self/fd").filter((fd) => linkOf(fd).startsWith("/memfd:dxg"));
    expect(held.length).toBeGreaterThan(0);
    for (const fd of held) expect(() => writeFileSync(`/proc/self/fd/${fd}`, "x")).toThrow("EPERM");
  });

  test("loads from a private file, and keeps it when its content is right", () => {
    const { library: loaded } = loadBytes(bytes, ["cache-file"]);
    expect([loaded?.how, loaded?.symbols.dxg_xor_bound(1, 1)]).toEqual(["cache-file", 80]);
    const path = onlyFile();
    expect([lstatSync(cache).mode & 0o777, lstatSync(path).mode & 0o777]).toEqual([0o700, 0o600]);
    utimesSync(path, 1, 1);
    loadBytes(bytes, ["cache-file"]);
    expect(lstatSync(onlyFile()).mtimeMs).toBe(1000);
  });

  test("falls from a way that fails to the next one, and says why", () => {
    setEnvironment("XDG_CACHE_HOME", undefined);
    setEnvironment("HOME", undefined);
    const { library: loaded, why } = loadBytes(bytes, ["cache-file", "memfd"]);
    setEnvironment("HOME", oldHome);
    expect(why[0]).toBe("cache-file: there is no cache folder: HOME is not set.");
    if (process.platform === "linux") expect(loaded?.how).toBe("memfd");
  });

  test("refuses bytes that are no library", () => {
    const junk = Uint8Array.from({ length: 5000 }, (_, i) => i);
    const { library: loaded, why } = loadBytes(junk, ["memfd", "cache-file"]);
    expect([loaded, why.length]).toEqual([undefined, 2]);
  });

  test("refuses a library of another ABI", () => {
    const compiler = Bun.which("cc");
    if (compiler === null) {
      console.log("not run: cc");
      return;
    }
    const source = join(root, "other.c");
    const names = Object.keys(ABI_SYMBOLS).join(" ");
    writeFileSync(source, names.replaceAll(/\w+/g, "int $&(void);\nint $&(void) { return 77; }\n"));
    Bun.spawnSync([compiler, "-shared", "-fPIC", "-o", join(root, "other.so"), source]);
    const { library: loaded, why } = loadBytes(readFileSync(join(root, "other.so")), ["cache-file"]);
    expect(loaded).toBeUndefined();
    expect(why).toEqual([`cache-file: the library has ABI 77, not ${ABI_VERSION}.`]);
  });
});

describe.if(library !== undefined)("storeInCache()", () => {
  const bytes = library ?? new Uint8Array(0);

  beforeEach(() => {
    rmSync(home, { recursive: true, force: true });
    mkdirSync(home);
    setEnvironment("XDG_CACHE_HOME", home);
  });

  const content = (path: string): boolean => Buffer.compare(readFileSync(path), bytes) === 0;

  test.each([
    ["one byte changed, same size and time", (path: string): void => flip(path)],
    ["all zeros, as after a power cut", (path: string): void => writeFileSync(path, new Uint8Array(bytes.length))],
    ["cut short", (path: string): void => writeFileSync(path, bytes.subarray(0, 100))],
    ["one byte longer", (path: string): void => writeFileSync(path, Buffer.concat([bytes, new Uint8Array(1)]))],
    ["empty", (path: string): void => writeFileSync(path, "")],
    ["writable by others", (path: string): void => chmodSync(path, 0o666)],
    ["a symbolic link to a right copy", (path: string): void => replaceByLink(path)],
  ])("replaces a cache file that is tampered with: %s", (_, tamper) => {
    const path = storeInCache(bytes);
    tamper(path);
    expect(storeInCache(bytes)).toBe(path);
    expect(content(path)).toBe(true);
    expect([lstatSync(path).isFile(), lstatSync(path).mode & 0o777]).toEqual([true, 0o600]);
    expect(readdirSync(cache).length).toBe(1);
  });

  test("makes a folder private that others could write", () => {
    mkdirSync(cache, { recursive: true });
    chmodSync(cache, 0o777);
    storeInCache(bytes);
    expect(lstatSync(cache).mode & 0o777).toBe(0o700);
  });

  test("refuses a folder that is a symbolic link, or a file", () => {
    mkdirSync(join(home, "dxg"));
    mkdirSync(join(root, "elsewhere"), { recursive: true });
    symlinkSync(join(root, "elsewhere"), cache);
    expect(() => storeInCache(bytes)).toThrow("not a directory");
    expect(readdirSync(join(root, "elsewhere"))).toEqual([]);
    rmSync(cache);
    writeFileSync(cache, "");
    expect(() => storeInCache(bytes)).toThrow("not a directory");
  });

  test.if(process.getuid?.() === 0)("refuses a folder of somebody else", () => {
    mkdirSync(cache, { recursive: true });
    Bun.spawnSync(["chown", "65534", cache]);
    expect(() => storeInCache(bytes)).toThrow("belongs to somebody else");
  });

  test("takes HOME when XDG_CACHE_HOME is not absolute", () => {
    setEnvironment("XDG_CACHE_HOME", "relative");
    setEnvironment("HOME", home);
    const path = storeInCache(bytes);
    setEnvironment("HOME", oldHome);
    expect(path).toStartWith(join(home, ".cache", "dxg", "native"));
    expect(existsSync("relative")).toBe(false);
  });
});

describe("DXG_IMPL", () => {
  test("ts takes the twins", () => {
    expect(reported({ DXG_IMPL: "ts" })).toEqual({
      implementation: "ts",
      how: "typescript",
      why: ["DXG_IMPL=ts asks for it."],
      marks: [0, 8],
    });
  });

  test("a wrong name is an error that lists the names", () => {
    expect(reported({ DXG_IMPL: "sse9" })).toEqual({
      code: "native/unknown-implementation",
      detail: '"sse9" in DXG_IMPL',
      hint: "Use one of: ts, portable, avx2, avx512.",
      notes: [],
    });
  });

  test.if(library !== undefined)("portable is taken; a better one is taken or refused, never replaced", () => {
    expect(reported({ DXG_IMPL: "portable" })).toMatchObject({ implementation: "portable", marks: [0, 8] });
    for (const name of ["avx2", "avx512"]) {
      const { implementation, code } = reported({ DXG_IMPL: name });
      expect(implementation ?? code).toBe(code === undefined ? name : "native/unavailable");
    }
  });

  test.if(library !== undefined)("without it, the repository's build is loaded", () => {
    const { how, implementation } = reported({});
    expect([how, implementation !== "ts"]).toEqual(["development", true]);
  });
});

function onlyFile(): string {
  const names = readdirSync(cache);
  expect(names.length).toBe(1);
  return join(cache, names[0]!);
}

function linkOf(fd: string): string {
  try {
    return Bun.spawnSync(["readlink", `/proc/${process.pid}/fd/${fd}`]).stdout.toString();
  } catch {
    return "";
  }
}

function flip(path: string): void {
  const bytes = readFileSync(path);
  bytes[bytes.length >> 1]! ^= 1;
  const { atimeMs, mtimeMs } = lstatSync(path);
  writeFileSync(path, bytes);
  utimesSync(path, atimeMs / 1000, mtimeMs / 1000);
}

function replaceByLink(path: string): void {
  const copy = join(root, "copy.so");
  writeFileSync(copy, readFileSync(path));
  rmSync(path);
  symlinkSync(copy, path);
}
