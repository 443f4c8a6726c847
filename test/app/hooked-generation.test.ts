/** Generations with hooks from staging to commit: what hooks leave is what is written, and what fails leaves no trace. */
import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { generateWithHooks, type HookedGeneration } from "../../src/app/hooked-generation.ts";
import { DxgError } from "../../src/base/error.ts";
import type { Grant } from "../../src/format/capabilities.ts";
import type { Hook } from "../../src/format/hooks.ts";
import type { Manifest } from "../../src/format/manifest.ts";
import type { PlannedOutput } from "../../src/project/plan.ts";

setDefaultTimeout(60_000);
let root = "";

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "dxg-hooked-"));
  mkdirSync(join(root, "project/.git"), { recursive: true });
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const at = (path: string): string => join(root, "project", path);
const output = (path: string, text: string): PlannedOutput => ({
  path,
  bytes: new TextEncoder().encode(text),
  mode: 0o644,
  once: false,
  source: `files/${path}`,
});
const everything: readonly Grant[] = [
  { capability: "can_create_files", value: "**", line: 2 },
  { capability: "can_modify_files", value: "**", line: 2 },
];

function generation(script: string, change: Partial<HookedGeneration> = {}, moment: Hook["moment"] = "post_generate") {
  const command = ["bash", "-c", script];
  const settings = {
    trimBlocks: true,
    lstripBlocks: true,
    keepTrailingNewline: true,
    undefined: "strict",
    autoescape: false,
  } as const;
  const manifest: Manifest = {
    name: "sample",
    version: "1.0.0",
    description: "",
    params: [],
    exclude: [],
    settings,
    hooks: [{ moment, command, line: 9 }],
    capabilities: {
      line: 1,
      grants: [...everything, { capability: "can_run", value: command, line: 3 }],
      denials: [],
    },
  };
  return generateWithHooks({
    manifest,
    outputs: [output("src/a.txt", "b\na\n"), output("run.sh", "#!/bin/sh\n")],
    destination: join(root, "project"),
    onConflict: "fail",
    name: undefined,
    allowNetwork: true,
    hide: (text) => text,
    onLine: () => {},
    warn: () => {},
    ...change,
  });
}

/** The code of the failure, its notes, and whether anything is left or changed in the project. */
async function refusal(...asked: Parameters<typeof generation>): Promise<readonly [code: string, notes: string]> {
  const before = tree();
  try {
    await generation(...asked);
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
    expect(tree()).toEqual(before);
    return [error.code, error.notes.join("; ")];
  }
  throw new Error("nothing was refused");
}

function tree(): readonly string[] {
  return readdirSync(root, { recursive: true, encoding: "utf8" }).sort();
}

describe("generateWithHooks()", () => {
  test("writes what the hooks leave", async () => {
    const plan = await generation(
      "sort -o src/a.txt src/a.txt; chmod 755 run.sh; mkdir more; echo new > more/file; mkdir empty; pwd > where",
    );
    expect(plan.changes.map(({ path, kind }) => `${kind} ${path}`).sort()).toEqual([
      "create empty",
      "create more/file",
      "create run.sh",
      "create src/a.txt",
      "create where",
    ]);
    expect(readFileSync(at("src/a.txt"), "utf8")).toBe("a\nb\n");
    expect(statSync(at("run.sh")).mode & 0o777).toBe(0o755 & ~process.umask());
    expect(readFileSync(at("where"), "utf8")).toContain(`${at("")}`);
    expect(readdirSync(at("")).sort()).toEqual([".git", "empty", "more", "run.sh", "src", "where"]);
  });

  test("leaves a file alone that is there as the hooks leave it", async () => {
    const script = "sort -o src/a.txt src/a.txt";
    await generation(script);
    const before = statSync(at("src/a.txt")).mtimeMs;
    const plan = await generation(script);
    expect(plan.changes.map(({ kind }) => kind)).toEqual(["unchanged", "unchanged"]);
    expect(statSync(at("src/a.txt")).mtimeMs).toBe(before);
  });

  test("removes a file that a hook removed from the result", async () => {
    await generation("rm run.sh");
    expect(readdirSync(at("")).sort()).toEqual([".git", "src"]);
  });

  test("runs pre_generate in the empty stage", async () => {
    await generation('[ -z "$(ls -A)" ] && touch was-empty', {}, "pre_generate");
    expect(existsSync(at("was-empty"))).toBe(true);
    expect(await refusal("mkdir src; echo x > src/a.txt", {}, "pre_generate")).toEqual(["write/failed", ""]);
  });

  test.each([
    ["a symbolic link", "ln -s /etc/passwd link", "link is a symbolic link"],
    ["a link to a folder", "ln -s / src/root", "src/root is a symbolic link"],
    ["a FIFO", "mkfifo pipe", "pipe is neither a file nor a folder"],
    ["a hard link", "ln run.sh other", "run.sh has another name"],
  ])("refuses %s that a hook leaves", async (_, script, note) => {
    const [code, notes] = await refusal(script);
    expect([code, notes]).toEqual(["write/refused", expect.stringContaining(note)]);
  });

  test.each([
    ["a git folder", "mkdir .git; echo x > .git/config"],
    ["a name of dxg's", "echo x > dxg.lock"],
    ["a control character in a name", "touch $'a\\nb'"],
    ["a device of Windows", "touch con.txt"],
  ])("refuses %s that a hook makes", async (_, script) => {
    expect((await refusal(script))[0]).toBe("path/unsafe");
  });

  test("refuses two names that are one file on some systems", async () => {
    expect((await refusal("touch README readme"))[0]).toBe("path/duplicate");
  });

  test("holds what hooks leave against the permissions", async () => {
    const [code, notes] = await refusal("mkdir .husky; echo x > .husky/pre-commit");
    expect(code).toBe("trust/not-allowed");
    expect(notes).toContain(".husky/pre-commit");
  });

  test("changes nothing when a hook fails, also where it wrote before", async () => {
    writeFileSync(at("kept"), "kept");
    expect((await refusal("rm -rf src; echo x > new; exit 1"))[0]).toBe("hook/failed");
    expect((await refusal("exit 1", {}, "pre_generate"))[0]).toBe("hook/failed");
    expect(existsSync(at(".dx"))).toBe(false);
    expect(readFileSync(at("kept"), "utf8")).toBe("kept");
  });

  test("takes set-id bits and others' write permission away", async () => {
    await generation("chmod 4777 run.sh; chmod 777 src");
    expect(statSync(at("run.sh")).mode & 0o7777).toBe(0o755 & ~process.umask());
    expect(statSync(at("src")).mode & 0o7777).toBe(0o777 & ~process.umask());
  });
});

test("a pre hook that makes a file of the template is told by its path there, and what to do", async () => {
  const before = tree();
  try {
    await generation("mkdir src && touch src/a.txt", {}, "pre_generate");
    throw new Error("nothing was refused");
  } catch (error) {
    if (!(error instanceof DxgError)) throw error;
    expect(error.detail).toBe("a hook has made src/a.txt, which the template makes too");
    expect(error.hint).toContain("post_generate");
  }
  expect(tree()).toEqual(before);
});
