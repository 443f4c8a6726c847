/** The file system seam: the same cases on both backends, faults of the system included. */
import { afterAll, beforeEach, describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DxgError } from "../../src/base/error.ts";
import { library } from "../../src/native/load.ts";
import * as os from "../../src/native/os.ts";
import type { OsBackend } from "../../src/native/os-backend.ts";
import { ERRNO } from "../../src/native/os-backend.ts";
import { makeLibraryBackend } from "../../src/native/os-c.ts";
import { makeNodeBackend } from "../../src/native/os-node.ts";

const root = mkdtempSync(join(tmpdir(), "dxg-os-"));
const encoder = new TextEncoder();
const bytes = (text: string): Uint8Array => encoder.encode(text);
const text = (content: Uint8Array): string => new TextDecoder().decode(content);

function backends(): readonly OsBackend[] {
  const loaded = library();
  if (loaded === undefined) console.log("not run: file system on the C library (no library)");
  return [...(loaded === undefined ? [] : [makeLibraryBackend(loaded.symbols)]), makeNodeBackend()];
}

/** The error's code and detail, with the test's folder taken out. */
function failure(call: () => unknown): readonly [string, string] {
  try {
    call();
  } catch (error) {
    if (error instanceof DxgError) return [error.code, error.detail.replaceAll(root, "")];
    throw error;
  }
  return ["none", ""];
}

const names = (path: string): readonly string[] => os.list(path).map(({ name }) => name);

afterAll(() => {
  os.useOsBackend(undefined);
  rmSync(root, { recursive: true, force: true });
});

for (const backend of backends()) {
  describe(`file system on ${backend.name}`, () => {
    const at = (name: string): string => `${root}/${backend.name}/${name}`;

    beforeEach(() => {
      os.useOsBackend(backend);
      rmSync(at(""), { recursive: true, force: true });
      mkdirSync(at(""), { recursive: true });
    });

    test.each([0, 1, 1000, 65_536, 1_000_000])("readFile() gives back the %d bytes of createFile()", (length) => {
      const content = Uint8Array.from({ length }, (_, i) => i % 251);
      os.createFile(at("f"), content, 0o644);
      const read = os.readFile(at("f"), length);
      expect(Buffer.compare(read, content)).toBe(0);
    });

    test("readFile() refuses more bytes than it may read", () => {
      writeFileSync(at("f"), "12345");
      expect(failure(() => os.readFile(at("f"), 4))).toEqual([
        "io/too-large",
        `/${backend.name}/f has more than 4 bytes`,
      ]);
    });

    test.if(process.platform === "linux")("readFile() reads files that tell no size, within the limit", () => {
      expect(text(os.readFile("/proc/self/status", 100_000))).toStartWith("Name:");
      expect(failure(() => os.readFile("/proc/self/status", 10))[0]).toBe("io/too-large");
    });

    test("readFile() follows symbolic links to files", () => {
      writeFileSync(at("f"), "x");
      symlinkSync(at("f"), at("link"));
      expect(text(os.readFile(at("link"), 10))).toBe("x");
    });

    test.if(process.platform !== "win32")("readFile() refuses what is not a regular file, without waiting", () => {
      Bun.spawnSync(["mkfifo", at("fifo")]);
      expect(failure(() => os.readFile(at("fifo"), 10))).toEqual([
        "io/failed",
        `/${backend.name}/fifo is not a regular file`,
      ]);
      expect(failure(() => os.readFile("/dev/zero", 10))[0]).toBe("io/failed");
    });

    test("each failure has its code and names the path", () => {
      const name = `/${backend.name}`;
      writeFileSync(at("f"), "x");
      mkdirSync(at("d/sub"), { recursive: true });
      const cases: readonly (readonly [() => unknown, readonly [string, string]])[] = [
        [() => os.readFile(at("none"), 1), ["io/not-found", `${name}/none`]],
        [() => os.readFile("", 1), ["io/not-found", ""]],
        [() => os.readFile(at("d"), 1), ["io/is-directory", `${name}/d`]],
        [() => os.readFile(at("f/x"), 1), ["io/not-directory", `${name}/f/x`]],
        [() => os.list(at("f")), ["io/not-directory", `${name}/f`]],
        [() => os.list(at("none")), ["io/not-found", `${name}/none`]],
        [() => os.createFile(at("f"), bytes(""), 0o644), ["io/failed", `${name}/f (EEXIST)`]],
        [() => os.createFile(at("none/x"), bytes(""), 0o644), ["io/not-found", `${name}/none/x`]],
        [() => os.replaceFile(at("d"), bytes(""), 0o644), ["io/is-directory", `${name}/d`]],
        [() => os.makeDirectory(at("f")), ["io/not-directory", `${name}/f`]],
        [() => os.makeDirectory(at("none/x")), ["io/not-found", `${name}/none/x`]],
        [() => os.makeDirectories(at("f/x/y")), ["io/not-directory", `${name}/f/x/y`]],
        [() => os.removeDirectory(at("d")), ["io/failed", `${name}/d (ENOTEMPTY)`]],
        [() => os.removeFile(at("none")), ["io/not-found", `${name}/none`]],
        [() => os.rename(at("none"), at("y")), ["io/not-found", `${name}/y`]],
        [() => os.changeMode(at("none"), 0o600), ["io/not-found", `${name}/none`]],
        [
          () => os.status(at("x".repeat(300))),
          ["io/failed", `"${"x".repeat(40)}…" in ${name} is too long for a name: 300 bytes, more than 255`],
        ],
        [() => os.readFile("a\0b", 1), ["io/failed", "a\\x00b holds a NUL character"]],
        [() => os.readFile("a\ud800", 1), ["io/failed", "a\\u{d800} holds half of a surrogate pair"]],
        [() => os.readFile("\x1b[31m\u202e\x7f", 1), ["io/not-found", "\\x1b[31m\\u{202e}\\x7f"]],
      ];
      for (const [call, expected] of cases) expect(failure(call)).toEqual(expected);
      expect(names(at(""))).toEqual(["d", "f"]);
    });

    test("createFile() does not write through a symbolic link", () => {
      symlinkSync(at("elsewhere"), at("link"));
      expect(failure(() => os.createFile(at("link"), bytes("x"), 0o644))[0]).toBe("io/failed");
      expect(names(at(""))).toEqual(["link"]);
    });

    test("replaceFile() replaces content and mode in one step and leaves no temporary file", () => {
      writeFileSync(at("f"), "old", { mode: 0o600 });
      os.replaceFile(at("f"), bytes("new"), 0o755);
      os.replaceFile(at("x".repeat(250)), bytes("long name"), 0o600);
      expect(text(os.readFile(at("f"), 10))).toBe("new");
      expect(os.status(at("f"))?.mode).toBe(0o755 & ~process.umask());
      expect(names(at(""))).toEqual(["f", "x".repeat(250)]);
    });

    test("replaceFile() replaces a symbolic link itself and leaves other names of a file alone", () => {
      writeFileSync(at("target"), "old");
      symlinkSync(at("target"), at("link"));
      Bun.spawnSync(["ln", at("target"), at("hard")]);
      expect(os.status(at("target"))?.links).toBe(2);
      os.replaceFile(at("link"), bytes("new"), 0o644);
      os.replaceFile(at("hard"), bytes("new"), 0o644);
      expect(text(os.readFile(at("target"), 10))).toBe("old");
      expect(os.status(at("link"))?.kind).toBe("file");
      expect(os.status(at("hard"))?.links).toBe(1);
    });

    test("replaceFile() removes its temporary file when the rename fails", () => {
      mkdirSync(at("d/full"), { recursive: true });
      expect(failure(() => os.replaceFile(at("d"), bytes("x"), 0o644))[0]).toBe("io/is-directory");
      expect(names(at(""))).toEqual(["d"]);
    });

    test("makeDirectories() tells which directories it made, and makeDirectory() whether it did", () => {
      expect(os.makeDirectories(at("a/b/c"))).toEqual([at("a"), at("a/b"), at("a/b/c")]);
      expect(os.makeDirectories(at("a/b/d"))).toEqual([at("a/b/d")]);
      expect(os.makeDirectories(at("a/b"))).toEqual([]);
      expect(os.makeDirectories(at("x//y/"))).toEqual([at("x"), at("x//y/")]);
      expect([os.makeDirectory(at("a")), os.makeDirectory(at("e"))]).toEqual([false, true]);
      symlinkSync(at("a"), at("link"));
      expect(os.makeDirectory(at("link"))).toBe(false);
      os.removeDirectory(at("e"));
      expect(os.status(at("e"))).toBeUndefined();
    });

    test("list() sorts by code point and tells kinds", () => {
      const unsorted = ["b", "a", "\u{1f600}", "\uff5e", "é", "Z", "a.b", ".hidden"];
      for (const name of unsorted) writeFileSync(at(name), "");
      mkdirSync(at("dir"));
      symlinkSync("nowhere", at("link"));
      expect(names(at(""))).toEqual([".hidden", "Z", "a", "a.b", "b", "dir", "link", "é", "\uff5e", "\u{1f600}"]);
      const kinds = new Map(os.list(at("")).map(({ name, kind }) => [name, kind]));
      expect([kinds.get("a"), kinds.get("dir"), kinds.get("link")]).toEqual(["file", "directory", "link"]);
      expect(os.list(at("dir"))).toEqual([]);
    });

    test("list() holds thousands of names", () => {
      for (let i = 0; i < 3000; i++) writeFileSync(at(`a-rather-long-file-name-${i}`), "");
      expect(os.list(at("")).length).toBe(3000);
    });

    test.if(process.platform === "linux")("list() refuses a name that is not UTF-8", () => {
      Bun.spawnSync(["sh", "-c", `touch "$(printf '${at("")}a\\377')"`]);
      const [code, detail] = failure(() => os.list(at("")));
      expect(code).toBe("io/not-utf8");
      expect(detail).toBe(`the file name "a\\xff" in /${backend.name}/`);
    });

    test("status() tells kind, size, mode and time, and undefined where nothing is", () => {
      const before = Math.floor(Date.now() / 1000);
      writeFileSync(at("f"), "12345");
      os.changeMode(at("f"), 0o640);
      const status = os.status(at("f"));
      expect(status).toMatchObject({ kind: "file", size: 5, mode: 0o640, links: 1, uid: process.getuid?.() });
      expect(Math.abs(status!.mtimeSeconds - before)).toBeLessThan(5);
      expect(status!.mtimeNanos).toBeLessThan(1_000_000_000);
      symlinkSync("f", at("link"));
      expect(os.status(at("link"))?.kind).toBe("link");
      expect(os.status(at(""))?.kind).toBe("directory");
      expect([os.status(at("none")), os.status(at("f/x"))]).toEqual([undefined, undefined]);
    });

    test("status() tells sizes above 4 GiB", () => {
      const size = 5 * 2 ** 30 + 7;
      Bun.spawnSync(["truncate", "-s", String(size), at("sparse")]);
      expect(os.status(at("sparse"))?.size).toBe(size);
      expect(failure(() => os.readFile(at("sparse"), 2 ** 28))[0]).toBe("io/too-large");
    });

    test("rename() replaces the file at its goal", () => {
      writeFileSync(at("a"), "a");
      writeFileSync(at("b"), "b");
      os.rename(at("a"), at("b"));
      expect([names(at("")), text(os.readFile(at("b"), 1))]).toEqual([["b"], "a"]);
    });

    test.if(process.platform === "linux")("writeAll() and the standard streams report a full device", () => {
      const fd = backend.open("/dev/full", 2, 0);
      expect(failure(() => os.writeAll(fd, bytes("x"), "the device"))).toEqual(["io/no-space", "the device"]);
      backend.close(fd);
      expect(backend.write(99_999, bytes("x"))).toBe(-ERRNO.EBADF);
    });

    test.if(process.platform === "linux")(
      "a full disk and a read-only one are told, and nothing is left behind",
      () => {
        const disk = at("disk");
        mkdirSync(disk);
        const mounted = Bun.spawnSync(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", disk]).exitCode === 0;
        if (!mounted) {
          console.log("not run: full and read-only disk (mount is not permitted)");
          return;
        }
        try {
          os.createFile(`${disk}/old`, bytes("old"), 0o644);
          const large = new Uint8Array(200_000);
          expect(failure(() => os.createFile(`${disk}/new`, large, 0o644))[0]).toBe("io/no-space");
          expect(failure(() => os.replaceFile(`${disk}/old`, large, 0o644))[0]).toBe("io/no-space");
          expect(names(disk)).toEqual(["old"]);
          expect(text(os.readFile(`${disk}/old`, 10))).toBe("old");
          Bun.spawnSync(["mount", "-o", "remount,ro", disk]);
          expect(failure(() => os.replaceFile(`${disk}/old`, bytes("x"), 0o644))).toEqual([
            "io/permission",
            `/${backend.name}/disk/old (EROFS)`,
          ]);
        } finally {
          Bun.spawnSync(["umount", disk]);
        }
      },
    );
  });
}

describe("standard streams in a process", () => {
  const main = `${import.meta.dir}/streams.entry.ts`;
  const implementations = ["ts", undefined] as const;
  const environment = (name: string | undefined): Record<string, string> =>
    name === undefined ? {} : { DXG_IMPL: name };

  test.each(implementations)("carry a megabyte each way into slow pipes (DXG_IMPL %s)", async (name) => {
    const content = "0123456789abcdef".repeat(65_536);
    const child = Bun.spawn([process.execPath, main, "copy"], {
      stdin: bytes(content),
      stdout: "pipe",
      env: environment(name),
    });
    expect(await new Response(child.stdout).text()).toBe(content);
    expect(await child.exited).toBe(0);
  });

  test.each(implementations)("say false when nobody reads (DXG_IMPL %s)", (name) => {
    const command = `"${process.execPath}" "${main}" flood | head -c 1 >/dev/null`;
    const child = Bun.spawnSync(["sh", "-c", command], { stderr: "pipe", env: environment(name) });
    expect(child.stderr.toString()).toBe("closed\n");
  });

  test.each(implementations)("refuse too much input (DXG_IMPL %s)", (name) => {
    const child = Bun.spawnSync([process.execPath, main, "small"], {
      stdin: bytes("123456"),
      stderr: "pipe",
      env: environment(name),
    });
    expect(child.stderr.toString()).toBe("io/too-large standard input has more than 5 bytes\n");
  });

  test.each(implementations)("a file without permission is told (DXG_IMPL %s)", (name) => {
    const path = join(root, `secret-${name}`);
    writeFileSync(path, "x", { mode: 0 });
    const isRoot = process.getuid?.() === 0;
    if (isRoot && Bun.which("setpriv") === null) {
      console.log("not run: setpriv (root may read everything)");
      return;
    }
    chmodSync(root, 0o755);
    const { PATH = "" } = Bun.env;
    const drop = isRoot ? ["setpriv", "--reuid=65534", "--clear-groups"] : [];
    const child = Bun.spawnSync([...drop, process.execPath, main, "read", path], {
      stderr: "pipe",
      env: { ...environment(name), PATH },
    });
    expect(child.stderr.toString()).toBe(`io/permission ${path}\n`);
  });
});
