/** Hooks of templates: which run, what they see, and what their end means. Real programs run in real folders. */
import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { showCommand } from "../../src/app/hook-command.ts";
import { HOOK_LIMITS, type HookRun, runHooks } from "../../src/app/hooks.ts";
import { DxgError } from "../../src/base/error.ts";
import type { Grant } from "../../src/format/capabilities.ts";
import type { Hook } from "../../src/format/hooks.ts";
import { probeConfinement } from "../../src/native/process.ts";
import { permissionLines } from "../../src/trust/permissions.ts";

setDefaultTimeout(60_000);
let root = "";
let stage = "";
let lines: string[] = [];

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), "dxg-hooks-"));
  stage = join(root, "stage");
  mkdirSync(stage);
  mkdirSync(join(root, "tmp"));
  lines = [];
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const TOOL_HOMES = ["ASDF_DATA_DIR", "PYENV_ROOT", "RBENV_ROOT", "RUSTUP_HOME", "VOLTA_HOME"];

const hook = (...command: readonly string[]): Hook => ({ moment: "post_generate", command, line: 7 });
const allow = (...command: readonly string[]): Grant => ({ capability: "can_run", value: command, line: 4 });

function request(hooks: readonly Hook[], change: Partial<HookRun> = {}): HookRun {
  const grants = hooks.map(({ command }) => allow(...command));
  return {
    hooks,
    capabilities: { line: 3, grants, denials: [] },
    stage,
    template: "sample",
    version: "1.2.3",
    destination: "/project",
    name: "Counter",
    // Where this system cannot cut the network off, these tests run all the same.
    allowNetwork: true,
    hide: (text) => text.replaceAll("hunter2hunter2", "***"),
    onLine: (line) => lines.push(line),
    isCancelled: () => false,
    ...change,
  };
}

async function failure(run: HookRun): Promise<DxgError> {
  try {
    await runHooks("post_generate", run);
  } catch (error) {
    if (error instanceof DxgError) return error;
    throw error;
  }
  throw new Error("no hook failed");
}

describe("runHooks()", () => {
  test("runs the hooks of the moment in their order, in the stage", async () => {
    writeFileSync(join(stage, "a.txt"), "a");
    const hooks: readonly Hook[] = [
      { moment: "pre_generate", command: ["touch", "never"], line: 1 },
      hook("cp", "a.txt", "b.txt"),
      hook("mv", "b.txt", "c.txt"),
    ];
    await runHooks("post_generate", request(hooks));
    expect(readdirSync(stage).sort()).toEqual(["a.txt", "c.txt"]);
    await runHooks("pre_generate", request(hooks));
    expect(readdirSync(stage).sort()).toEqual(["a.txt", "c.txt", "never"]);
  });

  test("gives output line by line, of each stream for itself", async () => {
    const script = "printf 'one\\ntw'; printf 'err\\r\\n' >&2; printf 'o\\n\\nlast'";
    await runHooks("post_generate", request([hook("bash", "-c", script)]));
    expect(lines.filter((line) => line !== "err")).toEqual(["one", "two", "", "last"]);
    expect(lines).toContain("err");
  });

  test("takes secrets out of what is shown and out of errors", async () => {
    const error = await failure(request([hook("bash", "-c", "echo a hunter2hunter2 b; exit 1")]));
    expect(lines).toEqual(["a *** b"]);
    expect(error.notes.at(-1)).toBe("hook> a *** b");
  });

  test.each([
    ["other words", ["echo", "a", "b"], ["echo", "a"]],
    ["words that would join to the same", ["echo", "a b"], ["echo", "a", "b"]],
    ["another program", ["/bin/echo"], ["echo"]],
    ["a longer command", ["echo"], ["echo", "a"]],
  ])("refuses a command for which can_run has %s", async (_, granted, command) => {
    const run = request([hook(...command)], {
      capabilities: { line: 3, grants: [allow(...granted)], denials: [] },
    });
    expect(await failure(run)).toMatchObject({
      code: "hook/refused",
      detail: `\`${showCommand(command)}\` is not listed in can_run`,
      notes: ["line 7 of template.yaml runs it"],
    });
    expect(lines).toEqual([]);
  });

  test("refuses what is denied, before any hook runs", async () => {
    const hooks = [hook("touch", "made"), hook("echo", "a")];
    const grants = hooks.map(({ command }) => allow(...command));
    const denials: readonly Grant[] = [{ capability: "can_run", value: ["echo", "a"], line: 9 }];
    const error = await failure(request(hooks, { capabilities: { line: 3, grants, denials } }));
    expect([error.code, error.detail]).toEqual(["hook/refused", "`echo a` is denied in line 9"]);
    expect(readdirSync(stage)).toEqual([]);
  });

  test("stops at the first hook that fails and tells the command, its end and its last lines", async () => {
    const script = "for i in {1..30}; do echo line $i; done; exit 3";
    const error = await failure(request([hook("bash", "-c", script), hook("touch", "made")]));
    expect(error.code).toBe("hook/failed");
    expect(error.detail).toBe(`\`bash -c ${JSON.stringify(script)}\` ended with exit status 3; nothing was written`);
    expect(error.notes).toEqual([
      "line 7 of template.yaml runs it",
      ...Array.from({ length: 10 }, (_, index) => `hook> line ${index + 21}`),
    ]);
    expect(existsSync(join(stage, "made"))).toBe(false);
  });

  test.each([
    ["kill -9 $$", "was ended by signal 9 (killed); nothing was written"],
    ["sleep 60", "ran for more than 0.3 seconds; nothing was written"],
    ["yes", "printed more than 100 bytes; nothing was written"],
  ])("tells how `%s` ended", async (script, told) => {
    const limits = { ...HOOK_LIMITS, milliseconds: 300, outputBytes: 100 };
    const error = await failure(request([hook("bash", "-c", script)], { limits }));
    expect(error.detail).toEndWith(told);
  });

  test("stops when it is cancelled, with the exit code of an interrupt", async () => {
    const stopAt = performance.now() + 100;
    const run = request([hook("sleep", "60")], { isCancelled: () => performance.now() > stopAt });
    const error = await failure(run);
    expect([error.code, error.exitCode]).toEqual(["hook/cancelled", 130]);
  });

  test("tells which program is missing", async () => {
    expect((await failure(request([hook("dxg-no-such-program")]))).detail).toBe(
      '`dxg-no-such-program` needs the program "dxg-no-such-program", which is not in PATH',
    );
    expect((await failure(request([hook("./none")]))).detail).toBe(
      "`./none` cannot be started (ENOENT); nothing was written",
    );
  });

  test("says what to do about a program that cannot be started", async () => {
    writeFileSync(join(stage, "script.sh"), "#!/bin/sh\n", { mode: 0o644 });
    expect((await failure(request([hook("./none")]))).hint).toContain("install it");
    expect((await failure(request([hook("./script.sh")]))).hint).toContain("chmod +x");
  });

  test("leaves out the folder of a version manager that cannot be looked at", async () => {
    const kept = process.env["VOLTA_HOME"];
    process.env["VOLTA_HOME"] = `/${"x".repeat(5000)}`;
    try {
      await runHooks("post_generate", request([hook("env")]));
    } finally {
      if (kept === undefined) delete process.env["VOLTA_HOME"];
      else process.env["VOLTA_HOME"] = kept;
    }
    expect(lines.some((line) => line.startsWith("VOLTA_HOME="))).toBe(false);
  });

  test("takes a program of the stage only by a path", async () => {
    writeFileSync(join(stage, "ls"), "#!/bin/sh\necho from the stage\n");
    chmodSync(join(stage, "ls"), 0o755);
    await runHooks("post_generate", request([hook("ls")]));
    await runHooks("post_generate", request([hook("./ls")]));
    expect(lines).toEqual(["ls", "from the stage"]);
  });

  test("gives facts and no secrets in the environment", async () => {
    const kept = { ...process.env };
    Object.assign(process.env, {
      DXG_TEST_TOKEN: "secret",
      NODE_OPTIONS: "--no-warnings",
      BUN_OPTIONS: "",
      HOME: root,
    });
    for (const name of TOOL_HOMES) process.env[name] = "";
    mkdirSync(join(root, ".rustup"));
    process.env["PATH"] = `relative:.::${process.env["PATH"]}`;
    try {
      await runHooks("post_generate", request([hook("env")]));
    } finally {
      for (const name of Object.keys(process.env)) if (!(name in kept)) delete process.env[name];
      Object.assign(process.env, kept);
    }
    const found = new Map(lines.map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]));
    expect(found.get("PATH")).toStartWith("/");
    expect(found.get("HOME")).toMatch(/\/dxg-hook-\d+-[0-9a-z]+-[\w-]{12}$/);
    expect(found.get("TMPDIR")).toBe(found.get("HOME")!);
    const known = ["DXG_DEST", "DXG_HOOK", "DXG_NAME", "DXG_TEMPLATE", "DXG_TEMPLATE_VERSION", "HOME", "LANG"];
    expect([...found.keys()].sort()).toEqual([...known, "PATH", "RUSTUP_HOME", "TERM", "TMPDIR"]);
    expect(found.get("DXG_HOOK")).toBe("post_generate");
    expect(found.get("DXG_DEST")).toBe("/project");
    expect(found.get("RUSTUP_HOME")).toBe(join(root, ".rustup"));
  });

  test("has an empty home of its own, which goes with all that is in it", async () => {
    const script =
      'ls -A ~ | wc -l; mkdir -p ~/a/b; touch ~/a/b/c; ln -s / ~/root; chmod 0 ~/a/b/c; mkdir ~/shut; touch ~/shut/x; chmod 0 ~/shut; echo "$HOME"; stat -c %a ~';
    await runHooks("post_generate", request([hook("bash", "-c", script)]));
    expect(lines[0]?.trim()).toBe("0");
    expect(lines[2]).toBe("700");
    expect(existsSync(lines[1] ?? "")).toBe(false);
    expect(existsSync("/bin/sh")).toBe(true);
    await failure(request([hook("bash", "-c", "echo $HOME; exit 1")]));
    expect(existsSync(lines[3] ?? "/")).toBe(false);
  });

  test("has no network without can_network, and has it with", async () => {
    const server = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
    try {
      const connect = hook("bash", "-c", `exec 3<>/dev/tcp/127.0.0.1/${server.port}`);
      const cut = probeConfinement().network !== undefined;
      const without = await failure(request([connect], { allowNetwork: false }));
      expect(without.code).toBe(cut ? "hook/failed" : "hook/refused");
      const granted: Grant = { capability: "can_network", value: "registry.example.org", line: 5 };
      const capabilities = { line: 3, grants: [allow(...connect.command), granted], denials: [] };
      await runHooks("post_generate", request([connect], { allowNetwork: false, capabilities }));
    } finally {
      server.stop();
    }
  });

  test("keeps secret keys out of reach and the destination unwritten, where the kernel can", async () => {
    const { writes } = probeConfinement();
    const home = process.env["HOME"];
    const config = process.env["XDG_CONFIG_HOME"];
    mkdirSync(join(root, ".config/dxg/keys"), { recursive: true });
    mkdirSync(join(root, "project"));
    writeFileSync(join(root, ".config/dxg/keys/a"), "secret");
    process.env["HOME"] = root;
    delete process.env["XDG_CONFIG_HOME"];
    try {
      const script = `cat ${root}/.config/dxg/keys/a; touch ${root}/project/x; true`;
      await runHooks("post_generate", request([hook("bash", "-c", script)]));
    } finally {
      process.env["HOME"] = home;
      if (config !== undefined) process.env["XDG_CONFIG_HOME"] = config;
    }
    expect(lines.includes("secret")).toBe(!writes);
    expect(existsSync(join(root, "project/x"))).toBe(!writes);
    expect(readFileSync(join(root, ".config/dxg/keys/a"), "utf8")).toBe("secret");
  });
});

test("showCommand() tells words apart", () => {
  expect(showCommand(["git", "add", ".", "a b", "", 'q"', "\u001b"])).toBe('git add . "a b" "" "q\\"" "\\u001b"');
});

test("permissionLines() says that hooks with can_network have all of it", () => {
  const set = (hooks: readonly Hook[]) => ({
    capabilities: {
      line: 1,
      grants: [{ capability: "can_network", value: "example.org", line: 2 } as const, allow("ls")],
      denials: [],
    },
    hooks,
    shadows: undefined,
  });
  const told = "lets these commands use the whole network and the services of this machine: hosts cannot be told apart";
  expect(permissionLines(set([hook("ls")]))).toContain(told);
  expect(permissionLines(set([]))).not.toContain(told);
});
