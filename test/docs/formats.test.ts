/** docs/formats.md says what the code does: its example decodes, its tables are those of the code. */
import { expect, test } from "bun:test";
import { decodeDxt, encodeDxt } from "../../src/format/dxt.ts";
import type { Instruction } from "../../src/format/opcode.ts";
import { INSTRUCTIONS } from "../../src/format/opcode-table.ts";
import { RULES } from "../../src/format/rules.ts";
import { BAD_CONTAINERS } from "../format/bad-containers.ts";
import { BAD_PROGRAMS } from "../format/bad-programs.ts";
import { plainSet } from "../format/sample-sets.ts";
import { EXAMPLE_SET, exampleHex } from "./formats-example.ts";
import { checkPart, part, table, UPDATE } from "./parts.ts";

const FILE = Bun.file(new URL("../../docs/formats.md", import.meta.url));
const PAGE = "docs/formats.md";

function taken(instruction: Instruction): string {
  const position = instruction.operands.indexOf("count");
  if (position === -1) return String(instruction.pops);
  const count = `${instruction.pairs === true ? "2" : ""}${"abc"[position]}`;
  return instruction.pops === 0 ? count : `${instruction.pops} + ${count}`;
}

function instructionRow(instruction: Instruction): string[] {
  const [first, ...others] = instruction.operands;
  return [
    `\`0x${instruction.code.toString(16).padStart(2, "0")}\``,
    instruction.name,
    first === "none" ? "" : first!,
    others.join(", "),
    taken(instruction),
    instruction.name === "Unpack" ? "a" : String(instruction.pushes),
    instruction.doc.replaceAll("|", "\\|"),
  ];
}

test("docs/formats.md has every instruction of the table", async () => {
  await checkPart(PAGE, "opcodes", () =>
    table(["CODE", "NAME", "A", "WORDS", "TAKES", "LEAVES", "DOES"], INSTRUCTIONS.map(instructionRow)),
  );
});

test("docs/formats.md has the bytes of the example", async () => {
  await checkPart(PAGE, "example", () => `\`\`\`text\n${exampleHex()}\n\`\`\``);
});

test("the hex of docs/formats.md decodes to the example", async () => {
  const lines = part(await FILE.text(), "example")
    .split("\n")
    .filter((line) => /^[0-9a-f]{4} {2}/.test(line));
  const bytes = lines.flatMap((line) => line.slice(6, 53).trim().split(" "));
  const file = Uint8Array.from(bytes.map((byte) => Number.parseInt(byte, 16)));
  expect([...file]).toEqual([...encodeDxt(EXAMPLE_SET)]);
  expect(plainSet(decodeDxt(file))).toEqual(plainSet(EXAMPLE_SET));
});

test("docs/formats.md has every rule with its code and its edits", async () => {
  const files = [...BAD_CONTAINERS, ...BAD_PROGRAMS];
  await checkPart(PAGE, "rules", (old) => {
    const words = new Map<string, string>();
    for (const line of old.split("\n")) {
      const cells = line.split(" | ");
      if (cells.length === 5) words.set(cells[1]!.replaceAll("`", ""), cells[3]!);
    }
    const rows = Object.entries(RULES).map(([rule, code], index) => {
      const edits = files.filter((file) => file.rule === rule).map((file) => file.edit);
      return [String(index + 1), `\`${rule}\``, `\`${code}\``, words.get(rule) ?? "?", edits.join("; ")];
    });
    expect(UPDATE || rows.every((row) => row[3] !== "?")).toBe(true);
    return table(["", "RULE", "CODE", "REJECT", "EDITS"], rows);
  });
});
