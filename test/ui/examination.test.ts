/** What `dxg doctor` prints. */
import { expect, test } from "bun:test";
import { reportExamination } from "../../src/ui/examination.ts";

test("reportExamination() breaks what is told of a check at the width of a terminal, and nowhere else", () => {
  const examination = {
    version: "1",
    bun: "1",
    platform: "linux x64",
    native: { implementation: "c", how: "h", why: [] },
    checks: [{ name: "hooks", state: "note", detail: "word ".repeat(30).trim() }],
  } as const;
  expect(reportExamination(examination, false).trimEnd().split("\n")).toHaveLength(4);
  const lines = reportExamination(examination, false, 40).trimEnd().split("\n").slice(3);
  expect(lines.length).toBeGreaterThan(3);
  for (const line of lines) expect(line.length).toBeLessThanOrEqual(40);
  expect(lines[0]).toStartWith("note    hooks: word");
  expect(lines[1]).toStartWith("        word");
});
