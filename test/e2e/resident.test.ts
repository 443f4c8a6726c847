/** When a command has ended, no process of the program is left, whichever way it went: nothing stays resident. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { copyFileSync, readdirSync, readlinkSync } from "node:fs";
import { DXG, World } from "./world.ts";

const isLinux = process.platform === "linux";
if (!isLinux) console.log("not run: processes that are left (Linux only)");

const away = new World();
/** An executable of its own: those of `dist/dxg` may be of other tests. */
const program = away.path("dxg");

beforeAll(() => copyFileSync(DXG, program));
afterAll(() => away[Symbol.dispose]());

/** Numbers of the processes that run the program, also of one whose file is gone by now. */
function processes(): readonly string[] {
  return readdirSync("/proc").filter((name) => /^\d+$/.test(name) && executableOf(name).startsWith(program));
}

/** Empty for a process that has ended. */
function executableOf(number: string): string {
  try {
    return readlinkSync(`/proc/${number}/exe`);
  } catch {
    return "";
  }
}

describe.if(isLinux)("processes of dxg", () => {
  test("are found here while they run", async () => {
    const child = Bun.spawn([program, "render", "-"], { cwd: away.folder, stdin: "pipe", stdout: "pipe" });
    expect(processes()).toEqual([String(child.pid)]);
    child.stdin.end();
    expect(await child.exited).toBe(0);
    expect(processes()).toEqual([]);
  });

  test.each([
    ["the fast way", ""],
    ["the long way", " --json"],
  ])("are gone after a first generation that goes %s", (_, flag) => {
    using world = new World();
    // Into a file: a process that is left would hold a pipe open, and be waited for.
    const script = `"$DXG" generate component-full Counter -o made${flag} >printed 2>&1`;
    const { code } = world.shell(script, { DXG: program });
    expect(processes()).toEqual([]);
    expect(code).toBe(0);
    expect(world.files("made/Counter")).toHaveLength(5);
  });
});
