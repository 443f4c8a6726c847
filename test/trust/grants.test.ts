/** Hosts, variables and commands: what is granted and what only looks like it; permissions in words, and their hash. */
import { describe, expect, test } from "bun:test";
import type { Capabilities, CapabilityName, Grant } from "../../src/format/capabilities.ts";
import { grantFault } from "../../src/format/grant.ts";
import { mayReach, mayReadVariable, mayRun, mayUseNetwork } from "../../src/format/granted.ts";
import type { Hook } from "../../src/format/hooks.ts";
import { decideTrust, type TrustFacts } from "../../src/trust/decision.ts";
import { isOrdinary, permissionHash, permissionLines } from "../../src/trust/permissions.ts";

const grant = (capability: CapabilityName, value: Grant["value"], line = 1): Grant => ({ capability, value, line });
const allow = (granted: readonly Grant[], denials: readonly Grant[] = []): Capabilities => ({
  line: 1,
  grants: granted,
  denials,
});
const hosts = (...values: readonly string[]): readonly Grant[] => values.map((value) => grant("can_network", value));

describe("mayReach()", () => {
  test.each([
    ["example.com", "example.com", true],
    ["example.com", "EXAMPLE.com", true],
    ["example.com", "example.com.", true],
    ["example.com", "example.com..", false],
    ["example.com", "www.example.com", false],
    ["example.com", "example.com.evil.org", false],
    ["example.com", "notexample.com", false],
    ["*.example.com", "sub.example.com", true],
    ["*.example.com", "a.b.example.com", true],
    ["*.example.com", "example.com", false],
    ["*.example.com", ".example.com", false],
    ["*.example.com", "evilexample.com", false],
    ["*.example.com", "sub.example.com.evil.org", false],
    ["*.example.com", "*.example.com", false],
    ["example.com", "example.com:80", false],
    ["example.com", "user@example.com", false],
    ["example.com", "example.com/x", false],
    ["example.com", "example.com\\0.evil.org", false],
    ["example.com", " example.com", false],
    ["example.com", "exаmple.com", false],
    ["example.com", "", false],
    ["localhost", "localhost", true],
    ["127.0.0.1", "127.0.0.1", false],
    ["example.com", "0x7f.1", false],
    ["example.com", "2130706433", false],
    ["example.com", "[::1]", false],
    ["example.com", "::1", false],
  ])("%s stands for %s: %p", (granted, host, expected) => {
    expect(mayReach(allow(hosts(granted)), host)).toBe(expected);
  });

  test("a denial wins", () => {
    const capabilities = allow(hosts("*.example.com", "example.com"), hosts("evil.example.com", "*.x.example.com"));
    expect(mayReach(capabilities, "a.example.com")).toBe(true);
    for (const host of ["evil.example.com", "EVIL.example.com.", "a.x.example.com"])
      expect(mayReach(capabilities, host)).toBe(false);
    expect(mayReach(allow([]), "example.com")).toBe(false);
  });
});

test("mayUseNetwork() takes a granted host, and none that is denied", () => {
  expect(mayUseNetwork(allow(hosts("example.org")))).toBe(true);
  expect(mayUseNetwork(allow([grant("can_run", ["git"])]))).toBe(false);
  expect(mayUseNetwork(allow(hosts("example.org"), hosts("evil.example.com")))).toBe(false);
  expect(mayUseNetwork(allow(hosts("example.org"), [grant("can_run", ["git"])]))).toBe(true);
});

test("mayReadVariable() takes names as they are, and a denial wins", () => {
  const capabilities = allow(
    [grant("can_read_env", "USER"), grant("can_read_env", "HOME")],
    [grant("can_read_env", "HOME")],
  );
  expect(["USER", "user", "USERNAME", "HOME", "PATH", ""].map((name) => mayReadVariable(capabilities, name))).toEqual([
    true,
    false,
    false,
    false,
    false,
    false,
  ]);
});

describe("mayRun()", () => {
  const capabilities = allow(
    [grant("can_run", ["cargo", "fmt"]), grant("can_run", ["git", "add", "."]), grant("can_run", ["rm"])],
    [grant("can_run", ["rm"]), grant("can_run", ["git", "push"])],
  );
  test.each([
    [["cargo", "fmt"], true],
    [["cargo", "fmt", "--all"], false],
    [["cargo"], false],
    [["cargo fmt"], false],
    [["Cargo", "fmt"], false],
    [["/tmp/cargo", "fmt"], false],
    [["git", "add", "."], true],
    [["git", "add", ""], false],
    [["rm"], false],
    [["git", "push"], false],
    [[], false],
  ])("%j: %p", (command, expected) => {
    expect(mayRun(capabilities, command)).toBe(expected);
  });
});

describe("grantFault()", () => {
  const RIGHT: readonly (readonly [CapabilityName, Grant["value"]])[] = [
    ["can_create_files", "src/**"],
    ["can_add_dependencies", "@types/*"],
    ["can_network", "a.example.org"],
    ["can_network", "*.example.org"],
    ["can_network", "localhost"],
    ["can_network", "xn--e1afmkfd.example"],
    ["can_run", ["git", "commit", "-m", "two words", ""]],
    ["can_read_env", "_A1"],
    ["max_output_size", 1],
    ["can_modify_cargo", true],
  ];
  test.each(RIGHT)("%s %j is right", (capability, value) => expect(grantFault(capability, value)).toBeUndefined());

  const WRONG: readonly (readonly [CapabilityName, Grant["value"]])[] = [
    ...["", "!a", "../a", "/a", "a\u0000", "a\u202e", "a\u200d", "a\ufe0f", "a\n", "a\ud800", "a".repeat(501)].map(
      (value) => ["can_create_files", value] as const,
    ),
    ...["a b", "é", "", "a\t"].map((value) => ["can_add_dependencies", value] as const),
    ..."Example.com example.com. example.com:80 *.com * a..b -a.b a-.b 127.0.0.1 0x7f.0x1 1 [::1] *.*.com a*.com http://a éa.org"
      .split(" ")
      .map((value) => ["can_network", value] as const),
    ...["", "1A", "A=B", "A-B", "À"].map((value) => ["can_read_env", value] as const),
    ...[[], [""], ["a\n"], ["саrgo"], ["git", "a\u001b"]].map((value) => ["can_run", value] as const),
    ["can_run", "git"],
    ...[0, -1, 1.5, Number.NaN, "1"].map((value) => ["max_output_size", value] as const),
    ["can_modify_cargo", "yes"],
  ];
  test.each(WRONG)("%s %j is wrong", (capability, value) => expect(grantFault(capability, value)?.detail).toBeString());
});

describe("permissions", () => {
  const hook = (command: readonly string[], moment: Hook["moment"] = "post_generate"): Hook => ({
    moment,
    command,
    line: 1,
  });
  const set = (capabilities: Capabilities, hooks: readonly Hook[] = [], shadows?: string) => ({
    capabilities,
    hooks,
    shadows,
  });
  const none: Capabilities = { line: 0, grants: [], denials: [] };

  test("are told in words", () => {
    const capabilities = allow(
      [
        grant("can_create_files", "src/**"),
        grant("can_create_files", "a, b"),
        grant("can_create_files", ".envrc"),
        grant("can_modify_files", "**"),
        grant("can_modify_cargo", true),
        grant("can_execute_unsafe", true),
        grant("can_network", "b.example.org"),
        grant("can_network", "*.a.example.org"),
        grant("can_run", ["git", "add", "."]),
        grant("can_read_env", "USER"),
        grant("can_add_dependencies", "react"),
        grant("max_output_size", 2048),
      ],
      [grant("can_create_files", "*.pem"), grant("can_modify_cargo", true)],
    );
    expect(
      permissionLines(set(capabilities, [hook(["cargo", "fmt", "a b"]), hook(["x"], "pre_generate")], "component")),
    ).toEqual([
      "runs in place of the built-in template component",
      'creates ordinary files that match "a, b", src/**',
      "creates .envrc, which programs may run: direnv and its like run it when the folder is entered",
      "changes ordinary files below the destination",
      "creates and changes Cargo.toml",
      "writes Rust code that is unsafe",
      "adds dependencies: react",
      "reaches hosts over the network: *.a.example.org, b.example.org",
      "reads variables of the environment: USER",
      "may run: git add .",
      "writes at most 2048 bytes",
      'runs after the files are made: cargo fmt "a b"',
      "runs before the files are made: x",
      "lets these commands use the whole network and the services of this machine: hosts cannot be told apart",
      "never creates ordinary files that match *.pem",
      "never creates and changes Cargo.toml",
    ]);
    expect(permissionLines(set(allow([])))).toEqual(["creates no files", "changes no files"]);
  });

  test("everything that differs in what is allowed differs in the words and in the hash, and nothing else does", () => {
    const different = [
      set(none),
      set(allow([])),
      set(allow([grant("can_create_files", "a")])),
      set(allow([grant("can_create_files", "a,b")])),
      set(allow([grant("can_create_files", "a"), grant("can_create_files", "b")])),
      set(allow([grant("can_modify_files", "a")])),
      set(allow([grant("can_create_files", "a")], [grant("can_create_files", "a")])),
      set(allow([grant("can_run", ["a", "b"])])),
      set(allow([grant("can_run", ["a b"])])),
      set(allow([grant("can_run", ["a", "b c"])])),
      set(allow([grant("max_output_size", 1)])),
      set(allow([grant("max_output_size", 2)])),
      set(none, [hook(["a"])]),
      set(none, [hook(["a"], "pre_generate")]),
      set(none, [hook(["a"]), hook(["b"])]),
      set(none, [hook(["b"]), hook(["a"])]),
      set(none, [], "component"),
    ];
    expect(new Set(different.map(permissionHash)).size).toBe(different.length);
    expect(new Set(different.map((one) => permissionLines(one).join("\n"))).size).toBe(different.length);
    const one = set(allow([grant("can_create_files", "a", 4), grant("can_create_files", "b", 5)]));
    const other = set(
      allow([grant("can_create_files", "b", 9), grant("can_create_files", "a", 1), grant("can_create_files", "a", 2)]),
    );
    expect(permissionHash(one)).toBe(permissionHash(other));
    expect(permissionHash(one)).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each([
    [set(none), true],
    [set(allow([grant("can_create_files", "**"), grant("max_output_size", 1)])), true],
    [set(allow([grant("can_create_files", ".envrc")])), false],
    [set(allow([grant("can_modify_files", "a/package.json")])), false],
    [set(allow([grant("can_modify_cargo", true)])), false],
    [set(allow([grant("can_network", "a.org")])), false],
    [set(allow([grant("can_run", ["a"])])), false],
    [set(allow([grant("can_read_env", "A")])), false],
    [set(allow([grant("can_add_dependencies", "a")])), false],
    [set(allow([grant("can_execute_unsafe", true)])), false],
    [set(none, [hook(["a"])]), false],
    [set(none, [], "component"), false],
  ])("%j is ordinary: %p", (permissions, expected) => expect(isOrdinary(permissions)).toBe(expected));
});

describe("decideTrust()", () => {
  const facts: TrustFacts = {
    origin: "outside",
    trusted: false,
    unknownKeys: [],
    ordinary: true,
    permissions: "p",
    consented: false,
    accepted: [],
  };
  test.each([
    [{}, "ask"],
    [{ origin: "builtin", ordinary: false }, "run"],
    [{ origin: "own" }, "run"],
    [{ origin: "own", ordinary: false }, "ask"],
    [{ origin: "own", ordinary: false, consented: true }, "run"],
    [{ consented: true }, "run"],
    [{ accepted: ["p"] }, "run"],
    [{ accepted: ["q", ""] }, "ask"],
    [{ trusted: true }, "run"],
    [{ unknownKeys: ["k"] }, "ask"],
    [{ unknownKeys: ["k"], accepted: ["k"] }, "run"],
    [{ unknownKeys: ["k"], accepted: ["j"] }, "ask"],
    [{ accepted: ["undefined"] }, "ask"],
  ] as readonly (readonly [Partial<TrustFacts>, string])[])("%j: %s", (some, expected) => {
    expect(decideTrust({ ...facts, ...some })).toBe(expected as "run");
  });
});
