/** The file system relative to open directories: the same cases on both backends. */
import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import {
  linkSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DxgError } from "../../src/base/error.ts";
import { OS_FLAG } from "../../src/native/abi.ts";
import { library } from "../../src/native/load.ts";
import * as os from "../../src/native/os-at.ts";
import { ERRNO, type OsBackend } from "../../src/native/os-backend.ts";
import { makeLibraryBackend } from "../../src/native/os-c.ts";
import { useOsBackend as setOsBackend } from "../../src/native/os-call.ts";
import { makeNodeBackend } from "../../src/native/os-node.ts";

const root = mkdtempSync(join(tmpdir(), "dxg-at-"));
const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);

function backends(): readonly OsBackend[] {
  const loaded = library();
  return [...(loaded === undefined ? [] : [makeLibraryBackend(loaded.symbols)]), makeNodeBackend()];
}

function codeOf(call: () => unknown): string {
  try {
    call();
  } catch (error) {
    if (error instanceof DxgError) return error.code;
    throw error;
  }
  return "none";
}

afterAll(() => {
  setOsBackend(undefined);
  rmSync(root, { recursive: true, force: true });
});

for (const backend of backends()) {
  describe(`held directories on ${backend.name}`, () => {
    const at = (name: string): string => `${root}/${backend.name}/${name}`;
    let dir = -1;

    beforeEach(() => {
      setOsBackend(backend);
      rmSync(at(""), { recursive: true, force: true });
      mkdirSync(at("in/a/b"), { recursive: true });
      mkdirSync(at("outside"));
      writeFileSync(at("outside/x"), "theirs");
      if (dir >= 0) os.closeDirectory(dir);
      const opened = os.openDirectory(at("in"));
      if (typeof opened !== "number") throw new Error(opened);
      dir = opened;
    });

    test("openDirectoryAt() goes below, and never through a link or upwards", () => {
      symlinkSync("../outside", at("in/link"));
      symlinkSync("a", at("in/inner"));
      symlinkSync("nowhere", at("in/dangling"));
      writeFileSync(at("in/file"), "");
      const below = os.openDirectoryAt(dir, "a/b", "shown");
      expect(typeof below).toBe("number");
      os.closeDirectory(below as number);
      const blocked = [
        "link",
        "link/x",
        "inner/b",
        "dangling",
        "dangling/x",
        "file",
        "file/x",
        "..",
        "a/../..",
        "/etc",
      ];
      for (const path of blocked) expect([path, os.openDirectoryAt(dir, path, path)]).toEqual([path, "blocked"]);
      for (const path of ["none", "a/none", "none/b"]) expect(os.openDirectoryAt(dir, path, path)).toBe("missing");
    });

    test("stays in the directory that was opened, wherever its path leads now", () => {
      renameSync(at("in"), at("moved"));
      symlinkSync("outside", at("in"));
      expect(os.createFileAt(dir, "new", bytes("1"), 0o644, "new")).toBe(true);
      expect(readFileSync(at("moved/new"), "utf8")).toBe("1");
      expect(os.namesAt(dir, "n", "in")).toEqual(["new"]);
    });

    test("createFileAt() makes only what is not there, not even as a link", () => {
      symlinkSync("../outside/made", at("in/link"));
      writeFileSync(at("in/file"), "old");
      for (const name of ["link", "file", "a"]) {
        expect(os.createFileAt(dir, name, bytes("x"), 0o644, name)).toBe(false);
      }
      expect(os.createFileAt(dir, "empty", bytes(""), 0o755, "empty")).toBe(true);
      expect(statSync(at("in/empty")).mode & 0o777).toBe(0o755 & ~process.umask());
      expect(readFileSync(at("in/file"), "utf8")).toBe("old");
      expect(() => statSync(at("outside/made"))).toThrow();
    });

    test("readFileAt() and changeModeAt() follow no link", () => {
      symlinkSync("../outside/x", at("in/link"));
      writeFileSync(at("in/file"), "text");
      expect(new TextDecoder().decode(os.readFileAt(dir, "file", 10, "file"))).toBe("text");
      expect(codeOf(() => os.readFileAt(dir, "link", 10, "link"))).toBe("io/failed");
      expect(codeOf(() => os.changeModeAt(dir, "link", 0o777, "link"))).toBe("io/failed");
      os.changeModeAt(dir, "file", 0o600, "file");
      expect(statSync(at("in/file")).mode & 0o777).toBe(0o600);
    });

    test("statusAt() tells what names a file, and links as links", () => {
      writeFileSync(at("in/file"), "text");
      linkSync(at("in/file"), at("in/other"));
      symlinkSync("file", at("in/link"));
      const [one, other] = [os.statusAt(dir, "file", ""), os.statusAt(dir, "other", "")];
      const { ino, dev, gid } = statSync(at("in/file"));
      expect(one).toMatchObject({ kind: "file", size: 4, links: 2, inode: ino, device: dev, gid });
      expect(other).toEqual(one!);
      expect(os.statusAt(dir, "link", "")?.kind).toBe("link");
      expect(os.statusAt(dir, "none", "")).toBeUndefined();
      expect(os.statusOf(dir, "")).toMatchObject({ kind: "directory", inode: statSync(at("in")).ino });
    });

    test("takes single names only, but to open", () => {
      for (const name of ["a/b", "..", ".", "", "../outside/x"]) {
        expect(backend.createAt(dir, name, bytes(""), 0o644)).toBe(-ERRNO.EINVAL);
        expect(backend.mkdirAt(dir, name, 0o755)).toBe(-ERRNO.EINVAL);
        expect(backend.removeAt(dir, name, false)).toBe(-ERRNO.EINVAL);
        expect(backend.renameAt(dir, name, dir, "x", 0)).toBe(-ERRNO.EINVAL);
        expect(backend.renameAt(dir, "a", dir, name, 0)).toBe(-ERRNO.EINVAL);
        expect(backend.statAt(dir, name, new Uint32Array(16))).toBe(-ERRNO.EINVAL);
      }
      expect(backend.openAt(dir, "../outside/x", OS_FLAG.read, 0)).toBe(-ERRNO.EXDEV);
      expect(codeOf(() => os.statusAt(dir, "a\0b", ""))).toBe("io/failed");
    });

    test("makes, renames and removes", () => {
      expect(os.makeDirectoryAt(dir, "new", 0o755, "")).toBe("made");
      expect(os.makeDirectoryAt(dir, "new", 0o755, "")).toBe("exists");
      os.createFileAt(dir, "one", bytes("1"), 0o644, "");
      os.createFileAt(dir, "two", bytes("2"), 0o644, "");
      const kept = os.renameAt(dir, "one", dir, "two", os.RENAME.new, "");
      expect(kept).toBe(backend.name === "c" ? "exists" : "unable");
      if (backend.name === "c") {
        expect(os.renameAt(dir, "one", dir, "two", os.RENAME.exchange, "")).toBe("renamed");
        expect(readFileSync(at("in/one"), "utf8")).toBe("2");
      }
      expect(os.renameAt(dir, "one", dir, "two", os.RENAME.over, "")).toBe("renamed");
      expect(codeOf(() => os.renameAt(dir, "none", dir, "x", os.RENAME.over, ""))).toBe("io/not-found");
      expect([os.removeFileAt(dir, "two", ""), os.removeFileAt(dir, "two", "")]).toEqual([true, false]);
      expect(os.removeDirectoryAt(dir, "a", "")).toBe(false);
      expect(os.removeDirectoryAt(dir, "new", "")).toBe(true);
    });

    test("listAt() sorts and tells kinds, namesAt() finds by the beginning", () => {
      for (const name of [".dxg-1", ".dxg-2", "x.dxg-3", ".dx"]) os.createFileAt(dir, name, bytes(""), 0o644, "");
      for (let number = 0; number < 2000; number += 1) writeFileSync(at(`in/rather-a-long-name-${number}`), "");
      expect(os.listAt(dir, "").slice(0, 4)).toEqual([
        { name: ".dx", kind: "file" },
        { name: ".dxg-1", kind: "file" },
        { name: ".dxg-2", kind: "file" },
        { name: "a", kind: "directory" },
      ]);
      expect([...os.namesAt(dir, ".dxg-", "")].sort()).toEqual([".dxg-1", ".dxg-2"]);
    });

    test("pathGuard() names who keeps paths below", () => {
      const guards = backend.name === "c" ? ["kernel", "names"] : ["descriptor-paths", "paths"];
      expect(guards).toContain(os.pathGuard(dir));
    });

    test("lockDirectory() is for one at a time, where there are locks", () => {
      const [one, other] = [1, 2].map(() => os.openDirectoryAt(dir, "a", "", true)) as [number, number];
      expect(os.lockDirectory(one)).toBe(true);
      expect(os.lockDirectory(other)).toBe(backend.name === "node");
      os.closeDirectory(one);
      expect(os.lockDirectory(other)).toBe(true);
      os.closeDirectory(other);
    });

    test("holdSignals() lets them wait, where it can", () => {
      if (!os.holdSignals()) {
        expect(backend.name).toBe("node");
        return;
      }
      process.kill(process.pid, "SIGTERM");
      for (let tries = 0; os.heldSignal() === 0 && tries < 1000; tries += 1) Bun.sleepSync(1);
      expect(os.heldSignal()).toBe(15);
      expect(os.releaseSignals()).toBe(15);
      expect(os.heldSignal()).toBe(0);
    });
  });
}
