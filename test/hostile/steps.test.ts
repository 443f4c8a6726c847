/**
 * A8, step by step: a folder is changed for a link before the first system call of a generation, before the second, and so
 * on, and back again some calls later or never. Where race.test.ts may miss a moment, this hits each.
 */
import { afterEach, expect, test } from "bun:test";
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DxgError } from "../../src/base/error.ts";
import type { OsBackend } from "../../src/native/os-backend.ts";
import { backend, useOsBackend as setOsBackend } from "../../src/native/os-call.ts";
import { applyPlan, Staging } from "../../src/project/apply.ts";
import { type PlannedOutput, planOutputs } from "../../src/project/plan.ts";

let folder = "";
afterEach(() => {
  setOsBackend(undefined);
  rmSync(folder, { recursive: true, force: true });
});

const at = (path: string): string => join(folder, path);

function setUp(): void {
  rmSync(folder, { recursive: true, force: true });
  folder = mkdtempSync(join(tmpdir(), "dxg-steps-"));
  for (const path of ["work/A/sub", "work/.dx/stage", "outside/sub"]) mkdirSync(at(path), { recursive: true });
  for (const path of ["work/A/old", "work/A/sub/old", "outside/old", "outside/sub/old"])
    writeFileSync(at(path), "theirs");
}

/** The real backend, with `before` called before each call but closing. */
function observed(before: () => void): OsBackend {
  const os = backend();
  const calls = Object.entries(os).map(([name, call]) => {
    if (typeof call !== "function" || name === "close") return [name, call];
    return [
      name,
      (...args: unknown[]) => {
        before();
        return Reflect.apply(call, os, args) as unknown;
      },
    ];
  });
  return Object.fromEntries(calls) as OsBackend;
}

function outputs(paths: readonly string[]): readonly PlannedOutput[] {
  const bytes = new TextEncoder().encode("generated");
  return paths.map((path) => ({ path, bytes, mode: 0o644, once: false, source: "files/x" }));
}

/** What is overwritten would be told by its identity in the end: new files alone show where they went. */
const SETS = {
  "new files": outputs(["A/new", "A/sub/new", "A/sub/deep/x"]),
  "old and new files": outputs(["A/old", "A/sub/old", "A/sub/new", "B/x"]),
} as const;
type SetName = keyof typeof SETS;

function memory(set: SetName): void {
  applyPlan(planOutputs(SETS[set], at("work"), "overwrite"));
}

function disk(set: SetName): void {
  const staging = Staging.open(at("work"), "disk");
  try {
    staging.write(SETS[set]);
    staging.commit(planOutputs(staging.outputs("a hook"), at("work"), "overwrite"));
  } finally {
    staging.close();
  }
}

const TARGETS = [
  ["work/A", "../outside"],
  ["work/A/sub", "../../outside/sub"],
  ["work/.dx", "../outside"],
  ["work/.dx/stage", "../../outside"],
] as const;
/** After so many calls the folder is back. */
const LENGTHS = [1, 3, 1000];
const TIMEOUT_MS = 120_000;

const SET_NAMES = Object.keys(SETS) as SetName[];
const cases = SET_NAMES.flatMap((set) => [
  ...TARGETS.slice(0, 2).map(([path, target]) => [set, memory.name, path, target, memory] as const),
  ...TARGETS.map(([path, target]) => [set, disk.name, path, target, disk] as const),
]);

test.each(cases)(
  "A8 %s from %s lead nothing outside while %s is a link to %s at any step",
  (set, _, path, target, run) => {
    let [done, refused] = [0, 0];
    for (const length of LENGTHS) {
      for (let step = 0, calls = step + 1; step < calls; step += 1) {
        setUp();
        const [real, link] = [at(path), at("work/.link")];
        symlinkSync(target, link);
        calls = 0;
        const swap = (from: string, to: string): void => {
          renameSync(real, to);
          renameSync(from, real);
        };
        const os = observed(() => {
          // Where its parent has gone meanwhile there is nothing to swap.
          try {
            if (calls === step) swap(link, at("work/.real"));
            if (calls === step + length) swap(at("work/.real"), link);
          } catch {}
          calls += 1;
        });
        setOsBackend(os);
        try {
          run(set);
          done += 1;
        } catch (error) {
          if (!(error instanceof DxgError)) throw error;
          refused += 1;
        }
        setOsBackend(undefined);
        const found = [readdirSync(at("outside")).sort(), readdirSync(at("outside/sub"))];
        expect([step, length, found]).toEqual([step, length, [["old", "sub"], ["old"]]]);
        for (const file of ["outside/old", "outside/sub/old"]) expect(readFileSync(at(file), "utf8")).toBe("theirs");
      }
    }
    expect(done).toBeGreaterThan(0);
    if (path.startsWith("work/A")) expect(refused).toBeGreaterThan(3);
  },
  TIMEOUT_MS,
);
