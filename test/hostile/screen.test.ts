/** Rows D1, D5 and D6 of the list of attacks: what a terminal gets to see, in all that it gets, and what a CI log obeys. */
import { afterEach, beforeEach, describe, expect, setDefaultTimeout, test } from "bun:test";
import { mkdirSync } from "node:fs";
import { World } from "../e2e/world.ts";
import { atTerminal } from "./terminal.ts";

setDefaultTimeout(60_000);

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

/** What steers terminals: a word behind each tells where it came from. */
const STEERING = {
  clear: "\x1b[2JEVIL",
  title: "\x1b]0;EVIL\x07",
  link: "\x1b]8;;https://EVIL\x1b\\",
  clipboard: "\x1b]52;c;RVZJTA==\x07",
  report: "\x1b[6nEVIL",
  c1: "\u009b2JEVIL\u009d0;EVIL\u009c",
  back: "EVIL\b\b\b\b\rSAFE",
  turned: "\u202eLIVE\u2066",
  hidden: "\u200bEVIL\ufeff",
  line: "\n::add-mask::EVIL\n::set-env name=EVIL::x\n::stop-commands::EVIL",
};
const ALL = Object.values(STEERING).join("");

/** What dxg and its question send themselves: colours, cursor, erasing below; only where no text of a template is. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
const OWN = /\x1b\[(?:\d{1,2}(?:;\d{1,2})*m|\?25[hl]|\d*[ABCDGJK]|999D|1?J)/g;

/** Whether nothing is left in a log that steers, once dxg's own is taken away. */
function harmless(log: string): void {
  expect(log).toContain("EVIL");
  // The screen is never cleared, no title set, nothing copied and nothing asked of the terminal.
  // biome-ignore lint/suspicious/noControlCharactersInRegex: it is what is looked for
  expect(log).not.toMatch(/\x1b\[2J|\x1b\]|\x1b\[\d*n|[\x80-\x9f\x07]/);
  const rest = log.replaceAll(OWN, "").replaceAll("\r\n", "\n");
  expect(rest.match(/[^\n\t\x20-\x7e\u00a0-\uffff]|[\u200b\u202a-\u202e\u2066-\u2069\ufeff]/gu)).toBeNull();
  expect(rest).not.toMatch(/^\s*::/m);
}

function yaml(text: string): string {
  return JSON.stringify(text);
}

/** From outside: its description, parameters, permissions, message and errors all steer. */
function template(body = "x", more = ""): void {
  world.write({
    "t/template.yaml": `name: t
version: 1.0.0
description: ${yaml(ALL)}
message: ${yaml(ALL)}
params:
  a: { type: string, help: ${yaml(ALL)}, default: ${yaml(`'${STEERING.clear}'`)}, choices: ${yaml(`['${STEERING.clear}', 'b']`)} }
${more}`,
    "t/files/a.txt.j2": body,
  });
}

describe("D1 D6 a terminal's log has nothing that steers it", () => {
  beforeEach(() => mkdirSync(world.path("project")));

  /** Runs at a terminal, and once more for a log of CI. */
  async function shown(args: readonly string[], keys?: string): Promise<void> {
    const presses = keys === undefined ? [] : [{ when: "May it run", after: 400, keys }];
    const { screen, sane } = await atTerminal(world, args, presses, { cwd: "project" });
    expect(sane).toBe(true);
    harmless(screen);
    const { out, err } = world.dxg(args, { cwd: "project", env: { CI: "true", GITHUB_ACTIONS: "true" } });
    harmless(`${out}${err}`);
  }

  test("description, help, choices and defaults", async () => {
    template();
    await shown(["template", "show", "../t"]);
    await shown(["generate", "../t", "-p", "a=no"], "y");
  });

  test("the question, what a template says at the end, and a wrong value", async () => {
    template();
    await shown(["generate", "../t", "-o", "out"], "y");
    await shown(["generate", "../t", "-o", "out", "-p", `a=${ALL}`]);
  });

  test.each(Object.keys(STEERING))("an error with the line of a template, and its text: %s", async (name) => {
    const text = STEERING[name as keyof typeof STEERING];
    template(`${text} EVIL {{ nothing }} ${text}`);
    await shown(["template", "check", "../t"]);
    template(`EVIL{{ raise(${JSON.stringify(text)}) }}{{ ${JSON.stringify(text)}.EVIL }}`);
    await shown(["template", "check", "../t"]);
  });

  test.each(Object.keys(STEERING))("a path that cannot be written: %s", async (name) => {
    const text = STEERING[name as keyof typeof STEERING];
    world.write({ "project/.dx/templates/p/template.yaml": "name: p\nversion: 1.0.0\n" });
    world.write({ "project/.dx/templates/p/files/x.j2": `{#---\nto: ${yaml(`EVIL${text}`)}\n---#}\nx` });
    await shown(["generate", "p"]);
  });

  test("names of the command line", async () => {
    for (const args of [
      ["generate", ALL],
      [ALL],
      ["render", `${ALL}.j2`],
      ["generate", "component", "A", `--${ALL}`],
    ]) {
      await shown(args);
    }
  });
});

describe("D5 characters that turn text in the bodies of files", () => {
  const WARNING = "Files with characters that turn the direction of text";

  test.each(["\u202a", "\u202e", "\u2066", "\u2069"])("are warned of, by the names of the files: %j", (char) => {
    const files = {
      "turned.txt.j2": `a ${char} b`,
      "copied.ts": `// ${char}`,
      "fine.txt": "\u2014 \u05d0 \u200f",
      "v.txt.j2": "{{ v }}",
    };
    world.write({
      ".dx/templates/t/template.yaml": "name: t\nversion: 1.0.0\nparams: { v: { type: string } }\n",
      ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`.dx/templates/t/files/${name}`, text])),
    });
    for (const flags of [["--dry-run"], ["--json"], ["-q", "--on-conflict", "overwrite"]]) {
      rest(["-o", `out${flags.length}`, ...flags]);
    }
    function rest(flags: readonly string[]): void {
      const { code, err } = world.dxg(["generate", "t", "-p", `v=${char}`, ...flags]);
      expect(code).toBe(0);
      expect(err).toStartWith(WARNING);
      expect([...err.matchAll(/^ {2}- (.*)$/gm)].map(([, path]) => path).sort()).toEqual([
        "copied.ts",
        "turned.txt",
        "v.txt",
      ]);
      expect(err).not.toContain(char);
    }
    const again = world.dxg(["generate", "t", "-p", `v=${char}`, "-o", "out1", "--json"]);
    expect(again).toMatchObject({ code: 0, err: "" });
  });
});
