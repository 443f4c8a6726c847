/** Whose files are believed. */
import { describe, expect, test } from "bun:test";
import type { FileStatus } from "../../src/native/os.ts";
import { distrustOf } from "../../src/trust/own-file.ts";

const ANY: FileStatus = {
  kind: "file",
  mode: 0o600,
  size: 1,
  links: 1,
  mtimeSeconds: 0,
  mtimeNanos: 0,
  uid: 7,
  gid: 7,
  device: 1,
  inode: 1,
  ctimeSeconds: 0,
  ctimeNanos: 0,
};
const FOLDER: FileStatus = { ...ANY, kind: "directory", mode: 0o755 };

describe("distrustOf()", () => {
  test.each([
    [{}, {}, undefined],
    [{ mode: 0o644 }, {}, undefined],
    [{ mode: 0o620 }, {}, "can be written by others"],
    [{ mode: 0o602 }, {}, "can be written by others"],
    [{ uid: 8 }, {}, "belongs to another user"],
    [{ uid: 0 }, {}, "belongs to another user"],
    [{ kind: "link" }, {}, "is not an ordinary file"],
    [{}, { mode: 0o775 }, "lies in a folder that others can write to"],
    [{}, { mode: 0o1777 }, "lies in a folder that others can write to"],
    [{}, { uid: 8 }, "lies in a folder of another user"],
    [{}, { kind: "link", mode: 0o777 }, "lies behind a link"],
  ] as readonly (readonly [Partial<FileStatus>, Partial<FileStatus>, string | undefined])[])(
    "a file %j in a folder %j: %s",
    (file, folder, what) => expect(distrustOf({ ...ANY, ...file }, { ...FOLDER, ...folder }, 7)?.what).toBe(what),
  );

  test("looks at kinds only where files have no owners", () => {
    expect(distrustOf({ ...ANY, uid: 8, mode: 0o666 }, FOLDER, undefined)).toBeUndefined();
    expect(distrustOf({ ...ANY, kind: "link" }, FOLDER, undefined)?.what).toBe("is not an ordinary file");
  });
});
