/**
 * Faults of the system while dxg writes, at every call from the first look at the destination to the end: an error, a signal or
 * a kill, injected by strace into the compiled executable. What is there afterwards is the old tree or the new one.
 */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { DXG, type Tree, World } from "../e2e/world.ts";

const CALLS =
  "openat,openat2,mkdirat,renameat2,unlinkat,newfstatat,fchmod,write,read,close,getdents64,fstat,rt_sigaction";
const TIMEOUT_MS = 300_000;

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

/** A call of the main thread: the nth of its name, counted from the start of the process. */
interface Point {
  readonly call: string;
  readonly nth: number;
  /** As strace writes it. */
  readonly text: string;
}

interface Scene {
  readonly name: string;
  /** Puts into a folder what is there before. */
  readonly files: Readonly<Record<string, string>>;
  /** Flags that keep the run from the fast path, where errors are met by doing the whole run again. */
  readonly flags: readonly string[];
}

const LONG_WAY = ["--on-conflict", "overwrite"];
const BESIDE = { "out/A/mine": "m", "out/mine": "m" };
const SCENES: readonly Scene[] = [
  { name: "into a new folder", files: {}, flags: LONG_WAY },
  {
    name: "over files and beside them",
    files: { "out/A/state.ts": "old", "out/A/README.md": "old", "out/mine": "m" },
    flags: LONG_WAY,
  },
  { name: "into a new folder, by the fast path", files: {}, flags: [] },
  { name: "beside files, by the fast path", files: BESIDE, flags: [] },
];
const ARGUMENTS = ["generate", "component-full", "A", "-o", "out", "-q"];

const canTrace = Bun.which("strace") !== null && Bun.spawnSync(["strace", "-o", "/dev/null", "true"]).exitCode === 0;
if (!canTrace) console.log("not run: strace");

/** Runs dxg under strace; `inject` as strace takes it. */
function traced(
  { flags }: Scene,
  inject: string | undefined,
): {
  readonly code: number | null;
  readonly signal: string | number | undefined;
  readonly trace: string;
} {
  const file = `${world.folder}.trace`;
  const injection = inject === undefined ? [] : ["-e", `inject=${inject}`];
  const child = Bun.spawnSync(
    ["strace", "-f", "-o", file, "-e", `trace=${CALLS}`, ...injection, DXG, ...ARGUMENTS, ...flags],
    {
      cwd: world.folder,
      env: world.environment,
      stdio: ["ignore", "ignore", "ignore"],
    },
  );
  return { code: child.exitCode, signal: child.signalCode, trace: readFileSync(file, "utf8") };
}

/** The calls from the first look at the destination on. */
function pointsOf(trace: string): readonly Point[] {
  const lines = trace.split("\n").map((line) => /^(\d+) +((\w+)\(.*)$/.exec(line));
  const main = lines.find((line) => line !== null)?.[1];
  const counts = new Map<string, number>();
  const points: Point[] = [];
  let isOurs = false;
  for (const line of lines) {
    const [, pid, text = "", call = ""] = line ?? [];
    if (pid !== main) continue;
    const nth = (counts.get(call) ?? 0) + 1;
    counts.set(call, nth);
    if (call === "openat" && /O_PATH|O_NOCTTY\|O_NONBLOCK\|O_CLOEXEC\|O_DIRECTORY/.test(text)) isOurs = true;
    if (isOurs) points.push({ call, nth, text });
  }
  return points;
}

/** Everything that a user could see, the home folder too. */
function everything(): readonly [Tree, string] {
  return [world.tree(), world.shell('find "$HOME" | sort').out];
}

/** Without what a killed run leaves until the next one. */
function withoutLeftovers(tree: Tree): Tree {
  return Object.fromEntries(Object.entries(tree).filter(([path]) => !/(?:^|\/)\.dxg-[^/]+\.tmp(?:\/|$)/.test(path)));
}

/** Puts the scene up anew. */
function reset(scene: Scene): void {
  world.shell("rm -rf ./* ./.d*");
  world.write(scene.files);
}

/** The points of a run that nothing is injected into, and the tree that it gives. */
function whole(scene: Scene): {
  readonly points: readonly Point[];
  readonly before: readonly [Tree, string];
  readonly after: Tree;
} {
  reset(scene);
  const before = everything();
  const { code, trace } = traced(scene, undefined);
  expect(code).toBe(0);
  return { points: pointsOf(trace), before, after: world.tree() };
}

const ERRORS: Readonly<Record<string, readonly string[]>> = {
  openat: ["EMFILE", "EIO", "ENOSPC", "EROFS"],
  openat2: ["EMFILE", "EIO", "EACCES"],
  mkdirat: ["ENOSPC", "EROFS"],
  renameat2: ["EIO", "EROFS", "ENOSPC"],
  unlinkat: ["EIO", "EROFS"],
  newfstatat: ["EIO"],
  fstat: ["EIO"],
  fchmod: ["EROFS", "EIO"],
  write: ["ENOSPC", "EIO"],
  read: ["EIO"],
  close: ["EIO"],
  getdents64: ["EIO"],
};
/** Calls that a signal may interrupt, which are then simply made again. */
const RESTARTED = ["openat", "openat2", "write", "read"];

describe.if(canTrace).each(SCENES)("$name", (scene) => {
  test(
    "an error of any call leaves the old tree, or the new one when the call did not matter",
    () => {
      const { points, before, after } = whole(scene);
      expect(points.length).toBeGreaterThan(20);
      let failed = 0;
      for (const { call, nth, text } of points) {
        for (const error of ERRORS[call] ?? []) {
          reset(scene);
          const { code, trace } = traced(scene, `${call}:error=${error}:when=${nth}`);
          const what = `${error} in ${text}`;
          expect([what, trace.includes("(INJECTED)")]).toEqual([what, true]);
          expect([what, code === 0 || code === 1]).toEqual([what, true]);
          if (code === 1) failed += 1;
          const found = everything();
          const tree = call === "unlinkat" ? withoutLeftovers(found[0]) : found[0];
          expect([what, tree]).toEqual([what, code === 0 ? after : before[0]]);
          expect([what, found[1]]).toEqual([what, before[1]]);
        }
      }
      if (scene.flags === LONG_WAY) expect(failed).toBeGreaterThan(20);
    },
    TIMEOUT_MS,
  );

  test(
    "a call that a signal interrupts is made again",
    () => {
      const { points, after } = whole(scene);
      for (const { call, nth, text } of points.filter((point) => RESTARTED.includes(point.call))) {
        reset(scene);
        const { code } = traced(scene, `${call}:error=EINTR:when=${nth}`);
        expect([text, code, world.tree()]).toEqual([text, 0, after]);
      }
    },
    TIMEOUT_MS,
  );

  test(
    "a kill before the first rename leaves the old tree once the next run has been there, and the new one after it",
    () => {
      const { points, before, after } = whole(scene);
      const first = points.findIndex(({ call }) => call === "renameat2");
      expect(first).toBeGreaterThan(0);
      let left = 0;
      for (const { call, nth, text } of points.slice(0, first)) {
        reset(scene);
        const { signal } = traced(scene, `${call}:signal=KILL:when=${nth}`);
        expect([text, signal]).toEqual([text, "SIGKILL"]);
        const found = world.tree();
        expect([text, withoutLeftovers(found)]).toEqual([text, before[0]]);
        if (Object.keys(found).length > Object.keys(before[0]).length) left += 1;
        expect(world.dxg([...ARGUMENTS, ...scene.flags])).toEqual({ code: 0, out: "", err: "" });
        expect([text, world.tree()]).toEqual([text, after]);
      }
      expect(left).toBeGreaterThan(5);
    },
    TIMEOUT_MS,
  );

  test(
    "a signal before the first rename leaves the old tree, a later one the new, and ends the process",
    () => {
      const { points, before, after } = whole(scene);
      const first = points.findIndex(({ call }) => call === "renameat2");
      const held = points.findIndex(({ text }) => text.startsWith("rt_sigaction(SIGTERM"));
      let old = 0;
      for (const [index, { call, nth, text }] of points.entries()) {
        if (index < held || text.includes("sa_handler=SIG_DFL") || call === "rt_sigaction") continue;
        reset(scene);
        const { signal, code } = traced(scene, `${call}:signal=TERM:when=${nth}`);
        const found = everything();
        // In the last file before the renames it may come too late to be asked for.
        const isOld = JSON.stringify(found[0]) === JSON.stringify(before[0]);
        if (isOld) old += 1;
        if (index >= first) expect([text, found[0]]).toEqual([text, after]);
        else expect([text, isOld ? before[0] : found[0]]).toEqual([text, isOld ? before[0] : after]);
        expect([text, signal === "SIGTERM" || (code === 0 && !isOld)]).toEqual([text, true]);
        expect(found[1]).toBe(before[1]);
      }
      expect(old).toBeGreaterThan(5);
    },
    TIMEOUT_MS,
  );

  test.each(["openat2:error=ENOSYS", "openat2:error=EPERM", "renameat2:error=EINVAL", "renameat2:error=ENOSYS"])(
    "a system without it (%s) gives the same files",
    (inject) => {
      const { after } = whole(scene);
      reset(scene);
      expect(traced(scene, inject).code).toBe(0);
      expect(world.tree()).toEqual(after);
    },
  );
});
