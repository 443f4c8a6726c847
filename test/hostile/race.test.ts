/**
 * A8: another process changes folders for links while dxg plans and writes. Nothing may ever come to where a link leads.
 * `RACE_ROUNDS=10000 bun test test/hostile/race.test.ts` runs so many rounds of each kind.
 */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DxgError } from "../../src/base/error.ts";
import { library } from "../../src/native/load.ts";
import { applyPlan, Staging } from "../../src/project/apply.ts";
import { type PlannedOutput, planOutputs } from "../../src/project/plan.ts";
import { DXG } from "../e2e/world.ts";

const { RACE_ROUNDS = "" } = Bun.env;
const ROUNDS = RACE_ROUNDS === "" ? undefined : Number(RACE_ROUNDS);
/** Rounds in this process take a fifth of a millisecond, those of the executable a process start. */
const ROUNDS_HERE = ROUNDS ?? 2000;
const ROUNDS_OF_EXECUTABLE = ROUNDS ?? 60;
const TIMEOUT_MS = 1_200_000;

let folder = "";
let attacker: Bun.Subprocess<"ignore", "pipe", "inherit"> | undefined;

const at = (path: string): string => join(folder, path);

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dxg-race-"));
  for (const path of ["work/A/sub", "outside/sub", "home"]) mkdirSync(at(path), { recursive: true });
  for (const path of ["outside/kept", "outside/sub/kept"]) writeFileSync(at(path), "theirs");
});

afterEach(async () => {
  attacker?.kill("SIGKILL");
  await attacker?.exited;
  rmSync(folder, { recursive: true, force: true });
});

/** Starts changing `one` and `other`, names in a folder, for each other. */
async function attack(inside: string, one: string, other: string): Promise<void> {
  const script = join(import.meta.dir, "swap.entry.ts");
  attacker = Bun.spawn([process.execPath, script, at(inside), one, other], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  const reader = attacker.stdout.getReader();
  await reader.read();
  reader.releaseLock();
}

/** What a link leads to is as it was: no file more, none less, none changed. */
function expectNoEscape(): void {
  expect(readdirSync(at("outside")).sort()).toEqual(["kept", "sub"]);
  expect(readdirSync(at("outside/sub"))).toEqual(["kept"]);
  for (const path of ["outside/kept", "outside/sub/kept"]) expect(readFileSync(at(path), "utf8")).toBe("theirs");
}

function outputs(round: number): readonly PlannedOutput[] {
  const bytes = new TextEncoder().encode(`round ${round}`);
  const paths = ["A/kept", `A/new${round % 7}`, "A/sub/kept", `A/sub/deep${round % 5}/x`, "B/x"];
  return paths.map((path) => ({ path, bytes, mode: 0o644, once: false, source: "files/x" }));
}

/** Generates so many times; counts what went well and what was refused. */
function generateMany(run: (round: number) => void): { readonly done: number; readonly refused: number } {
  let done = 0;
  let refused = 0;
  for (let round = 0; round < ROUNDS_HERE; round += 1) {
    try {
      run(round);
      done += 1;
    } catch (error) {
      if (!(error instanceof DxgError)) throw error;
      refused += 1;
    }
    if (round % 100 === 0) expectNoEscape();
  }
  return { done, refused };
}

const canSwap = library() !== undefined && process.platform === "linux";
if (!canSwap) console.log("not run: races (the library is missing)");

describe.if(canSwap)("A8 a folder that changes places with a link", () => {
  const targets: readonly (readonly [string, string, string, string])[] = [
    ["a folder of the destination", "work", "A", "../outside"],
    ["a folder further down", "work/A", "sub", "../../outside/sub"],
  ];

  test.each(targets)(
    `%s leads nothing outside in ${ROUNDS_HERE} generations from memory`,
    async (_, inside, name, target) => {
      symlinkSync(target, at(`${inside}/link`));
      await attack(inside, name, "link");
      const { done, refused } = generateMany((round) => {
        applyPlan(planOutputs(outputs(round), at("work"), "overwrite"));
      });
      expectNoEscape();
      // The attacker has come in between, and has not always.
      expect(done).toBeGreaterThan(0);
      expect(refused).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );

  test(
    `leads nothing outside in ${ROUNDS_HERE} generations from a stage on disk, which is attacked too`,
    async () => {
      symlinkSync("../outside", at("work/link"));
      mkdirSync(at("work/.dx/stage"), { recursive: true });
      symlinkSync("../../outside", at("work/.dx/link"));
      await attack("work/.dx", "stage", "link");
      const { done } = generateMany((round) => {
        const staging = Staging.open(at("work"), "disk");
        try {
          staging.write(outputs(round));
          staging.commit(planOutputs(staging.outputs("a hook"), at("work"), "overwrite"));
        } finally {
          staging.close();
        }
      });
      expectNoEscape();
      expect(done).toBeGreaterThan(0);
    },
    TIMEOUT_MS,
  );

  test(
    `leads nothing outside in ${ROUNDS_OF_EXECUTABLE} runs of the executable`,
    async () => {
      symlinkSync("../outside", at("work/link"));
      await attack("work", "A", "link");
      let done = 0;
      for (let round = 0; round < ROUNDS_OF_EXECUTABLE; round += 1) {
        // With and without state, so that files differ each time.
        const state = round % 2 === 0 ? "with_state" : "no-with_state";
        const args = ["generate", "component-full", "A", "-p", state, "--on-conflict", "overwrite", "-q"];
        const { exitCode, stderr } = Bun.spawnSync([DXG, ...args], {
          cwd: at("work"),
          env: { HOME: at("home"), PATH: "/usr/bin:/bin" },
          stdio: ["ignore", "ignore", "pipe"],
        });
        if (exitCode === 0) done += 1;
        else expect(stderr.toString()).toMatch(/^error\[(?:write|io)\//);
        expectNoEscape();
      }
      expect(done).toBeGreaterThan(0);
      expect(readdirSync(at("home"))).toEqual([]);
    },
    TIMEOUT_MS,
  );
});
