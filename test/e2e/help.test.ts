/** What the command line says of itself, and how it refuses what it does not understand. */
import { afterAll, describe, expect, test } from "bun:test";
import { COMMANDS } from "../../src/cli/commands.ts";
import { golden } from "../format/golden.ts";
import { World } from "./world.ts";

const world = new World();
afterAll(() => world[Symbol.dispose]());

/** The words of every command and group. */
function paths(): readonly (readonly string[])[] {
  const found: (readonly string[])[] = [[]];
  for (const [name, { group }] of Object.entries(COMMANDS)) {
    found.push([name], ...Object.keys(group ?? {}).map((inner) => [name, inner]));
  }
  return found;
}

describe("--help", () => {
  test.each(paths().map((words): [string, readonly string[]] => [["dxg", ...words].join(" "), words]))(
    "of %s",
    async (name, words) => {
      const { code, out, err } = world.dxg([...words, "--help"]);
      expect({ code, err }).toEqual({ code: 0, err: "" });
      expect(out).not.toContain("\x1b");
      expect(out.split("\n").filter((line) => Bun.stringWidth(line) > 80)).toEqual([]);
      await golden(`test/fixtures/e2e/help/${name.replaceAll(" ", "-")}.txt`, out);
      expect(world.dxg([...words, "-h"]).out).toBe(out);
      expect(world.dxg(["help", ...words]).out).toBe(out);
    },
  );

  test("is found by a command's alias too", () => {
    const { out } = world.dxg(["generate", "--help"]);
    expect(world.dxg(["help", "g"])).toEqual({ code: 0, out, err: "" });
    expect(world.dxg(["g", "--help"])).toEqual({ code: 0, out, err: "" });
  });

  test("has examples that name real flags, for every command", () => {
    for (const words of paths()) {
      const { out } = world.dxg([...words, "--help"]);
      if (!out.includes("OPTIONS")) continue;
      expect(out).toContain("\nEXAMPLES\n");
      const examples = out.slice(out.indexOf("\nEXAMPLES\n"));
      for (const [, flag = ""] of examples.matchAll(/ (--[a-z-]+)/g)) expect(out.replace(examples, "")).toContain(flag);
    }
  });

  test("wins over arguments, but not behind --", () => {
    expect(world.dxg(["generate", "nothing", "--help"])).toMatchObject({ code: 0 });
    expect(world.dxg(["generate", "--", "--help"])).toMatchObject({ code: 1 });
  });

  test("is shown with exit code 2 where a command is missing", () => {
    expect(world.dxg([])).toMatchObject({ code: 2, out: world.dxg(["--help"]).out });
    expect(world.dxg(["template"])).toMatchObject({ code: 2, out: world.dxg(["template", "--help"]).out });
  });
});

describe("--version", () => {
  test("is that of the package", async () => {
    const { version } = await import("../../package.json");
    expect(world.dxg(["--version"])).toEqual({ code: 0, out: `dxg ${version}\n`, err: "" });
    for (const flag of ["-V", "-v"]) expect(world.dxg([flag])).toEqual({ code: 0, out: `dxg ${version}\n`, err: "" });
  });
});

describe("wrong usage", () => {
  test.each([
    [["generat"], "cli/unknown-command", "Did you mean `dxg generate`?"],
    [["gen"], "cli/unknown-command", "Did you mean `dxg generate`?"],
    [["template", "lst"], "cli/unknown-command", "Did you mean `dxg template list`?"],
    [["frobnicate"], "cli/unknown-command", "`dxg --help` lists the commands"],
    [["help", "generat"], "cli/unknown-command", "Did you mean `dxg generate`?"],
    [["help", "template", "lst"], "cli/unknown-command", "Did you mean `dxg template list`?"],
    [["__proto__"], "cli/unknown-command", "`dxg --help` lists the commands"],
    [["generate", "component", "--outpt", "x"], "cli/unknown-flag", "Did you mean --output?"],
    [["generate", "component", "--dryrun"], "cli/unknown-flag", "Did you mean --dry-run?"],
    [["generate", "component", "-x"], "cli/unknown-flag", "`dxg generate --help`"],
    [["generate", "component", "!"], "params/refused", "name: it needs a letter or a digit\n  help: "],
    [["generate", "component", "A", "-p", "state_vars=ok,fine,9x"], "params/refused", "cannot be '9x'; write name or"],
    [
      ["g", "component-full", "A", "-p", "state_vars=ok,9x,to string"],
      "params/refused",
      "be '9x' or 'toString'; write",
    ],
    [["generate", "component", "-x"], "cli/unknown-flag", "if it is no flag, write -- before it"],
    [["generate", "component", "--x=1"], "cli/unknown-flag", "if it is no flag, write -- before it"],
    [["generate", "component", "-o", ""], "cli/bad-argument", "--output is empty"],
    [["generate", "component", "--output="], "cli/bad-argument", "--output is empty"],
    [["generate", "component", "A", "--params", ""], "cli/bad-argument", "--params is empty"],
    [["generate", "", "A"], "cli/bad-argument", "TEMPLATE is empty"],
    [["render", ""], "cli/bad-argument", "TEMPLATE is empty"],
    [["render", "-", "-o", ""], "cli/bad-argument", "--output is empty"],
    [["template", "compile", "component", "-o", ""], "cli/bad-argument", "--output is empty"],
    [["template", "init", ""], "cli/bad-argument", "NAME is empty"],
    [["template", "init", "."], "cli/bad-argument", '"." is not a template name'],
    [["generate", "component", "--dry-run=yes"], "cli/bad-argument", ""],
    [["generate", "component", "-o"], "cli/missing-argument", "`dxg generate --help`"],
    [["generate", "component", "-o", "--dry-run"], "cli/missing-argument", "`dxg generate --help`"],
    [["generate", "component", "-o", "a", "-o", "b"], "cli/bad-argument", ""],
    [["generate", "component", "--on-conflict", "merge"], "cli/bad-argument", "Choose one of: fail, overwrite"],
    [["generate", "component", "A", "B"], "cli/bad-argument", "`dxg generate --help`"],
    [["generate"], "cli/missing-argument", "`dxg generate --help`"],
    [["completion", "basch"], "cli/bad-argument", 'Did you mean "bash"?'],
    [["generate", "component", "A", "-p", "with_stat"], "params/unknown", 'did you mean "with_state"?'],
    [["generate", "component", "A", "-p", "with_state=maybe"], "params/type", ""],
    [["generate", "component", "A", "-p", "name=B"], "params/type", ""],
    [["generate", "component"], "params/missing", "Give them with -p key=value or --params FILE"],
    [["generate", "component", "A", "-p", ""], "params/unknown", ""],
    [["generate", "route-crud", "A", "-p", "page_size=0"], "params/type", "page_size: expected at least 1, got 0"],
    [["generate", "route-crud", "A", "-p", "page_size=1001"], "params/type", "expected at most 1000"],
    [["generate", "route-crud", "A", "-p", "page_size=9007199254740993"], "params/type", "expected at most 1000"],
    [["generate", "route-crud", "A", "-p", "max_body_bytes=16383"], "params/type", "expected at least 16384"],
    [["generate", "route-crud", "A", "-p", "max_body_bytes=16777217"], "params/type", "expected at most 16777216"],
  ])("%j is %s with exit code 2", (args, code, hint) => {
    const before = world.tree();
    const ended = world.dxg(args);
    expect(ended).toMatchObject({ code: 2, out: "" });
    expect(ended.err).toStartWith(`error[${code}]: `);
    expect(ended.err).toContain(hint);
    expect(world.tree()).toEqual(before);
  });

  test("-- is not proposed where no argument can follow", () => {
    expect(world.dxg(["generate", "component", "A", "-x"]).err).toEndWith(
      "help: `dxg generate --help` shows how it is used\n",
    );
  });

  test("an unknown template is told with the nearest one", () => {
    const { code, err } = world.dxg(["generate", "componentful", "A"]);
    expect(code).toBe(1);
    expect(err).toBe(
      'error[template/not-found]: Template not found: "componentful"\n  help: Did you mean "component-full"?\n',
    );
  });

  test("everything that is wrong with parameters is told at once", () => {
    const { err } = world.dxg(["generate", "component-full", "-p", "with_state=maybe", "-p", "nam=x", "-p", "zzz=1"]);
    expect(err).toContain('"nam" (did you mean "name"?), "zzz"');
    expect(err).toContain("with_state: expected true or false");
    expect(err).toContain("missing name");
  });
});
