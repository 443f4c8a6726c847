/** The build where there is no C compiler says so in one line, and makes an executable that runs on the TypeScript twins. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { cpSync, mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { type Ended, ROOT, World } from "./world.ts";

/** What the build reads, beside the packages. */
const SOURCES = ["package.json", "tsconfig.json", "bunfig.toml", "build.ts", "src", "ffi", "templates"] as const;

const world = new World();
const copy = world.path("copy");
let built: Ended;

/** Builds a copy: the folder `dist` of the project is in use by other tests. */
beforeAll(() => {
  for (const name of SOURCES) cpSync(join(ROOT, name), join(copy, name), { recursive: true });
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  const nothing = world.path("nothing");
  mkdirSync(nothing);
  const { exitCode, stdout, stderr } = Bun.spawnSync([process.execPath, "run", "build.ts"], {
    cwd: copy,
    env: { HOME: world.home, TMPDIR: world.folder, PATH: nothing },
    stdin: "ignore",
    stdout: "pipe",
    stderr: "pipe",
    timeout: 50_000,
  });
  built = { code: exitCode, out: stdout.toString(), err: stderr.toString() };
}, 60_000);

afterAll(() => world[Symbol.dispose]());

/** Runs the executable that was built without a compiler. */
function withoutLibrary(words: string): Ended {
  return world.shell(`"$DXG" ${words}`, { DXG: join(copy, "dist/dxg") });
}

describe("without a C compiler", () => {
  test("the build succeeds and says in one line that there is none", () => {
    expect(built).toEqual({
      code: 0,
      out: expect.stringMatching(/^dist\/dxg: \d+ built-in templates \(throwaway key\), kernels: TypeScript twins\n$/),
      err: "No C compiler (CC, cc, gcc, clang): the executable will use its TypeScript kernels.\n",
    });
  });

  test("the executable says that it runs on the TypeScript twins, and why", () => {
    const { code, out } = withoutLibrary("doctor");
    expect(code).toBe(0);
    expect(out).toContain(
      "\nnative library: ts (typescript)\n  This build has no native library, as when there is no C compiler.\n",
    );
    expect(out).toContain("\nok      kernels: BLAKE3 test vector\n");
    expect(out).not.toContain("failed");
  });

  test("it generates the same files as the executable with the library", () => {
    const words = ["generate", "component-full", "Counter", "-o"];
    expect(world.dxg([...words, "native"])).toMatchObject({ code: 0 });
    expect(withoutLibrary([...words, "twins"].join(" "))).toMatchObject({ code: 0 });
    expect(world.files("native/Counter")).toHaveLength(5);
    expect(world.tree("twins")).toEqual(world.tree("native"));
  });
});
