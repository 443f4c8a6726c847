/** In a real terminal, made by util-linux's script: colours where a person is, none where NO_COLOR or a pipe is. */
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { DXG, type Ended, World } from "./world.ts";

const hasScript = Bun.spawnSync(["script", "--version"], { stderr: "ignore" })
  .stdout?.toString()
  .includes("util-linux");
if (!hasScript) console.log("not run: script (util-linux)");

let world: World;
beforeEach(() => {
  world = new World();
});
afterEach(() => world[Symbol.dispose]());

/** Runs `dxg` with a terminal for all its streams; what the terminal shows comes back as standard output. */
function onTerminal(args: string, env: Readonly<Record<string, string>> = {}): Ended {
  const ended = world.shell(`script --quiet --return --command '${DXG} ${args}' /dev/null`, {
    TERM: "xterm-256color",
    ...env,
  });
  return { ...ended, out: ended.out.replaceAll("\r\n", "\n") };
}

describe.if(hasScript === true)("in a terminal", () => {
  test("generate writes its files, says so in plain words and asks nothing", () => {
    const { code, out } = onTerminal("generate component-full Counter");
    expect(code).toBe(0);
    expect(out).toStartWith("created Counter/README.md\n");
    expect(out).not.toContain("\x1b");
    expect(world.files("Counter")).toHaveLength(5);
  });

  test("a missing answer is an error, not a question", () => {
    const { code, out } = onTerminal("generate component-full");
    expect(code).toBe(2);
    expect(out).toStartWith("error[params/missing]: ");
  });

  test("the bytes of params encode are not shown, but asked a file for", () => {
    const { code, out } = onTerminal("params encode -p a=1");
    expect(code).toBe(2);
    expect(out).toStartWith("error[cli/bad-argument]: ");
  });

  test("--help is coloured, but not with NO_COLOR", () => {
    const coloured = onTerminal("generate --help").out;
    expect(coloured).toContain("\x1b[");
    const plain = onTerminal("generate --help", { NO_COLOR: "1" }).out;
    expect(plain).not.toContain("\x1b");
    const trimmed = (text: string): string => Bun.stripANSI(text).replace(/ +$/gm, "");
    expect(trimmed(coloured)).toBe(plain);
    expect(world.dxg(["generate", "--help"]).out).toBe(plain);
  });

  test("an empty NO_COLOR is none", () => {
    expect(onTerminal("--help", { NO_COLOR: "" }).out).toContain("\x1b[");
  });

  test("template list keeps descriptions in their column; a pipe gets a line a template", () => {
    const wrapped = `route-crud      builtin  CRUD routes for one resource: handlers, SQLite queries,
                         HTML pages and tests for Bun.serve and bun:sqlite
`;
    expect(onTerminal("template list").out).toContain(wrapped);
    expect(world.dxg(["template", "list"]).out).toContain(wrapped.replace(/\n +/, " "));
  });

  test("an escape character in a name does not reach it", () => {
    const { code, out } = onTerminal('generate "$(printf "x\\\\033[2J")"');
    expect(code).toBe(1);
    expect(out).toContain("\\x1b[2J");
    expect(out).not.toContain("\x1b");
  });
});
