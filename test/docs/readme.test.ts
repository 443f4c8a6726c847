/** README.md: its TypeScript runs and prints what it says, its npm scripts exist. */
import { expect, test } from "bun:test";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import packageJson from "../../package.json";
import { blocks, readPage } from "./markdown.ts";

const INDEX = join(import.meta.dir, "../../src/index.ts");

test("the TypeScript of README.md prints what it says", () => {
  const all = blocks("README.md");
  const at = all.findIndex(({ language }) => language === "ts");
  const folder = mkdtempSync(join(tmpdir(), "dxg-readme-"));
  try {
    const file = join(folder, "example.ts");
    writeFileSync(file, (all[at]?.text ?? "").replace('"dx-generator"', JSON.stringify(INDEX)));
    const { stdout } = Bun.spawnSync([process.execPath, file], { cwd: folder });
    expect(stdout.toString()).toBe(all[at + 1]?.text ?? "");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

for (const page of ["README.md", "CONTRIBUTING.md", "ARCHITECTURE.md", "AGENTS.md"]) {
  test(`the npm scripts of ${page} exist`, () => {
    const named = [...readPage(page).matchAll(/\b(?:npm|bun) run ([a-z]+)(?![\w./])/g)].map((match) => match[1] ?? "");
    expect(Object.keys(packageJson.scripts)).toEqual(expect.arrayContaining(named));
  });
}
