/** Plans and their application on a real file system. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Glob } from "bun";
import { DxgError } from "../../src/base/error.ts";
import { applyPlan } from "../../src/project/apply.ts";
import { type PlannedOutput, planOutputs } from "../../src/project/plan.ts";
import { codeOf } from "../harness/failure.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dxg-plan-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

function output(path: string, text: string | undefined, extra: Partial<PlannedOutput> = {}): PlannedOutput {
  const bytes = text === undefined ? undefined : new TextEncoder().encode(text);
  return { path, bytes, mode: 0o644, once: false, source: `files/${path}`, ...extra };
}

/** Every path below the folder with its text. */
function tree(): Record<string, string> {
  const found: Record<string, string> = {};
  for (const path of new Glob("**").scanSync({ cwd: folder, dot: true })) {
    found[path] = readFileSync(join(folder, path), "utf8");
  }
  return found;
}

test("planOutputs() tells what each output would do, and writes nothing", () => {
  writeFileSync(join(folder, "same"), "1");
  writeFileSync(join(folder, "other"), "1");
  writeFileSync(join(folder, "kept"), "mine");
  const before = tree();
  const outputs = [output("new", "1"), output("same", "1"), output("other", "2"), output("kept", "2", { once: true })];
  const { changes } = planOutputs(outputs, folder, "overwrite");
  expect(changes.map(({ kind }) => kind)).toEqual(["create", "unchanged", "overwrite", "skip"]);
  expect(tree()).toEqual(before);
});

test("planOutputs() refuses all when one file differs, naming each", () => {
  writeFileSync(join(folder, "a"), "1");
  writeFileSync(join(folder, "b"), "1");
  try {
    planOutputs([output("a", "2"), output("b", "22"), output("c", "3")], folder, "fail");
    expect.unreachable();
  } catch (error) {
    expect(error).toBeInstanceOf(DxgError);
    expect((error as DxgError).code).toBe("write/conflict");
    expect((error as DxgError).notes).toEqual(["a", "b"]);
  }
});

test("planOutputs() takes a lost execute bit for a difference", () => {
  writeFileSync(join(folder, "run"), "1", { mode: 0o644 });
  expect(codeOf(() => planOutputs([output("run", "1", { mode: 0o755 })], folder, "fail"))).toBe("write/conflict");
});

describe("planOutputs() refuses", () => {
  test("a parent that is a link, a target that is a link, and a folder in the way, also when overwriting", () => {
    mkdirSync(join(folder, "real"));
    symlinkSync("real", join(folder, "link"));
    symlinkSync("/nowhere", join(folder, "dangling"));
    for (const path of ["link/x", "dangling", "dangling/x", "real"]) {
      expect(codeOf(() => planOutputs([output(path, "1")], folder, "overwrite"))).toBe("write/failed");
    }
    expect(tree()).toEqual({});
  });

  test("two outputs of one path, and a file that is another's folder", () => {
    for (const [one, two] of [
      ["a", "A"],
      ["a", "a/b"],
      ["x/a", "X/A"],
    ] as const) {
      expect(codeOf(() => planOutputs([output(one, "1"), output(two, "2")], folder, "fail"))).toBe("path/duplicate");
    }
  });
});

test("applyPlan() writes files, folders and modes, and nothing else", () => {
  const outputs = [output("a/b/c", "text"), output("run", "#!", { mode: 0o755 }), output("empty", undefined)];
  expect(applyPlan(planOutputs(outputs, folder, "fail"))).toEqual({ written: 3, bytes: 6 });
  expect(tree()).toEqual({ "a/b/c": "text", run: "#!" });
  expect(statSync(join(folder, "run")).mode & 0o777).toBe(0o755);
  expect(statSync(join(folder, "empty")).isDirectory()).toBe(true);
});

test("applyPlan() leaves the old tree when a file appears between plan and writing", () => {
  writeFileSync(join(folder, "old"), "old");
  const plan = planOutputs([output("old", "new"), output("deep/new", "1"), output("late", "1")], folder, "overwrite");
  writeFileSync(join(folder, "late"), "theirs");
  expect(codeOf(() => applyPlan(plan))).toBe("write/conflict");
  expect(tree()).toEqual({ late: "theirs", old: "old" });
});

test("applyPlan() keeps the permissions of a file that it overwrites", () => {
  writeFileSync(join(folder, "secret"), "1");
  chmodSync(join(folder, "secret"), 0o600);
  applyPlan(planOutputs([output("secret", "2")], folder, "overwrite"));
  expect(statSync(join(folder, "secret")).mode & 0o777).toBe(0o600);
});
