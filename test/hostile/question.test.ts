/**
 * Who answers the question whether a template may run: the rows of the list of attacks that are about keys and the terminal,
 * by their numbers, from the compiled executable.
 */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { World } from "../e2e/world.ts";
import { atTerminal } from "./terminal.ts";

const QUESTION = "May it run";

let world: World;
beforeEach(() => {
  world = new World();
  world.write({ "t/template.yaml": "name: t\nversion: 1.0.0\n", "t/files/a.txt": "a" });
  mkdirSync(world.path("project"));
});
afterEach(() => world[Symbol.dispose]());

describe("D3: keys that were pressed before the question", () => {
  test("answer nothing: neither what was typed ahead nor what comes within 300 ms", async () => {
    const presses = [{ keys: "y\ry\r" }, { when: QUESTION, after: 50, keys: "\r" }];
    const session = await atTerminal(world, ["generate", "../t"], presses, { cwd: "project" });
    expect(session.code).toBe(1);
    expect(session.screen).toContain("error[trust/declined]");
    expect(world.tree("project")).toEqual({});
    const early = [
      { when: "ordinary files below", after: 20, keys: "yyy\r" },
      { when: QUESTION, after: 50, keys: "n" },
    ];
    expect((await atTerminal(world, ["generate", "../t"], early, { cwd: "project" })).code).toBe(1);
    expect(world.tree("project")).toEqual({});
  });

  test.each(["ls\r", "kill\r", "ok\r", "k\r", "clear\r", "sky\r", "j\r", "\x1b[5~l\r", "j", " \r"])(
    "no word but y answers Yes: %j",
    async (keys) => {
      const presses = [
        { when: QUESTION, after: 500, keys },
        { when: "", after: 1500, keys: "\r" },
      ];
      const session = await atTerminal(world, ["generate", "../t"], presses, { cwd: "project" });
      expect(session.code).toBe(1);
      expect(session.screen).toContain("error[trust/declined]");
      expect(world.tree("project")).toEqual({});
    },
  );

  test("Enter behind a word says No, though an arrow chose Yes before", async () => {
    const presses = [{ when: QUESTION, after: 500, keys: "\x1b[Als\r" }];
    expect((await atTerminal(world, ["generate", "../t"], presses, { cwd: "project" })).code).toBe(1);
    expect(world.tree("project")).toEqual({});
  });

  test.each(["y", "Y", "\x1b[D\r", "\x1bOC\r", "l\x1b[A\r"])("y and the arrows answer Yes: %j", async (keys) => {
    const presses = [{ when: QUESTION, after: 500, keys }];
    const session = await atTerminal(world, ["generate", "../t"], presses, { cwd: "project" });
    expect({ code: session.code, tree: Object.keys(world.tree("project")) }).toEqual({ code: 0, tree: ["a.txt"] });
  });

  test("a pasted answer with Enter is one answer, and the default is No", async () => {
    const { code } = await atTerminal(world, ["generate", "../t"], [{ when: QUESTION, after: 50, keys: "\r\ry" }], {
      cwd: "project",
    });
    expect(code).toBe(1);
    expect(world.tree("project")).toEqual({});
  });
});

describe("D4: a question owns the terminal", () => {
  test("nothing else is written between the question and its answer, and the terminal is left as it was", async () => {
    const session = await atTerminal(world, ["generate", "../t"], [{ when: QUESTION, after: 1000, keys: "\x03" }], {
      cwd: "project",
    });
    const between = session.screen.slice(session.screen.indexOf(QUESTION), session.screen.indexOf("error["));
    expect(between.split("\n").length).toBeLessThan(8);
    expect(session.sane).toBe(true);
  });

  test("Ctrl-Z stops the job with the terminal as it was; then all is shown and asked anew", async () => {
    const shown = "ordinary files below";
    const presses = [
      { when: QUESTION, after: 50, keys: "\x1a" },
      { when: "[stopped 3]", after: 1000, keys: "y" },
    ];
    const session = await atTerminal(world, ["generate", "../t"], presses, { cwd: "project", jobControl: true });
    expect(session.screen.split("[stopped").length).toBe(2);
    expect(session.screen.split("[stopped")[1]).toContain(shown);
    expect({ code: session.code, sane: session.sane }).toEqual({ code: 0, sane: true });
    expect(world.files("project")).toEqual(["a.txt"]);
  });

  test("a signal that stops the job does too, and typing ahead answers nothing", async () => {
    const presses = [
      { when: QUESTION, after: 50, keys: "", signal: "TSTP" },
      { when: "[stopped", keys: "y\r" },
      { when: '"$DXG" "$@"', after: 1500, keys: "n" },
    ];
    const session = await atTerminal(world, ["generate", "../t"], presses, { cwd: "project", jobControl: true });
    expect({ code: session.code, sane: session.sane }).toEqual({ code: 1, sane: true });
    expect(world.tree("project")).toEqual({});
  });

  test("a passphrase begins anew after Ctrl-Z, and is not shown", async () => {
    const presses = [
      { when: "assphrase", after: 50, keys: "old-\x1a" },
      { when: "[stopped 3]", after: 1000, keys: "swordfish-42\r" },
      { when: "gain", after: 100, keys: "swordfish-42\r" },
    ];
    const session = await atTerminal(world, ["key", "generate", "mine"], presses, { jobControl: true });
    expect(session.screen).not.toContain("swordfish");
    expect({ code: session.code, sane: session.sane }).toEqual({ code: 0, sane: true });
  });

  test.each(["INT", "TERM", "HUP", "QUIT"])("SIG%s ends it with the terminal as it was", async (signal) => {
    const press = { when: QUESTION, after: 50, keys: "", signal };
    const session = await atTerminal(world, ["generate", "../t"], [press], { cwd: "project" });
    expect(session.code).toBeGreaterThan(128);
    expect(session.sane).toBe(true);
    expect(world.tree("project")).toEqual({});
  });
});
