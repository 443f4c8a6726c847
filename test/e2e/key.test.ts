/** `dxg key`, `dxg template sign`, `verify` and `show --history`, as users call them. */
import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { appendFileSync, readdirSync, renameSync, statSync } from "node:fs";
import { join } from "node:path";
import { smallBundle } from "../trust/keys.ts";
import { DXG, type Ended, World } from "./world.ts";

// Processes, scrypt and signatures by the thousand, on machines that may be busy.
setDefaultTimeout(60_000);

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

function made(...args: readonly string[]): { readonly id: string; readonly path: string; readonly publicKey: string } {
  const { code, out } = world.dxg(["key", "generate", ...args, "--json"]);
  expect(code).toBe(0);
  return JSON.parse(out);
}

function ok(...args: readonly string[]): string {
  const { code, out, err } = world.dxg(args);
  expect({ code, err }).toEqual({ code: 0, err: "" });
  return out;
}

describe("dxg key generate", () => {
  test("keeps an encrypted key that only the user can read, and never overwrites one", () => {
    world.write({ pass: "open sesame\n" });
    const { path, id } = made("release", "--passphrase-file", "pass", "--comment", "Ada");
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, "..")).mode & 0o777).toBe(0o700);
    expect(path.endsWith(`/${id}.key`)).toBe(true);
    expect(ok("key", "list")).toBe(`Your keys\n  ${id}  release  Ada\n`);
    expect(world.dxg(["key", "generate", "release", "--no-passphrase"]).err).toContain("error[trust/key-exists]");
    world.write({ "note.dxf": smallBundle() });
    const sign = (input?: string, ...flags: readonly string[]): Ended =>
      world.dxg(["template", "sign", "note.dxf", ...flags], input === undefined ? {} : { input });
    expect(sign().err).toContain("there is no terminal to ask for it");
    expect(sign("wrong\n", "--passphrase-file", "-").err).toContain("it does not open the key");
    world.write({ wrong: "wrong\n", empty: "" });
    expect(sign(undefined, "--passphrase-file", "wrong").err).toContain("- the passphrase is in wrong\n");
    const empty = sign(undefined, "--passphrase-file", "empty").err;
    expect(empty).toContain(": empty is empty\n");
    expect(empty).not.toContain("in the file");
    expect(sign("open sesame", "--passphrase-file", "-").code).toBe(0);
  });

  test.each([
    ["is damaged", (path: string) => appendFileSync(path, "junk\n"), "its lines from encryption on are not as"],
    [
      "has the name of another",
      (path: string) => renameSync(path, join(path, "../ffffffffffffffff.key")),
      "ffffffffffffffff.key is the file of the key ",
    ],
  ])("a key file that %s is told, and takes no other key away", (_, damage, said) => {
    const [first, second] = ["one", "two"].map((name) => made(name, "--no-passphrase"));
    damage(first!.path);
    world.write({ "note.dxf": smallBundle() });
    expect(world.dxg(["template", "sign", "note.dxf", "--key", "two"]).code).toBe(0);
    expect(ok("key", "export", "two")).toStartWith("dxg-ed25519 ");
    expect(ok("key", "revoke", "0123456789abcdef")).toContain("0123456789abcdef");
    made("three", "--no-passphrase");
    for (const words of [["list"], ["export", "one"], ["trust", "one"], ["revoke", "one"]]) {
      const { code, err } = world.dxg(["key", ...words]);
      expect(code).toBe(1);
      expect(err).toStartWith("error[trust/bad-key]: ");
      expect(err).toContain(said);
    }
    expect(world.dxg(["template", "sign", "note.dxf"]).err).toContain(said);
    expect(world.dxg(["doctor"]).out).toContain(said);
    expect(second?.id).toMatch(/^[0-9a-f]{16}$/);
  });

  test("makes other keys each time, and none when the passphrase file is no good", () => {
    const ids = ["a", "b", "c"].map((name) => made(name, "--no-passphrase").id);
    expect(new Set(ids).size).toBe(3);
    for (const input of ["", "\n", "two\nlines\n"]) {
      const { err } = world.dxg(["key", "generate", "d", "--passphrase-file", "-"], { input });
      expect(err).toContain("error[trust/passphrase]");
    }
    expect(world.dxg(["key", "generate", "d", "--passphrase-file", "-", "--no-passphrase"], { input: "x" }).code).toBe(
      2,
    );
    expect(readdirSync(join(world.home, ".config/dxg/keys"))).toHaveLength(3);
  });
});

const hasScript = Bun.which("script") !== null;
if (!hasScript) console.log("not run: script (util-linux)");

describe.if(hasScript)("at a terminal", () => {
  /** What the terminal shows, with lines typed as the program asks for them. */
  function onTerminal(args: string, typed: string): Ended {
    const ended = world.shell(
      `(sleep 0.5; printf '${typed}') | script --quiet --return --command '${DXG} ${args}; stty -a' /dev/null`,
      { TERM: "xterm" },
    );
    return { ...ended, out: ended.out.replaceAll("\r\n", "\n") };
  }

  test("the passphrase is asked for twice, not shown, and the terminal is as before", () => {
    const { out } = onTerminal("key generate", "hidden wordx\\177\\rhidden word\\r");
    expect(out).toContain("Passphrase for the new key: \nThe same again: \nMade the key default");
    expect(out).toMatch(/ echo /);
    expect(out).toMatch(/ icanon/);
    world.write({ "note.dxf": smallBundle() });
    expect(world.dxg(["template", "sign", "note.dxf", "--passphrase-file", "-"], { input: "hidden word" }).code).toBe(
      0,
    );
    const signed = onTerminal("template sign note.dxf", "hidden word\\r");
    expect(signed.out).toContain("Passphrase: \nSigned note 1.0.0");
  });

  test("two passphrases that differ make no key, and Ctrl-C ends it with the terminal as before", () => {
    expect(onTerminal("key generate", "one\\rother\\r").out).toContain("the two are not the same");
    const cancelled = onTerminal("key generate", "one\\003").out;
    expect(cancelled).not.toContain("Made the key");
    expect(cancelled).toMatch(/ echo /);
    expect(world.dxg(["key", "list"]).out).toStartWith("No keys yet");
  });
});

describe("dxg key trust, revoke and export", () => {
  test("hand a key from one home to another", () => {
    const { id, publicKey } = made("mine", "--no-passphrase", "--comment", "Ada, releases");
    const line = ok("key", "export", "mine");
    expect(line).toBe(`dxg-ed25519 ${publicKey} Ada, releases\n`);
    expect(ok("key", "export", id)).toBe(line);
    world.write({ "ada.pub": line });
    expect(ok("key", "trust", "ada.pub")).toBe(`Trusted: ${id}  Ada, releases\n`);
    expect(ok("key", "trust", publicKey, "--comment", "Ada")).toBe(`Trusted: ${id}  Ada\n`);
    expect(JSON.parse(ok("key", "list", "--json")).trusted).toHaveLength(1);
    expect(ok("key", "revoke", id, "--reason", "lost")).toBe(`Revoked: ${id}  lost\n`);
    expect(world.dxg(["key", "trust", "ada.pub"]).err).toContain("error[trust/revoked]");
    expect(ok("key", "list")).toContain(`${id}  mine, not encrypted, revoked`);
  });

  test("keep the reason of a revocation, and sign with no revoked key", () => {
    const { id } = made("mine", "--no-passphrase");
    ok("key", "revoke", "mine", "--reason", "lost");
    expect(ok("key", "revoke", "mine")).toBe(`Revoked: ${id}  lost\n`);
    expect(ok("key", "revoke", id, "--reason", "stolen")).toBe(`Revoked: ${id}  stolen\n`);
    world.write({ "note.dxf": smallBundle() });
    const before = world.tree();
    expect(world.dxg(["template", "sign", "note.dxf", "--key", "mine"]).err).toContain("error[trust/revoked]");
    expect(world.tree()).toEqual(before);
  });

  test("show what a comment holds without letting it steer the terminal", () => {
    world.write({ "a.pub": `dxg-ed25519 ${made("a", "--no-passphrase").publicKey} x\u202e::error::\n` });
    expect(ok("key", "trust", "a.pub")).not.toContain("\u202e");
  });
});

describe("dxg template sign and verify", () => {
  test("add signatures, tell them, and leave the others", () => {
    made("a", "--no-passphrase");
    made("b", "--no-passphrase");
    world.write({ "note.dxf": smallBundle() });
    expect(world.dxg(["template", "verify", "note.dxf"]).out).toContain("trust/unsigned");
    ok("template", "sign", "note.dxf", "--key", "a", "--expires", "90d", "--comment", "first");
    ok("template", "sign", "note.dxf", "--key", "b");
    expect(ok("template", "sign", "note.dxf", "--key", "a")).toContain("2 signatures");
    expect(world.dxg(["template", "verify", "note.dxf"]).out).toContain("trust/unknown-key");
    ok("key", "trust", "b");
    const told = JSON.parse(ok("template", "verify", "note.dxf", "--json")).files[0];
    expect(told).toMatchObject({ path: "note.dxf", name: "note", version: "1.0.0", verdict: "trusted" });
    expect(told.signatures.map(({ status }: { status: string }) => status).sort()).toEqual(["trusted", "unknown"]);
    expect(world.dxg(["template", "sign", "note.dxf"]).err).toContain("error[trust/no-key]");
    for (const day of ["2001-01-01", "2099-02-30", "2099-02-29T12:00Z", "2099-01-01T24:00Z"]) {
      expect(world.dxg(["template", "sign", "note.dxf", "--key", "a", "--expires", day]).code).toBe(2);
    }
    ok("template", "sign", "note.dxf", "--key", "a", "--expires", "2096-02-29T12:00Z");
  });

  test("do all files of a folder, and a failing one fails the folder", () => {
    made("a", "--no-passphrase");
    ok("key", "trust", "a");
    world.write({
      "all/one.dxf": smallBundle(),
      "all/deep/two.dxf": smallBundle("2.0.0", "other"),
      "t.txt.j2": "{{ a }}",
    });
    ok("template", "compile", "t.txt.j2", "-o", "all/t.dxt");
    expect(ok("template", "sign", "all").trim().split("\n")).toHaveLength(3);
    expect(ok("template", "verify", "all")).toEndWith("\n3 of 3 trusted\n");
    world.write({ "all/three.dxf": smallBundle() });
    const { code, out } = world.dxg(["template", "verify", "all"]);
    expect(code).toBe(1);
    expect(out).toEndWith("\n3 of 4 trusted\n");
    world.write({ "all/bad.dxf": "no bundle" });
    const before = world.tree("all");
    expect(world.dxg(["template", "sign", "all"]).err).toContain("error[format/");
    expect(world.tree("all")).toEqual(before);
    expect(ok("render", "all/t.dxt", "-p", "a=1")).toBe("1");
  });

  test("pass over nothing in a folder: neither links nor names in capitals", () => {
    made("a", "--no-passphrase");
    ok("key", "trust", "a");
    world.write({ "evil.dxf": smallBundle(), "sf/s2.dxf": smallBundle("2.0.0"), "other/evil.dxf": smallBundle() });
    ok("template", "sign", "sf/s2.dxf");
    const trusted = (): unknown => {
      const { code, out } = world.dxg(["template", "verify", "sf", "--json"]);
      const files = (JSON.parse(out) as { files: { path: string; verdict: string; code?: string }[] }).files;
      return [code, ...files.map(({ path, verdict, code: why = "" }) => `${path} ${verdict} ${why}`.trim())];
    };
    world.shell("ln -s s2.dxf sf/latest.dxf");
    expect(trusted()).toEqual([0, "sf/latest.dxf trusted", "sf/s2.dxf trusted"]);
    const extra = [
      ["ln -s ../evil.dxf sf/l.dxf", "sf/l.dxf unsigned trust/unsigned"],
      ["ln -s nowhere sf/L.DXT", "sf/L.DXT refused io/not-found"],
      ["ln -s ../other sf/l", "sf/l refused io/is-directory"],
      ["cp evil.dxf sf/l.DXF", "sf/l.DXF unsigned trust/unsigned"],
      ["cp evil.dxf sf/.l.Dxf", "sf/.l.Dxf unsigned trust/unsigned"],
      ["mkfifo sf/l.dxt", "sf/l.dxt refused io/failed"],
    ] as const;
    for (const [script, told] of extra) {
      world.shell(script);
      const answer = trusted() as readonly unknown[];
      expect(answer[0]).toBe(1);
      expect(answer).toContain(told);
      world.shell("rm sf/l sf/l.* sf/L.* sf/.l.*");
    }
    world.shell(`mkdir -p sf/${"d/".repeat(30)} && cp evil.dxf sf/${"d/".repeat(30)}`);
    expect(world.dxg(["template", "verify", "sf"])).toMatchObject({ code: 1, out: "" });
    world.shell("rm -r sf/d; ln -s sf linked");
    expect(ok("template", "verify", "linked")).toEndWith("\n2 of 2 trusted\n");
    // What a link leads to is not signed under another name, nor is the link replaced.
    const before = world.tree();
    for (const target of ["sf", "sf/latest.dxf", "linked"]) {
      const { code, err } = world.dxg(["template", "sign", target]);
      expect({ code, tree: world.tree() }).toEqual({ code: 1, tree: before });
      expect(err).toMatch(/^error\[write\/failed\]: Cannot write: (?:sf|linked)\/latest\.dxf is a symbolic link\n/);
    }
    world.shell("rm sf/latest.dxf; cp evil.dxf sf/UPPER.DXF");
    expect(ok("template", "sign", "sf").trim().split("\n")).toHaveLength(2);
    expect(ok("template", "verify", "sf")).toEndWith("\n2 of 2 trusted\n");
  });

  test("write and read a .sig beside the file, which stays as it is", () => {
    made("a", "--no-passphrase");
    ok("key", "trust", "a");
    world.write({ "note.dxf": smallBundle() });
    const before = world.tree()["note.dxf"];
    ok("template", "sign", "note.dxf", "--detached");
    expect(world.tree()["note.dxf"]).toBe(before!);
    expect(ok("template", "verify", "note.dxf")).toContain("in the .sig");
    world.write({ "note.dxf": smallBundle("1.0.1") });
    expect(world.dxg(["template", "verify", "note.dxf"]).out).toContain("trust/bad-signature");
    expect(world.dxg(["generate", "./note.dxf", "A"]).err).toContain("error[trust/bad-signature]");
    expect(world.dxg(["template", "sign", "note.dxf", "--detached"]).err).toContain("error[trust/bad-signature]");
    world.write({ "note.dxf.sig": "no signature" });
    expect(world.dxg(["generate", "./note.dxf", "A"]).err).toContain("error[format/not-dxt]");
  });

  test("refuse to sign in a file what is signed in the .sig beside it, of a folder too, and write nothing", () => {
    made("a", "--no-passphrase");
    made("b", "--no-passphrase");
    ok("key", "trust", "a");
    world.write({ "all/note.dxf": smallBundle(), "all/a.dxf": smallBundle("1.0.0", "other") });
    ok("template", "sign", "all/note.dxf", "--key", "a", "--detached");
    const before = world.tree();
    for (const [target, key] of [
      ["all/note.dxf", "b"],
      ["all/note.dxf", "a"],
      ["all", "b"],
    ]) {
      const { code, err } = world.dxg(["template", "sign", target!, "--key", key!]);
      expect({ code, tree: world.tree() }).toEqual({ code: 2, tree: before });
      expect(err).toContain(
        "all/note.dxf is signed in all/note.dxf.sig, which a signature in the file would make wrong",
      );
      expect(err).toContain("help: Add --detached");
    }
    expect(ok("template", "sign", "all/note.dxf", "--key", "b", "--detached")).toContain("2 signatures");
    expect(ok("template", "verify", "all/note.dxf")).toStartWith("trusted");
  });
});

describe("dxg template show --history", () => {
  test("counts signatures in the .sig beside a file", () => {
    made("a", "--no-passphrase");
    ok("key", "trust", "a");
    world.write({ "note-1.dxf": smallBundle("1.0.0"), "note-2.dxf": smallBundle("2.0.0") });
    ok("template", "sign", "note-1.dxf", "--detached");
    ok("template", "sign", "note-2.dxf", "--detached", "--replaces", "note-1.dxf", "--comment", "second");
    const { history } = JSON.parse(ok("template", "show", "note-2.dxf", "--history", "--json"));
    expect(history).toMatchObject([
      { version: "2.0.0", source: "file", signatures: [{ status: "trusted", detached: true, comment: "second" }] },
      { version: "1.0.0", source: "file", signatures: [{ status: "trusted", detached: true }] },
    ]);
    expect(ok("template", "show", "note-2.dxf", "--history")).toMatch(/\(trusted\) [-:\w ]+, in the \.sig, second\n/);
    world.write({ "note-2.dxf": smallBundle("2.0.1") });
    expect(world.dxg(["template", "show", "note-2.dxf", "--history"]).err).toContain("error[trust/bad-signature]");
  });

  test("goes back over what was replaced, in files and in the record", () => {
    made("a", "--no-passphrase", "--comment", "Ada");
    ok("key", "trust", "a");
    const versions = ["1.0.0", "1.1.0", "2.0.0"];
    world.write(Object.fromEntries(versions.map((version) => [`note-${version}.dxf`, smallBundle(version)])));
    ok("template", "sign", "note-1.0.0.dxf");
    ok("template", "sign", "note-1.1.0.dxf", "--replaces", "note-1.0.0.dxf");
    ok("template", "sign", "note-2.0.0.dxf", "--replaces", "note-1.1.0.dxf", "--comment", "third");
    const sources = (): string[] =>
      JSON.parse(ok("template", "show", "note-2.0.0.dxf", "--history", "--json")).history.map(
        ({ version, source }: { version?: string; source: string }) => `${version} ${source}`,
      );
    expect(sources()).toEqual(["2.0.0 file", "1.1.0 file", "1.0.0 file"]);
    ok("generate", "./note-1.1.0.dxf", "A");
    world.shell("mkdir away; mv note-1.1.0.dxf away");
    expect(sources()).toEqual(["2.0.0 file", "1.1.0 record", "1.0.0 file"]);
    world.shell("mv note-1.0.0.dxf away");
    expect(sources()).toEqual(["2.0.0 file", "1.1.0 record", "undefined nothing"]);
    expect(ok("template", "show", "note-2.0.0.dxf", "--history")).toContain("third");
    // Replacing what is newer, another template, or itself is a mistake.
    for (const [file, old] of [
      ["away/note-1.0.0.dxf", "note-2.0.0.dxf"],
      ["note-2.0.0.dxf", "note-2.0.0.dxf"],
    ] as const) {
      expect(world.dxg(["template", "sign", file, "--replaces", old]).code).not.toBe(0);
    }
  });
});

describe("dxg doctor", () => {
  test("says which key signed the built-in templates, and that the signatures hold", () => {
    const { checks } = JSON.parse(ok("doctor", "--json")) as { checks: { name: string; detail: string }[] };
    expect(checks.find(({ name }) => name === "built-in templates")?.detail).toMatch(
      /^signed with (?:the release key|a throwaway key of this build), [0-9a-f]{16}$/,
    );
    expect(
      checks.filter(({ name, detail }) => name.startsWith("template ") && detail.endsWith(", verified")),
    ).toHaveLength(4);
  });
});

describe("what is wrong beside a file is told of what it is", () => {
  test("one signature too many", () => {
    world.write({ "hi.dxf": smallBundle() });
    for (let index = 0; index <= 16; index += 1) made(`k${index}`, "--no-passphrase");
    for (const flags of [[], ["--detached"]]) {
      for (let index = 0; index < 16; index += 1) ok("template", "sign", "hi.dxf", "--key", `k${index}`, ...flags);
      const { code, err } = world.dxg(["template", "sign", "hi.dxf", "--key", "k16", ...flags]);
      expect(code).toBe(1);
      expect(err).toContain("Binary is too large: 16 signatures are there already, and a file has no more\n");
      expect(err).toContain(`- in the file ${world.path(flags.length === 0 ? "hi.dxf" : "hi.dxf.sig")}\n`);
      expect(err).toContain("  help: A key that has signed before can sign again; ");
      ok("template", "sign", "hi.dxf", "--key", "k3", ...flags);
    }
  });

  test("a .sig that is none", () => {
    world.write({ "hi.dxf": smallBundle() });
    world.write({ "hi.dxf.sig": "junk junk junk junk" });
    const told = `  - in the file ${world.path("hi.dxf.sig")}\n  help: Take it from its author again, or remove it and sign anew`;
    expect(world.dxg(["template", "verify", "hi.dxf"]).out).toContain(told);
    const { err } = world.dxg(["generate", "hi.dxf"]);
    expect(err).toContain(told);
    expect(err).not.toContain("in the file hi.dxf\n");
  });
});
