/** The cache of compiled bundles: what it keeps, and what it does not take. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { chmodSync, chownSync, mkdtempSync, readdirSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compiledFolder, findCompiled, keepCompiled, sourceKey } from "../../src/store/compiled.ts";

const BYTES = new TextEncoder().encode("bundle");
const KEY = sourceKey(["test"]);
const NOBODY = 65_534;
let home = "";
const before = process.env["XDG_CACHE_HOME"];

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), "dxg-store-"));
  process.env["XDG_CACHE_HOME"] = home;
});
afterEach(() => {
  rmSync(home, { recursive: true });
  if (before === undefined) delete process.env["XDG_CACHE_HOME"];
  else process.env["XDG_CACHE_HOME"] = before;
});

function entry(): string {
  return join(home, "dxg/bundles", `${KEY}.dxf`);
}

test("keepCompiled() keeps a bundle where only its owner reads it", () => {
  expect(findCompiled(KEY)).toBeUndefined();
  expect(keepCompiled(KEY, BYTES)).toBe(true);
  expect(findCompiled(KEY)).toEqual(BYTES);
  expect(statSync(entry()).mode & 0o777).toBe(0o600);
  expect(statSync(join(home, "dxg/bundles")).mode & 0o777).toBe(0o700);
  expect(readdirSync(join(home, "dxg/bundles"))).toEqual([`${KEY}.dxf`]);
});

test("findCompiled() maps what is large", () => {
  const large = new Uint8Array(300_000).fill(7);
  keepCompiled(KEY, large);
  expect(findCompiled(KEY)).toEqual(large);
});

test("findCompiled() takes nothing that others may have written", () => {
  keepCompiled(KEY, BYTES);
  chmodSync(entry(), 0o622);
  expect(findCompiled(KEY)).toBeUndefined();
  rmSync(entry());
  writeFileSync(join(home, "elsewhere"), BYTES, { mode: 0o600 });
  symlinkSync(join(home, "elsewhere"), entry());
  expect(findCompiled(KEY)).toBeUndefined();
});

test("findCompiled() takes nothing that belongs to somebody else, who could cut it off while it is mapped", () => {
  if (process.getuid?.() !== 0) return console.log("not run: a file of another user (needs root)");
  keepCompiled(KEY, BYTES);
  chownSync(entry(), NOBODY, NOBODY);
  expect(findCompiled(KEY)).toBeUndefined();
});

test("compiledFolder() ignores a relative folder, as the XDG specification asks", () => {
  process.env["XDG_CACHE_HOME"] = "relative";
  expect(compiledFolder()?.startsWith("/") ?? true).toBe(true);
});
