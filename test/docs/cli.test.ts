/** docs/cli.md: flags, arguments and exit codes are those of the code, and the JSON that commands print has the keys listed. */
import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { ERROR_CODES } from "../../src/base/error-codes.ts";
import type { Argument, Command, CommandTable } from "../../src/cli/command.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import { smallBundle } from "../trust/keys.ts";
import { readPage, rows } from "./markdown.ts";

const PAGE = "docs/cli.md";
const MAIN = join(import.meta.dir, "../../src/main.ts");
let folder = "";
/** Stands for the permissions of the template `hooked`. */
const HASH = "HASH";
let hash = "";

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "dxg-cli-page-"));
  write(
    ".dx/templates/all/template.yaml",
    "name: all\nversion: 1.0.0\nparams: { n: { type: array, default: [1] }, idle: { type: array, default: [] } }\nmessage: done\n",
  );
  write(".dx/templates/all/files/a.j2", "{#---\nonce: true\n---#}\n{{ n }}\n");
  write(".dx/templates/all/files/keep/.dxkeep", "");
  write(".dx/templates/all/files/verbatim.txt", "as it is");
  write(
    ".dx/templates/hooked/template.yaml",
    "name: hooked\nversion: 1.0.0\ncapabilities: { can_run: [ls] }\nhooks: { post_generate: [ls] }\n",
  );
  write(".dx/templates/broken/template.yaml", "name: broken\n");
  write("one.j2", "{{ n }}\n");
  write("vars.j2", "{% for a in n %}{{ a.b - 1 }}{% endfor %}{{ c.d - 1 }}\n");
  write("odd.j2", "{% set unused = 1 %}{{ n }}\n");
  write("open.j2", "{% if n %}\n{{ n }}\n");
  Bun.spawnSync([process.execPath, MAIN, "params", "encode", "-p", "n=1", "-o", "n.dxp"], { cwd: folder });
  write("signed/first.dxf", smallBundle("1.0.0"));
  write("next.dxf", smallBundle("1.1.0"));
  write("damaged.dxf", "no bundle");
  const refused = Bun.spawnSync([process.execPath, MAIN, "generate", "hooked"], { cwd: folder, env: { HOME: folder } });
  hash = /--trust ([0-9a-f]+)/.exec(refused.stderr.toString())?.[1] ?? "";
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(path: string, text: string | Uint8Array): void {
  const target = join(folder, path);
  mkdirSync(dirname(target), { recursive: true });
  writeFileSync(target, text);
  chmodSync(target, 0o644);
}

function run(...args: readonly string[]): unknown {
  const words = args.map((word) => (word === HASH ? hash : word));
  const { stdout } = Bun.spawnSync([process.execPath, MAIN, ...words], { cwd: folder, env: { HOME: folder } });
  return JSON.parse(stdout.toString());
}

/** `a.b`, `list[].c`: the paths of everything in a value that has no further keys. */
function keyPaths(value: unknown, path = ""): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => keyPaths(item, `${path}[]`));
  if (typeof value !== "object" || value === null || ["manifest", "signed"].includes(path)) return [path];
  return Object.entries(value).flatMap(([key, item]) => keyPaths(item, path === "" ? key : `${path}.${key}`));
}

async function commands(table: CommandTable = COMMANDS): Promise<readonly Command[]> {
  const found: Command[] = [];
  for (const { load, group } of Object.values(table)) {
    if (load !== undefined) found.push(await load());
    if (group !== undefined) found.push(...(await commands(group)));
  }
  return found;
}

/** `-p`, `--param`: a flag as the page writes it. */
function flagText(name: string, argument: Argument): string {
  const alias = "alias" in argument ? [argument.alias ?? []].flat() : [];
  return [...alias.map((short) => `-${short}`), `--${name}`].join(", ");
}

const plain = (cell: string): string => cell.replaceAll("`", "");

describe("docs/cli.md", () => {
  test("has a chapter for each command with its arguments and flags", async () => {
    const all = await commands();
    const headings: readonly string[] = readPage(PAGE).match(/^## dxg .*$/gm) ?? [];
    expect(headings).toEqual(all.map(({ name }) => `## dxg ${name}`));
    for (const { name, arguments: defined } of all) {
      const entries = Object.entries(defined);
      const listed = (column: string): readonly string[] =>
        rows(PAGE, [column])
          .filter(({ heading }) => heading === `dxg ${name}`)
          .map(({ cell }) => plain(cell(column)));
      expect(listed("ARGUMENT")).toEqual(entries.filter(([, { type }]) => type === "positional").map(([key]) => key));
      expect(listed("FLAG")).toEqual(
        entries.filter(([, { type }]) => type !== "positional").map(([key, one]) => flagText(key, one)),
      );
    }
  });
  test("tells what each flag can be", async () => {
    for (const { name, arguments: defined } of await commands()) {
      for (const [key, one] of Object.entries(defined)) {
        if (one.type !== "enum") continue;
        const row = rows(PAGE, ["FLAG"]).find(
          ({ heading, cell }) => heading === `dxg ${name}` && plain(cell("FLAG")) === flagText(key, one),
        );
        expect([...(row?.cell("").matchAll(/`([^`]+)`/g) ?? [])].map(([, word]) => word).sort()).toEqual(
          [...(one.options ?? [])].sort(),
        );
      }
    }
  });
  test("lists every exit code", () => {
    const listed = rows(PAGE, ["EXIT CODE"]).map(({ cell }) => Number(cell("EXIT CODE")));
    expect(listed).toEqual([...new Set([0, ...Object.values(ERROR_CODES).map(({ exit }) => exit), 70])]);
  });
  const SHAPES: readonly (readonly [column: string, calls: readonly (readonly string[])[]])[] = [
    [
      "KEY OF GENERATE",
      [
        ["generate", "all", "--dry-run", "--json"],
        ["generate", "crate-complete", "a", "--dry-run", "--json"],
        ["generate", "hooked", "--trust", HASH, "--dry-run", "--json"],
      ],
    ],
    ["KEY OF COMPILE", [["template", "compile", "odd.j2", "--json"]]],
    ["KEY OF LIST", [["template", "list", "--json"]]],
    [
      "KEY OF SHOW",
      [
        ["template", "show", "all", "--json"],
        ["template", "show", "./next.dxf", "--json"],
        ["template", "show", "./one.j2", "--code", "--json"],
      ],
    ],
    ["KEY OF CHECK", [["template", "check", "odd.j2", "--json"]]],
    [
      "KEY OF VARS",
      [
        ["template", "vars", "all", "--json"],
        ["template", "vars", "vars.j2", "--json"],
      ],
    ],
    ["KEY OF PARAMS", [["params", "show", "n.dxp", "-t", "all", "--json"]]],
    ["KEY OF KEY GENERATE", [["key", "generate", "page", "--no-passphrase", "--comment", "of the page", "--json"]]],
    ["KEY OF KEY EXPORT", [["key", "export", "page", "--json"]]],
    ["KEY OF SIGN", [["template", "sign", "signed", "--comment", "a", "--expires", "2d", "--json"]]],
    [
      "KEY OF VERIFY",
      [
        ["key", "trust", "--group", "pages", "--threshold", "1", "--keys", "page", "--json"],
        ["template", "sign", "next.dxf", "--replaces", "signed/first.dxf", "--json"],
        ["template", "verify", ".", "--json"],
      ],
    ],
    [
      "KEY OF HISTORY",
      [
        ["generate", "./signed/first.dxf", "A", "--json"],
        ["template", "show", "./next.dxf", "--history", "--json"],
      ],
    ],
    [
      "KEY OF KEY LIST",
      [
        ["key", "trust", "page", "--json"],
        ["key", "revoke", "0011223344556677", "--json"],
        ["key", "list", "--json"],
      ],
    ],
    ["KEY OF DOCTOR", [["doctor", "--json"]]],
    [
      "KEY OF ERROR",
      [
        ["generate", "broken", "--json"],
        ["generate", "all", "-p", "x=1", "--json"],
        ["generate", "all", "-p", "m=1", "-p", "n.x", "--json"],
        ["template", "compile", "open.j2", "--json"],
      ],
    ],
  ];
  for (const [column, calls] of SHAPES) {
    test(`lists every ${column.toLowerCase()}`, () => {
      const answers = calls.map((call) => keyPaths(run(...call)));
      // Of keys and signatures the last call shows what those before it did.
      const seen = new Set(/KEY LIST|VERIFY|HISTORY/.test(column) ? answers.at(-1) : answers.flat());
      seen.delete("error.notes");
      const listed = rows(PAGE, [column]).map(({ cell }) => cell(column));
      expect(listed.toSorted()).toEqual([...seen].sort());
    });
  }
});
