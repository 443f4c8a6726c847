/** E5: a template that is cut short, replaced or taken away while dxg reads it. It is an error, never a crash. */
import { afterEach, beforeEach, expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { World } from "../e2e/world.ts";

const ROUNDS = 40;

let world: World;
beforeEach(() => {
  world = new World();
  world.dxg(["template", "init", "service"]);
  world.dxg(["template", "compile", "service", "-o", "service.dxf"]);
});
afterEach(() => world[Symbol.dispose]());

/** Runs a shell loop beside so many generations; every one ends with 0, or 1 and an error of its own. */
async function generateBeside(loop: string, template: string, mayBeEmpty = false): Promise<void> {
  const child = Bun.spawn(["bash", "-c", `while :; do ${loop}; done`], {
    cwd: world.folder,
    env: world.environment,
    stdio: ["ignore", "ignore", "ignore"],
  });
  try {
    for (let round = 0; round < ROUNDS; round += 1) {
      const { code, out, err } = world.dxg(["generate", template, "x", "-o", `out${round}`, "-q"]);
      expect(out).toBe("");
      const files = world.shell(`find out${round} -type f 2>/dev/null | sort`).out;
      // A template without any files is one too.
      const whole = `out${round}/x/README.md\nout${round}/x/x.test.txt\n`;
      if (code === 0) expect([whole, mayBeEmpty ? "" : whole]).toContain(files);
      else {
        expect(code).toBe(1);
        expect(err).toMatch(/^error\[(?:format|io|template|lex|parse|compile|params|trust)\//);
        expect(files).toBe("");
      }
    }
  } finally {
    child.kill("SIGKILL");
    await child.exited;
  }
}

test("E5 a bundle that is cut short and made whole again", async () => {
  world.write({ "whole.dxf": readFileSync(world.path("service.dxf")) });
  await generateBeside(
    "truncate -s 100 service.dxf; truncate -s 0 service.dxf; cat whole.dxf > service.dxf",
    "./service.dxf",
  );
}, 60_000);

test("E5 a bundle that is replaced by another", async () => {
  world.write({ "whole.dxf": readFileSync(world.path("service.dxf")), "other.dxf": new Uint8Array(70_000) });
  await generateBeside(
    "cp other.dxf new && mv new service.dxf; cp whole.dxf new && mv new service.dxf",
    "./service.dxf",
  );
}, 60_000);

test("E5 a directory whose files go and come", async () => {
  await generateBeside(
    "mv .dx/templates/service/files away; sleep 0.01; mv away .dx/templates/service/files; sleep 0.01",
    "service",
    true,
  );
}, 60_000);

test("E5 a file system that is taken away", async () => {
  const mounted = world.shell("mkdir disk && mount -t tmpfs -o size=1m none disk && umount disk").code === 0;
  if (!mounted) return console.log("not run: unmounting (mount is not permitted)");
  await generateBeside(
    "mount -t tmpfs -o size=1m none disk; cp service.dxf disk/; sleep 0.02; umount -l disk; sleep 0.01",
    "./disk/service.dxf",
  );
  world.shell("for i in 1 2 3; do umount -l disk; done");
}, 60_000);
