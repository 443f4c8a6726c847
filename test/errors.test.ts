/** Every error code happens, exits as its table says, and is documented in docs/errors.md with an example. */
import { describe, expect, test } from "bun:test";
import { ERROR_CODES, type ErrorCode } from "../src/base/error-codes.ts";
import { TRIGGERS } from "./errors/triggers.ts";
import { golden } from "./format/golden.ts";

const CODES = Object.keys(ERROR_CODES) as ErrorCode[];

const AREAS: Readonly<Record<string, string>> = {
  lex: "The text of a template: characters and tags",
  parse: "The text of a template: grammar",
  compile: "The meaning of a template",
  render: "Running a template",
  format: "Binary files: `.dxt`, `.dxf`, `.dxp` and patches",
  template: "Template directories, and finding them",
  params: "Parameters",
  path: "Output paths",
  write: "Writing files",
  trust: "Trust",
  hook: "Hooks of a template",
  io: "The operating system",
  native: "The native library",
  cli: "The command line",
};

const HEAD = `# Errors

Every failure that dxg expects has a code, \`area/what\`. A code is never renamed and never used for anything else, so
scripts may rely on it. A person reads it as \`error[code]: title: detail\` on standard error, with the place, notes and a
line of help where there are any; with \`--json\` the same is one object on standard output. In the API it is \`DxgError\`
with \`code\`, \`detail\`, \`span\`, \`notes\` and \`hint\`.

Exit codes: 1 failed, 2 wrong usage or missing answers, 130 cancelled. Exit code 70 is a fault of dxg itself and has no code.

This page is made from the table in src/base/error-codes.ts by its test, which makes every error happen:
\`UPDATE_GOLDEN=1 bun test test/errors.test.ts\`.
`;

const messages = new Map<ErrorCode, string>();

describe("an error", () => {
  test.each(CODES)("%s happens", (code) => {
    const { title, exit } = ERROR_CODES[code];
    const told = TRIGGERS[code]();
    expect(told).toEqual({ code, message: expect.stringContaining(`${title}: `), exit });
    messages.set(code, told.message);
  });

  test("has a title that is one phrase, and an exit code that scripts know", () => {
    for (const code of CODES) {
      const { title, exit } = ERROR_CODES[code];
      expect(title).toMatch(/^[A-Z].*[^.]$/);
      expect([1, 2, 130]).toContain(exit);
      expect(code).toMatch(/^[a-z]+\/[a-z0-9-]+$/);
    }
  });
});

describe("docs/errors.md", () => {
  test("tells every code, its exit code and an example", async () => {
    const sections = Object.entries(AREAS).map(([area, heading]) => {
      const rows = CODES.filter((code) => code.startsWith(`${area}/`)).map(row);
      return `\n## ${heading}\n\n| code | exit | example |\n|---|---|---|\n${rows.join("\n")}\n`;
    });
    for (const code of CODES) expect(Object.keys(AREAS)).toContain(code.split("/")[0] ?? "");
    await golden("docs/errors.md", HEAD + sections.join(""));
  });
});

function row(code: ErrorCode): string {
  const message = messages.get(code) ?? "";
  return `| \`${code}\` | ${ERROR_CODES[code].exit} | ${message.replaceAll("|", "\\|").replaceAll("<", "&lt;")} |`;
}
