/** Which commands a person is told about, and which are what they look like. */
import { describe, expect, test } from "bun:test";
import { commandMark } from "../../src/trust/command-mark.ts";

const SHELL = "a shell: it can run anything";
const CODE = "code on its command line: it can run anything";

describe("commandMark()", () => {
  test.each([
    [["sh", "-c", "x"], SHELL],
    [["bash", "script"], SHELL],
    [["/usr/bin/Zsh"], SHELL],
    [["C:\\Windows\\cmd.exe", "/c", "x"], SHELL],
    [["env", "A=1", "sh", "x"], SHELL],
    [["find", ".", "-exec", "sh", "-c", "x", ";"], SHELL],
    [["python3.12", "-Ic", "x"], CODE],
    [["node", "--eval=x"], CODE],
    [["bun", "-e", "x"], CODE],
    [["deno", "eval", "x"], CODE],
    [["perl", "-pe", "x"], CODE],
    [["ruby", "-e", "x"], CODE],
    [["php", "-r", "x"], CODE],
    [["timeout", "9", "python", "-c", "x"], CODE],
    [["awk", "x"], CODE],
    [["git", "add", "sh"], undefined],
    [["python", "setup.py"], undefined],
    [["node", "x.js"], undefined],
    [["cargo", "fmt"], undefined],
    [["env", "A=1", "ls"], undefined],
    [[], undefined],
  ] as const)("%j: %p", (command, mark) => expect(commandMark(command)).toBe(mark));
});
