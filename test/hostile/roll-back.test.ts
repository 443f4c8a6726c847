/** What others edit between two renames of a run survives when the run is taken back: it is theirs by then. */
import { describe, expect, setDefaultTimeout, test } from "bun:test";
import { statSync } from "node:fs";
import { DXG, World } from "../e2e/world.ts";

setDefaultTimeout(30_000);

const canTrace = Bun.which("strace") !== null && Bun.spawnSync(["strace", "-o", "/dev/null", "true"]).exitCode === 0;
if (!canTrace) console.log("not run: strace");

/** The second rename waits so long. */
const DELAY_MICROSECONDS = 1_000_000;

/** Runs dxg; once the file or folder `placed` is another one, and the next rename waits, others write. */
async function run(world: World, args: readonly string[], placed: string, others: () => void): Promise<number> {
  const inode = (): number | undefined => statSync(world.path(placed), { throwIfNoEntry: false })?.ino;
  const before = inode();
  const delay = `inject=renameat2:delay_enter=${DELAY_MICROSECONDS}:when=2`;
  const words = ["strace", "-f", "-o", `${world.folder}.trace`, "-e", "trace=renameat2", "-e", delay, DXG, ...args];
  const child = Bun.spawn(words, {
    cwd: world.folder,
    env: world.environment,
    stdio: ["ignore", "ignore", "ignore"],
  });
  while (inode() === before && child.exitCode === null) await Bun.sleep(5);
  others();
  return child.exited;
}

describe.if(canTrace).each([
  ["the long way", ["--on-conflict", "fail"]],
  ["the fast path", []],
] as const)("by %s", (_, flags) => {
  const args = ["generate", "component-full", "C", "-o", ".", ...flags];

  test.each([
    ["edited", "edited\n"],
    ["emptied", ""],
  ])("a file that is %s stays, and so does what is in the way", async (_what, text) => {
    using world = new World();
    world.write({ "C/mine": "m" });
    const code = await run(world, args, "C/README.md", () => {
      world.write({ "C/README.md": text, "C/component.bench.tsx": "mine" });
    });
    expect(code).toBe(1);
    expect(world.files()).toEqual(["C/README.md", "C/component.bench.tsx", "C/mine"]);
    expect(world.read("C/README.md")).toBe(text);
  });

  test("an untouched file is taken back", async () => {
    using world = new World();
    world.write({ "C/mine": "m" });
    const code = await run(world, args, "C/README.md", () => world.write({ "C/component.bench.tsx": "mine" }));
    expect(code).toBe(1);
    expect(world.files()).toEqual(["C/component.bench.tsx", "C/mine"]);
  });
});

describe.if(canTrace)("a file that was overwritten", () => {
  const before = { "t/template.yaml": "name: t\nversion: 1.0.0\n", "t/files/a": "new", "t/files/b": "b", "p/a": "old" };
  const args = ["generate", "./t", "-o", "p", "--on-conflict", "overwrite"];

  test.each([
    [
      "stays when it was edited, with the old one beside it",
      "edited",
      { a: "edited", "a.dxg-before": "old", b: "mine" },
    ],
    ["stays when it was emptied", "", { a: "", "a.dxg-before": "old", b: "mine" }],
    ["is put back when nobody touched the new one", undefined, { a: "old", b: "mine" }],
  ])("%s", async (_, text, left) => {
    using world = new World();
    world.write(before);
    const code = await run(world, args, "p/a", () => {
      world.write({ "p/b": "mine", ...(text !== undefined && { "p/a": text }) });
    });
    expect(code).toBe(1);
    expect(Object.fromEntries(world.files("p").map((path) => [path, world.read(`p/${path}`)]))).toEqual(left);
  });
});

describe.if(canTrace)("a folder that is new as a whole", () => {
  const template = {
    "t/template.yaml": "name: t\nversion: 1.0.0\nparams: {}\n",
    "t/files/a/x.txt": "x",
    "t/files/a/deep/y.txt": "y",
    "t/files/b/z.txt": "z",
  };

  test.each([
    ["stays with a new file in it", { "a/deep/mine": "m" }, ["a/deep/mine", "a/deep/y.txt", "a/x.txt", "b/mine"]],
    ["is taken back when nobody was in it", {}, ["b/mine"]],
  ])("%s", async (_, written, left) => {
    using world = new World();
    world.write(template);
    const code = await run(world, ["generate", "./t", "-o", "."], "a", () => {
      world.write({ ...written, "b/mine": "m" });
    });
    expect(code).toBe(1);
    expect(world.files().filter((path) => !path.startsWith("t/"))).toEqual(left);
  });
});
