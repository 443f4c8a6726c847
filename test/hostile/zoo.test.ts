/**
 * A zoo of hostile templates. Each folder of zoo/ is one, with what it does in its files and what must come of it in
 * expect.json. A person has allowed it to run (its permissions are accepted), so that nothing but the check of what it does
 * stands in its way: it is refused with its code, and nothing is left behind, here, at home or outside.
 */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { cpSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { UNSAFE } from "../e2e/unsafe.ts";
import { World } from "../e2e/world.ts";

const ZOO = join(import.meta.dir, "zoo");

interface Expected {
  readonly code: string;
  /** Parts of the message. */
  readonly says: readonly string[];
  /** Files that are there before. */
  readonly here?: Readonly<Record<string, string>>;
  readonly flags?: readonly string[];
}

const names = readdirSync(ZOO).sort();
let world: World;
beforeAll(() => {
  world = new World();
  cpSync(ZOO, world.path("zoo"), { recursive: true });
  world.write({ "elsewhere/a.txt": "" });
  mkdirSync(world.path("../tmp"));
});
afterAll(() => world[Symbol.dispose]());

/** All that there is of the world: the folder and those beside it, the home but for its cache, and the temporary files. */
function around(): unknown {
  return Object.entries(world.tree("..")).filter(([path]) => !path.startsWith("home/.cache"));
}

describe("a hostile template", () => {
  test("is one of many", () => expect(names.length).toBeGreaterThan(80));

  test.each(names)(
    "%s is refused, and leaves nothing behind",
    (name) => {
      const {
        code,
        says,
        here = {},
        flags = [],
      } = JSON.parse(readFileSync(join(ZOO, name, "expect.json"), "utf8")) as Expected;
      const folder = `at-${name}`;
      world.write({ [`${folder}/mine.txt`]: "mine" });
      for (const [path, text] of Object.entries(here)) world.write({ [`${folder}/${path}`]: text });
      const env = { TMPDIR: world.path("../tmp") };
      const before = around();
      // Compiled bundles are kept at home; that much is no secret and no harm.
      const trust = world.trusting(`../zoo/${name}`, { cwd: "elsewhere", env });
      world.dxg(["generate", `../zoo/${name}`, "--dry-run", ...trust, ...flags], { cwd: folder, env });
      expect(around()).toEqual(before);
      const cache = world.homeTree();
      const started = performance.now();
      const ended = world.dxg(["generate", `../zoo/${name}`, ...trust, ...flags], { cwd: folder, env });
      expect(performance.now() - started).toBeLessThan(20_000);
      expect(ended.err.split("\n")[0]).toStartWith(`error[${code}]: `);
      expect({ code: ended.code, out: ended.out }).toEqual({ code: 1, out: "" });
      for (const part of says) expect(ended.err).toContain(part);
      expect(ended.err).not.toMatch(UNSAFE);
      expect(ended.err).not.toMatch(/^\s*::/m);
      expect(around()).toEqual(before);
      expect(world.homeTree()).toEqual(cache);
    },
    60_000,
  );
});
