/** The fast path with less and less memory: it is done and told, or nothing is written. */
import { afterAll, describe, expect, test } from "bun:test";
import { closeSync, existsSync, mkdtempSync, openSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { compileTree } from "../../src/compile/bundle.ts";
import { FAST_RESULT } from "../../src/native/fast-abi.ts";

const LIBRARY = join(import.meta.dir, "../../dist/native/libdxg-fast.so");
const canRun = process.platform === "linux" && existsSync(LIBRARY);
if (!canRun) console.log("not run: memory of the fast path (no library, or not Linux)");

const root = mkdtempSync(join(tmpdir(), "dxg-memory-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Files whose report and message are long, each beside what the call needs for itself. */
const FILES = 20;
const MESSAGE = "Read it. ".repeat(1800).trim();
const FOLDER = [..."ab"].map((letter) => letter.repeat(240)).join("/");

interface Outcome {
  readonly result: number;
  readonly files: readonly string[];
  readonly report?: readonly string[];
  readonly note?: string;
}

/** What comes of one generation with more and more memory, when standard output takes nothing. */
function outcomes(): readonly Outcome[] {
  const bundle = join(root, "sample.dxf");
  const files = Array.from({ length: FILES }, (_, index) => ({
    path: `${"n".repeat(200)}${index + 10}.md`,
    bytes: new Uint8Array(0),
    executable: false,
  }));
  const manifest = JSON.stringify({ name: "sample", version: "1.0.0", message: MESSAGE });
  writeFileSync(bundle, compileTree({ name: "sample", manifest, files, partials: new Map() }));
  const closed = openSync("/dev/null", "r");
  const entry = join(import.meta.dir, "fast-memory.entry.ts");
  const { stderr } = Bun.spawnSync([process.execPath, "run", entry, LIBRARY, bundle, FOLDER], {
    cwd: root,
    env: { HOME: root, PATH: "/usr/bin:/bin" },
    stdin: "ignore",
    stdout: closed,
    stderr: "pipe",
  });
  closeSync(closed);
  return JSON.parse(stderr.toString()) as Outcome[];
}

describe.if(canRun)("the fast path with little memory", () => {
  const all = canRun ? outcomes() : [];
  const refused = all.filter(({ result }) => result < 0);
  const untold = all.filter(({ result }) => result === FAST_RESULT.untold);

  test("has written nothing when it refuses", () => {
    expect(refused.length).toBeGreaterThan(0);
    expect(refused.filter(({ files }) => files.length > 0)).toEqual([]);
  });

  test("hands over all that it could not print", () => {
    expect(untold.length).toBeGreaterThan(0);
    expect(all.length).toBe(refused.length + untold.length);
    for (const { files, report, note } of untold) {
      expect(files.length).toBe(FILES);
      expect(report).toEqual(["", ...files]);
      expect(note).toBe(`${MESSAGE}\n`);
    }
  });
});
