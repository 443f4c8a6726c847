/** What happens around the process: full disks, readers that go away or are slow, kills and interrupts. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { closeSync, openSync, writeSync } from "node:fs";
import { DXG, World } from "./world.ts";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

const MEGABYTE = 2 ** 20;

/** Whether a file system of its own can be mounted, in a mount namespace that ends with the shell. */
const mayMount =
  Bun.spawnSync(["unshare", "-m", "sh", "-c", "mount -t tmpfs -o size=8k none /mnt"], { stderr: "ignore" }).exitCode ===
  0;
if (!mayMount) console.log("not run: full disk (mount is not permitted)");

/** A template whose output is many files of five kilobytes: writing them takes long enough to be interrupted. */
function manyFiles(): void {
  world.write({
    ".dx/templates/many/template.yaml":
      "name: many\nversion: 1.0.0\ndescription: Many files\nparams:\n  n:\n    type: integer\n    default: 500\n  word:\n    type: string\n    default: \"'first'\"\n",
    ".dx/templates/many/files/f.txt.j2":
      '{#---\nto: "d{{ i % 20 }}/f{{ i }}.txt"\neach: range(n) as i\n---#}\n{{ word }} {{ i }}\n{{ "x" * 5000 }}\nend\n',
  });
}

describe("a full disk", () => {
  /** Runs a script on a file system of so many kilobytes, which is at `full/`. */
  function onSmallDisk(
    kilobytes: number,
    script: string,
  ): { readonly code: number; readonly out: string; readonly err: string } {
    world.shell("mkdir -p full");
    const inner = `mount -t tmpfs -o size=${kilobytes}k none full && cd full && { ${script} }`;
    return world.shell(`unshare -m bash -c '${inner}'`);
  }

  test.if(mayMount)("leaves generate's destination as it was", () => {
    const { out, err } = onSmallDisk(
      12,
      `mkdir A; echo mine > A/state.ts; "$DXG" generate component-full A --on-conflict overwrite; echo "code $?"; find . | sort; cat A/state.ts;`,
    );
    expect(out).toBe("code 1\n.\n./A\n./A/state.ts\nmine\n");
    expect(err).toMatch(/^error\[io\/no-space\]: No space left on device: \S+\/full\/A\/[a-zA-Z.]+\n$/);
  });

  test.if(mayMount)("leaves no folder that was made on the way", () => {
    const { out, err } = onSmallDisk(8, `"$DXG" generate component-full A -o deep/er; echo "code $?"; find . | sort;`);
    expect(out).toBe("code 1\n.\n");
    expect(err).toStartWith("error[io/no-space]: ");
  });

  test.if(mayMount)("leaves the old file of render -o, template compile and template init", () => {
    world.write({ "big.j2": `{{ n }}${"x".repeat(100_000)}` });
    const { out } = onSmallDisk(
      16,
      `echo old > out; head -c 12000 /dev/zero > filler; for c in "render ../big.j2 -p n=1 -o out" "template compile ../big.j2 -o out" "template init ./service"; do "$DXG" $c 2>&1; echo "code $?"; done; find . -type f | sort; cat out;`,
    );
    expect(out).toContain("error[io/no-space]: No space left on device: out\ncode 1\n");
    expect(out.match(/^error\[io\/no-space\]/gm)).toHaveLength(3);
    expect(out).toEndWith("./filler\n./out\nold\n");
  });

  test("a full standard output is told, and is a failure", () => {
    for (const args of ["--help", "--version", "template list", "generate component A --dry-run", "doctor --json"]) {
      const { code, err } = world.shell(`"$DXG" ${args} > /dev/full`);
      expect({ args, code, err }).toEqual({
        args,
        code: 1,
        err: "error[io/no-space]: No space left on device: standard output\n",
      });
    }
  });

  test.each([
    ["template list >&-", "standard output"],
    ["--help >&-", "standard output"],
    ["render - <&-", "standard input"],
    ["generate component A --params - <&-", "standard input"],
  ])("%s is told, and is a failure", (line, stream) => {
    const { code, out, err } = world.shell(`"$DXG" ${line}`);
    expect({ code, out, err }).toEqual({
      code: 1,
      out: "",
      err: `error[io/failed]: Input or output failed: ${stream} is closed\n`,
    });
  });

  test("what stands for nothing on purpose is taken, and what is not used may be closed", () => {
    for (const streams of ["</dev/null >/dev/null 2>/dev/null", "0<>/dev/null 1<>/dev/null 2<>/dev/null", "<&- 2>&-"]) {
      expect([streams, world.shell(`"$DXG" template list ${streams}`).code]).toEqual([streams, 0]);
    }
    expect(world.shell('"$DXG" generate component A -q <&- >&- 2>&-').code).toBe(0);
  });

  test("what is done is done: a report that nobody takes is a warning, or nothing where standard output is closed", () => {
    world.write({ "a.j2": "{{ n }}" });
    const lost = "warning: the work is done, but its report was lost: No space left on device: standard output\n";
    for (const [args, made] of [
      ["generate component-full A", "A"],
      ["generate component-full A --json", "A"],
      ["template init ./b", "b"],
      ["template compile a.j2 -o c", "c"],
      ["template compile a.j2 -o c --json", "c"],
      ["key generate k --no-passphrase", "../home/.config/dxg/keys"],
    ] as const) {
      const full = world.shell(`"$DXG" ${args} > /dev/full; code=$?; rm -r ${made} && exit $code`);
      expect([args, full.code]).toEqual([args, 0]);
      expect(full.err).toStartWith(lost);
      const closed = world.shell(`"$DXG" ${args} >&-; code=$?; rm -r ${made} && exit $code`);
      expect([args, closed.code]).toEqual([args, 0]);
      expect(closed.err).not.toContain("standard output");
    }
    expect(world.shell('"$DXG" generate component-full A > /dev/full 2>&1')).toMatchObject({
      code: 0,
      out: "",
      err: "",
    });
  });

  test("a full standard error changes nothing else", () => {
    const { code, out } = world.shell('"$DXG" generate component A 2> /dev/full');
    expect(out).toStartWith("created ");
    expect(code).toBe(0);
    expect(world.shell('"$DXG" generate nothing 2> /dev/full').code).toBeGreaterThan(0);
  });
});

describe("readers", () => {
  test("that stop early are no error", () => {
    world.write({ "big.j2": "{{ 'line\n' * 400000 }}" });
    const { code, out, err } = world.shell('set -o pipefail; "$DXG" render big.j2 | head -1');
    expect({ code, out, err }).toEqual({ code: 0, out: "line\n", err: "" });
    expect(world.shell('"$DXG" --help | true; echo $PIPESTATUS')).toMatchObject({ out: "0\n", err: "" });
  });

  test("that are slow get everything", () => {
    world.write({ "big.j2": `{{ 'x' * ${MEGABYTE} }}` });
    expect(world.shell('"$DXG" render big.j2 | (sleep 0.3; wc -c)').out.trim()).toBe(String(MEGABYTE));
  });

  test("that do not block get everything", () => {
    world.write({ "big.j2": `{{ 'x' * ${MEGABYTE} }}` });
    const script = `import fcntl, os, subprocess, sys, time
r, w = os.pipe()
fcntl.fcntl(w, fcntl.F_SETFL, fcntl.fcntl(w, fcntl.F_GETFL) | os.O_NONBLOCK)
child = subprocess.Popen([os.environ["DXG"], "render", "big.j2"], stdout=w)
os.close(w)
time.sleep(0.2)
total = 0
while True:
    part = os.read(r, 65536)
    if not part: break
    total += len(part)
print(total, child.wait())
`;
    world.write({ "read.py": script });
    if (Bun.which("python3") === null) return console.log("not run: python3");
    expect(world.shell("python3 read.py").out).toBe(`${MEGABYTE} 0\n`);
  });

  test("that are closed beforehand do no harm", () => {
    const { code } = world.shell('"$DXG" generate component-full A >&- 2>&- <&-');
    expect(code).toBe(0);
    expect(world.files("A")).toHaveLength(5);
  });
});

describe("parameters from standard input", () => {
  test("that never come to an end are not waited for beyond the limit, and nothing is a clear error", () => {
    const { code, err } = world.shell('"$DXG" generate component-full A --params - < /dev/null');
    expect(code).toBe(1);
    expect(err).toStartWith("error[params/bad-file]: ");
    expect(world.files()).toEqual([]);
  });

  test("arrive in pieces", () => {
    const { code } = world.shell(
      `(printf '{"name": '; sleep 0.2; printf '"Counter"}') | "$DXG" generate component-full --params -`,
    );
    expect(code).toBe(0);
    expect(world.files("Counter")).toHaveLength(5);
  });
});

describe("a process that ends early", () => {
  /** Files below a folder that are neither the old content, nor the new, nor a temporary file. */
  function halfWritten(folder: string): readonly string[] {
    return world
      .files(folder)
      .filter((name) => name.endsWith(".txt") && !/^\w+ \d+\nx{5000}\nend\n$/.test(world.read(`${folder}/${name}`)));
  }

  async function endedBy(
    signal: "SIGKILL" | "SIGINT" | "SIGTERM",
    afterMs: number,
    args: readonly string[],
  ): Promise<string> {
    const child = Bun.spawn([DXG, "generate", "many", "-q", ...args], {
      cwd: world.folder,
      env: world.environment,
      stdio: ["ignore", "ignore", "ignore"],
    });
    await Bun.sleep(afterMs);
    child.kill(signal);
    await child.exited;
    return String(child.signalCode ?? `code ${child.exitCode}`);
  }

  test.each([["SIGKILL"], ["SIGINT"], ["SIGTERM"]] as const)(
    "by %s leaves no half-written file, and the next run goes through",
    async (signal) => {
      manyFiles();
      world.dxg(["generate", "many", "-q", "-o", "whole"]);
      const ends = new Set<string>();
      for (let delay = 8; delay <= 110; delay += 17) {
        const out = `out${delay}`;
        ends.add(await endedBy(signal, delay, ["-o", out]));
        world.shell(`mkdir -p ${out}`);
        expect(halfWritten(out)).toEqual([]);
        expect(world.dxg(["generate", "many", "-q", "-o", out])).toEqual({ code: 0, out: "", err: "" });
        const written = world.files(out).filter((name) => name.endsWith(".txt"));
        expect(written).toEqual(world.files("whole").filter((name) => name.endsWith(".txt")));
        expect(halfWritten(out)).toEqual([]);
      }
      expect(ends).toContain(signal);
    },
    60_000,
  );

  test.each([["SIGINT"], ["SIGTERM"]] as const)(
    "by %s while a hook runs tells that nothing was written",
    async (signal) => {
      world.write({
        ".dx/templates/slow/template.yaml":
          "name: slow\nversion: 1.0.0\nhooks: { post_generate: [sleep 30] }\ncapabilities: { can_create_files: [out.txt], can_run: [sleep 30] }\n",
        ".dx/templates/slow/files/out.txt": "",
      });
      const child = Bun.spawn([DXG, "generate", "slow", ...world.trusting("slow"), "--allow-hook-network"], {
        cwd: world.folder,
        env: world.environment,
        stdio: ["ignore", "ignore", "pipe"],
      });
      await Bun.sleep(700);
      child.kill(signal);
      const told = await new Response(child.stderr).text();
      await child.exited;
      expect(told).toBe(
        "error[hook/cancelled]: Cancelled while a hook ran: `sleep 30` was stopped; nothing was written\n",
      );
      expect(child.signalCode).toBe(signal);
      expect(world.files()).not.toContain("out.txt");
    },
  );

  test("while it overwrites, leaves each file old or new, and none missing", async () => {
    manyFiles();
    world.dxg(["generate", "many", "-q", "-o", "out"]);
    const names = world.files("out");
    const flags = ["-o", "out", "-p", "word=second", "--on-conflict", "overwrite"];
    for (let delay = 20; delay <= 180; delay += 20) {
      await endedBy("SIGKILL", delay, flags);
      const there = new Set(world.files("out"));
      expect(names.filter((name) => !there.has(name))).toEqual([]);
      expect(halfWritten("out")).toEqual([]);
    }
    expect(world.dxg(["generate", "many", "-q", ...flags]).code).toBe(0);
    expect(names.every((name) => world.read(`out/${name}`).startsWith("second "))).toBe(true);
  }, 60_000);

  test("leaves temporary files that cannot stop a later run with the same process number", () => {
    manyFiles();
    // A process number cannot be chosen, so every name that the next ones could take is taken.
    world.shell(
      "mkdir -p out/A; for p in $(seq $$ $(($$ + 300))); do for i in 0 1 2; do : > out/A/.dxg-$p-$i.tmp; done; done",
    );
    expect(world.dxg(["generate", "component-full", "A", "-o", "out"])).toMatchObject({ code: 0 });
    expect(world.files("out/A").filter((name) => !name.startsWith(".dxg-"))).toHaveLength(5);
  });
});

describe("two processes at once", () => {
  test("write the same files without harm", async () => {
    manyFiles();
    const runs = Array.from({ length: 3 }, () =>
      Bun.spawn([DXG, "generate", "many", "-q", "-o", "out", "-p", "n=300"], {
        cwd: world.folder,
        env: world.environment,
        stdio: ["ignore", "ignore", "pipe"],
      }),
    );
    for (const run of runs) {
      const code = await run.exited;
      const err = await new Response(run.stderr).text();
      if (code !== 0) expect(err).toStartWith("error[write/conflict]: ");
    }
    expect(runs.some(({ exitCode }) => exitCode === 0)).toBe(true);
    expect(world.files("out").filter((name) => !name.endsWith(".txt"))).toEqual([]);
  });

  test("compile the same template at its first use", async () => {
    world.dxg(["template", "init", "service"]);
    const runs = Array.from({ length: 6 }, (_, index) =>
      Bun.spawn([DXG, "generate", "service", "x", "-q", "-o", `out${index}`], {
        cwd: world.folder,
        env: world.environment,
        stdio: ["ignore", "ignore", "ignore"],
      }),
    );
    expect(await Promise.all(runs.map(({ exited }) => exited))).toEqual(runs.map(() => 0));
    const kept = world.shell('find "$HOME/.cache/dxg/bundles" -type f | wc -l').out;
    expect(kept.trim()).toBe("1");
  });
});

test("a descriptor that dxg did not open is left alone", () => {
  const path = world.path("log");
  const fd = openSync(path, "w");
  const { exitCode } = Bun.spawnSync([DXG, "generate", "component", "A", "-q"], {
    cwd: world.folder,
    env: world.environment,
    stdio: ["ignore", "ignore", "ignore", fd],
  });
  writeSync(fd, "still open");
  closeSync(fd);
  expect(exitCode).toBe(0);
  expect(world.read("log")).toBe("still open");
});
