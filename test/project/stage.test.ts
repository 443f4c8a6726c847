/** Stages on disk: what may look at them and change them, what is refused afterwards, and what is left of them. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { ERRNO, type OsBackend } from "../../src/native/os-backend.ts";
import { backend, useOsBackend as setOsBackend } from "../../src/native/os-call.ts";
import { applyPlan, Staging } from "../../src/project/apply.ts";
import { type PlannedOutput, planOutputs } from "../../src/project/plan.ts";
import { codeOf, errorOf } from "../harness/failure.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "dxg-stage-"));
});
afterEach(() => {
  setOsBackend(undefined);
  rmSync(folder, { recursive: true, force: true });
});

const at = (path: string): string => join(folder, path);

function output(path: string, text: string | undefined, extra: Partial<PlannedOutput> = {}): PlannedOutput {
  const bytes = text === undefined ? undefined : new TextEncoder().encode(text);
  return { path, bytes, mode: 0o644, once: false, source: `files/${path}`, ...extra };
}

/** Everything below the folder: text of files, kinds of others. */
function tree(path = folder, prefix = ""): Record<string, string> {
  const found: Record<string, string> = {};
  for (const name of readdirSync(path).sort()) {
    const entry = join(path, name);
    const stats = lstatSync(entry);
    if (stats.isDirectory()) Object.assign(found, { [`${prefix}${name}/`]: "" }, tree(entry, `${prefix}${name}/`));
    else found[prefix + name] = stats.isSymbolicLink() ? "link" : readFileSync(entry, "utf8");
  }
  return found;
}

/** Stages outputs on disk, lets `work` change them, plans anew and commits; gives what is there then. */
function generate(
  outputs: readonly PlannedOutput[],
  work: (stage: string, staging: Staging) => void,
  destination = folder,
): Record<string, string> {
  const staging = Staging.open(destination, "disk");
  try {
    staging.write(outputs);
    work(staging.tree.path ?? "", staging);
    staging.commit(planOutputs(staging.outputs("a hook"), destination, "overwrite"));
  } finally {
    staging.close();
  }
  return tree();
}

const nothing = (): void => undefined;

describe("Staging on disk", () => {
  test("shows the whole result in a private folder of .dx, which git ignores", () => {
    const outputs = [output("a/b.txt", "text"), output("run", "#!", { mode: 0o755 }), output("empty", undefined)];
    const after = generate(outputs, (stage, staging) => {
      expect(stage).toStartWith(`${folder}/.dx/stage/`);
      expect(statSync(stage).mode & 0o777).toBe(0o700);
      expect(readFileSync(at(".dx/.gitignore"), "utf8")).toContain("\n*\n!/templates/\n");
      const entries = [...staging.tree.list()].sort((one, other) => (one.path < other.path ? -1 : 1));
      expect(entries.map(({ path, kind, size, mode }) => [path, kind, kind === "file" ? size : 0, mode])).toEqual([
        ["a", "directory", 0, 0o755],
        ["a/b.txt", "file", 4, 0o644],
        ["empty", "directory", 0, 0o755],
        ["run", "file", 2, 0o755],
      ]);
      expect(new TextDecoder().decode(staging.tree.read("a/b.txt"))).toBe("text");
      expect(tree(stage)).toEqual({ "a/": "", "a/b.txt": "text", "empty/": "", run: "#!" });
    });
    expect(after).toEqual({ "a/": "", "a/b.txt": "text", "empty/": "", run: "#!" });
    expect(statSync(at("run")).mode & 0o777).toBe(0o755);
  });

  test("takes what was changed, added and removed there, and overwrites only what differs", () => {
    writeFileSync(at("same"), "hooked");
    const before = statSync(at("same"), { bigint: true });
    const after = generate([output("same", "plain"), output("gone", "1"), output("d/kept", "2")], (stage) => {
      writeFileSync(join(stage, "same"), "hooked");
      rmSync(join(stage, "gone"));
      mkdirSync(join(stage, "new"));
      writeFileSync(join(stage, "new/file"), "3");
    });
    expect(after).toEqual({ "d/": "", "d/kept": "2", "new/": "", "new/file": "3", same: "hooked" });
    expect(statSync(at("same"), { bigint: true }).mtimeNs).toBe(before.mtimeNs);
  });

  test("A16 takes away permissions that outputs do not have", () => {
    generate([output("d/x", "1"), output("y", "2")], (stage) => {
      chmodSync(join(stage, "d/x"), 0o6777);
      chmodSync(join(stage, "y"), 0o666);
      chmodSync(join(stage, "d"), 0o1777);
    });
    expect(["d", "d/x", "y"].map((path) => statSync(at(path)).mode & 0o7777)).toEqual([0o755, 0o755, 0o644]);
  });

  test("names everything that may not be written, and writes nothing", () => {
    writeFileSync(at("outside"), "theirs");
    const before = tree();
    const error = errorOf(() =>
      generate([output("x", "1")], (stage) => {
        symlinkSync("/etc/passwd", join(stage, "link"));
        symlinkSync("/etc", join(stage, "folder-link"));
        Bun.spawnSync(["mkfifo", join(stage, "pipe")]);
        linkSync(at("outside"), join(stage, "hard"));
      }),
    );
    expect(error.code).toBe("write/refused");
    expect([...error.notes].sort()).toEqual([
      "folder-link is a symbolic link",
      "hard has another name (a hard link)",
      "link is a symbolic link",
      "pipe is neither a file nor a folder",
    ]);
    expect(tree()).toEqual(before);
  });

  test.each(["con", ".git/hooks/pre-commit", "dxg.lock", "a\nb", "a.", ".dx/x"])("refuses the new name %j", (name) => {
    const code = codeOf(() =>
      generate([output("x", "1")], (stage) => {
        mkdirSync(join(stage, name, ".."), { recursive: true });
        writeFileSync(join(stage, name), "");
      }),
    );
    expect(code).toBe("path/unsafe");
    expect(tree()).toEqual({});
  });

  test("A11 refuses names that are one on other systems", () => {
    expect(codeOf(() => generate([output("x", "1")], (stage) => writeFileSync(join(stage, "X"), "")))).toBe(
      "path/duplicate",
    );
  });

  test("A6 does not go through a folder that was swapped for a link", () => {
    mkdirSync(at("outside"));
    writeFileSync(at("outside/x"), "theirs");
    const code = codeOf(() =>
      generate([output("d/x", "1")], (stage) => {
        rmSync(join(stage, "d"), { recursive: true });
        symlinkSync(at("outside"), join(stage, "d"));
      }),
    );
    expect(code).toBe("write/refused");
    expect(tree()).toEqual({ "outside/": "", "outside/x": "theirs" });
  });

  test("removes a stage however deep it has become", () => {
    expect(() =>
      generate([output("x", "1")], (stage) => {
        let deep = stage;
        for (let level = 0; level < 300; level += 1) {
          deep = join(deep, "d");
          mkdirSync(deep);
          writeFileSync(join(deep, "f"), "");
        }
        throw new RangeError("the hook failed");
      }),
    ).toThrow(RangeError);
    expect(tree()).toEqual({});
  });

  test("makes a destination that is missing by one rename, and nothing of it when it fails", () => {
    const destination = at("new/deep/er");
    expect(() =>
      generate(
        [output("x", "1")],
        () => {
          throw new RangeError("the hook failed");
        },
        destination,
      ),
    ).toThrow(RangeError);
    expect(tree()).toEqual({});
    expect(generate([output("x", "1")], nothing, destination)).toMatchObject({ "new/deep/er/x": "1" });
    expect(existsSync(at(".dx"))).toBe(false);
  });

  test("leaves a .dx that was there, and what is in it", () => {
    mkdirSync(at(".dx/templates/t"), { recursive: true });
    expect(generate([output("x", "1")], nothing)).toEqual({
      ".dx/": "",
      ".dx/templates/": "",
      ".dx/templates/t/": "",
      x: "1",
    });
  });

  test("A7 refuses a .dx that is a link", () => {
    mkdirSync(at("outside"));
    symlinkSync("outside", at(".dx"));
    expect(codeOf(() => generate([output("x", "1")], nothing))).toBe("write/failed");
    expect(tree()).toEqual({ ".dx": "link", "outside/": "" });
  });

  test("two at once do not take each other's stage or .dx away", () => {
    const first = Staging.open(folder, "disk");
    first.write([output("one", "1")]);
    expect(generate([output("two", "2")], nothing)).toMatchObject({ two: "2" });
    first.commit(planOutputs(first.outputs("a hook"), folder, "fail"));
    first.close();
    expect(tree()).toEqual({ one: "1", two: "2" });
  });
});

describe("a stage that a killed run left", () => {
  /** The number of a process that has ended. */
  function deadProcess(): number {
    return Bun.spawnSync(["true"]).pid;
  }

  test("is removed by the next one, and .dx with it when it was made for that", () => {
    const stage = at(`.dx/stage/.dxg-${deadProcess()}-1-1.tmp`);
    mkdirSync(join(stage, "a/b"), { recursive: true });
    chmodSync(at(".dx"), 0o700);
    writeFileSync(join(stage, "a/b/c"), "half");
    symlinkSync("/etc", join(stage, "a/link"));
    expect(generate([output("x", "1")], nothing)).toEqual({ x: "1" });
    expect(existsSync("/etc/passwd")).toBe(true);
  });

  test("is left alone when it is not dxg's, when its process lives, or when it is locked", async () => {
    const dead = deadProcess();
    const locked = `.dxg-${dead}-2-1.tmp`;
    const kept = ["notes", ".dxg-x", `.dxg-${process.ppid}-1-1.tmp`, locked];
    for (const name of kept) mkdirSync(at(`.dx/stage/${name}`), { recursive: true });
    symlinkSync("/etc", at(`.dx/stage/.dxg-${dead}-3-1.tmp`));
    const canLock = Bun.which("flock") !== null && backend().name === "c";
    if (!canLock) console.log("not run: a locked stage (flock or the library is missing)");
    const holder = canLock ? Bun.spawn(["flock", at(`.dx/stage/${locked}`), "sleep", "30"]) : undefined;
    if (holder !== undefined) await Bun.sleep(100);
    generate([output("x", "1")], nothing);
    holder?.kill();
    await holder?.exited;
    const left = readdirSync(at(".dx/stage"));
    for (const name of canLock ? kept : kept.slice(0, 3)) expect(left).toContain(name);
  });

  test("beside the places is removed too", () => {
    const dead = deadProcess();
    mkdirSync(at(`.dxg-${dead}-1-1.tmp/sub`), { recursive: true });
    writeFileSync(at(`.dxg-${dead}-1-2.tmp`), "half");
    writeFileSync(at(`.dxg-${process.ppid}-1-2.tmp`), "alive");
    applyPlan(planOutputs([output("x", "1")], folder, "fail"));
    expect(tree()).toEqual({ [`.dxg-${process.ppid}-1-2.tmp`]: "alive", x: "1" });
  });
});

describe("the commit", () => {
  /** The backend with some calls replaced. */
  function altered(change: (os: OsBackend) => Partial<OsBackend>): void {
    const os = backend();
    setOsBackend({ ...os, ...change(os) });
  }

  const outputs = [output("a", "new a"), output("d/b", "new b"), output("e/f/g", "new g"), output("h", "new h")];
  const old = { a: "old a", "d/": "", "d/b": "old b" };

  function prepare(): void {
    mkdirSync(at("d"));
    writeFileSync(at("a"), "old a");
    writeFileSync(at("d/b"), "old b");
  }

  const done = { a: "new a", "d/": "", "d/b": "new b", "e/": "", "e/f/": "", "e/f/g": "new g", h: "new h" };

  const ways: readonly (readonly [string, () => Record<string, string>])[] = [
    [
      "from beside the places",
      () => {
        applyPlan(planOutputs(outputs, folder, "overwrite"));
        return tree();
      },
    ],
    ["from a stage on disk", () => generate(outputs, nothing)],
  ];

  describe.each(ways)("%s", (_, run) => {
    test("writes all", () => {
      prepare();
      expect(run()).toEqual(done);
    });

    test("works where files cannot change places, nor be renamed only to free names", () => {
      prepare();
      altered((os) => ({ renameAt: (a, b, c, d, how) => (how === 0 ? os.renameAt(a, b, c, d, how) : -ERRNO.EINVAL) }));
      expect(run()).toEqual(done);
    });

    test("undoes every rename when any of them fails", () => {
      prepare();
      for (let failing = 1; failing <= 4; failing += 1) {
        let count = 0;
        altered((os) => ({
          renameAt: (...args) => {
            count += 1;
            return count === failing ? -ERRNO.EIO : os.renameAt(...args);
          },
        }));
        expect(codeOf(run)).toBe("io/failed");
        setOsBackend(undefined);
        expect(tree()).toEqual(old);
      }
    });

    test.each([
      ["files change places", false],
      ["they cannot", true],
    ])("keeps what was edited before a later rename failed, where %s", (_how, copies) => {
      prepare();
      writeFileSync(at("a.dxg-before"), "older a");
      altered((os) => ({
        renameAt: (dir, name, toDir, toName, how) => {
          if (copies && how !== 0) return -ERRNO.EINVAL;
          if (toName === "h") {
            writeFileSync(at("a"), "edited");
            return -ERRNO.EIO;
          }
          return os.renameAt(dir, name, toDir, toName, how);
        },
      }));
      const { code, notes } = errorOf(run);
      expect(code).toBe("io/failed");
      expect(notes).toEqual([
        `${at("a")} was changed meanwhile, and stays so; what it was before is in a.dxg-before-2`,
      ]);
      expect(tree()).toEqual({ ...old, a: "edited", "a.dxg-before": "older a", "a.dxg-before-2": "old a" });
    });

    test("gives an old file with the longest name a shorter one", () => {
      const long = "n".repeat(255);
      writeFileSync(at(long), "old");
      altered((os) => ({
        renameAt: (dir, name, toDir, toName, how) => {
          if (toName !== "z") return os.renameAt(dir, name, toDir, toName, how);
          writeFileSync(at(long), "edited");
          return -ERRNO.EIO;
        },
      }));
      const both = [output(long, "new"), output("z", "new")];
      expect(codeOf(() => applyPlan(planOutputs(both, folder, "overwrite")))).toBe("io/failed");
      expect(tree()).toEqual({ [long]: "edited", [`${"n".repeat(244)}.dxg-before`]: "old" });
    });

    test("A18 does not overwrite what was changed after it was compared", () => {
      prepare();
      let late = true;
      altered((os) => ({
        renameAt: (...args) => {
          if (late) writeFileSync(at("d/b"), "edited");
          late = false;
          return os.renameAt(...args);
        },
      }));
      expect(codeOf(run)).toBe("write/conflict");
      expect(tree()).toEqual({ ...old, "d/b": "edited" });
    });

    test("leaves the old tree when a signal comes before the first rename", () => {
      prepare();
      let writes = 0;
      altered((os) => ({
        createAt: (...args) => {
          writes += 1;
          return os.createAt(...args);
        },
        heldSignal: () => (writes === 2 ? 15 : 0),
        holdSignals: () => 0,
      }));
      expect(codeOf(run)).toBe("write/interrupted");
      expect(tree()).toEqual(old);
    });
  });

  test("copies where the place is on another file system", () => {
    prepare();
    const mounted = Bun.spawnSync(["mount", "-t", "tmpfs", "-o", "size=1m", "none", at("d")], { stderr: "ignore" });
    if (mounted.exitCode !== 0) return console.log("not run: another file system (mount is not permitted)");
    try {
      writeFileSync(at("d/b"), "old b", { mode: 0o640 });
      const more = [...outputs, output("d/sub/x", "new x"), output("d/sub/y", undefined)];
      expect(generate(more, nothing)).toEqual({ ...done, "d/sub/": "", "d/sub/x": "new x", "d/sub/y/": "" });
      expect(statSync(at("d/b")).mode & 0o777).toBe(0o640);
    } finally {
      Bun.spawnSync(["umount", at("d")]);
    }
  });
});
