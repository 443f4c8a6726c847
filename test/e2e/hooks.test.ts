/** Hooks of a project's template, run by the compiled executable: output, failure, cancelling, kills, and what they are kept from. */
import { describe, expect, test } from "bun:test";
import { chmodSync, chownSync, existsSync, mkdirSync, readdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { probeConfinement } from "../../src/native/process.ts";
import { DXG, type Ended, type RunOptions, World } from "./world.ts";

interface HookTemplate {
  readonly pre?: string;
  readonly post?: string;
  /** Lines below `capabilities`. */
  readonly capabilities?: string;
}

/** Writes the template `hooked` into the world; a hook is a script of bash. */
function writeTemplate(world: World, { pre, post, capabilities = "" }: HookTemplate): void {
  const command = (script: string): string => JSON.stringify(["bash", "-c", script]);
  const all = [pre, post].filter((script) => script !== undefined).map(command);
  const hooks = [
    ...(pre === undefined ? [] : [`  pre_generate: [${command(pre)}]`]),
    ...(post === undefined ? [] : [`  post_generate: [${command(post)}]`]),
  ];
  world.write({
    ".dx/templates/hooked/template.yaml": `name: hooked
version: 1.0.0
capabilities:
  can_create_files: ["**"]
  can_modify_files: ["**"]
  can_run: [${all.join(", ")}]
${capabilities}hooks:
${hooks.join("\n")}
params:
  name: { default: "'x'" }
  token: { type: secret, default: "''" }
`,
    ".dx/templates/hooked/files/b.txt": "b\na\n",
    ".dx/templates/hooked/files/token.txt.j2": "{{ token }}\n",
  });
}

/** What `--trust` takes for the template, as the refusal tells it. */
function trustOf(world: World): string {
  const { err } = world.dxg(["generate", "hooked"]);
  return /--trust ([0-9a-f]{64})/.exec(err)?.[1] ?? "";
}

function generate(
  world: World,
  template: HookTemplate,
  flags: readonly string[] = [],
  options: RunOptions = {},
): Ended {
  writeTemplate(world, template);
  return world.dxg(["generate", "hooked", "--trust", trustOf(world), ...flags], options);
}

/** Everything in the world but the template. */
const made = (world: World): readonly string[] =>
  Object.keys(world.tree())
    .filter((path) => !/^\.dx(?:\/templates.*)?$/.test(path))
    .sort();

const { writes: keepsFiles, network, tree } = probeConfinement();

function alive(word: string): number {
  const { stdout } = Bun.spawnSync(["ps", "-eo", "args"], { stdout: "pipe" });
  return stdout
    .toString()
    .split("\n")
    .filter((line) => line.includes(word)).length;
}

async function until(condition: () => boolean): Promise<void> {
  for (let tries = 0; tries < 250 && !condition(); tries += 1) await Bun.sleep(20);
}

/** A time to sleep that no other process has. */
const oddSeconds = (): string => `87${Math.trunc(performance.now() * 1000) % 1_000_000_000}`;

describe("dxg generate with hooks", () => {
  test("writes what the hooks leave and shows what they print, escaped, on standard error", () => {
    using world = new World();
    const post = "sort -o b.txt b.txt; echo '::set-env name=x::y'; printf 'a\\rb\\033[31m\\n'; echo err >&2";
    const { code, out, err } = generate(world, { pre: "touch first", post });
    expect({ code, out }).toEqual({ code: 0, out: "created b.txt\ncreated first\ncreated token.txt\n" });
    expect(err.split("\n").sort()).toEqual(["", "hook> : :set-env name=x::y", "hook> a\\x0db\\x1b[31m", "hook> err"]);
    expect(world.read("b.txt")).toBe("a\nb\n");
  });

  test("runs nothing without trust, in a dry run, or with --no-hooks", () => {
    using world = new World();
    const template = { post: "touch ran; echo x > b.txt" };
    writeTemplate(world, template);
    const refused = world.dxg(["generate", "hooked"]);
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining("error[trust/untrusted]")]);
    expect(refused.err).toContain("touch ran");
    const dry = generate(world, template, ["--dry-run"]);
    expect(dry.code).toBe(0);
    expect(dry.out).toContain("runs after the files are made: bash -c");
    expect(made(world)).toEqual([]);
    const without = generate(world, template, ["--no-hooks"]);
    expect(without).toEqual({
      code: 0,
      out: "created b.txt\ncreated token.txt\n",
      err: 'not run: bash -c "touch ran; echo x > b.txt"\n',
    });
    expect(world.read("b.txt")).toBe("b\na\n");
  });

  test("tells in JSON which hooks ran, and prints nothing when it is to be quiet", () => {
    using world = new World();
    const json = JSON.parse(generate(world, { post: "echo out" }, ["--json"]).out);
    expect(json.hooks).toEqual([{ moment: "post_generate", command: ["bash", "-c", "echo out"], ran: true }]);
    expect(generate(world, { post: "echo out" }, ["-q"])).toEqual({ code: 0, out: "", err: "" });
  });

  test("changes nothing when a hook fails", () => {
    using world = new World();
    world.write({ "mine.txt": "mine" });
    const { code, err } = generate(world, { post: "rm b.txt; echo why; exit 4" });
    expect(code).toBe(1);
    expect(err).toContain(
      'error[hook/failed]: A hook failed: `bash -c "rm b.txt; echo why; exit 4"` ended with exit status 4; nothing was written',
    );
    expect(err).toContain("line 8 of template.yaml runs it");
    expect(err).toContain("- hook> why");
    expect(made(world)).toEqual(["mine.txt"]);
  });

  test.each([
    ["a link", "ln -s /etc/passwd b", "write/refused"],
    ["a hard link", "ln b.txt c.txt", "write/refused"],
    ["a FIFO", "mkfifo pipe", "write/refused"],
    ["a git folder", "mkdir .git; touch .git/config", "path/unsafe"],
    ["a file that runs by itself", "mkdir .vscode; echo '{}' > .vscode/tasks.json", "trust/not-allowed"],
  ])("refuses %s that a hook leaves", (_, post, expected) => {
    using world = new World();
    const { code, err } = generate(world, { post });
    expect([code, /error\[(.*?)\]/.exec(err)?.[1]]).toEqual([1, expected]);
    expect(made(world)).toEqual([]);
  });

  test.each([{}, { DXG_IMPL: "ts" }])(
    "a name that is not UTF-8 is told with its hook, and nothing stays, with %p",
    (env) => {
      using world = new World();
      const odd = "d$(printf '\\377\\303')";
      const post = `mkdir -p sub/${odd}/in/ner; touch sub/${odd}/f sub/${odd}/in/ner/é "$HOME/${odd}"; mkfifo ${odd}`;
      const { code, err } = generate(world, { post }, ["-o", "out", "--allow-hook-network"], { env });
      expect(code).toBe(1);
      expect(err).toContain("error[write/refused]: Refused to write: what a hook left; nothing was written\n");
      expect(err).toContain("  - sub/d\\xff\\xc3 has a name that is not UTF-8\n");
      expect(err).toContain("  - line 8 of template.yaml runs `bash -c ");
      expect(made(world)).toEqual([]);
    },
  );

  test("what a killed run has left is removed by the next, also under names that are not UTF-8", () => {
    using world = new World();
    const dead = ".dx/stage/.dxg-4194305-a-1.tmp";
    world.shell(`mkdir -p ${dead}/d && touch ${dead}/d/"$(printf '\\377')"`);
    expect(generate(world, { post: "true" }).code).toBe(0);
    expect(existsSync(join(world.folder, ".dx/stage"))).toBe(false);
  });

  test("a git folder that a hook makes is refused in one line", () => {
    using world = new World();
    const { code, err } = generate(world, { post: "git init -q ." });
    expect(code).toBe(1);
    expect(err).toMatch(
      /^error\[path\/unsafe\]: Unsafe output path: "\.git\/[^"]+" lies in a git folder, "\.git"; so do \d+ more in "\.git"\n {2}- from a hook\n {2}- line 8 of template\.yaml runs .*\n {2}help: Write outside of \.git: .*\n$/,
    );
  });

  test("gives hooks no secrets, neither of the environment nor of the answers", () => {
    using world = new World();
    const post = "env; tr '\\0' '\\n' < /proc/$PPID/environ; cat token.txt; tr '\\0' '\\n' < /proc/$PPID/cmdline";
    const secret = "s3cr3t-of-the-environment";
    const env = { GITHUB_TOKEN: secret, LD_PRELOAD: "", NODE_OPTIONS: "", DXG_TEST: secret };
    const { code, err } = generate(world, { post }, ["-p", "token=a-secret-answer"], { env });
    expect(code).toBe(0);
    expect(err).toContain("hook> DXG_TEMPLATE=hooked");
    if (tree === "kernel" || keepsFiles) expect(err).not.toContain(secret);
    expect(err).not.toContain("a-secret-answer");
    for (const name of ["LD_PRELOAD", "NODE_OPTIONS", "GITHUB_TOKEN"]) expect(err).not.toContain(`hook> ${name}=`);
  });

  test("keeps hooks from the destination and from the secret keys, where the kernel can", () => {
    using world = new World();
    world.write({ "mine.txt": "mine", "../home/.config/dxg/keys/k": "secret key" });
    const post = `echo x > "$DXG_DEST/mine.txt"; cat '${world.home}/.config/dxg/keys/k'; true`;
    const { code, err } = generate(world, { post });
    expect(code).toBe(0);
    expect(world.read("mine.txt")).toBe(keepsFiles ? "mine" : "x\n");
    expect(err.includes("secret key")).toBe(!keepsFiles);
  });

  test("cuts the network off without can_network, and leaves it open with", () => {
    using world = new World();
    const server = Bun.listen({ hostname: "127.0.0.1", port: 0, socket: { data() {} } });
    try {
      const post = `exec 3<>/dev/tcp/127.0.0.1/${server.port} && echo connected`;
      const cut = generate(world, { post });
      expect(cut.code).toBe(1);
      expect(cut.err).toContain(network === undefined ? "error[hook/refused]" : "error[hook/failed]");
      const open = generate(world, { post, capabilities: "  can_network: [example.org]\n" });
      expect([open.code, open.err]).toEqual([0, "hook> connected\n"]);
    } finally {
      server.stop();
    }
  });

  test("refuses hooks where the network cannot be cut off, unless that is allowed", () => {
    using world = new World();
    const env = { DXG_IMPL: "ts" };
    const refused = generate(world, { post: "echo ran" }, [], { env });
    expect([refused.code, refused.err]).toEqual([1, expect.stringContaining("error[hook/refused]")]);
    expect(made(world)).toEqual([]);
    const allowed = generate(world, { post: "echo ran" }, ["--allow-hook-network"], { env });
    expect([allowed.code, allowed.err]).toEqual([0, "hook> ran\n"]);
    expect(generate(world, { post: "true", capabilities: "  can_network: [a.example]\n" }, [], { env }).code).toBe(0);
  });

  test.each(["SIGINT", "SIGTERM", "SIGHUP"] as const)("%s ends the hook and leaves no trace", async (signal) => {
    using world = new World();
    const seconds = oddSeconds();
    writeTemplate(world, { post: `trap '' INT TERM HUP; touch b2; (setsid sleep ${seconds} &); sleep ${seconds}` });
    const args = ["generate", "hooked", "--trust", trustOf(world)];
    const running = Bun.spawn([DXG, ...args], { cwd: world.folder, env: world.environment, stderr: "pipe" });
    await until(() => alive(`sleep ${seconds}`) >= 2);
    running.kill(signal);
    await running.exited;
    expect(running.signalCode ?? running.exitCode).toBe(signal);
    expect(alive(seconds)).toBe(0);
    expect(made(world)).toEqual([]);
  });

  test("kill -9 of dxg ends the hook, and the next run tidies up", async () => {
    using world = new World();
    const seconds = oddSeconds();
    const post = `mkdir -p ~/a/b; chmod 0 ~/a ~; (setsid sleep ${seconds} &); sleep ${seconds}`;
    writeTemplate(world, { post });
    const args = ["generate", "hooked", "--trust", trustOf(world)];
    const env = { ...world.environment, TMPDIR: world.home };
    const running = Bun.spawn([DXG, ...args], { cwd: world.folder, env, stderr: "pipe" });
    await until(() => alive(`sleep ${seconds}`) >= 2);
    running.kill("SIGKILL");
    await running.exited;
    await until(() => alive(seconds) === 0);
    expect(alive(seconds)).toBe(0);
    expect(world.files().filter((path) => !path.startsWith(".dx/"))).toEqual([]);
    expect(readdirSync(join(world.folder, ".dx/stage")).length).toBe(1);
    expect(hookFolders(world).length).toBe(1);
    expect(generate(world, { post: "true" }, [], { env: { TMPDIR: world.home } }).code).toBe(0);
    expect(existsSync(join(world.folder, ".dx/stage"))).toBe(false);
    expect(hookFolders(world)).toEqual([]);
  });

  const hookFolders = (world: World): readonly string[] =>
    readdirSync(world.home).filter((name) => name.startsWith("dxg-hook-"));

  test("a folder of hooks goes only when it is this user's, its run is dead and nobody can put another there", async () => {
    using world = new World();
    const dead = Bun.spawnSync(["true"]).pid;
    const folder = (pid: number, letter: string): string => {
      const name = `dxg-hook-${pid}-lq0-${letter.repeat(12)}`;
      mkdirSync(join(world.home, name, "sub"), { recursive: true });
      return name;
    };
    const removed = folder(dead, "a");
    const link = `dxg-hook-${dead}-lq0-${"b".repeat(12)}`;
    symlinkSync(world.folder, join(world.home, link));
    const kept = [folder(process.pid, "c"), link, `dxg-hook-${dead}`, `dxg-hook-${dead}-lq0-x`];
    for (const name of kept.slice(2)) mkdirSync(join(world.home, name));
    const locked = folder(dead, "d");
    const holder =
      Bun.which("flock") === null
        ? undefined
        : Bun.spawn(["flock", join(world.home, locked), "cat"], { stdin: "pipe" });
    if (holder === undefined) console.log("not run: a locked folder (flock)");
    else kept.push(locked);
    if (process.getuid?.() === 0) {
      const foreign = folder(dead, "e");
      chownSync(join(world.home, foreign), 65534, 65534);
      kept.push(foreign);
    } else console.log("not run: folders of others (root)");
    await Bun.sleep(100);
    const run = (): readonly string[] => {
      expect(generate(world, { post: "true" }, ["--on-conflict=overwrite"], { env: { TMPDIR: world.home } }).code).toBe(
        0,
      );
      return hookFolders(world).toSorted();
    };
    chmodSync(world.home, 0o777);
    expect(run()).toContain(removed);
    chmodSync(world.home, 0o1777);
    expect(run()).toEqual(kept.toSorted());
    holder?.stdin.end();
    await holder?.exited;
  });

  /** As an ordinary user, since rights and the number of processes hold nobody back who is root; undefined without a way to. */
  function asOrdinaryUser(
    world: World,
    template: HookTemplate,
    flags: readonly string[] = [],
    files: Readonly<Record<string, string>> = {},
  ): Ended | undefined {
    const isRoot = process.getuid?.() === 0;
    if (isRoot && Bun.which("setpriv") === null) {
      console.log("not run: setpriv");
      return undefined;
    }
    writeTemplate(world, template);
    for (const [name, content] of Object.entries(files))
      world.write({ [`.dx/templates/hooked/files/${name}`]: content });
    const trust = trustOf(world);
    Bun.spawnSync(["chown", "-R", "65534:65534", join(world.folder, "..")]);
    const before = isRoot ? ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"] : [];
    return world.dxg(["generate", "hooked", "--trust", trust, ...flags], {
      before,
      env: { TMPDIR: join(world.folder, "..") },
    });
  }

  test("a fork bomb ends with its hook", () => {
    using world = new World();
    const seconds = oddSeconds();
    const post = `bomb() { bomb | bomb & sleep ${seconds}; }; bomb & sleep 1; exit 5`;
    const ended = asOrdinaryUser(world, { post });
    if (ended === undefined) return;
    expect(ended.code).toBe(1);
    expect(alive(seconds)).toBe(0);
    expect(made(world)).toEqual([]);
  });

  test("folders without rights are refused with what to do, and nothing of them stays", () => {
    using world = new World();
    const close = (folder: string): string =>
      `mkdir -p ${folder}/in/ner; echo a > ${folder}/in/a; chmod 000 ${folder}/in ${folder}`;
    const post = `${close("shut")}; ${close('"$HOME"/shut')}; mkdir read; touch read/a; chmod 500 read`;
    const ended = asOrdinaryUser(world, { post });
    if (ended === undefined) return;
    expect(ended.code).toBe(1);
    expect(ended.err).toContain("error[io/permission]");
    expect(ended.err).toContain("a hook left it so");
    expect(made(world)).toEqual([]);
    expect(readdirSync(join(world.folder, "..")).sort()).toEqual(["home", "work"]);
  });

  test("a hook that takes the rights to the stage away changes nothing of what is written", () => {
    using world = new World();
    const close = "chmod 500 .; chmod 500 .. || true";
    const files = ["a.txt", "b.txt", "token.txt"];
    const post = `echo a > a.txt; mkdir -p d; echo x > d/x; chmod 500 d; ${close}`;
    for (const out of ["new", "new/er/est", "."]) {
      const ended = asOrdinaryUser(world, { pre: close, post }, ["-o", out]);
      if (ended === undefined) return;
      expect({ out, code: ended.code, err: ended.err }).toEqual({ out, code: 0, err: "" });
      expect(world.tree(out)).toMatchObject({ d: "folder 0755", "d/x": expect.stringMatching(/^file 0644/) });
      expect(world.files(out)).toEqual(expect.arrayContaining(files));
    }
    expect(world.tree()).toMatchObject({ new: "folder 0755", "new/er": "folder 0755", "new/er/est": "folder 0755" });
    expect(existsSync(join(world.folder, ".dx/stage"))).toBe(false);
  });

  test("a folder that a hook has closed for the template's files is told with who closed it", () => {
    using world = new World();
    const ended = asOrdinaryUser(world, { pre: "mkdir sub; chmod 500 sub" }, [], { "sub/f.txt": "f" });
    if (ended === undefined) return;
    expect(ended.code).toBe(1);
    expect(ended.err).toMatch(
      /^error\[io\/permission\]: Permission denied: \S+\/sub\/f\.txt\n {2}- a hook left it so\n/,
    );
    expect(made(world)).toEqual([]);
  });

  test("a template without hooks loads nothing of them", () => {
    using world = new World();
    const trace = join(world.folder, "../trace");
    const strace = Bun.which("strace");
    if (strace === null) return console.log("not run: strace");
    const before = [strace, "-f", "-e", "trace=clone,unshare,seccomp", "-o", trace];
    expect(world.dxg(["generate", "component", "Counter"], { before }).code).toBe(0);
    const { stdout } = Bun.spawnSync(["grep", "-c", "-E", "CLONE_NEW|unshare|seccomp", trace], { stdout: "pipe" });
    expect(stdout.toString().trim()).toBe("0");
  });

  test("reads no argument of dxg, which may be a secret", () => {
    using world = new World();
    const post = "cat /proc/[0-9]*/cmdline | tr '\\0' '\\n'; echo end";
    const { code, err } = generate(world, { post }, ["-p", "token=hunter2", "-p", "name=visible-name"]);
    expect(code).toBe(0);
    expect(err).toContain("hook> end");
    // Without namespaces a hook sees the processes that anybody sees.
    if (probeConfinement().tree === "kernel") expect(err).not.toContain("visible-name");
  });
});
