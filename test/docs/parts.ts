/** Parts of pages that are made from the code: between `<!-- NAME: … -->` and `<!-- end of NAME -->`. */
import { expect } from "bun:test";

const { UPDATE_GOLDEN } = process.env;
export const UPDATE: boolean = UPDATE_GOLDEN === "1";

/** The text between the two comments of a made part. */
export function part(document: string, name: string): string {
  const begin = document.indexOf(`<!-- ${name}:`);
  const start = document.indexOf("-->\n", begin) + 4;
  const end = document.indexOf(`<!-- end of ${name} -->`);
  if (begin === -1 || end < start) throw new Error(`the page has no part ${name}`);
  return document.slice(start, end);
}

/** Compares a made part with what it must be; with UPDATE_GOLDEN=1 writes it. */
export async function checkPart(path: string, name: string, made: (old: string) => string): Promise<void> {
  const file = Bun.file(new URL(`../../${path}`, import.meta.url));
  const document = await file.text();
  const old = part(document, name);
  const expected = `\n${made(old)}\n\n`;
  if (UPDATE) {
    const changed = document.replace(`-->\n${old}<!-- end of ${name}`, () => `-->\n${expected}<!-- end of ${name}`);
    await Bun.write(file, changed);
  } else expect(old).toBe(expected);
}

export function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(" | ")} |`;
  return [line(head), `|${head.map(() => "---").join("|")}|`, ...rows.map(line)].join("\n");
}
