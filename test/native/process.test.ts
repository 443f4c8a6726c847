/**
 * What a process that is kept in can and cannot do, tried with real commands: on the C library as the kernel has it, on
 * the library as on kernels that refuse something, and on Bun.spawn.
 */
import { afterAll, beforeAll, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PROCESS_FLAG } from "../../src/native/abi.ts";
import { library } from "../../src/native/load.ts";
import { type ProcessRequest, probeConfinement, runProcess } from "../../src/native/process.ts";
import { runLibraryProcess } from "../../src/native/process-c.ts";
import { runPortableProcess } from "../../src/native/process-portable.ts";
import { LIMITS, type Told, told } from "./told.ts";

const root = mkdtempSync(join(tmpdir(), "dxg-process-"));
const stage = join(root, "stage");
const outside = join(root, "outside");
const secrets = join(root, "config/dxg/keys");
const MIB = 1024 * 1024;
setDefaultTimeout(60_000);
const loaded = library();

type Run = (script: string, change?: Partial<ProcessRequest>) => Promise<Told>;

/** What may be written is the stage, and the network is cut off where it can be. */
function inStage(script: string, change: Partial<ProcessRequest>, run: typeof runProcess): Promise<Told> {
  const request = {
    directory: stage,
    environment: { PATH: "/usr/local/bin:/usr/bin:/bin", FACT: "told" },
    network: "cut-if-possible" as const,
    writable: [stage, "/dev/null"],
  };
  return told(script, { ...request, ...change }, run);
}

const RUNNERS: readonly (readonly [name: string, run: Run, weaken: number])[] = [
  ...(loaded === undefined || process.platform !== "linux"
    ? []
    : (
        [
          ["the library", 0],
          ["the library without namespaces", PROCESS_FLAG.noNamespaces],
          ["the library without filter and rules", PROCESS_FLAG.noFilter | PROCESS_FLAG.noRules],
        ] as const
      ).map(
        ([name, weaken]) =>
          [
            name,
            (script: string, change: Partial<ProcessRequest> = {}) =>
              inStage(script, change, (request) => runLibraryProcess(loaded.symbols, request, weaken)),
            weaken,
          ] as const,
      )),
  ["Bun.spawn", (script, change = {}) => inStage(script, change, runPortableProcess), -1],
];
if (RUNNERS.length === 1) console.log("not run: processes on the C library (no library, or not Linux)");

const exited = (status: number) => ({ kind: "exited", status }) as const;

/** A port of this machine on which somebody listens. */
let port = 0;
let connections = 0;
const server = createServer((socket) => {
  connections += 1;
  socket.on("error", () => {});
  socket.end("hello\n");
});
const local = join(root, "local.sock");
const localServer = createServer((socket) => {
  connections += 1;
  socket.on("error", () => {});
  socket.end("hello\n");
});

beforeAll(async () => {
  mkdirSync(secrets, { recursive: true });
  writeFileSync(join(secrets, "release.key"), "secret key");
  writeFileSync(join(root, "config/dxg/config.yaml"), "plain");
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  await new Promise<void>((resolve) => localServer.listen(local, resolve));
  const address = server.address();
  if (typeof address === "object" && address !== null) port = address.port;
});
afterAll(() => {
  server.close();
  localServer.close();
  rmSync(root, { recursive: true, force: true });
});
beforeEach(() => {
  rmSync(stage, { recursive: true, force: true });
  rmSync(outside, { recursive: true, force: true });
  mkdirSync(stage);
  mkdirSync(outside);
});

/** Processes of this machine that have a word in their command line. */
function alive(word: string): number {
  const { stdout } = Bun.spawnSync(["ps", "-eo", "args"], { stdout: "pipe" });
  return stdout
    .toString()
    .split("\n")
    .filter((line) => line.includes(word)).length;
}

/** A time to sleep that no other process has. */
const oddSeconds = (): string => `86${Math.trunc(performance.now() * 1000) % 1_000_000_000}`;

for (const [name, run, weaken] of RUNNERS) {
  const onLibrary = weaken >= 0;
  describe(`a process on ${name}`, () => {
    test("gives its output and exit status back", async () => {
      const result = await run("echo out; echo err >&2; pwd; exit 7");
      expect(result.end).toEqual(exited(7));
      expect(result.out.split("\n").sort()).toEqual(["", stage, "err", "out"]);
    });

    test("tells the signal that ended it", async () => {
      expect((await run("kill -TERM $$")).end).toEqual({ kind: "signalled", signal: 15 });
    });

    test("tells what cannot be run", async () => {
      const none = await run("", { program: "/nowhere/none", words: ["none"] });
      expect(none.end).toMatchObject({ kind: "not-started", what: "program", errno: "ENOENT" });
      if (!onLibrary) return;
      writeFileSync(join(stage, "text"), "no program");
      chmodSync(join(stage, "text"), 0o644);
      const text = await run("", { program: join(stage, "text"), words: ["text"] });
      expect(text.end).toEqual({ kind: "not-started", what: "program", errno: "EACCES" });
      const folder = await run("", { directory: join(root, "none") });
      expect(folder.end).toEqual({ kind: "not-started", what: "directory", errno: "ENOENT" });
    });

    test("takes its words as they are: no shell reads them", async () => {
      const words = ["printf", "%s|", "a b", "$HOME", "*", "`id`", "; exit 3", "ä\u{1f600}", ""];
      const result = await run("", { program: "/usr/bin/printf", words });
      expect(result).toMatchObject({ end: exited(0), out: "a b|$HOME|*|`id`|; exit 3|ä\u{1f600}||" });
    });

    test("has the environment that it is given and nothing else", async () => {
      process.env["DXG_TEST_TOKEN"] = "token";
      process.env["LD_PRELOAD"] = "";
      try {
        const { out } = await run("", { program: "/usr/bin/env", words: ["env"] });
        expect(out).toBe("PATH=/usr/local/bin:/usr/bin:/bin\nFACT=told\n");
      } finally {
        delete process.env["DXG_TEST_TOKEN"];
        delete process.env["LD_PRELOAD"];
      }
    });

    test("reads nothing from standard input", async () => {
      expect((await run("read line || echo end")).out).toBe("end\n");
    });

    test("has no open descriptors but the three", async () => {
      const held = Bun.file("/proc/self/status").stream();
      const { out } = await run("ls -l /proc/self/fd | awk 'NR > 1 { print $9, $11 }'");
      await held.cancel();
      const lines = out.trim().split("\n");
      expect(lines.map((line) => line.split(" ")[0])).toEqual(["0", "1", "2", "3"]);
      expect(lines[0]).toBe("0 /dev/null");
      expect(lines[3]).toMatch(/^3 \/proc\/\d+\/fd$/);
    });

    test("is ended when its time is over", async () => {
      const seconds = oddSeconds();
      const limits = { ...LIMITS, milliseconds: 300 };
      const result = await run(`trap '' TERM INT HUP; sleep ${seconds} & wait`, { limits });
      expect(result.end).toEqual({ kind: "stopped", why: "time" });
      expect(result.milliseconds).toBeLessThan(3000);
      expect(alive(seconds)).toBe(0);
      const loop = await run("while :; do :; done", { limits });
      expect(loop.end).toEqual({ kind: "stopped", why: "time" });
    });

    test("is ended when it prints without end", async () => {
      const result = await run("yes");
      expect(result.end).toEqual({ kind: "stopped", why: "output" });
      expect(result.out.length).toBe(MIB);
    });

    test("is ended when it is cancelled", async () => {
      const seconds = oddSeconds();
      const cancelAt = performance.now() + 200;
      const result = await run(`sleep ${seconds}`, { isCancelled: () => performance.now() > cancelAt });
      expect(result.end).toEqual({ kind: "stopped", why: "cancelled" });
      expect(alive(seconds)).toBe(0);
    });

    test("leaves no child behind", async () => {
      const seconds = oddSeconds();
      expect((await run(`sleep ${seconds} & echo done`)).out).toBe("done\n");
      expect(alive(seconds)).toBe(0);
      if (!onLibrary) return;
      const daemon = `(setsid bash -c 'setsid sleep ${seconds} & sleep ${seconds}' >&- 2>&- &) ; sleep 0.1; echo done`;
      expect((await run(daemon)).out).toBe("done\n");
      expect(alive(seconds)).toBe(0);
    });

    test("leaves nothing of many processes behind", async () => {
      const seconds = oddSeconds();
      const limits = { ...LIMITS, milliseconds: 1500 };
      const bomb = `for i in {1..12}; do (for j in {1..8}; do setsid sleep ${seconds} & done; sleep ${seconds}) & done; wait`;
      const result = await run(onLibrary ? bomb : `for i in {1..20}; do sleep ${seconds} & done; wait`, { limits });
      expect(result.end).toEqual({ kind: "stopped", why: "time" });
      expect(alive(seconds)).toBe(0);
    });

    test("cuts the network off where it can, and refuses to run where it cannot", async () => {
      const connect = `exec 3<>/dev/tcp/127.0.0.1/${port} && echo connected`;
      const { confinement } = await run("true");
      const before = connections;
      const cut = await run(connect, { network: "cut" });
      if (confinement.network === undefined) {
        expect(cut.end).toMatchObject({ kind: "not-started", what: "network" });
        expect((await run(connect)).out).toBe("connected\n");
        return;
      }
      expect(cut.out).not.toContain("connected\n");
      expect(connections).toBe(before);
      const elsewhere = await run("exec 3<>/dev/tcp/192.0.2.1/80 && echo connected", { network: "cut" });
      expect(elsewhere.out).not.toContain("connected\n");
      expect(elsewhere.milliseconds).toBeLessThan(3000);
    });

    test("has the network when it is open to it", async () => {
      const result = await run(`exec 3<>/dev/tcp/127.0.0.1/${port} && cat <&3`, { network: "open" });
      expect(result.out).toBe("hello\n");
      expect(result.confinement.network).toBeUndefined();
    });

    test("has no sockets, but pairs of them, where a filter is in place", async () => {
      const { confinement } = await run("true");
      const script = `import socket, sys, ctypes
def attempt(name, call):
    try: call(); print(name, "made")
    except OSError as error: print(name, error.errno)
attempt("inet", lambda: socket.socket(socket.AF_INET))
attempt("inet6", lambda: socket.socket(socket.AF_INET6, socket.SOCK_DGRAM))
attempt("vsock", lambda: socket.socket(40, socket.SOCK_STREAM))
attempt("netlink", lambda: socket.socket(socket.AF_NETLINK, socket.SOCK_RAW))
def local():
    s = socket.socket(socket.AF_UNIX); s.connect(sys.argv[1])
attempt("local", local)
attempt("pair", lambda: socket.socketpair())
libc = ctypes.CDLL(None, use_errno=True)
print("io_uring", libc.syscall(425, 1, 0), ctypes.get_errno())
`;
      writeFileSync(join(stage, "sockets.py"), script);
      const result = await run("", {
        network: "cut-if-possible",
        program: "/usr/bin/python3",
        words: ["python3", join(stage, "sockets.py"), local],
      });
      if (result.end.kind !== "exited" || !confinement.network?.includes("filter")) return;
      expect(result.out).toBe("inet 1\ninet6 1\nvsock 1\nnetlink 1\nlocal 1\npair made\nio_uring -1 1\n");
    });

    test("writes only where it may, where rules are in place", async () => {
      const script = `echo x > inside; mkdir d; mv inside d/moved; chmod 644 d/moved; cat d/moved
echo x > '${outside}/file'; mkdir '${outside}/d'; ln -s /etc '${outside}/link'; echo x > /dev/full; rm -rf '${root}/config'`;
      writeFileSync(join(outside, "kept"), "kept");
      const before = readFileSync(join(root, "config/dxg/config.yaml"), "utf8");
      const { out, confinement } = await run(
        script.replace(/; rm -rf .*/, onLibrary && (weaken & PROCESS_FLAG.noRules) === 0 ? "$&" : ""),
      );
      expect(out).toContain("x\n");
      expect(existsSync(join(outside, "file"))).toBe(!confinement.writes);
      expect(existsSync(join(outside, "d"))).toBe(!confinement.writes);
      expect(readFileSync(join(root, "config/dxg/config.yaml"), "utf8")).toBe(before);
    });

    test("does not read what is hidden, where rules are in place", async () => {
      const script = `cat '${secrets}/release.key'; cat '${root}/config/dxg/config.yaml' /etc/passwd | head -c 5; ls '${root}/config/dxg'`;
      const { out, confinement } = await run(script, { hidden: [secrets] });
      expect(out.includes("secret key")).toBe(!confinement.reads);
      expect(out).toContain("plain");
      expect(out).toContain("keys");
      const none = await run("cat /etc/passwd | head -c 4", { hidden: [join(root, "none")] });
      expect(none.out).toBe("root");
    });

    if (onLibrary)
      test("cannot look into dxg, or signal it", async () => {
        const { out, confinement } = await run(
          `tr '\\0' '\\n' < /proc/${process.pid}/environ | head -n 1; head -c 1 /proc/${process.pid}/mem; kill -URG ${process.pid} && echo signalled`,
        );
        if (confinement.tree === "kernel" || confinement.writes) {
          expect(out).not.toContain("=");
          expect(out).not.toContain("signalled\n");
        }
      });

    if (onLibrary)
      test("cannot end or look into its guard", async () => {
        const { end, out } = await run("kill -9 $PPID; head -c 4 /proc/$PPID/mem; cat /proc/$PPID/environ; echo after");
        expect({ end, out }).toEqual({ end: exited(0), out: expect.stringContaining("after\n") });
        expect(out).not.toContain("PATH=/");
      });

    if (onLibrary)
      test("has no privileges, and gets none", async () => {
        const { out } = await run("grep -E '^(Cap(Prm|Eff|Bnd|Amb)|NoNewPrivs)' /proc/self/status; ulimit -c; umask");
        const words = out.trim().split(/\s+/);
        // An ordinary user cannot give up what programs might be given; no_new_privs makes that void.
        const sets = process.getuid?.() === 0 || (weaken & PROCESS_FLAG.noNamespaces) === 0 ? 4 : 3;
        expect(words.filter((word) => /^0{16}$/.test(word)).length).toBe(sets);
        expect(words.slice(-4)).toEqual(["NoNewPrivs:", "1", "0", "0022"]);
      });

    if (onLibrary)
      test("has limits of memory, files and processor time", async () => {
        const hog = await run("head -c 100000000 /dev/zero | tail", {
          limits: { ...LIMITS, memoryBytes: 64 * MIB },
        });
        expect(hog.out).toMatch(/memory/i);
        const file = await run("head -c 100000000 /dev/zero > big; ls -l big | awk '{ print $5 }'");
        expect(file.out).toContain(`${8 * MIB}\n`);
        const loop = await run("while :; do :; done", { limits: { ...LIMITS, cpuSeconds: 1 } });
        expect(loop.end).toEqual({ kind: "signalled", signal: 24 });
      });
  });
}

describe.if(RUNNERS.length > 1)("runProcess()", () => {
  test("runs JavaScript engines within the limits that hooks have", async () => {
    const limits = { ...LIMITS, memoryBytes: 4096 * MIB, processes: 512 };
    const result = await inStage(
      "",
      { program: process.execPath, words: ["bun", "-e", "console.log(1 + 1)"], limits },
      runProcess,
    );
    expect(result).toMatchObject({ end: exited(0), out: "2\n" });
  });

  test("refuses texts with a NUL character", () => {
    expect(inStage("a\0b", {}, runProcess)).rejects.toMatchObject({ code: "io/failed" });
  });

  test("tells in probeConfinement() what processes then have", async () => {
    expect((await inStage("true", {}, runProcess)).confinement).toEqual(probeConfinement());
  });

  test("leaves no descriptors and no children of its own behind", async () => {
    const count = (): number => [...new Bun.Glob("*").scanSync({ cwd: "/proc/self/fd", onlyFiles: false })].length;
    await inStage("true", {}, runProcess);
    const before = count();
    for (let round = 0; round < 20; round += 1) await inStage("echo x", {}, runProcess);
    await inStage("yes", {}, runProcess);
    await inStage("", { program: "/none" }, runProcess);
    await inStage("", { directory: "/none" }, runProcess);
    expect(count()).toBe(before);
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, "utf8");
    expect(children.trim()).toBe("");
  });
});
