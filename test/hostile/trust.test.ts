/**
 * Whom a template is taken from: the rows of the list of attacks that are about permission and consent, by their numbers,
 * from the compiled executable.
 */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { chmodSync, chownSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Ended, World } from "../e2e/world.ts";
import { runInProject, writeTemplate } from "./in-project.ts";
import { atTerminal, type Session } from "./terminal.ts";

const QUESTION = "May it run";

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

const template = (path: string, capabilities?: string, files?: Readonly<Record<string, string>>): void =>
  writeTemplate(world, path, capabilities, files);
const inProject = (...args: readonly string[]): Ended => runInProject(world, ...args);

function consents(): string {
  return join(world.home, ".config/dxg/consents");
}

describe("B11: trust is for one template, not for what is called alike", () => {
  test("a place that leads elsewhere is that other place", () => {
    template("good/t");
    template("evil/t");
    const [, hash = ""] = world.trusting("good/t");
    expect(inProject("generate", "../good/t").code).toBe(1);
    mkdirSync(join(world.home, ".config/dxg"), { recursive: true });
    const identity = new Bun.CryptoHasher("sha256").update("x").digest("hex");
    writeFileSync(consents(), `${identity} ${hash} "../good/t 1.0.0"\n`, { mode: 0o600 });
    expect(inProject("generate", "../good/t").err).toStartWith("error[trust/untrusted]");
  });

  test("consent for a directory is not for one that its path is the beginning of, nor for one reached through it", async () => {
    template("good");
    template("good-too");
    template("other");
    mkdirSync(world.path("project"));
    const { code } = await atTerminal(world, ["generate", "./good", "-o", "project"], []);
    expect(code).toBe(0);
    world.write({ "project/.dx/.keep": "" });
    const yes = await inTerminal(["generate", "../good", "-o", "a"], "y");
    expect(yes.code).toBe(0);
    expect(inProject("generate", "../good", "-o", "b").code).toBe(0);
    expect(inProject("generate", "../other/../good", "-o", "c").code).toBe(0);
    expect(inProject("generate", "../good/../other", "-o", "d").code).toBe(1);
    expect(inProject("generate", "../good-too", "-o", "e").code).toBe(1);
  });

  test("a hash that is accepted is the whole hash, and of these permissions", () => {
    template("t");
    const [, hash = ""] = world.trusting("./t");
    for (const wrong of [hash.slice(0, 32), hash.toUpperCase(), `${hash}0`, "", "t", "*"]) {
      const { code, err } = inProject("generate", "../t", `--trust=${wrong}`, "--trust", hash);
      expect(code).toBe(2);
      expect(err).toContain("is neither a hash of permissions nor a key");
    }
    const other = inProject("generate", "../t", "--trust", hash.replaceAll("a", "b"));
    expect(other.err).toStartWith("error[trust/untrusted]");
    expect(other.err).toContain("what --trust names is other permissions or another key");
    expect(inProject("generate", "../t", "--trust", "0".repeat(64), "--trust", hash).code).toBe(0);
  });

  test("a key that is accepted is the whole key, as digits or as its line, and never its id", () => {
    template("t");
    const { id, publicKey } = JSON.parse(world.dxg(["key", "generate", "--no-passphrase", "--json"]).out);
    world.dxg(["template", "compile", "./t", "-o", "t.dxf"]);
    world.dxg(["template", "sign", "t.dxf"]);
    const refused = inProject("generate", "../t.dxf");
    expect(refused.err).toContain(`signed by ${publicKey}, which you do not trust`);
    expect(refused.err).toContain(`or --trust ${publicKey}\n`);
    const short = inProject("generate", "../t.dxf", "--trust", id);
    expect(short.code).toBe(2);
    expect(short.err).toContain(`--trust ${publicKey}\n`);
    expect(inProject("generate", "../t", "--trust", publicKey).code).toBe(1);
    expect(inProject("generate", "../t.dxf", "--trust", publicKey, "-o", "a").code).toBe(0);
    expect(inProject("generate", "../t.dxf", "--trust", `dxg-ed25519 ${publicKey} Ada`, "-o", "b").code).toBe(0);
  });

  test("a link in the project that leads out of it does not make a template the project's own", () => {
    template("evil");
    mkdirSync(world.path("project/.dx/templates"), { recursive: true });
    symlinkSync("../../../evil", world.path("project/.dx/templates/evil"));
    symlinkSync("..", world.path("project/out"));
    for (const name of ["evil", "./out/evil"]) {
      expect(inProject("generate", name).err).toContain("it is from outside");
    }
  });
});

/** At a terminal in the project, where a person presses a key when the question is there. */
async function inTerminal(args: readonly string[], keys: string): Promise<Session> {
  return atTerminal(world, args, [{ when: QUESTION, after: 50, keys }], { cwd: "project" });
}

describe("B16: what a template asks for is asked of a person, who says No by default", () => {
  beforeEach(() => {
    template("t");
    mkdirSync(world.path("project"));
  });

  test("without a terminal it is refused with all that it asks for, and never waits", () => {
    const { code, out, err } = inProject("generate", "../t");
    expect({ code, out }).toEqual({ code: 1, out: "" });
    expect(err).toContain("- it creates and changes ordinary files below the destination\n");
    expect(err).toMatch(/--trust [0-9a-f]{64}\n/);
    expect(world.tree("project")).toEqual({});
    expect(inProject("generate", "../t", "--json").out).toContain('"code": "trust/untrusted"');
  });

  test("Yes writes the files, is kept for the user alone, and is not asked again", async () => {
    const { code, screen, sane } = await inTerminal(["generate", "../t"], "y");
    expect({ code, sane }).toEqual({ code: 0, sane: true });
    expect(screen).toContain("- creates and changes ordinary files below the destination\n");
    expect(screen).toEndWith("created a.txt\n[end 0 3]\n");
    expect(statSync(consents()).mode & 0o777).toBe(0o600);
    expect(statSync(join(consents(), "..")).mode & 0o777).toBe(0o700);
    expect(inProject("generate", "../t", "-o", "again").code).toBe(0);
  });

  test.each([
    ["Enter", "\r", 1, "trust/declined"],
    ["n", "n", 1, "trust/declined"],
    ["Ctrl-C", "\x03", 130, "trust/cancelled"],
    ["Escape", "\x1b", 130, "trust/cancelled"],
    ["Ctrl-D", "\x04", 130, "trust/cancelled"],
  ])("%s writes nothing and keeps nothing", async (_, keys, exit, error) => {
    const { code, screen, sane } = await inTerminal(["generate", "../t"], keys);
    expect({ code, sane }).toEqual({ code: exit, sane: true });
    expect(screen).toContain(`error[${error}]`);
    const shown = Bun.stripANSI(screen.slice(screen.lastIndexOf("May it run"), screen.indexOf("error[")));
    expect(shown).toContain("No");
    expect(shown).not.toContain("Yes");
    expect(world.tree("project")).toEqual({});
    expect(world.homeTree()[".config"]).toBeUndefined();
  });

  test("the question tells where the template lies, each command, and which are shells", async () => {
    template("t", "capabilities:\n  can_run: [git add ., [sh, -c, ls], [env, A=1, /bin/bash, x]]\n");
    const { screen } = await inTerminal(["generate", "../t"], "n");
    expect(screen).toContain(`"t" 1.0.0 in ${world.path("t")}: it is from outside`);
    expect(screen).toContain("  - may run: git add .\n");
    expect(screen).toContain("  - may run: sh -c ls (a shell: it can run anything)\n");
    expect(screen).toContain("  - may run: env A=1 /bin/bash x (a shell: it can run anything)\n");
  });

  test("in CI nothing is asked", async () => {
    const { code, screen } = await atTerminal(world, ["generate", "../t"], [], { env: { CI: "true" }, cwd: "project" });
    expect(code).toBe(1);
    expect(screen).toContain("error[trust/untrusted]");
  });

  test("other permissions are asked for again, the same ones in another order are not", async () => {
    template("t", 'capabilities:\n  can_create_files: ["*.txt", "*.md"]\n');
    expect((await inTerminal(["generate", "../t", "-o", "a"], "y")).code).toBe(0);
    template("t", 'description: new\ncapabilities:\n  can_create_files: ["*.md", "*.txt", "*.md"]\n');
    expect(inProject("generate", "../t", "-o", "b").code).toBe(0);
    template("t", 'capabilities:\n  can_create_files: ["*.txt", "*.md", "*.ts"]\n');
    expect(inProject("generate", "../t", "-o", "c").err).toStartWith("error[trust/untrusted]");
    template("t", 'capabilities:\n  can_create_files: ["*.txt", "*.md"]\n  can_read_env: [HOME]\n');
    expect(inProject("generate", "../t", "-o", "d").err).toContain("reads variables of the environment: HOME");
  });

  test("a bundle is known by its content", async () => {
    world.dxg(["template", "compile", "./t", "-o", "t.dxf"]);
    expect((await inTerminal(["generate", "../t.dxf", "-o", "a"], "y")).code).toBe(0);
    world.shell("mkdir moved; mv t.dxf moved/other.dxf");
    expect(inProject("generate", "../moved/other.dxf", "-o", "b").code).toBe(0);
    template("t", "", { "a.txt": "other" });
    world.dxg(["template", "compile", "./t", "-o", "moved/other.dxf"]);
    expect(inProject("generate", "../moved/other.dxf", "-o", "c").code).toBe(1);
  });

  test("a file of consents that others could have written is not believed, nor is one that is no file", async () => {
    expect((await inTerminal(["generate", "../t", "-o", "a"], "y")).code).toBe(0);
    chmodSync(consents(), 0o622);
    const { code, err } = inProject("generate", "../t", "-o", "b");
    expect(code).toBe(1);
    expect(err).toMatch(
      /; what you allowed before is not believed, since \S+consents can be written by others; nothing/,
    );
    chmodSync(consents(), 0o600);
    chmodSync(join(consents(), ".."), 0o770);
    expect(inProject("generate", "../t", "-o", "b").err).toContain("lies in a folder that others can write to");
    chmodSync(join(consents(), ".."), 0o700);
    if (process.getuid?.() === 0) {
      chownSync(consents(), 1, 1);
      expect(inProject("generate", "../t", "-o", "b").err).toContain("consents belongs to another user");
      chownSync(consents(), 0, 0);
    } else console.log("not run: files of others (root)");
    expect(inProject("generate", "../t", "-o", "b").code).toBe(0);
    const text = readFileSync(consents());
    writeFileSync(join(world.home, "planted"), text);
    world.shell('rm "$HOME/.config/dxg/consents"; ln -s "$HOME/planted" "$HOME/.config/dxg/consents"');
    expect(inProject("generate", "../t", "-o", "c").code).toBe(1);
    world.shell('rm "$HOME/.config/dxg/consents"; head -c 100000 /dev/urandom > "$HOME/.config/dxg/consents"');
    expect(inProject("generate", "../t", "-o", "d").code).toBe(1);
  });

  test.each([
    ["a config folder that cannot be made", "touch $HOME/.config", {}, ".config"],
    ["a config folder that cannot be changed", "mkdir -p $HOME/.config/dxg/lock", {}, ".config/dxg/lock"],
    ["no home", "true", { HOME: "" }, "there is no home folder to keep it in"],
  ])("with %s a Yes counts for this run, with one warning, and so does --trust", async (_, prepare, env, why) => {
    world.shell(prepare);
    const press = { when: QUESTION, after: 50, keys: "y" };
    const { code, screen } = await atTerminal(world, ["generate", "../t"], [press], { env, cwd: "project" });
    expect(code).toBe(0);
    const [warning, ...more] = screen.split("\n").filter((line) => line.includes("warning: "));
    expect(warning).toContain("warning: your answer could not be remembered, so you will be asked again: ");
    expect(warning).toContain(why);
    expect(more).toEqual([]);
    expect(world.read("project/a.txt")).toBe("a");
    const flags = world.trusting("./t", { env });
    const given = world.dxg(["generate", "../t", "-o", "b", ...flags], { env, cwd: "project" });
    expect(given).toEqual({ code: 0, out: "created b/a.txt\n", err: "" });
    expect(world.dxg(["generate", "../t", "-o", "c"], { env, cwd: "project" }).code).toBe(1);
  });

  test("the user's own folder has sources of one's own, and bundles of others", () => {
    world.dxg(["template", "compile", "./t", "-o", "bundle.dxf"]);
    world.shell('mkdir -p "$HOME/.local/share/dxg/templates"; cp -r t "$HOME/.local/share/dxg/templates/t"');
    expect(inProject("generate", "t").code).toBe(0);
    world.shell('rm -r "$HOME/.local/share/dxg/templates/t"; mv bundle.dxf "$HOME/.local/share/dxg/templates/t.dxf"');
    expect(inProject("generate", "t", "-o", "b").err).toContain("it is from outside");
  });

  test("a bundle in the project's own templates is the project's, one elsewhere in it is not", () => {
    world.dxg(["template", "compile", "./t", "-o", "t.dxf"]);
    mkdirSync(world.path("project/.dx/templates"), { recursive: true });
    world.shell("cp t.dxf project/.dx/templates/t.dxf; cp t.dxf project/t.dxf");
    expect(inProject("generate", "t").code).toBe(0);
    expect(inProject("generate", "./t.dxf", "-o", "b").code).toBe(1);
  });

  test("below the home folder or the root nothing is a project's own by its place", () => {
    world.shell('cp -r t "$HOME/t"; cp -r t "$HOME/Downloads"');
    const { code, err } = world.dxg(["generate", "./t"], { cwd: "../home" });
    expect(code).toBe(1);
    expect(err).toContain("it is from outside");
  });
});

describe("D1: text of a template that steers the terminal", () => {
  test("does not reach it through the question", async () => {
    template("t", 'description: "\\e[2J\\e]52;c;eA==\\a"\nmessage: "\\e[2Jdone\\n::error::x"\n');
    mkdirSync(world.path("project"));
    const { code, screen } = await inTerminal(["generate", "../t"], "y");
    expect(code).toBe(0);
    expect(screen).not.toContain("\x1b[2J");
    expect(screen).not.toContain("\x1b]52");
    expect(screen).toContain("\\x1b[2Jdone");
  });
});
