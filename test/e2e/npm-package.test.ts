/** The npm package, unpacked in a project elsewhere: its API has the native library and the built-in templates. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { dirname, join } from "node:path";
import { dependencies, version } from "../../package.json";
import { ROOT, World } from "./world.ts";

const world = new World();
const INSTALLED = "project/node_modules/dx-generator";
/** Without a C compiler the build makes none. */
const hasLibrary = existsSync(join(ROOT, "dist/native/libdxg.so"));
if (!hasLibrary) console.log("not run: the native library in the npm package (no C compiler)");

const PROGRAM = `
import { applyPlan, blake3, loadBundle, planGeneration } from "dx-generator";
import { nativeStatus } from "./node_modules/dx-generator/src/native/native.ts";
import { builtinBundle, builtinNames } from "./node_modules/dx-generator/src/source/builtin.ts";

const bundle = loadBundle(builtinBundle("component-full").bytes());
const plan = planGeneration(bundle, { name: "Counter", state_vars: ["count"] }, "out");
applyPlan(plan);
const { implementation, how } = nativeStatus();
console.log(JSON.stringify({ implementation, how, names: builtinNames().toSorted(), hash: blake3(new Uint8Array(0)).toHex() }));
`;

/** Packs without the registry: what the package needs is linked from the repository. */
beforeAll(() => {
  const { exitCode, stderr } = Bun.spawnSync(
    ["npm", "pack", "--silent", "--offline", "--pack-destination", world.folder],
    {
      cwd: ROOT,
      env: { ...world.environment, npm_config_cache: world.path("npm-cache") },
      stdin: "ignore",
      stdout: "ignore",
      stderr: "pipe",
      timeout: 50_000,
    },
  );
  expect({ exitCode, stderr: stderr.toString() }).toEqual({ exitCode: 0, stderr: "" });
  mkdirSync(world.path(INSTALLED), { recursive: true });
  const archive = `dx-generator-${version}.tgz`;
  expect(world.shell(`tar -xzf ${archive} -C ${INSTALLED} --strip-components 1`)).toMatchObject({ code: 0, err: "" });
  for (const name of Object.keys(dependencies)) {
    const link = world.path(`project/node_modules/${name}`);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(ROOT, "node_modules", name), link);
  }
  world.write({ "project/package.json": "{}\n", "project/program.ts": PROGRAM });
}, 60_000);

afterAll(() => world[Symbol.dispose]());

describe("the npm package", () => {
  test("has of the build what it loads, and nothing else", () => {
    const built = world.files(`${INSTALLED}/dist`);
    const bundles = readdirSync(join(ROOT, "templates")).map((name) => `builtin/${name}.dxf`);
    const library = hasLibrary ? ["native/libdxg.so"] : [];
    expect([...built].sort()).toEqual([...bundles, "builtin/signer.json", "dxg", ...library].sort());
  });

  test("has an executable that runs", () => {
    expect(world.shell(`${INSTALLED}/dist/dxg --version`)).toEqual({ code: 0, out: `dxg ${version}\n`, err: "" });
  });

  test("generates on the native library from a built-in template, as the executable does", () => {
    const { code, out, err } = world.shell(`cd project && "${process.execPath}" program.ts`);
    expect({ code, err }).toEqual({ code: 0, err: "" });
    expect(JSON.parse(out)).toEqual({
      implementation: hasLibrary ? expect.stringMatching(/^(?:portable|avx2|avx512)$/) : "ts",
      how: hasLibrary ? "development" : "typescript",
      names: readdirSync(join(ROOT, "templates")).sort(),
      hash: "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262",
    });
    const words = ["generate", "component-full", "Counter", "-o", "expected", "-p", "state_vars=count"];
    expect(world.dxg(words)).toMatchObject({ code: 0 });
    expect(world.files("expected/Counter")).toHaveLength(5);
    expect(world.tree("project/out")).toEqual(world.tree("expected"));
  });
});
