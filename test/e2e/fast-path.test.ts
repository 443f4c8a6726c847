/**
 * `dxg generate` gives the same by the native call of the fast path as the long way gives: the same command lines in two
 * worlds of the same shape, in one of which the environment asks for an implementation, which the fast path leaves to the
 * other one.
 */
import { describe, expect, test } from "bun:test";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { PLAIN, SCRIPTS, WORDS } from "./fast-path-lines.ts";
import { DXG, ROOT, type Tree, World } from "./world.ts";

/** What takes the fast way, and what takes the long one to the end: it has more than plain files. */
const TEMPLATES = ["component", "component-full"] as const;
const OTHERS = ["crate-complete", "route-crud"] as const;

interface Outcome {
  readonly code: number;
  readonly out: string;
  readonly err: string;
  readonly tree: Tree;
  readonly home: Tree;
}

/** Runs a script in the working folder of a new world, which lies in a folder of its own: outputs may be above it. */
function outcome(script: string, environment: Readonly<Record<string, string>>): Outcome {
  using world = new World();
  world.write({ "in/.keep": "" });
  const { code, out, err } = world.shell(`cd in; ${script}`, environment);
  // From the root, paths are told without their first slash.
  const [work, home] = [world.folder.slice(1), world.home.slice(1)];
  const neutral = (text: string): string => text.replaceAll(work, "work").replaceAll(home, "home");
  const tree = Object.fromEntries(Object.entries(world.tree()).map(([path, what]) => [path, neutral(what)]));
  return { code, out: neutral(out), err: neutral(err), tree: unnumbered(tree), home: world.homeTree() };
}

/** The names that runs make for a moment have their process in them. */
function unnumbered(tree: Tree): Tree {
  return Object.fromEntries(
    Object.entries(tree).map(([path, what]) => [path.replace(/\.dxg-(?!1-|4194303-)\d+-\w+-/g, ".dxg-N-"), what]),
  );
}

function same(script: string): void {
  const [fast, long] = [outcome(script, {}), outcome(script, { DXG_IMPL: "ts" })];
  expect(fast).toEqual(long);
}

function quoted(words: readonly string[]): string {
  return words.map((word) => `'${word}'`).join(" ");
}

if (!existsSync(DXG)) console.log("not run: dist/dxg");

describe.if(existsSync(DXG))("the fast and the long way give the same", () => {
  test.each(Object.entries(PLAIN))("for %s", (_, words) => same(`"$DXG" ${quoted(words)}`));

  describe.each(TEMPLATES)("%s", (template) => {
    test.each(Object.entries(WORDS))("for %s", (_, words) => same(`"$DXG" g ${template} ${words}`));
    test.each(Object.entries(SCRIPTS))("with %s", (_, script) => same(script.replaceAll("TEMPLATE", template)));
  });

  test.each(OTHERS)("for %s", (template) => {
    same(`"$DXG" g ${template} 'my post' -o made; "$DXG" g ${template}:other -q; "$DXG" g ${template} ..`);
  });

  // As root nothing is read-only; a small file system is full soon.
  const small = 'mkdir full; unshare -m sh -c "mount -t tmpfs -o size=8k none full && cd full && ';
  const canMount = Bun.spawnSync(["unshare", "-m", "mount", "-t", "tmpfs", "none", "/mnt"]).exitCode === 0;
  if (!canMount) console.log("not run: a full file system (unshare and mount are not allowed)");
  test.if(canMount)("on a file system that is full", () => {
    for (const template of TEMPLATES) same(`${small}\\"$DXG\\" g ${template} Counter; echo $?; find . -ls | wc -l"`);
  });
});

/** Prints what `runFast` says for each line of arguments. */
const ASK = `
import { runFast } from ${JSON.stringify(join(ROOT, "src/cli/fast-path.ts"))};
const said = JSON.parse(process.argv.at(-1)).map((args, index) => runFast([...args, "-q"]));
console.log(JSON.stringify(said));
`;

test.if(process.platform === "linux" && existsSync(join(ROOT, "dist/native/libdxg.so")))(
  "plain command lines are done by the native call",
  () => {
    for (const [what, words] of Object.entries(PLAIN)) {
      using world = new World();
      world.write({ "in/.keep": "" });
      const { stdout, stderr } = Bun.spawnSync([process.execPath, "-e", ASK, JSON.stringify([words])], {
        cwd: world.path("in"),
        env: world.environment,
      });
      expect([what, stdout.toString(), stderr.toString()]).toEqual([what, '["done"]\n', ""]);
      expect(world.files().length).toBeGreaterThan(1);
    }
  },
  30_000,
);
