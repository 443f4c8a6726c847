/**
 * The `console` blocks of pages: each line after `$ ` is run by a shell in one fresh folder a page, and what it prints, on
 * both streams, must be what stands below it. A block whose first line names a file (language, then its path) is written
 * there first. With UPDATE_GOLDEN=1 the outputs are written anew. `dxg` is run from source.
 */
import { afterAll, describe, expect, test } from "bun:test";
import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Block, blocks, readPage, UPDATE, writePage } from "./markdown.ts";

const PAGES = ["README.md", "docs/cli.md", "docs/template.md", "docs/trust.md"] as const;
const ROOT = join(import.meta.dir, "../..");

interface Step {
  readonly command: string;
  readonly output: string;
}

/** The commands of a block with what stands below each. */
function stepsOf(block: Block): readonly Step[] {
  return block.text
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf("\n");
      return { command: part.slice(0, end), output: part.slice(end + 1) };
    });
}

/** Sizes of compiled templates are not compared: they change with the compiler. */
function withoutSizes(text: string): string {
  return text.replaceAll(/[\d.]+ (?:B|KiB)(?= compiled|$)/gm, "N");
}

class Shell {
  readonly #home: string = realpathSync(mkdtempSync(join(tmpdir(), "dxg-docs-")));
  readonly #folder: string = join(this.#home, "project");

  constructor() {
    mkdirSync(this.#folder);
    mkdirSync(join(this.#home, "bin"));
    const dxg = join(this.#home, "bin/dxg");
    writeFileSync(dxg, `#!/bin/sh\nexec '${process.execPath}' '${join(ROOT, "src/main.ts")}' "$@"\n`);
    chmodSync(dxg, 0o755);
  }

  write(path: string, text: string): void {
    const target = join(this.#folder, path);
    mkdirSync(dirname(target), { recursive: true });
    writeFileSync(target, text);
  }

  run(command: string): string {
    const { stdout } = Bun.spawnSync(["sh", "-c", `{ ${command}\n} 2>&1`], {
      cwd: this.#folder,
      env: { HOME: this.#home, PATH: `${join(this.#home, "bin")}:/usr/local/bin:/usr/bin:/bin` },
      stdin: "ignore",
    });
    return stdout
      .toString()
      .replaceAll(this.#folder, "/project")
      .replaceAll(/[ \t]+$/gm, "");
  }

  remove(): void {
    rmSync(this.#home, { recursive: true, force: true });
  }
}

for (const page of PAGES) {
  const shell = new Shell();
  afterAll(() => shell.remove());
  const lines = readPage(page).split("\n");
  const changes: (readonly [line: number, count: number, text: readonly string[]])[] = [];
  describe(page, () => {
    for (const block of blocks(page)) {
      if (block.language === "console") {
        test(`prints what it says on line ${block.line}`, () => {
          const got = stepsOf(block).map(({ command }) => ({ command, output: shell.run(command) }));
          const text = got.map(({ command, output }) => `$ ${command}\n${output}`.replace(/\n?$/, "\n")).join("");
          if (!UPDATE) expect(withoutSizes(text)).toBe(withoutSizes(block.text));
          changes.push([block.line, block.text.split("\n").length - 1, text.replace(/\n$/, "").split("\n")]);
        });
      } else if (block.words.length > 0 && block.language !== "text") {
        test(`takes the file of line ${block.line}`, () => shell.write(block.words.join(" "), block.text));
      }
    }
    if (UPDATE) {
      test("is written anew", () => {
        for (const [line, count, text] of changes.toReversed()) lines.splice(line, count, ...text);
        writePage(page, lines.join("\n"));
      });
    }
  });
}
