/** Files that a Cargo.toml has cargo compile, and which of them nobody looks at. */
import { describe, expect, test } from "bun:test";
import { NO_CAPABILITIES } from "../../src/format/capabilities.ts";
import { checkCapabilities } from "../../src/trust/capability-check.ts";
import { newUnreadTargets } from "../../src/trust/cargo-targets.ts";

describe("newUnreadTargets()", () => {
  test.each<readonly [string, readonly string[]]>([
    ['[lib]\npath = "src/lib.txt"', ["lib.path"]],
    ['lib = { path = "src/lib.txt" }', ["lib.path"]],
    ['"lib"."pa\\u0074h" = "src/lib.txt"', ["lib.path"]],
    ['[[bin]]\nname = "a"\npath = "a.rs"\n[[bin]]\nname = "b"\npath = "b"', ["bin.path"]],
    ['bin = [{ name = "b", path = "b.txt" }]', ["bin.path"]],
    ['[[test]]\npath = "a.txt"\n[[example]]\npath = "a.txt"', ["test.path", "example.path"]],
    ['[[bench]]\npath = "a.txt"', ["bench.path"]],
    ['[package]\nbuild = "build.txt"', ["package.build"]],
    ['[project]\nbuild = "build.txt"', ["project.build"]],
    ['[package]\nbuild = ["build.rs", "more.txt"]', ["package.build"]],
    ["[package]\nbuild = 1", ["package.build"]],
    ['[lib]\npath = "src/lib.RS"', ["lib.path"]],
    ['[lib]\npath = "src/lib.rs "', ["lib.path"]],
    ['[lib]\npath = "src/lib.rs/"', ["lib.path"]],
    ['[lib]\npath = ".rs/lib"', ["lib.path"]],
    ['[lib]\npath = "/tmp/lib.rs"', ["lib.path"]],
    ['[lib]\npath = "C:\\\\lib.rs"', ["lib.path"]],
    ['[lib]\npath = ""', ["lib.path"]],
    ['\ufeff[lib]\npath = "a"', ["lib.path"]],
    ['[lib]\npath = "src/main lib-1.rs"\n[[bin]]\npath = "../a.rs"', []],
    ['[package]\nbuild = "build.rs"', []],
    ["[package]\nbuild = false", []],
    ["[package]\nbuild = true\nreadme = 'README.md'\n[lib]\nname = 'a'", []],
    ['[dependencies]\na = { path = "../a" }\n[package.metadata.lib]\npath = "a.txt"', []],
    ["", []],
  ])("%j: %j", (text, keys) => {
    expect(newUnreadTargets(text, undefined)).toEqual(keys);
  });

  test.each([
    ['[[bin]]\npath = "a.txt"', '[[bin]]\npath = "a.txt"', 0],
    ['[[bin]]\npath = "a.rs"\n[[bin]]\npath = "a.txt"', '[[bin]]\npath = "a.txt"', 0],
    ['[[bin]]\npath = "b.txt"', '[[bin]]\npath = "a.txt"', 1],
    ['[[test]]\npath = "a.txt"', '[[bin]]\npath = "a.txt"', 1],
    ['[[bin]]\npath = "a.txt"', "[[bin]", 1],
  ])("%j after %j has %p new", (after, before, count) => {
    expect(newUnreadTargets(after, before)).toHaveLength(count);
  });
});

test.each(["Cargo.toml", "crates/a/Cargo.toml", "CARGO.TOML"])(
  "%s needs can_execute_unsafe for such a file",
  (path) => {
    const after = new TextEncoder().encode('[lib]\npath = "src/lib.txt"\n');
    const { violations } = checkCapabilities([{ path, before: undefined, after }], NO_CAPABILITIES);
    expect(violations.map(({ rule, what }) => [rule, what])).toContainEqual([
      "can_execute_unsafe",
      "has new lib.path of a file that is no .rs",
    ]);
  },
);
