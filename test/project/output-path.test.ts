/** Which rendered paths may be written, and which are one file on some system. */
import { describe, expect, test } from "bun:test";
import { DxgError } from "../../src/base/error.ts";
import { checkOutputPath, collisionKey } from "../../src/project/output-path.ts";

function whyRefused(path: string): string | undefined {
  try {
    checkOutputPath(path, "files/x");
    return undefined;
  } catch (error) {
    if (error instanceof DxgError && error.code === "path/unsafe") {
      // Every refusal says what a safe path is.
      expect(error.hint).toMatch(/^[A-Z].+[^.]$/);
      return error.detail;
    }
    throw error;
  }
}

describe("checkOutputPath() takes", () => {
  const fine = [
    "a",
    "src/lib.rs",
    "a-b_c/D.e2e.ts",
    ".gitignore",
    "über/naïve.md",
    "a b/c (1).txt",
    "console.ts",
    "x.git",
    "con1",
  ];
  for (const path of fine) test(path, () => expect(whyRefused(path)).toBeUndefined());
});

describe("checkOutputPath() refuses", () => {
  const refused: readonly (readonly [path: string, why: RegExp])[] = [
    ["", /is empty/],
    ["/etc/passwd", /is absolute/],
    ["\\\\server\\share", /is absolute/],
    ["C:x", /has a :/],
    ["~/x", /home folder/],
    ["../x", /outside/],
    ["a/../b", /outside/],
    ["a/..", /outside/],
    [".", /is no name/],
    ["a/./b", /is no name/],
    ["a//b", /empty name/],
    ["a/", /empty name/],
    ["a\\b", /Windows does not allow/],
    ["a/b:c", /Windows does not allow/],
    ["a.", /ends in a dot/],
    ["a./b", /ends in a dot/],
    ["a /b", /ends in a dot or a space/],
    ["con", /device/],
    ["src/NUL.txt", /device/],
    ["com1", /device/],
    ["aux.c/x", /device/],
    [".git/hooks/pre-commit", /git folder/],
    ["a/.GIT/config", /git folder/],
    ["git~1/config", /git folder/],
    [".dx/lock", /belongs to dxg/],
    ["dxg.lock", /belongs to dxg/],
    [".dxg-99999-mwsb2wye-1.tmp", /dxg removes what begins with \.dxg-/],
    ["a/.DXG-x/b", /dxg removes what begins with \.dxg-/],
    ["a\u0000b", /control/],
    ["a\nb", /control/],
    ["a\u001b[31m", /control/],
    ["a\u202etxt.exe", /invisible/],
    ["a\u200bb", /invisible/],
    ["\ud800", /Unicode/],
    ["x".repeat(256), /longer than 255/],
    ["é".repeat(128), /longer than 255/],
    [`${"abcdefghi/".repeat(420)}x`, /longer than 4096/],
  ];
  for (const [path, why] of refused) {
    test(JSON.stringify(path.slice(0, 40)), () => expect(whyRefused(path)).toMatch(why));
  }
});

test("collisionKey() is one for names that are one file on some system", () => {
  const same = [
    ["README.md", "readme.MD"],
    ["straße", "STRASSE"],
    ["\u00e9", "e\u0301"],
  ] as const;
  for (const [one, other] of same) expect(collisionKey(one)).toBe(collisionKey(other));
  expect(collisionKey("a/b")).not.toBe(collisionKey("a-b"));
});
